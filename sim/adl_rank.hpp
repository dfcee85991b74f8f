// Who is auto-deleveraged first: the score of one position under each ranking in use. The higher score of a side goes
// first. Amounts are in the settle currency, so the formulas hold for linear and inverse contracts alike.
//
// Notation: W collateral, PnL not counted; u unrealised PnL; equity W + u; mm maintenance; n value at the mark; n_0
// value at entry. A position whose equity is gone is being liquidated itself: it stands last. Neglected: venues rank by
// quantiles of the score, which keep its order; an account is reduced to one position. Sources: the venues' pages on
// auto-deleveraging, each named in configs/venues.
#pragma once

#include "sim/platform.hpp"

namespace tinderbox {

struct AdlPosition {
  double side = 1;         // +1 long, -1 short
  double wallet = 0;       // W
  double pnl = 0;          // u
  double maintenance = 0;  // mm at the mark, above 0
  double value = 0;        // n
  double entry_value = 0;  // n_0
  double price_ratio = 1;  // mark / entry
};

// Pro rata: a deficit is shared by all winners, each by the same part of what it won.
struct AdlHaircut {
  double part;      // of every winner
  double residual;  // of the deficit, that winners do not cover
};

inline constexpr double kAdlLast = -1.7976931348623157e308;

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Both amounts not negative, in the same unit.
TINDERBOX_HD AdlHaircut adl_haircut(double deficit, double won) {
  const double part = won > 0 ? least(deficit / won, 1.0) : 0.0;
  return {part, greatest(deficit - won, 0.0)};
}

// Binance: PnL% * margin ratio with PnL% = max(0, u) / max(1, W) and margin ratio = mm / equity, 0 where equity is
// gone. All losers score 0.
TINDERBOX_HD double adl_pnl_times_margin_ratio(const AdlPosition& p) {
  const double equity = p.wallet + p.pnl;
  if (!(equity > 0)) return 0.0;
  return greatest(p.pnl, 0.0) / greatest(p.wallet, 1.0) * (p.maintenance / equity);
}

// BitMEX, Bybit: PnL% = u / n_0 and effective leverage = n / (n - n at bankruptcy) = n / equity; winners PnL% *
// leverage, losers PnL% / leverage.
TINDERBOX_HD double adl_pnl_times_leverage(const AdlPosition& p) {
  const double equity = p.wallet + p.pnl;
  if (!(equity > 0)) return kAdlLast;
  const double gain = p.pnl / p.entry_value;
  const double leverage = p.value / equity;
  return gain > 0 ? gain * leverage : gain / leverage;
}

// OKX: ROI = u / W and margin ratio = equity / mm; winners ROI / margin ratio, losers ROI * margin ratio. Profit alone
// as collateral (W of 0 or less) is the highest return there is: it counts as W of a billionth of the value.
TINDERBOX_HD double adl_roi_over_margin_ratio(const AdlPosition& p) {
  const double equity = p.wallet + p.pnl;
  if (!(equity > 0)) return kAdlLast;
  const double roi = p.pnl / greatest(p.wallet, 1e-9 * p.value);
  const double margin_ratio = equity / p.maintenance;
  return roi > 0 ? roi / margin_ratio : roi * margin_ratio;
}

// Hyperliquid: mark / entry * value / account value, of positions in profit. The venue writes one formula; a short
// profits as mark / entry falls, so its ratio is entry / mark here. Positions at a loss stand behind all of those, in
// the same order among themselves.
TINDERBOX_HD double adl_price_ratio_times_leverage(const AdlPosition& p) {
  const double equity = p.wallet + p.pnl;
  if (!(equity > 0)) return kAdlLast;
  const double gain = p.side > 0 ? p.price_ratio : 1.0 / p.price_ratio;
  const double index = gain * (p.value / equity);
  return p.pnl > 0 ? index : -1.0 / index;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
