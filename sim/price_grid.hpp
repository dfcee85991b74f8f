// The price axis in integer ticks, and the cells beside it: below, above, never.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox {

// Bins [min_ticks + k * bin_ticks, min_ticks + (k + 1) * bin_ticks) for k in [0, bins). A row of the tensor holds
// `bins` cells and three more: bins + 0 below the grid, + 1 above it, + 2 never liquidated.
struct PriceGrid {
  std::int32_t min_ticks;
  std::int32_t bin_ticks;
  std::int32_t bins;
};

inline constexpr std::int32_t kOutsideCells = 3;

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD std::int32_t cells_of(const PriceGrid& grid) {
  return grid.bins + kOutsideCells;
}

TINDERBOX_HD std::int32_t cell_of(const PriceGrid& grid, std::int32_t ticks) {
  if (ticks < grid.min_ticks) return grid.bins;
  const std::int32_t bin = (ticks - grid.min_ticks) / grid.bin_ticks;
  return bin < grid.bins ? bin : grid.bins + 1;
}

TINDERBOX_HD std::int32_t never_cell(const PriceGrid& grid) {
  return grid.bins + 2;
}

// Ticks [low, high) of a cell that `cell_of` returned.
struct TickRange {
  std::int32_t low;
  std::int32_t high;
};
TINDERBOX_HD TickRange ticks_of(const PriceGrid& grid, std::int32_t cell) {
  constexpr std::int32_t kEnd = 2147483647;
  const std::int32_t top = grid.min_ticks + grid.bins * grid.bin_ticks;
  if (cell == grid.bins) return {-kEnd, grid.min_ticks};
  if (cell == grid.bins + 1) return {top, kEnd};
  const std::int32_t low = grid.min_ticks + cell * grid.bin_ticks;
  return {low, low + grid.bin_ticks};
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
