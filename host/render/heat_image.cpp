#include "host/render/heat_image.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/render/dollar_scale.hpp"

namespace tinderbox {
namespace {

constexpr double kTailShare = 0.005;     // of density left out at either end
constexpr double kReachOfCandles = 1.0;  // times the height of the candles
constexpr double kReachOfPrice = 0.12;   // of the price
constexpr double kMargin = 0.02;         // of the height of the window

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

// Density of each bin, summed over time.
std::vector<double> density_by_bin(const HeatmapResult& heatmap) {
  std::vector<double> sums(heatmap.price.size(), 0.0);
  for (std::size_t bar = 0; bar < heatmap.time.size(); ++bar) {
    for (std::size_t bin = 0; bin < sums.size(); ++bin) {
      const double usd = cell_dollars(heatmap, bar, bin);
      if (usd > 0) sums[bin] += usd;
    }
  }
  return sums;
}

// Lower edge of the first and upper edge of the last bin of the middle of the density.
PriceWindow middle_of_density(const HeatmapResult& heatmap, PriceWindow fallback) {
  const std::vector<double> sums = density_by_bin(heatmap);
  const double total = std::accumulate(sums.begin(), sums.end(), 0.0);
  if (!(total > 0)) return fallback;
  PriceWindow window = fallback;
  double below = 0;
  for (std::size_t bin = 0; bin < sums.size(); ++bin) {
    if (below <= kTailShare * total) window.low = heatmap.price_bounds[2 * bin];
    below += sums[bin];
    window.high = heatmap.price_bounds[2 * bin + 1];
    if (below >= (1 - kTailShare) * total) break;
  }
  return window;
}

PriceWindow candles_of(const RunResult& run) {
  PriceWindow candles{std::numeric_limits<double>::infinity(), 0};
  const auto take = [&candles](double low, double high) {
    if (std::isfinite(low) && low > 0) candles.low = std::min(candles.low, low);
    if (std::isfinite(high) && high > 0) candles.high = std::max(candles.high, high);
  };
  for (std::size_t t = 0; t < run.market.bars(); ++t) take(run.market.low[t], run.market.high[t]);
  take(run.now_mark_usd, run.now_mark_usd);
  return candles;
}

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

double bin_place(const std::vector<double>& price_bounds, double price) {
  const std::size_t bins = price_bounds.size() / 2;
  const double bottom = price_bounds.front();
  const double width = (price_bounds.back() - bottom) / static_cast<double>(bins);
  return std::clamp((price - bottom) / width, 0.0, static_cast<double>(bins));
}

HeatResampler::HeatResampler(const HeatmapResult& heatmap, const PriceWindow& window, std::size_t width,
                             std::size_t height)
    : heatmap_(heatmap),
      columns_(pixel_shares(0, static_cast<double>(heatmap.time.size()), heatmap.time.size(), width)),
      rows_(pixel_shares(bin_place(heatmap.price_bounds, window.low), bin_place(heatmap.price_bounds, window.high),
                         heatmap.price.size(), height)) {}

HeatImage HeatResampler::strip(std::size_t first_column, std::size_t columns) const {
  const std::size_t height = rows_.size();
  HeatImage image{columns, height, std::vector<float>(columns * height)};
  std::vector<KnownMean> column(heatmap_.price.size());
  for (std::size_t x = 0; x < columns; ++x) {
    const PixelShares& bars = columns_[first_column + x];
    std::fill(column.begin(), column.end(), KnownMean{});
    for (std::size_t i = 0; i < bars.shares.size(); ++i)
      for (std::size_t bin = 0; bin < column.size(); ++bin)
        column[bin].add(cell_dollars(heatmap_, bars.first + i, bin), bars.shares[i]);
    for (std::size_t y = 0; y < height; ++y) {
      KnownMean pixel;
      for (std::size_t i = 0; i < rows_[y].shares.size(); ++i)
        pixel.add(column[rows_[y].first + i].value(), rows_[y].shares[i]);
      image.usd[(height - 1 - y) * columns + x] = static_cast<float>(pixel.value());
    }
  }
  return image;
}

PriceWindow price_window(const RunResult& run) {
  const PriceWindow grid{run.heatmap.price_bounds.front(), run.heatmap.price_bounds.back()};
  const PriceWindow candles = candles_of(run);
  if (!(candles.high >= candles.low)) return grid;  // no price is known
  const double reach = std::max(kReachOfCandles * (candles.high - candles.low), kReachOfPrice * candles.high);
  const PriceWindow density = middle_of_density(run.heatmap, candles);
  PriceWindow window{std::min(candles.low, std::max(density.low, candles.low - reach)),
                     std::max(candles.high, std::min(density.high, candles.high + reach))};
  const double margin = kMargin * (window.high - window.low);
  window.low = std::max(window.low - margin, grid.low);
  window.high = std::min(window.high + margin, grid.high);
  return window.high > window.low ? window : grid;
}

}  // namespace tinderbox
