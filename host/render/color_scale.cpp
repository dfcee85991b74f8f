#include "host/render/color_scale.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "host/render/amount_text.hpp"

namespace tinderbox {
namespace {

constexpr std::uint32_t kDroppedBits = 15;  // of a float's 31: a step of the histogram is 0.4%
constexpr std::array<double, 6> kTickShares = {0, 0.05, 0.1, 0.25, 0.5, 1};

double bright_end(CellUnit unit, double value) {
  const double nice = round_up_nicely(value);
  return unit == CellUnit::kProbability ? std::min(nice, 1.0) : nice;
}

}  // namespace

// The bits of positive floats ascend with their values, so a histogram of the leading bits finds the percentile in
// little memory, however many cells there are.
ColorScale ColorScale::automatic(const ColorLaw& law, const Cells& cells, std::size_t first_bin, std::size_t last_bin) {
  std::vector<std::int64_t> counts(std::size_t{1} << (31U - kDroppedBits), 0);
  std::int64_t total = 0;
  for (std::size_t column = 0; column < cells.columns; ++column) {
    for (std::size_t bin = first_bin; bin <= last_bin && bin < cells.bins; ++bin) {
      const auto value = static_cast<float>(cells.at(column, bin));
      if (!(value > 0)) continue;
      ++counts[std::bit_cast<std::uint32_t>(value) >> kDroppedBits];
      ++total;
    }
  }
  if (total == 0) return {law, 1};
  const auto wanted = static_cast<std::int64_t>(std::ceil(law.percentile * static_cast<double>(total)));
  std::int64_t seen = 0;
  std::uint32_t index = 0;
  while ((seen += counts[index]) < wanted) ++index;
  return {law, bright_end(law.unit, double{std::bit_cast<float>(index << kDroppedBits)})};
}

double ColorScale::position(double value) const {
  return value > 0 ? std::pow(std::min(value / max_, 1.0), law_.exponent) : 0;
}

std::vector<double> ColorScale::ticks() const {
  std::vector<double> values;
  for (const double share : kTickShares) values.push_back(share * max_);
  return values;
}

std::string ColorScale::label(double tick) const {
  const bool certain = law_.unit == CellUnit::kProbability && max_ >= 1;
  const std::string open_end = tick >= max_ && !certain ? "+" : "";
  return (law_.unit == CellUnit::kProbability ? format_probability(tick) : format_dollars(tick)) + open_end;
}

}  // namespace tinderbox
