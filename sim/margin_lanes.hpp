// Liquidation prices of many positions at once under progressive tiers valued at mark: families A
// (sim/margin_linear.hpp) and A' (sim/margin_inverse.hpp), in loops without branches that vectorise over positions.
//
// Shapes: arrays of n. Answers: the price; +infinity where the position is never liquidated; -infinity where it is
// liquidated at every price (an inverse long with so negative a collateral; a linear short's root at or below 0 is
// returned as that root). Prices are bit for bit those of the one-position functions.
#pragma once

#include "sim/margin_answer.hpp"

namespace tinderbox {

// side, size (q or N), entry, collateral (W): one array each.
struct PositionLanes {
  const double* side;
  const double* size;
  const double* entry;
  const double* collateral;
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

inline constexpr int kMarginLanes = 128;
inline constexpr double kInfinitePrice = __builtin_huge_val();

// One block of at most kMarginLanes positions starting at `first`.
TINDERBOX_HD void linear_mark_block(const PositionLanes& p, int first, int lanes, const MarginTier* tiers, int count,
                                    double fee, double* price) {
  const double* side = p.side + first;
  const double* size = p.size + first;
  double fixed[kMarginLanes];
  double best[kMarginLanes];  // s * price: the highest for both sides
  for (int i = 0; i < lanes; ++i) {
    fixed[i] = p.collateral[first + i] - side[i] * size[i] * p.entry[first + i];
    best[i] = -kInfinitePrice;
  }
  for (int tier = 0; tier < count; ++tier) {
    const double load = tiers[tier].rate + fee;
    const double amount = tiers[tier].amount;
    for (int i = 0; i < lanes; ++i) {
      const double root = -(fixed[i] + amount) / (size[i] * (side[i] - load));
      best[i] = greatest(best[i], side[i] * root);
    }
  }
  for (int i = 0; i < lanes; ++i) {
    const double root = side[i] * best[i];
    price[first + i] = (side[i] > 0) & (root <= 0) ? kInfinitePrice : root;
  }
}

TINDERBOX_HD void inverse_mark_block(const PositionLanes& p, int first, int lanes, const MarginTier* tiers, int count,
                                     double fee, double* price) {
  const double* side = p.side + first;
  const double* size = p.size + first;
  double value[kMarginLanes];
  double best[kMarginLanes];
  for (int i = 0; i < lanes; ++i) {
    value[i] = size[i] / p.entry[first + i];
    best[i] = -kInfinitePrice;
  }
  for (int tier = 0; tier < count; ++tier) {
    const double load = tiers[tier].rate + fee;
    const double amount = tiers[tier].amount;
    for (int i = 0; i < lanes; ++i) {
      const double denominator = value[i] + side[i] * (p.collateral[first + i] + amount);
      const double root = size[i] * (1 + side[i] * load) / denominator;
      best[i] = greatest(best[i], side[i] * (denominator > 0 ? root : kInfinitePrice));
    }
  }
  // A long without denominator met +infinity; a short that met only such tiers kept -infinity.
  for (int i = 0; i < lanes; ++i)
    price[first + i] = (side[i] > 0) & (best[i] == kInfinitePrice) ? -kInfinitePrice : side[i] * best[i];
}

TINDERBOX_HD void linear_mark_prices(const PositionLanes& p, int n, const MarginTier* tiers, int count, double fee,
                                     double* price) {
  for (int first = 0; first < n; first += kMarginLanes)
    linear_mark_block(p, first, least(kMarginLanes, n - first), tiers, count, fee, price);
}

TINDERBOX_HD void inverse_mark_prices(const PositionLanes& p, int n, const MarginTier* tiers, int count, double fee,
                                      double* price) {
  for (int first = 0; first < n; first += kMarginLanes)
    inverse_mark_block(p, first, least(kMarginLanes, n - first), tiers, count, fee, price);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
