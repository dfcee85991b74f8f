// Brownian paths whose forced orders move the price, by the whole forward engine: a uniform ladder of longs, linear
// impact that stays, branching ratio n.
#include <algorithm>
#include <cmath>

#include "host/validate/cascade_setup.hpp"
#include "host/validate/diffusion_setup.hpp"
#include "host/validate/family.hpp"

namespace tinderbox::validation {
namespace {

constexpr std::int64_t kMostPaths = std::int64_t{1} << 23;
constexpr Range kBranching{0, 0.999};

// Rounds have time enough in a step for cascades to come to their end, as far as milliseconds allow.
void quick_rounds(RunConfig& config) {
  config.cascade.round_seconds = std::max(1e-3, config.paths.step_seconds / 32768.0);
}

struct FeedbackLaw {
  double n = 0;
  double sd = 0;  // of the exogenous price at the horizon, USD
  double days = 1;
  double now = 0;
};

// The price is so high that the ladder reaches beyond 9 standard deviations of the mark's fall.
FeedbackLaw feedback_law(const Parameters& p) {
  FeedbackLaw law;
  law.n = p.number("n", kBranching);
  law.sd = bachelier_sd(p);
  law.days = p.number("T_days", kPositive);
  law.now = 9 * law.sd / (1 - law.n);
  return law;
}

ForwardSetup feedback_setup(const FeedbackLaw& law, double rho, std::uint64_t seed, std::int64_t paths) {
  ForwardSetup setup = bachelier_setup(law.now, law.sd, law.days, seed, paths, law.n > 0.8 ? 2 : 8);
  quick_rounds(setup.config);
  setup.config.paths.output_steps = 2;
  even_book(setup.config.book, law.now * rho / std::max(law.n, 1e-9), 4);
  setup.ladder = uniform_ladder(law.now, 0.99 * law.now, rho, 100);
  return setup;
}

Findings minimum_law(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const FeedbackLaw law = feedback_law(p);
  const double barrier = law.now - p.number("D", kPositive);
  const std::int64_t paths = trials_for_share(entry.single_value(), kMostPaths);
  const ForwardSetup setup = feedback_setup(law, 20000, entry.seed(), paths);
  const std::int32_t at = setup.ticks(barrier);
  double hits = 0;
  for_each_record(setup, bench.executor, paths, [&](const PathRecord& r) { hits += r.low <= at ? 1 : 0; });
  return {share_finding(entry.single_value(), hits, static_cast<double>(paths))};
}

Findings terminal_law(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const FeedbackLaw law = feedback_law(p);
  const double y = p.number("y", {-20 * law.now, 20 * law.now}) / law.now * kTicksPerUnit;
  const std::int64_t paths = trials_for_share(entry.single_value(), kMostPaths);
  double hits = 0;
  for_each_record(feedback_setup(law, 20000, entry.seed(), paths), bench.executor, paths,
                  [&](const PathRecord& r) { hits += r.end <= y ? 1 : 0; });
  return {share_finding(entry.single_value(), hits, static_cast<double>(paths))};
}

Findings expected_liquidated(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const FeedbackLaw law = feedback_law(p);
  const double rho = p.number("rho", {1e-6, 1e12});
  const std::vector<double> expected = entry.values(2);
  // The end varies by a standard deviation or more, and its mean by n / (1 - n) of 0.8: the smaller n, the more paths.
  const double spread = std::max(law.sd * (1 + law.n / (1 - law.n)), 0.76 * law.sd / (1 - law.n));
  const double needed = std::pow(spread / std::max(0.8 * largest_error(expected[1]), 1e-12), 2);
  if (needed > static_cast<double>(kMostPaths)) throw OutOfReach("the mean shift is too small to be measured");
  const auto paths = std::max<std::int64_t>(1 << 15, static_cast<std::int64_t>(needed));
  const ForwardSetup setup = feedback_setup(law, rho, entry.seed(), paths);
  Moments liquidated(expected[0]);
  Moments shift;
  for_each_run(setup, bench.executor, paths, [&](const ForwardRun& run) {
    for (const PathRecord& r : run.records) {
      liquidated.add(static_cast<double>(r.liquidated[0]) * run.result.cascade.money_unit_usd);
      shift.add(r.end * kUnitsPerTick * law.now);
    }
  });
  return {sampled(expected[0], liquidated.mean(), liquidated.mean_error()),
          sampled(expected[1], shift.mean(), shift.mean_error())};
}

// Ladder and impact even in the log price.
Findings log_minimum_law(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double n = p.number("n", kBranching);
  const double barrier = p.number("D", {1e-5, 8});
  nlohmann::json params = entry.params;
  params["S0"] = 100000;
  const GbmLaw law = gbm_law(Parameters(params));
  const std::int64_t paths = trials_for_share(entry.single_value(), kMostPaths);
  ForwardSetup setup = gbm_setup(law, entry.seed(), paths, n > 0.8 ? 2 : 8, 1);
  quick_rounds(setup.config);
  const double reach = std::max(1.5 * barrier, (9 * law.sd + std::abs(law.drift)) / (1 - n));
  if (reach > 40) throw OutOfReach("the ladder would reach beyond the price coordinate");
  constexpr int kBins = 120;
  std::vector<double> edges;
  for (int j = kBins; j >= 0; --j) edges.push_back(law.now * std::exp(-reach * j / kBins));
  edges.push_back(law.now * 1.01);
  setup.ladder = empty_ladder(edges, 1);
  constexpr double kUsdPerUnit = 1e10;
  fill_side(setup.ladder, 0, [&](double low, double high) {
    return high <= law.now * (1 + 1e-9) ? kUsdPerUnit * std::log(high / low) : 0.0;
  });
  even_book(setup.config.book, kUsdPerUnit / std::max(n, 1e-9), 50);
  const std::int32_t at = -nearest_ticks(barrier);
  double hits = 0;
  for_each_record(setup, bench.executor, paths, [&](const PathRecord& r) { hits += r.low <= at ? 1 : 0; });
  return {share_finding(entry.single_value(), hits, static_cast<double>(paths))};
}

// Shorts above the price, which stands at its highest; R below it a lump of longs whose sale carries the price far off,
// so that a path which gets there first never sees the level x above. The horizon is long enough for almost all paths
// to reach one of the two.
Findings squeeze_extension(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double n = p.number("n_short", kBranching);
  const double range = p.number("R", kPositive);
  const double x = p.number("x", kPositive);
  const double width = range + x;
  const std::int64_t paths = trials_for_share(entry.single_value(), 1 << 20);
  const double now = 20 * width;
  // A step is at most a tenth of the nearer level: no step sees both.
  const double sd = 1.8 * width;
  const double steps = std::max(8192.0, std::ceil(std::pow(10 * sd / std::min(range, x), 2)));
  if (steps > 1 << 17) throw OutOfReach("the two levels differ too much for paths of 131,072 steps");
  ForwardSetup setup = bachelier_setup(now, sd, steps / 1440.0, entry.seed(), paths, static_cast<std::int32_t>(steps));
  quick_rounds(setup.config);
  const double depth = 1e9 / now;  // USD that move the price by a dollar
  setup.ladder = empty_ladder({now - 2 * range, now - range, now - range * (1 - 1e-4), now, now + 2 * x}, 1);
  fill_side(setup.ladder, 1,
            [&](double low, double high) { return low >= now * (1 - 1e-9) ? n * depth * (high - low) : 0.0; });
  even_book(setup.config.book, now * depth, 8);
  put(setup.ladder, 0, now - range * (1 - 5e-5), depth * 4 * now);
  const std::int32_t at = setup.ticks(now + x);
  double hits = 0;
  for_each_record(setup, bench.executor, paths, [&](const PathRecord& r) { hits += r.high >= at ? 1 : 0; });
  return {share_finding(entry.single_value(), hits, static_cast<double>(paths))};
}

constexpr Family kFamilies[] = {
    {"feedback_min_law_bachelier", "forward engine: lows of the paths", minimum_law},
    {"feedback_terminal_law_two_piece_normal", "forward engine: ends of the paths", terminal_law},
    {"feedback_expected_liquidated", "forward engine: liquidated dollars and ends of the paths", expected_liquidated},
    {"feedback_min_law_gbm_logladder", "forward engine, process gbm: lows of the paths", log_minimum_law},
    {"squeeze_extension_prob", "forward engine, ladders on both sides: which level is reached first",
     squeeze_extension},
};

}  // namespace

std::span<const Family> feedback_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
