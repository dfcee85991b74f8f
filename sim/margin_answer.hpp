// What a liquidation price can be, and a maintenance tier with its bounds: shared by the margin families
// (sim/margin_linear.hpp, sim/margin_inverse.hpp and the others beside them).
//
// Notation there: s = +1 long, -1 short; q size in base units; N size of an inverse contract in USD; E entry; P mark;
// W collateral behind the position, unrealised PnL not counted; m maintenance rate; c maintenance amount; f fee rate in
// the trigger. Headroom is equity less maintenance: a position is liquidated where it is zero or less.
// Everything is double precision: prices of 1e5 with ticks of 0.1 leave float32 a dozen ticks, and the denominator of
// an inverse short near 1x cancels.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox {

enum class LiquidationOutcome : std::uint8_t {
  kAtPrice,     // headroom is zero at `price`, and below zero beyond it
  kNever,       // headroom is positive at every price
  kEveryPrice,  // headroom is not positive at any price
};

struct LiquidationPrice {
  double price = 0;  // means a price only with kAtPrice; otherwise the root of the formula where it has one, else 0
  LiquidationOutcome outcome = LiquidationOutcome::kNever;
  int tier = 0;  // index of the tier that decides
};

// A tier with its bounds in the unit of its table (USD of notional, or coin). It holds for values in (floor, cap].
struct MarginTier {
  double floor = 0;
  double cap = 0;
  double rate = 0;    // m
  double amount = 0;  // c, in the settle currency; 0 in tables whose margin jumps
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Where a + b z is zero: the end of the range of z > 0 in which headroom is positive. b > 0: it is positive above the
// root; b < 0: below it; b = 0: everywhere or nowhere.
TINDERBOX_HD LiquidationPrice headroom_root(double a, double b) {
  if (b == 0) return {0, a > 0 ? LiquidationOutcome::kNever : LiquidationOutcome::kEveryPrice, 0};
  const double root = -a / b;
  if (root > 0) return {root, LiquidationOutcome::kAtPrice, 0};
  return {root, b > 0 ? LiquidationOutcome::kNever : LiquidationOutcome::kEveryPrice, 0};
}

// The tier that a value lies in: the first whose cap it does not exceed; the last one beyond that.
TINDERBOX_HD int tier_of(double value, const MarginTier* tiers, int count) {
  int tier = 0;
  while (tier + 1 < count && value > tiers[tier].cap) ++tier;
  return tier;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
