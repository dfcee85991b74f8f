#include "host/engine/path_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "host/engine/book_table.hpp"
#include "host/engine/exogenous_price.hpp"
#include "host/engine/ladder_tables.hpp"
#include "host/engine/path_answers.hpp"
#include "host/engine/path_run.hpp"
#include "host/engine/price_coordinate.hpp"
#include "host/engine/rare_paths.hpp"
#include "host/engine/rare_run.hpp"
#include "host/engine/record_fold.hpp"
#include "host/engine/shock_answers.hpp"
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

PathPlan main_plan(const ShockContext& shocks, double open_interest_usd) {
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

void run_main_paths(const ShockContext& shocks, const ExogenousPrice& price, double open_interest_usd,
                    std::int64_t batch_paths, Progress& progress, std::vector<PathRecord>* records,
                    ForwardResult& out) {
  const PathPlan plan = main_plan(shocks, open_interest_usd);
  RecordFold fold(shocks.ladders.venues, shocks.ladders.replicates, plan.output_steps, shocks.coordinate,
                  price.daily_sigma, shocks.ladders.money_unit_usd);
  progress.begin("simulating paths", plan.paths, "paths");
  const PathSums sums = run_paths(plan, price, shocks.ladders, shocks.axis_ticks, batch_paths, shocks.executor,
                                  &progress, [&](const PathBatch& batch) {
                                    fold.add(batch);
                                    if (records != nullptr)
                                      records->insert(records->end(), batch.records.begin(), batch.records.end());
                                  });
  progress.end();
  const PathContext context{plan, shocks.ladders, shocks.coordinate, shocks.ladder, price.daily_sigma};
  out.paths = build_paths(context, sums, fold);
  out.cascade = build_cascade(context, sums, fold);
  fill_branching_ratio(context, out.cascade);
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

ForwardResult simulate_forward(const RunConfig& config, const MarketState& market,
                               const std::vector<ForwardVenue>& venues, Executor& executor, std::int64_t batch_paths,
                               Progress& progress, std::vector<PathRecord>* records) {
  ForwardResult out;
  const bool arithmetic = config.paths.process == "bachelier";
  std::vector<LadderResult> single;
  LadderResult ladder;  // axes alone
  ladder.price = venues.front().ladder.price;
  ladder.price_bounds = venues.front().ladder.price_bounds;
  for (const ForwardVenue& venue : venues) {
    single.push_back(venue.ladder);
    ladder.venues.push_back(venue.name);
  }
  const PriceCoordinate coordinate{arithmetic ? Scale::kLinear : Scale::kLog, market.mark_close.back()};
  std::vector<std::int32_t> axis;
  for (std::size_t k = 0; k < ladder.price.size(); ++k) axis.push_back(coordinate.ticks(ladder.price_bounds[2 * k]));
  axis.push_back(coordinate.ticks(ladder.price_bounds.back()));
  if (std::adjacent_find(axis.begin(), axis.end(), std::greater_equal<>()) != axis.end())
    throw InputError({"grid.bin_usd", "is too narrow for paths", fmt::format("{}", config.grid.bin_usd),
                      fmt::format("at least {:.3g} USD, 1e-7 of the price", coordinate.price_now * 1e-7), ""});
  const LadderTables ladders = build_ladder_tables(single, coordinate, money_unit_for(single, config.paths.count));
  const ShockContext shocks{config, venues, ladder, ladders, coordinate, axis, executor};
  double open_interest_usd = 0;
  for (const ForwardVenue& venue : venues) open_interest_usd += venue.open_interest_usd;
  if (config.paths.count > 0)
    run_main_paths(shocks, make_exogenous_price(config, market), open_interest_usd, batch_paths, progress, records,
                   out);
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
  return path_run_bytes(venues, config.sampling.replicates, config.paths.output_steps, config.grid.bins, batch_paths) +
         results + lows + rare_path_bytes(config);
}

}  // namespace tinderbox
