// One row of a position file under a venue's margin rules: what backs it, where it is liquidated, where it is bankrupt.
#pragma once

#include <cstdint>
#include <string>

#include "host/margin/margin_solver.hpp"
#include "host/positions/position_file.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

// The rules of one contract at a date.
struct PositionRules {
  std::string venue;
  std::string contract;
  MarginSchedule schedule;
  double tick_usd = 0;
};

// Throws InputError where the tiers of that date are not sourced.
[[nodiscard]] PositionRules position_rules(const Venue& venue, std::int64_t time);

// Size as the formulas count it: coin of a linear contract, USD of an inverse one.
[[nodiscard]] double formula_size(const PositionRow& row, const PositionRules& rules);
// In USD at a price, which does not matter to an inverse contract.
[[nodiscard]] double usd_at(const PositionRow& row, const PositionRules& rules, double price);
// Value in the settle currency.
[[nodiscard]] double settle_value(const PositionRow& row, const PositionRules& rules, double price);
// PnL at a price since entry, in the settle currency.
[[nodiscard]] double pnl_at(const PositionRow& row, const PositionRules& rules, double price);
// Maintenance margin with the fee that the trigger counts, in the settle currency.
[[nodiscard]] double maintenance_at(const PositionRow& row, const PositionRules& rules, double price);

// What can be taken for the collateral W behind a row (unrealised PnL not counted), NaN where the file does not say.
//   by margin     margin_used less unrealised PnL: of an isolated position exact, funding and added margin are in it
//   by account    account_value less unrealised PnL: of a cross position whose account holds nothing else
//   by leverage   value at entry over leverage: of an isolated position to which nothing was added since
[[nodiscard]] double collateral_by_margin(const PositionRow& row, const PositionRules& rules);
[[nodiscard]] double collateral_by_account(const PositionRow& row, const PositionRules& rules);
[[nodiscard]] double collateral_by_leverage(const PositionRow& row, const PositionRules& rules);

// Of a row with this collateral.
[[nodiscard]] LiquidationPrice solved_price(const PositionRow& row, const PositionRules& rules, double collateral);

enum class LiquidationFrom { kReported, kMargin, kAccount, kLeverage, kNothing };
enum class RowOutcome {
  kAtPrice,
  kNever,
  kUnknown,  // a cross position of which the file says nothing, or one below maintenance at every price
};

struct RowLiquidation {
  double price = 0;  // USD; NaN without a price
  RowOutcome outcome = RowOutcome::kUnknown;
  LiquidationFrom from = LiquidationFrom::kNothing;
};

// The reported price where there is one. Otherwise ours: of a row that may be cross by account; of one that may be
// isolated by margin, else by leverage. Where nothing of that is given, an empty field in a column of liquidation
// prices says "never", as venues report it, and without such a column the row stays unknown.
[[nodiscard]] RowLiquidation liquidation_of(const PositionRow& row, const PositionFile& file,
                                            const PositionRules& rules);

// W that puts the liquidation price where `liquidation` has it; else what the file says; NaN where neither is known.
[[nodiscard]] double collateral_behind(const PositionRow& row, const RowLiquidation& liquidation,
                                       const PositionRules& rules);

// Value at entry over the collateral behind it: what the sampled leverage means too. Infinite where profit alone backs
// the position, NaN where it is not known. The leverage that was selected is another number, of cross positions above
// all.
[[nodiscard]] double effective_leverage(const PositionRow& row, const RowLiquidation& liquidation,
                                        const PositionRules& rules);

// |liquidation - bankruptcy price| / liquidation price. What is left there is the maintenance margin, so the bankruptcy
// price is P - s mm / q (linear), 1 / (1 / P + s mm / N) (inverse). Requires a price.
[[nodiscard]] double bankruptcy_buffer(const PositionRow& row, const RowLiquidation& liquidation,
                                       const PositionRules& rules);

}  // namespace tinderbox
