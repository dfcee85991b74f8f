// What the statistical tests share: Pearson's statistic and where it is rejected.
#pragma once

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace tinderbox::testing {

// Sum of (observed - expected)^2 / expected; `share` are the probabilities of the cells.
inline double chi_square(const std::vector<std::int64_t>& observed, const std::vector<double>& share) {
  double n = 0;
  double statistic = 0;
  for (const std::int64_t count : observed) n += static_cast<double>(count);
  for (std::size_t i = 0; i < observed.size(); ++i) {
    const double expected = n * share[i];
    if (expected < 10) throw std::logic_error("a chi-square cell expects fewer than 10");
    const double off = static_cast<double>(observed[i]) - expected;
    statistic += off * off / expected;
  }
  return statistic;
}

// The value that chi-square with `dof` degrees of freedom exceeds as rarely as a normal exceeds `z` (z = 4: 3e-5).
// Source: Wilson and Hilferty, "The distribution of chi-square", PNAS 17 (1931).
inline double chi_square_limit(double dof, double z = 4) {
  const double spread = 2 / (9 * dof);
  return dof * std::pow(1 - spread + z * std::sqrt(spread), 3);
}

// Cells of equal probability: counts of u in [0, 1) and their shares.
class UnitHistogram {
 public:
  explicit UnitHistogram(std::size_t cells) : counts_(cells, 0) {}

  void add(double u) {
    const double n = static_cast<double>(counts_.size());
    ++counts_[static_cast<std::size_t>(std::fmin(std::fmax(u * n, 0), n - 1))];
  }
  [[nodiscard]] double statistic() const {
    return chi_square(counts_, std::vector<double>(counts_.size(), 1 / static_cast<double>(counts_.size())));
  }
  [[nodiscard]] double limit() const { return chi_square_limit(static_cast<double>(counts_.size()) - 1); }

 private:
  std::vector<std::int64_t> counts_;
};

// Mean and its standard error.
class RunningMean {
 public:
  void add(double x) {
    ++n_;
    const double off = x - mean_;
    mean_ += off / static_cast<double>(n_);
    squares_ += off * (x - mean_);
  }
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double stderr_of_mean() const {
    const auto n = static_cast<double>(n_);
    return std::sqrt(squares_ / (n - 1) / n);
  }

 private:
  std::int64_t n_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

// A small deterministic source of test cases (splitmix64), apart from the generator under test.
// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
class CaseSource {
 public:
  explicit CaseSource(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  // Uniform on [0, 1).
  double unit() { return static_cast<double>(bits() >> 11U) * 0x1p-53; }
  double between(double low, double high) { return low + (high - low) * unit(); }
  double log_between(double low, double high) { return low * std::pow(high / low, unit()); }
  // Uniform on [0, n).
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(bits() % static_cast<std::uint64_t>(n)); }
  std::int32_t below32(std::int32_t n) { return static_cast<std::int32_t>(below(n)); }

 private:
  std::uint64_t state_;
};

}  // namespace tinderbox::testing
