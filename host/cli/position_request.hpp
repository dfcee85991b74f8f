// A position as the options of `explain` describe it.
#pragma once

#include <optional>
#include <string>

#include "host/margin/margin_solver.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

// Amounts of margin are in the settle currency: USD of a linear contract, coin of an inverse one.
struct PositionRequest {
  std::string side;  // "long" or "short"
  double entry_usd = 0;
  std::optional<double> leverage;
  std::optional<double> notional_usd;  // at the entry price
  double added_margin = 0;             // isolated
  std::optional<double> contracts;     // in place of notional_usd
  std::string mode = "isolated";       // or "cross", "hedge"
  std::optional<double> margin;        // isolated, in place of value / leverage
  std::optional<double> wallet;        // cross and hedge
  double other_maintenance = 0;        // cross and hedge: of positions in other contracts
  double other_pnl = 0;                // their unrealised PnL
  double coin_collateral = 0;          // cross and hedge, linear: base units
  double funding_paid = 0;             // received where negative
  std::optional<double> mark_usd;
  std::optional<double> hedge_entry_usd;
  std::optional<double> hedge_notional_usd;
  std::optional<double> mmr;  // in place of the venue's tiers
  std::optional<double> maint_amount;
};

// Throws InputError with every option that is wrong by itself or beside the others.
void check_request(const PositionRequest& request, const Venue& venue);

// The position that the options describe. `rule` says how much of added margin counts. Throws InputError where nothing
// is left of an isolated margin. Requires a checked request.
[[nodiscard]] PositionTerms terms_of(const PositionRequest& request, const Venue& venue, const MarginRule& rule);

// A number as options and explanations show it.
[[nodiscard]] std::string plain(double value);

}  // namespace tinderbox
