// Many positions from a CSV file: `tinderbox explain --batch`.
//
// Columns are found by name, in any order; others are ignored. Needed: id, contract_kind (linear, inverse), side (long,
// short), entry_price, quantity_or_contracts (base units, or USD of an inverse contract), wallet_or_extra_margin (W in
// the settle currency: the collateral behind the position, unrealised PnL not counted; empty: value / leverage), mmr,
// model (the formula). Optional: maint_amount, fee_rate (0), mark_price (needed by lin_curmark), leverage, margin_mode,
// exchange and contract: where mmr is empty, the tiers of that venue apply, and its limits of size and leverage.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tinderbox {

// The answers as CSV: id,liquidation_price,bankruptcy_price,never_liquidates,error, a line for each row of `text`. A
// row that is wrong has its error and nothing else. Prices are as short as reads back exactly; empty where there is
// none. `file` names the input in errors; `time` (s since 1970) picks the venues' tiers. Throws InputError where the
// header is wrong.
[[nodiscard]] std::string explain_batch(std::string_view text, const std::string& file, std::int64_t time);

}  // namespace tinderbox
