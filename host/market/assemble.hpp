// From merged rows to the columns of a MarketState on the bar grid.
#pragma once

#include "host/market/market_data.hpp"
#include "host/market/market_state.hpp"
#include "host/market/window.hpp"

namespace tinderbox {

// Fills the bars, mark, open interest, funding and ratios of `state`, whose start_time and bar_seconds are set, for
// the bars of `window`; adds repairs (gaps) and warnings. Column t takes rows of bar t and before only.
void assemble_bars(const MarketData& data, const FileSelection& selection, const BarWindow& window, MarketState& state);
void assemble_open_interest(const MarketData& data, const BarWindow& window, MarketState& state);
void assemble_funding(const MarketData& data, const BarWindow& window, MarketState& state);
void assemble_ratios(const MarketData& data, const BarWindow& window, MarketState& state);

// A ratio older than this is no longer taken for known.
inline constexpr std::int64_t kRatioLifeSeconds = 86400;

}  // namespace tinderbox
