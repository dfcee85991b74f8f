// Liquidation price under a maintenance rate that grows with the size in coin: m = a + b * size (Deribit margin pages:
// a = 1%, b = 0.005% a coin since 2022-01-11; a = 0.525% before).
//
// Linear: the size q is fixed, so the rate is (sim/margin_linear.hpp with m = a + b q).
// Inverse: the size is x = N / P coin, and maintenance (a + f) x + b x^2. With equity W + s (N/E - x):
//   long    b x^2 + (1 + a + f) x - (W + N/E) = 0,   the positive root
//   short   b x^2 - (1 - a - f) x + (N/E - W) = 0,   the smaller root; no price where N/E <= W; where the roots are not
//           real the position is so large that maintenance exceeds equity at every price
// Roots are taken as 2 C / (B + sqrt(B^2 +- 4 b C)), which does not cancel. The larger root of a short (a fall of price
// that makes the coin size, and so the rate, outgrow the gain) needs x above (1 - a) / (2 b) = 9,900 coins and is left
// out.
#pragma once

#include "sim/margin_inverse.hpp"

namespace tinderbox {

struct SizeDependentRate {
  double base = 0;      // a
  double per_coin = 0;  // b
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD double size_dependent_rate(const SizeDependentRate& rate, double size) {
  return rate.base + rate.per_coin * size;
}

TINDERBOX_HD LiquidationPrice deribit_inverse_price(const InversePosition& p, const SizeDependentRate& rate,
                                                    double fee) {
  const double first = 1 + p.side * (rate.base + fee);
  const double constant = p.notional / p.entry + p.side * p.collateral;
  if (constant <= 0) return inverse_root(p.side, 1, 0);
  const double square = first * first + p.side * 4 * rate.per_coin * constant;
  if (square < 0) return {0, LiquidationOutcome::kEveryPrice, 0};
  const double coins = 2 * constant / (first + square_root(square));
  return {p.notional / coins, LiquidationOutcome::kAtPrice, 0};
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
