// Means over paths with errors clustered by replicate: paths of one replicate share its ladder.
#pragma once

#include <cstdint>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox {

// Sums of one quantity over the paths of each replicate.
struct ClusterSums {
  std::vector<double> sum;             // [R]
  std::vector<double> squares;         // [R]; empty: unknown
  const std::vector<std::int64_t>* n;  // [R] paths of each replicate
};

// Mean over all paths; standard error from the residuals of the replicates' sums, sqrt(R / (R - 1) sum_r (s_r - m
// n_r)^2) / n; 5% and 95% quantiles of the replicates' means; share of their variance that is not explained by the
// spread of paths within replicates (NaN without squares). Replicates without paths are left out; one alone has no
// error (NaN).
[[nodiscard]] Answer answer_of(const ClusterSums& sums);

// Ratio of sums a / b over replicates, errors by linearisation. NaN if b is nowhere positive.
[[nodiscard]] Answer ratio_answer(const std::vector<double>& a, const std::vector<double>& b);

// Mean, error and band of one number a replicate.
[[nodiscard]] Answer replicate_answer(std::vector<double> values);

}  // namespace tinderbox
