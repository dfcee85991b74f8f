#include "sim/holding_time.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "sim/random.hpp"
#include "tests/sim/oracles.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

// First passage of a driftless Brownian motion has the law of (d / (s Z))^2, Z a normal; closing is exponential.
double z_score(double hazard, double tested_hazard, double distance, double sigma) {
  testing::RunningMean life;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    const Words4 w = draw_words(3, {i, Purpose::kBirthLong, 0, 0, 0}, 0);
    const double scaled = distance / (sigma * normal_quantile(unit_double(w.w0)));
    life.add(std::fmin(scaled * scaled, -std::log(unit_double(w.w1)) / hazard));
  }
  return (life.mean() - expected_life_days(tested_hazard, distance, sigma)) / life.stderr_of_mean();
}

TEST(ExpectedLife, MatchesMonteCarlo) {
  EXPECT_LT(std::fabs(z_score(2.0, 2.0, 0.01, 0.03)), 4);
  EXPECT_LT(std::fabs(z_score(0.1, 0.1, 0.1, 0.03)), 4);
  EXPECT_LT(std::fabs(z_score(0.1, 0.1, 0.004, 0.03)), 4);
}

TEST(ExpectedLife, ControlRejectsAHazardThatIsOffByTwoPercent) {
  EXPECT_GT(std::fabs(z_score(2.0, 2.04, 0.01, 0.03)), 4);
  EXPECT_GT(std::fabs(z_score(0.1, 0.102, 0.1, 0.03)), 4);
}

TEST(ExpectedLife, Limits) {
  // far away: the closing time alone; very near: in proportion to the distance
  EXPECT_NEAR(expected_life_days(0.5, 10, 0.03), 2, 1e-12);
  EXPECT_NEAR(expected_life_days(0.5, 1e-7, 0.03) / (1e-7 * std::sqrt(2 / 0.5) / 0.03), 1, 1e-4);
}

TEST(BridgeSurvival, OracleCrossing) {
  TINDERBOX_ORACLES(entries, "brownian_bridge_crossing");
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    const double b = p.at("b").get<double>();
    ASSERT_EQ(p.at("dt_days"), "1/1440");
    const double variance = std::pow(p.at("sigma_day").get<double>(), 2) / 1440;
    EXPECT_NEAR(1 - bridge_survival(p.at("x0").get<double>() - b, p.at("x1").get<double>() - b, variance),
                entry.at("value").get<double>(), 1e-12)
        << p;
  }
}

// A bridge survives if it survives to its middle and from there on; the middle is normal around the mean of the ends.
double by_halves(double d0, double d1, double variance) {
  const double mean = (d0 + d1) / 2;
  const double sd = std::sqrt(variance) / 2;
  const int steps = 20'000;
  const double top = mean + 12 * sd;
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    const double x = (i + 0.5) * top / steps;
    const double z = (x - mean) / sd;
    sum += std::exp(-z * z / 2) * bridge_survival(d0, x, variance / 2) * bridge_survival(x, d1, variance / 2);
  }
  return sum * top / steps / (sd * std::sqrt(2 * std::acos(-1.0)));
}

TEST(BridgeSurvival, ComposesOfItsHalves) {
  testing::CaseSource cases(51);
  for (int i = 0; i < 100; ++i) {
    const double d0 = cases.log_between(1e-3, 1);
    const double d1 = cases.log_between(1e-3, 1);
    const double variance = cases.log_between(0.01, 2);
    EXPECT_NEAR(by_halves(d0, d1, variance), bridge_survival(d0, d1, variance), 1e-6);
  }
}

TEST(BridgeSurvival, Limits) {
  EXPECT_EQ(bridge_survival(1, 1, 0.0), 1.0);
  EXPECT_EQ(bridge_survival(0, 1, 0.5), 0.0);
  EXPECT_NEAR(bridge_survival(1, 1, 2 / std::log(2.0)), 0.5, 1e-15);
}

}  // namespace
}  // namespace tinderbox
