// One isolated linear position worked out step by step, with the formula and the numbers in it (sim/margin.hpp).
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/venue/venue.hpp"

namespace tinderbox {

struct IsolatedPosition {
  std::string side;  // "long" or "short"
  double entry_usd = 0;
  double leverage = 0;
  double notional_usd = 0;  // at the entry price
  double added_margin_usd = 0;
};

struct Explanation {
  IsolatedPosition position;
  std::string venue;
  std::string contract;
  std::string tiers_as_of;   // date of the tier table
  std::string tiers_source;  // who published it
  MaintenanceTier tier;      // in force at the liquidation price
  double side = 0;           // +1 long, -1 short
  double size = 0;           // contracts
  double margin_usd = 0;
  double liquidation_price_usd = 0;   // <= 0: never liquidated
  double bankruptcy_price_usd = 0;    // <= 0: the margin covers a fall to zero
  double maintenance_margin_usd = 0;  // at the liquidation price, 0 if there is none
  double distance_percent = 0;        // from entry to the liquidation price, signed

  [[nodiscard]] bool never_liquidated() const noexcept { return liquidation_price_usd <= 0; }
};

// Throws InputError with everything that is wrong with the position, among it a leverage or a notional that the venue
// does not allow.
[[nodiscard]] Explanation explain_position(const IsolatedPosition& position, const Venue& venue,
                                           const TierTable& table);

[[nodiscard]] std::string explanation_text(const Explanation& explanation);
[[nodiscard]] nlohmann::json explanation_json(const Explanation& explanation);

}  // namespace tinderbox
