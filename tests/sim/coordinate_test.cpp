// Prices to ticks and back in both scales.
#include "sim/coordinate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;

constexpr Scale kScales[] = {Scale::kLog, Scale::kLinear};

TEST(Coordinate, NowIsZero) {
  for (const Scale scale : kScales)
    for (const double price : {0.00001, 1.0, 97'123.4, 1e9}) {
      EXPECT_EQ(ticks_of_price(scale, price, price), 0);
      EXPECT_EQ(price_of_ticks(scale, 0, price), price);
    }
}

TEST(Coordinate, TicksAreTheNearest) {
  CaseSource cases(1);
  for (int i = 0; i < 20'000; ++i) {
    const double now = cases.log_between(1e-4, 1e6);
    const double ratio = cases.log_between(0.01, 50);
    const double log_ticks = std::log(ratio) * 16777216;
    const double linear_ticks = (ratio - 1) * 16777216;
    EXPECT_NEAR(ticks_of_price(Scale::kLog, now * ratio, now), log_ticks, 0.5 + 1e-6);
    EXPECT_NEAR(ticks_of_price(Scale::kLinear, now * ratio, now), linear_ticks, 0.5 + 1e-6);
  }
}

TEST(Coordinate, TicksComeBackFromTheirPrice) {
  CaseSource cases(2);
  for (int i = 0; i < 20'000; ++i) {
    const double now = cases.log_between(1e-4, 1e6);
    const std::int32_t ticks = cases.below32(1 << 28) - (1 << 27);
    EXPECT_EQ(ticks_of_price(Scale::kLog, price_of_ticks(Scale::kLog, ticks, now), now), ticks);
    EXPECT_EQ(ticks_of_price(Scale::kLinear, price_of_ticks(Scale::kLinear, ticks, now), now), ticks);
  }
}

TEST(Coordinate, PriceOfTicks) {
  EXPECT_DOUBLE_EQ(price_of_ticks(Scale::kLinear, 16777216.0 / 4, 100), 125);
  EXPECT_DOUBLE_EQ(price_of_ticks(Scale::kLinear, -16777216.0 * 2, 100), -100);
  EXPECT_NEAR(price_of_ticks(Scale::kLog, 16777216.0, 100), 100 * std::exp(1.0), 1e-10);
}

TEST(Coordinate, EndsOfTheRange) {
  for (const double price : {0.0, -1.0, -1e300, 1e-300, 1e-30}) {
    EXPECT_EQ(ticks_of_price(Scale::kLog, price, 100), -kTickLimit) << price;
  }
  EXPECT_EQ(ticks_of_price(Scale::kLog, 1e40, 1), kTickLimit);
  EXPECT_EQ(ticks_of_price(Scale::kLinear, 1e9, 1), kTickLimit);
  EXPECT_EQ(ticks_of_price(Scale::kLinear, -1e9, 1), -kTickLimit);
  EXPECT_EQ(ticks_of_price(Scale::kLinear, 0, 7), -16777216);
}

TEST(Coordinate, DoesNotFallAsThePriceRises) {
  for (const Scale scale : kScales) {
    std::int32_t before = -kTickLimit;
    for (double price = 1e-35; price < 1e35; price *= 1.001) {
      const std::int32_t ticks = ticks_of_price(scale, price, 1);
      ASSERT_GE(ticks, before);
      before = ticks;
    }
    EXPECT_EQ(before, kTickLimit);
  }
}

}  // namespace
}  // namespace tinderbox
