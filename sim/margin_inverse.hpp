// Liquidation and bankruptcy price of an inverse position: N USD, margined in coin.
//
//   equity(P) = W + s N (1/E - 1/P)
//
//   A' maintenance at mark    (m + f) N/P - c   =>  P = N (1 + s (m + f)) / (N/E + s (W + c))
//      Binance COIN-M support article on liquidation prices; OKX, Gate, Kraken; Bybit from 2025-09-02
//   B' maintenance at entry   m N/E - c         =>  P = N / (N/E + s (W - (m N/E - c)))
//      Bybit help centre up to 2025-09-01 (the fee reserve cancels)
//   bankruptcy: P = N / (N/E + s W)
//
// A short whose denominator is not positive is never liquidated (1x or less); a long whose denominator is not positive
// is below maintenance at every price. Progressive tiers in coin are convex in N/P, so the highest root over tiers is a
// long's price and the lowest a short's, skipping a short's tiers whose denominator is not positive.
// The denominators are taken from N/E and W as they are, in double precision: near 1x they cancel.
// Requires m + f < 1, N > 0, E > 0. Finite W of either sign.
#pragma once

#include "sim/margin_answer.hpp"

namespace tinderbox {

struct InversePosition {
  double side = 1;        // s
  double notional = 0;    // N, USD
  double entry = 0;       // E
  double collateral = 0;  // W, coin
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD double inverse_equity(const InversePosition& p, double price) {
  return p.collateral + p.side * p.notional * (1 / p.entry - 1 / price);
}

// numerator / denominator, or what it means that there is no such price.
TINDERBOX_HD LiquidationPrice inverse_root(double side, double numerator, double denominator) {
  if (denominator > 0) return {numerator / denominator, LiquidationOutcome::kAtPrice, 0};
  return {0, side > 0 ? LiquidationOutcome::kEveryPrice : LiquidationOutcome::kNever, 0};
}

// A', one tier.
TINDERBOX_HD LiquidationPrice inverse_mark_price(const InversePosition& p, double rate, double amount, double fee) {
  return inverse_root(p.side, p.notional * (1 + p.side * (rate + fee)),
                      p.notional / p.entry + p.side * (p.collateral + amount));
}

// A', progressive tiers in coin. Precondition: count >= 1.
TINDERBOX_HD LiquidationPrice inverse_mark_price(const InversePosition& p, const MarginTier* tiers, int count,
                                                 double fee) {
  LiquidationPrice best = inverse_mark_price(p, tiers[0].rate, tiers[0].amount, fee);
  // Tier 0 has the smallest amount: if a short has no price there, it has none; nor has a long without denominator.
  if (best.outcome != LiquidationOutcome::kAtPrice) return best;
  for (int i = 1; i < count; ++i) {
    LiquidationPrice root = inverse_mark_price(p, tiers[i].rate, tiers[i].amount, fee);
    root.tier = i;
    const bool found = root.outcome == LiquidationOutcome::kAtPrice;
    if (found && (p.side > 0 ? root.price > best.price : root.price < best.price)) best = root;
  }
  return best;
}

// Equity equal to a maintenance in coin that does not depend on price: B', and bankruptcy at 0.
TINDERBOX_HD LiquidationPrice inverse_fixed_maintenance_price(const InversePosition& p, double maintenance) {
  return inverse_root(p.side, p.notional, p.notional / p.entry + p.side * (p.collateral - maintenance));
}

// B'.
TINDERBOX_HD LiquidationPrice inverse_entry_price(const InversePosition& p, double rate, double amount) {
  return inverse_fixed_maintenance_price(p, rate * p.notional / p.entry - amount);
}

TINDERBOX_HD LiquidationPrice inverse_bankruptcy_price(const InversePosition& p) {
  return inverse_fixed_maintenance_price(p, 0);
}

// The account-wide rule of Bybit's first inverse contracts (help article 360039261334, 2020): maintenance at entry plus
// the fee of closing at the bankruptcy price B.
//   B = N (1 + s f) / (N/E + s W),   s N (1/E - 1/P) = -(W - m N/E - f N/B)
struct BankruptcyFeePrices {
  LiquidationPrice liquidation;
  LiquidationPrice bankruptcy;
};
TINDERBOX_HD BankruptcyFeePrices inverse_bankruptcy_fee_prices(const InversePosition& p, double rate, double amount,
                                                               double fee) {
  const LiquidationPrice broke =
      inverse_root(p.side, p.notional * (1 + p.side * fee), p.notional / p.entry + p.side * p.collateral);
  if (broke.outcome != LiquidationOutcome::kAtPrice) return {broke, broke};
  const double maintenance = rate * p.notional / p.entry - amount + fee * p.notional / broke.price;
  return {inverse_fixed_maintenance_price(p, maintenance), broke};
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
