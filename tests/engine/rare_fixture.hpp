// Rare events whose probability is known: Brownian paths against a level, with and without a ladder that amplifies.
#pragma once

#include <cmath>
#include <string>

#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {

inline constexpr double kRareNow = 100'000;
inline constexpr double kRareSigma = 0.6;  // annual
inline constexpr int kRareReplicates = 16;

inline double normal_cdf(double x) {
  return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

// First passage of a driftless price (log drift -sigma^2 / 2) below S (1 - level) or above S (1 + level).
inline double gbm_passage(double change, double sigma, double days) {
  const double k = std::log1p(change);
  const double years = days / kYearDays;
  const double nu = -sigma * sigma / 2;
  const double sd = sigma * std::sqrt(years);
  const double sign = k < 0 ? 1 : -1;
  return normal_cdf(sign * (k - nu * years) / sd) +
         std::exp(2 * nu * k / (sigma * sigma)) * normal_cdf(sign * (k + nu * years) / sd);
}

// The level that a driftless Bachelier price passes with probability p in a day, in units of sd: 2 Phi(-x) = p.
inline double passage_distance(double p) {
  double low = 0;
  double high = 12;
  for (int i = 0; i < 100; ++i) (2 * normal_cdf(-(low + high) / 2) > p ? low : high) = (low + high) / 2;
  return low;
}

// One day in `steps` steps on empty ladders; few plain paths, as they are not what is tested.
inline ForwardSetup rare_setup(const std::string& process, const std::string& method, double level_percent,
                               std::int64_t paths, std::int32_t steps = 16, std::size_t replicates = kRareReplicates) {
  ForwardSetup setup = forward_setup(process, kRareNow, kLanes);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  set_horizon(setup.config.paths, 1, steps, 1);
  setup.config.paths.volatility_annual = kRareSigma;
  setup.config.rare.method = method;
  setup.config.rare.level_percent = level_percent;
  setup.config.rare.paths = paths;
  setup.ladder = empty_ladder({kRareNow / 4, kRareNow / 2, kRareNow * 0.99, kRareNow * 1.01, kRareNow * 2}, replicates);
  return setup;
}

// Longs at an even density per unit of the coordinate, and a book in which a sale of all within x moves the price by
// n x for good.
inline void add_amplifying_ladder(ForwardSetup& setup, double n) {
  const std::size_t replicates = setup.ladder.notional.size() / (kSides * setup.ladder.price.size());
  const bool arithmetic = setup.config.paths.process == "bachelier";
  constexpr double kUsdPerUnit = 1e10;
  std::vector<double> edges;
  for (int j = 60; j >= 0; --j) edges.push_back(kRareNow * (arithmetic ? 1 - 0.01 * j : std::exp(-0.01 * j)));
  setup.ladder = empty_ladder(edges, replicates);
  fill_side(setup.ladder, 0, [&](double low, double high) {
    return kUsdPerUnit * (arithmetic ? (high - low) / kRareNow : std::log(high / low));
  });
  even_book(setup.config.book, kUsdPerUnit / n, 12);
}

}  // namespace tinderbox::testing
