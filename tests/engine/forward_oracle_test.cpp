// The whole forward engine with degenerate inputs against closed forms: passage, visits, bridges, liquidation without
// feedback.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/price_process.hpp"
#include "tests/engine/forward_fixture.hpp"
#include "tests/engine/oracles.hpp"

namespace tinderbox::testing {
namespace {

using nlohmann::json;

double number(const json& value) {
  if (value.is_number()) return value.get<double>();
  const std::string text = value.get<std::string>();  // "a/b"
  const std::size_t slash = text.find('/');
  return slash == std::string::npos ? std::stod(text) : std::stod(text) / std::stod(text.substr(slash + 1));
}

constexpr std::int64_t kPaths = 1 << 16;
constexpr double kN = static_cast<double>(kPaths);

enum class Monitoring { kContinuous, kStepEnds };

const char* name_of(Monitoring monitoring) {
  return monitoring == Monitoring::kContinuous ? "inside" : "ends";
}

// Of all paths, the share that fulfils a condition.
template <class Condition>
double share_of(const std::vector<PathRecord>& records, const Condition& condition) {
  return static_cast<double>(std::count_if(records.begin(), records.end(), condition)) /
         static_cast<double>(records.size());
}

ForwardSetup gbm_setup(const json& p, Monitoring monitoring) {
  const double now = p.at("S0").get<double>();
  const double barrier = p.at("K").get<double>();
  ForwardSetup setup = forward_setup("gbm", now, kPaths);
  setup.config.seed = seed_of(p.dump());
  set_horizon(setup.config.paths, p.at("T_days").get<double>(), 16, 4);
  setup.config.paths.volatility_annual = p.at("sigma").get<double>();
  setup.config.paths.drift_annual = p.at("mu").get<double>();
  setup.config.paths.extremes = name_of(monitoring);
  setup.ladder = empty_ladder(barrier < now ? std::vector<double>{now / 4, barrier, now * 1.01}
                                            : std::vector<double>{now * 0.99, barrier, now * 4},
                              4);
  return setup;
}

// First passage of a barrier: from the tensor, from the records, and with step ends alone as the control.
void check_gbm_passage(const std::string& family) {
  TINDERBOX_NEED_ORACLES(family);
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double expected = entry.at("value").get<double>();
    const double barrier = p.at("K").get<double>();
    const bool down = barrier < p.at("S0").get<double>();
    const std::string name = fmt::format("K={} T={}d", barrier, p.at("T_days").get<int>());
    const ForwardSetup setup = gbm_setup(p, Monitoring::kContinuous);
    const ForwardRun run = run_forward(setup);
    const double touched = static_cast<double>(run.result.paths.touch_probability_no_feedback[down ? 0 : 1]);
    expect_law({family, name, expected, touched, share_error(expected, kN)});
    const std::int32_t at = setup.ticks(barrier);
    const double recorded =
        share_of(run.records, [&](const PathRecord& r) { return down ? r.twin_low < at : r.twin_high >= at; });
    EXPECT_NEAR(recorded, touched, 1e-6) << "the records are the paths of the tensor";

    const ForwardRun ends = run_forward(gbm_setup(p, Monitoring::kStepEnds));
    expect_rejected({family, name + " step ends", expected,
                     static_cast<double>(ends.result.paths.touch_probability_no_feedback[down ? 0 : 1]),
                     share_error(expected, kN)});
  }
}

TEST(ForwardOracle, GbmFirstPassageDown) {
  check_gbm_passage("gbm_first_passage_down");
}

TEST(ForwardOracle, GbmFirstPassageUp) {
  check_gbm_passage("gbm_first_passage_up");
}

constexpr double kNow = 100000;

ForwardSetup bachelier_setup(const json& p, Monitoring monitoring, std::vector<double> edges) {
  ForwardSetup setup = forward_setup("bachelier", kNow, kPaths);
  setup.config.seed = seed_of(p.dump());
  set_horizon(setup.config.paths, p.at("T_days").get<double>(), 16, 4);
  setup.config.paths.volatility_annual = p.at("sigma_per_sqrt_day").get<double>() / kNow * std::sqrt(kYearDays);
  setup.config.paths.extremes = name_of(monitoring);
  setup.ladder = empty_ladder(edges, 4);
  return setup;
}

TEST(ForwardOracle, BachelierFirstPassage) {
  TINDERBOX_NEED_ORACLES("bachelier_first_passage");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double expected = entry.at("value").get<double>();
    const double d = p.at("d").get<double>();
    const std::string name = fmt::format("d={} T={}d", d, p.at("T_days").get<int>());
    const auto touched = [&](Monitoring monitoring) {
      const ForwardRun run = run_forward(bachelier_setup(p, monitoring, {kNow / 4, kNow - d, kNow * 1.5}));
      return static_cast<double>(run.result.paths.touch_probability_no_feedback[0]);
    };
    expect_law(
        {"bachelier_first_passage", name, expected, touched(Monitoring::kContinuous), share_error(expected, kN)});
    expect_rejected({"bachelier_first_passage", name + " step ends", expected, touched(Monitoring::kStepEnds),
                     share_error(expected, kN)});
  }
}

TEST(ForwardOracle, BachelierExpectedRunningDrop) {
  TINDERBOX_NEED_ORACLES("bachelier_expected_running_drop");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const std::string name =
        fmt::format("s={} T={}d", p.at("sigma_per_sqrt_day").get<int>(), p.at("T_days").get<int>());
    const auto drop = [&](Monitoring monitoring) {
      const ForwardRun run = run_forward(bachelier_setup(p, monitoring, {kNow / 2, kNow * 1.5}));
      return sample_mean(run.records, [](const PathRecord& r) { return -r.twin_low * kUnitsPerTick * kNow; });
    };
    const double expected = entry.at("value").get<double>();
    const SampleMean inside = drop(Monitoring::kContinuous);
    expect_law({"bachelier_expected_running_drop", name, expected, inside.value, inside.error});
    const SampleMean ends = drop(Monitoring::kStepEnds);
    expect_rejected({"bachelier_expected_running_drop", name + " step ends", expected, ends.value, ends.error});
  }
}

// A Brownian log price with the drift and volatility of a day.
ForwardSetup log_setup(const json& p, double days, std::int32_t steps, std::int32_t output_steps, std::int64_t paths) {
  ForwardSetup setup = forward_setup("gbm", kNow, paths);
  setup.config.seed = seed_of(p.dump());
  set_horizon(setup.config.paths, days, steps, output_steps);
  const double variance = p.at("sigma_day").get<double>() * p.at("sigma_day").get<double>() * kYearDays;
  setup.config.paths.volatility_annual = std::sqrt(variance);
  setup.config.paths.drift_annual = p.value("nu_day", 0.0) * kYearDays + variance / 2;
  setup.ladder = empty_ladder({kNow / 2, kNow * 1.5}, 1);
  return setup;
}

std::int32_t log_ticks(double units) {
  return static_cast<std::int32_t>(std::lround(units * kTicksPerUnit));
}

TEST(ForwardOracle, JointLawOfMaximumAndEnd) {
  TINDERBOX_NEED_ORACLES("joint_max_terminal");
  constexpr std::int64_t kMany = 1 << 18;  // the probabilities are small
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double expected = entry.at("value").get<double>();
    const std::string name = fmt::format("b={} x={}", p.at("b").get<double>(), p.at("x").get<double>());
    const auto found = [&](Monitoring monitoring) {
      ForwardSetup setup = log_setup(p, p.at("T_days").get<double>(), 4, 1, kMany);
      setup.config.paths.extremes = name_of(monitoring);
      const std::int32_t b = log_ticks(p.at("b").get<double>());
      const std::int32_t x = log_ticks(p.at("x").get<double>());
      return share_of(run_forward(setup).records,
                      [&](const PathRecord& r) { return r.twin_high >= b && r.twin_end <= x; });
    };
    const double error = share_error(expected, static_cast<double>(kMany));
    expect_law({"joint_max_terminal", name, expected, found(Monitoring::kContinuous), error});
    expect_rejected({"joint_max_terminal", name + " step ends", expected, found(Monitoring::kStepEnds), error});
  }
}

TEST(ForwardOracle, DiscreteMonitoring) {
  TINDERBOX_NEED_ORACLES("discrete_monitoring_first_passage");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const auto steps = p.at("m").get<std::int32_t>();
    const std::int32_t barrier = log_ticks(-p.at("b").get<double>());
    const auto passed = [&](Monitoring monitoring) {
      ForwardSetup setup = log_setup(p, p.at("T_days").get<double>(), steps, 1, kPaths);
      setup.config.paths.extremes = name_of(monitoring);
      return share_of(run_forward(setup).records, [&](const PathRecord& r) { return r.twin_low <= barrier; });
    };
    const std::string name = fmt::format("m={}", steps);
    const double discrete = entry.at("value").get<double>();
    const double continuous = entry.at("continuous").get<double>();
    const double ends = passed(Monitoring::kStepEnds);
    expect_law({"discrete_monitoring_first_passage", name, discrete, ends, share_error(discrete, kN)});
    expect_rejected(
        {"discrete_monitoring_first_passage", name + " continuous law", continuous, ends, share_error(continuous, kN)});
    expect_law({"discrete_monitoring_first_passage", name + " inside: continuous law", continuous,
                passed(Monitoring::kContinuous), share_error(continuous, kN)});
  }
}

// Single steps of dt: the low of each is that of a bridge from 0 to its end.
struct Bridges {
  std::vector<PathRecord> records;
  double variance;  // ticks^2
};

Bridges simulate_bridges(const json& p) {
  ForwardSetup setup = log_setup(p, number(p.at("dt_days")), 1, 1, 1 << 18);
  const double sd = p.at("sigma_day").get<double>() * std::sqrt(number(p.at("dt_days"))) * kTicksPerUnit;
  return {run_forward(setup).records, sd * sd};
}

double crossing_probability(double barrier, double end, double variance) {
  return barrier >= std::min(end, 0.0) ? 1 : std::exp(-2 * barrier * (barrier - end) / variance);
}

TEST(ForwardOracle, BridgeCrossing) {
  TINDERBOX_NEED_ORACLES("brownian_bridge_crossing");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double x1 = p.at("x1").get<double>() * kTicksPerUnit;
    const double b = p.at("b").get<double>() * kTicksPerUnit;
    const Bridges bridges = simulate_bridges(p);
    EXPECT_NEAR(crossing_probability(b, x1, bridges.variance), entry.at("value").get<double>(), 1e-9);
    // The model's own function reaches b where the exponential says so.
    const double needed = -std::log(entry.at("value").get<double>());
    EXPECT_NEAR(bridge_low(static_cast<float>(x1), static_cast<float>(bridges.variance), static_cast<float>(needed)), b,
                1.01);

    // Paths that end near x1: hits against the sum of their probabilities.
    const auto compare = [&](double variance) {
      const double near = 0.2 * std::sqrt(bridges.variance);
      double paths = 0;
      double hits = 0;
      double expected = 0;
      double spread = 0;
      for (const PathRecord& r : bridges.records) {
        if (std::abs(r.twin_end - x1) > near) continue;
        const double probability = crossing_probability(b, r.twin_end, variance);
        paths += 1;
        hits += r.twin_low <= b ? 1 : 0;
        expected += probability;
        spread += probability * (1 - probability);
      }
      return Finding{"brownian_bridge_crossing",
                     fmt::format("x1={} b={}", p.at("x1").get<double>(), p.at("b").get<double>()), expected / paths,
                     hits / paths, std::sqrt(spread) / paths};
    };
    expect_law(compare(bridges.variance));
    Finding wrong = compare(1.1 * bridges.variance);
    wrong.entry += " variance 1.1 v";
    expect_rejected(wrong);
  }
}

TEST(ForwardOracle, BridgeMinimum) {
  TINDERBOX_NEED_ORACLES("brownian_bridge_min_inverse");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double u = p.at("U").get<double>();
    const double x1 = p.at("x1").get<double>() * kTicksPerUnit;
    const Bridges bridges = simulate_bridges(p);
    expect_value(
        {"brownian_bridge_min_inverse", fmt::format("U={}", u), entry.at("value").get<double>(),
         bridge_low(static_cast<float>(x1), static_cast<float>(bridges.variance), static_cast<float>(-std::log(u))) *
             kUnitsPerTick,
         1.01 * kUnitsPerTick});
    // Over all ends: the low is below the minimum that belongs to U in a share U of the paths.
    const auto below = [&](double variance) {
      return share_of(bridges.records, [&](const PathRecord& r) {
        const double d = r.twin_end;
        return r.twin_low <= 0.5 * (d - std::sqrt(d * d - 2 * variance * std::log(u)));
      });
    };
    const double error = share_error(u, static_cast<double>(bridges.records.size()));
    expect_law({"brownian_bridge_min_inverse", fmt::format("P(U <= {})", u), u, below(bridges.variance), error});
    expect_rejected({"brownian_bridge_min_inverse", fmt::format("P(U <= {}) variance 1.4 v", u), u,
                     below(1.4 * bridges.variance), error});
  }
}

TEST(ForwardOracle, VisitOfABinInAWindow) {
  TINDERBOX_NEED_ORACLES("visit_bin_in_window");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double from = number(p.at("t1_days"));
    const double to = number(p.at("t2_days"));
    const auto windows = static_cast<std::int32_t>(std::lround(to / (to - from)));  // the last one is [t1, t2]
    const double x = kNow * std::exp(p.at("x").get<double>());
    const double y = kNow * std::exp(p.at("y").get<double>());
    const auto visited = [&](Monitoring monitoring, int window) {
      ForwardSetup setup = log_setup(p, to, 4 * windows, windows, kPaths);
      setup.config.paths.extremes = name_of(monitoring);
      setup.ladder = empty_ladder({kNow / 2, x, y, kNow * 1.5}, 2);
      const ForwardRun run = run_forward(setup);
      EXPECT_EQ(run.result.paths.horizon[static_cast<std::size_t>(windows - 1)], std::lround(to * kDaySeconds));
      return static_cast<double>(
          run.result.paths.visit_probability_no_feedback[static_cast<std::size_t>(window) * 3 + 1]);
    };
    const double expected = entry.at("value").get<double>();
    const double error = share_error(expected, kN);
    const std::string name = fmt::format("[{}, {}]", p.at("x").get<double>(), p.at("y").get<double>());
    expect_law({"visit_bin_in_window", name, expected, visited(Monitoring::kContinuous, windows - 1), error});
    expect_rejected(
        {"visit_bin_in_window", name + " step ends", expected, visited(Monitoring::kStepEnds, windows - 1), error});
    expect_rejected({"visit_bin_in_window", name + " window before", expected,
                     visited(Monitoring::kContinuous, windows - 2), error});
  }
}

TEST(ForwardOracle, ExpectedLiquidatedCellWithoutFeedback) {
  TINDERBOX_NEED_ORACLES("expected_liquidated_cell_no_feedback");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double now = p.at("S0").get<double>();
    const double level = p.at("K").get<double>();
    const double q = p.at("q").get<double>();
    const double from = p.at("t1_days").get<double>();
    const double to = p.at("t2_days").get<double>();
    const auto days = static_cast<std::int32_t>(to);
    // A bin of 0.1% around the level: the curvature of the law inside it changes the mean by some 1e-5.
    const double half = level * 5e-4;
    const auto liquidated = [&](double sigma, const char* feedback) {
      ForwardSetup setup = forward_setup("gbm", now, kPaths);
      setup.config.seed = seed_of(p.dump());
      set_horizon(setup.config.paths, to, 4 * days, days);
      setup.config.paths.volatility_annual = sigma;
      setup.config.cascade.feedback = feedback;
      setup.ladder = empty_ladder({now / 4, level - half, level + half, now * 1.5}, 2);
      put(setup.ladder, 0, level, q);
      const PathsResult paths = run_forward(setup).result.paths;
      double usd = 0;
      for (auto h = static_cast<std::size_t>(from); h < static_cast<std::size_t>(to); ++h)
        usd += static_cast<double>(paths.liquidated[(h * 2 + 0) * 3 + 1]);
      return usd;
    };
    const double expected = entry.at("value").get<double>();
    const double error = q * share_error(expected / q, kN);
    const double sigma = p.at("sigma").get<double>();
    const std::string name = fmt::format("K={} ({}, {}]d", level, from, to);
    expect_law({"expected_liquidated_cell_no_feedback", name + " off", expected, liquidated(sigma, "off"), error});
    // A book that sales do not feel is the same as none.
    expect_law({"expected_liquidated_cell_no_feedback", name + " deep book", expected, liquidated(sigma, "on"), error});
    expect_rejected({"expected_liquidated_cell_no_feedback", name + " sigma 1.1 s", expected,
                     liquidated(1.1 * sigma, "off"), error});
  }
}

}  // namespace
}  // namespace tinderbox::testing
