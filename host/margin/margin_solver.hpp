// The liquidation and bankruptcy price of one position, or of a hedged pair, under a schedule (host/docs/margin.md).
#pragma once

#include <optional>

#include "host/margin/margin_schedule.hpp"

namespace tinderbox {

// The opposite leg of a hedged cross account.
struct OppositeLeg {
  double entry = 0;
  double size = 0;
};

// Sizes count base units of a linear contract and USD of an inverse one; collateral is in the settle currency.
struct PositionTerms {
  double side = 1;  // +1 long, -1 short
  double entry = 0;
  double size = 0;
  double collateral = 0;       // W
  double coin_collateral = 0;  // base units held as collateral, linear only; moves with the mark
  std::optional<double> mark;  // now; needed by kLinearCurrentMark
  std::optional<OppositeLeg> hedge;
};

struct MarginAnswer {
  LiquidationPrice liquidation;
  LiquidationPrice bankruptcy;
  std::optional<LiquidationPrice> second;  // a hedged account that is liquidated at both ends: the farther one
  std::optional<std::size_t> tier;         // in force at the liquidation price; none where the rate grows with the size
  std::optional<std::size_t> hedge_tier;   // of the opposite leg
  double rate = 0;                         // m in force
  double amount = 0;                       // c in force
  double maintenance = 0;                  // at the liquidation price, fee included; 0 without a price
  double equity = 0;                       // there

  [[nodiscard]] bool has_price() const noexcept { return liquidation.outcome == LiquidationOutcome::kAtPrice; }
  [[nodiscard]] bool never() const noexcept { return liquidation.outcome == LiquidationOutcome::kNever; }
};

// Requires positive entry and size, finite numbers, and rate + fee below 1 in every tier. Throws InputError where a
// family needs the mark, or does not know a hedged pair.
[[nodiscard]] MarginAnswer solve_margin(const PositionTerms& terms, const MarginSchedule& schedule);

}  // namespace tinderbox
