// The truncated Pareto law by count, and its sampling by notional.
#include "sim/size_law.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/random.hpp"
#include "tests/sim/oracles.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;

// Share of the notional below x of the law on [low, high], in long double and with expm1 and log1p where the product
// code has none: (x^a - m^a) / (M^a - m^a) with a = 1 - alpha.
long double notional_below(long double x, long double low, long double high, long double alpha) {
  const long double a = 1 - alpha;
  if (a == 0) return std::log(x / low) / std::log(high / low);
  return std::expm1(a * std::log(x / low)) / std::expm1(a * std::log(high / low));
}

// Quantile by count: F(x) = q.
double count_quantile(double q, double low, double high, double alpha) {
  return low * std::pow(1 - q * (1 - std::pow(low / high, alpha)), -1 / alpha);
}

// `drawn_alpha` is the law sampled from, `alpha` the one tested against.
double statistic(double drawn_alpha, double alpha) {
  constexpr double kLow = 100;
  constexpr double kHigh = 1e8;
  const double log_ratio = tinderbox::log(kHigh / kLow);
  testing::UnitHistogram histogram(200);
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    const DrawId id{i, Purpose::kBirthLong, 0, 0, 0};
    const double u = unit_double(draw_words(20240607, id, 0).w1);
    const double size = size_by_notional(u, kLow, log_ratio, 1 - drawn_alpha);
    histogram.add(static_cast<double>(notional_below(size, kLow, kHigh, alpha)));
  }
  return histogram.statistic() - histogram.limit();
}

TEST(SizeByNotional, FollowsItsLaw) {
  for (const double alpha : {0.7, 0.77, 1.0, 1.5}) EXPECT_LT(statistic(alpha, alpha), 0) << alpha;
}

TEST(SizeByNotional, ControlRejectsANearbyExponent) {
  for (const double alpha : {0.7, 0.77, 1.0, 1.5}) EXPECT_GT(statistic(alpha, alpha + 0.01), 0) << alpha;
}

TEST(SizeByNotional, InvertsTheShareOfNotional) {
  CaseSource cases(31);
  for (int i = 0; i < 200'000; ++i) {
    const double alpha = cases.between(0.3, 2.5);
    const double low = cases.log_between(1, 1e4);
    const double high = low * cases.log_between(1.5, 1e7);
    const double u = cases.between(0x1p-33, 1 - 0x1p-33);
    const double size = size_by_notional(u, low, tinderbox::log(high / low), 1 - alpha);
    // exp(growth) - 1 and the logarithm beside it keep an absolute 1e-16 each
    const double growth = std::fabs(1 - alpha) * std::log(high / low);
    EXPECT_NEAR(static_cast<double>(notional_below(size, low, high, alpha)), u, 1e-14 + 4e-16 / growth) << alpha;
  }
}

// Where the two formulas meet, cancellation costs a few parts in 1e8 per unit of ln(high / low).
TEST(SizeByNotional, IsContinuousThroughAlphaOne) {
  for (const double off : {1e-12, 1e-10, 8e-10, 1e-9, 1e-8, 1e-7})
    for (const double sign : {1.0, -1.0})
      for (const double u : {0x1p-33, 0.1, 0.5, 0.9, 1 - 0x1p-33}) {
        const double size = size_by_notional(u, 10, std::log(1e6), sign * off);
        EXPECT_NEAR(size / (10 * std::pow(1e6, u)), 1, 3e-7 + 100 * off) << off << " " << u;
      }
}

TEST(SizeByNotional, StaysInItsBand) {
  CaseSource cases(32);
  for (int i = 0; i < 200'000; ++i) {
    const double exponent = cases.between(-2, 2);
    const double low = cases.log_between(1, 1e6);
    const double log_ratio = cases.between(1e-6, 18);
    const double u = i % 3 == 0 ? 0x1p-33 : (i % 3 == 1 ? 1 - 0x1p-33 : cases.between(0, 1));
    const double size = size_by_notional(u, low, log_ratio, exponent);
    EXPECT_GE(size, low);
    EXPECT_LE(size, low * tinderbox::exp(log_ratio) * (1 + 1e-15));
  }
}

TEST(SizeByNotional, RisesWithU) {
  for (const double exponent : {-0.5, 0.0, 0.23, 0.3}) {
    double before = 0;
    for (int i = 1; i < 10'000; ++i) {
      const double size = size_by_notional(i * 1e-4, 100, 13.8, exponent);
      EXPECT_GT(size, before);
      before = size;
    }
  }
}

TEST(NotionalShare, MatchesLongDoubleAndAddsUp) {
  CaseSource cases(33);
  for (const double alpha : {0.7, 0.77, 0.999999, 1.0, 1.5}) {
    const double m = 100;
    const double M = 1e8;
    double sum = 0;
    double low = m;
    while (low < M) {
      const double high = std::fmin(low * cases.between(1.1, 10), M);
      const double share = notional_share(low, high, m, M, alpha);
      const auto exact = static_cast<double>(notional_below(high, m, M, alpha) - notional_below(low, m, M, alpha));
      EXPECT_NEAR(share, exact, 1e-9 * exact + 1e-15) << alpha;
      sum += share;
      low = high;
    }
    EXPECT_NEAR(sum, 1, 1e-9);
  }
}

TEST(MeanSize, OracleMean) {
  TINDERBOX_ORACLES(entries, "truncated_pareto_size");
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    const double mean = entry.at("value").at(0).get<double>();
    const double found = mean_size(p.at("xm").get<double>(), p.at("xM").get<double>(), p.at("alpha").get<double>());
    EXPECT_NEAR(found / mean, 1, 1e-13) << p;
  }
}

// The rest of the family from samples drawn by notional: a sample of size x stands for 1/x positions.
TEST(SizeByNotional, OracleQuantileAndTopShareFromSamples) {
  TINDERBOX_ORACLES(entries, "truncated_pareto_size");
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    const auto m = p.at("xm").get<double>();
    const auto M = p.at("xM").get<double>();
    const auto alpha = p.at("alpha").get<double>();
    const auto quantile = entry.at("value").at(1).get<double>();
    const auto top_share = entry.at("value").at(2).get<double>();
    testing::RunningMean inverse_size;
    testing::RunningMean count_above;  // in units of 1 / mean size
    testing::RunningMean above;
    for (std::uint64_t i = 0; i < 1'000'000; ++i) {
      const double u = unit_double(draw_words(17, {i, Purpose::kInitialLong, 0, 0, 0}, 0).w1);
      const double size = size_by_notional(u, m, tinderbox::log(M / m), 1 - alpha);
      inverse_size.add(1 / size);
      count_above.add((size > quantile ? 1 : 0) / size);
      above.add(size > quantile ? 1 : 0);
    }
    // E[1/x] by notional is 1 / mean by count
    EXPECT_NEAR(inverse_size.mean(), 1 / entry.at("value").at(0).get<double>(), 4 * inverse_size.stderr_of_mean()) << p;
    EXPECT_NEAR(count_above.mean() / inverse_size.mean(), 0.01,
                4 * (count_above.stderr_of_mean() + 0.01 * inverse_size.stderr_of_mean()) / inverse_size.mean())
        << p;
    EXPECT_NEAR(above.mean(), top_share, 4 * above.stderr_of_mean()) << p;
    EXPECT_NEAR(notional_share(quantile, M, m, M, alpha) / top_share, 1, 1e-9) << p;
    EXPECT_NEAR(count_quantile(0.99, m, M, alpha) / quantile, 1, 1e-12) << p;
  }
}

// The same law by hand where no oracle file is: alpha = 1/2 on [1, 4] has mean (1/2)(2 - 1) / (1/2) / (1/2) = 2,
// and half of its notional lies below 9/4.
TEST(SizeLaw, ByHand) {
  EXPECT_NEAR(mean_size(1, 4, 0.5), 2, 1e-15);
  EXPECT_NEAR(size_by_notional(0.5, 1, tinderbox::log(4.0), 0.5), 2.25, 1e-14);
  EXPECT_NEAR(notional_share(1, 2.25, 1, 4, 0.5), 0.5, 1e-15);
  EXPECT_NEAR(mean_size(1, std::exp(1.0), 1.0), 1 / (1 - std::exp(-1.0)), 1e-14);
}

}  // namespace
}  // namespace tinderbox
