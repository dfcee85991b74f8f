// Quantiles of a sample, linear between order statistics (the default of NumPy).
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tinderbox {

// `sorted` ascends and is not empty; `probability` lies in [0, 1].
[[nodiscard]] inline double quantile_of_sorted(const std::vector<double>& sorted, double probability) {
  const double position = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace tinderbox
