// Exact integer shares against 128-bit arithmetic.
#include "sim/apportion.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "sim/position.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;

__extension__ using Wide = __int128;

std::int64_t exactly(std::int64_t a, std::int64_t b, std::int64_t c) {
  return static_cast<std::int64_t>(static_cast<Wide>(a) * b / c);
}

bool in_domain(std::int64_t a, std::int64_t b, std::int64_t c) {
  return c < (std::int64_t{1} << 62) && static_cast<Wide>(a) * b / c < (Wide{1} << 51);
}

TEST(MultiplyDivide, MatchesWideArithmetic) {
  CaseSource cases(81);
  int checked = 0;
  while (checked < 500'000) {
    // operands of every length
    const auto a = static_cast<std::int64_t>(cases.bits() >> (1 + cases.below(62)));
    const auto b = static_cast<std::int64_t>(cases.bits() >> (1 + cases.below(62)));
    const auto c = static_cast<std::int64_t>(cases.bits() >> (1 + cases.below(62))) + 1;
    if (!in_domain(a, b, c)) continue;
    ASSERT_EQ(multiply_divide(a, b, c), exactly(a, b, c)) << a << " * " << b << " / " << c;
    ++checked;
  }
}

TEST(MultiplyDivide, QuotientsNextToAWholeNumber) {
  CaseSource cases(82);
  for (int i = 0; i < 300'000; ++i) {
    const std::int64_t c = 1 + static_cast<std::int64_t>(cases.bits() >> (4 + cases.below(59)));
    const auto quotient = static_cast<std::int64_t>(cases.bits() >> (14 + cases.below(49)));
    // a = quotient, b = c gives the whole number; b +- 1 falls just beside it
    for (const std::int64_t b : {c - 1, c, c + 1}) {
      if (!in_domain(quotient, b, c)) continue;
      ASSERT_EQ(multiply_divide(quotient, b, c), exactly(quotient, b, c)) << quotient << " " << b << " " << c;
    }
  }
}

TEST(MultiplyDivide, Extremes) {
  constexpr std::int64_t kMost = (std::int64_t{1} << 62) - 1;
  constexpr std::int64_t kLots = (std::int64_t{1} << 51) - 1;
  for (const std::int64_t a : {std::int64_t{0}, std::int64_t{1}, kLots, kMost})
    for (const std::int64_t b : {std::int64_t{0}, std::int64_t{1}, kLots, kMost})
      for (const std::int64_t c : {std::int64_t{1}, std::int64_t{2}, kLots, kMost - 1, kMost})
        if (in_domain(a, b, c)) {
          EXPECT_EQ(multiply_divide(a, b, c), exactly(a, b, c)) << a << " " << b << " " << c;
        }
}

// The product leaves 64 bits where a naive quotient would be wrong: a real share of a large open interest.
TEST(MultiplyDivide, ControlProductBeyond64Bits) {
  const std::int64_t a = 1'000'000'000'000'000;
  const std::int64_t b = 999'999'999'999'999;
  const std::int64_t c = 1'000'000'000'000'001;
  const auto naive = static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b) /
                                               static_cast<std::uint64_t>(c));
  EXPECT_NE(naive, exactly(a, b, c));
  EXPECT_EQ(multiply_divide(a, b, c), exactly(a, b, c));
}

TEST(EvenShare, SumsExactlyAndDiffersByOneAtMost) {
  CaseSource cases(83);
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t parts = 1 + cases.below(1000);
    const std::int64_t total = i % 3 == 0 ? cases.below(2 * parts) : cases.below(std::int64_t{1} << 50);
    std::int64_t sum = 0;
    for (std::int64_t k = 0; k < parts; ++k) {
      const std::int64_t share = even_share(total, parts, k);
      EXPECT_TRUE(share == total / parts || share == total / parts + 1) << total << " / " << parts;
      sum += share;
    }
    EXPECT_EQ(sum, total);
  }
}

TEST(BirthBar, MatchesTheFirstSamplesOfBars) {
  CaseSource cases(84);
  for (int i = 0; i < 3000; ++i) {
    const std::int64_t samples = 1 + cases.below(3000);
    const std::int32_t bars = 1 + cases.below32(3000);
    EXPECT_EQ(first_sample_of(0, samples, bars), 0);
    EXPECT_EQ(first_sample_of(bars, samples, bars), samples);
    std::int64_t j = 0;
    for (std::int32_t bar = 0; bar < bars; ++bar)
      for (; j < first_sample_of(bar + 1, samples, bars); ++j)
        ASSERT_EQ(birth_bar_of(j, samples, bars), bar) << j << " of " << samples << " over " << bars;
    EXPECT_EQ(j, samples);
  }
}

TEST(BirthBar, LargeWindows) {
  CaseSource cases(85);
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t samples = 1 + cases.below(20'000'000'000);
    const std::int32_t bars = 1 + cases.below32(10'000'000);
    const std::int64_t j = cases.below(samples);
    const std::int32_t bar = birth_bar_of(j, samples, bars);
    ASSERT_GE(bar, 0);
    ASSERT_LT(bar, bars);
    ASSERT_LE(first_sample_of(bar, samples, bars), j);
    ASSERT_GT(first_sample_of(bar + 1, samples, bars), j);
  }
}

}  // namespace
}  // namespace tinderbox
