#include "host/engine/price_coordinate.hpp"

#include <algorithm>

#include "sim/math.hpp"

namespace tinderbox {

double PriceCoordinate::log_drop(std::int32_t ticks) const {
  const double units = ticks * kUnitsPerTick;
  constexpr double kSmallest = 1e-12;  // an arithmetic price may fall to zero
  return scale == Scale::kLog ? -units : -log(std::max(1 + units, kSmallest));
}

}  // namespace tinderbox
