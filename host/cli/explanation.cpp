#include "host/cli/explanation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

// A venue allows leverage L up to the cap of the highest tier whose limit is at least L.
void check_limits(const Explanation& e, double size, double entry, const char* size_option) {
  const auto limit = limit_problem(e.schedule, size, entry, e.request.leverage.value_or(0));
  if (!limit) return;
  const char* unit = tier_unit(e.schedule.basis);
  if (limit->size)
    throw InputError({size_option, "is more than the venue allows", fmt::format("{} {}", plain(limit->found), unit),
                      fmt::format("at most {} {}", plain(limit->most), unit), ""});
  const std::string date = e.tiers_as_of.empty() ? "" : " (tiers of " + e.tiers_as_of + ")";
  throw InputError({"--leverage", "is more than the venue allows for this notional", plain(limit->found),
                    fmt::format("at most {} for {} USD{}", plain(limit->most), plain(e.entry_notional_usd), date), ""});
}

double rounded(double price, double tick, RoundingDirection direction) {
  constexpr double kLastBits = 1e-9;  // of a tick: a price on the tick stays there
  const double ticks = price / tick;
  switch (direction) {
    case RoundingDirection::kNone:
      return price;
    case RoundingDirection::kNearest:
      return std::round(ticks) * tick;
    case RoundingDirection::kUp:
      return std::ceil(ticks - kLastBits) * tick;
    case RoundingDirection::kDown:
      return std::floor(ticks + kLastBits) * tick;
  }
  return price;
}

void round_as_shown(const Venue& venue, Explanation& e) {
  if (!venue.display.known() || !(venue.display.value.tick > 0)) return;
  const DisplayRounding& rule = venue.display.value;
  if (e.answer.has_price())
    e.shown_liquidation_price =
        rounded(e.answer.liquidation.price, rule.tick, rule.liquidation) + rule.extra_ticks * rule.tick;
  if (e.answer.bankruptcy.outcome == LiquidationOutcome::kAtPrice)
    e.shown_bankruptcy_price = rounded(e.answer.bankruptcy.price, rule.tick, rule.bankruptcy);
}

void take_sources(const Venue& venue, const MarginRule& rule, std::int64_t time, Explanation& e) {
  e.venue = venue.name;
  e.contract = venue.contract;
  e.settle = venue.contract_kind == ContractKind::kInverse ? venue.settle : "USD";
  e.trigger = std::string(word_of(venue.trigger));
  e.rule_as_of = rule.as_of;
  e.rule_source = rule.source;
  if (e.schedule.by_size() || e.request.mmr) return;
  const TierTable& table = venue.table_at(time);
  e.tiers_as_of = table.as_of;
  e.tiers_source = table.source;
  e.tiers_caveat = table.caveat;
}

}  // namespace

Explanation explain_position(const PositionRequest& request, const Venue& venue, std::int64_t time) {
  check_request(request, venue);
  Explanation e;
  e.request = request;
  std::optional<GivenRate> given;
  if (request.mmr) given = GivenRate{*request.mmr, request.maint_amount.value_or(0)};
  const MarginRule rule = venue.margin_rules.empty() ? MarginRule{} : venue.margin_rule_at(time);
  e.schedule = schedule_of(venue, time, given);
  take_sources(venue, rule, time, e);
  e.terms = terms_of(request, venue, rule);
  if (e.schedule.family == MarginFamily::kLinearCurrentMark && !request.mark_usd)
    throw InputError({"--mark", "is missing: this venue values maintenance at the mark of now", "", "a price", ""});
  if (given && given->rate + e.schedule.fee >= 1)
    throw InputError({"--mmr", "leaves nothing of the position together with the fee", plain(given->rate),
                      "less than " + plain(1 - e.schedule.fee), ""});
  e.entry_notional_usd = e.schedule.inverse() ? e.terms.size : e.terms.size * e.terms.entry;
  check_limits(e, e.terms.size, e.terms.entry, "--notional");
  if (e.terms.hedge) check_limits(e, e.terms.hedge->size, e.terms.hedge->entry, "--hedge-notional");
  e.answer = solve_margin(e.terms, e.schedule);
  e.text = formula_text(e.terms, e.schedule, e.answer);
  if (e.answer.has_price()) e.distance_percent = 100 * (e.answer.liquidation.price / e.terms.entry - 1);
  round_as_shown(venue, e);
  return e;
}

}  // namespace tinderbox
