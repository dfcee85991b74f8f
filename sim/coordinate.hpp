// The price coordinate of the path engine: integer ticks of 2^-24 from the price now, in log price for relative
// processes, in price over the price now for arithmetic ones. One tick is 6e-8 of the price, finer than any venue's.
#pragma once

#include <cstdint>

#include "sim/math.hpp"

namespace tinderbox {

enum class Scale : std::int32_t { kLog, kLinear };

inline constexpr double kTicksPerUnit = 16777216.0;        // 2^24
inline constexpr std::int32_t kTickLimit = 1 << 30;        // marks are kept within +-64 units
inline constexpr double kUnitsPerTick = 1.0 / 16777216.0;  // exact

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Ticks of a price, rounded to the nearest; prices of 0 and below are the lowest tick in log scale.
TINDERBOX_HD std::int32_t ticks_of_price(Scale scale, double price, double price_now) {
  const double ratio = price / price_now;
  if (scale == Scale::kLog && ratio < 0x1p-90) return -kTickLimit;
  const double units = scale == Scale::kLog ? log(ratio) : ratio - 1.0;
  const double ticks = round_down(fused(units, kTicksPerUnit, 0.5));
  return static_cast<std::int32_t>(least(greatest(ticks, -1.0 * kTickLimit), 1.0 * kTickLimit));
}

TINDERBOX_HD double price_of_ticks(Scale scale, double ticks, double price_now) {
  const double units = ticks * kUnitsPerTick;
  return price_now * (scale == Scale::kLog ? exp(units) : 1.0 + units);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
