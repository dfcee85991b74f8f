// One position worked out step by step under a venue's rules, with the formula and the numbers in it (host/margin).
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/cli/position_request.hpp"
#include "host/margin/formula_text.hpp"
#include "host/margin/margin_solver.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

struct Explanation {
  PositionRequest request;
  std::string venue;
  std::string contract;
  std::string settle;      // currency of margin: "USD" of a linear contract, the coin of an inverse one
  std::string trigger;     // "mark" or "oracle"
  std::string rule_as_of;  // of the margin rule; empty where the venue names none
  std::string rule_source;
  std::string tiers_as_of;  // of the tier table; empty where there is none
  std::string tiers_source;
  std::string tiers_caveat;
  MarginSchedule schedule;
  PositionTerms terms;
  MarginAnswer answer;
  FormulaText text;
  double entry_notional_usd = 0;
  double distance_percent = 0;         // from entry to the liquidation price, signed; 0 without a price
  double shown_liquidation_price = 0;  // as the venue rounds it; 0 where it is not known or there is none
  double shown_bankruptcy_price = 0;
};

// The position under the rules in force at `time` (s since 1970). Throws InputError with everything that is wrong with
// it, among it a leverage or a size that the venue does not allow.
[[nodiscard]] Explanation explain_position(const PositionRequest& request, const Venue& venue, std::int64_t time);

[[nodiscard]] std::string explanation_text(const Explanation& explanation);
[[nodiscard]] nlohmann::json explanation_json(const Explanation& explanation);

}  // namespace tinderbox
