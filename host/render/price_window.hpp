// The part of the price axis that is drawn.
#pragma once

#include <cstddef>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox {

struct PriceWindow {
  double low = 0;  // USD
  double high = 0;
};

// Candles from the lowest low to the highest high and the middle 99% of all density, but no further from the candles
// than their own height or 12% of the price, whichever is more; within the price grid.
[[nodiscard]] PriceWindow price_window(const RunResult& run);

// Bar from which a picture of what lies ahead shows the past: fourteen times the horizon and sixty bars at least, or
// there would be no room for the fan between the extremes of a long history.
[[nodiscard]] std::size_t first_shown_bar(const RunResult& run);

// The window of a picture of what lies ahead: the candles shown and the probability fan, and density no further away
// than half of their height or 3% of the price.
[[nodiscard]] PriceWindow forward_window(const RunResult& run);

// Price to bins from the low end of the grid, a fraction of bins included.
[[nodiscard]] double bin_place(const std::vector<double>& price_bounds, double price);

}  // namespace tinderbox
