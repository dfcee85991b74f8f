#include "host/engine/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace tinderbox {
namespace {

double sorted_quantile(const std::vector<double>& sorted, double q) {
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

ReplicateSummary summarize_replicates(std::vector<double>& values) {
  // Sorted first, so that sums do not depend on the order of replicates.
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  ReplicateSummary s;
  for (const double v : values) s.mean += v;
  s.mean /= n;
  double squares = 0;
  for (const double v : values) squares += (v - s.mean) * (v - s.mean);
  s.standard_error = values.size() > 1 ? std::sqrt(squares / (n - 1) / n) : std::numeric_limits<double>::quiet_NaN();
  s.low = sorted_quantile(values, 0.05);
  s.high = sorted_quantile(values, 0.95);
  return s;
}

}  // namespace tinderbox
