// Rare events over many seeds: no bias, error bars that cover; and what is said where there is little to say.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/engine/rare_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RareSeeds : public ::testing::TestWithParam<const char*> {};

// The mean of the estimates is the probability, and 95% intervals (Student, 15 degrees of freedom) hold it as often as
// they say, within 99.9% limits.
TEST_P(RareSeeds, MeansAreUnbiasedAndErrorBarsCover) {
  constexpr double kProbability = 1e-4;
  constexpr double kStudent = 2.131;
  const double level = 100 * passage_distance(kProbability) * kRareSigma / std::sqrt(kYearDays);
  const bool splits = std::string(GetParam()) == "splitting";
  const int seeds = splits ? 200 : 300;  // splitting takes seven times as many paths
  ForwardSetup setup = rare_setup("bachelier", GetParam(), level, 1 << 12, 4);
  double sum = 0;
  double squares = 0;
  int covered = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    setup.config.seed = static_cast<std::uint64_t>(seed) + 1000;
    const Answer p = run_forward(setup).result.rare.probability;
    sum += p.value;
    squares += p.value * p.value;
    covered += std::abs(p.value - kProbability) <= kStudent * p.standard_error ? 1 : 0;
  }
  const double mean = sum / seeds;
  const double error = std::sqrt((squares / seeds - mean * mean) / (seeds - 1));
  expect_law({"rare mean over seeds", GetParam(), kProbability, mean, error});
  expect_rejected({"rare mean over seeds", fmt::format("{} 10% off", GetParam()), 0.9 * kProbability, mean, error});
  const double coverage = static_cast<double>(covered) / seeds;
  EXPECT_LT(std::abs(coverage - 0.95), 3.29 * share_error(0.95, seeds)) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Methods, RareSeeds, ::testing::Values("tilt", "splitting", "sobol"),
                         [](const auto& info) { return std::string(info.param); });

// Bars of a walking history from which paths of six hours are drawn.
ForwardSetup bootstrap_setup(const std::string& method, double level_percent) {
  ForwardSetup setup = rare_setup("bootstrap", method, level_percent, 1 << 14);
  setup.market = walking_market(600);
  setup.market.open_interest_lots.back() = 0;
  setup.config = small_path_config(setup.market, 1000, 1, 1 << 16);
  setup.config.paths.volatility_annual = 0.5;
  setup.config.rare = rare_setup("bootstrap", method, level_percent, 1 << 14).config.rare;
  return setup;
}

double plain_share(const ForwardRun& run, const ForwardSetup& setup) {
  const std::int32_t at = setup.ticks(setup.market.mark_close.back() * (1 - setup.config.rare.level_percent / 100));
  double hits = 0;
  for (const PathRecord& record : run.records) hits += record.twin_low <= at ? 1 : 0;
  return hits / static_cast<double>(run.records.size());
}

TEST(RareBootstrap, AgreesWithPlainPathsWhereTheySeeIt) {
  for (const char* method : {"tilt", "splitting"}) {
    const ForwardSetup setup = bootstrap_setup(method, 3);
    const ForwardRun run = run_forward(setup);
    const double plain = plain_share(run, setup);
    ASSERT_GT(plain, 1e-3);
    ASSERT_LT(plain, 0.1);
    const Answer& p = run.result.rare.probability_no_feedback;
    const double error = std::hypot(p.standard_error, share_error(plain, static_cast<double>(run.records.size())));
    expect_law({"rare bootstrap", method, plain, p.value, error});
    EXPECT_LT(p.standard_error, 0.2 * plain);
  }
}

// Fifty blocks of an hour cannot tell of one event in thousands.
TEST(RareBootstrap, WhatTheHistoryCannotTellIsLabelled) {
  for (const char* method : {"tilt", "splitting"}) {
    const ForwardResult near = run_forward(bootstrap_setup(method, 2)).result;
    EXPECT_EQ(near.rare.extrapolated, 0) << near.rare.probability_no_feedback.value;
    const ForwardResult far = run_forward(bootstrap_setup(method, 6.5)).result;
    EXPECT_LT(far.rare.probability_no_feedback.value, 0.02);
    EXPECT_EQ(far.rare.extrapolated, 1);
    EXPECT_THAT(far.warnings, Contains(HasSubstr("extrapolation: ")));
  }
}

TEST(RareEdges, WhatCannotHappenIsSaid) {
  for (const char* method : {"tilt", "splitting"}) {
    const ForwardResult result = run_forward(bootstrap_setup(method, 90)).result;
    EXPECT_EQ(result.rare.probability.value, 0) << method;
    EXPECT_THAT(result.warnings, Contains(HasSubstr("no path of ")));
    EXPECT_TRUE(std::isnan(result.rare.variance_gain));
    EXPECT_EQ(result.rare.extrapolated, 1);
  }
  ForwardSetup empty = rare_setup("gbm", "tilt", 10, 1 << 13);
  empty.config.rare.event = "shorts_liquidated";
  empty.market.open_interest_lots.back() = 1'000'000;
  const ForwardResult result = run_forward(empty).result;
  EXPECT_EQ(result.rare.probability.value, 0);
  EXPECT_THAT(result.warnings,
              Contains(HasSubstr("cannot happen: the ladder holds 0% of the open interest of shorts")));
}

TEST(RareEdges, ALevelBeyondThePriceAxisIsSaid) {
  ForwardSetup setup = rare_setup("gbm", "tilt", 13, 1 << 13);
  EXPECT_THAT(run_forward(setup).result.warnings, IsEmpty());
  setup.ladder = empty_ladder({kRareNow * 0.9, kRareNow * 1.1}, kRareReplicates);
  EXPECT_THAT(run_forward(setup).result.warnings, Contains(HasSubstr("lies beyond the price axis")));
}

TEST(RareEdges, OneStepAndOneReplicate) {
  for (const char* method : {"tilt", "splitting", "sobol"}) {
    const RareResult rare = run_forward(rare_setup("bachelier", method, 12, 256, 1, 1)).result.rare;
    EXPECT_TRUE(std::isnan(rare.probability.standard_error)) << "one replicate tells no error";
    EXPECT_GE(rare.probability.value, 0);
    EXPECT_LT(rare.probability.value, 1e-3);
  }
}

// Nothing else in a run knows that a rare event was asked for; the same answer for any threads and batches.
TEST(RareEdges, TheRestOfARunStaysAsItIs) {
  ForwardSetup with = rare_setup("gbm", "splitting", 13, 1 << 13);
  add_amplifying_ladder(with, 0.3);
  ForwardSetup without = with;
  without.config.rare.method = "none";
  const ForwardRun a = run_forward(with);
  const ForwardRun b = run_forward(without);
  EXPECT_EQ(b.result.rare.paths, 0);
  EXPECT_EQ(a.result.paths.visit_probability, b.result.paths.visit_probability);
  EXPECT_EQ(a.result.cascade.account, b.result.cascade.account);
  EXPECT_EQ(a.result.rare.probability.value, run_forward(with, kLanes).result.rare.probability.value);
}

}  // namespace
}  // namespace tinderbox::testing
