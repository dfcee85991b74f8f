// Steps walked in pieces: extremes and their order.
#include "sim/step_walk.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

StepWalk walk_of(const std::vector<StepMove>& pieces) {
  StepWalk walk{{0, 0, 0}, 1};
  for (const StepMove& piece : pieces) walk = followed_by(walk, piece);
  return walk;
}

TEST(StepWalk, EndsAddAndExtremesAreThoseOfTheWholeWalk) {
  testing::CaseSource cases(3);
  for (int i = 0; i < 1000; ++i) {
    StepWalk walk{{0, 0, 0}, 1};
    std::int32_t at = 0;
    std::int32_t low = 0;
    std::int32_t high = 0;
    for (int k = 0; k < 6; ++k) {
      const std::int32_t end = cases.below32(2001) - 1000;
      const StepMove piece{end, std::min(end, 0) - cases.below32(500), std::max(end, 0) + cases.below32(500)};
      low = std::min(low, at + piece.low);
      high = std::max(high, at + piece.high);
      at += end;
      walk = followed_by(walk, piece);
      ASSERT_EQ(walk.move.end, at);
      ASSERT_EQ(walk.move.low, low);
      ASSERT_EQ(walk.move.high, high);
    }
  }
}

TEST(StepWalk, OnePieceKeepsTheOrderOfTheFartherExtreme) {
  EXPECT_EQ(walk_of({{10, -50, 20}}).low_first, 1);
  EXPECT_EQ(walk_of({{-10, -20, 50}}).low_first, 0);
  EXPECT_EQ(walk_of({{0, -30, 30}}).low_first, 1);  // in a draw the low
}

// Seen from the end of the step alone, each of these would have the other order.
TEST(StepWalk, ExtremesOfDifferentPiecesComeInTheOrderOfThese) {
  const StepWalk up_then_down = walk_of({{80, 0, 90}, {-170, -200, 0}, {210, 0, 0}});
  EXPECT_TRUE(farther_low(up_then_down.move.end, up_then_down.move.low, up_then_down.move.high));
  EXPECT_EQ(up_then_down.low_first, 0);
  const StepWalk down_then_up = walk_of({{-80, -90, 0}, {170, 0, 200}, {-210, 0, 0}});
  EXPECT_FALSE(farther_low(down_then_up.move.end, down_then_up.move.low, down_then_up.move.high));
  EXPECT_EQ(down_then_up.low_first, 1);
}

TEST(StepWalk, APieceInsideTheRangeChangesNothing) {
  EXPECT_EQ(walk_of({{-10, -100, 5}, {5, -20, 8}}).low_first, walk_of({{-10, -100, 5}}).low_first);
  EXPECT_EQ(walk_of({{10, -5, 100}, {-5, -8, 20}}).low_first, walk_of({{10, -5, 100}}).low_first);
}

TEST(StepWalk, StopsAtTheLimit) {
  const std::int32_t far = kStepLimit - 1;
  const StepWalk down = walk_of({{-far, -far, 0}, {-far, -far - 1, 0}, {-far, -far, 0}});
  EXPECT_EQ(down.move.end, -kStepLimit);
  EXPECT_EQ(down.move.low, -kStepLimit);
  const StepWalk up = walk_of({{far, 0, far}, {far, 0, far + 1}});
  EXPECT_EQ(up.move.end, kStepLimit);
  EXPECT_EQ(up.move.high, kStepLimit);
}

}  // namespace
}  // namespace tinderbox
