// If price trades at a level now: against plain loops, and what the answers must add up to.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "tests/kernels/small_paths.hpp"

namespace tinderbox {
namespace {

using testing::OnCpuTeam;
using testing::PathsOnTeam;
using testing::PathsShape;
using testing::run_what_if;
using testing::SmallPaths;
using testing::WhatIfOutputs;

class WhatIf : public ::testing::Test {
 protected:
  static PathsShape shape() {
    PathsShape shape;
    shape.fund = 30'000;
    return shape;
  }
  WhatIf() : small_(shape()), launch_(small_.what_if_launch()), out_(run_what_if(small_, PathsOnTeam<OnCpuTeam>())) {}

  // Calls f(replicate, k, index) for every answer.
  template <class F>
  void for_all(const F& f) const {
    for (std::int32_t r = 0; r < launch_.replicates; ++r)
      for (std::int32_t k = 0; k < launch_.levels; ++k)
        f(r, k, static_cast<std::size_t>(r) * static_cast<std::size_t>(launch_.levels) + static_cast<std::size_t>(k));
  }
  [[nodiscard]] LadderView ladder(std::int32_t r, int side) const {
    const std::int64_t row = (std::int64_t{r} * 2 + side) * launch_.ladders.stride;
    return {launch_.ladders.edge + std::int64_t{side} * launch_.ladders.stride, launch_.ladders.cumulative + row,
            launch_.ladders.buffer + row, launch_.ladders.levels[side]};
  }

  SmallPaths small_;
  WhatIfLaunch launch_;
  WhatIfOutputs out_;
};

// Rounds at once until nothing more fires.
TEST_F(WhatIf, IsTheCascadeOfAFreshBook) {
  for_all([&](std::int32_t r, std::int32_t k, std::size_t i) {
    const std::int32_t at = launch_.at[k];
    const int side = at > 0 ? 1 : 0;
    CascadeState s{};
    s.fund = launch_.venue[0].fund;
    CascadeAbsorbed absorbed{};
    std::int32_t stop = -kTickLimit;
    std::int32_t before = 0;
    do {
      before = stop;
      run_rounds(s, absorbed, launch_.venue[0].rules, ladder(r, side), launch_.venue[0].book, side, 1.0, at, 1 << 20,
                 stop);
    } while (stop != before);
    ASSERT_EQ(out_.stop[i], side == 0 ? -stop : stop);
    ASSERT_EQ(out_.liquidated[i], s.liquidated[side]);
    ASSERT_EQ(out_.fund_part[i], absorbed.fund[side]);
    ASSERT_EQ(out_.adl[i], absorbed.adl[side]);
  });
}

TEST_F(WhatIf, ForcesWhatLiesUpToWhereItStops) {
  int beyond = 0;
  int paid = 0;
  int deleveraged = 0;
  for_all([&](std::int32_t r, std::int32_t k, std::size_t i) {
    const std::int32_t at = launch_.at[k];
    const int side = at > 0 ? 1 : 0;
    const std::int32_t distance = std::abs(out_.stop[i]);
    ASSERT_GE(distance, std::abs(at));
    ASSERT_TRUE(out_.stop[i] == 0 || (out_.stop[i] > 0) == (side == 1));
    const LadderView l = ladder(r, side);
    ASSERT_EQ(out_.liquidated[i], triggered_within(l, level_from(l, 0, distance), distance));
    ASSERT_GE(out_.liquidated[i], out_.fund_part[i] + out_.adl[i]);
    ASSERT_GE(std::min(out_.fund_part[i], out_.adl[i]), 0);
    beyond += distance > std::abs(at) ? 1 : 0;
    paid += out_.fund_part[i] > 0 ? 1 : 0;
    deleveraged += out_.adl[i] > 0 ? 1 : 0;
  });
  EXPECT_GT(beyond, 100);
  EXPECT_GT(paid, 20);
  EXPECT_GT(deleveraged, 20);
}

// As long as the fund pays: what is auto-deleveraged does not move the price, so a larger shock may stop earlier.
TEST_F(WhatIf, FartherPricesForceNoLess) {
  PathsShape deep;
  deep.fund = 1'000'000'000'000;
  const WhatIfOutputs out = run_what_if(SmallPaths(deep), PathsOnTeam<OnCpuTeam>());
  for_all([&](std::int32_t, std::int32_t k, std::size_t i) {
    ASSERT_EQ(out.adl[i], 0);
    if (k == 0) return;
    const bool down = launch_.at[k] <= 0;
    const bool up = launch_.at[k - 1] > 0;
    ASSERT_GE(out.liquidated[down ? i - 1 : i], up || down ? out.liquidated[down ? i : i - 1] : 0);
  });
}

TEST_F(WhatIf, AtThePriceNowNothingHappens) {
  int checked = 0;
  for_all([&](std::int32_t, std::int32_t k, std::size_t i) {
    if (launch_.at[k] != 0) return;
    EXPECT_EQ(out_.stop[i], 0);
    EXPECT_EQ(out_.liquidated[i], 0);
    ++checked;
  });
  EXPECT_EQ(checked, 3);
}

}  // namespace
}  // namespace tinderbox
