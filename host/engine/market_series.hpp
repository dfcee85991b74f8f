// The market as the kernels need it: integer ticks, the pyramid of extremes, entry laws and the holding clock.
#pragma once

#include <cstdint>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/market/market_state.hpp"
#include "sim/position.hpp"
#include "sim/price_path.hpp"

namespace tinderbox {

// Host memory behind a PricePathView.
struct PricePyramid {
  std::vector<std::int32_t> low_ticks;
  std::vector<std::int32_t> high_ticks;
  std::vector<double> paid_min;
  std::vector<double> paid_max;
  std::vector<std::int32_t> offset;
  std::int32_t bars = 0;

  [[nodiscard]] std::int32_t levels() const noexcept { return static_cast<std::int32_t>(offset.size()); }
};

// Mark extremes rounded outwards to ticks. Funding paid is cumulated at the mark close, as a long pays it: rate * mark
// in ticks a contract (linear), rate / mark in coin a USD, in 1 / ticks (inverse).
[[nodiscard]] PricePyramid build_price_pyramid(const MarketState& market);

// Entry law and mix of each bar.
[[nodiscard]] std::vector<EntryBar> build_entry_bars(const MarketState& market, const PriorConfig& prior);

// Holding clock in days at the open of each bar and at the last close, [T + 1]. "volume": bar t advances it by its
// volume / open interest over the reference turnover; "calendar": by its width.
[[nodiscard]] std::vector<double> build_holding_clock(const MarketState& market, const PriorConfig& prior);

}  // namespace tinderbox
