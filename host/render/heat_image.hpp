// A tensor brought to the size of the picture: never a cell dropped.
#pragma once

#include <cstddef>
#include <vector>

#include "host/render/cells.hpp"
#include "host/render/price_window.hpp"

namespace tinderbox {

// Cells that make up one pixel of an axis, with their shares (which sum to 1).
struct PixelShares {
  std::size_t first = 0;
  std::vector<double> shares;
};

// Splits [from, to) of an axis of `cells` cells over `pixels` pixels: by area where there are more cells than pixels,
// by the cell under the middle of the pixel where there are fewer. Requires 0 <= from < to <= cells.
[[nodiscard]] std::vector<PixelShares> pixel_shares(double from, double to, std::size_t cells, std::size_t pixels);

// Values of cells, averaged over those under each pixel.
[[nodiscard]] std::vector<double> averaged(const std::vector<double>& cells, const std::vector<PixelShares>& pixels);

// The value of a cell, averaged over the cells under each pixel; NaN where none of them is known.
struct HeatImage {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<float> values;  // [height, width], the highest price first
};

// Makes any strip of columns of a picture of the whole time axis and one price window: a large picture is made strip by
// strip, in little memory.
class HeatResampler {
 public:
  HeatResampler(const Cells& cells, const PriceWindow& window, std::size_t width, std::size_t height);

  [[nodiscard]] HeatImage strip(std::size_t first_column, std::size_t columns) const;

 private:
  Cells cells_;
  std::vector<PixelShares> columns_;
  std::vector<PixelShares> rows_;  // the lowest price first
};

}  // namespace tinderbox
