// Rare events by every method and the whole engine, against closed forms.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "host/engine/rare_paths.hpp"
#include "tests/engine/rare_fixture.hpp"

namespace tinderbox::testing {
namespace {

const char* const kMethods[] = {"tilt", "splitting", "sobol"};

// Branching needs steps that are short against the way between two levels, and more paths.
struct Effort {
  std::int64_t paths;
  std::int32_t steps;
};
Effort effort_of(const std::string& method) {
  return method == "splitting" ? Effort{1 << 17, 16} : Effort{1 << 15, 16};
}

constexpr double kLargestError = 0.15;  // relative, with feedback

double percent_of(double change) {
  return 100 * std::abs(change);
}

// Touch probabilities of 1e-5 to 1e-7, both directions.
class RareLaw : public ::testing::TestWithParam<const char*> {};

TEST_P(RareLaw, GbmPassageWithoutFeedback) {
  for (const double change : {-0.13, -0.154, 0.15}) {
    const Effort effort = effort_of(GetParam());
    ForwardSetup setup = rare_setup("gbm", GetParam(), percent_of(change), effort.paths, effort.steps);
    setup.config.rare.event = change < 0 ? "drop" : "rise";
    setup.config.seed = seed_of(fmt::format("{} {}", GetParam(), change));
    const double expected = gbm_passage(change, kRareSigma, 1);
    ASSERT_LT(expected, 3e-5);
    ASSERT_GT(expected, 5e-8);
    const ForwardResult result = run_forward(setup).result;
    const Answer& p = result.rare.probability_no_feedback;
    const std::string name = fmt::format("{} {:+g}%", GetParam(), 100 * change);
    expect_law({"rare gbm_first_passage", name, expected, p.value, p.standard_error});
    EXPECT_LT(p.standard_error, 0.1 * expected) << name;
    EXPECT_EQ(result.rare.probability.value, p.value) << "an empty ladder adds nothing";
    EXPECT_EQ(result.rare.probability.standard_error, p.standard_error);
    EXPECT_GT(result.rare.variance_gain, 10) << name;
    EXPECT_GT(result.rare.effective_sample_size, 100) << name;
    EXPECT_TRUE(result.warnings.empty());
    // Half a percent of the price is a factor of 1.5.
    const double other = gbm_passage(change * 0.96, kRareSigma, 1);
    expect_rejected({"rare gbm_first_passage", name + " other level", other, p.value, p.standard_error});
    EXPECT_NEAR(result.rare.level, change, 1e-12);
    EXPECT_GE(result.rare.paths, std::string(GetParam()) == "sobol" ? effort.paths / 2 : effort.paths);
  }
}

// Feedback makes every drop 1 / (1 - n) times as deep, the twin stays as it was.
TEST_P(RareLaw, LinearFeedback) {
  constexpr double n = 0.4;
  const Effort effort = effort_of(GetParam());
  const double sd = kRareSigma / std::sqrt(kYearDays);
  const double level = passage_distance(1e-6) * sd / (1 - n);  // a fraction of the price
  ForwardSetup setup = rare_setup("bachelier", GetParam(), 100 * level, effort.paths, effort.steps / 2);
  add_amplifying_ladder(setup, n);
  setup.config.seed = seed_of(GetParam());
  const RareResult rare = run_forward(setup).result.rare;
  expect_law(
      {"rare feedback_min_law_bachelier", GetParam(), 1e-6, rare.probability.value, rare.probability.standard_error});
  EXPECT_LT(rare.probability.standard_error, kLargestError * 1e-6);
  expect_rejected({"rare feedback_min_law_bachelier", fmt::format("{} the twin's law", GetParam()),
                   2 * normal_cdf(-level / sd), rare.probability.value, rare.probability.standard_error});
  EXPECT_GT(rare.variance_gain, 10);
  // On paths that got there the mark went at least to the level, and everything on the way was liquidated.
  EXPECT_GT(rare.move.value, level);
  EXPECT_LT(rare.move.value, 1.1 * level);
  EXPECT_NEAR(rare.liquidated.value, 1e10 * rare.move.value, 1e-3 * rare.liquidated.value);
}

TEST_P(RareLaw, LinearFeedbackOnALogLadder) {
  constexpr double n = 0.3;
  const Effort effort = effort_of(GetParam());
  constexpr double kDrop = 0.2;  // of the log price
  ForwardSetup setup = rare_setup("gbm", GetParam(), 100 * (1 - std::exp(-kDrop)), effort.paths / 2, effort.steps / 2);
  add_amplifying_ladder(setup, n);
  setup.config.seed = seed_of(GetParam()) + 1;
  const double expected = gbm_passage(std::expm1(-kDrop * (1 - n)), kRareSigma, 1);
  const RareResult rare = run_forward(setup).result.rare;
  expect_law({"rare feedback_min_law_gbm_logladder", GetParam(), expected, rare.probability.value,
              rare.probability.standard_error});
  EXPECT_LT(rare.probability.standard_error, kLargestError * expected);
}

// What is liquidated on a ladder of even density is proportional to how far the mark goes.
TEST_P(RareLaw, LiquidatedShareOfOpenInterest) {
  constexpr double n = 0.3;
  const Effort effort = effort_of(GetParam());
  const double sd = kRareSigma / std::sqrt(kYearDays);
  const double level = passage_distance(1e-5) * sd / (1 - n);
  ForwardSetup setup = rare_setup("bachelier", GetParam(), 1, effort.paths / 2, effort.steps / 2);
  add_amplifying_ladder(setup, n);
  setup.config.seed = seed_of(GetParam()) + 2;
  setup.config.rare.event = "longs_liquidated";
  // 1e10 USD per unit of the price. An open interest at now of 1e8 USD a side is what the market has.
  setup.market.open_interest_lots.back() = 1'000'000'000;  // of 0.001 contracts of 100,000 USD: 1e11 USD
  setup.config.rare.share_percent = 100 * level * 1e10 / 1e11;
  const RareResult rare = run_forward(setup).result.rare;
  expect_law({"rare liquidated share", GetParam(), 1e-5, rare.probability.value, rare.probability.standard_error});
  EXPECT_LT(rare.probability.standard_error, kLargestError * 1e-5);
  const double alone = 2 * normal_cdf(-level / sd);
  expect_law({"rare liquidated share", fmt::format("{} twin", GetParam()), alone, rare.probability_no_feedback.value,
              rare.probability_no_feedback.standard_error});
  EXPECT_GT(rare.liquidated.value, level * 1e10 * 0.999);
}

INSTANTIATE_TEST_SUITE_P(Methods, RareLaw, ::testing::ValuesIn(kMethods),
                         [](const auto& info) { return std::string(info.param); });

// At 1e-4 each method is worth at least ten times as many plain paths.
TEST(RareGain, IsReportedAndLarge) {
  const double level = 100 * passage_distance(1e-4) * kRareSigma / std::sqrt(kYearDays);
  for (const char* method : kMethods) {
    const RareResult rare = run_forward(rare_setup("bachelier", method, level, 1 << 15)).result.rare;
    EXPECT_GT(rare.variance_gain, 10) << method;
    EXPECT_LT(rare.variance_gain, 1e5) << method;
  }
}

// The mean running drop, a smooth answer: E drop = sd sqrt(2 / pi).
TEST(RareSobol, BeatsPlainPathsOnTheMeanDrop) {
  ForwardSetup setup = rare_setup("bachelier", "sobol", 1, 1 << 16, 64, 32);
  setup.config.rare.event = "any";
  const RareResult rare = run_forward(setup).result.rare;
  const double expected = kRareSigma / std::sqrt(kYearDays) * std::sqrt(2 / std::acos(-1.0));
  expect_law({"rare mean drop", "sobol", expected, rare.move.value, rare.move.standard_error});
  EXPECT_EQ(rare.probability.value, 1);
  EXPECT_EQ(rare.tilt, 0);
  EXPECT_GT(rare.variance_gain, 20);
  EXPECT_EQ(rare.paths, 1 << 16);
}

}  // namespace
}  // namespace tinderbox::testing
