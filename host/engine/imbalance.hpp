// Which side of the map is heavier, over time.
#pragma once

#include "host/market/market_state.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

// (long - short) / (long + short) of the density within 1, 2, 5 and 10% of each bar's mark: longs below it, shorts
// above. Of a bin that is cut the part inside counts as if it were even. NaN where both are empty.
void fill_imbalance(const HeatmapResult& heatmap, const MarketState& market, CascadeResult& out);

}  // namespace tinderbox
