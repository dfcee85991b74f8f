// Liquidation and bankruptcy price of a linear position under a progressive maintenance schedule valued at mark
// (Binance USDT-M: support article "How to calculate liquidation price of USD-M futures"; trigger on mark price).
//
// Per contract, with s = +1 long, -1 short, entry E, collateral w = margin / (q E) per unit of entry notional, of which
// a share phi is coin and moves with the mark P, maintenance max_i (m_i n - c_i) at notional n = q P:
//
//   E w ((1 - phi) + phi P / E) + s (P - E) = m_i P - c_i / q
//   P_i / E = (s - w (1 - phi) - k_i) / (s - m_i + w phi),   k_i = c_i / (q E)
//
// Because the schedule is convex in n (c_i makes it continuous, m_i rises), the liquidation price is max_i P_i for a
// long and min_i P_i for a short over all tiers: no search for the tier at the liquidation price.
// Neglected: fees in the trigger (this venue counts none), what other positions of a cross account do, and that funding
// paid after entry can move the price into another tier: the sensitivity is that of the tier found here.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox {

inline constexpr int kMaxTiers = 128;

// One maintenance tier as the kernels need it.
struct TierView {
  double mmr;               // maintenance rate m
  double maint_amount_usd;  // c
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

struct LiquidationRatio {
  double ratio;        // liquidation price / entry; <= 0: a long that never liquidates
  double sensitivity;  // d(liquidation price) / d(USD per contract paid out of the collateral), signed with the side
};

// side: +1 long, -1 short. collateral: margin / entry notional (1 / leverage). coin_share: phi in [0, 1].
// notional_usd: entry notional q E. Precondition: 1 to kMaxTiers tiers, rates below 1, and for shorts
// 1 + m - w phi > 0 (true whenever leverage >= phi).
TINDERBOX_HD LiquidationRatio liquidation_ratio(double side, double collateral, double coin_share, double notional_usd,
                                                const TierView* tiers, int tier_count) {
  const double fixed = side - collateral * (1.0 - coin_share);
  const double slope = side + collateral * coin_share;
  const double per_notional = 1.0 / notional_usd;
  double best = 0;
  double best_slope = 1;
  for (int i = 0; i < tier_count; ++i) {
    const double denominator = slope - tiers[i].mmr;
    const double ratio = (fixed - tiers[i].maint_amount_usd * per_notional) / denominator;
    // Long: the highest root, short: the lowest.
    const bool better = i == 0 || (side > 0 ? ratio > best : ratio < best);
    best = better ? ratio : best;
    best_slope = better ? denominator : best_slope;
  }
  return {best, 1.0 / best_slope};
}

// Price / entry at which equity is zero: (s - w (1 - phi)) / (s + w phi).
TINDERBOX_HD double bankruptcy_ratio(double side, double collateral, double coin_share) {
  return (side - collateral * (1.0 - coin_share)) / (side + collateral * coin_share);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
