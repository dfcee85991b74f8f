// The tensors that can be drawn, seen as one: values by column of time and price bin.
#pragma once

#include <cstddef>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox {

// Shapes: `values` [first + columns, sides, bins], `price_bounds` [bins, 2]. What it looks at must outlive it.
struct Cells {
  const std::vector<float>& values;
  const std::vector<double>& price_bounds;
  std::size_t first = 0;  // columns of the tensor that are left out
  std::size_t columns = 0;
  std::size_t sides = 0;
  std::size_t bins = 0;

  // All sides of one cell together; NaN where none is known, finite and never negative otherwise.
  [[nodiscard]] double at(std::size_t column, std::size_t bin) const;
};

[[nodiscard]] Cells density_cells(const HeatmapResult& heatmap, std::size_t first_bar = 0);
[[nodiscard]] Cells liquidated_cells(const PathsResult& paths);
[[nodiscard]] Cells visit_cells(const PathsResult& paths);

}  // namespace tinderbox
