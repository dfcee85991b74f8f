// The exogenous price with a variance of its own, "heston" (sim/variance_process.hpp).
#pragma once

#include "host/engine/exogenous_price.hpp"

namespace tinderbox {

// The variance at now is that of paths.volatility_annual, or of the whole history, whose annual volatility is
// `history`. A step is cut into so many parts that each is at most a fiftieth of both time scales of the variance,
// 1 / kappa and theta / xi^2, at most 256 of them. Notes where the Feller condition 2 kappa theta >= xi^2 is broken, so
// that the variance reaches zero, and where 256 parts are not enough.
[[nodiscard]] ExogenousPrice heston_price(const PathsConfig& paths, double history);

}  // namespace tinderbox
