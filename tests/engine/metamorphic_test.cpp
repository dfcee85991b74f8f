// What must not change, or may change in one direction only, when the input does: shocks, depth, feedback, dollars.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;

// Longs alone, in lumps of very unequal size; nobody closes, depth comes back and impact reverts.
ForwardSetup one_sided(std::uint32_t seed) {
  ForwardSetup setup = forward_setup("gbm", kNow, 512);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  set_horizon(setup.config.paths, 0.25, 12, 3);
  setup.config.paths.volatility_annual = 1.5;
  setup.config.book = BookConfig{};
  setup.config.cascade.round_seconds = 60;
  setup.config.cascade.fund_usd = 1e6;
  setup.ladder = empty_ladder(even_edges(75000, 250, 110), 2);
  std::mt19937 random(seed);
  std::lognormal_distribution<double> size(14, 1.5);
  fill_side(setup.ladder, 0, [&](double, double high) { return high <= kNow ? size(random) : 0; });
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.005F);
  return setup;
}

class OneSided : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(OneSided, ADeeperShockNeverLiquidatesLess) {
  ForwardSetup setup = one_sided(GetParam());
  setup.config.paths.count = 0;
  double low = 0;
  double mean = 0;
  for (double percent = 0.25; percent <= 20; percent *= 1.3) {
    setup.config.stress = {-percent, 600, 1};
    const ForwardResult result = run_forward(setup).result;
    EXPECT_GE(result.stress.forced.value, mean) << percent;
    EXPECT_GE(result.stress.forced.low, low) << percent;
    mean = result.stress.forced.value;
    low = result.stress.forced.low;
  }
  const std::vector<float> forced = run_forward(setup).result.whatif.forced;
  const auto now = static_cast<std::ptrdiff_t>((kNow - 75000) / 250);
  EXPECT_TRUE(std::is_sorted(forced.begin(), forced.begin() + now, std::greater<>()));
  EXPECT_GT(mean, 1e7);
}

// Of every path, and of every what-if.
TEST_P(OneSided, MoreDepthNeverLiquidatesMore) {
  ForwardSetup setup = one_sided(GetParam());
  ForwardRun thin;
  for (const double depth : {0.05, 0.2, 1.0, 5.0}) {
    setup.config.book.depth_multiplier = depth;
    ForwardRun run = run_forward(setup);
    for (std::size_t i = 0; i < thin.records.size(); ++i) {
      EXPECT_LE(run.records[i].liquidated[0], thin.records[i].liquidated[0]) << i;
      EXPECT_GE(run.records[i].low, thin.records[i].low) << i;
    }
    for (std::size_t k = 0; k < thin.result.whatif.forced.size(); ++k)
      EXPECT_LE(run.result.whatif.forced[k], thin.result.whatif.forced[k]);
    if (!thin.records.empty()) {
      EXPECT_LT(run.result.cascade.liquidated[0].value, thin.result.cascade.liquidated[0].value);
    }
    thin = std::move(run);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, OneSided, ::testing::Values(1U, 2U, 3U));

bool same_marks(const PathRecord& a, const PathRecord& b) {
  return a.end == b.end && a.low == b.low && a.high == b.high && a.twin_end == b.twin_end && a.twin_low == b.twin_low &&
         a.twin_high == b.twin_high;
}

// A book so deep that nothing moves it has a branching ratio of 0.
TEST(Metamorphic, FeedbackOffIsABranchingRatioOfZero) {
  ForwardSetup setup = one_sided(4);
  setup.config.paths.sample = 512;
  setup.config.book.depth_multiplier = 1e6;
  const ForwardRun deep = run_forward(setup);
  for (const float n : deep.result.cascade.branching_ratio) EXPECT_LT(std::isnan(n) ? 0 : n, 1e-4F);
  setup.config.cascade.feedback = "off";
  const ForwardRun off = run_forward(setup);
  for (std::size_t i = 0; i < off.records.size(); ++i) {
    ASSERT_TRUE(same_marks(deep.records[i], off.records[i]));
    ASSERT_EQ(deep.records[i].liquidated[0], off.records[i].liquidated[0]);
  }
  EXPECT_EQ(deep.result.paths.visit_probability, off.result.paths.visit_probability);
  EXPECT_EQ(deep.result.paths.liquidated, off.result.paths.liquidated);
  EXPECT_EQ(deep.result.cascade.amplification.value, 1);
  EXPECT_EQ(off.result.cascade.amplification.value, 1);
  EXPECT_EQ(deep.result.course.low_time, off.result.course.low_time);
  EXPECT_EQ(deep.result.levels.breach_probability, off.result.levels.breach_probability);
}

// Ladder, book, fund and open interest.
TEST(Metamorphic, TwiceTheDollarsAreTwiceTheDollars) {
  ForwardSetup setup = one_sided(5);
  setup.market.open_interest_lots.back() = 500;
  setup.config.paths.sample = 512;
  setup.config.cascade.fund_usd = 2e4;
  setup.config.book.depth_multiplier = 0.2;
  const ForwardRun one = run_forward(setup);
  for (float& usd : setup.ladder.notional) usd *= 2;
  setup.market.open_interest_lots.back() *= 2;
  setup.config.book.depth_multiplier *= 2;
  setup.config.cascade.fund_usd *= 2;
  const ForwardRun two = run_forward(setup);
  const auto twice = [](double a, double b, const char* what) { EXPECT_NEAR(2 * a, b, 1e-6 * b + 1) << what; };
  ASSERT_GT(one.result.cascade.insurance_exhausted_probability.back(), 0.05F) << "a fund that matters";
  std::size_t differ = 0;
  for (std::size_t i = 0; i < one.records.size(); ++i) differ += same_marks(one.records[i], two.records[i]) ? 0 : 1;
  EXPECT_LT(differ, one.records.size() / 50) << "a cent more or less may move a tick";
  twice(one.result.cascade.liquidated[0].value, two.result.cascade.liquidated[0].value, "liquidated");
  for (std::size_t i = 0; i < one.result.cascade.absorbed.size(); ++i)
    EXPECT_NEAR(2 * static_cast<double>(one.result.cascade.absorbed[i]),
                static_cast<double>(two.result.cascade.absorbed[i]), 1e-4 * two.result.cascade.liquidated[0].value);
  twice(one.result.stress.forced.value, two.result.stress.forced.value, "stress");
  twice(one.result.course.peak_liquidated.value, two.result.course.peak_liquidated.value, "peak");
  for (std::size_t k = 0; k < one.result.whatif.forced.size(); ++k)
    EXPECT_NEAR(2 * one.result.whatif.forced[k], two.result.whatif.forced[k], 1e-5F * two.result.whatif.forced[k] + 1);
  EXPECT_EQ(one.result.cascade.critical_shock[0], two.result.cascade.critical_shock[0]);
  EXPECT_EQ(one.result.cascade.squeeze_probability, two.result.cascade.squeeze_probability);
  EXPECT_NEAR(one.result.cascade.amplification.value, two.result.cascade.amplification.value, 1e-6);
}

// The control: with the book as it was, twice the ladder is more than twice the dollars.
TEST(Metamorphic, TwiceTheLadderAloneIsMore) {
  ForwardSetup setup = one_sided(5);
  const double one = run_forward(setup).result.cascade.liquidated[0].value;
  for (float& usd : setup.ladder.notional) usd *= 2;
  EXPECT_GT(run_forward(setup).result.cascade.liquidated[0].value, 2.02 * one);
}

}  // namespace
}  // namespace tinderbox::testing
