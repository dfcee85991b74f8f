// What triggers within a distance.
#include "sim/liquidation_ladder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/sim/sample_cascade.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;
using testing::SampleLadder;

std::int64_t within(const LadderView& ladder, std::int32_t distance) {
  return triggered_within(ladder, level_from(ladder, 0, distance), distance);
}

TEST(LiquidationLadder, AnEmptyOneTriggersNothing) {
  const SampleLadder ladder;
  for (const std::int32_t distance : {0, 1, 1 << 30}) {
    EXPECT_EQ(level_from(ladder.view(), 0, distance), 0);
    EXPECT_EQ(within(ladder.view(), distance), 0);
  }
}

TEST(LiquidationLadder, ByHand) {
  const SampleLadder ladder = SampleLadder().add(100, 1000).add(150, 0).add(250, 77);
  const LadderView v = ladder.view();
  EXPECT_EQ(within(v, 0), 0);
  EXPECT_EQ(within(v, 1), 10);
  EXPECT_EQ(within(v, 99), 990);
  EXPECT_EQ(within(v, 100), 1000);
  EXPECT_EQ(within(v, 149), 1000);
  EXPECT_EQ(within(v, 200), 1038);  // 38.5, whole money units
  EXPECT_EQ(within(v, 250), 1077);
  EXPECT_EQ(within(v, 1 << 30), 1077);
}

TEST(LiquidationLadder, LevelHoldsTheDistance) {
  const SampleLadder ladder = SampleLadder().add(100, 1).add(101, 1).add(250, 1);
  const LadderView v = ladder.view();
  const std::vector<std::pair<std::int32_t, std::int32_t>> expected{{0, 0},   {99, 0},  {100, 1},    {101, 2},
                                                                    {249, 2}, {250, 3}, {1 << 30, 3}};
  for (const auto& [distance, level] : expected)
    for (std::int32_t from = 0; from <= level; ++from) EXPECT_EQ(level_from(v, from, distance), level);
}

TEST(LiquidationLadder, RisesAndEndsAtItsTotal) {
  CaseSource cases(6);
  for (int i = 0; i < 200; ++i) {
    const SampleLadder ladder = SampleLadder::random(cases, 12, 300, 1'000'000'000'000);
    std::int64_t before = 0;
    for (std::int32_t distance = 0; distance < ladder.edges().back() + 3; ++distance) {
      const std::int64_t money = within(ladder.view(), distance);
      ASSERT_GE(money, before);
      before = money;
    }
    EXPECT_EQ(before, ladder.total());
    for (std::size_t j = 0; j < ladder.edges().size(); ++j)
      EXPECT_EQ(within(ladder.view(), ladder.edges()[j]), ladder.cumulative()[j]);
  }
}

// Fired in any pieces, a stretch comes to the same money.
TEST(LiquidationLadder, AddsUpOverAnySplit) {
  CaseSource cases(7);
  for (int i = 0; i < 500; ++i) {
    const SampleLadder ladder = SampleLadder::random(cases, 20, 1'000'000, 1'000'000'000'000);
    std::vector<std::int32_t> cuts{0, ladder.edges().back()};
    for (int j = 0; j < 30; ++j) cuts.push_back(cases.below32(ladder.edges().back() + 1));
    std::sort(cuts.begin(), cuts.end());
    std::int64_t sum = 0;
    std::int32_t level = 0;
    for (std::size_t j = 1; j < cuts.size(); ++j) {
      const std::int64_t before = triggered_within(ladder.view(), level, cuts[j - 1]);
      level = level_from(ladder.view(), level, cuts[j]);
      sum += triggered_within(ladder.view(), level, cuts[j]) - before;
    }
    EXPECT_EQ(sum, ladder.total());
  }
}

}  // namespace
}  // namespace tinderbox
