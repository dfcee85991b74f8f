#include "host/margin/margin_schedule.hpp"

#include <cmath>
#include <limits>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

double display_tick(const Venue& venue) {
  return venue.display.known() && venue.display.value.tick > 0 ? venue.display.value.tick : venue.tick_size_usd;
}

void take_tiers(const TierTable& table, MarginSchedule& schedule) {
  schedule.basis = table.basis;
  schedule.shape = table.shape;
  for (const TierBracket& tier : table.brackets) {
    schedule.tiers.push_back({tier.floor, tier.cap, tier.mmr, tier.maint_amount});
    schedule.max_leverage.push_back(tier.max_leverage);
  }
  // Tables made in code may hold the USD tiers alone.
  if (table.brackets.empty())
    for (const MaintenanceTier& tier : table.tiers) {
      schedule.tiers.push_back({tier.floor_usd, tier.cap_usd, tier.mmr, tier.maint_amount_usd});
      schedule.max_leverage.push_back(tier.max_leverage);
    }
  schedule.capped = !schedule.tiers.empty() && std::isfinite(schedule.tiers.back().cap);
}

void take_single_tier(GivenRate given, MarginSchedule& schedule) {
  schedule.tiers = {{0, std::numeric_limits<double>::infinity(), given.rate, given.amount}};
}

}  // namespace

MarginSchedule single_rate_schedule(MarginFamily family, double rate, double amount, double fee) {
  MarginSchedule schedule;
  schedule.family = family;
  schedule.fee = fee;
  take_single_tier({rate, amount}, schedule);
  return schedule;
}

MarginSchedule schedule_of(const Venue& venue, std::int64_t time, std::optional<GivenRate> given) {
  const MarginRule rule = venue.margin_rules.empty() ? MarginRule{} : venue.margin_rule_at(time);
  const std::string title = venue.name + " " + venue.contract;
  MarginSchedule schedule;
  schedule.family = rule.family;
  schedule.valued_at = rule.tier_valued_at;
  schedule.fee = rule.fee_in_trigger;
  schedule.contract_value = venue.contract_value;
  schedule.tick = display_tick(venue);
  if (!(venue.contract_value > 0) && venue.contract_kind == ContractKind::kInverse)
    throw InputError({title, "an inverse contract without contract value", "", "contract_value in USD", ""});
  if (given) {
    if (schedule.by_size())
      schedule.family =
          schedule.inverse() ? MarginFamily::kInverseMark : MarginFamily::kLinearMark;  // the rate is known now
    take_single_tier(*given, schedule);
  } else if (schedule.by_size()) {
    schedule.maintenance_by_size = {rule.size_rate.maintenance, rule.size_rate.maintenance_per_coin};
    schedule.initial_by_size = {rule.size_rate.initial, rule.size_rate.initial_per_coin};
  } else {
    take_tiers(venue.table_at(time), schedule);
    if (schedule.tiers.empty()) throw InputError({title, "has no maintenance tiers", "", "", ""});
  }
  return schedule;
}

double tier_value(const MarginSchedule& schedule, double size, double price) {
  switch (schedule.basis) {
    case TierBasis::kNotionalUsd:
      return schedule.inverse() ? size : size * price;
    case TierBasis::kBaseSize:
      return size;
    case TierBasis::kContracts:
      return size / schedule.contract_value;
    case TierBasis::kCoinValue:
      return size / price;
  }
  return size;
}

const char* tier_unit(TierBasis basis) {
  switch (basis) {
    case TierBasis::kNotionalUsd:
      return "USD";
    case TierBasis::kBaseSize:
      return "base units";
    case TierBasis::kContracts:
      return "contracts";
    case TierBasis::kCoinValue:
      return "coin";
  }
  return "";
}

std::optional<LimitProblem> limit_problem(const MarginSchedule& schedule, double size, double entry, double leverage) {
  constexpr double kRounding = 1 + 1e-12;  // a size given in another unit may miss the cap by its last bits
  double most = std::numeric_limits<double>::infinity();
  if (schedule.by_size()) {
    most = 1 / size_dependent_rate(schedule.initial_by_size, schedule.inverse() ? size / entry : size);
  } else if (!schedule.max_leverage.empty()) {
    const double value = tier_value(schedule, size, entry);
    if (schedule.capped && value > schedule.tiers.back().cap * kRounding)
      return LimitProblem{true, value, schedule.tiers.back().cap};
    const int tier = tier_of(value / kRounding, schedule.tiers.data(), static_cast<int>(schedule.tiers.size()));
    most = schedule.max_leverage[static_cast<std::size_t>(tier)];
  }
  if (leverage > most * kRounding) return LimitProblem{false, leverage, most};
  return std::nullopt;
}

}  // namespace tinderbox
