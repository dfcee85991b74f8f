#include "host/render/cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinderbox {

double Cells::at(std::size_t column, std::size_t bin) const {
  double sum = 0;
  bool known = false;
  for (std::size_t side = 0; side < sides; ++side) {
    const double value = values[((first + column) * sides + side) * bins + bin];
    if (std::isnan(value)) continue;
    known = true;
    sum += std::max(value, 0.0);
  }
  if (!known) return std::numeric_limits<double>::quiet_NaN();
  return std::min(sum, double{std::numeric_limits<float>::max()});
}

Cells density_cells(const HeatmapResult& heatmap, std::size_t first_bar) {
  return {heatmap.density, heatmap.price_bounds, first_bar, heatmap.time.size() - first_bar,
          kSides,          heatmap.price.size()};
}

Cells liquidated_cells(const PathsResult& paths) {
  return {paths.liquidated, paths.price_bounds, 0, paths.horizon.size(), kSides, paths.price.size()};
}

Cells visit_cells(const PathsResult& paths) {
  return {paths.visit_probability, paths.price_bounds, 0, paths.horizon.size(), 1, paths.price.size()};
}

}  // namespace tinderbox
