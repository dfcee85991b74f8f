// The exogenous price with a variance of its own, "heston" (sim/variance_process.hpp).
#pragma once

#include "host/engine/exogenous_price.hpp"

namespace tinderbox {

// The variance at now is that of paths.volatility_annual, or of the whole history, whose annual volatility is
// `history`. A step is cut into so many parts that each is at most 1/50 of 1 / kappa and 1/500 of v / xi^2, with v the
// smaller of the variances at now and in the long run; at most 256 of them. (At correlation -0.9 and xi = 2, first
// passages of 6% in a day then come out within 1% of those of half-hour steps; with parts ten times as long, 2 to 4%
// off.) Notes where the Feller condition 2 kappa theta
// >= xi^2 is broken, so that the variance reaches zero, and where 256 parts are not enough.
[[nodiscard]] ExogenousPrice heston_price(const PathsConfig& paths, double history);

}  // namespace tinderbox
