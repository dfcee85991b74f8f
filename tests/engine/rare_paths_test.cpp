// The makers of rare paths by themselves: that untilted ones are the plain run's, that weights are what makes them
// unbiased, that branches follow their parents.
#include "host/engine/rare_paths.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/engine/exogenous_price.hpp"
#include "tests/engine/rare_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr std::int32_t kSteps = 12;

RunConfig config_for(const std::string& process, const MarketState& market, std::int32_t step_seconds) {
  RunConfig config = small_path_config(market, 1000, 3, 6 * kLanes, process.c_str());
  config.paths.steps = kSteps;
  config.paths.output_steps = 3;
  config.paths.step_seconds = step_seconds;
  config.paths.drift_annual = 3;
  return config;
}

struct Case {
  const char* name;
  const char* process;
  std::int32_t step_seconds;
};
const Case kCases[] = {{"gbm", "gbm", 300},
                       {"bachelier", "bachelier", 300},
                       {"bars", "bootstrap", 300},
                       {"part_bars", "bootstrap", 60},
                       {"several_bars", "bootstrap", 900}};

class RareMaker : public ::testing::TestWithParam<Case> {
 protected:
  RareMaker()
      : market_(walking_market(400)),
        config_(config_for(GetParam().process, market_, GetParam().step_seconds)),
        price_(make_exogenous_price(config_, market_)) {}

  [[nodiscard]] ExogenousWalk walk(std::uint64_t seed = 5) const {
    return ExogenousWalk(price_, seed, kSteps, Direction::kDown);
  }

  MarketState market_;
  RunConfig config_;
  ExogenousPrice price_;
};

// Twins of a plain run from the records; the same from paths made without a tilt, bit for bit.
TEST_P(RareMaker, WithoutATiltPathsAreThePlainOnes) {
  ForwardSetup setup{config_, market_, empty_ladder({1000, 99'000, 101'000, 1e6}, 3), {}, {}};
  const std::vector<PathRecord> records = run_forward(setup).records;
  TiltedPaths maker(walk(config_.seed), 1 << 20);
  const MadePaths& made = maker.make(0, 0, 6);
  ASSERT_EQ(made.slots, static_cast<std::int64_t>(records.size()));
  for (std::int64_t slot = 0; slot < made.slots; ++slot) {
    std::int32_t at = 0;
    std::int32_t low = 0;
    std::int32_t high = 0;
    for (std::int32_t step = 0; step < kSteps; ++step) {
      const StepMove move = made.move_at(step, slot);
      low = std::min(low, at + move.low);
      high = std::max(high, at + move.high);
      at += move.end;
    }
    const PathRecord& record = records[static_cast<std::size_t>(slot)];
    ASSERT_EQ(record.twin_end, at) << slot;
    ASSERT_EQ(record.twin_low, low) << slot;
    ASSERT_EQ(record.twin_high, high) << slot;
    ASSERT_EQ(made.weight[static_cast<std::size_t>(slot)], 1) << slot;
    ASSERT_EQ(made.farthest[static_cast<std::size_t>(slot)], -low) << slot;
  }
}

// Mean and its error over blocks of weight * number.
template <class Number>
SampleMean over_blocks(PathMaker& maker, std::int64_t blocks, const Number& number) {
  std::vector<double> sums(static_cast<std::size_t>(blocks), 0.0);
  for (int stage = 0; stage < maker.stages(); ++stage) {
    const MadePaths& made = maker.make(stage, 0, blocks);
    for (std::size_t i = 0; i < made.weight.size(); ++i) sums[i / kLanes] += number(made, i) / kLanes;
  }
  double mean = 0;
  for (const double s : sums) mean += s / static_cast<double>(blocks);
  double squares = 0;
  for (const double s : sums) squares += (s - mean) * (s - mean);
  const auto n = static_cast<double>(blocks);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

constexpr std::int64_t kBlocks = 200;

// A level that one plain path in kOneIn passes, and that share with its error.
struct Target {
  std::int32_t level = 0;
  double share = 0;
  double error = 0;
};
constexpr std::size_t kOneIn = 200;

Target plain_target(const ExogenousWalk& walk) {
  TiltedPaths maker(walk, 0);
  std::vector<std::int32_t> far = maker.make(0, 10 * kBlocks, 2 * kBlocks).farthest;
  const auto at = far.end() - static_cast<std::ptrdiff_t>(far.size() / kOneIn);
  std::nth_element(far.begin(), at, far.end());
  Target target;
  target.level = *at;
  const auto n = static_cast<double>(far.size());
  const auto beyond = std::count_if(far.begin(), far.end(), [&](std::int32_t f) { return f >= target.level; });
  target.share = static_cast<double>(beyond) / n;
  target.error = share_error(target.share, n);
  return target;
}

// Weighted, the share that gets to a level is the plain one; with all weights 1 it is not. The weights' mean is 1.
TEST_P(RareMaker, WeightsMakeTiltedPathsUnbiased) {
  const Target target = plain_target(walk());
  ExogenousWalk tilted = walk();
  const bool diffuses = tilted.is_diffusion();
  // Half an hour of history is the tail of the bootstrap: its weights are uneven.
  tilted.set_tilt((diffuses ? 0.6 : 0.15) * tilted.strength_towards(target.level));
  ASSERT_LT(tilted.tilt(), 0);
  for (const std::int32_t until : {target.level, 1 << 29}) {  // with and without the tilt's end
    TiltedPaths maker(tilted, until);
    const auto reached = [&](const MadePaths& made, std::size_t i) { return made.farthest[i] >= target.level; };
    const SampleMean share = over_blocks(
        maker, kBlocks, [&](const MadePaths& made, std::size_t i) { return reached(made, i) ? made.weight[i] : 0; });
    expect_law({"tilted share", GetParam().name, target.share, share.value, std::hypot(share.error, target.error)});
    EXPECT_LT(share.error, (diffuses ? 0.7 : 1) * std::sqrt(target.share / (kBlocks * kLanes))) << "better than plain";
    const SampleMean unweighted =
        over_blocks(maker, kBlocks, [&](const MadePaths& made, std::size_t i) { return reached(made, i) ? 1.0 : 0; });
    expect_rejected({"tilted share", std::string(GetParam().name) + " weights 1", target.share, unweighted.value,
                     std::hypot(unweighted.error, target.error)});
    const SampleMean all =
        over_blocks(maker, kBlocks, [](const MadePaths& made, std::size_t i) { return made.weight[i]; });
    expect_law({"mean weight", GetParam().name, 1, all.value, all.error});
  }
}

TEST_P(RareMaker, SplittingIsUnbiasedAndItsWeightsAddUpToOne) {
  const Target target = plain_target(walk());
  SplittingPaths maker(walk(), target.level, static_cast<std::int32_t>(kBlocks));
  ASSERT_GT(maker.stages(), 2);
  ASSERT_EQ(maker.levels().back(), 0) << "the target";
  const auto share_with = [&](const auto& weight) {
    return over_blocks(maker, kBlocks, [&](const MadePaths& made, std::size_t i) {
      return made.farthest[i] >= target.level ? weight(made, i) : 0;
    });
  };
  const SampleMean share = share_with([](const MadePaths& made, std::size_t i) { return made.weight[i]; });
  expect_law({"splitting share", GetParam().name, target.share, share.value, std::hypot(share.error, target.error)});
  const SampleMean unweighted = share_with([](const MadePaths&, std::size_t) { return 1.0; });
  expect_rejected({"splitting share", std::string(GetParam().name) + " weights 1", target.share, unweighted.value,
                   std::hypot(unweighted.error, target.error)});
  const SampleMean all =
      over_blocks(maker, kBlocks, [](const MadePaths& made, std::size_t i) { return made.weight[i]; });
  EXPECT_NEAR(all.value, 1, 1e-12);
  EXPECT_LT(all.error, 1e-12);
}

// A child is its parent up to the crossing and itself from the step after.
TEST_P(RareMaker, BranchesFollowTheirParents) {
  const Target target = plain_target(walk());
  SplittingPaths maker(walk(), target.level, static_cast<std::int32_t>(kBlocks));
  const double level = maker.levels().front();
  const MadePaths parents = maker.make(0, 0, 1);
  const MadePaths children = maker.make(1, 0, 1);
  int others = 0;
  for (std::int64_t child = 0; child < kLanes; ++child) {
    WalkState state;
    std::int32_t crossing = -1;
    for (std::int32_t step = 0; step < kSteps && crossing < 0; ++step) {
      const StepMove move = children.move_at(step, child);
      state.farthest = std::max(state.farthest, -(state.at + move.low));
      state.at += move.end;
      if (maker.way_left(state, step) <= level) crossing = step;
    }
    ASSERT_GE(crossing, 0) << "every child has crossed";
    // Of the parents, exactly those that crossed there in the same way have this beginning.
    bool found = false;
    bool longer = false;
    for (std::int64_t parent = 0; parent < kLanes; ++parent) {
      std::int32_t same = 0;
      while (same < kSteps && parents.move_at(same, parent).end == children.move_at(same, child).end &&
             parents.move_at(same, parent).low == children.move_at(same, child).low)
        ++same;
      found = found || same > crossing;
      longer = longer || same > crossing + 1;
    }
    EXPECT_TRUE(found) << child;
    others += crossing + 1 < kSteps && !longer ? 1 : 0;
  }
  // Whole bars go on in their block, where a child's next bar is mostly its parent's.
  if (std::string(GetParam().process) == "bootstrap" && GetParam().step_seconds >= 300) return;
  EXPECT_GT(others, 50);
}

INSTANTIATE_TEST_SUITE_P(Processes, RareMaker, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return std::string(info.param.name); });

// The same numbers however blocks are grouped.
TEST(RareMaking, DoesNotDependOnTheGrouping) {
  const MarketState market = walking_market(400);
  const RunConfig config = config_for("gbm", market, 300);
  const ExogenousPrice price = make_exogenous_price(config, market);
  const ExogenousWalk walk(price, 3, kSteps, Direction::kDown);
  SobolPaths one(walk, 1000, 3);
  SobolPaths other(walk, 1000, 3);
  const MadePaths all = one.make(0, 0, 7);
  const MadePaths part = other.make(0, 4, 2);
  for (std::int32_t step = 0; step < kSteps; ++step)
    for (std::int64_t slot = 0; slot < part.slots; ++slot)
      ASSERT_EQ(part.move_at(step, slot).low, all.move_at(step, slot + 4 * kLanes).low);
}

// Every step end of a Brownian path appears once, between neighbours that are there already.
TEST(RareBridge, OrdersEveryStep) {
  for (const std::int32_t steps : {1, 2, 3, 16, 37}) {
    const std::vector<BridgePoint> order = bridge_order(steps);
    std::vector<bool> known(static_cast<std::size_t>(steps) + 1, false);
    known[0] = true;
    std::vector<double> variance(static_cast<std::size_t>(steps) + 1, 0.0);
    for (const BridgePoint& p : order) {
      const auto at = static_cast<std::size_t>(p.at);
      EXPECT_FALSE(known[at]);
      known[at] = true;
      if (p.at == steps) {
        EXPECT_DOUBLE_EQ(p.sd * p.sd, steps);
        continue;
      }
      EXPECT_TRUE(known[static_cast<std::size_t>(p.left)] && known[static_cast<std::size_t>(p.right)]);
      // Var = a^2 l + b^2 r + 2 a b l + sd^2 must be the time.
      const double found = p.from_left * p.from_left * p.left + p.from_right * p.from_right * p.right +
                           2 * p.from_left * p.from_right * p.left + p.sd * p.sd;
      EXPECT_NEAR(found, p.at, 1e-9);
    }
    EXPECT_TRUE(std::all_of(known.begin(), known.end(), [](bool k) { return k; })) << steps;
  }
}

TEST(RareTilt, TiltedMeansAndTheirInverse) {
  std::vector<double> scores(500);
  std::iota(scores.begin(), scores.end(), -100.0);
  const TiltLaw law(scores, 25);
  EXPECT_NEAR(law.mean(0), 0, 1e-12);
  for (const double strength : {-1.5, -0.3, 0.7}) {
    // psi' is the mean.
    EXPECT_NEAR((law.log_mean_exp(strength + 1e-5) - law.log_mean_exp(strength - 1e-5)) / 2e-5, law.mean(strength),
                1e-8);
    EXPECT_NEAR(law.strength_for(law.mean(strength)), strength, 1e-9);
    EXPECT_NEAR(law.cumulative(strength).back(), 1, 1e-12);
  }
  // Beyond what is allowed the strongest tilt stands; it leaves 25 even choices.
  const double strongest = law.strength_for(-100);
  double squares = 0;
  double before = 0;
  for (const double sum : law.cumulative(strongest)) {
    squares += (sum - before) * (sum - before);
    before = sum;
  }
  EXPECT_NEAR(1 / squares, 25, 1e-6);
  EXPECT_LT(strongest, 0);
  const TiltLaw normal;
  EXPECT_EQ(normal.strength_for(-2), -2);
  EXPECT_EQ(normal.log_mean_exp(2), 2);
}

}  // namespace
}  // namespace tinderbox::testing
