// The normal quantile against its inverse, erfc in long double, and against published values.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/math.hpp"
#include "sim/random.hpp"
#include "tests/sim/oracles.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;

// Phi(z) for z <= 0 to full relative accuracy.
long double lower_tail(long double z) {
  return std::erfc(-z / std::sqrt(2.0L)) / 2;
}

// One Newton step from the value found: relative error of z for a probability of at most one half.
double relative_error(double u) {
  const long double z = normal_quantile(u);
  const long double density = std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0L));
  return static_cast<double>(std::fabs((lower_tail(z) - static_cast<long double>(u)) / density / z));
}

constexpr double kBound = 1e-15;  // sim/math.hpp promises 2e-15

TEST(NormalQuantile, InvertsErfcInTheBody) {
  CaseSource cases(21);
  double worst = 0;
  for (int i = 0; i < 300'000; ++i) worst = std::fmax(worst, relative_error(cases.between(1e-6, 0.4999)));
  EXPECT_LT(worst, kBound);
  RecordProperty("worst_relative_error", std::to_string(worst * 1e15) + "e-15");
}

TEST(NormalQuantile, InvertsErfcInTheTail) {
  CaseSource cases(22);
  double worst = 0;
  for (int i = 0; i < 300'000; ++i) worst = std::fmax(worst, relative_error(cases.log_between(1e-300, 1e-2)));
  EXPECT_LT(worst, kBound);
}

TEST(NormalQuantile, IsContinuousWhereItsFormulasMeet) {
  // |u - 1/2| = 0.425, and sqrt(-ln u) = 5
  for (const double edge : {0.075, std::exp(-25.0)})
    for (int step = -1000; step <= 1000; ++step) {
      const double u = edge * (1 + step * 1e-15);
      EXPECT_LT(relative_error(u), kBound) << u;
    }
}

TEST(NormalQuantile, CentreIsLinear) {
  EXPECT_EQ(normal_quantile(0.5), 0.0);
  const double slope = std::sqrt(2 * std::acos(-1.0));
  for (const double step : {1e-15, 1e-12, 1e-9}) {
    const double u = 0.5 + step;
    EXPECT_NEAR(normal_quantile(u) / ((u - 0.5) * slope), 1, 1e-15);
  }
}

// Every word w and its complement give u and 1 - u exactly.
TEST(NormalQuantile, IsOddOverWords) {
  CaseSource cases(23);
  for (int i = 0; i < 200'000; ++i) {
    const auto word = static_cast<std::uint32_t>(cases.bits() >> 32U);
    EXPECT_EQ(normal_quantile(unit_double(word)), -normal_quantile(unit_double(~word)));
  }
}

TEST(NormalQuantile, Rises) {
  double before = normal_quantile(unit_double(0));
  int falls = 0;
  for (std::uint64_t word = 0; word < 0x100000000U; word += 7919) {
    const double z = normal_quantile(unit_double(static_cast<std::uint32_t>(word)));
    if (z < before) ++falls;
    before = z;
  }
  EXPECT_EQ(falls, 0);
}

// Standard table values (three quantiles found in any textbook, to the digits of a double).
TEST(NormalQuantile, TextbookValues) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-15);
  EXPECT_NEAR(normal_quantile(0.95), 1.6448536269514722, 1e-15);
  EXPECT_NEAR(normal_quantile(0.99), 2.3263478740408408, 1e-15);
  EXPECT_NEAR(normal_quantile(0x1p-33), -6.3379577545537895, 2e-15);
}

TEST(NormalQuantile, OracleWords) {
  TINDERBOX_ORACLES(entries, "uniform_and_icdf_from_word");
  for (const auto& entry : entries) {
    const auto word =
        static_cast<std::uint32_t>(std::stoul(entry.at("params").at("word").get<std::string>(), nullptr, 16));
    const double z = entry.at("value").at(1).get<double>();
    EXPECT_NEAR(normal_quantile(unit_double(word)), z, 1e-15 * std::fabs(z)) << entry.at("params");
  }
}

TEST(NormalQuantile, OracleTailCap) {
  TINDERBOX_ORACLES(entries, "normal_tail_cap");
  for (const auto& entry : entries) {
    const double smallest = std::ldexp(1.0, -(entry.at("params").at("bits").get<int>() + 1));
    const double cap = entry.at("value").at(1).get<double>();
    EXPECT_NEAR(-normal_quantile(smallest), cap, 1e-15 * cap) << entry.at("params");
  }
}

double tail_count_statistic(double shift) {
  std::vector<std::int64_t> counts(8, 0);
  const std::vector<double> edges{-3, -2, -1, 0, 1, 2, 3};
  for (std::uint64_t i = 0; i < 250'000; ++i) {
    const Words4 w = draw_words(5, {i, Purpose::kPriorDraw, 0, 0, 0}, 0);
    for (const std::uint32_t word : {w.w0, w.w1, w.w2, w.w3}) {
      const double z = normal_quantile(unit_double(word)) + shift;
      std::size_t cell = 0;
      while (cell < edges.size() && z >= edges[cell]) ++cell;
      ++counts[cell];
    }
  }
  std::vector<double> share;
  double below = 0;
  for (const double edge : edges) {
    const auto cumulative = static_cast<double>(1 - lower_tail(-edge));
    share.push_back(cumulative - below);
    below = cumulative;
  }
  share.push_back(1 - below);
  return testing::chi_square(counts, share);
}

TEST(NormalQuantile, AMillionDrawsAreNormal) {
  EXPECT_LT(tail_count_statistic(0), testing::chi_square_limit(7));
}

TEST(NormalQuantile, ControlRejectsAShiftOfOnePercentOfASigma) {
  EXPECT_GT(tail_count_statistic(0.01), testing::chi_square_limit(7));
}

}  // namespace
}  // namespace tinderbox
