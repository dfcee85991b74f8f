#include "host/positions/weighted_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace tinderbox {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kOnceInTwenty = 1.3581;  // 95% quantile of the Kolmogorov distribution

bool counts(const WeightedValue& v) {
  return !std::isnan(v.value) && std::isfinite(v.weight) && v.weight > 0;
}

}  // namespace

WeightedLaw::WeightedLaw(std::vector<WeightedValue> values) : values_(std::move(values)) {
  std::erase_if(values_, [](const WeightedValue& v) { return !counts(v); });
  std::stable_sort(values_.begin(), values_.end(),
                   [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; });
  double sum = 0;
  for (const WeightedValue& v : values_) cumulative_.push_back(sum += v.weight);
}

double WeightedLaw::share_at_most(double x) const {
  if (empty()) return kUnknown;
  const auto above = std::upper_bound(values_.begin(), values_.end(), x,
                                      [](double limit, const WeightedValue& v) { return limit < v.value; });
  const auto count = static_cast<std::size_t>(above - values_.begin());
  return count == 0 ? 0 : cumulative_[count - 1] / cumulative_.back();
}

double WeightedLaw::quantile(double probability) const {
  if (empty()) return kUnknown;
  // A weight that meets the probability but for its last bits meets it.
  const double wanted = probability * cumulative_.back() * (1 - 1e-12);
  const auto place = std::lower_bound(cumulative_.begin(), cumulative_.end(), wanted);
  const auto index = std::min(static_cast<std::size_t>(place - cumulative_.begin()), values_.size() - 1);
  return values_[index].value;
}

double WeightedLaw::effective_size() const {
  double squares = 0;
  for (const WeightedValue& v : values_) {
    const double share = v.weight / cumulative_.back();
    squares += share * share;
  }
  return empty() ? 0 : 1 / squares;
}

double WeightedLaw::share_error(double x) const {
  if (size() < 2) return kUnknown;
  const double share = share_at_most(x);
  std::map<std::int64_t, double> residual;
  double squares = 0;  // over positions
  for (const WeightedValue& v : values_) {
    const double one = v.weight * ((v.value <= x ? 1 : 0) - share) / cumulative_.back();
    residual[v.cluster] += one;
    squares += one * one;
  }
  auto clusters = static_cast<double>(size());
  if (residual.size() > 1) {
    clusters = static_cast<double>(residual.size());
    squares = 0;
    for (const auto& [cluster, sum] : residual) squares += sum * sum;
  }
  return std::sqrt(squares * clusters / (clusters - 1));
}

KsDistance ks_distance(const WeightedLaw& a, const WeightedLaw& b) {
  if (a.empty() || b.empty()) return {kUnknown, kUnknown, kUnknown, kUnknown, 0, kUnknown};
  KsDistance ks;
  ks.at = std::min(a.values().front().value, b.values().front().value);
  for (const WeightedLaw* law : {&a, &b})
    for (const WeightedValue& v : law->values()) {
      const double difference = a.share_at_most(v.value) - b.share_at_most(v.value);
      const bool farther = std::abs(difference) > ks.distance;
      if (!farther && !(std::abs(difference) == ks.distance && v.value < ks.at)) continue;
      ks.distance = std::abs(difference);
      ks.difference = difference;
      ks.at = v.value;
    }
  ks.standard_error = std::hypot(a.share_error(ks.at), b.share_error(ks.at));
  const double na = a.effective_size();
  const double nb = b.effective_size();
  ks.effective_size = na * nb / (na + nb);
  ks.by_chance = kOnceInTwenty / std::sqrt(ks.effective_size);
  return ks;
}

}  // namespace tinderbox
