// Prices in USD to and from the path engine's integer ticks.
#pragma once

#include <cstdint>

#include "sim/coordinate.hpp"

namespace tinderbox {

struct PriceCoordinate {
  Scale scale = Scale::kLog;
  double price_now = 0;  // USD

  [[nodiscard]] std::int32_t ticks(double price) const { return ticks_of_price(scale, price, price_now); }
  [[nodiscard]] double price(double ticks) const { return price_of_ticks(scale, ticks, price_now); }
  // Downward move of a mark at `ticks`, as a logarithm and as a fraction of the price now.
  [[nodiscard]] double log_drop(std::int32_t ticks) const;
  [[nodiscard]] double fraction(std::int32_t ticks) const { return price(ticks) / price_now - 1; }
};

}  // namespace tinderbox
