// The part of the price axis that is drawn.
#pragma once

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

// The same for a picture of what lies ahead: the candles and the probability fan, and density no further away than
// half of their height or 3% of the price.
[[nodiscard]] PriceWindow forward_window(const RunResult& run);

// Price to bins from the low end of the grid, a fraction of bins included.
[[nodiscard]] double bin_place(const std::vector<double>& price_bounds, double price);

}  // namespace tinderbox
