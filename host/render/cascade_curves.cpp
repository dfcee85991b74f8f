#include "host/render/cascade_curves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinderbox {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double known(float value) {
  return std::isfinite(value) && value >= 0 ? double{value} : kUnknown;
}

void append(Band& band, double mean, double low, double high) {
  band.mean.push_back(mean);
  band.low.push_back(low);
  band.high.push_back(high);
}

// Longs are forced below the mark, shorts above.
bool is_ahead(std::size_t side, double price, double now) {
  return side == 0 ? price < now : price > now;
}

double move_beyond(std::size_t side, double level, double stop) {
  const double down = (level - stop) / level;
  return std::isnan(stop) ? kUnknown : std::max(side == 0 ? down : -down, 0.0);
}

}  // namespace

CascadeCurves cascade_curves(const WhatIfResult& whatif, double now_mark_usd) {
  CascadeCurves curves;
  for (std::size_t side = 0; side < kSides; ++side) {
    for (std::size_t bin = 0; bin < whatif.price.size(); ++bin) {
      const double level = whatif.price[bin];
      if (!is_ahead(side, level, now_mark_usd)) {
        append(curves.forced[side], kUnknown, kUnknown, kUnknown);
        append(curves.stop[side], kUnknown, kUnknown, kUnknown);
        append(curves.beyond[side], kUnknown, kUnknown, kUnknown);
        continue;
      }
      append(curves.forced[side], known(whatif.forced[bin]), known(whatif.forced_low[bin]),
             known(whatif.forced_high[bin]));
      const double low = known(whatif.stop_price_low[bin]);
      const double high = known(whatif.stop_price_high[bin]);
      append(curves.stop[side], known(whatif.stop_price[bin]), low, high);
      append(curves.beyond[side], move_beyond(side, level, known(whatif.stop_price[bin])),
             move_beyond(side, level, side == 0 ? high : low), move_beyond(side, level, side == 0 ? low : high));
    }
  }
  return curves;
}

}  // namespace tinderbox
