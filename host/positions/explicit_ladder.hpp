// Real positions as a ladder: what they would force per price bin and side, as they are, never scaled up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/output/run_result.hpp"
#include "host/positions/position_file.hpp"
#include "host/positions/position_margin.hpp"

namespace tinderbox {

struct ExplicitAxis {
  std::span<const double> price_bounds;     // [K, 2] USD, ascending and contiguous; a bin holds its lower edge
  std::span<const double> leverage_bounds;  // [B, 2] ascending; a band holds its lower bound; the last all above it
  double mark_usd = 0;                      // now
};

struct ExplicitAmount {
  std::int64_t count = 0;
  double usd = 0;  // at trigger prices where there is one, else at the mark

  void add(double notional) noexcept {
    ++count;
    usd += notional;
  }
};

// Of one side. `crossed`: longs with a liquidation price at or above the mark and shorts with one at or below it: had
// the mark of now been theirs they would be gone, so they are on no ladder.
struct ExplicitOutside {
  ExplicitAmount below, above, never, unknown, crossed;
};

// A row in a bin of the axis.
struct ExplicitPosition {
  int side = 0;
  double trigger_usd = 0;
  double notional_usd = 0;  // there
  double bankruptcy_buffer = 0;
};

// Shapes: B leverage bands, K price bins. Sums are of doubles, in the order of the file's rows.
struct ExplicitLadder {
  std::vector<double> notional;           // [side, K] USD at trigger prices
  std::vector<std::int64_t> count;        // [side, K] positions
  std::vector<double> bankruptcy_buffer;  // [side, K] mean by notional of |trigger - bankruptcy| / trigger; 0 if empty
  std::vector<double> by_leverage;        // [B, side, K] USD, by effective leverage; the first band holds what is below
  std::vector<ExplicitPosition> positions;  // what is in bins, one by one
  ExplicitOutside outside[kSides];
  ExplicitAmount all[kSides];  // every row, USD at the mark: the side's open interest in the file

  // Rows of a side in bins and outside them; equals all[side].count.
  [[nodiscard]] std::int64_t rows(int side) const;
};

// Liquidation prices as liquidation_of has them. Requires at least one price bin; no leverage bounds: no bands.
[[nodiscard]] ExplicitLadder build_explicit_ladder(const PositionFile& file, const PositionRules& rules,
                                                   const ExplicitAxis& axis);

}  // namespace tinderbox
