#include "host/engine/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "host/support/quantile.hpp"

namespace tinderbox {

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
  s.low = quantile_of_sorted(values, 0.05);
  s.high = quantile_of_sorted(values, 0.95);
  return s;
}

}  // namespace tinderbox
