// Cascades on Poisson ladders: sizes, moments, escape.
#include <algorithm>
#include <cmath>

#include "host/validate/family.hpp"
#include "host/validate/random_ladders.hpp"

namespace tinderbox::validation {
namespace {

constexpr double kMostWork = 1e10;  // cells in all realisations, if all were as long as they may be

std::int64_t most_realisations(double cells) {
  return static_cast<std::int64_t>(kMostWork / cells);
}

constexpr std::int32_t kMostCells = 20000;

double poisson(std::mt19937_64& random, double mean) {
  return mean > 0 ? static_cast<double>(std::poisson_distribution<std::int64_t>(mean)(random)) : 0;
}

// Levels at rate theta within the shock, at rate n within the impact of each.
DrawCell poisson_cells(double theta, double n) {
  return [=](std::mt19937_64& random, std::int32_t cell) { return poisson(random, cell == 0 ? theta : n); };
}

// Decay rate of the size of cascades that end: P(N > k) falls as e^-(rate k).
double decay_rate(double n) {
  return n - 1 - std::log(n);
}

std::int32_t cells_beyond(double n, double exponent) {
  const double cells = std::ceil(exponent / decay_rate(n)) + 64;
  if (!(cells <= kMostCells)) throw OutOfReach("so near to criticality that cascades outgrow the ladder");
  return static_cast<std::int32_t>(cells);
}

// How often exactly k levels are liquidated.
Finding size_share(const OracleEntry& entry, const Bench& bench, std::int64_t k, const DrawCell& draw) {
  const double expected = entry.single_value();
  const std::int64_t trials = trials_for_share(expected, most_realisations(static_cast<double>(k) + 1000));
  double hits = 0;
  run_random_ladders(entry.seed(), trials, static_cast<std::int32_t>(k) + 2, draw, bench.executor,
                     [&](const LumpyCascade& c) { hits += c.lumps == static_cast<double>(k) ? 1 : 0; });
  return share_finding(expected, hits, static_cast<double>(trials));
}

Findings cascade_size(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const auto k = p.whole("k", 0, 5000);
  return {size_share(entry, bench, k, poisson_cells(p.number("theta", {0, 1e4}), p.number("n", {1e-9, 100})))};
}

// The cascade that one level sets off, itself counted.
Findings cluster_size(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const auto k = p.whole("k", 1, 5000);
  const double n = p.number("n", {1e-9, 100});
  return {size_share(entry, bench, k,
                     [n](std::mt19937_64& random, std::int32_t cell) { return cell == 0 ? 1 : poisson(random, n); })};
}

Findings cascade_moments(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double theta = p.number("theta", {1e-3, 1e4});
  const double n = p.number("n", {1e-9, 0.9999});
  const std::vector<double> expected = entry.values(2);
  // Excess kurtosis of the generalised Poisson law.
  const double kurtosis = (1 + 8 * n + 6 * n * n) / (theta * (1 - n));
  const double trials = std::max((kurtosis + 2) / (0.017 * 0.017), 32768.0);
  const double cells = 4 * theta / (1 - n) + cells_beyond(n, 10);
  if (cells > kMostCells || trials * cells > kMostWork)
    throw OutOfReach("so near to criticality that the variance needs too many cascades");
  Moments size(expected[0]);
  run_random_ladders(entry.seed(), static_cast<std::int64_t>(trials), static_cast<std::int32_t>(cells),
                     poisson_cells(theta, n), bench.executor, [&](const LumpyCascade& c) { size.add(c.lumps); });
  return {sampled(expected[0], size.mean(), size.mean_error()),
          sampled(expected[1], size.variance(), size.variance_error())};
}

// Runaway cascades are those that reach the end of a ladder which almost no others do.
Findings escape(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double theta = p.number("theta", {1e-6, 1e4});
  const double n = p.number("n", {1.0001, 100});
  const std::int32_t cells = cells_beyond(n, 7);
  const std::int64_t trials = trials_for_share(entry.single_value(), most_realisations(cells));
  double escaped = 0;
  run_random_ladders(entry.seed(), trials, cells, poisson_cells(theta, n), bench.executor,
                     [&](const LumpyCascade& c) { escaped += c.ladder_end ? 1 : 0; });
  return {share_finding(entry.single_value(), escaped, static_cast<double>(trials))};
}

// Sizes of m / 2 and (1 + 2 v) m, whose mean is m and whose squared coefficient of variation is v; in cells of the
// impact of m / 8, so that both are whole numbers of them, or nearly.
Findings compound_moments(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double n = p.number("n", {1e-6, 0.999});
  const double impact = p.number("lam", kPositive) * p.number("mean_size", kPositive);  // of a mean size, USD
  const double v = p.number("cv2", {0, 1000});
  const double shock = p.number("Delta", kPositive);
  const std::vector<double> expected = entry.values(2);
  constexpr double kParts = 4;  // cells that half a mean size moves the price by
  const double large = std::round(kParts * 2 * (1 + 2 * v));
  const double rare = 1 / (1 + 4 * v);  // of the sizes are large
  const double cell = impact / (2 * kParts);
  const double theta = n * shock / impact;  // levels within the shock
  const double per_cell = n / (2 * kParts);
  const double first = shock / cell;  // cells of the shock, which are one here
  const double sd = std::sqrt(shock * impact * n * (1 + v)) / std::pow(1 - n, 1.5);
  const double tail = impact * (1 + 2 * v) / std::pow(1 - n, 2);
  const double cells = (shock / (1 - n) + 8 * sd + 8 * tail) / cell - first;
  if (cells > 2 * kMostCells) throw OutOfReach("cascades of too many positions");
  constexpr std::int64_t kTrials = 1 << 15;
  Moments drop(expected[0]);
  run_random_ladders(
      entry.seed(), kTrials, static_cast<std::int32_t>(cells) + 2,
      [=](std::mt19937_64& random, std::int32_t index) {
        const double count = poisson(random, index == 0 ? theta : per_cell);
        if (count == 0) return 0.0;
        const double of_them = static_cast<double>(
            std::binomial_distribution<std::int64_t>(static_cast<std::int64_t>(count), rare)(random));
        return of_them * large + (count - of_them) * kParts;
      },
      bench.executor, [&](const LumpyCascade& c) { drop.add(shock + c.lumps * cell); });
  const double deviation = std::sqrt(drop.variance());
  return {sampled(expected[0], drop.mean(), drop.mean_error()),
          sampled(expected[1], deviation, drop.variance_error() / (2 * deviation))};
}

constexpr Family kFamilies[] = {
    {"cascade_poisson_ladder_pmf", "path engine, a random ladder a replicate: how many levels", cascade_size},
    {"cascade_poisson_ladder_moments", "likewise: mean and variance", cascade_moments},
    {"cascade_supercritical_escape", "likewise: the end of the ladder is reached", escape},
    {"cascade_compound_sizes_moments", "likewise, with random sizes: mean and deviation of the drop", compound_moments},
    {"borel_cluster_size", "likewise: the cascade that one level sets off", cluster_size},
};

}  // namespace

std::span<const Family> random_ladder_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
