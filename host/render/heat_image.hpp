// The density tensor brought to the size of the picture: never a cell dropped.
#pragma once

#include <cstddef>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox {

// The part of the price axis that is drawn.
struct PriceWindow {
  double low = 0;  // USD
  double high = 0;
};

// Cells that make up one pixel of an axis, with their shares (which sum to 1).
struct PixelShares {
  std::size_t first = 0;
  std::vector<double> shares;
};

// Splits [from, to) of an axis of `cells` cells over `pixels` pixels: by area where there are more cells than pixels,
// by the cell under the middle of the pixel where there are fewer. Requires 0 <= from < to <= cells.
[[nodiscard]] std::vector<PixelShares> pixel_shares(double from, double to, std::size_t cells, std::size_t pixels);

// Dollars a cell, averaged over the cells under each pixel; NaN where none of them is known.
struct HeatImage {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<float> usd;  // [height, width], the highest price first
};

// Makes any strip of columns of a picture of the whole time axis and one price window: a large picture is made strip by
// strip, in little memory. `heatmap` must outlive it.
class HeatResampler {
 public:
  HeatResampler(const HeatmapResult& heatmap, const PriceWindow& window, std::size_t width, std::size_t height);

  [[nodiscard]] HeatImage strip(std::size_t first_column, std::size_t columns) const;

 private:
  const HeatmapResult& heatmap_;
  std::vector<PixelShares> columns_;
  std::vector<PixelShares> rows_;  // the lowest price first
};

// Candles from the lowest low to the highest high and the middle 99% of all density, but no further from the candles
// than their own height or 12% of the price, whichever is more; within the price grid.
[[nodiscard]] PriceWindow price_window(const RunResult& run);

// Price to bins from the low end of the grid, a fraction of bins included.
[[nodiscard]] double bin_place(const std::vector<double>& price_bounds, double price);

}  // namespace tinderbox
