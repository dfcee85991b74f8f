// From the integer tensors to the published heatmap and ladder.
#pragma once

#include "host/engine/position_engine.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

// Dollars, standard errors and bands; `executor` owns the tensors' memory.
[[nodiscard]] HeatmapResult build_heatmap(const PositionTensors& tensors, const MarketState& market,
                                          Executor& executor);

// Survivors at the close of the last bar, replicate by replicate, in the steps in which the venue liquidates them,
// scaled like the last column.
[[nodiscard]] LadderResult build_ladder(const PositionTensors& tensors, const MarketState& market);

}  // namespace tinderbox
