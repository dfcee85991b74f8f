// When and where Brownian paths are: visits, liquidation without feedback, passage times, occupation, tails.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/engine/drop_tally.hpp"
#include "host/validate/diffusion_setup.hpp"
#include "host/validate/family.hpp"

namespace tinderbox::validation {
namespace {

constexpr std::int64_t kMostPaths = std::int64_t{1} << 25;

// The published visit probability of the bin in the output step that is the window.
double visits_of_window(const LogLaw& law, const OracleEntry& entry, const Bench& bench, double x, double y,
                        std::int32_t windows, std::int64_t paths) {
  constexpr double kNow = 100000;
  ForwardSetup setup = log_setup(law, entry.seed(), paths, 4 * windows, windows);
  const double low = kNow * std::exp(x);
  const double high = kNow * std::exp(y);
  setup.ladder = empty_ladder({low / 2, low, high, high * 2}, 2);
  const PathsResult found = run_forward(setup, bench.executor, Keep::kAnswers).result.paths;
  const std::size_t cell = static_cast<std::size_t>(windows - 1) * 3 + 1;
  return static_cast<double>(found.visit_probability_no_feedback[cell]) * static_cast<double>(paths);
}

// Where no output step is the window: paths up to its beginning, continued by paths of its length, which is what a path
// of the whole length is.
double visits_of_joined_paths(const LogLaw& before, const LogLaw& window, const OracleEntry& entry, const Bench& bench,
                              double x, double y, std::int64_t paths) {
  std::vector<std::int32_t> starts;
  for_each_record(log_setup(before, entry.seed(), paths, 4, 1), bench.executor, paths,
                  [&](const PathRecord& r) { starts.push_back(r.twin_end); });
  double hits = 0;
  std::size_t i = 0;
  for_each_record(log_setup(window, ~entry.seed(), paths, 4, 1), bench.executor, paths, [&](const PathRecord& r) {
    const double start = starts[i++];
    hits += start + r.twin_low <= y * kTicksPerUnit && start + r.twin_high >= x * kTicksPerUnit ? 1 : 0;
  });
  return hits;
}

Findings visit_in_window(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double from = p.number("t1_days", {0, 20000});
  const double to = p.number("t2_days", {1e-6, 20000});
  const double x = p.number("x", {-16, 16});
  const double y = p.number("y", {-16, 16});
  if (!(x < y)) throw BadEntry("parameter y is not above x");
  if (!(from < to)) throw BadEntry("parameter t2_days is not above t1_days");
  const std::int64_t paths = trials_for_share(entry.single_value(), 1 << 23);
  const double windows = to / (to - from);
  const bool whole = windows < 64 && std::abs(windows - std::round(windows)) < 1e-9;
  const double hits =
      whole
          ? visits_of_window(log_law(p, to), entry, bench, x, y, static_cast<std::int32_t>(std::lround(windows)), paths)
          : visits_of_joined_paths(log_law(p, from), log_law(p, to - from), entry, bench, x, y, paths);
  return {share_finding(entry.single_value(), hits, static_cast<double>(paths))};
}

// A bin of 0.1% around the level: the curvature of the law inside it changes the mean by some 1e-5.
Findings liquidated_cell(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const GbmLaw law = gbm_law(p, "t2_days");
  const double level = p.number("K", kPositive);
  const double q = p.number("q", {1e-3, 1e13});
  if (!(level < law.now)) throw BadEntry("parameter K is not below S0");
  const Windows windows = windows_between(p.number("t1_days", {0, 20000}), law.days, 512);
  const std::int64_t paths = trials_for_share(entry.single_value() / q, kMostPaths, entry.single_value());
  const std::int32_t steps = windows.count * (8 / windows.count + 1);  // equally many in each window
  ForwardSetup setup = gbm_setup(law, entry.seed(), paths, steps, windows.count);
  setup.config.cascade.feedback = "off";
  const double half = level * 5e-4;
  setup.ladder = empty_ladder({level / 4, level - half, level + half, std::max(law.now, level + 2 * half) * 1.01}, 2);
  put(setup.ladder, 0, level, q);
  const PathsResult found = run_forward(setup, bench.executor, Keep::kAnswers).result.paths;
  double usd = 0;
  for (auto h = static_cast<std::size_t>(windows.first); h < static_cast<std::size_t>(windows.count); ++h)
    usd += static_cast<double>(found.liquidated[(h * 2 + 0) * 3 + 1]);
  Finding share = share_finding(0, usd / q * static_cast<double>(paths), static_cast<double>(paths));
  return {sampled(entry.single_value(), usd, q * share.error)};
}

// When a level above is passed, from what is liquidated there in each output step. E f(tau) = f(0) + integral of f' S
// with S the share not yet passed; the rule of trapezoids, as S has no slope at 0. The horizon leaves e^-10 of the
// slowest passages out.
Findings passage_time(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double a = p.number("a", {1e-5, 16});
  const double nu = p.number("nu_day", {1e-9, 1e6});
  const double sigma = p.number("sigma_day", {1e-9, 1e6});
  const double days = std::max(20 * sigma * sigma / (nu * nu), 20 * a / nu);
  const std::vector<double> expected = entry.values(2);
  const double shape = sigma * sigma / (a * nu);  // of the inverse Gaussian law: mean over lambda
  const auto steps = static_cast<std::int32_t>(std::clamp(200 * shape, 400.0, 3000.0));  // the early ones tell
  const double needed = std::max({(2 + 15 * shape) / (0.016 * 0.016), shape / (0.016 * 0.016), 32768.0});
  if (needed > 3e6) throw OutOfReach(fmt::format("a variance with this tail needs {:.2g} paths", needed));
  const auto paths = static_cast<std::int64_t>(needed);
  constexpr double kNow = 100000;
  ForwardSetup setup = log_setup({days, sigma * std::sqrt(days), nu * days}, entry.seed(), paths, steps, steps, kNow);
  setup.config.cascade.feedback = "off";
  const double level = kNow * std::exp(a);
  setup.ladder = empty_ladder({kNow * 0.9, level, level * (1 + 1e-6), level * 2}, 1);
  put(setup.ladder, 1, level * (1 + 5e-7), 1e6);
  const PathsResult found = run_forward(setup, bench.executor, Keep::kAnswers).result.paths;
  const double step = days / steps;
  double left = 1;
  double mean = 0, second = 0, third = 0, fourth = 0;  // moments of the passage time
  for (int h = 0; h < steps; ++h) {
    const double after =
        left - static_cast<double>(found.liquidated[(static_cast<std::size_t>(h) * 2 + 1) * 3 + 1]) / 1e6;
    const double t0 = h * step, t1 = t0 + step;
    mean += step * 0.5 * (left + after);
    second += step * (t0 * left + t1 * after);
    third += step * 1.5 * (t0 * t0 * left + t1 * t1 * after);
    fourth += step * 2 * (t0 * t0 * t0 * left + t1 * t1 * t1 * after);
    left = after;
  }
  const double variance = second - mean * mean;
  const double central4 = fourth - 4 * mean * third + 6 * mean * mean * second - 3 * mean * mean * mean * mean;
  const double n = static_cast<double>(paths);
  return {sampled(expected[0], mean, std::sqrt(variance / n)),
          sampled(expected[1], variance, std::sqrt(std::max(central4 - variance * variance, 0.0) / n))};
}

// Time spent in [a, b]: the share of paths there at 64 moments, which lie denser near now, T ((i + 1/2) / 64)^2.
Findings occupation(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const GbmLaw law = gbm_law(p);
  const double a = p.number("a", kPositive);
  const double b = p.number("b", kPositive);
  if (!(a < b)) throw BadEntry("parameter b is not above a");
  constexpr int kMoments = 64;
  constexpr std::int64_t kPaths = 1 << 15;
  double time = 0, variance = 0;
  for (int i = 0; i < kMoments; ++i) {
    const double u = (i + 0.5) / kMoments;
    GbmLaw then = law;
    then.days = law.days * u * u;
    then.sd = law.sd * u;
    then.drift = law.drift * u * u;
    ForwardSetup setup = gbm_setup(then, entry.seed() + static_cast<std::uint64_t>(i), kPaths, 1, 1);
    const std::int32_t low = setup.ticks(a);
    const std::int32_t high = setup.ticks(b);
    double inside = 0;
    for (const PathRecord& r : run_forward(setup, bench.executor).records)
      inside += r.twin_end > low && r.twin_end < high ? 1 : 0;
    const double weight = law.days * 2 * u / kMoments;
    const double share = inside / static_cast<double>(kPaths);
    time += weight * share;
    variance += weight * weight * share * (1 - share) / static_cast<double>(kPaths);
  }
  return {sampled(entry.single_value(), time, std::sqrt(variance))};
}

// The engine's estimator of tails on the ends of its paths.
Findings lognormal_tail(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double alpha = p.number("alpha", {1e-6, 0.5});
  const GbmLaw law = [&] {
    nlohmann::json params = entry.params;
    params["S0"] = 100000;
    return gbm_law(Parameters(params));
  }();
  const std::vector<double> expected = entry.values(2);
  const std::int64_t paths = trials_for_share(alpha, 1 << 23);
  constexpr std::int32_t kReplicates = 64;
  DropTally tally(kReplicates);
  std::size_t i = 0;
  for_each_record(gbm_setup(law, entry.seed(), paths, 1, 1), bench.executor, paths,
                  [&](const PathRecord& r) { tally.add(i++ % kReplicates, r.twin_end); });
  const TailAnswers tail = tally.tail(1 - alpha, {Scale::kLog, law.now});
  return {sampled(expected[0], tail.value_at_risk.value, tail.value_at_risk.standard_error),
          sampled(expected[1], tail.expected_shortfall.value, tail.expected_shortfall.standard_error)};
}

constexpr Family kFamilies[] = {
    {"visit_bin_in_window", "forward engine: visit probability of the bin in the output step that is the window",
     visit_in_window},
    {"expected_liquidated_cell_no_feedback", "forward engine, cascade.feedback = off: liquidated by output step",
     liquidated_cell},
    {"first_passage_time_mean", "forward engine: when shorts at the level are liquidated, by output step",
     passage_time},
    {"expected_occupation_time", "forward engine: ends of paths over 64 horizons", occupation},
    {"lognormal_var_es", "forward engine's tail estimator on the ends of its paths", lognormal_tail},
};

}  // namespace

std::span<const Family> occupation_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
