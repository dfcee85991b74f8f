// The maintenance rules that apply to a position: a margin family with its tiers, from a venue file at a date or from a
// rate given with the position.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/venue/venue.hpp"
#include "sim/margin_answer.hpp"
#include "sim/margin_deribit.hpp"

namespace tinderbox {

struct MarginSchedule {
  MarginFamily family = MarginFamily::kLinearMark;
  TierBasis basis = TierBasis::kNotionalUsd;
  TierShape shape = TierShape::kProgressive;
  TierValuation valued_at = TierValuation::kMark;
  double fee = 0;                    // f
  double contract_value = 1;         // base units (linear) or USD (inverse)
  double tick = 0;                   // kBitmexSatoshi: step of the shown price, 0 for none
  std::vector<MarginTier> tiers;     // ascending; empty where the rate grows with the size
  std::vector<double> max_leverage;  // of each tier; empty where leverage has no limit
  SizeDependentRate maintenance_by_size;
  SizeDependentRate initial_by_size;
  bool capped = false;  // whether the last tier's cap is a limit of the venue

  [[nodiscard]] bool by_size() const noexcept {
    return family == MarginFamily::kDeribitLinear || family == MarginFamily::kDeribitInverse;
  }
  [[nodiscard]] bool inverse() const noexcept {
    return family == MarginFamily::kInverseMark || family == MarginFamily::kInverseEntry ||
           family == MarginFamily::kDeribitInverse || family == MarginFamily::kBitmexSatoshi;
  }
  // Whether maintenance is fixed when the position is opened.
  [[nodiscard]] bool at_entry() const noexcept {
    return family == MarginFamily::kLinearEntry || family == MarginFamily::kInverseEntry ||
           family == MarginFamily::kBitmexSatoshi;
  }
  // Whether a position of given size is in the same tier at every price.
  [[nodiscard]] bool tier_independent_of_price() const noexcept {
    return basis == TierBasis::kContracts || basis == TierBasis::kBaseSize ||
           (basis == TierBasis::kNotionalUsd && inverse());
  }
};

// One rate for every size: m and c of the position itself.
[[nodiscard]] MarginSchedule single_rate_schedule(MarginFamily family, double rate, double amount, double fee);

// The rules of a venue file at `time` (s since 1970). Throws InputError where the tiers of that date are not sourced or
// an inverse contract has no contract value. `given`: rate and amount to use in place of the venue's tiers.
struct GivenRate {
  double rate = 0;
  double amount = 0;
};
[[nodiscard]] MarginSchedule schedule_of(const Venue& venue, std::int64_t time, std::optional<GivenRate> given);

// What a table's tiers count, for a position of `size` (base units, or USD of an inverse contract) at `price`.
[[nodiscard]] double tier_value(const MarginSchedule& schedule, double size, double price);

// Unit of tier_value: "USD", "base units", "contracts" or "coin".
[[nodiscard]] const char* tier_unit(TierBasis basis);

// What the venue would not have let the position's owner do; empty if nothing. `leverage` 0: not stated.
struct LimitProblem {
  bool size = false;  // the size is above the last cap; otherwise the leverage is above that of the tier
  double found = 0;
  double most = 0;
};
[[nodiscard]] std::optional<LimitProblem> limit_problem(const MarginSchedule& schedule, double size, double entry,
                                                        double leverage);

}  // namespace tinderbox
