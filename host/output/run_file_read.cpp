#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "host/output/book_group.hpp"
#include "host/output/forward_groups.hpp"
#include "host/output/group_reader.hpp"
#include "host/output/h5_read.hpp"
#include "host/output/levels_group.hpp"
#include "host/output/population_group.hpp"
#include "host/output/rare_group.hpp"
#include "host/output/repair_group.hpp"
#include "host/output/run_file.hpp"
#include "host/output/run_schema.hpp"
#include "host/output/venues_group.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

using h5::ReadFile;
using nlohmann::json;

constexpr std::int64_t kLongestBarSeconds = 366 * 86400;

template <typename T>
T required(std::optional<T> value, const ReadFile& file, const std::string& attribute) {
  if (!value) file.refuse(attribute, "is missing");
  return std::move(*value);
}

std::string required_text(const ReadFile& file, const std::string& group, const char* name) {
  return required(file.text(group, name), file, group + "@" + name);
}

double positive(const ReadFile& file, const std::string& group, const char* name) {
  const double value = required(file.real(group, name), file, group + "@" + name);
  if (!(value > 0) || !std::isfinite(value))
    file.refuse(group + "@" + name, "is out of range", fmt::format("{}", value), "a positive number");
  return value;
}

json parsed(const ReadFile& file, const std::string& group, const char* name) {
  json value = json::parse(required_text(file, group, name), nullptr, /*allow_exceptions=*/false);
  if (!value.is_array()) file.refuse(group + "@" + name, "is no JSON list");
  return value;
}

std::vector<std::string> text_list(const ReadFile& file, const std::string& group, const char* name) {
  std::vector<std::string> result;
  for (const json& entry : parsed(file, group, name)) {
    if (!entry.is_string()) file.refuse(group + "@" + name, "is no list of texts");
    result.push_back(entry.get<std::string>());
  }
  return result;
}

std::vector<InputRecord> read_inputs(const ReadFile& file) {
  std::vector<InputRecord> result;
  for (const json& entry : parsed(file, "/", "inputs")) {
    try {
      const auto first = parse_utc(entry.at("first_time").get<std::string>());
      const auto last = parse_utc(entry.at("last_time").get<std::string>());
      if (!first || !last) file.refuse("/@inputs", "holds a time that is none");
      result.push_back({entry.at("path").get<std::string>(), entry.at("kind").get<std::string>(),
                        entry.at("sha256").get<std::string>(), entry.at("rows").get<std::int64_t>(), *first, *last});
    } catch (const json::exception&) {
      file.refuse("/@inputs", "an entry lacks path, kind, sha256, rows, first_time or last_time");
    }
  }
  return result;
}

void check_format(const ReadFile& file) {
  const std::string format = file.text("/", "format").value_or("");
  if (format != "tinderbox-run")
    file.refuse("", "is no run file", format.empty() ? "no attribute `format`" : "format \"" + format + "\"",
                "format \"tinderbox-run\"");
  const std::int64_t version = required(file.integer("/", "format_version"), file, "/@format_version");
  if (version != kFormatVersion)
    file.refuse("", "has another format version", fmt::format("{}", version), fmt::format("{}", kFormatVersion));
}

RunProvenance read_provenance(const ReadFile& file) {
  RunProvenance provenance;
  provenance.config_toml = file.text("/", "config_toml").value_or("");
  provenance.backend = file.text("/", "backend").value_or("");
  provenance.device = file.text("/", "device").value_or("");
  provenance.data_dir = file.text("/", "data_dir").value_or("");
  provenance.created_utc = file.text("/", "created_utc").value_or("");
  provenance.seed = required(file.natural("/", "seed"), file, "/@seed");
  return provenance;
}

// 0 in a file without it: of a linear contract.
double inverse_contract_usd(const ReadFile& file) {
  const double usd = file.real("/market", "inverse_contract_usd").value_or(0);
  if (!(usd >= 0) || !std::isfinite(usd))
    file.refuse("/market@inverse_contract_usd", "is out of range", fmt::format("{}", usd), "USD of a contract, or 0");
  return usd;
}

MarketState read_market(ReadFile& file) {
  MarketState market;
  market.venue = file.text("/market", "venue").value_or("");
  market.contract = file.text("/market", "contract").value_or("");
  const std::int64_t bar = required(file.integer("/market", "bar_seconds"), file, "/market@bar_seconds");
  if (bar < 1 || bar > kLongestBarSeconds)
    file.refuse("/market@bar_seconds", "is out of range", fmt::format("{}", bar), "seconds of a bar");
  market.bar_seconds = static_cast<std::int32_t>(bar);
  market.tick_size_usd = positive(file, "/market", "tick_size_usd");
  market.lot_size = positive(file, "/market", "lot_size");
  market.inverse_contract_usd = inverse_contract_usd(file);
  market.ignored = text_list(file, "/market", "ignored");
  market.repairs = text_list(file, "/market", "repairs");
  market.warnings = text_list(file, "/market", "warnings");
  market.inputs = read_inputs(file);
  market.mark_source = file.text("/", "mark_source").value_or("");
  market.synthetic = required(file.integer("/", "synthetic"), file, "/@synthetic") != 0;

  GroupReader group(file, "/market");
  const auto time = group.coordinate<std::int64_t>("time");
  const auto boundary = group.coordinate<std::int64_t>("boundary");
  market.start_time = time.front();
  if (std::abs(static_cast<double>(market.start_time)) > 1e15) file.refuse("/market/time", "is no time of this world");
  check_times(file, group.full("time"), time, market.start_time, bar);
  check_times(file, group.full("boundary"), boundary, market.start_time, bar);
  if (boundary.size() != time.size() + 1)
    file.refuse(group.full("boundary"), "has another length", fmt::format("{}", boundary.size()),
                fmt::format("{}", time.size() + 1));
  visit_market(market, group);
  return market;
}

HeatmapResult read_heatmap(ReadFile& file, const MarketState& market) {
  HeatmapResult heatmap;
  GroupReader group(file, "/heatmap");
  heatmap.time = group.coordinate<std::int64_t>("time");
  if (heatmap.time.size() != market.bars())
    file.refuse(group.full("time"), "has another length than the market", fmt::format("{}", heatmap.time.size()),
                fmt::format("{}", market.bars()));
  check_times(file, group.full("time"), heatmap.time, market.start_time, market.bar_seconds);
  heatmap.price = group.coordinate<double>("price");
  group.labels("side", kSideLabels);
  group.labels("where", kWhereLabels);
  group.labels("kind", kKindLabels);
  visit_heatmap(heatmap, group);
  check_price_axis(file, group.full("price"), heatmap.price, heatmap.price_bounds);
  return heatmap;
}

LadderResult read_ladder(ReadFile& file, const HeatmapResult& heatmap) {
  LadderResult ladder;
  GroupReader group(file, "/ladder");
  ladder.price = group.coordinate<double>("price");
  if (ladder.price != heatmap.price) file.refuse(group.full("price"), "is another axis than the heatmap's");
  group.labels("side", kSideLabels);
  static_cast<void>(group.coordinate<std::int64_t>("replicate"));
  static_cast<void>(group.labels("leverage_band"));
  ladder.venues = group.labels("venue");
  visit_ladder(ladder, group);
  check_price_axis(file, group.full("price"), ladder.price, ladder.price_bounds);
  return ladder;
}

RunResult read_all(const std::filesystem::path& path) {
  ReadFile file(path);
  check_format(file);
  RunResult run;
  run.provenance = read_provenance(file);
  run.now_mark_usd = positive(file, "/", "now_mark_usd");
  run.warnings = text_list(file, "/", "warnings");
  run.market = read_market(file);
  run.heatmap = read_heatmap(file, run.market);
  run.ladder = read_ladder(file, run.heatmap);
  read_population(file, run);
  read_forward_groups(file, run);
  read_level_groups(file, run);
  if (file.has("/rare")) run.rare = read_rare(file);
  if (file.has("/venues")) run.venues = read_venues(file);
  read_repair(file, run);
  read_book(file, run);
  return run;
}

}  // namespace

void check_run_file(const std::filesystem::path& path) {
  h5::read_guarded(path, [](const std::filesystem::path& file_path) { check_format(ReadFile(file_path)); });
}

RunResult read_run_file(const std::filesystem::path& path) {
  return h5::read_guarded(path, read_all);
}

}  // namespace tinderbox
