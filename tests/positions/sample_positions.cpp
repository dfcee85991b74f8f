#include "tests/positions/sample_positions.hpp"

#include <cmath>

#include "host/config/config.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox::testing {
namespace {

constexpr std::size_t kBins = 40;

// 1 at the mark, 0 at 20% from it.
double reach_of(double edge) {
  return std::max(1 - std::abs(edge / 100000 - 1) / 0.2, 0.0);
}

PathsResult small_paths(const std::vector<double>& bounds) {
  PathsResult paths;
  paths.horizon = {86400};
  paths.horizon_bounds = {0, 86400};
  paths.price_bounds = bounds;
  for (std::size_t k = 0; k < kBins; ++k) {
    const double low = bounds[2 * k];
    const double high = bounds[2 * k + 1];
    paths.price.push_back((low + high) / 2);
    const double near = high <= 100000 ? high : low;
    const double touch = reach_of(near);
    paths.touch_probability.push_back(static_cast<float>(touch));
    paths.touch_probability_stderr.push_back(0.01F);
    paths.touch_probability_no_feedback.push_back(static_cast<float>(touch / 2));
    paths.touch_probability_no_feedback_stderr.push_back(0.02F);
  }
  return paths;
}

CascadeResult small_cascade(const PathsResult& paths) {
  CascadeResult cascade;
  cascade.price = paths.price;
  cascade.price_bounds = paths.price_bounds;
  cascade.venues = {"binance"};
  cascade.replicate_paths = {1000, 1000, 1000, 1000};
  cascade.absorbed = {9e6F, 5e6F, 8e5F, 1e5F, 3e5F, 2e5F};  // book, fund, adl; long, short
  cascade.absorbed_stderr = {2e5F, 1e5F, 3e4F, 1e4F, 3e4F, 1e4F};
  cascade.adl_probability = {0.02, 0.002, 0.01, 0.03, 0.1};
  return cascade;
}

}  // namespace

PositionRules hyperliquid_rules() {
  return position_rules(find_venue("hyperliquid", "BTC"), *parse_utc("2025-12-08"));
}

PositionRules flat_rules(double rate) {
  return {"flat", "LINEAR", single_rate_schedule(MarginFamily::kLinearMark, rate, 0, 0), 0.1};
}

PositionRules flat_inverse_rules(double rate) {
  PositionRules rules{"flat", "INVERSE", single_rate_schedule(MarginFamily::kInverseMark, rate, 0, 0), 0.1};
  rules.schedule.contract_value = 100;
  return rules;
}

RunResult small_run() {
  RunResult run;
  run.now_mark_usd = 100000;
  run.market.venue = "binance";
  run.market.contract = "BTCUSDT";
  run.market.start_time = *parse_utc("2025-06-01");
  run.market.bar_seconds = 3600;
  run.market.close.assign(24, 100000);
  run.ladder.venues = {"binance"};
  std::vector<double> bounds;
  for (std::size_t k = 0; k < kBins; ++k)
    for (const std::size_t edge : {k, k + 1}) bounds.push_back(80000 + 1000 * static_cast<double>(edge));
  run.paths = small_paths(bounds);
  run.cascade = small_cascade(run.paths);
  run.heatmap.open_interest_usd.assign(24 * kSides, 1e9F);
  run.heatmap.time.assign(24, 0);
  run.provenance.config_toml = config_toml(RunConfig{});
  return run;
}

void add_position(RunResult& run, const SampledPosition& position) {
  PopulationResult& population = run.population;
  population.side.push_back(static_cast<std::int8_t>(position.side));
  population.venue.push_back(position.venue);
  population.replicate.push_back(position.replicate);
  population.is_cross.push_back(0);
  population.weight.push_back(static_cast<float>(position.weight));
  population.entry.push_back(position.entry);
  population.notional_usd.push_back(position.notional);
  population.leverage.push_back(static_cast<float>(position.leverage));
  population.liquidation_price.push_back(position.price);
}

}  // namespace tinderbox::testing
