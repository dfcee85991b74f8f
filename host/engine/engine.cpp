#include "host/engine/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "host/engine/governing_book.hpp"
#include "host/engine/heatmap.hpp"
#include "host/engine/history_repair.hpp"
#include "host/engine/imbalance.hpp"
#include "host/engine/path_engine.hpp"
#include "host/engine/population.hpp"
#include "host/engine/position_engine.hpp"
#include "host/engine/sample_ranges.hpp"
#include "host/engine/venue_ladder.hpp"
#include "host/engine/venue_market.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kMostLots = 8'000'000'000;  // times the highest level, 2^30 ticks, stays below 2^63
constexpr double kGiB = 1073741824.0;
constexpr std::int64_t kSamplesPerBarLimit = std::int64_t{1} << kSamplesPerBarBits;
constexpr double kCpuSecondsPerPosition = 1.5e-6;  // both passes, one core, measured on the 2-core machine of the notes
constexpr double kCpuSecondsPerPathStep = 1e-7;    // with its twin and feedback, one core, likewise
constexpr double kSecondsPerTensorCell = 6e-9;     // reduction and statistics, per replicate

CpuPath cpu_path_of(CodePath path) {
  switch (path) {
    case CodePath::kScalar:
      return CpuPath::kScalar;
    case CodePath::kV3:
      return CpuPath::kV3;
    case CodePath::kV4:
      return CpuPath::kV4;
    case CodePath::kAuto:
      break;
  }
  return best_cpu_path();
}

bool wants_cuda(const EngineOptions& options) {
  return options.backend == Backend::kCuda || (options.backend == Backend::kAuto && why_not_cuda().empty());
}

}  // namespace

std::unique_ptr<Executor> make_executor(const EngineOptions& options) {
  try {
    if (wants_cuda(options)) return make_cuda_executor(options.device);
    return make_cpu_executor(cpu_path_of(options.code_path), options.threads);
  } catch (const BackendError& error) {
    throw Failure(error.what());
  }
}

namespace {

bool is_multiple(double value, double unit) {
  const double quotient = value / unit;
  return std::abs(quotient - std::round(quotient)) < 1e-6;
}

void check_grid(const RunConfig& config, const Venue& venue, ProblemList& problems) {
  for (const auto& [key, value] :
       {std::pair{"grid.price_min_usd", config.grid.price_min_usd}, std::pair{"grid.bin_usd", config.grid.bin_usd}})
    if (!is_multiple(value, venue.tick_size_usd))
      problems.add({key, "is not a whole number of price ticks", fmt::format("{}", value),
                    fmt::format("a multiple of {} USD", venue.tick_size_usd), ""});
  const double top = config.grid.price_min_usd + config.grid.bin_usd * config.grid.bins;
  if (top / venue.tick_size_usd > 1e9)
    problems.add({"grid.bins", "the grid reaches beyond any price", fmt::format("{:.0f} USD at the top", top),
                  fmt::format("at most {:.0f} USD", 1e9 * venue.tick_size_usd), ""});
}

// Before the market is known: at the top of the price axis, where tiers of contracts or coin allow most.
void check_rules(const RunConfig& config, const PriorConfig& prior, const Venue& venue, ProblemList& problems) {
  const double top = config.grid.price_min_usd + config.grid.bin_usd * config.grid.bins;
  check_venue_rules(prior, venue, config.market.start_utc, top, problems);
}

// What is assumed of the positions of each venue, the primary one first.
std::vector<PriorConfig> priors_of(const RunConfig& config) {
  std::vector<PriorConfig> priors{config.prior};
  for (const auto& [name, venue] : config.venues) priors.push_back(venue.prior.value_or(config.prior));
  return priors;
}

void check_samples(const RunConfig& config, ProblemList& problems) {
  const SampleCounts counts = split_samples(config.sampling);
  const std::int64_t most = *std::max_element(counts.births.begin(), counts.births.end());
  const std::int64_t a_bar = most / std::max<std::int64_t>(1, config.configured_bars()) + 1;
  if (a_bar >= kSamplesPerBarLimit)
    problems.add({"sampling.positions", "too many positions in one bar, side and replicate", fmt::format("{}", a_bar),
                  fmt::format("fewer than {}", kSamplesPerBarLimit), "use more replicates or bars"});
}

std::int64_t result_bytes(const RunConfig& config) {
  const std::int64_t cells = config.configured_bars() * kSides * config.grid.bins;
  return cells * (4 * std::int64_t{sizeof(float)} + std::int64_t{sizeof(std::int64_t)});
}

void check_memory(const RunConfig& config, std::int64_t bytes, ProblemList& problems) {
  if (static_cast<double>(bytes) > config.output.memory_gib * kGiB)
    problems.add({"output.memory_gib", "the run needs more memory than it may use",
                  fmt::format("{:.2f} GiB needed", static_cast<double>(bytes) / kGiB),
                  fmt::format("at most {} GiB", config.output.memory_gib),
                  "use fewer bins, bars or replicates, or allow more"});
}

void check_market(const RunConfig& config, const MarketState& market) {
  if (market.bars() < 2)
    throw InputError({"market", "too few bars to map", fmt::format("{}", market.bars()), "at least 2 bars", ""});
  const std::int64_t most = *std::max_element(market.open_interest_lots.begin(), market.open_interest_lots.end());
  if (most > kMostLots)
    throw InputError({"open interest", "too many lots for exact 64-bit sums", fmt::format("{}", most),
                      fmt::format("at most {}", kMostLots), "use a larger lot_size"});
  const double low = config.grid.price_min_usd;
  const double high = low + config.grid.bin_usd * config.grid.bins;
  for (std::size_t t = 0; t < market.bars(); ++t)
    if (market.close[t] < low || market.close[t] >= high)
      throw InputError({"grid", fmt::format("the price grid misses the price of bar {}", t),
                        fmt::format("close {} USD", market.close[t]), fmt::format("inside [{}, {})", low, high),
                        "change grid.price_min_usd, grid.bin_usd or grid.bins"});
}

void run_forward(const RunConfig& configured, const MarketState& market, const std::vector<ForwardVenue>& venues,
                 Executor& executor, std::int64_t batch_paths, Progress& progress, RunResult& result) {
  GoverningBook book = governing_book(configured, market.mark_close.back());
  const RunConfig& config = book.config;
  if (config.paths.count > 0) result.book = std::move(book.report);
  MarketState repaired;
  const bool repairs = config.paths.repair == "on" && config.paths.count > 0;
  if (repairs) {
    RepairedHistory history = repair_history(config, market, result.heatmap, venues);
    repaired = std::move(history.market);
    result.repair = std::move(history.report);
  }
  ForwardResult forward =
      simulate_forward(config, market, repairs ? repaired : market, venues, executor, batch_paths, progress);
  result.paths = std::move(forward.paths);
  result.cascade = std::move(forward.cascade);
  result.adl = std::move(forward.adl);
  result.whatif = std::move(forward.whatif);
  result.stress = forward.stress;
  result.course = std::move(forward.course);
  result.levels = std::move(forward.levels);
  result.rare = forward.rare;
  for (std::string& warning : forward.warnings) result.warnings.push_back(std::move(warning));
  if (config.paths.count > 0) fill_imbalance(result.heatmap, market, result.cascade);
}

// The part of sampling.positions that a venue gets, by the configured weights alone.
RunConfig config_of(const RunConfig& config, const RunVenue& venue) {
  double all = 1;
  for (const auto& [name, other] : config.venues)
    if (other.source != "positions") all += other.sampling_weight;
  RunConfig own = config;
  own.prior = venue.config.prior.value_or(config.prior);
  own.sampling.positions = std::max<std::int64_t>(
      1, std::llround(static_cast<double>(config.sampling.positions) * venue.config.sampling_weight / all));
  return own;
}

void append(PopulationResult& all, const PopulationResult& part) {
  const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  add(all.side, part.side);
  add(all.venue, part.venue);
  add(all.replicate, part.replicate);
  add(all.is_cross, part.is_cross);
  add(all.weight, part.weight);
  add(all.entry, part.entry);
  add(all.notional_usd, part.notional_usd);
  add(all.leverage, part.leverage);
  add(all.liquidation_price, part.liquidation_price);
}

// All venues' ladders with their real positions.
LadderResult reported_ladder(const std::vector<RunVenue>& venues, std::vector<LadderResult> ladders) {
  for (std::size_t v = 0; v < venues.size(); ++v)
    if (venues[v].real) add_real_positions(*venues[v].real, ladders[v]);
  return merge_ladders(ladders);
}

// Samples every venue that is to be sampled. Fills the heatmap, the population and the ladder, and returns the sampled
// part of the ladder of each venue.
std::vector<LadderResult> map_venues(const RunConfig& config, const std::vector<RunVenue>& venues,
                                     const EngineOptions& options, Executor& executor, Progress& progress,
                                     RunResult& result) {
  const std::vector<std::uint32_t> numbers = draw_numbers(venues);
  const std::vector<std::int64_t> run_lots = lots_in_lots(venues);
  std::vector<std::unique_ptr<PositionTensors>> tensors(venues.size());
  std::vector<VenueTensors> sampled;
  for (std::size_t v = 0; v < venues.size(); ++v) {
    if (!venues[v].sampled) continue;
    const RunConfig own = config_of(config, venues[v]);
    tensors[v] = std::make_unique<PositionTensors>(sample_positions(
        {own, venues[v].market, venues[v].venue, numbers[v], options.batch_positions}, executor, progress));
    sampled.push_back({*tensors[v], venues[v].market, run_lots[v]});
  }
  progress.begin("summarising", 0, "cells");
  result.heatmap = build_heatmap(sampled, executor);
  std::vector<LadderResult> ladders;
  for (std::size_t v = 0; v < venues.size(); ++v) {
    ladders.push_back(tensors[v] ? build_ladder(*tensors[v], venues[v].market)
                                 : bare_ladder(ladders.front(), venues[v].name));
    ladders.back().venues = {venues[v].name};
    if (tensors[v])
      append(result.population, build_population(*tensors[v], venues[v].market, static_cast<std::int32_t>(v)));
    if (venues[v].real)
      make_room(*venues[v].real, venues[v].sampled ? open_interest_of(venues[v], 0) : 0, ladders.back(),
                result.warnings);
  }
  result.ladder = reported_ladder(venues, ladders);
  progress.end();
  return ladders;
}

// Date of the table in force at `time`, sourced or not.
std::string table_date_at(const Venue& venue, std::int64_t time) {
  std::string date = venue.tier_tables.front().as_of;
  const std::string day = format_utc(time).substr(0, date.size());
  for (const TierTable& table : venue.tier_tables)
    if (table.as_of <= day) date = table.as_of;
  return date;
}

// One rule and one table of tiers serve the whole run: those in force when it starts.
void warn_of_changes(const Venue& venue, const MarketState& market, std::vector<std::string>& warnings) {
  const auto warn = [&](const char* what, const std::string& first, const std::string& last) {
    if (first != last)
      warnings.push_back(fmt::format("the venue's {} changed on {} inside the window; that of {} is used throughout",
                                     what, last, first));
  };
  const std::int64_t end = market.end_time() - 1;
  if (!venue.margin_rules.empty())
    warn("margin rule", venue.margin_rule_at(market.start_time).as_of, venue.margin_rule_at(end).as_of);
  if (venue.tier_tables.empty()) return;
  const TierTable& table = venue.table_at(market.start_time);
  warn("table of maintenance tiers", table.as_of, table_date_at(venue, end));
  if (!table.caveat.empty())
    warnings.push_back(
        fmt::format("maintenance tiers of {} {}, {}: {}", venue.name, venue.contract, table.as_of, table.caveat));
}

}  // namespace

RunPlan plan_run(const RunConfig& config, const std::vector<Venue>& venues, const EngineOptions& options) {
  ProblemList problems;
  const std::vector<PriorConfig> priors = priors_of(config);
  for (std::size_t v = 0; v < venues.size(); ++v) {
    check_grid(config, venues[v], problems);
    check_rules(config, priors.at(v), venues[v], problems);
  }
  check_samples(config, problems);
  RunPlan plan;
  plan.cells = config.configured_bars() * kSides * config.grid.bins;
  plan.positions = config.sampling.positions;
  plan.path_steps = (config.paths.count + (config.rare.method == "none" ? 0 : config.rare.paths)) * config.paths.steps;
  plan.memory_bytes =
      static_cast<std::int64_t>(venues.size()) * position_memory_bytes(config, options.batch_positions) +
      result_bytes(config) + forward_memory_bytes(config, options.batch_paths);
  check_memory(config, plan.memory_bytes, problems);
  problems.throw_if_any();
  const std::unique_ptr<Executor> executor = make_executor(options);
  plan.backend = executor->backend() + " (" + executor->device() + ")";
  const int cores = options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
  plan.estimated_seconds = (static_cast<double>(plan.positions) * kCpuSecondsPerPosition +
                            static_cast<double>(plan.path_steps) * kCpuSecondsPerPathStep +
                            static_cast<double>(plan.cells * config.sampling.replicates) * kSecondsPerTensorCell) /
                           std::max(1, cores);
  return plan;
}

RunVenue primary_venue(MarketState market, Venue venue) {
  RunVenue primary;
  primary.name = venue.name;
  primary.market = std::move(market);
  primary.venue = std::move(venue);
  return primary;
}

RunResult run_engine(const RunConfig& config, std::vector<RunVenue> venues, const EngineOptions& options,
                     Progress& progress) {
  cut_to_common_bars(venues);
  for (const RunVenue& venue : venues) check_market(config, venue.market);
  MarketState& market = venues.front().market;
  RunResult result;
  try {
    const std::unique_ptr<Executor> executor = make_executor(options);
    const std::vector<LadderResult> ladders = map_venues(config, venues, options, *executor, progress, result);
    const std::vector<ForwardVenue> forward = forward_venues(config, venues, ladders);
    result.venues = describe_venues(config, venues, forward);
    RunConfig ahead = config;
    ahead.depth_levels = venues.front().depth;
    run_forward(ahead, market, forward, *executor, options.batch_paths, progress, result);
    result.provenance.backend = executor->backend();
    result.provenance.device = executor->device();
  } catch (const BackendError& error) {
    throw Failure(error.what());
  }
  result.provenance.seed = config.seed;
  for (const RunVenue& venue : venues)
    if (venue.sampled) warn_of_changes(venue.venue, venue.market, result.warnings);
  result.now_mark_usd = market.mark_close.back();
  result.market = std::move(market);
  return result;
}

std::string describe_backends() {
  std::string text;
  for (const CpuPath path : {CpuPath::kScalar, CpuPath::kV3, CpuPath::kV4}) {
    const std::string reason = why_not(path);
    text += fmt::format("cpu ({}): {}\n", name_of(path), reason.empty() ? "ready" : reason);
  }
  const std::string reason = why_not_cuda();
  text += fmt::format("cuda: {}\n", reason.empty() ? "ready" : reason);
  return text;
}

}  // namespace tinderbox
