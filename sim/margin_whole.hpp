// Liquidation price where the whole position is charged the rate of its one tier, so that maintenance jumps at the
// bounds of tiers (BitMEX risk limits; Bitget and Gate before their progressive tables).
//
// Tiers of contracts or base units do not depend on price: look the tier up once (tier_of) and use the one-tier forms.
// Tiers of value do. Tier i holds on an interval of prices; on it headroom is that of one tier with root P_i, so that
// the liquidated part of the interval is P <= P_i for a long and P >= P_i for a short. A long's price is the highest
// point of all these parts: the maximum over tiers of min(P_i, price at which the tier is entered), taken where P_i
// lies above the lower end. A position may thus be liquidated exactly where a tier begins: an inverse long grows in
// coin as price falls. Only tiers that price can meet on the adverse way from `reference` (the mark, or the entry) are
// looked at.
#pragma once

#include "sim/margin_inverse.hpp"
#include "sim/margin_linear.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

inline constexpr double kNoPriceLimit = 1.7976931348623157e308;  // the largest double

// The liquidated part of (low, high] nearest to the position, if the root of the tier reaches into it.
TINDERBOX_HD bool whole_candidate(double side, const LiquidationPrice& root, double low, double high, double reference,
                                  double& price) {
  if (root.outcome == LiquidationOutcome::kNever) return false;
  const bool everywhere = root.outcome == LiquidationOutcome::kEveryPrice;
  if (side > 0) {
    if (low >= reference || (!everywhere && root.price <= low)) return false;
    price = everywhere ? high : least(root.price, high);
  } else {
    if (high <= reference || (!everywhere && root.price > high)) return false;
    price = everywhere ? low : greatest(root.price, low);
  }
  return true;
}

// Folds the candidates of tiers; `interval` gives each tier's prices and `solve` its root.
template <class Interval, class Solve>
TINDERBOX_HD LiquidationPrice whole_position_price(double side, double reference, int count, const Interval& interval,
                                                   const Solve& solve) {
  LiquidationPrice best;
  bool found = false;
  for (int i = 0; i < count; ++i) {
    double low;
    double high;
    interval(i, low, high);
    double price = 0;
    if (!whole_candidate(side, solve(i), low, high, reference, price)) continue;
    if (found && (side > 0 ? price <= best.price : price >= best.price)) continue;
    best = {price, LiquidationOutcome::kAtPrice, i};
    found = true;
  }
  if (found && (best.price <= 0 || best.price >= kNoPriceLimit)) best.outcome = LiquidationOutcome::kEveryPrice;
  return best;
}

// Tiers of notional in USD; maintenance (m + f) q P. Precondition: count >= 1.
TINDERBOX_HD LiquidationPrice linear_whole_price(const LinearPosition& p, const MarginTier* tiers, int count,
                                                 double fee, double reference) {
  const auto interval = [&](int i, double& low, double& high) {
    low = tiers[i].floor / p.size;
    high = i + 1 < count ? tiers[i].cap / p.size : kNoPriceLimit;
  };
  const auto solve = [&](int i) { return linear_mark_price(p, tiers[i].rate, tiers[i].amount, fee); };
  return whole_position_price(p.side, reference, count, interval, solve);
}

// Tiers of value in coin; maintenance (m + f) N / P.
TINDERBOX_HD LiquidationPrice inverse_whole_price(const InversePosition& p, const MarginTier* tiers, int count,
                                                  double fee, double reference) {
  const auto interval = [&](int i, double& low, double& high) {
    low = i + 1 < count ? p.notional / tiers[i].cap : 0;
    high = tiers[i].floor > 0 ? p.notional / tiers[i].floor : kNoPriceLimit;
  };
  const auto solve = [&](int i) { return inverse_mark_price(p, tiers[i].rate, tiers[i].amount, fee); };
  return whole_position_price(p.side, reference, count, interval, solve);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
