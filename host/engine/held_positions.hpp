// Positions that keep their own trigger in the cascade, beside the ladders' bins: real ones of a file.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "host/engine/price_coordinate.hpp"
#include "host/output/run_result.hpp"
#include "sim/held_positions.hpp"

namespace tinderbox {

struct HeldPosition {
  int side = 0;
  double trigger_usd = 0;        // mark at which it is liquidated
  double notional_usd = 0;       // there
  double bankruptcy_buffer = 0;  // |trigger - bankruptcy price| / trigger
};
using HeldPositions = std::vector<HeldPosition>;

// Those of a venue: none, one set for every replicate, or a set of each replicate.
using HeldSets = std::vector<std::shared_ptr<const HeldPositions>>;

[[nodiscard]] double notional_of(const HeldSets& sets, std::int32_t replicates);

// Levels of the ladders, as LadderTables has them.
struct LadderEdges {
  const std::vector<std::int32_t>& edge;  // [side, stride]
  const std::int32_t* levels;             // [side]
  std::int32_t stride;
};

// Host memory behind a PositionsView (kernels/paths_launch.hpp): each set sorted and summed once, shared by the
// replicates that hold it. Positions on the wrong side of the price trigger one tick away, as what a ladder holds there
// joins its first level; those at the last edge or beyond are not held.
class HeldTables {
 public:
  HeldTables() = default;
  HeldTables(const std::vector<HeldSets>& venues, std::int32_t replicates, const LadderEdges& edges,
             const PriceCoordinate& coordinate, double money_unit_usd);

  [[nodiscard]] bool empty() const noexcept { return trigger.empty(); }
  // row: (venue * R + replicate) * 2 + side. Precondition: not empty().
  [[nodiscard]] HeldPositionsView view(std::size_t row) const;

  // Segments of the sets and sides, each with a last entry that holds its whole sums.
  std::vector<std::int32_t> trigger;
  std::vector<std::int64_t> cumulative;
  std::vector<WideSum> trigger_sum, buffer_sum;
  std::vector<std::int64_t> offset;  // [V, R, side]
  std::vector<std::int32_t> first;   // [V, R, side, stride]

 private:
  void add_segment(const HeldPositions& positions, int side, std::int32_t end, const PriceCoordinate& coordinate,
                   double money_unit_usd);
  void add_row(const HeldPositions& positions, int side, const LadderEdges& edges, const PriceCoordinate& coordinate,
               double money_unit_usd);
  void repeat_row(std::size_t row);

  std::int32_t stride_ = 0;
};

}  // namespace tinderbox
