// What an entry of an oracle file was found to be, number by number.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tinderbox::validation {

enum class Kind { kStatistical, kExact };

struct Finding {
  double expected = 0;
  double got = 0;
  double error = 0;  // standard error, or the resolution of an exact answer
  Kind kind = Kind::kStatistical;

  [[nodiscard]] double z() const { return (got - expected) / error; }
  // Statistical: within 4 standard errors, and the error small enough to tell. Exact: within the resolution.
  [[nodiscard]] bool passed() const;
  // What keeps it from passing; empty if it passes.
  [[nodiscard]] std::string objection() const;
};
using Findings = std::vector<Finding>;

[[nodiscard]] inline Finding sampled(double expected, double got, double standard_error) {
  return {expected, got, standard_error, Kind::kStatistical};
}
[[nodiscard]] inline Finding exact(double expected, double got, double resolution) {
  return {expected, got, resolution, Kind::kExact};
}

// The largest standard error that counts as an answer: 2% of the value, 10% of one below 1e-3.
[[nodiscard]] double largest_error(double value);

// Mean of numbers that come one by one, its standard error, and their central moments.
class Moments {
 public:
  void add(double x) {
    ++count_;
    const double d = x - shift_;
    sum_ += d;
    squares_ += d * d;
    cubes_ += d * d * d;
    fourths_ += d * d * d * d;
  }
  // `shift`: a number near the mean, for precision.
  explicit Moments(double shift = 0) : shift_(shift) {}

  [[nodiscard]] double count() const { return count_; }
  [[nodiscard]] double mean() const { return shift_ + sum_ / count_; }
  [[nodiscard]] double mean_error() const;
  [[nodiscard]] double variance() const;
  // By the fourth central moment of the sample.
  [[nodiscard]] double variance_error() const;
  [[nodiscard]] double central(int power) const;  // 2, 3, 4

 private:
  double shift_ = 0;
  double count_ = 0;
  double sum_ = 0;
  double squares_ = 0;
  double cubes_ = 0;
  double fourths_ = 0;
};

// A share among `trials`, whose error never vanishes.
[[nodiscard]] Finding share_finding(double expected, double hits, double trials);

// Trials for a share near `expected` to have 0.8 of the largest error that is allowed; a default where `expected` is no
// probability. Throws OutOfReach beyond `most`. `value`: what the share is a part of, whose size rules the error.
[[nodiscard]] std::int64_t trials_for_share(double expected, std::int64_t most, double value);
[[nodiscard]] inline std::int64_t trials_for_share(double expected, std::int64_t most) {
  return trials_for_share(expected, most, expected);
}

}  // namespace tinderbox::validation
