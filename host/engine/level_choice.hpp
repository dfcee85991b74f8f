// Which prices of a run are levels: those that the configuration names, the largest clusters of the ladder (what stands
// out of the smoothed one within 10% of the price), round numbers, recent highs and lows. Each lies on the price axis,
// outside the bin that holds the price now, and in a bin of its own; where two would share one, the first of that order
// stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/ladder_tables.hpp"
#include "host/market/market_state.hpp"
#include "host/output/level_results.hpp"

namespace tinderbox {

struct ChosenLevel {
  double price = 0;  // USD
  LevelSource source = LevelSource::kNamed;
  std::int32_t ticks = 0;
  std::size_t bin = 0;

  [[nodiscard]] std::size_t side() const { return ticks < 0 ? 0 : 1; }  // that is liquidated on the way to it
};

// By rising price. `smooth`: the smoothed ladders; `bounds`: of the price axis, [K, 2].
[[nodiscard]] std::vector<ChosenLevel> choose_levels(const LevelsConfig& config, const MarketState& market,
                                                     const LadderTables& ladders, const LadderTables& smooth,
                                                     const PriceCoordinate& coordinate,
                                                     const std::vector<double>& bounds);

// The step of round numbers near a price: 1, 2 or 5 times a power of ten, nearest to 5% of the price in ratio.
[[nodiscard]] double round_step(double price);

}  // namespace tinderbox
