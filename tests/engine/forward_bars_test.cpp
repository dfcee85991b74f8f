// Forward paths from history: replay gives the bars back, steps inside a bar keep it, the bootstrap has the history's
// moments; and what happens in time between shocks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;
constexpr std::int32_t kBarSeconds = 300;

// Bars with autocorrelated returns and a range beyond open and close.
MarketState rough_market(std::size_t bars, double memory) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal(0, 0.002);
  std::vector<Bar> rows;
  double price = kNow;
  double move = 0;
  for (std::size_t t = 0; t < bars; ++t) {
    move = memory * move + normal(random);
    const double close = price * std::exp(move);
    const double low = std::min(price, close) * (1 - std::abs(normal(random)));
    const double high = std::max(price, close) * (1 + std::abs(normal(random)));
    rows.push_back({low, high, close});
    price = close;
  }
  return market_of_bars(kNow, rows, kBarSeconds);
}

ForwardSetup history_setup(const std::string& process, MarketState market, std::int64_t paths, std::int32_t steps,
                           std::int32_t step_seconds) {
  ForwardSetup setup = forward_setup(process, market.mark_close.back(), paths);
  setup.market = std::move(market);
  setup.config.market.bar_seconds = setup.market.bar_seconds;
  setup.config.paths.volatility_annual = 0;
  setup.config.paths.steps = steps;
  setup.config.paths.step_seconds = step_seconds;
  setup.config.paths.output_steps = 1;
  setup.config.paths.block_hours = 1;
  setup.ladder = empty_ladder(even_edges(80000, 100, 400), 1);
  return setup;
}

constexpr std::size_t kFirst = 17;  // bar that a replay starts with

ForwardSetup replay_setup(std::int32_t steps, std::int32_t step_seconds) {
  ForwardSetup setup = history_setup("replay", rough_market(120, 0.3), 300, steps, step_seconds);
  setup.config.paths.replay_start_utc = setup.market.start_time + std::int64_t{kFirst} * kBarSeconds;
  return setup;
}

// Log moves from the close before the replay to the end, the low and the high of its first `bars` bars.
struct Moves {
  double end, low, high;
};

Moves moves_of(const MarketState& m, std::size_t bars) {
  const double from = m.mark_close[kFirst - 1];
  Moves moves{0, 0, 0};
  for (std::size_t t = kFirst; t < kFirst + bars; ++t) {
    moves.end = std::log(m.mark_close[t] / from);
    moves.low = std::min(moves.low, std::log(m.mark_low[t] / from));
    moves.high = std::max(moves.high, std::log(m.mark_high[t] / from));
  }
  return moves;
}

// Ticks are rounded bar by bar.
void expect_moves(const PathRecord& record, const Moves& moves, double bars) {
  const double tolerance = 0.51 * (bars + 1);
  EXPECT_NEAR(record.twin_end, moves.end * kTicksPerUnit, tolerance);
  EXPECT_NEAR(record.twin_low, moves.low * kTicksPerUnit, tolerance);
  EXPECT_NEAR(record.twin_high, moves.high * kTicksPerUnit, tolerance);
}

TEST(ForwardBars, ReplayGivesTheHistoryBack) {
  for (const std::int32_t bars : {1, 2, 30, 103}) {
    ForwardSetup setup = replay_setup(bars, kBarSeconds);
    const ForwardRun run = run_forward(setup);
    for (const PathRecord& record : run.records)
      expect_moves(record, moves_of(setup.market, static_cast<std::size_t>(bars)), bars);
    // All paths are the same: every quantile lies in the bin of the close.
    const double now = setup.market.mark_close.back();
    const double close = now * std::exp(moves_of(setup.market, static_cast<std::size_t>(bars)).end);
    for (const float quantile : run.result.paths.price_quantile) EXPECT_NEAR(static_cast<double>(quantile), close, 100);
    const double low = now * std::exp(moves_of(setup.market, static_cast<std::size_t>(bars)).low);
    for (const float quantile : run.result.paths.low_quantile) EXPECT_NEAR(static_cast<double>(quantile), low, 100);
  }
}

TEST(ForwardBars, StepsOfSeveralBarsKeepTheirExtremes) {
  const ForwardSetup setup = replay_setup(20, 5 * kBarSeconds);
  for (const PathRecord& record : run_forward(setup).records) expect_moves(record, moves_of(setup.market, 100), 100);
}

TEST(ForwardBars, StepsInsideABarKeepItsReturnLowAndHigh) {
  for (const std::int32_t bars : {1, 2, 3, 40}) {
    const ForwardSetup setup = replay_setup(bars * 5, kBarSeconds / 5);
    for (const PathRecord& record : run_forward(setup).records)
      expect_moves(record, moves_of(setup.market, static_cast<std::size_t>(bars)), bars);
  }
  // Inside the bar paths differ, and stay in its range.
  const ForwardSetup setup = replay_setup(3, kBarSeconds / 5);
  const ForwardRun run = run_forward(setup);
  const Moves bar = moves_of(setup.market, 1);
  int different = 0;
  for (const PathRecord& record : run.records) {
    EXPECT_GE(record.twin_low, bar.low * kTicksPerUnit - 1);
    EXPECT_LE(record.twin_high, bar.high * kTicksPerUnit + 1);
    different += record.twin_end != run.records[0].twin_end ? 1 : 0;
  }
  EXPECT_GT(different, 280);
}

TEST(ForwardBars, ABootstrapOfOneBarIsABarOfTheHistory) {
  const ForwardSetup setup = history_setup("bootstrap", rough_market(400, 0.5), 1 << 15, 1, kBarSeconds);
  const MarketState& m = setup.market;
  double mean = 0;
  double square = 0;
  std::vector<double> returns;
  for (std::size_t t = 0; t < m.bars(); ++t) returns.push_back(std::log(m.mark_close[t] / m.open[t]));
  for (const double r : returns) mean += r / 400;
  for (const double r : returns) square += (r - mean) * (r - mean) / 400;
  const ForwardRun run = run_forward(setup);
  const auto end = [](const PathRecord& r) { return r.twin_end * kUnitsPerTick; };
  const SampleMean first = sample_mean(run.records, end);
  // The expected price stays: the mean of the log is half the variance below zero.
  const double drift = -square / 2 * 400 / 399;
  expect_law({"bootstrap", "mean of a bar", drift, first.value, first.error});
  const SampleMean second =
      sample_mean(run.records, [&](const PathRecord& r) { return (end(r) - drift) * (end(r) - drift); });
  expect_law({"bootstrap", "variance of a bar", square, second.value, second.error});
  // Distinct bars, all of them.
  std::vector<std::int32_t> ends;
  for (const PathRecord& r : run.records) ends.push_back(r.twin_end);
  std::sort(ends.begin(), ends.end());
  EXPECT_NEAR(static_cast<double>(std::unique(ends.begin(), ends.end()) - ends.begin()), 400, 4);
}

// Variance of the sum of N bars of a stationary bootstrap with restarts of probability p:
//   N C(0) + 2 sum_k (N - k) (1 - p)^k C(k), C the circular autocovariances      (Politis and Romano, 1994)
double bootstrap_variance(const MarketState& m, int bars, double restart) {
  std::vector<double> x;
  double mean = 0;
  for (std::size_t t = 0; t < m.bars(); ++t) x.push_back(std::log(m.mark_close[t] / m.open[t]));
  for (const double r : x) mean += r / static_cast<double>(x.size());
  const auto covariance = [&](std::size_t k) {
    double sum = 0;
    for (std::size_t t = 0; t < x.size(); ++t) sum += (x[t] - mean) * (x[(t + k) % x.size()] - mean);
    return sum / static_cast<double>(x.size());
  };
  double variance = bars * covariance(0);
  for (int k = 1; k < bars; ++k)
    variance += 2 * (bars - k) * std::pow(1 - restart, k) * covariance(static_cast<std::size_t>(k));
  return variance;
}

TEST(ForwardBars, TheBootstrapKeepsTheLagStructure) {
  constexpr int kBars = 24;
  ForwardSetup setup = history_setup("bootstrap", rough_market(400, 0.5), 1 << 15, kBars, kBarSeconds);
  for (const double block_bars : {1.0, 4.0, 12.0, 200.0}) {
    setup.config.paths.block_hours = block_bars * kBarSeconds / 3600;
    const ForwardRun run = run_forward(setup);
    const auto end = [](const PathRecord& r) { return r.twin_end * kUnitsPerTick; };
    const double drift = sample_mean(run.records, end).value;
    const SampleMean variance =
        sample_mean(run.records, [&](const PathRecord& r) { return (end(r) - drift) * (end(r) - drift); });
    const std::string name = "variance of 24 bars, blocks of " + std::to_string(static_cast<int>(block_bars));
    expect_law(
        {"bootstrap", name, bootstrap_variance(setup.market, kBars, 1 / block_bars), variance.value, variance.error});
    if (block_bars > 1)
      expect_rejected({"bootstrap", name + " against independent bars", bootstrap_variance(setup.market, kBars, 1),
                       variance.value, variance.error});
  }
}

TEST(ForwardBars, TheBootstrapIsScaledToTheConfiguredVolatility) {
  ForwardSetup setup = history_setup("bootstrap", rough_market(400, 0), 1 << 14, 1, kBarSeconds);
  setup.config.paths.volatility_annual = 1.1;
  setup.config.paths.drift_annual = 40;
  const ForwardRun run = run_forward(setup);
  const double years = kBarSeconds / (kYearDays * kDaySeconds);
  const auto end = [](const PathRecord& r) { return r.twin_end * kUnitsPerTick; };
  const SampleMean mean = sample_mean(run.records, end);
  const double drift = (40 - 1.1 * 1.1 / 2) * years;
  expect_law({"bootstrap", "configured drift", drift, mean.value, mean.error});
  const SampleMean variance =
      sample_mean(run.records, [&](const PathRecord& r) { return (end(r) - drift) * (end(r) - drift); });
  expect_law({"bootstrap", "configured volatility", 1.1 * 1.1 * years * 399 / 400, variance.value, variance.error});
  EXPECT_NEAR(run.result.cascade.daily_sigma, 1.1 / std::sqrt(kYearDays), 1e-9);
}

// Two shocks of 2% with a pause of `pause` minutes; steps of a minute.
ForwardSetup two_shocks(std::int32_t pause) {
  std::vector<Bar> bars{{kNow, kNow, kNow}};
  double price = kNow;
  for (const int shock : {0, 1}) {
    bars.push_back({price * 0.98, price, price * 0.98});
    price *= 0.98;
    for (std::int32_t i = 0; i < pause && shock == 0; ++i) bars.push_back({price, price, price});
  }
  ForwardSetup setup = history_setup("replay", market_of_bars(kNow, bars, 60), 256, pause + 2, 60);
  setup.config.paths.replay_start_utc = setup.market.start_time + 60;
  const double now = setup.market.mark_close.back();
  setup.ladder = empty_ladder({now * 0.5, now * 0.961, now * 0.968, now * 0.981, now * 0.983, now * 1.1}, 1);
  put(setup.ladder, 0, now * 0.982, 1e7);
  setup.config.book.depth_usd_per_percent = 1e6;
  setup.config.book.depth_slope_usd_per_percent2 = 1e7;
  setup.config.book.range_percent = 20;
  return setup;
}

double displacement(const PathRecord& r) {
  return (r.twin_end - r.end) * kUnitsPerTick;
}

// Impact of V over a + k x percent: (-a + sqrt(a^2 + 2 k V)) / k percent.
double fresh_impact(double usd) {
  return (-1e6 + std::sqrt(1e12 + 2 * 1e7 * usd)) / 1e7 / 100;
}

TEST(ForwardBars, AfterALongPauseTheBookIsFresh) {
  constexpr double kUsd = 2e6;
  constexpr std::int32_t kPause = 30;
  ForwardSetup setup = two_shocks(kPause);
  put(setup.ladder, 0, setup.market.mark_close.back() * 0.982, kUsd);
  setup.config.book.refill_seconds = 15;
  EXPECT_NEAR(displacement(run_forward(setup).records[0]), fresh_impact(kUsd), 2e-5) << "one sale";
  put(setup.ladder, 0, setup.market.mark_close.back() * 0.965, kUsd);
  EXPECT_NEAR(displacement(run_forward(setup).records[0]), 2 * fresh_impact(kUsd), 2e-5);
  // Never refilled, the second sale walks on from where the first ended.
  setup.config.book.refill_seconds = 1e9;
  EXPECT_NEAR(displacement(run_forward(setup).records[0]), fresh_impact(2 * kUsd), 2e-5);
  setup.config.book.refill_seconds = 1800;
  const double eaten = kUsd * std::exp(-60.0 * (kPause + 1) / 1800);
  EXPECT_NEAR(displacement(run_forward(setup).records[0]),
              fresh_impact(kUsd) + fresh_impact(kUsd + eaten) - fresh_impact(eaten), 2e-5);
}

TEST(ForwardBars, DisplacedPriceComesBackAtItsOwnRate) {
  for (const std::int32_t pause : {0, 10, 60}) {
    ForwardSetup setup = two_shocks(pause);
    setup.config.paths.steps = pause + 1;
    setup.config.book.permanent_share = 0.3;
    setup.config.book.reversion_seconds = 900;
    const double left = 0.3 + 0.7 * std::exp(-60.0 * (pause + 1) / 900);
    EXPECT_NEAR(displacement(run_forward(setup).records[0]), left * fresh_impact(1e7), 3e-5) << pause;
  }
}

// A drop of 4% in `minutes`, then a recovery; longs of `usd` on the way down.
double squeeze_probability(std::int32_t minutes, double usd, double drop) {
  std::vector<Bar> bars(20, {kNow, kNow, kNow});
  double price = kNow;
  for (std::int32_t i = 0; i < minutes; ++i) {
    const double next = kNow * (1 - drop * (i + 1) / minutes);
    bars.push_back({next, price, next});
    price = next;
  }
  for (int i = 0; i < 200; ++i) bars.push_back({price, kNow, kNow}), price = kNow;
  ForwardSetup setup = history_setup("replay", market_of_bars(kNow, bars, 60), 256, minutes + 200, 60);
  setup.config.paths.replay_start_utc = setup.market.start_time + 600;
  put(setup.ladder, 0, 99050, usd);
  const ForwardRun run = run_forward(setup);
  EXPECT_EQ(run.result.cascade.squeeze_probability[1], 0);
  return static_cast<double>(run.result.cascade.squeeze_probability[0]);
}

TEST(ForwardBars, ASqueezeIsAFastMoveThatLiquidatesAPercent) {
  // Open interest is 1e8 USD a side.
  EXPECT_EQ(squeeze_probability(20, 1.05e6, 0.04), 1);
  EXPECT_EQ(squeeze_probability(20, 0.95e6, 0.04), 0) << "too little";
  EXPECT_EQ(squeeze_probability(20, 1.05e6, 0.028), 0) << "too small a move";
  EXPECT_EQ(squeeze_probability(160, 1.05e6, 0.04), 0) << "too slow";
}

}  // namespace
}  // namespace tinderbox::testing
