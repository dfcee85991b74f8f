// The course of followed paths: the same paths as the run's, the laws of when the low comes and what is regained, the
// branching ratio along the way.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;
constexpr double kVolatility = 0.5;
const double kDailySigma = kVolatility / std::sqrt(kYearDays);

// A log price without drift for a day, in a book of permanent linear impact and, below it, an even ladder of branching
// ratio n.
ForwardSetup even_setup(double n, std::int64_t paths, std::size_t replicates) {
  ForwardSetup setup = forward_setup("gbm", kNow, paths);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  set_horizon(setup.config.paths, 1, 64, 4);
  setup.config.paths.volatility_annual = kVolatility;
  setup.config.paths.drift_annual = 0.5 * kVolatility * kVolatility;
  setup.config.paths.sample = paths;
  setup.config.levels = {{}, 0, 0, 0, 1};
  constexpr double kUsdPerUnit = 1e10;
  even_book(setup.config.book, kUsdPerUnit / n, 2);
  setup.ladder = empty_ladder(even_edges(20000, 100, 1000), replicates);
  fill_side(setup.ladder, 0,
            [](double low, double high) { return high <= kNow ? kUsdPerUnit * std::log(high / low) : 0; });
  return setup;
}

ForwardSetup lumpy_setup() {
  ForwardSetup setup = even_setup(0.5, 2048, 4);
  setup.config.paths.drift_annual = 0;
  setup.config.prior.fast_close_rate_per_day = {3, 3};
  setup.config.prior.slow_close_rate_per_day = {1, 1};
  setup.config.book = BookConfig{};
  for (std::size_t i = 0; i < setup.ladder.notional.size(); i += 7) setup.ladder.notional[i] *= 9;
  return setup;
}

// Followed paths are the run's first ones, although their output steps are finer and positions close on the way.
TEST(Course, IsThatOfTheRunsFirstPaths) {
  ForwardSetup setup = lumpy_setup();
  setup.config.paths.sample = 1;  // rounded up to a block of each replicate
  setup.config.levels.prices_usd = {98123.4, 101500};
  const ForwardRun run = run_forward(setup);
  const CourseResult& course = run.result.course;
  ASSERT_EQ(course.paths, 1024);
  EXPECT_EQ(course.step_seconds, 1350);
  double fall = 0;
  double back = 0;
  std::int64_t liquidating = 0;
  std::int64_t falling = 0;
  std::int64_t touching = 0;
  for (std::size_t i = 0; i < 1024; ++i) {
    const PathRecord& r = run.records[i];
    liquidating += r.liquidated[0] + r.liquidated[1] > 0 ? 1 : 0;
    touching += r.low <= setup.ticks(98123.4) ? 1 : 0;
    if (-r.twin_low * kUnitsPerTick < run.result.cascade.daily_sigma) continue;
    ++falling;
    fall -= r.low;
    back += r.end - r.low;
  }
  EXPECT_EQ(course.liquidating_paths, liquidating);
  EXPECT_EQ(course.falling_paths, falling);
  EXPECT_NEAR(course.rebound.value, back / fall, 1e-12);
  EXPECT_EQ(std::accumulate(course.low_count.begin(), course.low_count.end(), std::int64_t{0}), 1024);
  EXPECT_EQ(std::accumulate(course.peak_count.begin(), course.peak_count.end(), std::int64_t{0}), liquidating);
  EXPECT_EQ(run.result.levels.breach_probability[3], static_cast<float>(static_cast<double>(touching) / 1024));
}

TEST(Course, FollowingPathsChangesNothingElse) {
  ForwardSetup setup = lumpy_setup();
  const ForwardRun followed = run_forward(setup);
  setup.config.paths.sample = 0;
  const ForwardRun alone = run_forward(setup);
  EXPECT_EQ(followed.result.paths.touch_probability, alone.result.paths.touch_probability);
  EXPECT_EQ(followed.result.cascade.account, alone.result.cascade.account);
  EXPECT_EQ(alone.result.course.paths, 0);
  EXPECT_TRUE(alone.result.levels.level.empty());
}

// Levy's arcsine law, with feedback as without: P(time of the minimum <= t) = 2 / pi asin sqrt(t / T).
TEST(Course, TheTimeOfTheLowFollowsTheArcsineLaw) {
  const CourseResult c = run_forward(even_setup(0.6, 16384, 4)).result.course;
  const auto n = static_cast<double>(c.paths);
  for (std::size_t h = 0; h < 4; ++h) {
    const double share = h == 0 || h == 3 ? 1.0 / 3 : 1.0 / 6;
    const auto found = static_cast<double>(c.low_count[h]) / n;
    expect_law({"time of the low", "quarter " + std::to_string(h), share, found, share_error(share, n)});
    expect_rejected({"time of the low", "quarter as if even", 0.25, found, share_error(0.25, n)});
  }
  expect_law({"time of the low", "mean", 43200, c.low_time.value, 86400 / std::sqrt(8 * n)});
  EXPECT_NEAR(c.low_time.value, c.low_time_no_feedback.value, 2 * c.step_seconds);
}

// With a the drop of the exogenous price and b what it regains, (a, b) has the density sqrt(2 / pi) (a + b)
// exp(-(a + b)^2 / 2) in units of the daily sigma, so that E[b; a >= 1] / E[a; a >= 1] = 1 - Q(1) / phi(1). Feedback
// makes the fall a / (1 - n) and leaves b.
TEST(Course, TheReboundOfABrownianFall) {
  const double tail = 0.5 * std::erfc(std::sqrt(0.5));
  const double expected = 1 - tail / (std::exp(-0.5) / std::sqrt(2 * M_PI));
  const CourseResult c = run_forward(even_setup(0.6, 16384, 16)).result.course;
  expect_law(
      {"rebound", "without feedback", expected, c.rebound_no_feedback.value, c.rebound_no_feedback.standard_error});
  expect_law({"rebound", "n=0.6", 0.4 * expected, c.rebound.value, c.rebound.standard_error});
  expect_rejected({"rebound", "n=0.6 as if 0.5", 0.5 * expected, c.rebound.value, c.rebound.standard_error});
  EXPECT_LT(c.rebound_hour.value, c.rebound.value);
  EXPECT_GT(c.rebound_hour.value, 0);
}

TEST(Course, TheLargestBranchingRatioOfALinearBookIsN) {
  const CourseResult c = run_forward(even_setup(0.6, 1024, 4)).result.course;
  ASSERT_GT(c.branching_paths[0], 500);
  expect_value({"branching ratio on the way", "n=0.6", 0.6, c.branching_ratio_max[0].value, 2e-3});
  for (std::size_t q = 0; q < c.quantile.size(); ++q)
    EXPECT_NEAR(static_cast<double>(c.branching_ratio_max_quantile[q]), 0.6, 2e-3);
  EXPECT_EQ(c.branching_paths[1], 0) << "no shorts";
  EXPECT_TRUE(std::isnan(c.branching_ratio_max[1].value));
  EXPECT_EQ(c.supercritical_probability[0], 0.0F);
  EXPECT_EQ(run_forward(even_setup(1.1, 1024, 4)).result.course.supercritical_probability[0] > 0.4F, true);
}

// Straight down by 0.1% a step through one lump: its step is the peak of every path.
TEST(Course, TheWorstStepIsThatOfTheLump) {
  ForwardSetup setup = even_setup(0.5, 512, 2);
  straight_steps(setup.config.paths, -0.001);
  even_book(setup.config.book, 1e14, 2);
  for (float& usd : setup.ladder.notional) usd = 0;
  put(setup.ladder, 0, 97950, 4e6);
  put(setup.ladder, 0, 96950, 1e6);
  const CourseResult c = run_forward(setup).result.course;
  EXPECT_EQ(c.liquidating_paths, 512);
  // The lump spans [97,900, 98,000), log distances 0.0202 to 0.0212: most of it lies in the step from 0.020 to 0.021.
  EXPECT_EQ(c.peak_time.value, 20.5 * c.step_seconds);
  const double part = (0.021 - std::log(kNow / 98000)) / std::log(98000.0 / 97900);
  EXPECT_NEAR(c.peak_liquidated.value, 4e6 * part, 4e3);
  EXPECT_NEAR(c.peak_share.value, 4.0 / 5 * part, 1e-3);
  EXPECT_EQ(c.peak_count, (std::vector<std::int64_t>{0, 512, 0, 0}));
}

TEST(Course, StepsAreGroupedWhereThereAreManyAndHorizonsOfOneStepWork) {
  ForwardSetup setup = even_setup(0.5, 256, 1);
  set_horizon(setup.config.paths, 1, 1, 1);
  EXPECT_EQ(run_forward(setup).result.course.step_seconds, 86400);
  setup.config.paths.steps = 10000;
  setup.config.paths.step_seconds = 5;
  setup.config.paths.output_steps = 3;
  const CourseResult c = run_forward(setup).result.course;
  EXPECT_NEAR(c.step_seconds, 50000.0 / (3 * 1365), 1e-9);
  EXPECT_EQ(c.paths, 256);
}

}  // namespace
}  // namespace tinderbox::testing
