// Brownian paths without feedback, by the whole forward engine: first passage, running extremes, bridges.
#include <algorithm>
#include <cmath>

#include "host/validate/diffusion_setup.hpp"
#include "host/validate/family.hpp"
#include "sim/noise.hpp"
#include "sim/random.hpp"

namespace tinderbox::validation {
namespace {

constexpr std::int64_t kMostPaths = std::int64_t{1} << 25;

// The published probability that a bin beside the barrier is touched.
Findings gbm_passage(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const GbmLaw law = gbm_law(p);
  const double barrier = p.number("K", kPositive);
  if (barrier == law.now) throw BadEntry("parameter K is the price now");
  const bool down = barrier < law.now;
  if (down != (entry.name == "gbm_first_passage_down")) throw BadEntry("parameter K is on the wrong side of S0");
  const std::int64_t paths = trials_for_share(entry.single_value(), kMostPaths);
  ForwardSetup setup = gbm_setup(law, entry.seed(), paths, 16, 4);
  setup.ladder = empty_ladder(down ? std::vector<double>{barrier / 4, barrier, law.now * 1.01}
                                   : std::vector<double>{law.now * 0.99, barrier, barrier * 4},
                              4);
  const PathsResult found = run_forward(setup, bench.executor, Keep::kAnswers).result.paths;
  const double share = static_cast<double>(found.touch_probability_no_feedback[down ? 0 : 1]);
  return {share_finding(entry.single_value(), share * static_cast<double>(paths), static_cast<double>(paths))};
}

Findings bachelier_passage(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double sd = bachelier_sd(p);
  const double distance = p.number("d", kPositive);
  const double now = 10 * std::max(sd, distance);
  const std::int64_t paths = trials_for_share(entry.single_value(), kMostPaths);
  ForwardSetup setup = bachelier_setup(now, sd, p.number("T_days", kPositive), entry.seed(), paths, 16);
  setup.ladder = empty_ladder({now / 2, now - distance, now * 1.01}, 4);
  const PathsResult found = run_forward(setup, bench.executor, Keep::kAnswers).result.paths;
  const double share = static_cast<double>(found.touch_probability_no_feedback[0]);
  return {share_finding(entry.single_value(), share * static_cast<double>(paths), static_cast<double>(paths))};
}

Findings bachelier_drop(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double sd = bachelier_sd(p);
  const double now = 20 * sd;
  ForwardSetup setup = bachelier_setup(now, sd, p.number("T_days", kPositive), entry.seed(), 1 << 16, 16);
  Moments drop(entry.single_value());
  for (const PathRecord& r : run_forward(setup, bench.executor).records) drop.add(-r.twin_low * kUnitsPerTick * now);
  return {sampled(entry.single_value(), drop.mean(), drop.mean_error())};
}

Findings joint_maximum(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const std::int32_t b = nearest_ticks(p.number("b", {1e-6, 16}));
  const std::int32_t x = nearest_ticks(p.number("x", {-16, 16}));
  if (x > b) throw BadEntry("parameter x is above b");
  const std::int64_t paths = trials_for_share(entry.single_value(), kMostPaths);
  double hits = 0;
  for_each_record(log_setup(log_law(p), entry.seed(), paths, 4, 1), bench.executor, paths,
                  [&](const PathRecord& r) { hits += r.twin_high >= b && r.twin_end <= x ? 1 : 0; });
  return {share_finding(entry.single_value(), hits, static_cast<double>(paths))};
}

Findings discrete_monitoring(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const auto steps = static_cast<std::int32_t>(p.whole("m", 1, 100000));
  const std::int32_t barrier = -nearest_ticks(p.number("b", {1e-6, 16}));
  const std::int64_t paths = trials_for_share(entry.single_value(), kMostPaths);
  ForwardSetup setup = log_setup(log_law(p), entry.seed(), paths, steps, 1);
  setup.config.paths.extremes = "ends";
  double hits = 0;
  for_each_record(setup, bench.executor, paths, [&](const PathRecord& r) { hits += r.twin_low <= barrier ? 1 : 0; });
  return {share_finding(entry.single_value(), hits, static_cast<double>(paths))};
}

Findings double_barrier(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const std::int32_t below = -nearest_ticks(p.number("a", {1e-6, 16}));
  const std::int32_t above = nearest_ticks(p.number("b", {1e-6, 16}));
  const LogLaw log = log_law(p);
  // A step never feels both barriers: its standard deviation is at most a sixteenth of their distance.
  const double steps = std::ceil(std::pow(16 * log.sd / ((above - below) * kUnitsPerTick), 2));
  if (steps > 1e5) throw OutOfReach("the barriers are so near that the paths need more than 100,000 steps");
  const std::int64_t paths = trials_for_share(entry.single_value(), kMostPaths);
  double hits = 0;
  for_each_record(log_setup(log, entry.seed(), paths, std::max(64, static_cast<std::int32_t>(steps)), 1),
                  bench.executor, paths,
                  [&](const PathRecord& r) { hits += r.twin_low > below && r.twin_high < above ? 1 : 0; });
  return {share_finding(entry.single_value(), hits, static_cast<double>(paths))};
}

// How much lower paths get inside steps than at their ends, in standard deviations of a step. Many steps, as the
// constant is a limit: 4,096 of them are within 0.6% of it.
Moments hidden_depth(double sd_of_step, std::uint64_t seed, const Bench& bench) {
  constexpr std::int32_t kSteps = 1 << 14;
  constexpr std::int64_t kPaths = 1 << 13;
  const LogLaw law{kSteps / 1440.0, sd_of_step * std::sqrt(kSteps), 0};
  ForwardSetup inside = log_setup(law, seed, kPaths, kSteps, 1);
  ForwardSetup ends = inside;
  ends.config.paths.extremes = "ends";
  const std::vector<PathRecord> deep = run_forward(inside, bench.executor).records;
  const std::vector<PathRecord> shallow = run_forward(ends, bench.executor).records;
  Moments depth;
  for (std::size_t i = 0; i < deep.size(); ++i)
    depth.add((shallow[i].twin_low - deep[i].twin_low) * kUnitsPerTick / sd_of_step);
  return depth;
}

Findings monitoring_constant(const OracleEntry& entry, const Bench& bench) {
  const Moments depth = hidden_depth(1e-3, entry.seed(), bench);
  return {sampled(entry.single_value(), depth.mean(), depth.mean_error())};
}

Findings barrier_shift(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double sd = p.number("sigma", kPositive) * std::sqrt(p.number("dt_years", kPositive));
  if (sd < 1e-5 || sd > 0.05) throw OutOfReach("a step of this size does not fit 16,384 times into the price axis");
  const Moments depth = hidden_depth(sd, entry.seed(), bench);
  const double shift = std::exp(-depth.mean() * sd);
  return {sampled(entry.single_value(), shift, shift * depth.mean_error() * sd)};
}

// The engine's own step, with its end held at x1.
Findings bridge_crossing(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const BridgeLaw bridge = bridge_law(p);
  const double start = p.number("x0");
  const std::int32_t end = nearest_ticks(p.number("x1") - start);
  const std::int32_t barrier = nearest_ticks(p.number("b") - start);
  if (barrier >= std::min(end, 0)) throw BadEntry("parameter b is not below both ends");
  const std::int64_t trials = trials_for_share(entry.single_value(), kMostPaths);
  double hits = 0;
  for (std::int64_t i = 0; i < trials; ++i) {
    const DrawId id{static_cast<std::uint64_t>(i), Purpose::kPathStep, 0, 0, 0};
    const DiffusionView held{0, static_cast<float>(bridge.variance), 0};
    hits += diffusion_step(held, draw_words(entry.seed(), id, 0), end).low <= barrier ? 1 : 0;
  }
  return {share_finding(entry.single_value(), hits, static_cast<double>(trials))};
}

Findings bridge_minimum(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const BridgeLaw bridge = bridge_law(p);
  const double start = p.number("x0");
  const double move = (p.number("x1") - start) * kTicksPerUnit;
  const double u = p.number("U", {1e-12, 1});
  const std::int32_t low =
      bridge_low(static_cast<float>(move), static_cast<float>(bridge.variance), static_cast<float>(-std::log(u)));
  const double resolution = kUnitsPerTick + 4e-7 * (std::abs(move) + std::sqrt(bridge.variance)) * kUnitsPerTick;
  return {exact(entry.single_value(), start + low * kUnitsPerTick, resolution)};
}

constexpr Family kFamilies[] = {
    {"gbm_first_passage_down", "forward engine, process gbm: touch probability of the bin below the level",
     gbm_passage},
    {"gbm_first_passage_up", "forward engine, process gbm: touch probability of the bin above the level", gbm_passage},
    {"bachelier_first_passage", "forward engine, process bachelier: touch probability", bachelier_passage},
    {"bachelier_expected_running_drop", "forward engine, process bachelier: lows of the paths", bachelier_drop},
    {"joint_max_terminal", "forward engine: highs and ends of the paths", joint_maximum},
    {"discrete_monitoring_first_passage", "forward engine, paths.extremes = ends, one step a date",
     discrete_monitoring},
    {"double_barrier_survival", "forward engine: lows and highs of the same paths", double_barrier},
    {"bgk_constant", "forward engine: lows inside steps against lows at step ends, same noise", monitoring_constant},
    {"bgk_barrier_shift", "likewise, times the step's standard deviation", barrier_shift},
    {"brownian_bridge_crossing", "the engine's step with its end held (sim/price_process.hpp)", bridge_crossing},
    {"brownian_bridge_min_inverse", "the engine's low of a step (sim/price_process.hpp)", bridge_minimum},
};

}  // namespace

std::span<const Family> passage_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
