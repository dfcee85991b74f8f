// Means, standard errors and bands over replicates.
#pragma once

#include <vector>

namespace tinderbox {

// Over R independent replicates: the mean, its standard error (sample standard deviation / sqrt(R), NaN for R = 1) and
// the 5% and 95% quantiles (linear between order statistics).
struct ReplicateSummary {
  double mean = 0;
  double standard_error = 0;
  double low = 0;
  double high = 0;
};

// Sorts `values`, which must not be empty.
[[nodiscard]] ReplicateSummary summarize_replicates(std::vector<double>& values);

}  // namespace tinderbox
