// Jumps of a step: how many, when, how large, and that nothing else changes.
#include "sim/jump_process.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::RunningMean;
using testing::UnitHistogram;

constexpr StepWalk kStill{{0, 0, 0}, 1};

DrawId step_id(std::uint32_t path) {
  return {path, Purpose::kPathJump, 5, 0, 0};
}

std::uint32_t spare_word(std::uint32_t path) {
  return draw_words(21, {path, Purpose::kPathStep, 5, 0, 0}, 0).w3;
}

JumpsView normal_jumps(double rate, float mean, float sd) {
  return {JumpLaw::kNormal, rate, 0xFFFFFFFFU, mean, sd, 0, 0, 0, 1};
}

// Without diffusion and with jumps of one size, the end counts them.
std::int32_t jumps_in_step(double rate, std::uint32_t path) {
  constexpr std::int32_t kSize = 1000;
  const StepWalk walk =
      with_jumps(kStill, DiffusionView{}, normal_jumps(rate, kSize, 0), 21, step_id(path), spare_word(path), 0);
  return walk.move.end / kSize;
}

double poisson_statistic(double simulated, double rate, double* limit) {
  constexpr std::uint32_t kSteps = 60'000;
  constexpr std::size_t kMost = 200;
  std::vector<std::int64_t> counts(kMost, 0);
  for (std::uint32_t i = 0; i < kSteps; ++i) ++counts.at(static_cast<std::size_t>(jumps_in_step(simulated, i)));
  std::vector<std::int64_t> observed{0};
  std::vector<double> share{0};
  double left = 1;
  double p = std::exp(-rate);
  for (std::size_t k = 0; k < kMost; p *= rate / static_cast<double>(++k)) {  // cells of 20 or more
    observed.back() += counts[k];
    share.back() += p;
    left -= p;
    if (share.back() * kSteps < 20 || left * kSteps < 20) continue;
    observed.push_back(0);
    share.push_back(0);
  }
  share.back() += left;
  *limit = testing::chi_square_limit(static_cast<double>(share.size()) - 1);
  return testing::chi_square(observed, share);
}

TEST(Jumps, AreAsManyAsAPoissonProcessHas) {
  double limit = 0;
  for (const double rate : {0.03, 0.3, 4.0, 27.4}) {
    EXPECT_LT(poisson_statistic(rate, rate, &limit), limit) << rate;
    EXPECT_GT(poisson_statistic(1.15 * rate, rate, &limit), limit) << "control: " << rate;
  }
}

TEST(Jumps, AStepHoldsAtMost127) {
  std::int32_t most = 0;
  for (std::uint32_t i = 0; i < 100; ++i) most = std::max(most, jumps_in_step(500, i));
  EXPECT_EQ(most, kMostJumps);
}

TEST(Jumps, FirstWaitIsExponential) {
  const JumpsView v = normal_jumps(0.7, 0, 0);
  UnitHistogram fit(100);
  UnitHistogram control(100);
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    const double wait = first_wait(v, spare_word(i), draw_words(21, step_id(i), 0).w3);
    fit.add(std::exp(-0.7 * wait));
    control.add(std::exp(-0.72 * wait));
  }
  EXPECT_LT(fit.statistic(), fit.limit());
  EXPECT_GT(control.statistic(), control.limit());
}

// 64 bits: rates of one in 10^12 steps keep their relative accuracy, and both ends are finite.
TEST(Jumps, FirstWaitResolvesRareJumps) {
  JumpsView v = normal_jumps(1e-12, 0, 0);
  EXPECT_NEAR(first_wait(v, 0, 0xFFFFFFFFU - 18'446'744U), 1.0, 1e-3);  // survival 1 - 1e-12
  EXPECT_GT(first_wait(v, 0, 0), 200);
  v.rate = 1;
  const double longest = first_wait(v, 0xFFFFFFFFU, 0);
  EXPECT_NEAR(longest, std::log(2.0) * 65, 1e-9);
  EXPECT_GE(first_wait(v, 0, 0xFFFFFFFFU), 0);
}

TEST(Jumps, AStepWithoutJumpsStaysAsItIs) {
  const DiffusionView diffusion{1e5F, 1e10F, 0};
  const JumpsView v = normal_jumps(0.5, 1e6, 1e5);
  int plain = 0;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const Words4 words = draw_words(21, {i, Purpose::kPathStep, 5, 0, 0}, 0);
    const StepWalk before{diffusion_step(diffusion, words, 77), 0};
    const StepWalk after = with_jumps(before, diffusion, v, 21, step_id(i), words.w3, 77);
    const bool none = first_wait(v, words.w3, draw_words(21, step_id(i), 0).w3) >= 1;
    const bool same = after.move.end == before.move.end && after.move.low == before.move.low &&
                      after.move.high == before.move.high && after.low_first == before.low_first;
    ASSERT_EQ(none, same);
    plain += none ? 1 : 0;
  }
  EXPECT_NEAR(plain / 1e4, std::exp(-0.5), 4 * std::sqrt(0.24 / 1e4));
}

// Sizes of the double exponential law: mean of either side, share of either side, memory of none.
TEST(Jumps, DoubleExponentialSizes) {
  const JumpsView v{JumpLaw::kDoubleExponential, 1, 0, 0, 0, 0x60000000U, 3e5F, 5e5F, 1};
  UnitHistogram up(50);
  UnitHistogram down(50);
  UnitHistogram control(50);
  int ups = 0;
  constexpr int kDraws = 200'000;
  for (std::uint32_t i = 0; i < kDraws; ++i) {
    const std::int32_t size = jump_size(v, draw_words(22, step_id(i), 1));
    ups += size > 0 ? 1 : 0;
    if (size > 0) up.add(std::exp(-size / 3e5));
    if (size < 0) down.add(std::exp(size / 5e5));
    if (size < 0) control.add(std::exp(size / 4.8e5));
  }
  EXPECT_NEAR(ups / static_cast<double>(kDraws), 0.375, 4 * std::sqrt(0.24 / kDraws));
  EXPECT_LT(up.statistic(), up.limit());
  EXPECT_LT(down.statistic(), down.limit());
  EXPECT_GT(control.statistic(), control.limit());
}

TEST(Jumps, NormalSizes) {
  const JumpsView v = normal_jumps(1, -2e5F, 3e5F);
  UnitHistogram fit(100);
  UnitHistogram control(100);
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    const std::int32_t size = jump_size(v, draw_words(22, step_id(i), 1));
    fit.add(0.5 * std::erfc(-(size + 2e5) / (3e5 * std::sqrt(2.0))));
    control.add(0.5 * std::erfc(-(size + 2.1e5) / (3e5 * std::sqrt(2.0))));
  }
  EXPECT_LT(fit.statistic(), fit.limit());
  EXPECT_GT(control.statistic(), control.limit());
}

// The pieces of a step together diffuse as much as the step, and drift as far.
TEST(Jumps, PiecesAddUpToTheStep) {
  const DiffusionView diffusion{1e5F, 1e10F, 0};
  const JumpsView nothing = normal_jumps(3, 0, 0);  // jumps of size zero cut the step only
  UnitHistogram end(100);
  UnitHistogram low(100);
  UnitHistogram high(100);
  constexpr std::int32_t kDrift = 40'001;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    const StepWalk walk = with_jumps(kStill, diffusion, nothing, 23, step_id(i), spare_word(i) / 64, 0);
    end.add(0.5 * std::erfc(-walk.move.end / (1e5 * std::sqrt(2.0))));
    low.add(std::erf(-walk.move.low / (1e5 * std::sqrt(2.0))));
    high.add(std::erf(walk.move.high / (1e5 * std::sqrt(2.0))));
    const StepWalk drifted = with_jumps(kStill, diffusion, nothing, 23, step_id(i), spare_word(i) / 64, kDrift);
    ASSERT_EQ(drifted.move.end, walk.move.end + kDrift);
  }
  EXPECT_LT(end.statistic(), end.limit());
  EXPECT_LT(low.statistic(), low.limit());
  EXPECT_LT(high.statistic(), high.limit());
}

// A fall of 1e6 ticks in a step that diffuses by 1e5: what rose above the start did so before it.
TEST(Jumps, ExtremesComeInTheOrderOfTheirPieces) {
  const DiffusionView diffusion{1e5F, 1e10F, 0};
  for (const float size : {-1e6F, 1e6F})
    for (std::uint32_t i = 0; i < 2000; ++i) {
      const StepWalk walk = with_jumps(kStill, diffusion, normal_jumps(0.2, size, 0), 24, step_id(i), i * 3, 0);
      ASSERT_EQ(walk.low_first, size < 0 ? 0 : 1);
      ASSERT_LE(walk.move.low, std::min(walk.move.end, 0));
      ASSERT_GE(walk.move.high, std::max(walk.move.end, 0));
    }
}

TEST(Jumps, WhereOnlyEndsCountNoPieceDoes) {
  JumpsView v = normal_jumps(3, 0, 3e5F);
  v.inside = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const StepWalk walk = with_jumps(kStill, {1e5F, 0, 0}, v, 25, step_id(i), spare_word(i) / 64, 0);
    ASSERT_EQ(walk.move.low, std::min(walk.move.end, 0));
    ASSERT_EQ(walk.move.high, std::max(walk.move.end, 0));
  }
}

}  // namespace
}  // namespace tinderbox
