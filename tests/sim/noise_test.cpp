// Single-precision logarithm, exponential and normal variates against double precision, and their laws.
#include "sim/noise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "sim/math.hpp"
#include "sim/random.hpp"
#include "tests/sim/oracles.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::UnitHistogram;

float float_of(std::uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}
std::uint32_t bits_of_float(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

// Error in units in the last place of the exact value.
double units_off(float value, double exact) {
  const auto nearest_float = static_cast<float>(std::fabs(exact));
  const double unit = static_cast<double>(std::nextafter(nearest_float, std::numeric_limits<float>::infinity())) -
                      static_cast<double>(nearest_float);
  return std::fabs(static_cast<double>(value) - exact) / unit;
}
double log_units_off(float x) {
  return units_off(log(x), std::log(static_cast<double>(x)));
}

constexpr std::uint32_t kFirstNormal = 0x00800000U;
constexpr std::uint32_t kLastFinite = 0x7F7FFFFFU;

TEST(NoiseLog, WithinThreeUnitsOverAllNormalNumbers) {
  double worst = 0;
  for (std::uint32_t bits = kFirstNormal; bits < kLastFinite; bits += 1511)
    worst = std::fmax(worst, log_units_off(float_of(bits)));
  EXPECT_LT(worst, 3);
  RecordProperty("worst_units", std::to_string(worst));
}

TEST(NoiseLog, WithinThreeUnitsNearOneAndWhereTheExponentChanges) {
  double worst = 0;
  for (const float centre : {1.0F, 0.70710678F, 1.41421356F, 0.5F, 2.0F}) {
    const std::uint32_t at = bits_of_float(centre);
    for (std::uint32_t off = 0; off < 100'000; ++off) {
      if (centre != 1.0F || off > 0) worst = std::fmax(worst, log_units_off(float_of(at + off)));
      worst = std::fmax(worst, log_units_off(float_of(at - off - 1)));
    }
  }
  EXPECT_LT(worst, 3);
  RecordProperty("worst_units", std::to_string(worst));
}

TEST(NoiseLog, Ends) {
  EXPECT_EQ(log(1.0F), 0.0F);
  EXPECT_LT(log_units_off(float_of(kFirstNormal)), 3);
  EXPECT_LT(log_units_off(float_of(kLastFinite)), 3);
}

TEST(Nearest, HalvesGoUp) {
  EXPECT_EQ(nearest(0.5F), 1);
  EXPECT_EQ(nearest(-0.5F), 0);
  EXPECT_EQ(nearest(-1.5F), -1);
  EXPECT_EQ(nearest(2.49F), 2);
  EXPECT_EQ(nearest(-2.51F), -3);
  EXPECT_EQ(nearest(-1073741824.0F), -1073741824);
}

double exact_normal(std::uint32_t word) {
  return normal_quantile(unit_double(word));
}
double normal_relative_error(std::uint32_t word) {
  const double exact = exact_normal(word);
  return std::fabs(static_cast<double>(normal_from_word(word)) - exact) / std::fabs(exact);
}

TEST(NormalFromWord, IsTheQuantileOverAMillionWords) {
  double worst = 0;
  for (std::uint64_t word = 0; word < (1ULL << 32U); word += 4001) {
    const auto w = static_cast<std::uint32_t>(word);
    // In the middle the word's 32 bits do not fit the 24 of a float: there the error is absolute.
    const double off = std::fabs(static_cast<double>(normal_from_word(w)) - exact_normal(w));
    worst = std::fmax(worst, off / std::fmax(std::fabs(exact_normal(w)), 0.1));
  }
  EXPECT_LT(worst, 1e-6);
  RecordProperty("worst_error", std::to_string(worst * 1e6) + "e-6");
}

TEST(NormalFromWord, IsTheQuantileInBothTails) {
  double worst = 0;
  for (std::uint32_t word = 0; word < 300'000; ++word) {
    worst = std::fmax(worst, normal_relative_error(word));
    worst = std::fmax(worst, normal_relative_error(~word));
  }
  for (std::uint32_t word = 1; word < (1U << 30U); word += 1 + word / 1000)
    worst = std::fmax(worst, normal_relative_error(word));
  EXPECT_LT(worst, 1e-6);
  RecordProperty("worst_error", std::to_string(worst * 1e6) + "e-6");
}

TEST(NormalFromWord, IsCentredToTheResolutionOfAFloat) {
  for (std::uint32_t off = 0; off < 100'000; ++off)
    EXPECT_NEAR(normal_from_word(0x80000000U + off), exact_normal(0x80000000U + off), 1e-7);
}

TEST(NormalFromWord, IsSymmetric) {
  for (std::uint64_t word = 0; word < (1ULL << 31U); word += 2003) {
    const auto w = static_cast<std::uint32_t>(word);
    ASSERT_EQ(normal_from_word(w), -normal_from_word(~w)) << w;
  }
}

// Neighbours may round either way; a step of the grid moves more than rounding does.
TEST(NormalFromWord, Rises) {
  float before = normal_from_word(0);
  for (std::uint64_t word = 1 << 14U; word < (1ULL << 32U); word += 1 << 14U) {
    const float z = normal_from_word(static_cast<std::uint32_t>(word));
    ASSERT_GT(z, before) << word;
    before = z;
  }
  before = -7;
  for (std::uint32_t word = 0; word < 1000; ++word) {
    const float z = normal_from_word(word);
    ASSERT_GT(z, before) << word;
    before = z;
  }
}

TEST(NormalFromWord, ReachesTheCapOf32Bits) {
  EXPECT_NEAR(normal_from_word(0), -6.3379577, 7e-6);
  EXPECT_NEAR(normal_from_word(0xFFFFFFFFU), 6.3379577, 7e-6);
  TINDERBOX_ORACLES(entries, "normal_tail_cap");
  int checked = 0;
  for (const auto& entry : entries) {
    if (entry.at("params").at("bits") != 32) continue;
    EXPECT_NEAR(normal_from_word(0), -entry.at("value").at(1).get<double>(), 7e-6);
    ++checked;
  }
  EXPECT_EQ(checked, 1);
}

TEST(NormalFromWord, OracleWords) {
  TINDERBOX_ORACLES(entries, "uniform_and_icdf_from_word");
  for (const auto& entry : entries) {
    const auto word =
        static_cast<std::uint32_t>(std::stoul(entry.at("params").at("word").get<std::string>(), nullptr, 16));
    EXPECT_NEAR(normal_from_word(word), entry.at("value").at(1).get<double>(), 1.2e-6);
  }
}

// The cumulated law of draws, in cells of equal probability; `of` turns a word into its probability.
template <class F>
UnitHistogram law_of(const F& of) {
  UnitHistogram histogram(200);
  for (std::uint32_t i = 0; i < 250'000; ++i) {
    const Words4 words = draw_words(5, {i, Purpose::kPathStep, 3, 0, 0}, 0);
    for (const std::uint32_t word : {words.w0, words.w1, words.w2, words.w3}) histogram.add(of(word));
  }
  return histogram;
}
double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

TEST(NormalFromWord, FitsTheNormalLaw) {
  const auto fit = law_of([](std::uint32_t w) { return normal_cdf(normal_from_word(w)); });
  EXPECT_LT(fit.statistic(), fit.limit());
}
TEST(NormalFromWord, ControlAWiderLawIsSeen) {
  const auto fit = law_of([](std::uint32_t w) { return normal_cdf(1.02 * normal_from_word(w)); });
  EXPECT_GT(fit.statistic(), fit.limit());
}

TEST(UnitExponential, IsMinusTheLogarithmOfTheWord) {
  double worst = 0;
  const auto off = [](std::uint32_t w) {
    const double exact = -std::log(unit_double(w));
    // u is rounded to 24 bits: 2^-24 in its logarithm
    return (std::fabs(static_cast<double>(unit_exponential(w)) - exact) - 0x1p-24) / exact;
  };
  for (std::uint64_t word = 0; word < (1ULL << 32U); word += 4003)
    worst = std::fmax(worst, off(static_cast<std::uint32_t>(word)));
  for (std::uint32_t word = 0; word < 100'000; ++word) worst = std::fmax(worst, std::fmax(off(word), off(~word)));
  EXPECT_LT(worst, 2.5e-7);
  RecordProperty("worst_error", std::to_string(worst * 1e7) + "e-7");
}

TEST(UnitExponential, IsNeverNegativeAndEndsWithTheWord) {
  for (std::uint32_t word = 0; word < 100'000; ++word) ASSERT_GE(unit_exponential(~word), 0.0F);
  EXPECT_NEAR(unit_exponential(0), 33 * 0.69314718, 3e-6);
  EXPECT_LE(unit_exponential(0xFFFFFFFFU), 0x1p-24F);
}

TEST(UnitExponential, FitsTheExponentialLaw) {
  const auto fit = law_of([](std::uint32_t w) { return -std::expm1(-static_cast<double>(unit_exponential(w))); });
  EXPECT_LT(fit.statistic(), fit.limit());
}
TEST(UnitExponential, ControlAFasterLawIsSeen) {
  const auto fit = law_of([](std::uint32_t w) { return -std::expm1(-0.97 * unit_exponential(w)); });
  EXPECT_GT(fit.statistic(), fit.limit());
}

}  // namespace
}  // namespace tinderbox
