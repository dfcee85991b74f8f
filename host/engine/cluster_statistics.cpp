#include "host/engine/cluster_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/engine/statistics.hpp"
#include "host/support/quantile.hpp"

namespace tinderbox {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double clustered_error(double residuals_squared, double clusters, double total) {
  return clusters > 1 ? std::sqrt(clusters / (clusters - 1) * residuals_squared) / total : kNan;
}

void set_band(Answer& answer, std::vector<double> means) {
  std::sort(means.begin(), means.end());
  answer.low = quantile_of_sorted(means, 0.05);
  answer.high = quantile_of_sorted(means, 0.95);
}

// Variance of the replicates' means that paths within replicates do not explain, over all of it.
double share_of_replicates(const ClusterSums& sums, const std::vector<double>& means) {
  if (sums.squares.empty() || means.size() < 2) return kNan;
  double mean = 0;
  for (const double m : means) mean += m / static_cast<double>(means.size());
  double between = 0;
  for (const double m : means) between += (m - mean) * (m - mean) / static_cast<double>(means.size() - 1);
  double within = 0;
  for (std::size_t r = 0; r < sums.sum.size(); ++r) {
    const auto n = static_cast<double>((*sums.n)[r]);
    if (n < 2) continue;
    const double m = sums.sum[r] / n;
    within += (sums.squares[r] / n - m * m) / (n - 1) / static_cast<double>(means.size());
  }
  return between > 0 ? std::clamp(1 - within / between, 0.0, 1.0) : kNan;
}

}  // namespace

Answer answer_of(const ClusterSums& sums) {
  double total = 0;
  double paths = 0;
  std::vector<double> means;
  for (std::size_t r = 0; r < sums.sum.size(); ++r) {
    const auto n = static_cast<double>((*sums.n)[r]);
    if (n <= 0) continue;
    total += sums.sum[r];
    paths += n;
    means.push_back(sums.sum[r] / n);
  }
  if (means.empty()) return {kNan, kNan, kNan, kNan, kNan};
  Answer answer;
  answer.value = total / paths;
  double residuals = 0;
  for (std::size_t r = 0; r < sums.sum.size(); ++r) {
    const auto n = static_cast<double>((*sums.n)[r]);
    if (n > 0) residuals += (sums.sum[r] - answer.value * n) * (sums.sum[r] - answer.value * n);
  }
  answer.standard_error = clustered_error(residuals, static_cast<double>(means.size()), paths);
  answer.replicate_share = share_of_replicates(sums, means);
  set_band(answer, std::move(means));
  return answer;
}

Answer ratio_answer(const std::vector<double>& a, const std::vector<double>& b) {
  double top = 0;
  double bottom = 0;
  double clusters = 0;
  std::vector<double> ratios;
  for (std::size_t r = 0; r < a.size(); ++r) {
    if (!(b[r] > 0)) continue;
    top += a[r];
    bottom += b[r];
    ++clusters;
    ratios.push_back(a[r] / b[r]);
  }
  if (ratios.empty()) return {kNan, kNan, kNan, kNan, kNan};
  Answer answer;
  answer.value = top / bottom;
  double residuals = 0;
  for (std::size_t r = 0; r < a.size(); ++r)
    if (b[r] > 0) residuals += (a[r] - answer.value * b[r]) * (a[r] - answer.value * b[r]);
  answer.standard_error = clustered_error(residuals, clusters, bottom);
  answer.replicate_share = kNan;
  set_band(answer, std::move(ratios));
  return answer;
}

Answer replicate_answer(std::vector<double> values) {
  const ReplicateSummary s = summarize_replicates(values);
  return {s.mean, s.standard_error, s.low, s.high, kNan};
}

}  // namespace tinderbox
