#include "host/render/amount_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace tinderbox {
namespace {

constexpr std::array<double, 10> kNiceFactors = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8};

}  // namespace

std::string format_dollars(double usd) {
  static constexpr std::array<const char*, 5> kUnits = {"", "k", "M", "B", "T"};
  double value = usd;
  std::size_t unit = 0;
  // 999.5 would be printed as 1000 of the smaller unit.
  while (std::abs(value) >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("${:.3g}{}", value, kUnits[unit]);
}

std::string format_probability(double probability) {
  return fmt::format("{:.3g}%", 100 * probability);
}

double round_up_nicely(double value) {
  if (!(value > 0) || !std::isfinite(value)) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : kNiceFactors)
    if (factor * power >= value * (1 - 1e-12)) return factor * power;
  return 10 * power;
}

}  // namespace tinderbox
