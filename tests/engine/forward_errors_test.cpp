// Forward engine: error bars of the answers whose spread lies between replicates, of quantiles and tails, and of
// shocks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "host/engine/drop_tally.hpp"
#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;

// Drops of `replicates` clusters whose scales differ: exponential with a mean of about 2%.
struct DropSample {
  DropTally tally;
  std::vector<std::int32_t> ticks;
};

DropSample drop_sample(std::uint32_t seed, std::int32_t replicates, int paths_each, double scale_spread) {
  DropSample sample{DropTally(replicates), {}};
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> scale(1 - scale_spread, 1 + scale_spread);
  for (std::int32_t r = 0; r < replicates; ++r) {
    std::exponential_distribution<double> drop(1 / (0.02 * scale(random)));
    for (int i = 0; i < paths_each; ++i) {
      sample.ticks.push_back(-static_cast<std::int32_t>(drop(random) * kTicksPerUnit));
      sample.tally.add(static_cast<std::size_t>(r), sample.ticks.back());
    }
  }
  return sample;
}

const PriceCoordinate kCoordinate{Scale::kLog, kNow};

TEST(DropTally, IsTheSortedSampleToACell) {
  DropSample sample = drop_sample(1, 4, 5000, 0.3);
  std::sort(sample.ticks.begin(), sample.ticks.end());
  for (const double level : {0.5, 0.9, 0.99, 0.999}) {
    const auto worst = static_cast<std::size_t>(std::lround((1 - level) * 20000));
    double mean = 0;
    for (std::size_t i = 0; i < worst; ++i) mean -= kCoordinate.fraction(sample.ticks[i]) / static_cast<double>(worst);
    const TailAnswers tail = sample.tally.tail(level, kCoordinate);
    const double at_risk = -kCoordinate.fraction(sample.ticks[worst - 1]);
    EXPECT_NEAR(tail.value_at_risk.value, at_risk, 2e-3 * at_risk) << level;
    EXPECT_NEAR(tail.expected_shortfall.value, mean, 1e-4 * mean) << level;
  }
}

TEST(DropTally, EqualPathsHaveNoErrorAndFewHaveNoTail) {
  DropTally tally(2);
  for (int i = 0; i < 100; ++i) tally.add(static_cast<std::size_t>(i % 2), -123456);
  const double drop = -kCoordinate.fraction(-123456);
  const TailAnswers tail = tally.tail(0.9, kCoordinate);
  EXPECT_NEAR(tail.value_at_risk.value, drop, 1e-12);
  EXPECT_NEAR(tail.expected_shortfall.value, drop, 1e-12);
  EXPECT_EQ(tail.value_at_risk.standard_error, 0);
  EXPECT_EQ(tail.expected_shortfall.standard_error, 0);
  EXPECT_TRUE(std::isnan(tally.tail(0.95, kCoordinate).value_at_risk.value)) << "five paths";
}

// Share of intervals of +- stretch * t * error that hold the truth.
struct Coverage {
  double at_risk = 0;
  double shortfall = 0;
};
constexpr int kSeeds = 400;
constexpr double kStudent = 2.131;  // 97.5% quantile of Student's t with 15 degrees of freedom

Coverage coverage_of_tails(double scale_spread, double stretch) {
  const TailAnswers truth = drop_sample(7777, 4000, 250, scale_spread).tally.tail(0.95, kCoordinate);
  Coverage coverage;
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    const TailAnswers tail = drop_sample(100 + seed, 16, 256, scale_spread).tally.tail(0.95, kCoordinate);
    const auto covered = [&](const Answer& found, const Answer& expected) {
      return std::abs(found.value - expected.value) <= stretch * kStudent * found.standard_error ? 1.0 / kSeeds : 0.0;
    };
    coverage.at_risk += covered(tail.value_at_risk, truth.value_at_risk);
    coverage.shortfall += covered(tail.expected_shortfall, truth.expected_shortfall);
  }
  return coverage;
}

TEST(DropTally, ErrorsCover) {
  const double slack = 4 * share_error(0.95, kSeeds);
  for (const double spread : {0.0, 0.4}) {
    const Coverage coverage = coverage_of_tails(spread, 1);
    EXPECT_NEAR(coverage.at_risk, 0.95, slack) << spread;
    EXPECT_NEAR(coverage.shortfall, 0.95, slack) << spread;
    const Coverage narrow = coverage_of_tails(spread, 0.6);
    EXPECT_LT(narrow.at_risk, 0.95 - slack) << "negative control";
    EXPECT_LT(narrow.shortfall, 0.95 - slack) << "negative control";
  }
}

// Half of the replicates hold a lump that every path fires and that no fund can pay for.
ForwardSetup lump_in_half(std::int64_t paths, std::size_t replicates) {
  ForwardSetup setup = forward_setup("gbm", kNow, paths);
  set_horizon(setup.config.paths, 0.25, 6, 2);
  straight_steps(setup.config.paths, -0.01);
  setup.config.cascade.fund_usd = 1e4;
  even_book(setup.config.book, 1e8, 0.5);
  setup.ladder = empty_ladder(even_edges(40000, 50, 2000), replicates);
  put(setup.ladder, 0, 98025, 1e7);
  const std::size_t half = setup.ladder.notional.size() / 2;
  std::fill(setup.ladder.notional.begin() + static_cast<std::ptrdiff_t>(half), setup.ladder.notional.end(), 0.0F);
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 1e-6F);
  return setup;
}

// s = sqrt(R / (R - 1) * R * (n / 2)^2) / (R n) = 1 / (2 sqrt(R - 1)), times what is one or nothing.
TEST(ForwardErrors, OfWhatAReplicateDecidesAreThoseOfReplicates) {
  const std::size_t replicates = 8;
  const CascadeResult c = run_forward(lump_in_half(4096, replicates)).result.cascade;
  const double error = 0.5 / std::sqrt(7.0);
  const double binomial = share_error(0.5, 4096);
  EXPECT_NEAR(static_cast<double>(c.insurance_exhausted_probability.back()), 0.5, 1e-6);
  EXPECT_NEAR(static_cast<double>(c.insurance_exhausted_probability_stderr.back()), error, 1e-6);
  EXPECT_GT(error, 20 * binomial) << "paths of a replicate are not independent";
  const double width = static_cast<double>(c.insurance_exhausted_probability_interval[3] -
                                           c.insurance_exhausted_probability_interval[2]);
  EXPECT_GT(width, 0.4);
  EXPECT_EQ(c.insurance_exhausted_probability[0], c.insurance_exhausted_probability[1]) << "in the first step";
  const auto adl = static_cast<double>(c.adl_notional.back());
  EXPECT_GT(adl, 1e5);
  EXPECT_NEAR(static_cast<double>(c.adl_notional_stderr.back()), 2 * adl * error, 1e-4 * adl);
  const auto paid = static_cast<double>(c.fund_loss[0]);
  EXPECT_NEAR(paid, 5e3, 50);
  EXPECT_NEAR(static_cast<double>(c.fund_loss_stderr[0]), 2 * paid * error, 1e-4 * paid);
  EXPECT_EQ(c.fund_loss_stderr[1], 0);
  EXPECT_EQ(c.ladder_end_probability[1], 0);
  EXPECT_LT(c.ladder_end_probability_interval[3], 0.01F);
}

// A Gaussian price: the error of a quantile is that of the share over the density.
TEST(ForwardErrors, OfQuantilesAreThoseOfTheirShare) {
  ForwardSetup setup = forward_setup("bachelier", kNow, 1 << 16);
  set_horizon(setup.config.paths, 1, 8, 1);
  setup.ladder = empty_ladder(even_edges(90000, 100, 200), 64);
  const PathsResult p = run_forward(setup).result.paths;
  const double sd = 0.5 / std::sqrt(kYearDays) * kNow;
  const double normal[] = {-2.3263478740, -1.6448536270, -0.6744897502, 0, 0.6744897502, 1.6448536270, 2.3263478740};
  for (std::size_t q = 0; q < 7; ++q) {
    const double share = p.quantile[q];
    const double density = std::exp(-normal[q] * normal[q] / 2) / std::sqrt(2 * M_PI) / sd;
    const double error = share_error(share, 65536) / density;
    EXPECT_NEAR(static_cast<double>(p.price_quantile[q]), kNow + normal[q] * sd, 4 * error) << share;
    // An error from 64 replicates is itself off by 1 / sqrt(2 * 63).
    EXPECT_NEAR(static_cast<double>(p.price_quantile_stderr[q]) / error, 1, 4 / std::sqrt(126.0)) << share;
    EXPECT_GT(p.low_quantile_stderr[q], 0) << share;
  }
}

TEST(ForwardErrors, QuantilesOutsideTheAxisAreNotKnown) {
  ForwardSetup setup = forward_setup("bachelier", kNow, 4096);
  set_horizon(setup.config.paths, 1, 8, 1);
  setup.ladder = empty_ladder(even_edges(97500, 100, 50), 4);
  const PathsResult p = run_forward(setup).result.paths;
  EXPECT_TRUE(std::isnan(p.price_quantile[0]));
  EXPECT_FALSE(std::isnan(p.price_quantile[3]));
  EXPECT_TRUE(std::isnan(p.price_quantile[6]));
  EXPECT_TRUE(std::isnan(p.low_quantile[1]));
}

// Lumps at distances that differ between replicates: the shock that half of the pairs feel varies with them.
TEST(ForwardErrors, OfCriticalShocksAreTheirSpread) {
  constexpr std::size_t kReplicates = 16;
  double sum = 0;
  double squares = 0;
  double claimed = 0;
  constexpr int kRuns = 48;
  std::mt19937 random(5);
  std::normal_distribution<double> distance(0.05, 0.01);
  for (int i = 0; i < kRuns; ++i) {
    ForwardSetup setup = forward_setup("gbm", kNow, kReplicates * 256);
    setup.config.seed = static_cast<std::uint64_t>(900 + i);
    set_horizon(setup.config.paths, 1, 24, 1);
    setup.config.paths.volatility_annual = 0.2;
    setup.ladder = empty_ladder(even_edges(80000, 25, 1600), kReplicates);
    const std::size_t bins = setup.ladder.price.size();
    for (std::size_t r = 0; r < kReplicates; ++r) {
      const auto bin = static_cast<std::size_t>((kNow * (1 - distance(random)) - 80000) / 25);
      setup.ladder.notional[r * kSides * bins + bin] = 5e7F;
    }
    const CascadeResult c = run_forward(setup).result.cascade;
    const auto shock = static_cast<double>(c.critical_shock_no_feedback[0]);
    sum += shock / kRuns;
    squares += shock * shock / kRuns;
    claimed += static_cast<double>(c.critical_shock_no_feedback_stderr[0]) / kRuns;
    EXPECT_NEAR(static_cast<double>(c.critical_shock_stderr[0]),
                static_cast<double>(c.critical_shock_no_feedback_stderr[0]), 2e-4);
  }
  const double spread = std::sqrt((squares - sum * sum) * kRuns / (kRuns - 1));
  RecordProperty("claimed_over_observed", std::to_string(claimed / spread));
  // The spread of 48 runs is known to 10%, and the errors of 16 replicates each to a fifth.
  EXPECT_NEAR(claimed / spread, 1, 0.4);
  EXPECT_GT(spread, 1e-3) << "wider than the bisection's tolerance";
}

TEST(ForwardErrors, AShockThatIsTheSameForAllHasNone) {
  ForwardSetup setup = forward_setup("gbm", kNow, 512);
  set_horizon(setup.config.paths, 1, 24, 1);
  straight_steps(setup.config.paths, 0);
  setup.ladder = empty_ladder(even_edges(80000, 50, 800), 2);
  put(setup.ladder, 0, 97975, 5e7);
  const CascadeResult c = run_forward(setup).result.cascade;
  EXPECT_GT(c.critical_shock[0], 0.01F);
  EXPECT_EQ(c.critical_shock_stderr[0], 0);
  EXPECT_TRUE(std::isnan(c.critical_shock_stderr[1]));
}

// A ladder denser than the book: once started, nothing stops it before the axis ends.
TEST(ForwardErrors, WhatIfAndStressSayWhereTheAxisEndsTheCascade) {
  ForwardSetup setup = forward_setup("gbm", kNow, 512);
  set_horizon(setup.config.paths, 0.25, 6, 2);
  setup.ladder = empty_ladder(even_edges(80000, 100, 400), 4);
  fill_side(setup.ladder, 0, [](double low, double high) { return high <= 99000 ? 2e6 * (high - low) / 100 : -1; });
  even_book(setup.config.book, 1e9, 1);
  setup.config.stress = {-5, 600, 1};
  const ForwardResult dense = run_forward(setup).result;
  EXPECT_EQ(dense.whatif.ladder_end[0], 1);
  EXPECT_EQ(dense.whatif.ladder_end[195], 0) << "above the first trigger";
  EXPECT_EQ(dense.stress.ladder_end, 1);
  even_book(setup.config.book, 1e12, 1);
  const ForwardResult thin = run_forward(setup).result;
  EXPECT_EQ(thin.whatif.ladder_end[50], 0);
  EXPECT_EQ(thin.stress.ladder_end, 0);
}

TEST(ForwardErrors, AStressOfAnOddNumberOfSecondsIsThatOfAnEvenOne) {
  ForwardSetup setup = forward_setup("gbm", kNow, 512);
  set_horizon(setup.config.paths, 0.25, 6, 2);
  setup.ladder = empty_ladder(even_edges(80000, 100, 400), 4);
  fill_side(setup.ladder, 0, [](double low, double high) { return high <= 99000 ? 1e5 * (high - low) / 100 : -1; });
  setup.config.book = BookConfig{};
  setup.config.stress = {-5, 3600, 1};
  const StressResult even = run_forward(setup).result.stress;
  setup.config.stress.duration_seconds = 3607;
  const StressResult odd = run_forward(setup).result.stress;
  EXPECT_GT(even.forced.value, 4e6);
  EXPECT_NEAR(odd.forced.value, even.forced.value, 0.01 * even.forced.value);
  EXPECT_NEAR(odd.stop_price.value, even.stop_price.value, 20);
}

}  // namespace
}  // namespace tinderbox::testing
