#include "host/engine/path_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "host/engine/adl_tally.hpp"
#include "host/engine/book_table.hpp"
#include "host/engine/course_answers.hpp"
#include "host/engine/depth_rule.hpp"
#include "host/engine/exogenous_price.hpp"
#include "host/engine/ladder_tables.hpp"
#include "host/engine/level_answers.hpp"
#include "host/engine/level_choice.hpp"
#include "host/engine/path_answers.hpp"
#include "host/engine/path_run.hpp"
#include "host/engine/path_trace.hpp"
#include "host/engine/price_coordinate.hpp"
#include "host/engine/rare_paths.hpp"
#include "host/engine/rare_run.hpp"
#include "host/engine/record_fold.hpp"
#include "host/engine/shock_answers.hpp"
#include "host/engine/smooth_ladder.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kHourSeconds = 3600;
constexpr double kDaySeconds = 86400;

// Windows of an hour (or of one step, if that is longer) in slots.
SqueezeRule squeeze_rule(const RunConfig& config, const LadderTables& ladders, double open_interest_usd, Scale scale) {
  SqueezeRule rule{};
  const std::int64_t window = std::max<std::int64_t>(1, kHourSeconds / config.paths.step_seconds);
  rule.slots = static_cast<std::int32_t>(std::min<std::int64_t>(kWindowSlots, window));
  rule.slot_steps = static_cast<std::int32_t>(window / rule.slots);
  rule.liquidated = std::max<std::int64_t>(1, std::llround(0.01 * open_interest_usd / ladders.money_unit_usd));
  const PriceCoordinate unit{scale, 1.0};
  rule.adverse[0] = -unit.ticks(0.97);
  rule.adverse[1] = unit.ticks(1.03);
  return rule;
}

PathPlan main_plan(const ShockContext& shocks, const ExogenousPrice& price, double open_interest_usd) {
  const RunConfig& config = shocks.config;
  const LadderTables& ladders = shocks.ladders;
  PathPlan plan;
  plan.seed = config.seed;
  plan.paths = config.paths.count;
  plan.steps = config.paths.steps;
  plan.output_steps = config.paths.output_steps;
  plan.step_milliseconds = std::int64_t{config.paths.step_seconds} * 1000;
  plan.round_milliseconds = std::max<std::int64_t>(1, std::llround(config.cascade.round_seconds * 1000));
  plan.market = build_market_plan(config, shocks.venues, config.book.depth_multiplier, ladders.money_unit_usd);
  std::vector<double> days;
  const double step_days = config.paths.step_seconds / kDaySeconds;
  for (std::int64_t h = 0; h < plan.output_steps; ++h) {
    const std::int64_t first = h * plan.steps / plan.output_steps;
    const std::int64_t last = (h + 1) * plan.steps / plan.output_steps;
    days.push_back(0.5 * static_cast<double>(first + last) * step_days);
  }
  days.push_back(plan.steps * step_days);
  plan.open_share = open_shares(config, ladders.replicates, days);
  plan.depth = depth_rule(config.book, price.daily_sigma, config.paths.step_seconds);
  plan.squeeze = squeeze_rule(config, ladders, open_interest_usd, shocks.coordinate.scale);
  return plan;
}

void warn_of_ladder_end(const CascadeResult& cascade, std::vector<std::string>& warnings) {
  for (std::size_t side = 0; side < kSides; ++side)
    if (cascade.ladder_end_probability[side] > 0)
      warnings.push_back(fmt::format(
          "supercritical: the cascade of {} reached the end of the ladder, where the price axis ends, in {:.3g}% of "
          "paths; the axis is too narrow, or the book is set too thin",
          side == 0 ? "longs" : "shorts", 100 * static_cast<double>(cascade.ladder_end_probability[side])));
}

// Single price levels, and the ladder without clusters that their magnet is measured against.
struct WatchedLevels {
  LadderTables smooth;
  LevelFold fold;
};

// None for a run that follows no paths.
WatchedLevels watch_levels(const ShockContext& shocks, const MarketState& market, const PathPlan& plan) {
  const LevelsConfig& config = shocks.config.levels;
  LadderTables smooth;
  std::vector<ChosenLevel> levels;
  if (shocks.config.paths.sample > 0) {
    smooth = smoothed(shocks.ladders, config.smoothing_percent / 100 * kTicksPerUnit);
    levels = choose_levels(config, market, shocks.ladders, smooth, shocks.coordinate, shocks.ladder.price_bounds);
  }
  return {std::move(smooth),
          LevelFold(std::move(levels), shocks.ladders.replicates, plan.output_steps, trace_grid(plan))};
}

// Paths by the plan, without tensors, on the ladder without clusters.
void run_smoothed(const ShockContext& shocks, PathPlan plan, const ExogenousPrice& price, std::int64_t paths,
                  WatchedLevels& levels) {
  plan.paths = paths;
  plan.with_tensors = false;
  (void)run_paths(plan, price, levels.smooth, shocks.axis_ticks, 0, shocks.executor, nullptr,
                  [&](const PathBatch& batch) { levels.fold.add_smoothed(batch); });
}

// The first paths again, step by step: their course in time, and what they do about levels.
void follow_paths(const ShockContext& shocks, const PathContext& context, const ExogenousPrice& price,
                  const PathSums& sums, const RecordFold& fold, WatchedLevels& levels, ForwardResult& out) {
  const LadderTables& ladders = shocks.ladders;
  const PathPlan& plan = context.plan;
  const std::int64_t paths = traced_paths(plan, shocks.config.paths.sample, ladders.replicates);
  CourseFold course(trace_grid(plan), ladders.replicates, plan.output_steps, shocks.coordinate, price.daily_sigma,
                    out.cascade.critical_branching_ratio, ladders.money_unit_usd);
  trace_paths(plan, paths, kReferenceOrderUsd / ladders.money_unit_usd, levels.fold.ticks(), price, ladders,
              shocks.axis_ticks, shocks.executor, [&](const TracedBatch& traced) {
                course.add(traced);
                levels.fold.add_traced(traced);
              });
  out.course = course.answers();
  out.course.horizon = out.paths.horizon;
  out.course.horizon_bounds = out.paths.horizon_bounds;
  if (levels.fold.levels().empty()) return;
  run_smoothed(shocks, plan, price, paths, levels);
  out.levels = levels.fold.answers(context, sums, fold);
  out.levels.horizon = out.paths.horizon;
  out.levels.horizon_bounds = out.paths.horizon_bounds;
}

void run_main_paths(const ShockContext& shocks, const MarketState& market, const ExogenousPrice& price,
                    double open_interest_usd, std::int64_t batch_paths, Progress& progress,
                    std::vector<PathRecord>* records, ForwardResult& out) {
  const PathPlan plan = main_plan(shocks, price, open_interest_usd);
  WatchedLevels levels = watch_levels(shocks, market, plan);
  RecordFold fold(shocks.ladders.venues, shocks.ladders.replicates, plan.output_steps, shocks.coordinate,
                  price.daily_sigma, shocks.ladders.money_unit_usd);
  std::vector<double> open_interest;
  for (const ForwardVenue& venue : shocks.venues) open_interest.push_back(venue.open_interest_usd);
  AdlTally adl(open_interest, shocks.ladders.replicates, shocks.coordinate, shocks.ladders.money_unit_usd);
  progress.begin("simulating paths", plan.paths, "paths");
  const PathSums sums = run_paths(plan, price, shocks.ladders, shocks.axis_ticks, batch_paths, shocks.executor,
                                  &progress, [&](const PathBatch& batch) {
                                    fold.add(batch);
                                    adl.add(batch);
                                    levels.fold.add_run(batch);
                                    if (records != nullptr)
                                      records->insert(records->end(), batch.records.begin(), batch.records.end());
                                  });
  progress.end();
  const PathContext context{plan, shocks.ladders, shocks.coordinate, shocks.ladder, price.daily_sigma};
  out.paths = build_paths(context, sums, fold);
  out.cascade = build_cascade(context, sums, fold);
  out.adl = adl.result(shocks.ladder.venues, fold.paths);
  out.adl.policy = shocks.config.cascade.adl;
  fill_branching_ratio(context, out.cascade);
  if (shocks.config.paths.sample > 0) {
    progress.begin("following a sample of the paths", 0, "paths");
    follow_paths(shocks, context, price, sums, fold, levels, out);
    progress.end();
  }
  progress.begin("critical shocks", kSides, "sides");
  for (int side = 0; side < kSides; ++side) {
    throw_if_interrupted();
    const CriticalShock shock = critical_shock(shocks, price, side, open_interest_usd);
    out.cascade.critical_shock.push_back(static_cast<float>(shock.with_feedback.value));
    out.cascade.critical_shock_stderr.push_back(static_cast<float>(shock.with_feedback.standard_error));
    out.cascade.critical_shock_no_feedback.push_back(static_cast<float>(shock.without.value));
    out.cascade.critical_shock_no_feedback_stderr.push_back(static_cast<float>(shock.without.standard_error));
    progress.advance(1);
  }
  progress.end();
  warn_of_ladder_end(out.cascade, out.warnings);
  if (shocks.config.rare.method != "none")
    out.rare = rare_event({shocks, plan, price, open_interest_usd}, progress, out.warnings);
}

}  // namespace

ForwardResult simulate_forward(const RunConfig& config, const MarketState& market, const MarketState& history,
                               const std::vector<ForwardVenue>& venues, Executor& executor, std::int64_t batch_paths,
                               Progress& progress, std::vector<PathRecord>* records) {
  ForwardResult out;
  const bool arithmetic = config.paths.process == "bachelier";
  std::vector<LadderResult> single;
  std::vector<HeldSets> held;
  LadderResult ladder;  // axes alone
  ladder.price = venues.front().ladder.price;
  ladder.price_bounds = venues.front().ladder.price_bounds;
  for (const ForwardVenue& venue : venues) {
    single.push_back(venue.ladder);
    held.push_back(venue.held);
    ladder.venues.push_back(venue.name);
  }
  const PriceCoordinate coordinate{arithmetic ? Scale::kLinear : Scale::kLog, market.mark_close.back()};
  std::vector<std::int32_t> axis;
  for (std::size_t k = 0; k < ladder.price.size(); ++k) axis.push_back(coordinate.ticks(ladder.price_bounds[2 * k]));
  axis.push_back(coordinate.ticks(ladder.price_bounds.back()));
  if (std::adjacent_find(axis.begin(), axis.end(), std::greater_equal<>()) != axis.end())
    throw InputError({"grid.bin_usd", "is too narrow for paths", fmt::format("{}", config.grid.bin_usd),
                      fmt::format("at least {:.3g} USD, 1e-7 of the price", coordinate.price_now * 1e-7), ""});
  const LadderTables ladders =
      build_ladder_tables(single, held, coordinate, money_unit_for(single, held, config.paths.count));
  const ShockContext shocks{config, venues, ladder, ladders, coordinate, axis, executor};
  double open_interest_usd = 0;
  for (const ForwardVenue& venue : venues) open_interest_usd += venue.open_interest_usd;
  if (config.paths.count > 0) {
    const ExogenousPrice price = make_exogenous_price(config, history);
    out.warnings = price.notes;
    run_main_paths(shocks, market, price, open_interest_usd, batch_paths, progress, records, out);
  }
  out.whatif = what_if(shocks);
  out.stress = stress(shocks);
  return out;
}

std::int64_t forward_memory_bytes(const RunConfig& config, std::int64_t batch_paths) {
  if (config.paths.count == 0) return 0;
  const std::int64_t cells = std::int64_t{config.paths.output_steps} * config.grid.bins;
  const std::int64_t results = cells * (4 + 2 * kSides) * std::int64_t{sizeof(float)};
  const std::int64_t lows = 2 * DropTally::bytes(config.sampling.replicates);
  const std::int64_t venues = 1 + static_cast<std::int64_t>(config.venues.size());
  const auto levels = static_cast<std::int64_t>(config.levels.prices_usd.size()) +
                      2 * (std::int64_t{config.levels.clusters} + config.levels.round_numbers + 1);
  const std::int64_t sample =
      config.paths.sample > 0 ? trace_bytes(config.paths.steps, config.paths.output_steps, levels) : 0;
  return path_run_bytes(venues, config.sampling.replicates, config.paths.output_steps, config.grid.bins, batch_paths) +
         results + lows + sample + AdlTally::bytes(venues, config.sampling.replicates) + rare_path_bytes(config);
}

}  // namespace tinderbox
