// The whole forward engine under jumps and under a variance of its own, against closed forms of ends and extremes.
// Values are those of numerical inversions made elsewhere, entered again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "host/engine/exogenous_price.hpp"
#include "host/support/error.hpp"
#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;
constexpr std::int64_t kPaths = 1 << 16;
constexpr double kN = static_cast<double>(kPaths);

ForwardSetup process_setup(const PathsConfig& paths, std::int64_t count, const std::string& seed) {
  ForwardSetup setup = forward_setup(paths.process, kNow, count);
  const PathsConfig shape = setup.config.paths;
  setup.config.paths = paths;
  setup.config.paths.count = shape.count;
  setup.config.seed = seed_of(seed);
  setup.ladder = empty_ladder({kNow / 4, kNow * 0.9, kNow * 1.1, kNow * 4}, 1);
  return setup;
}

std::vector<PathRecord> records_of(const PathsConfig& paths, std::int64_t count, const std::string& seed) {
  return run_forward(process_setup(paths, count, seed)).records;
}

double end_of(const PathRecord& r) {
  return r.twin_end * kUnitsPerTick;
}

double share_of(const std::vector<PathRecord>& records, const std::function<bool(const PathRecord&)>& condition) {
  return static_cast<double>(std::count_if(records.begin(), records.end(), condition)) /
         static_cast<double>(records.size());
}

double share_below(const std::vector<PathRecord>& records, double x) {
  return share_of(records, [x](const PathRecord& r) { return end_of(r) <= x; });
}

PathsConfig merton(double days, std::int32_t steps) {
  PathsConfig p;
  p.process = "merton";
  p.volatility_annual = 0.45;
  p.jumps_per_year = 20;
  p.jump_mean_log = -0.01;
  p.jump_sd_log = 0.05;
  set_horizon(p, days, steps, 1);
  return p;
}

// Drift of the log price 0.
PathsConfig kou(double days, std::int32_t steps, double log_drift = 0) {
  PathsConfig p;
  p.process = "kou";
  p.volatility_annual = 0.45;
  p.jumps_per_year = 30;
  p.up_jump_share = 0.45;
  p.up_jump_mean_log = 1 / 25.0;
  p.down_jump_mean_log = 1 / 20.0;
  p.drift_annual = log_drift + 0.45 * 0.45 / 2 + 30 * (0.45 * 25 / 24 + 0.55 * 20 / 21 - 1);
  set_horizon(p, days, steps, 1);
  return p;
}

PathsConfig heston(double days, std::int32_t steps) {
  PathsConfig p;
  p.process = "heston";
  p.volatility_annual = 0.7;
  p.long_run_volatility_annual = 0.6;
  p.variance_reversion_per_year = 4;
  p.volatility_of_variance_annual = 1;
  p.price_variance_correlation = -0.3;
  set_horizon(p, days, steps, 1);
  return p;
}

// P(log price at the end <= x): under the process, and not with another volatility.
void check_cdf(const std::string& family, const PathsConfig& paths, double x, double expected) {
  const std::string name = fmt::format("x={} {} steps of {} s", x, paths.steps, paths.step_seconds);
  const double error = share_error(expected, kN);
  expect_law({family, name, expected, share_below(records_of(paths, kPaths, family + name), x), error});
  PathsConfig other = paths;
  other.volatility_annual *= 1.15;
  expect_rejected(
      {family, name + " volatility 1.15 s", expected, share_below(records_of(other, kPaths, family + name), x), error});
}

TEST(ForwardProcess, MertonEnds) {
  check_cdf("merton_cdf", merton(1, 1), -0.05, 0.0282627688020938);
  check_cdf("merton_cdf", merton(1, 96), -0.05, 0.0282627688020938);
  check_cdf("merton_cdf", merton(7, 14), -0.15, 0.020210889987806215);
  check_cdf("merton_cdf", merton(30, 30), 0.1, 0.7782352068059485);
}

// A drift, and many small jumps a step.
TEST(ForwardProcess, MertonEndsOfOtherParameters) {
  PathsConfig p = merton(2, 6);
  p.drift_annual = 1.5;
  p.volatility_annual = 0.3;
  p.jumps_per_year = 300;
  p.jump_mean_log = 0.004;
  p.jump_sd_log = 0.02;
  check_cdf("merton_cdf", p, 0.02, 0.6612751);
  PathsConfig many = merton(1, 1);
  many.volatility_annual = 0.2;
  many.jumps_per_year = 5000;
  many.jump_mean_log = -0.001;
  many.jump_sd_log = 0.006;
  many.drift_annual = 0;
  const double expected = 0.1153348;
  expect_law({"merton_cdf", "13.7 jumps a step", expected, share_below(records_of(many, kPaths, "many"), -0.03),
              share_error(expected, kN)});
  many.jumps_per_year = 4500;
  expect_rejected({"merton_cdf", "13.7 jumps a step, 12.3 simulated", expected,
                   share_below(records_of(many, kPaths, "many"), -0.03), share_error(expected, kN)});
}

// A cell of 1e-3: the density times its width, curvature below 1e-3 of it.
TEST(ForwardProcess, MertonCells) {
  struct Cell {
    double x, days, density;
  };
  for (const auto& [x, days, density] :
       {Cell{0, 1, 16.409646558462487}, Cell{-0.1, 1, 0.10509419678272096}, Cell{-0.15, 7, 0.5949257715035354}}) {
    constexpr double kHalf = 2e-3;
    const double expected = density * 2 * kHalf;
    const double error = share_error(expected, kN);
    const auto within = [&](double rate) {
      PathsConfig p = merton(days, 3);
      p.jumps_per_year = rate;
      const std::string seed = fmt::format("cell {} {}", x, days);
      return share_of(records_of(p, kPaths, seed),
                      [&](const PathRecord& r) { return std::abs(end_of(r) - x) < kHalf; });
    };
    expect_law({"merton_pdf", fmt::format("x={} T={}d", x, days), expected, within(20), error});
    expect_rejected({"merton_pdf", fmt::format("x={} T={}d thrice the jumps", x, days), expected, within(60), error});
  }
}

// Standard errors from fourth and higher moments of the sample itself, by batches.
struct Cumulants {
  double mean, variance, skew, kurtosis;
};
Cumulants cumulants_of(const std::vector<PathRecord>& records, std::size_t from, std::size_t to) {
  const auto n = static_cast<double>(to - from);
  double mean = 0;
  for (std::size_t i = from; i < to; ++i) mean += end_of(records[i]) / n;
  double m2 = 0;
  double m3 = 0;
  double m4 = 0;
  for (std::size_t i = from; i < to; ++i) {
    const double d = end_of(records[i]) - mean;
    m2 += d * d / n;
    m3 += d * d * d / n;
    m4 += d * d * d * d / n;
  }
  return {mean, m2, m3 / std::pow(m2, 1.5), m4 / (m2 * m2) - 3};
}

Finding against(const std::string& family, const std::string& name, double expected,
                const std::vector<PathRecord>& records, double Cumulants::*which) {
  constexpr std::size_t kBatches = 64;
  const double whole = cumulants_of(records, 0, records.size()).*which;
  double squares = 0;
  double mean = 0;
  for (std::size_t b = 0; b < kBatches; ++b) {
    const double x = cumulants_of(records, b * records.size() / kBatches, (b + 1) * records.size() / kBatches).*which;
    mean += x / kBatches;
    squares += x * x / kBatches;
  }
  return {family, name, expected, whole, std::sqrt((squares - mean * mean) / (kBatches - 1))};
}

void check_cumulants(const std::string& family, const PathsConfig& paths, const Cumulants& expected, double scale) {
  const std::string name = fmt::format("T={}d", paths.steps * paths.step_seconds / 86400);
  const auto check = [&](const PathsConfig& p, const char* what, double Cumulants::*which, double value) {
    return against(family, fmt::format("{} {}", name, what), value, records_of(p, kPaths, family + name), which);
  };
  if (expected.mean != 0) expect_law(check(paths, "mean", &Cumulants::mean, expected.mean));
  expect_law(check(paths, "variance", &Cumulants::variance, expected.variance));
  expect_law(check(paths, "skewness", &Cumulants::skew, expected.skew));
  expect_law(check(paths, "excess kurtosis", &Cumulants::kurtosis, expected.kurtosis));
  PathsConfig other = paths;
  other.volatility_annual *= scale;
  expect_rejected(check(other, "variance of another volatility", &Cumulants::variance, expected.variance));
}

TEST(ForwardProcess, MertonCumulants) {
  check_cumulants("merton_cumulants", merton(1, 2), {0, 0.0006972602739726027, -0.22618215634109495, 2.283424874846091},
                  1.1);
  check_cumulants("merton_cumulants", merton(7, 7), {0, 0.004880821917808219, -0.0854888195255526, 0.3262035534494415},
                  1.1);
  check_cumulants("merton_cumulants", merton(30, 5),
                  {0, 0.02091780821917808, -0.041295023044392615, 0.07611416249486969}, 1.1);
}

// The price grows as configured, with whatever jumps.
TEST(ForwardProcess, ExpectedPriceGrowsAsConfigured) {
  for (const char* process : {"merton", "kou", "heston"})
    for (const std::int32_t steps : {1, 12}) {
      PathsConfig p = std::string(process) == "merton" ? merton(12, steps)
                      : std::string(process) == "kou"  ? kou(12, steps)
                                                       : heston(12, steps);
      p.drift_annual = 3;
      const double expected = std::exp(3 * 12 / kYearDays);
      const std::string name = fmt::format("{} {} steps", process, steps);
      const SampleMean mean =
          sample_mean(records_of(p, kPaths, name), [](const PathRecord& r) { return std::exp(end_of(r)); });
      expect_law({"expected price", name, expected, mean.value, mean.error});
      expect_rejected(
          {"expected price", name + " of growth 3.3", std::exp(3.3 * 12 / kYearDays), mean.value, mean.error});
    }
}

TEST(ForwardProcess, KouEnds) {
  check_cdf("kou_cdf", kou(1, 1), -0.05, 0.033705112080521744);
  check_cdf("kou_cdf", kou(7, 21), -0.15, 0.03695725825490523);
  check_cdf("kou_cdf", kou(30, 30), 0.1, 0.7782464850347994);
}

PathsConfig drifting_kou(double log_drift, std::int32_t steps) {
  PathsConfig p = kou(3, steps);
  p.volatility_annual = 0.25;
  p.jumps_per_year = 150;
  p.up_jump_share = log_drift > 0 ? 0.6 : 0.4;
  p.up_jump_mean_log = log_drift > 0 ? 1 / 40.0 : 1 / 60.0;
  p.down_jump_mean_log = log_drift > 0 ? 1 / 60.0 : 1 / 40.0;
  const double growth =
      p.up_jump_share / (1 - p.up_jump_mean_log) + (1 - p.up_jump_share) / (1 + p.down_jump_mean_log) - 1;
  p.drift_annual = log_drift + 0.25 * 0.25 / 2 + 150 * growth;
  return p;
}

// First passage: jumps over the barrier, diffusion to it, and both within one step, however long that is.
void check_passage(const std::string& name, const PathsConfig& paths, double barrier, double expected) {
  const auto passed = [&](const PathsConfig& p) {
    const auto at = static_cast<std::int32_t>(std::lround(barrier * kTicksPerUnit));
    return share_of(records_of(p, kPaths, name),
                    [&](const PathRecord& r) { return at < 0 ? r.twin_low <= at : r.twin_high >= at; });
  };
  const double error = share_error(expected, kN);
  expect_law({"kou_first_passage_down", name, expected, passed(paths), error});
  PathsConfig ends = paths;
  ends.extremes = "ends";
  expect_rejected({"kou_first_passage_down", name + " step ends", expected, passed(ends), error});
}

TEST(ForwardProcess, KouFirstPassage) {
  check_passage("b=0.05 T=1d, 1 step", kou(1, 1), -0.05, 0.05396625888028968);
  check_passage("b=0.05 T=1d, 24 steps", kou(1, 24), -0.05, 0.05396625888028968);
  check_passage("b=0.1 T=7d", kou(7, 7), -0.1, 0.17480330660979188);
  check_passage("b=0.25 T=30d", kou(30, 60), -0.25, 0.143196403461462);
  check_passage("downward drift", drifting_kou(-2, 3), -0.06, 0.2155858073);
  check_passage("upwards, upward drift", drifting_kou(2, 6), 0.06, 0.2155858073);
}

TEST(ForwardProcess, KouEndsWithALogDrift) {
  check_cdf("kou_cdf", drifting_kou(2, 4), -0.02, 0.0930447);
}

TEST(ForwardProcess, HestonEnds) {
  check_cdf("heston_cdf", heston(1, 1), -0.05, 0.08964959929727198);
  check_cdf("heston_cdf", heston(7, 7), -0.15, 0.06830102931375634);
  check_cdf("heston_cdf", heston(30, 30), 0.2, 0.8704979393455108);
}

TEST(ForwardProcess, HestonInStepsOfAMinute) {
  constexpr std::int64_t kFew = 1 << 14;
  const double expected = 0.08964959929727198;
  const double error = share_error(expected, kFew);
  PathsConfig p = heston(1, 1440);
  expect_law({"heston_cdf", "minutes", expected, share_below(records_of(p, kFew, "minutes"), -0.05), error});
  p.volatility_annual = 0.8;
  expect_rejected(
      {"heston_cdf", "minutes, volatility 0.8", expected, share_below(records_of(p, kFew, "minutes"), -0.05), error});
}

TEST(ForwardProcess, HestonEndsOfOtherParameters) {
  PathsConfig broken = heston(30, 30);  // Feller: 0.6 < 1.44
  broken.volatility_annual = std::sqrt(0.1);
  broken.long_run_volatility_annual = std::sqrt(0.2);
  broken.variance_reversion_per_year = 1.5;
  broken.volatility_of_variance_annual = 1.2;
  broken.price_variance_correlation = -0.7;
  broken.drift_annual = 0.5;
  check_cdf("heston_cdf", broken, -0.1, 0.0868793);
  PathsConfig fast = heston(7, 7);
  fast.volatility_annual = std::sqrt(0.5);
  fast.long_run_volatility_annual = 0.5;
  fast.variance_reversion_per_year = 15;
  fast.volatility_of_variance_annual = 2;
  fast.price_variance_correlation = 0.4;
  check_cdf("heston_cdf", fast, 0.1, 0.8664057);
}

TEST(ForwardProcess, HestonCumulants) {
  check_cumulants("heston_logreturn_cumulants", heston(1, 1),
                  {-0.00067026063867618, 0.0013410712662712892, -0.0336568178567795, 0.006564680531845886}, 1.05);
  check_cumulants("heston_logreturn_cumulants", heston(7, 7),
                  {-0.004652015832823352, 0.009330480808199145, -0.08911067309971003, 0.04458935612689709}, 1.05);
  check_cumulants("heston_logreturn_cumulants", heston(30, 15),
                  {-0.019347597902061673, 0.03914668876531758, -0.1831205086128978, 0.17026543251587953}, 1.05);
}

// A day in one step and in steps of a quarter of an hour reach a barrier equally often.
TEST(ForwardProcess, HestonExtremesDoNotDependOnTheStep) {
  for (const double correlation : {-0.9, 0.4}) {
    const auto passed = [&](std::int32_t steps, const char* extremes) {
      PathsConfig p = heston(1, steps);
      p.volatility_of_variance_annual = 2;
      p.price_variance_correlation = correlation;
      p.extremes = extremes;
      return share_of(records_of(p, kPaths, fmt::format("{} steps", steps)),
                      [](const PathRecord& r) { return r.twin_low * kUnitsPerTick <= -0.06; });
    };
    const double fine = passed(96, "inside");
    const std::string name = fmt::format("rho={}", correlation);
    const double error = std::sqrt(2.0) * share_error(fine, kN);
    expect_law({"heston first passage", name + " a step a day", fine, passed(1, "inside"), error});
    expect_rejected({"heston first passage", name + " step ends", fine, passed(1, "ends"), error});
  }
}

// Without jumps, and with a variance that stands still, the law of geometric Brownian motion.
TEST(ForwardProcess, LimitsAreBrownianMotion) {
  PathsConfig gbm = merton(1, 8);
  gbm.process = "gbm";
  const std::vector<PathRecord> plain = records_of(gbm, 3 * kLanes, "limits");
  PathsConfig jumps = merton(1, 8);
  jumps.jumps_per_year = 0;
  PathsConfig still = gbm;
  still.process = "heston";
  still.volatility_of_variance_annual = 1e-9;
  still.price_variance_correlation = 0;
  const std::vector<PathRecord> without = records_of(jumps, 3 * kLanes, "limits");
  const std::vector<PathRecord> constant = records_of(still, 3 * kLanes, "limits");
  for (std::size_t i = 0; i < plain.size(); ++i) {
    ASSERT_EQ(without[i].twin_end, plain[i].twin_end);
    ASSERT_EQ(without[i].twin_low, plain[i].twin_low);
    ASSERT_EQ(without[i].twin_high, plain[i].twin_high);
    ASSERT_NEAR(constant[i].twin_end, plain[i].twin_end, 16);
    ASSERT_NEAR(constant[i].twin_low, plain[i].twin_low, 16);
    ASSERT_NEAR(constant[i].twin_high, plain[i].twin_high, 16);
  }
}

// Any horizon and step.
TEST(ForwardProcess, StepsAndHorizonsAreFree) {
  for (PathsConfig p : {merton(1, 1), kou(1, 1), heston(1, 1)})
    for (const std::int32_t seconds : {1, 7, 3599, 86400})
      for (const std::int32_t steps : {1, 5, 400}) {
        p.step_seconds = seconds;
        p.steps = steps;
        ForwardSetup setup = process_setup(p, kLanes, "free");
        for (const PathRecord& r : run_forward(setup).records) {
          ASSERT_LE(r.twin_low, std::min(r.twin_end, 0));
          ASSERT_GE(r.twin_high, std::max(r.twin_end, 0));
        }
      }
}

// Extreme but legal: nothing leaves the coordinate.
TEST(ForwardProcess, WildParametersStayInTheCoordinate) {
  PathsConfig jumps = merton(30, 30);
  jumps.volatility_annual = 20;
  jumps.jumps_per_year = 5000;
  jumps.jump_mean_log = -2;
  jumps.jump_sd_log = 0.5;
  PathsConfig variance = heston(300, 300);
  variance.volatility_annual = variance.long_run_volatility_annual = 20;
  variance.variance_reversion_per_year = 0.01;
  variance.volatility_of_variance_annual = 50;
  for (PathsConfig p : {jumps, variance})
    for (const double correlation : {-1.0, 1.0}) {
      p.price_variance_correlation = correlation;
      for (const PathRecord& r : records_of(p, kLanes, "wild")) {
        ASSERT_LE(std::abs(r.twin_end), kTickLimit);
        ASSERT_LE(r.twin_low, r.twin_end);
        ASSERT_GE(r.twin_high, r.twin_end);
      }
    }
}

ExogenousPrice price_of(const PathsConfig& paths, const MarketState& market) {
  RunConfig config;
  config.paths = paths;
  return make_exogenous_price(config, market);
}

TEST(ForwardProcess, DailySigmaCountsJumps) {
  const MarketState flat = flat_market(4, kNow);
  EXPECT_NEAR(price_of(merton(1, 1), flat).daily_sigma, std::sqrt(0.0006972602739726027), 1e-9);
  const double of_jumps = 30 * 2 * (0.45 / 625 + 0.55 / 400);
  EXPECT_NEAR(price_of(kou(1, 1), flat).daily_sigma, std::sqrt((0.45 * 0.45 + of_jumps) / 365), 1e-9);
  EXPECT_NEAR(price_of(heston(1, 1), flat).daily_sigma, std::sqrt(0.00134052127735236), 1e-9);
}

// The history's volatility is that of diffusion and jumps together.
TEST(ForwardProcess, VolatilityOfTheHistoryHoldsTheJumps) {
  const MarketState market = walking_market(200);
  const double history = history_volatility(market);
  PathsConfig p = merton(1, 1);
  p.volatility_annual = 0;
  p.jump_sd_log = 0.02;
  EXPECT_NEAR(price_of(p, market).daily_sigma, history / std::sqrt(365.0), 1e-9);
  p.jumps_per_year = 1.01 * history * history / (0.01 * 0.01 + 0.02 * 0.02);
  EXPECT_THROW((void)price_of(p, market), InputError);
  p.volatility_annual = 0.3;
  EXPECT_NO_THROW((void)price_of(p, market));
}

TEST(ForwardProcess, JumpsThatNoDriftCompensatesAreRefused) {
  PathsConfig p = merton(1, 1);
  p.jumps_per_year = 10000;
  p.jump_mean_log = 2;
  EXPECT_THROW((void)price_of(p, flat_market(4, kNow)), InputError);
  p.jump_mean_log = 0.2;
  EXPECT_NO_THROW((void)price_of(p, flat_market(4, kNow)));
}

// Words above may_jump wait at least a step, those well below do not.
TEST(ForwardProcess, TheSpareWordTellsWhereAJumpMayBe) {
  for (const double rate : {1e-9, 0.3, 20.0, 10000.0})
    for (const std::int32_t seconds : {1, 60, 86400}) {
      PathsConfig p = merton(1, 1);
      p.jumps_per_year = rate;
      p.step_seconds = seconds;
      p.jump_mean_log = p.jump_sd_log = 0;
      const JumpsView v = price_of(p, flat_market(4, kNow)).jumps;
      EXPECT_NEAR(v.rate, rate * seconds / (365.0 * 86400), 1e-12 * v.rate);
      if (v.may_jump < 0xFFFFFFFFU) {
        EXPECT_GE(first_wait(v, v.may_jump + 1, 0xFFFFFFFFU), 1);
      }
      if (v.may_jump > 2) {
        EXPECT_LT(first_wait(v, v.may_jump - 2, 0), 1);
      }
    }
}

TEST(ForwardProcess, NotesWhatTheVarianceDoes) {
  const MarketState flat = flat_market(4, kNow);
  PathsConfig p = heston(1, 1);
  EXPECT_TRUE(price_of(p, flat).notes.empty());
  p.volatility_of_variance_annual = 1.75;
  ASSERT_EQ(price_of(p, flat).notes.size(), 1U);
  EXPECT_NE(price_of(p, flat).notes[0].find("Feller"), std::string::npos);
  EXPECT_EQ(run_forward(process_setup(p, kLanes, "notes")).result.warnings, price_of(p, flat).notes);
  p.volatility_of_variance_annual = 50;
  EXPECT_EQ(price_of(p, flat).notes.size(), 2U);
  p.long_run_volatility_annual = 0;  // that of now
  p.variance_reversion_per_year = 1000;
  EXPECT_FLOAT_EQ(price_of(p, flat).variance.long_run, 0.49F);
}

}  // namespace
}  // namespace tinderbox::testing
