// Liquidation and bankruptcy price of a linear position: quoted and margined in one currency.
//
//   equity(P) = W + k P + s q (P - E),  k: coin held as collateral, which moves with the mark
//
//   A  maintenance at mark    (m + f) q P - c   =>  P = (W + c - s q E) / (q (m + f - s) - k)
//      Binance USD-M support article b3c689c1f50a44cabb3a84e663b81d93; OKX, Gate, Phemex, dYdX v4, Hyperliquid,
//      Bybit from 2025-09-02
//   B  maintenance at entry   m q E - c         =>  P = (s q E - W + m q E - c) / (s q + k); without coin
//      P = E - s (W - (m q E - c)) / q. The fee is reserved in margin and in maintenance alike and cancels.
//      Bybit help centre up to 2025-09-01, KuCoin
//   C  maintenance at the mark of now, M: (m + f) q M - c; the price drifts with M
//      reproduces cross positions reported by Bitget in 2023
//   bankruptcy: equity is zero, P = (s q E - W) / (s q + k)
//
// Tiers: where maintenance is the largest of m_i q P - c_i over tiers (progressive tables are convex and continuous),
// headroom is the least over tiers, so that a long's price is the highest root and a short's the lowest: no search.
// Requires m + f < 1, q > 0, E > 0. Finite W of either sign.
#pragma once

#include "sim/margin_answer.hpp"

namespace tinderbox {

struct LinearPosition {
  double side = 1;        // s
  double size = 0;        // q
  double entry = 0;       // E
  double collateral = 0;  // W
  double coin = 0;        // k, base units
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD double linear_equity(const LinearPosition& p, double price) {
  return p.collateral + p.coin * price + p.side * p.size * (price - p.entry);
}

// A, one tier.
TINDERBOX_HD LiquidationPrice linear_mark_price(const LinearPosition& p, double rate, double amount, double fee) {
  const double fixed = p.collateral + amount - p.side * p.size * p.entry;
  return headroom_root(fixed, p.size * (p.side - (rate + fee)) + p.coin);
}

// Whether `candidate` ends the safe range nearer to the position than `best`: a long is liquidated on the fall, a short
// on the rise. A short's tier under which coin collateral outgrows the position has no level above.
TINDERBOX_HD bool nearer(double side, double candidate, double candidate_slope, double best, double best_slope) {
  if (side > 0) return candidate > best;
  if ((candidate_slope < 0) != (best_slope < 0)) return candidate_slope < 0;
  return candidate_slope < 0 ? candidate < best : candidate > best;
}

// A, progressive tiers. Precondition: count >= 1.
TINDERBOX_HD LiquidationPrice linear_mark_price(const LinearPosition& p, const MarginTier* tiers, int count,
                                                double fee) {
  const double fixed = p.collateral - p.side * p.size * p.entry;
  LiquidationPrice best;
  double best_slope = 0;
  for (int i = 0; i < count; ++i) {
    const double slope = p.size * (p.side - (tiers[i].rate + fee)) + p.coin;
    LiquidationPrice root = headroom_root(fixed + tiers[i].amount, slope);
    root.tier = i;
    if (i > 0 && !nearer(p.side, root.price, slope, best.price, best_slope)) continue;
    best = root;
    best_slope = slope;
  }
  return best;
}

// Equity equal to a maintenance that does not depend on price: families B and C, and bankruptcy at 0.
TINDERBOX_HD LiquidationPrice linear_fixed_maintenance_price(const LinearPosition& p, double maintenance) {
  return headroom_root(p.collateral - p.side * p.size * p.entry - maintenance, p.side * p.size + p.coin);
}

// B.
TINDERBOX_HD LiquidationPrice linear_entry_price(const LinearPosition& p, double rate, double amount) {
  return linear_fixed_maintenance_price(p, rate * p.size * p.entry - amount);
}

// C.
TINDERBOX_HD LiquidationPrice linear_current_mark_price(const LinearPosition& p, double rate, double amount, double fee,
                                                        double mark) {
  return linear_fixed_maintenance_price(p, (rate + fee) * p.size * mark - amount);
}

TINDERBOX_HD LiquidationPrice linear_bankruptcy_price(const LinearPosition& p) {
  return linear_fixed_maintenance_price(p, 0);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
