// Do the error bars of the forward answers cover? Hundreds of seeds, each with its own ladders and paths; nominal 95%
// intervals have to hold the mean over seeds as often as they say, and shortened ones must not.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr int kSeeds = 200;
constexpr std::size_t kReplicates = 16;
constexpr double kStudent = 2.131;  // 97.5% quantile of Student's t with 15 degrees of freedom
constexpr double kNow = 100000;

// Exponential lumps of 2,000 USD on both sides, other ones in every replicate.
LadderResult lumps(std::uint32_t seed) {
  LadderResult ladder = empty_ladder(even_edges(80000, 2000, 20), kReplicates);
  std::mt19937 random(seed);
  std::exponential_distribution<double> size(1 / 3e7);
  for (std::size_t i = 0; i < ladder.notional.size(); ++i)
    if ((ladder.price[i % 20] < kNow) == (i / 20 % 2 == 0)) ladder.notional[i] = static_cast<float>(size(random));
  ladder.bankruptcy_buffer.assign(ladder.notional.size(), 0.001F);
  return ladder;
}

ForwardSetup coverage_setup() {
  ForwardSetup setup = forward_setup("gbm", kNow, kReplicates * 256);
  set_horizon(setup.config.paths, 1, 4, 2);
  setup.config.paths.volatility_annual = 0.8;
  setup.config.paths.sample = kReplicates * 256;
  setup.config.levels = {{94500, 103300}, 0, 0, 0, 4};
  setup.config.cascade.round_seconds = 7200;
  setup.config.book = BookConfig{};
  setup.config.book.depth_multiplier = 0.3;
  setup.market.open_interest_lots.back() = 4'000'000;
  return setup;
}

// The same with a fund that runs dry on many paths, and nothing else to answer.
ForwardSetup waterfall_setup() {
  ForwardSetup setup = coverage_setup();
  setup.config.cascade.fund_usd = 1e5;
  setup.config.paths.sample = 0;
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  return setup;
}

using Estimates = std::map<std::string, Answer>;

Answer at(const std::vector<float>& value, const std::vector<float>& error, std::size_t i) {
  return {static_cast<double>(value[i]), static_cast<double>(error[i]), 0, 0, 0};
}

Estimates waterfall_estimates(const ForwardResult& run) {
  const CascadeResult& c = run.cascade;
  return {{"fund exhausted", at(c.insurance_exhausted_probability, c.insurance_exhausted_probability_stderr,
                                c.insurance_exhausted_probability.size() - 1)},
          {"adl notional", at(c.adl_notional, c.adl_notional_stderr, c.adl_notional.size() - 1)},
          {"adl probability", c.adl_probability},
          {"paid by the fund", at(c.fund_loss, c.fund_loss_stderr, 0)},
          {"absorbed by the book", at(c.absorbed, c.absorbed_stderr, 0)}};
}

Estimates estimates(const ForwardResult& run) {
  const CascadeResult& c = run.cascade;
  const LevelsResult& l = run.levels;
  const std::size_t cell = 2 * 20 + 8;  // of the second output step, longs, two bins below the price
  return {{"amplification", c.amplification},
          {"value at risk 95%", c.value_at_risk[1]},
          {"expected shortfall 95%", c.expected_shortfall[1]},
          {"liquidated longs", c.liquidated[0]},
          {"liquidated cell", at(run.paths.liquidated, run.paths.liquidated_stderr, cell)},
          {"touch probability", at(run.paths.touch_probability, run.paths.touch_probability_stderr, 7)},
          {"critical shock longs", at(c.critical_shock, c.critical_shock_stderr, 0)},
          {"squeeze longs", at(c.squeeze_probability, c.squeeze_probability_stderr, 0)},
          {"low time", run.course.low_time},
          {"peak share", run.course.peak_share},
          {"rebound", run.course.rebound},
          {"largest branching ratio", run.course.branching_ratio_max[0]},
          {"median branching ratio",
           at(run.course.branching_ratio_max_quantile, run.course.branching_ratio_max_quantile_stderr, 2)},
          {"level touch", l.touch_probability[0]},
          {"level breach", at(l.breach_probability, l.breach_probability_stderr, 2)},
          {"level notional", l.notional[0]},
          {"liquidated beyond", l.liquidated_beyond[2]},
          {"magnet", l.magnet[0]}};
}

struct Seen {
  std::vector<Answer> runs;

  [[nodiscard]] double mean() const {
    double sum = 0;
    for (const Answer& a : runs) sum += a.value;
    return sum / static_cast<double>(runs.size());
  }
  // Share of the intervals of stretch times their length that hold the mean. An unknown number holds nothing.
  [[nodiscard]] double coverage(double stretch) const {
    const double truth = mean();
    int covered = 0;
    for (const Answer& a : runs) covered += std::abs(a.value - truth) <= stretch * kStudent * a.standard_error ? 1 : 0;
    return covered / static_cast<double>(runs.size());
  }
};

void expect_coverage(ForwardSetup setup, Estimates (*estimates_of)(const ForwardResult&)) {
  std::map<std::string, Seen> seen;
  for (int seed = 0; seed < kSeeds; ++seed) {
    setup.config.seed = 70000 + static_cast<std::uint64_t>(seed);
    setup.ladder = lumps(static_cast<std::uint32_t>(500 + seed));
    for (const auto& [name, answer] : estimates_of(run_forward(setup).result)) seen[name].runs.push_back(answer);
  }
  const double slack = 3.29 * share_error(0.95, kSeeds);
  for (const auto& [name, estimate] : seen) {
    const double coverage = estimate.coverage(1);
    const double shortened = estimate.coverage(0.6);
    ::testing::Test::RecordProperty(name, std::to_string(coverage));
    std::cout << fmt::format("| {} | {:.5g} | {:.3f} | {:.3f} |\n", name, estimate.mean(), coverage, shortened);
    // Quantiles of what sixteen replicates decide: the inverted distribution function is bumpy.
    EXPECT_GE(coverage, name == "median branching ratio" ? 0.85 : 0.95 - slack) << name;
    EXPECT_LE(coverage, 0.95 + slack) << name;
    EXPECT_LT(shortened, 0.95 - slack) << name << ", negative control";
  }
}

TEST(ForwardCoverage, OfWhatPriceDoes) {
  expect_coverage(coverage_setup(), estimates);
}

TEST(ForwardCoverage, OfWhoPays) {
  expect_coverage(waterfall_setup(), waterfall_estimates);
}

}  // namespace
}  // namespace tinderbox::testing
