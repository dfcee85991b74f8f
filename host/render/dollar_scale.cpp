#include "host/render/dollar_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace tinderbox {
namespace {

constexpr double kExponent = 0.7;
constexpr double kPercentile = 0.995;
constexpr std::uint32_t kDroppedBits = 15;  // of a float's 31: a step of the histogram is 0.4%
constexpr std::array<double, 10> kNiceFactors = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8};
constexpr std::array<double, 6> kTickShares = {0, 0.05, 0.1, 0.25, 0.5, 1};

double known_or_zero(double value) {
  return std::isnan(value) ? 0 : std::max(value, 0.0);
}

}  // namespace

double cell_dollars(const HeatmapResult& heatmap, std::size_t bar, std::size_t bin) {
  const std::size_t bins = heatmap.price.size();
  const double longs = heatmap.density[(bar * kSides) * bins + bin];
  const double shorts = heatmap.density[(bar * kSides + 1) * bins + bin];
  if (std::isnan(longs) && std::isnan(shorts)) return std::numeric_limits<double>::quiet_NaN();
  return std::min(known_or_zero(longs) + known_or_zero(shorts), double{std::numeric_limits<float>::max()});
}

// The bits of positive floats ascend with their values, so a histogram of the leading bits finds the percentile in
// little memory, however many cells there are.
DollarScale DollarScale::automatic(const HeatmapResult& heatmap, std::size_t first_bin, std::size_t last_bin) {
  std::vector<std::int64_t> counts(std::size_t{1} << (31U - kDroppedBits), 0);
  std::int64_t total = 0;
  for (std::size_t bar = 0; bar < heatmap.time.size(); ++bar) {
    for (std::size_t bin = first_bin; bin <= last_bin && bin < heatmap.price.size(); ++bin) {
      const auto usd = static_cast<float>(cell_dollars(heatmap, bar, bin));
      if (!(usd > 0)) continue;
      ++counts[std::bit_cast<std::uint32_t>(usd) >> kDroppedBits];
      ++total;
    }
  }
  if (total == 0) return DollarScale(1);
  const auto wanted = static_cast<std::int64_t>(std::ceil(kPercentile * static_cast<double>(total)));
  std::int64_t seen = 0;
  std::uint32_t index = 0;
  while ((seen += counts[index]) < wanted) ++index;
  return DollarScale(round_up_nicely(double{std::bit_cast<float>(index << kDroppedBits)}));
}

double DollarScale::position(double usd) const {
  return usd > 0 ? std::pow(std::min(usd / max_usd_, 1.0), kExponent) : 0;
}

std::vector<double> DollarScale::ticks() const {
  std::vector<double> values;
  for (const double share : kTickShares) values.push_back(share * max_usd_);
  return values;
}

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

double round_up_nicely(double value) {
  if (!(value > 0) || !std::isfinite(value)) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : kNiceFactors)
    if (factor * power >= value * (1 - 1e-12)) return factor * power;
  return 10 * power;
}

}  // namespace tinderbox
