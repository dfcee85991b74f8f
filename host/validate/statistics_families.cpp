// The engine's estimators on samples of known laws, and its bootstrap.
#include <algorithm>
#include <cmath>

#include "host/engine/drop_tally.hpp"
#include "host/validate/family.hpp"
#include "host/validate/forward_setup.hpp"
#include "sim/noise.hpp"
#include "sim/random.hpp"

namespace tinderbox::validation {
namespace {

constexpr PriceCoordinate kUnit{Scale::kLinear, 1.0};

Words4 words_of(std::uint64_t seed, std::int64_t sample) {
  return draw_words(seed, {static_cast<std::uint64_t>(sample), Purpose::kPathStep, 0, 0, 0}, 0);
}

// A market whose log returns are x times a small unit; the bootstrap draws its bars.
Findings bootstrap_variance(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const std::vector<double> x = p.numbers("x", {-1e9, 1e9});
  const double restart = p.number("p", {1e-9, 1});
  const auto bars = static_cast<std::int32_t>(x.size());
  if (bars < 2 || bars > 100000) throw BadEntry("parameter x has not 2 to 100,000 numbers");
  if (1 / restart > bars * (1 + 1e-9)) throw OutOfReach("blocks longer than the history are refused by the engine");
  const auto [low, high] = std::minmax_element(x.begin(), x.end());
  const double largest = std::max(std::abs(*low), std::abs(*high));
  if (!(*high > *low)) throw BadEntry("parameter x does not vary");
  const double unit = 0.02 / largest;
  constexpr double kNow = 100000;
  ForwardSetup setup = forward_setup("bootstrap", kNow, 1 << 17);
  setup.market = flat_market(x.size(), kNow);
  setup.market.open_interest_lots.back() = 0;
  double close = kNow;
  for (std::size_t t = 0; t < x.size(); ++t) {
    const double open = close;
    close *= std::exp(unit * x[t]);
    setup.market.open[t] = open;
    setup.market.close[t] = setup.market.mark_close[t] = close;
    setup.market.low[t] = setup.market.mark_low[t] = std::min(open, close);
    setup.market.high[t] = setup.market.mark_high[t] = std::max(open, close);
  }
  setup.config.seed = entry.seed();
  setup.config.paths.volatility_annual = 0;
  setup.config.paths.steps = bars;
  setup.config.paths.output_steps = 1;
  setup.config.paths.step_seconds = setup.market.bar_seconds;
  setup.config.paths.block_hours = setup.market.bar_seconds / 3600.0 / restart;
  setup.ladder = empty_ladder({close / 2, close * 2}, 1);
  Moments mean;
  for (const PathRecord& r : run_forward(setup, bench.executor).records)
    mean.add(r.twin_end * kUnitsPerTick / unit / bars);
  return {sampled(entry.single_value(), mean.variance(), mean.variance_error())};
}

TailAnswers tail_of(const DropTally& tally, double alpha) {
  return tally.tail(1 - alpha, kUnit);
}

std::int32_t drop_ticks(double drop) {
  return -nearest_ticks(std::clamp(drop, 0.0, 60.0));
}

// Student's t by the polar method of Bailey (Mathematics of Computation 62, 1994), losses in thousandths of a unit.
Findings student_tail(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const double alpha = p.number("alpha", {1e-6, 0.4});
  const double nu = p.number("nu", {2.05, 1e6});
  const std::vector<double> expected = entry.values(2);
  constexpr double kScale = 1e-3;
  const std::int64_t samples = 8 * trials_for_share(alpha, 1 << 21);
  constexpr std::int64_t kReplicates = 64;
  DropTally tally(kReplicates);
  for (std::int64_t i = 0; i < samples; ++i) {
    const Words4 w = words_of(entry.seed(), i);
    const double radius = std::sqrt(nu * (std::pow(unit_double(w.w0), -2 / nu) - 1));
    const double t = radius * std::cos(6.283185307179586 * unit_double(w.w1));
    tally.add(static_cast<std::size_t>(i % kReplicates), drop_ticks(kScale * t));
  }
  const TailAnswers tail = tail_of(tally, alpha);
  return {
      sampled(expected[0], tail.value_at_risk.value / kScale, tail.value_at_risk.standard_error / kScale),
      sampled(expected[1], tail.expected_shortfall.value / kScale, tail.expected_shortfall.standard_error / kScale)};
}

// x^-a has no variance at a = 1.5: instead of a random sample, the mean of each of a million equal shares of the law.
Findings pareto_tail(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const double a = p.number("a", {1.05, 100});
  const std::vector<double> expected = entry.values(2);
  constexpr int kShares = 1 << 20;
  // Integral of the law's quantile over the top u: u^(1 - 1/a) a / (a - 1).
  const double power = 1 - 1 / a;
  const auto integral = [&](double u) { return std::pow(u, power) / power; };
  const double scale = 50 / (integral(1.0 / kShares) * kShares);
  DropTally tally(1);
  for (int i = 0; i < kShares; ++i)
    tally.add(
        0, drop_ticks(scale * (integral((i + 1.0) / kShares) - integral(static_cast<double>(i) / kShares)) * kShares));
  const TailAnswers tail = tail_of(tally, 0.01);
  // Cells of the estimator are 0.2% wide; a tick.
  const double tick = kUnitsPerTick / scale;
  return {exact(expected[0], tail.value_at_risk.value / scale, 2e-3 * expected[0] + tick),
          exact(expected[1], tail.expected_shortfall.value / scale, 2e-3 * expected[1] + tick)};
}

// The error that the engine states for a quantile, over many samples.
Findings quantile_error(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const double alpha = p.number("alpha", {1e-6, 0.4});
  const auto n = p.whole("n", 100, 2'000'000);
  if (alpha * static_cast<double>(n) < 20)
    throw BadEntry("parameter n leaves fewer than 20 samples beyond the quantile");
  // What is stated scatters as the number of samples between two quantiles does, and as the replicates.
  constexpr std::int64_t kReplicates = 64;
  const double scatter = std::sqrt(0.5 / std::sqrt(alpha * static_cast<double>(n)) + 0.5 / kReplicates);
  const auto sets = std::max<std::int64_t>(16, std::llround(std::pow(scatter / 0.0105, 2)));
  constexpr double kScale = 0.1;
  Moments stated;
  for (std::int64_t set = 0; set < sets; ++set) {
    DropTally tally(kReplicates);
    for (std::int64_t i = 0; i < n; ++i)
      tally.add(static_cast<std::size_t>(i % kReplicates),
                drop_ticks(-kScale * static_cast<double>(normal_from_word(words_of(entry.seed(), set * n + i).w0))));
    stated.add(tail_of(tally, alpha).value_at_risk.standard_error / kScale);
  }
  return {sampled(entry.single_value(), stated.mean(), stated.mean_error())};
}

Findings simultaneous_quantile(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const double z = -normal_quantile(p.number("alpha", {1e-12, 1}) / (2 * p.number("m", {1, 1e15})));
  return {exact(entry.single_value(), z, 1e-9 * std::abs(entry.single_value()))};
}

constexpr Family kFamilies[] = {
    {"stationary_bootstrap_variance_of_mean", "forward engine, process bootstrap, on a market of these returns",
     bootstrap_variance},
    {"student_t_var_es", "the engine's tail estimator on a sample of the law", student_tail},
    {"pareto_var_es", "the engine's tail estimator on 2^20 equal shares of the law", pareto_tail},
    {"quantile_standard_error", "the error that the engine's tail estimator states, over many samples", quantile_error},
    {"max_abs_z_bonferroni", "the engine's normal quantile (sim/math.hpp)", simultaneous_quantile},
};

}  // namespace

std::span<const Family> statistics_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
