#include "host/engine/stock_recursion.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace tinderbox {
namespace {

std::uint32_t closes_at(std::uint32_t bar) {
  return bar << 1U;
}
std::uint32_t liquidated_at(std::uint32_t bar) {
  return bar << 1U | 1U;
}

TEST(StockRecursion, ReplacesWhatEndsAndFollowsTheTarget) {
  StockRecursion recursion(3);
  const std::vector<std::uint32_t> initial{closes_at(0), liquidated_at(1), closes_at(3), closes_at(3)};
  recursion.open_initial(100, {initial.data(), 4});
  const std::vector<std::uint32_t> open{closes_at(3)};
  recursion.advance(0, 110, 1000, {open.data(), 1});  // 25 end, 10 more wanted
  recursion.advance(1, 110, 1000, {open.data(), 1});  // 25 end
  recursion.advance(2, 110, 1000, {open.data(), 1});
  EXPECT_EQ(recursion.births(), (std::vector<std::int64_t>{35, 25, 0}));
  EXPECT_EQ(recursion.withdrawn(), (std::vector<double>{0, 0, 0, 0}));
}

TEST(StockRecursion, OpensNoMoreThanTheVolumeAllowsAndCatchesUpLater) {
  StockRecursion recursion(3);
  const std::vector<std::uint32_t> open{closes_at(3)};
  recursion.advance(0, 100, 30, {open.data(), 1});
  recursion.advance(1, 100, -5, {open.data(), 1});
  recursion.advance(2, 100, 1000, {open.data(), 1});
  EXPECT_EQ(recursion.births(), (std::vector<std::int64_t>{30, 0, 70}));
}

TEST(StockRecursion, ClosesTheExcessProRata) {
  StockRecursion recursion(3);
  const std::vector<std::uint32_t> initial{closes_at(1), closes_at(3)};
  recursion.open_initial(200, {initial.data(), 2});
  const std::vector<std::uint32_t> open{closes_at(3)};
  recursion.advance(0, 150, 1000, {open.data(), 1});  // a quarter of everything leaves
  EXPECT_NEAR(recursion.withdrawn()[1], -std::log(0.75), 1e-14);
  recursion.advance(1, 150, 1000, {open.data(), 1});  // of the 100 that were due, 75 are left to end
  EXPECT_EQ(recursion.births()[1], 75);
  recursion.advance(2, 150, 1000, {open.data(), 1});
  EXPECT_EQ(recursion.births()[2], 0);
}

TEST(StockRecursion, WithoutSamplesNothingIsOpened) {
  StockRecursion recursion(2);
  recursion.advance(0, 100, 1000, {nullptr, 0});
  const std::vector<std::uint32_t> open{closes_at(2)};
  recursion.advance(1, 100, 1000, {open.data(), 1});
  EXPECT_EQ(recursion.births(), (std::vector<std::int64_t>{0, 100}));
}

TEST(StockRecursion, SurvivesThousandsOfHalvings) {
  constexpr std::int32_t kBars = 4000;
  StockRecursion recursion(kBars);
  const std::vector<std::uint32_t> open{closes_at(kBars)};
  for (std::int32_t t = 0; t < kBars; ++t) recursion.advance(t, t % 2 == 0 ? 1000 : 500, 5000, {open.data(), 1});
  for (std::int32_t t = 2; t < kBars; t += 2)
    ASSERT_NEAR(static_cast<double>(recursion.births()[static_cast<std::size_t>(t)]), 500, 1);
  EXPECT_NEAR(recursion.withdrawn().back(), kBars / 2 * std::log(2.0), 2);
}

}  // namespace
}  // namespace tinderbox
