// Liquidation and bankruptcy price where each contract of 1 USD is worth a whole number of satoshi (BitMEX XBTUSD;
// formula pinned by a position of 2018-08-27 that it reproduces to the satoshi).
//
//   posCost  = n round(1e8 / E)                      entry value of n contracts
//   posInit  = W,   posComm = ceil(f (posCost + posInit)),   posMargin = posInit + posComm
//   posMaint = ceil(m posCost) + posComm             the fee reserve is in both and cancels
//   value    = posCost + s (posMargin - posMaint)    at liquidation;  posCost + s posInit at bankruptcy
// The value of one contract is rounded against the trader (up for shorts, down for longs), and 1e8 over it is floored
// to the tick of the display. A tick of 0 leaves the price as it is (narodnik/predikate does the same without a tick).
#pragma once

#include "sim/margin_inverse.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

inline constexpr double kSatoshi = 1e8;  // a coin

TINDERBOX_HD double round_nearest(double x) {
  return round_down(x + 0.5);
}

// Up to a whole number, but not because of the last bits of a product.
TINDERBOX_HD double satoshi_up(double x) {
  constexpr double kSlack = 0x1p-50;
  return round_up(x - x * kSlack);
}

// In satoshi, of the whole position.
struct SatoshiMargin {
  double cost;         // posCost
  double initial;      // posInit
  double commission;   // posComm
  double maintenance;  // posMaint
};

TINDERBOX_HD SatoshiMargin bitmex_margin(const InversePosition& p, double rate, double fee) {
  SatoshiMargin margin;
  margin.cost = p.notional * round_nearest(kSatoshi / p.entry);
  margin.initial = round_nearest(p.collateral * kSatoshi);
  margin.commission = satoshi_up(fee * (margin.cost + margin.initial));
  margin.maintenance = satoshi_up(rate * margin.cost) + margin.commission;
  return margin;
}

// Price at which the position is worth `value` satoshi.
TINDERBOX_HD LiquidationPrice satoshi_price(const InversePosition& p, double value, double tick) {
  const double one = value / p.notional;
  const double rounded = p.side > 0 ? round_down(one) : round_up(one);
  LiquidationPrice found = inverse_root(p.side, kSatoshi, rounded);
  if (found.outcome == LiquidationOutcome::kAtPrice && tick > 0) found.price = round_down(found.price / tick) * tick;
  return found;
}

TINDERBOX_HD LiquidationPrice bitmex_liquidation_price(const InversePosition& p, double rate, double fee, double tick) {
  const SatoshiMargin margin = bitmex_margin(p, rate, fee);
  const double backing = margin.initial + margin.commission - margin.maintenance;
  return satoshi_price(p, margin.cost + p.side * backing, tick);
}

TINDERBOX_HD LiquidationPrice bitmex_bankruptcy_price(const InversePosition& p, double tick) {
  const SatoshiMargin margin = bitmex_margin(p, 0, 0);
  return satoshi_price(p, margin.cost + p.side * margin.initial, tick);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
