// The ladder of the past: what the map held between the last close and the extreme of a bar, scaled to what the model
// liquidated in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/market/market_state.hpp"
#include "host/output/run_result.hpp"
#include "sim/liquidation_ladder.hpp"

namespace tinderbox {

// One side's liquidations of one bar, outward from the close of the bar before. Distances in ticks of log price.
struct PastSweep {
  std::vector<std::int32_t> edge{0};
  std::vector<std::int64_t> cumulative{0};
  std::vector<float> buffer;
  double share = 0;  // of the levels that was liquidated; more than 1 where the map held less than the flow says
  double usd = 0;    // liquidated, at trigger prices

  [[nodiscard]] LadderView view() const {
    return {edge.data(), cumulative.data(), buffer.data(), static_cast<std::int32_t>(buffer.size())};
  }
};

// Ticks of log price from `from` to `to`.
[[nodiscard]] std::int32_t log_ticks(double from, double to);

// What `side` lost in bar t, whose mark went as far as `reach` ticks beyond the close before it, towards that side. The
// map of the bar before says where, the flow of this bar how much. Where the map holds nothing there (in the first bar,
// which has none before it, or where funding moved levels), the flow is spread evenly up to `reach`. Bankruptcy prices
// of the past are not kept: all of it is taken to have met the book.
[[nodiscard]] PastSweep past_sweep(const HeatmapResult& heatmap, const MarketState& market, std::size_t t,
                                   std::size_t side, std::int32_t reach, double money_unit_usd);

}  // namespace tinderbox
