#include "host/render/ladder_bands.hpp"

#include <algorithm>
#include <cmath>

#include "host/support/quantile.hpp"

namespace tinderbox {
namespace {

constexpr double kLowQuantile = 0.05;
constexpr double kHighQuantile = 0.95;

}  // namespace

double finite_or_zero(double value) {
  return std::isfinite(value) ? std::max(value, 0.0) : 0;
}

double largest(const std::vector<double>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

Band notional_band(const LadderResult& ladder, std::size_t side) {
  const std::size_t bins = ladder.price.size();
  const std::size_t stride = kSides * bins;
  const std::size_t replicates = ladder.notional.size() / stride;
  Band band;
  std::vector<double> values(replicates);
  for (std::size_t bin = 0; bin < bins; ++bin) {
    double sum = 0;
    for (std::size_t r = 0; r < replicates; ++r) {
      values[r] = finite_or_zero(double{ladder.notional[r * stride + side * bins + bin]});
      sum += values[r];
    }
    std::sort(values.begin(), values.end());
    band.mean.push_back(sum / static_cast<double>(replicates));
    band.low.push_back(quantile_of_sorted(values, kLowQuantile));
    band.high.push_back(quantile_of_sorted(values, kHighQuantile));
  }
  return band;
}

Band cumulative_band(const LadderResult& ladder, std::size_t side) {
  const std::size_t bins = ladder.price.size();
  Band band;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    band.mean.push_back(finite_or_zero(double{ladder.cumulative[side * bins + bin]}));
    band.low.push_back(finite_or_zero(double{ladder.cumulative_low[side * bins + bin]}));
    band.high.push_back(finite_or_zero(double{ladder.cumulative_high[side * bins + bin]}));
  }
  return band;
}

}  // namespace tinderbox
