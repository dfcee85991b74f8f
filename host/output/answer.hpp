// One number with its errors.
#pragma once

namespace tinderbox {

// The mean over paths, its standard error clustered by replicate, the 5% and 95% quantile over replicates, and the
// share of the variance that is due to the replicate (NaN: unknown).
struct Answer {
  double value = 0;
  double standard_error = 0;
  double low = 0;
  double high = 0;
  double replicate_share = 0;

  [[nodiscard]] bool operator==(const Answer&) const = default;
};

}  // namespace tinderbox
