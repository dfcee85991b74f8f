// The answers of the Coinglass v4 API (docs.coinglass.com: liquidation heatmap, liquidation map), made from a run. Both
// sides count together, as there. Both members that clients read for success are set; a generated market says so in a
// member of its own.
#pragma once

#include "host/export/text_buffer.hpp"

namespace tinderbox {

// {"code","msg","data": {"y_axis": [price, ...],
//                        "liquidation_leverage_data": [[index of time, index of price, usd], ...],
//                        "price_candlesticks": [[s since 1970, "open", "high", "low", "close", "volume in USD"], ...]}}
// Prices are the middles of the bins; a triplet is what would be liquidated there as of that bar's close.
void coinglass_heatmap(const RunResult& run, TextBuffer& text);

// {"code","msg","data": {"data": {"price": [[price, usd, leverage, null], ...], ...}}}
// One entry for each band of leverage that holds dollars at the price: the highest leverage of the band.
void coinglass_map(const RunResult& run, TextBuffer& text);

}  // namespace tinderbox
