// The exogenous price with jumps, "merton" and "kou" (sim/jump_process.hpp).
#pragma once

#include "host/engine/exogenous_price.hpp"

namespace tinderbox {

// Where paths.volatility_annual is 0, diffusion and jumps together have the variance of the history, whose annual
// volatility is `history`. Throws InputError where the jumps alone exceed that, or where the compensation of the
// expected price moves it out of the coordinate within a step.
[[nodiscard]] ExogenousPrice jump_price(const PathsConfig& paths, double history);

}  // namespace tinderbox
