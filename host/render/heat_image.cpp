#include "host/render/heat_image.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinderbox {
namespace {

// A weighted mean that leaves out what is not known.
struct KnownMean {
  double sum = 0;
  double weight = 0;
  void add(double value, double share) {
    if (std::isnan(value)) return;
    sum += share * value;
    weight += share;
  }
  [[nodiscard]] double value() const { return weight > 0 ? sum / weight : std::numeric_limits<double>::quiet_NaN(); }
};

}  // namespace

std::vector<PixelShares> pixel_shares(double from, double to, std::size_t cells, std::size_t pixels) {
  const double per_pixel = (to - from) / static_cast<double>(pixels);
  std::vector<PixelShares> result(pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    const double begin = from + static_cast<double>(i) * per_pixel;
    PixelShares& pixel = result[i];
    if (per_pixel <= 1) {
      pixel.first = std::min(static_cast<std::size_t>(begin + per_pixel / 2), cells - 1);
      pixel.shares = {1.0};
      continue;
    }
    const double end = begin + per_pixel;
    pixel.first = std::min(static_cast<std::size_t>(begin), cells - 1);
    for (std::size_t cell = pixel.first; cell < cells && static_cast<double>(cell) < end; ++cell) {
      const double low = std::max(begin, static_cast<double>(cell));
      const double high = std::min(end, static_cast<double>(cell + 1));
      pixel.shares.push_back(std::max(high - low, 0.0) / per_pixel);
    }
  }
  return result;
}

std::vector<double> averaged(const std::vector<double>& cells, const std::vector<PixelShares>& pixels) {
  std::vector<double> result;
  for (const PixelShares& pixel : pixels) {
    double value = 0;
    for (std::size_t i = 0; i < pixel.shares.size(); ++i) value += pixel.shares[i] * cells[pixel.first + i];
    result.push_back(value);
  }
  return result;
}

HeatResampler::HeatResampler(const Cells& cells, const PriceWindow& window, std::size_t width, std::size_t height)
    : cells_(cells),
      columns_(pixel_shares(0, static_cast<double>(cells.columns), cells.columns, width)),
      rows_(pixel_shares(bin_place(cells.price_bounds, window.low), bin_place(cells.price_bounds, window.high),
                         cells.bins, height)) {}

HeatImage HeatResampler::strip(std::size_t first_column, std::size_t columns) const {
  const std::size_t height = rows_.size();
  HeatImage image{columns, height, std::vector<float>(columns * height)};
  std::vector<KnownMean> column(cells_.bins);
  for (std::size_t x = 0; x < columns; ++x) {
    const PixelShares& bars = columns_[first_column + x];
    std::fill(column.begin(), column.end(), KnownMean{});
    for (std::size_t i = 0; i < bars.shares.size(); ++i)
      for (std::size_t bin = 0; bin < column.size(); ++bin)
        column[bin].add(cells_.at(bars.first + i, bin), bars.shares[i]);
    for (std::size_t y = 0; y < height; ++y) {
      KnownMean pixel;
      for (std::size_t i = 0; i < rows_[y].shares.size(); ++i)
        pixel.add(column[rows_[y].first + i].value(), rows_[y].shares[i]);
      image.values[(height - 1 - y) * columns + x] = static_cast<float>(pixel.value());
    }
  }
  return image;
}

}  // namespace tinderbox
