// The ladders of all venues and replicates as the path kernels read them: by distance from the price, in whole money
// units.
#pragma once

#include <cstdint>
#include <vector>

#include "host/engine/held_positions.hpp"
#include "host/engine/price_coordinate.hpp"
#include "host/output/run_result.hpp"
#include "sim/liquidation_ladder.hpp"

namespace tinderbox {

// Host memory behind a LaddersView. Levels of a side start at the price: the part of the bin that holds it, then bin by
// bin outward. What would trigger on the wrong side of the price (positions born in the last bar) joins the first
// level.
struct LadderTables {
  std::vector<std::int32_t> edge;        // [side, stride] ticks
  std::vector<std::int32_t> bin;         // [side, stride] price bin of a level; -1: none
  std::vector<std::int64_t> cumulative;  // [V, R, side, stride]
  std::vector<float> buffer;             // [V, R, side, stride] ticks
  HeldTables held;                       // what keeps its own trigger, beside all this
  std::int32_t levels[kSides] = {0, 0};
  std::int32_t stride = 1;
  std::int32_t venues = 1;
  std::int32_t replicates = 0;
  double money_unit_usd = 0.01;

  [[nodiscard]] std::size_t row_of(std::int32_t venue, std::int32_t replicate, int side) const {
    return (static_cast<std::size_t>(venue) * static_cast<std::size_t>(replicates) +
            static_cast<std::size_t>(replicate)) *
               kSides +
           static_cast<std::size_t>(side);
  }
  // What is spread, of a row of `row_of`.
  [[nodiscard]] LadderView view(std::size_t row) const;
  // Money units of a level, spread and held.
  [[nodiscard]] std::int64_t in_level(std::size_t row, std::size_t level) const;
  // Money units of a replicate and side that trigger within `distance` ticks, at all venues.
  [[nodiscard]] std::int64_t within(std::int32_t replicate, int side, std::int32_t distance) const;
  [[nodiscard]] std::int32_t end_of(int side) const;  // distance of the last edge
};

// Replicates of a ladder.
[[nodiscard]] std::int32_t replicates_of(const LadderResult& ladder);

// The money unit: the smallest of 0.01, 0.1, 1, ... USD for which sums over all paths stay below 2^62. `ladders` and
// `held`: one a venue.
[[nodiscard]] double money_unit_for(const std::vector<LadderResult>& ladders, const std::vector<HeldSets>& held,
                                    std::int64_t paths);

// The ladders, one a venue, share their price axis and number of replicates; `held` stands beside them.
[[nodiscard]] LadderTables build_ladder_tables(const std::vector<LadderResult>& ladders,
                                               const std::vector<HeldSets>& held, const PriceCoordinate& coordinate,
                                               double money_unit_usd);

}  // namespace tinderbox
