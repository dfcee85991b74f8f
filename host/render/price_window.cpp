#include "host/render/price_window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/render/cells.hpp"

namespace tinderbox {
namespace {

constexpr double kTailShare = 0.005;  // of density left out at either end
constexpr double kMargin = 0.02;      // of the height of the window

// How far from the prices in the middle density is shown: the larger of the two.
struct Reach {
  double of_height = 0;  // times the height of what is in the middle
  double of_price = 0;
};
constexpr Reach kPastReach{1.0, 0.12};
constexpr Reach kForwardReach{0.5, 0.03};

constexpr std::int64_t kPastHorizons = 14;
constexpr std::int64_t kLeastBars = 60;

// Density of each bin, summed over time.
std::vector<double> density_by_bin(const Cells& cells) {
  std::vector<double> sums(cells.bins, 0.0);
  for (std::size_t column = 0; column < cells.columns; ++column) {
    for (std::size_t bin = 0; bin < cells.bins; ++bin) {
      const double usd = cells.at(column, bin);
      if (usd > 0) sums[bin] += usd;
    }
  }
  return sums;
}

// Lower edge of the first and upper edge of the last bin of the middle of the density.
PriceWindow middle_of_density(const HeatmapResult& heatmap, std::size_t first_bar, PriceWindow fallback) {
  const std::vector<double> sums = density_by_bin(density_cells(heatmap, first_bar));
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

void widen(PriceWindow& window, double price) {
  if (!std::isfinite(price) || !(price > 0)) return;
  window.low = std::min(window.low, price);
  window.high = std::max(window.high, price);
}

PriceWindow candles_of(const RunResult& run, std::size_t first_bar) {
  PriceWindow candles{std::numeric_limits<double>::infinity(), 0};
  for (std::size_t t = first_bar; t < run.market.bars(); ++t) {
    widen(candles, run.market.low[t]);
    widen(candles, run.market.high[t]);
  }
  widen(candles, run.now_mark_usd);
  return candles;
}

PriceWindow window_around(const RunResult& run, std::size_t first_bar, const PriceWindow& middle,
                          const Reach& allowed) {
  const PriceWindow grid{run.heatmap.price_bounds.front(), run.heatmap.price_bounds.back()};
  if (!(middle.high >= middle.low)) return grid;  // no price is known
  const double reach = std::max(allowed.of_height * (middle.high - middle.low), allowed.of_price * middle.high);
  const PriceWindow density = middle_of_density(run.heatmap, first_bar, middle);
  PriceWindow window{std::min(middle.low, std::max(density.low, middle.low - reach)),
                     std::max(middle.high, std::min(density.high, middle.high + reach))};
  const double margin = kMargin * (window.high - window.low);
  window.low = std::max(window.low - margin, grid.low);
  window.high = std::min(window.high + margin, grid.high);
  return window.high > window.low ? window : grid;
}

}  // namespace

double bin_place(const std::vector<double>& price_bounds, double price) {
  const std::size_t bins = price_bounds.size() / 2;
  const double bottom = price_bounds.front();
  const double width = (price_bounds.back() - bottom) / static_cast<double>(bins);
  return std::clamp((price - bottom) / width, 0.0, static_cast<double>(bins));
}

PriceWindow price_window(const RunResult& run) {
  return window_around(run, 0, candles_of(run, 0), kPastReach);
}

std::size_t first_shown_bar(const RunResult& run) {
  const std::int64_t horizon = run.paths.horizon.back();
  const auto bars = static_cast<std::int64_t>(run.market.bars());
  const std::int64_t all = bars * run.market.bar_seconds;
  if (horizon > all / kPastHorizons) return 0;
  const std::int64_t wanted = (kPastHorizons * horizon + run.market.bar_seconds - 1) / run.market.bar_seconds;
  return static_cast<std::size_t>(std::max<std::int64_t>(bars - std::max(wanted, kLeastBars), 0));
}

PriceWindow forward_window(const RunResult& run) {
  const std::size_t first_bar = first_shown_bar(run);
  PriceWindow middle = candles_of(run, first_bar);
  for (const std::vector<float>* prices : {&run.paths.price_quantile, &run.paths.low_quantile})
    for (const float price : *prices) widen(middle, double{price});
  return window_around(run, first_bar, middle, kForwardReach);
}

}  // namespace tinderbox
