#include "host/engine/imbalance.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace tinderbox {
namespace {

// Dollars of one row of the density between two prices.
double between(const HeatmapResult& heatmap, std::size_t row, double low, double high) {
  const std::size_t bins = heatmap.price.size();
  double usd = 0;
  for (std::size_t k = 0; k < bins; ++k) {
    const double from = heatmap.price_bounds[2 * k];
    const double to = heatmap.price_bounds[2 * k + 1];
    const double inside = std::min(to, high) - std::max(from, low);
    if (inside > 0) usd += static_cast<double>(heatmap.density[row * bins + k]) * inside / (to - from);
  }
  return usd;
}

}  // namespace

void fill_imbalance(const HeatmapResult& heatmap, const MarketState& market, CascadeResult& out) {
  out.time = heatmap.time;
  out.distance = {1, 2, 5, 10};
  for (std::size_t t = 0; t < market.bars(); ++t)
    for (const double percent : out.distance) {
      const double mark = market.mark_close[t];
      const double longs = between(heatmap, t * kSides, mark * (1 - percent / 100), mark);
      const double shorts = between(heatmap, t * kSides + 1, mark, mark * (1 + percent / 100));
      const bool empty = !(longs + shorts > 0);
      out.imbalance.push_back(empty ? std::numeric_limits<float>::quiet_NaN()
                                    : static_cast<float>((longs - shorts) / (longs + shorts)));
    }
}

}  // namespace tinderbox
