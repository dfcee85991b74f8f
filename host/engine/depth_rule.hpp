// How the depth of a path's book follows its own moves, as configured (sim/depth_state.hpp).
#pragma once

#include "host/config/run_config.hpp"
#include "sim/depth_state.hpp"

namespace tinderbox {

// daily_sigma: of the exogenous price. With book.depth_state = "off" and no spread of survival nothing is active, nor
// where the price has no volatility to compare with.
[[nodiscard]] DepthRule depth_rule(const BookConfig& book, double daily_sigma, double step_seconds);

}  // namespace tinderbox
