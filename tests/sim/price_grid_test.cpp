#include "sim/price_grid.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

constexpr PriceGrid kGrid{600'000, 2500, 400};

TEST(PriceGrid, EdgesBelongToTheUpperBin) {
  EXPECT_EQ(cell_of(kGrid, 599'999), 400);  // below
  EXPECT_EQ(cell_of(kGrid, 600'000), 0);
  EXPECT_EQ(cell_of(kGrid, 602'499), 0);
  EXPECT_EQ(cell_of(kGrid, 602'500), 1);
  EXPECT_EQ(cell_of(kGrid, 1'599'999), 399);
  EXPECT_EQ(cell_of(kGrid, 1'600'000), 401);  // above
  EXPECT_EQ(never_cell(kGrid), 402);
  EXPECT_EQ(cells_of(kGrid), 403);
}

TEST(PriceGrid, TheLimitsOfALevelHaveCells) {
  EXPECT_EQ(cell_of(kGrid, 1 << 30), 401);
  EXPECT_EQ(cell_of(kGrid, -(1 << 30)), 400);
  EXPECT_EQ(cell_of(kGrid, 0), 400);
}

TEST(PriceGrid, TicksOfACellAreThoseItHolds) {
  testing::CaseSource cases(71);
  for (int i = 0; i < 20'000; ++i) {
    const PriceGrid grid{cases.below32(1'000'000), 1 + cases.below32(5000), 1 + cases.below32(2000)};
    const std::int32_t top = grid.min_ticks + grid.bins * grid.bin_ticks;
    const std::int32_t ticks = i % 5 == 0 ? -cases.below32(1 << 30) : cases.below32(2 * top);
    const std::int32_t cell = cell_of(grid, ticks);
    const TickRange range = ticks_of(grid, cell);
    EXPECT_GE(ticks, range.low);
    EXPECT_LT(ticks, range.high);
    // both ends of the range, and what lies just outside
    if (cell < grid.bins) {
      EXPECT_EQ(range.high - range.low, grid.bin_ticks);
      EXPECT_EQ(cell_of(grid, range.low), cell);
      EXPECT_EQ(cell_of(grid, range.high - 1), cell);
      EXPECT_NE(cell_of(grid, range.low - 1), cell);
      EXPECT_NE(cell_of(grid, range.high), cell);
    }
  }
}

TEST(PriceGrid, CellsTileTheAxis) {
  std::int32_t edge = kGrid.min_ticks;
  EXPECT_EQ(ticks_of(kGrid, kGrid.bins).high, edge);
  for (std::int32_t cell = 0; cell < kGrid.bins; ++cell) {
    EXPECT_EQ(ticks_of(kGrid, cell).low, edge);
    edge = ticks_of(kGrid, cell).high;
  }
  EXPECT_EQ(ticks_of(kGrid, kGrid.bins + 1).low, edge);
  EXPECT_EQ(ticks_of(kGrid, kGrid.bins + 1).high, std::numeric_limits<std::int32_t>::max());
}

TEST(PriceGrid, OneBinOfOneTick) {
  constexpr PriceGrid kOne{7, 1, 1};
  EXPECT_EQ(cell_of(kOne, 6), 1);
  EXPECT_EQ(cell_of(kOne, 7), 0);
  EXPECT_EQ(cell_of(kOne, 8), 2);
}

}  // namespace
}  // namespace tinderbox
