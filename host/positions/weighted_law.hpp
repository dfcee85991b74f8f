// The law of one number over weighted positions, and how far two laws are apart.
#pragma once

#include <cstdint>
#include <vector>

namespace tinderbox {

// One position: its number (infinite where it has none, such as the distance of what is never liquidated), its weight
// (above 0) and the cluster it was drawn with. Positions of one cluster go together; clusters are independent.
struct WeightedValue {
  double value = 0;
  double weight = 0;
  std::int64_t cluster = 0;
};

class WeightedLaw {
 public:
  // Values that are not a number, and weights that are not finite and above 0, are left out.
  explicit WeightedLaw(std::vector<WeightedValue> values);

  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  // Share of the weight at or below x.
  [[nodiscard]] double share_at_most(double x) const;
  // The smallest value with share_at_most >= probability; NaN of an empty law.
  [[nodiscard]] double quantile(double probability) const;
  // (sum w)^2 / sum w^2: as many equally weighted positions would say as much.
  [[nodiscard]] double effective_size() const;
  // Of share_at_most(x), linearised: sqrt(C / (C - 1) sum_c (sum_{i in c} w_i (1[v_i <= x] - F))^2) / sum w over C
  // clusters; with a single cluster over its positions. NaN with a single position.
  [[nodiscard]] double share_error(double x) const;

  // Ascending.
  [[nodiscard]] const std::vector<WeightedValue>& values() const noexcept { return values_; }

 private:
  std::vector<WeightedValue> values_;
  std::vector<double> cumulative_;  // weight up to and including each value
};

// Kolmogorov-Smirnov distance: the largest |F_a - F_b|.
struct KsDistance {
  double distance = 0;
  double at = 0;              // where it is taken, the lowest such value
  double difference = 0;      // F_a - F_b there; above 0: a holds more below it
  double standard_error = 0;  // of F_a - F_b there, as if the place were given; the distance itself is never below 0
  double effective_size = 0;  // n_a n_b / (n_a + n_b) of the effective sizes
  double by_chance = 0;       // 1.36 / sqrt(effective_size): two samples of one law differ by more once in 20 times
};

// NaN where a law is empty.
[[nodiscard]] KsDistance ks_distance(const WeightedLaw& a, const WeightedLaw& b);

}  // namespace tinderbox
