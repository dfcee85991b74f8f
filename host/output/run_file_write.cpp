#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "host/output/atomic_file.hpp"
#include "host/output/book_group.hpp"
#include "host/output/file_digest.hpp"
#include "host/output/forward_groups.hpp"
#include "host/output/group_writer.hpp"
#include "host/output/h5_driver.hpp"
#include "host/output/levels_group.hpp"
#include "host/output/netcdf_group.hpp"
#include "host/output/population_group.hpp"
#include "host/output/rare_group.hpp"
#include "host/output/repair_group.hpp"
#include "host/output/run_file.hpp"
#include "host/output/run_schema.hpp"
#include "host/output/venues_group.hpp"
#include "host/support/build_info.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

using h5::NetcdfGroup;
using h5::WriteContext;
using nlohmann::json;

std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string inputs_json(const std::vector<InputRecord>& inputs) {
  json list = json::array();
  for (const InputRecord& input : inputs)
    list.push_back({{"path", input.path},
                    {"kind", input.kind},
                    {"sha256", input.sha256},
                    {"rows", input.rows},
                    {"first_time", format_utc(input.first_time)},
                    {"last_time", format_utc(input.last_time)}});
  return dumped(list);
}

std::vector<std::int64_t> bar_boundaries(const MarketState& market) {
  std::vector<std::int64_t> times;
  for (std::size_t t = 0; t <= market.bars(); ++t)
    times.push_back(market.start_time + static_cast<std::int64_t>(t) * market.bar_seconds);
  return times;
}

std::vector<double> open_interest_at_close(const MarketState& market) {
  std::vector<double> usd;
  for (std::size_t t = 0; t < market.bars(); ++t)
    usd.push_back(usd_of_lots(market.contract_terms(), static_cast<double>(market.open_interest_lots[t + 1]),
                              market.mark_close[t]));
  return usd;
}

void write_root(WriteContext& context, const RunResult& run) {
  NetcdfGroup root(context, "/");
  root.attribute("format", "tinderbox-run");
  root.attribute("format_version", std::int32_t{kFormatVersion});
  root.attribute("Conventions", "CF-1.10");
  root.attribute("title", fmt::format("{}liquidation map of {} on {}", run.market.synthetic ? "SYNTHETIC " : "",
                                      run.market.contract, run.market.venue));
  root.attribute("tinderbox_version", version());
  root.attribute("git_commit", git_commit());
  root.attribute("config_toml", run.provenance.config_toml);
  root.attribute("seed", run.provenance.seed);
  root.attribute("backend", run.provenance.backend);
  root.attribute("device", run.provenance.device);
  root.attribute("data_dir", run.provenance.data_dir);
  root.attribute("created_utc", run.provenance.created_utc);
  root.attribute("inputs", inputs_json(run.market.inputs));
  root.attribute("synthetic", std::int32_t{run.market.synthetic ? 1 : 0});
  root.attribute("mark_source", run.market.mark_source);
  root.attribute("now_mark_usd", run.now_mark_usd);
  root.attribute("warnings", dumped(run.warnings));
}

void write_market(WriteContext& context, const MarketState& market) {
  NetcdfGroup group(context, "/market");
  group.attribute("venue", market.venue);
  group.attribute("contract", market.contract);
  group.attribute("bar_seconds", market.bar_seconds);
  group.attribute("tick_size_usd", market.tick_size_usd);
  group.attribute("lot_size", market.lot_size);
  group.attribute("inverse_contract_usd", market.inverse_contract_usd);
  group.attribute("ignored", dumped(market.ignored));
  group.attribute("repairs", dumped(market.repairs));
  group.attribute("warnings", dumped(market.warnings));
  const std::vector<std::int64_t> boundaries = bar_boundaries(market);
  write_time(group, {boundaries.begin(), boundaries.end() - 1});
  group.coordinate({"boundary", "boundary", kTimeUnits, "bar boundary: the open of each bar and the last close"},
                   boundaries);
  group.attribute("calendar", "standard", "boundary");
  visit_market(market, writer_into(group));
  group.variable({"open_interest_usd", "time", "USD", "open interest at bar close, at the mark"},
                 open_interest_at_close(market));
}

void write_heatmap(WriteContext& context, const HeatmapResult& heatmap) {
  NetcdfGroup group(context, "/heatmap");
  write_time(group, heatmap.time);
  write_price(group, heatmap.price);
  write_side(group);
  group.coordinate({"where", "where", "", "place of the liquidation price"}, label_texts(kWhereLabels));
  group.coordinate({"kind", "kind", "", "what happened to the contracts"}, label_texts(kKindLabels));
  visit_heatmap(heatmap, writer_into(group));
}

void write_ladder(WriteContext& context, const LadderResult& ladder) {
  NetcdfGroup group(context, "/ladder");
  write_price(group, ladder.price);
  write_side(group);
  write_replicate(group, ladder.notional.size() / (kSides * ladder.price.size()));
  write_leverage_bands(group, ladder.leverage_bounds);
  write_venue(group, ladder.venues);
  visit_ladder(ladder, writer_into(group));
}

// Refuses a run whose parts do not belong together before a file is made. The sizes of single datasets are checked
// where they are written.
void check_run(const RunResult& run) {
  const auto& [market, heatmap, ladder] = std::tie(run.market, run.heatmap, run.ladder);
  if (market.bars() == 0 || heatmap.price.empty()) throw Failure("the run holds no bars or no price bins");
  if (market.open_interest_lots.size() != market.bars() + 1 || market.mark_close.size() != market.bars() ||
      heatmap.time.size() != market.bars() || ladder.price.size() != heatmap.price.size())
    throw Failure("market, heatmap and ladder of the run have different shapes");
}

std::int64_t count_values(const RunResult& run) {
  std::size_t values = 0;
  const auto count = [&values](const VariableSpec&, const auto& data) { values += data.size(); };
  visit_market(run.market, count);
  visit_heatmap(run.heatmap, count);
  visit_ladder(run.ladder, count);
  if (has_population(run)) visit_population(run.population, count);
  visit_forward_groups(run, count);
  visit_level_groups(run, count);
  if (has_rare(run)) visit_rare(run.rare, count);
  if (has_venues(run)) visit_venues(run.venues, count);
  if (has_repair(run)) visit_repair(run.repair, count);
  if (has_book(run)) visit_book(run.book, count);
  return static_cast<std::int64_t>(values);
}

void write_all(const RunResult& run, h5::Descriptor& descriptor, int deflate_level, Progress& progress) {
  const h5::SilentErrors silent;
  h5::Handle file = h5::create_file(descriptor);
  WriteContext context{file.get(), descriptor, deflate_level, progress};
  write_root(context, run);
  write_market(context, run.market);
  write_heatmap(context, run.heatmap);
  write_ladder(context, run.ladder);
  write_population(context, run);
  write_forward_groups(context, run);
  write_level_groups(context, run);
  if (has_rare(run)) write_rare(context, run.rare);
  if (has_venues(run)) write_venues(context, run.venues);
  write_repair(context, run);
  write_book(context, run);
  h5::check(file.close(), "close the file");
}

}  // namespace

void check_output_path(const std::filesystem::path& path) {
  check_output_target(path);
}

void write_run_file(const RunResult& run, const std::filesystem::path& path, int deflate_level, Progress& progress) {
  check_run(run);
  AtomicFile file(path);
  h5::Descriptor descriptor{file.fd()};
  progress.begin("write", count_values(run), "values");
  try {
    write_all(run, descriptor, deflate_level, progress);
  } catch (const Interrupted&) {
    throw;
  } catch (const Failure&) {
    if (descriptor.error != 0) file.fail(descriptor.error);  // the disk, not what HDF5 made of it
    throw;
  }
  if (descriptor.error != 0) file.fail(descriptor.error);
  append_digest(file, descriptor.size);
  file.commit();
  progress.end();
}

}  // namespace tinderbox
