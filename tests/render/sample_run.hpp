// A small run with strong structure: a bright band below the price and one above, and candles between them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "host/output/run_result.hpp"

namespace tinderbox::testing {

inline void add_market(RunResult& run, std::size_t bars) {
  MarketState& m = run.market;
  m.venue = "binance";
  m.contract = "BTCUSDT";
  m.start_time = 1'736'121'600;  // 2025-01-06
  m.bar_seconds = 300;
  m.tick_size_usd = 0.1;
  m.lot_size = 0.001;
  for (std::size_t t = 0; t < bars; ++t) {
    const double price = 100000 + 1500 * std::sin(0.05 * static_cast<double>(t));
    m.open.push_back(price);
    m.close.push_back(price + (t % 2 == 0 ? 100 : -100));
    m.high.push_back(price + 250);
    m.low.push_back(price - 250);
  }
  run.now_mark_usd = 100000;
}

inline void add_axes(RunResult& run, std::size_t bars, std::size_t bins) {
  const double width = 20000.0 / static_cast<double>(bins);
  for (std::size_t k = 0; k < bins; ++k) {
    const double low = 90000 + width * static_cast<double>(k);
    run.heatmap.price.push_back(low + width / 2);
    run.heatmap.price_bounds.push_back(low);
    run.heatmap.price_bounds.push_back(low + width);
  }
  for (std::size_t t = 0; t < bars; ++t)
    run.heatmap.time.push_back(run.market.start_time + 300 * static_cast<std::int64_t>(t));
  run.ladder.price = run.heatmap.price;
  run.ladder.price_bounds = run.heatmap.price_bounds;
}

// Cell of the heatmap, for tests that set or read one.
inline float& cell(RunResult& run, std::size_t bar, int side, std::size_t bin) {
  const std::size_t bins = run.heatmap.price.size();
  return run.heatmap.density[(bar * kSides + static_cast<std::size_t>(side)) * bins + bin];
}

inline RunResult sample_run(std::size_t bars = 300, std::size_t bins = 200) {
  RunResult run;
  add_market(run, bars);
  add_axes(run, bars, bins);
  run.heatmap.density.assign(bars * kSides * bins, 1e5F);
  run.heatmap.prior_stock_share.assign(bars, 0.0F);
  for (std::size_t t = 0; t < bars; ++t) {
    cell(run, t, 0, bins / 4) = 2e7F;
    cell(run, t, 1, bins * 3 / 4) = 1e7F;
  }
  constexpr std::size_t kReplicates = 4;
  for (std::size_t r = 0; r < kReplicates; ++r)
    for (int side = 0; side < kSides; ++side)
      for (std::size_t k = 0; k < bins; ++k) {
        const bool beyond = side == 0 ? k < bins / 2 : k >= bins / 2;
        run.ladder.notional.push_back(beyond ? 1e6F * static_cast<float>(1 + r + k % 5) : 0.0F);
      }
  for (int side = 0; side < kSides; ++side)
    for (std::size_t k = 0; k < bins; ++k) {
      const double reach = std::max(0.0, side == 0 ? 0.5 * static_cast<double>(bins) - static_cast<double>(k)
                                                   : static_cast<double>(k) - 0.5 * static_cast<double>(bins));
      run.ladder.cumulative.push_back(static_cast<float>(5e6 * reach));
      run.ladder.cumulative_low.push_back(static_cast<float>(4e6 * reach));
      run.ladder.cumulative_high.push_back(static_cast<float>(7e6 * reach));
    }
  return run;
}

}  // namespace tinderbox::testing
