#include "host/margin/margin_solver.hpp"

#include "host/support/error.hpp"
#include "sim/margin_bitmex.hpp"
#include "sim/margin_deribit.hpp"
#include "sim/margin_hedge.hpp"
#include "sim/margin_whole.hpp"

namespace tinderbox {
namespace {

LinearPosition linear_position(const PositionTerms& t) {
  return {t.side, t.size, t.entry, t.collateral, t.coin_collateral};
}

InversePosition inverse_position(const PositionTerms& t) {
  return {t.side, t.size, t.entry, t.collateral};
}

double needed_mark(const PositionTerms& terms) {
  if (!terms.mark)
    throw InputError({"mark price", "is needed: maintenance is valued at the mark of now", "", "a price", ""});
  return *terms.mark;
}

// The tier of a position whose tier is known before its liquidation price.
int looked_up_tier(const PositionTerms& terms, const MarginSchedule& schedule) {
  const double price = schedule.family == MarginFamily::kLinearCurrentMark ? needed_mark(terms) : terms.entry;
  return tier_of(tier_value(schedule, terms.size, price), schedule.tiers.data(),
                 static_cast<int>(schedule.tiers.size()));
}

bool tier_follows_price(const MarginSchedule& schedule) {
  const bool at_mark = schedule.family == MarginFamily::kLinearMark || schedule.family == MarginFamily::kInverseMark;
  return at_mark && schedule.valued_at == TierValuation::kMark && !schedule.tier_independent_of_price();
}

// Over all tiers of a table whose tier follows the mark.
LiquidationPrice price_over_tiers(const PositionTerms& terms, const MarginSchedule& schedule) {
  const MarginTier* tiers = schedule.tiers.data();
  const int count = static_cast<int>(schedule.tiers.size());
  const double reference = terms.mark.value_or(terms.entry);
  const bool whole = schedule.shape == TierShape::kWholePosition;
  if (schedule.inverse()) {
    const InversePosition p = inverse_position(terms);
    return whole ? inverse_whole_price(p, tiers, count, schedule.fee, reference)
                 : inverse_mark_price(p, tiers, count, schedule.fee);
  }
  const LinearPosition p = linear_position(terms);
  return whole ? linear_whole_price(p, tiers, count, schedule.fee, reference)
               : linear_mark_price(p, tiers, count, schedule.fee);
}

// With rate and amount known.
LiquidationPrice price_at_rate(const PositionTerms& terms, const MarginSchedule& schedule, double rate, double amount) {
  const LinearPosition linear = linear_position(terms);
  const InversePosition inverse = inverse_position(terms);
  switch (schedule.family) {
    case MarginFamily::kLinearMark:
    case MarginFamily::kDeribitLinear:
      return linear_mark_price(linear, rate, amount, schedule.fee);
    case MarginFamily::kInverseMark:
      return inverse_mark_price(inverse, rate, amount, schedule.fee);
    case MarginFamily::kLinearEntry:
      return linear_entry_price(linear, rate, amount);
    case MarginFamily::kInverseEntry:
      return inverse_entry_price(inverse, rate, amount);
    case MarginFamily::kLinearCurrentMark:
      return linear_current_mark_price(linear, rate, amount, schedule.fee, needed_mark(terms));
    case MarginFamily::kDeribitInverse:
      return deribit_inverse_price(inverse, schedule.maintenance_by_size, schedule.fee);
    case MarginFamily::kBitmexSatoshi:
      return bitmex_liquidation_price(inverse, rate, schedule.fee, schedule.tick);
  }
  return {};
}

LiquidationPrice bankruptcy_of(const PositionTerms& terms, const MarginSchedule& schedule) {
  if (schedule.family == MarginFamily::kBitmexSatoshi)
    return bitmex_bankruptcy_price(inverse_position(terms), schedule.tick);
  return schedule.inverse() ? inverse_bankruptcy_price(inverse_position(terms))
                            : linear_bankruptcy_price(linear_position(terms));
}

// Equity and maintenance where the position is liquidated.
void value_at_price(const PositionTerms& terms, const MarginSchedule& schedule, MarginAnswer& answer) {
  const double price = answer.liquidation.price;
  const bool inverse = schedule.inverse();
  answer.equity =
      inverse ? inverse_equity(inverse_position(terms), price) : linear_equity(linear_position(terms), price);
  double valued_at = price;
  double fee = schedule.fee;
  if (schedule.at_entry()) {
    valued_at = terms.entry;
    fee = 0;  // reserved in the margin as well: left out of both
  }
  if (schedule.family == MarginFamily::kLinearCurrentMark) valued_at = *terms.mark;
  const double value = inverse ? terms.size / valued_at : terms.size * valued_at;
  answer.maintenance = (answer.rate + fee) * value - answer.amount;
}

MarginAnswer solve_single(const PositionTerms& terms, const MarginSchedule& schedule) {
  MarginAnswer answer;
  if (schedule.by_size()) {
    if (!schedule.inverse()) answer.rate = size_dependent_rate(schedule.maintenance_by_size, terms.size);
    answer.liquidation = price_at_rate(terms, schedule, answer.rate, 0);
    // The rate of an inverse position is that of its size in coin where it is liquidated.
    if (schedule.inverse() && answer.has_price())
      answer.rate = size_dependent_rate(schedule.maintenance_by_size, terms.size / answer.liquidation.price);
  } else {
    int tier = 0;
    if (tier_follows_price(schedule)) {
      answer.liquidation = price_over_tiers(terms, schedule);
      tier = answer.liquidation.tier;
    } else {
      tier = looked_up_tier(terms, schedule);
    }
    answer.tier = static_cast<std::size_t>(tier);
    answer.rate = schedule.tiers[*answer.tier].rate;
    answer.amount = schedule.tiers[*answer.tier].amount;
    if (!tier_follows_price(schedule)) answer.liquidation = price_at_rate(terms, schedule, answer.rate, answer.amount);
    answer.liquidation.tier = tier;
  }
  answer.bankruptcy = bankruptcy_of(terms, schedule);
  if (answer.has_price()) value_at_price(terms, schedule, answer);
  return answer;
}

HedgedAccount hedged_account(const PositionTerms& t) {
  const OppositeLeg& other = *t.hedge;
  if (t.side > 0) return {t.size, t.entry, other.size, other.entry, t.collateral, t.coin_collateral};
  return {other.size, other.entry, t.size, t.entry, t.collateral, t.coin_collateral};
}

// The tiers that a leg may be in.
TierSpan tiers_of_leg(const MarginSchedule& schedule, double size, double entry) {
  const int count = static_cast<int>(schedule.tiers.size());
  if (tier_follows_price(schedule)) return {schedule.tiers.data(), count};
  return {schedule.tiers.data() + tier_of(tier_value(schedule, size, entry), schedule.tiers.data(), count), 1};
}

// The end that a net long or a net short meets, and the other one where both exist.
void take_ends(const SafePrices& safe, bool net_long, MarginAnswer& answer) {
  const bool below = safe.below.outcome == LiquidationOutcome::kAtPrice;
  const bool above = safe.above.outcome == LiquidationOutcome::kAtPrice;
  const bool use_below = below == above ? net_long : below;
  answer.liquidation = use_below ? safe.below : safe.above;
  if (below && above) answer.second = use_below ? safe.above : safe.below;
}

MarginAnswer solve_hedged(const PositionTerms& terms, const MarginSchedule& schedule) {
  const bool known = schedule.family == MarginFamily::kLinearMark || schedule.family == MarginFamily::kInverseMark;
  if (!known || (schedule.shape == TierShape::kWholePosition && tier_follows_price(schedule)))
    throw InputError({"hedge mode", "is not known for this venue", std::string(word_of(schedule.family)),
                      "margin valued at mark, tiers that do not jump with price", "use isolated or cross"});
  const HedgedAccount account = hedged_account(terms);
  const TierSpan longs = tiers_of_leg(schedule, account.long_size, account.long_entry);
  const TierSpan shorts = tiers_of_leg(schedule, account.short_size, account.short_entry);
  const MarginTier nothing;
  const TierSpan none{&nothing, 1};
  const bool inverse = schedule.inverse();
  const SafePrices safe = inverse ? inverse_hedge_prices(account, longs, shorts, schedule.fee)
                                  : linear_hedge_prices(account, longs, shorts, schedule.fee);
  const SafePrices solvent =
      inverse ? inverse_hedge_prices(account, none, none, 0) : linear_hedge_prices(account, none, none, 0);
  const bool net_long = account.long_size >= account.short_size;
  MarginAnswer answer;
  take_ends(solvent, net_long, answer);
  answer.bankruptcy = answer.liquidation;
  answer.second.reset();
  take_ends(safe, net_long, answer);
  const auto index = [&](const TierSpan& leg, int tier) {
    return static_cast<std::size_t>(leg.tiers - schedule.tiers.data()) + static_cast<std::size_t>(tier);
  };
  const bool from_below = answer.liquidation.price == safe.below.price && answer.has_price();
  const LegTiers& deciding = from_below ? safe.below_tiers : safe.above_tiers;
  const std::size_t long_tier = index(longs, deciding.of_long);
  const std::size_t short_tier = index(shorts, deciding.of_short);
  answer.tier = terms.side > 0 ? long_tier : short_tier;
  answer.hedge_tier = terms.side > 0 ? short_tier : long_tier;
  answer.rate = schedule.tiers[*answer.tier].rate;
  answer.amount = schedule.tiers[*answer.tier].amount;
  return answer;
}

// Equity and maintenance of both legs together.
void value_hedged(const PositionTerms& terms, const MarginSchedule& schedule, MarginAnswer& answer) {
  if (!answer.has_price()) return;
  PositionTerms other = terms;
  other.side = -terms.side;
  other.entry = terms.hedge->entry;
  other.size = terms.hedge->size;
  other.collateral = 0;
  other.coin_collateral = 0;
  MarginAnswer of_other = answer;
  of_other.rate = schedule.tiers[*answer.hedge_tier].rate;
  of_other.amount = schedule.tiers[*answer.hedge_tier].amount;
  value_at_price(terms, schedule, answer);
  value_at_price(other, schedule, of_other);
  answer.equity += of_other.equity;
  answer.maintenance += of_other.maintenance;
}

}  // namespace

MarginAnswer solve_margin(const PositionTerms& terms, const MarginSchedule& schedule) {
  MarginAnswer answer = terms.hedge ? solve_hedged(terms, schedule) : solve_single(terms, schedule);
  if (terms.hedge) value_hedged(terms, schedule, answer);
  return answer;
}

}  // namespace tinderbox
