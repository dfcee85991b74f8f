// A forward half for a run: prices that diffuse from now on, a ladder that burns in ridges where they reach it, and a
// twin that falls less far.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "host/output/run_result.hpp"

namespace tinderbox::testing {

inline constexpr double kDailySigma = 0.025;

inline double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

// Chance that a driftless walk with this deviation at the end has reached a level by then.
inline double chance_to_reach(double now, double level, double sigma) {
  return std::min(1.0, 2 * normal_cdf(-std::abs(std::log(level / now)) / sigma));
}

struct Diffusion {
  double now = 0;
  double down = 1;  // widens the lower half
  [[nodiscard]] double sigma(double seconds, bool below) const {
    return kDailySigma * std::sqrt(seconds / 86400) * (below ? down : 1);
  }
  [[nodiscard]] double reach(double level, double seconds) const {
    return seconds > 0 ? chance_to_reach(now, level, sigma(seconds, level < now)) : 0;
  }
  [[nodiscard]] float price(double z, double seconds) const {
    return static_cast<float>(now * std::exp(z * sigma(seconds, z < 0)));
  }
};

inline void add_quantiles(PathsResult& paths, const Diffusion& with, const Diffusion& without, double seconds) {
  constexpr double kZ[] = {-1.645, -0.674, 0, 0.674, 1.645};
  constexpr double kLowZ[] = {-1.960, -1.150, -0.674, -0.319, -0.063};  // half of the tail, reflected
  for (const double z : kZ) {
    paths.price_quantile.push_back(with.price(z, seconds));
    paths.price_quantile_no_feedback.push_back(without.price(z, seconds));
  }
  for (const double z : kLowZ) {
    paths.low_quantile.push_back(with.price(z, seconds));
    paths.low_quantile_no_feedback.push_back(without.price(z, seconds));
  }
}

// Dollars of the ladder in a bin, mean over replicates.
inline double ladder_dollars(const RunResult& run, std::size_t side, std::size_t bin) {
  const std::size_t bins = run.ladder.price.size();
  const std::size_t replicates = run.ladder.notional.size() / (kSides * bins);
  double sum = 0;
  for (std::size_t r = 0; r < replicates; ++r) sum += double{run.ladder.notional[(r * kSides + side) * bins + bin]};
  return sum / static_cast<double>(replicates);
}

inline void add_paths(RunResult& run, std::size_t steps, std::int64_t step_seconds) {
  PathsResult& paths = run.paths;
  const std::size_t bins = run.ladder.price.size();
  const Diffusion with{run.now_mark_usd, 1.25};
  const Diffusion without{run.now_mark_usd, 1};
  paths.price = run.ladder.price;
  paths.price_bounds = run.ladder.price_bounds;
  paths.quantile = {0.05, 0.25, 0.5, 0.75, 0.95};
  for (std::size_t h = 0; h < steps; ++h) {
    const double begin = static_cast<double>(static_cast<std::int64_t>(h) * step_seconds);
    const double end = begin + static_cast<double>(step_seconds);
    paths.horizon.push_back(static_cast<std::int64_t>(end));
    paths.horizon_bounds.insert(paths.horizon_bounds.end(), {static_cast<std::int64_t>(begin), paths.horizon.back()});
    add_quantiles(paths, with, without, end);
    for (std::size_t k = 0; k < bins; ++k) {
      const double sigma = with.sigma(end, paths.price[k] < with.now);
      const double z = std::log(paths.price[k] / with.now) / sigma;
      const double width = (paths.price_bounds[2 * k + 1] - paths.price_bounds[2 * k]) / with.now / sigma;
      paths.visit_probability.push_back(static_cast<float>(std::min(1.0, 0.8 * width * std::exp(-0.5 * z * z))));
    }
    for (std::size_t side = 0; side < kSides; ++side)
      for (std::size_t k = 0; k < bins; ++k)
        paths.liquidated.push_back(static_cast<float>(
            ladder_dollars(run, side, k) * (with.reach(paths.price[k], end) - with.reach(paths.price[k], begin))));
  }
  const double horizon = static_cast<double>(paths.horizon.back());
  for (const double price : paths.price) {
    const auto touch = static_cast<float>(with.reach(price, horizon));
    paths.touch_probability.push_back(touch);
    paths.touch_probability_low.push_back(0.85F * touch);
    paths.touch_probability_high.push_back(std::min(1.2F * touch, 1.0F));
    paths.touch_probability_no_feedback.push_back(static_cast<float>(without.reach(price, horizon)));
  }
}

// A cascade that goes further by half a per cent per percent of distance, and burns the ladder up to there.
inline void add_whatif(RunResult& run) {
  WhatIfResult& whatif = run.whatif;
  const LadderResult& ladder = run.ladder;
  const std::size_t bins = ladder.price.size();
  whatif.price = ladder.price;
  whatif.price_bounds = ladder.price_bounds;
  for (std::size_t k = 0; k < bins; ++k) {
    const double distance = ladder.price[k] / run.now_mark_usd - 1;
    const double stop = ladder.price[k] * (1 + 0.15 * distance);
    const std::size_t side = distance < 0 ? 0 : 1;
    const auto last = static_cast<std::ptrdiff_t>(bins) - 1;
    const double bin_usd = ladder.price_bounds[1] - ladder.price_bounds[0];
    const auto at = static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>((stop - ladder.price_bounds[0]) / bin_usd), 0, last));
    const float forced = ladder.cumulative[side * bins + at];
    whatif.forced.push_back(forced);
    whatif.forced_low.push_back(0.8F * forced);
    whatif.forced_high.push_back(1.3F * forced);
    whatif.stop_price.push_back(static_cast<float>(stop));
    whatif.stop_price_low.push_back(static_cast<float>(stop - 0.05 * std::abs(distance) * ladder.price[k]));
    whatif.stop_price_high.push_back(static_cast<float>(stop + 0.05 * std::abs(distance) * ladder.price[k]));
  }
}

inline void add_forward(RunResult& run, std::size_t steps = 48, std::int64_t step_seconds = 1800) {
  add_paths(run, steps, step_seconds);
  add_whatif(run);
}

}  // namespace tinderbox::testing
