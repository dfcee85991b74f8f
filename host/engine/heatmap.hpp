// From the integer tensors to the published heatmap and ladder.
#pragma once

#include <cstdint>
#include <vector>

#include "host/engine/position_engine.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

// What was sampled for one venue, on the price axis and clock of the run.
struct VenueTensors {
  const PositionTensors& tensors;
  const MarketState& market;
  std::int64_t run_lots = 1;  // lots of the run in one lot of this venue
};

// Dollars, standard errors and bands over all venues, of which there is at least one; contracts and flows in lots of
// the run. `executor` owns the tensors' memory.
[[nodiscard]] HeatmapResult build_heatmap(const std::vector<VenueTensors>& venues, Executor& executor);

// Survivors of one venue at the close of the last bar, replicate by replicate, in the steps in which the venue
// liquidates them, scaled like the last column.
[[nodiscard]] LadderResult build_ladder(const PositionTensors& tensors, const MarketState& market);

// Recomputes what is cumulated over bins from `notional`.
void summarize_ladder(LadderResult& ladder);

// The ladders of several venues as one. Buffers are means by notional.
[[nodiscard]] LadderResult merge_ladders(const std::vector<LadderResult>& ladders);

}  // namespace tinderbox
