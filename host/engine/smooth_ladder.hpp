// A ladder without clusters: every level's money spread evenly over its neighbourhood, on its own side.
#pragma once

#include "host/engine/ladder_tables.hpp"

namespace tinderbox {

// Spreads the money of each level over all that lies within `half_width` ticks of its middle, folded back at the price
// now and at the ladder's end: an even ladder stays as it is. Each venue, replicate and side keeps its money to the
// unit. Distances to bankruptcy are the means of what comes together.
[[nodiscard]] LadderTables smoothed(const LadderTables& ladders, double half_width);

}  // namespace tinderbox
