// The price at which a cross account with a long and a short leg of one contract is liquidated: both legs share it
// (Binance USD-M support article b3c689c1f50a44cabb3a84e663b81d93, hedge mode).
//
//   linear   W + k P + L (P - E_L) - S (P - E_S) = max_i((m_i + f) L P - c_i) + max_j((m_j + f) S P - c_j)
//            =>  P = (W + c_i + c_j - L E_L + S E_S) / (L (m_i + f) + S (m_j + f) - L + S - k)
//   inverse  the same in z = 1/P with L, S in USD and W in coin
//
// Headroom is the least, over pairs of tiers (i, j), of straight lines in z; so it is positive on one range of prices:
// above the highest root of a rising line and below the lowest root of a falling one. A net long is liquidated at the
// lower end, a net short or a balanced account at the upper one; an account whose net size is small against maintenance
// has both. Cost: tiers squared.
#pragma once

#include "sim/margin_answer.hpp"

namespace tinderbox {

struct HedgedAccount {
  double long_size = 0;  // base units (linear) or USD (inverse); 0 without this leg
  double long_entry = 1;
  double short_size = 0;
  double short_entry = 1;
  double collateral = 0;  // W
  double coin = 0;        // k, linear only
};

// The progressive tiers of one leg: those of the contract, or the one tier of a leg whose tier does not depend on
// price.
struct TierSpan {
  const MarginTier* tiers;
  int count;
};

struct LegTiers {
  int of_long = 0;
  int of_short = 0;
};

// The ends of the range of prices in which the account is safe, and the tiers that decide there.
struct SafePrices {
  LiquidationPrice below;  // liquidated at or below it
  LiquidationPrice above;  // liquidated at or above it
  LegTiers below_tiers;
  LegTiers above_tiers;
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Running ends of the range of z > 0 in which every line a + b z added so far is positive.
struct SafeRange {
  double low = 0;
  double high = 1.7976931348623157e308;
  int low_pair = -1;
  int high_pair = -1;
  bool empty = false;

  TINDERBOX_HD void add(double a, double b, int pair) {
    if (b == 0) {
      empty = empty || a <= 0;
      return;
    }
    const double root = -a / b;
    if (b > 0 && root > low) {
      low = root;
      low_pair = pair;
    }
    if (b < 0 && root < high) {
      high = root;
      high_pair = pair;
    }
    empty = empty || low >= high;
  }
};

TINDERBOX_HD LiquidationPrice range_end(bool empty, int pair, double price) {
  if (empty) return {0, LiquidationOutcome::kEveryPrice, 0};
  if (pair < 0) return {0, LiquidationOutcome::kNever, 0};
  return {price, LiquidationOutcome::kAtPrice, 0};
}

// `stride`: pairs are long tier * stride + short tier.
TINDERBOX_HD LegTiers leg_tiers(int pair, int stride) {
  return pair < 0 ? LegTiers{} : LegTiers{pair / stride, pair % stride};
}

TINDERBOX_HD SafePrices prices_of_range(const SafeRange& price, int stride) {
  return {range_end(price.empty, price.low_pair, price.low), range_end(price.empty, price.high_pair, price.high),
          leg_tiers(price.low_pair, stride), leg_tiers(price.high_pair, stride)};
}

TINDERBOX_HD SafePrices prices_of_reciprocal_range(const SafeRange& z, int stride) {
  return {range_end(z.empty, z.high_pair, 1 / z.high), range_end(z.empty, z.low_pair, 1 / z.low),
          leg_tiers(z.high_pair, stride), leg_tiers(z.low_pair, stride)};
}

TINDERBOX_HD SafePrices linear_hedge_prices(const HedgedAccount& a, const TierSpan& longs, const TierSpan& shorts,
                                            double fee) {
  SafeRange range;
  const double fixed = a.collateral - a.long_size * a.long_entry + a.short_size * a.short_entry;
  for (int i = 0; i < longs.count; ++i)
    for (int j = 0; j < shorts.count; ++j) {
      const double rise = a.long_size * (1 - (longs.tiers[i].rate + fee)) + a.coin;
      const double fall = a.short_size * (1 + (shorts.tiers[j].rate + fee));
      range.add(fixed + longs.tiers[i].amount + shorts.tiers[j].amount, rise - fall, i * shorts.count + j);
    }
  return prices_of_range(range, shorts.count);
}

TINDERBOX_HD SafePrices inverse_hedge_prices(const HedgedAccount& a, const TierSpan& longs, const TierSpan& shorts,
                                             double fee) {
  SafeRange range;
  const double fixed = a.collateral + a.long_size / a.long_entry - a.short_size / a.short_entry;
  for (int i = 0; i < longs.count; ++i)
    for (int j = 0; j < shorts.count; ++j) {
      const double rise = a.short_size * (1 - (shorts.tiers[j].rate + fee));
      const double fall = a.long_size * (1 + (longs.tiers[i].rate + fee));
      range.add(fixed + longs.tiers[i].amount + shorts.tiers[j].amount, rise - fall, i * shorts.count + j);
    }
  return prices_of_reciprocal_range(range, shorts.count);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
