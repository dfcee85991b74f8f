#include "host/validate/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/validate/oracle_entry.hpp"

namespace tinderbox::validation {
namespace {

constexpr double kMostErrors = 4;
constexpr double kSmall = 1e-3;  // values below may have the larger error

}  // namespace

double largest_error(double value) {
  const double size = std::abs(value);
  return (size < kSmall ? 0.1 : 0.02) * size;
}

std::string Finding::objection() const {
  if (!std::isfinite(got)) return "no finite answer";
  if (kind == Kind::kExact) {
    if (std::abs(got - expected) <= error) return "";
    return fmt::format("differs by {:.3g}, resolution {:.3g}", got - expected, error);
  }
  if (!(error > 0) || !std::isfinite(error)) return "no standard error";
  if (!(std::abs(z()) < kMostErrors)) return fmt::format("{:.1f} standard errors off", z());
  if (error > largest_error(expected))
    return fmt::format("the standard error is {:.3g} of the value", error / std::abs(expected));
  return "";
}

bool Finding::passed() const {
  return objection().empty();
}

double Moments::central(int power) const {
  const double m = sum_ / count_;
  const double two = squares_ / count_;
  const double three = cubes_ / count_;
  const double four = fourths_ / count_;
  if (power == 2) return two - m * m;
  if (power == 3) return three - 3 * m * two + 2 * m * m * m;
  return four - 4 * m * three + 6 * m * m * two - 3 * m * m * m * m;
}

double Moments::variance() const {
  return central(2) * count_ / (count_ - 1);
}

double Moments::mean_error() const {
  return std::sqrt(variance() / count_);
}

double Moments::variance_error() const {
  const double v = central(2);
  return std::sqrt(std::max(central(4) - v * v, 0.0) / count_);
}

Finding share_finding(double expected, double hits, double trials) {
  const double share = hits / trials;
  const double spread = std::max(share * (1 - share), 1 / trials);
  return sampled(expected, share, std::sqrt(spread / trials));
}

std::int64_t trials_for_share(double expected, std::int64_t most, double value) {
  constexpr double kDefault = 1 << 16;
  if (!(expected > 0) || !(expected < 1)) return static_cast<std::int64_t>(kDefault);
  const double relative = 0.8 * largest_error(value) / std::abs(value);
  const double needed = std::max((1 - expected) / expected / (relative * relative), 16384.0);
  if (needed > static_cast<double>(most))
    throw OutOfReach(fmt::format("a share of {:.3g} needs {:.2g} samples, more than {}", expected, needed, most));
  return static_cast<std::int64_t>(std::ceil(needed));
}

}  // namespace tinderbox::validation
