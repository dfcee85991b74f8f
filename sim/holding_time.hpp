// How long a position lives: closed at a constant hazard, or liquidated first.
#pragma once

#include "sim/math.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Expected life in days of a position closed at `hazard_per_day` and liquidated when a driftless Brownian log price of
// volatility `sigma_day` has moved by `distance_log` > 0. With T the first passage, E exp(-h T) = exp(-d sqrt(2h) / s),
// so E min(T, closing time) = (1 - exp(-d sqrt(2 h) / s)) / h. Source: Borodin and Salminen, Handbook of Brownian
// Motion, part II, 1.2.0.1.
TINDERBOX_HD double expected_life_days(double hazard_per_day, double distance_log, double sigma_day) {
  return (1.0 - exp(-distance_log * square_root(2.0 * hazard_per_day) / sigma_day)) / hazard_per_day;
}

// Probability that a Brownian bridge of variance `variance` never reaches a barrier at distances d0, d1 > 0 from its
// ends: 1 - exp(-2 d0 d1 / variance).
TINDERBOX_HD double bridge_survival(double d0, double d1, double variance) {
  return 1.0 - exp(-2.0 * d0 * d1 / variance);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
