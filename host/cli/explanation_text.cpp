// An explanation as text and as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/cli/explanation.hpp"

namespace tinderbox {
namespace {

// "1,234,567.89": an amount of money with cents where there are any; amounts below a hundred with eight digits.
std::string money(double value) {
  constexpr double kSmall = 100;
  if (std::abs(value) < kSmall) return fmt::format("{:.8g}", value);
  std::string digits = fmt::format("{:.2f}", std::abs(value));
  if (digits.ends_with(".00")) digits.resize(digits.size() - 3);
  const std::size_t whole = std::min(digits.find('.'), digits.size());
  for (std::size_t i = whole; i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return (value < 0 && digits != "0" ? "-" : "") + digits;
}

// An amount in the settle currency: coins are shown to the satoshi.
std::string settled(const Explanation& e, double value) {
  return (e.schedule.inverse() ? fmt::format("{:.8f}", value) : money(value)) + " " + e.settle;
}

std::string tier_text(const Explanation& e, std::size_t index) {
  const MarginTier& tier = e.schedule.tiers[index];
  if (e.schedule.max_leverage.empty())
    return fmt::format("given: rate m = {}, amount c = {}", plain(tier.rate), plain(tier.amount));
  const std::string cap = std::isfinite(tier.cap) ? "to " + money(tier.cap) : "and more";
  return fmt::format("{} {} {}: rate m = {}, amount c = {} {}, up to {}x", money(tier.floor), cap,
                     tier_unit(e.schedule.basis), plain(tier.rate), money(tier.amount), e.settle,
                     plain(e.schedule.max_leverage[index]));
}

std::string head_lines(const Explanation& e) {
  const bool isolated = e.request.mode == "isolated";
  const std::string leverage = e.request.leverage ? fmt::format(", {}x", plain(*e.request.leverage)) : "";
  std::string text = fmt::format("{} {} of {} USD at {} USD{}, on {} {}\n",
                                 isolated ? "Isolated" : (e.terms.hedge ? "Hedged" : "Cross"), e.request.side,
                                 money(e.entry_notional_usd), money(e.terms.entry), leverage, e.venue, e.contract);
  if (!e.rule_as_of.empty()) text += fmt::format("  rule of {} ({})\n", e.rule_as_of, e.rule_source);
  if (!e.tiers_as_of.empty()) text += fmt::format("  tiers of {} ({})\n", e.tiers_as_of, e.tiers_source);
  if (!e.tiers_caveat.empty()) text += fmt::format("  caveat             {}\n", e.tiers_caveat);
  return text;
}

std::string tier_lines(const Explanation& e) {
  if (!e.answer.tier)
    return fmt::format("  rate               m = {} + {} * size in coin{}\n",
                       plain(e.schedule.maintenance_by_size.base), plain(e.schedule.maintenance_by_size.per_coin),
                       e.answer.has_price() || !e.schedule.inverse() ? " = " + plain(e.answer.rate) : "");
  const char* where = "tier at the price ";
  if (e.schedule.at_entry()) where = "tier at entry     ";
  if (e.schedule.family == MarginFamily::kLinearCurrentMark) where = "tier at the mark  ";
  std::string text = fmt::format("  {} {}\n", where, tier_text(e, *e.answer.tier));
  if (e.answer.hedge_tier) text += fmt::format("  tier of other leg  {}\n", tier_text(e, *e.answer.hedge_tier));
  if (e.schedule.fee != 0) text += fmt::format("  fee                f = {}\n", plain(e.schedule.fee));
  return text;
}

std::string isolated_margin(const Explanation& e) {
  const PositionRequest& r = e.request;
  std::string names;
  std::string numbers;
  if (r.margin) {
    names = "margin";
    numbers = plain(*r.margin);
  } else {
    names = e.schedule.inverse() ? "notional / E / leverage" : "notional / leverage";
    numbers = e.schedule.inverse()
                  ? fmt::format("{} / {} / {}", plain(e.terms.size), plain(e.terms.entry), plain(*r.leverage))
                  : fmt::format("{} / {}", plain(e.entry_notional_usd), plain(*r.leverage));
  }
  names += " + added";
  numbers += " + " + plain(r.added_margin);
  if (r.funding_paid != 0) {
    names += " - funding paid";
    numbers += fmt::format(" - ({})", plain(r.funding_paid));
  }
  return fmt::format("  margin             W = {} = {} = {}\n", names, numbers, settled(e, e.terms.collateral));
}

std::string account_margin(const Explanation& e) {
  const PositionRequest& r = e.request;
  std::string text = fmt::format(
      "  collateral         W = wallet - other maintenance + other PnL - funding paid\n"
      "                       = {} - {} + ({}) - ({}) = {}\n",
      plain(*r.wallet), plain(r.other_maintenance), plain(r.other_pnl), plain(r.funding_paid),
      settled(e, e.terms.collateral));
  if (e.terms.coin_collateral != 0)
    text += fmt::format("  coin collateral    k = {} coins, worth k P\n", plain(e.terms.coin_collateral));
  return text;
}

std::string size_lines(const Explanation& e) {
  std::string text = fmt::format("  side               s = {}\n  entry              E = {} USD\n",
                                 e.terms.side > 0 ? "+1 (long)" : "-1 (short)", plain(e.terms.entry));
  if (e.schedule.inverse())
    text += fmt::format("  size               N = {} USD = {} contracts\n", plain(e.terms.size),
                        plain(e.terms.size / e.schedule.contract_value));
  else
    text += fmt::format("  size               q = notional / E = {} / {} = {} = {} contracts\n",
                        plain(e.entry_notional_usd), plain(e.terms.entry), plain(e.terms.size),
                        plain(e.terms.size / e.schedule.contract_value));
  if (e.terms.hedge)
    text += fmt::format("  opposite leg       {} {} at {} USD\n", plain(e.terms.hedge->size),
                        e.schedule.inverse() ? "USD" : "base units", plain(e.terms.hedge->entry));
  return text + (e.request.mode == "isolated" ? isolated_margin(e) : account_margin(e));
}

std::string answer_line(const Explanation& e) {
  const LiquidationPrice& price = e.answer.liquidation;
  switch (price.outcome) {
    case LiquidationOutcome::kAtPrice:
      return fmt::format("= {} USD", money(price.price));
    case LiquidationOutcome::kEveryPrice:
      return "no price: equity is below maintenance at every price";
    case LiquidationOutcome::kNever:
      break;
  }
  return "no price above zero: the position is never liquidated";
}

std::string liquidation_lines(const Explanation& e) {
  std::string text = fmt::format(
      "  liquidation price  {}\n"
      "                       = {}\n"
      "                       {}\n",
      e.text.liquidation, e.text.liquidation_numbers, answer_line(e));
  if (!e.answer.has_price()) return text;
  if (e.shown_liquidation_price > 0 && e.shown_liquidation_price != e.answer.liquidation.price)
    text += fmt::format("  shown by the venue {} USD\n", money(e.shown_liquidation_price));
  text += fmt::format("  distance           {:+.3f}% from entry\n", e.distance_percent);
  text += fmt::format("  maintenance there  {}, equity {}\n", settled(e, e.answer.maintenance),
                      settled(e, e.answer.equity));
  if (e.answer.second) text += fmt::format("  and at the far end {} USD\n", money(e.answer.second->price));
  return text;
}

std::string bankruptcy_line(const Explanation& e) {
  const LiquidationPrice& price = e.answer.bankruptcy;
  std::string result = "none: equity is positive at every price";
  if (price.outcome == LiquidationOutcome::kAtPrice) result = money(price.price) + " USD";
  if (price.outcome == LiquidationOutcome::kEveryPrice) result = "none: equity is below zero at every price";
  return fmt::format("  bankruptcy price   {} = {}\n                       = {}\n", e.text.bankruptcy,
                     e.text.bankruptcy_numbers, result);
}

nlohmann::json price_json(const LiquidationPrice& price) {
  if (price.outcome != LiquidationOutcome::kAtPrice) return nullptr;
  return price.price;
}

// Keys name the unit of what they hold, as in venue files.
std::string settle_key(const Explanation& e, const char* name) {
  return fmt::format("{}_{}", name, e.schedule.inverse() ? "coin" : "usd");
}

const char* tier_key_unit(TierBasis basis) {
  switch (basis) {
    case TierBasis::kNotionalUsd:
      return "usd";
    case TierBasis::kBaseSize:
      return "base";
    case TierBasis::kContracts:
      return "contracts";
    case TierBasis::kCoinValue:
      return "coin";
  }
  return "";
}

nlohmann::json tier_json(const Explanation& e, std::size_t index) {
  const MarginTier& tier = e.schedule.tiers[index];
  nlohmann::json json = {{"mmr", tier.rate}, {settle_key(e, "maint_amount"), tier.amount}};
  if (e.schedule.max_leverage.empty()) return json;  // a rate given in place of tiers
  const char* unit = tier_key_unit(e.schedule.basis);
  json[fmt::format("floor_{}", unit)] = tier.floor;
  json[fmt::format("cap_{}", unit)] = std::isfinite(tier.cap) ? nlohmann::json(tier.cap) : nlohmann::json(nullptr);
  json["max_leverage"] = e.schedule.max_leverage[index];
  return json;
}

template <class T>
nlohmann::json optional_json(const std::optional<T>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

void add_position(const Explanation& e, nlohmann::json& json) {
  const PositionRequest& r = e.request;
  json["venue"] = e.venue;
  json["contract"] = e.contract;
  json["side"] = r.side;
  json["margin_mode"] = r.mode;
  json["entry_usd"] = e.terms.entry;
  json["leverage"] = optional_json(r.leverage);
  json["notional_usd"] = e.entry_notional_usd;
  json["size_contracts"] = e.terms.size / e.schedule.contract_value;
  json[settle_key(e, "margin")] = e.terms.collateral;
  json["margin_currency"] = e.settle;
  json[settle_key(e, "added_margin")] = r.added_margin;
  json[settle_key(e, "funding_paid")] = r.funding_paid;
  if (e.terms.coin_collateral != 0) json["coin_collateral"] = e.terms.coin_collateral;
  if (e.terms.hedge) json["opposite_leg"] = {{"entry_usd", e.terms.hedge->entry}, {"size", e.terms.hedge->size}};
}

void add_rules(const Explanation& e, nlohmann::json& json) {
  json["family"] = word_of(e.schedule.family);
  json["rule_as_of"] = e.rule_as_of;
  json["rule_source"] = e.rule_source;
  json["tiers_as_of"] = e.tiers_as_of;
  json["tiers_source"] = e.tiers_source;
  json["tiers_caveat"] = e.tiers_caveat;
  json["fee_in_trigger"] = e.schedule.fee;
  json["trigger"] = e.trigger;
  json["mmr"] = e.answer.rate;
  json[settle_key(e, "maint_amount")] = e.answer.amount;
  json["tier"] = e.answer.tier ? tier_json(e, *e.answer.tier) : nlohmann::json(nullptr);
  if (e.answer.hedge_tier) json["opposite_tier"] = tier_json(e, *e.answer.hedge_tier);
}

void add_answer(const Explanation& e, nlohmann::json& json) {
  const bool has_price = e.answer.has_price();
  const auto if_price = [&](double value) { return has_price ? nlohmann::json(value) : nlohmann::json(nullptr); };
  const auto if_shown = [](double value) { return value > 0 ? nlohmann::json(value) : nlohmann::json(nullptr); };
  json["formula"] = e.text.liquidation;
  json["formula_numbers"] = e.text.liquidation_numbers;
  json["liquidation_price_usd"] = price_json(e.answer.liquidation);
  json["never_liquidates"] = e.answer.never();
  json["liquidated_at_every_price"] = e.answer.liquidation.outcome == LiquidationOutcome::kEveryPrice;
  json["shown_liquidation_price_usd"] = if_shown(e.shown_liquidation_price);
  json[settle_key(e, "maintenance_margin")] = if_price(e.answer.maintenance);
  json[settle_key(e, "equity")] = if_price(e.answer.equity);
  json["distance_percent"] = if_price(e.distance_percent);
  if (e.answer.second) json["far_liquidation_price_usd"] = e.answer.second->price;
  json["bankruptcy_formula"] = e.text.bankruptcy;
  json["bankruptcy_numbers"] = e.text.bankruptcy_numbers;
  json["bankruptcy_price_usd"] = price_json(e.answer.bankruptcy);
  json["shown_bankruptcy_price_usd"] = if_shown(e.shown_bankruptcy_price);
}

}  // namespace

std::string explanation_text(const Explanation& e) {
  return head_lines(e) + tier_lines(e) + size_lines(e) + liquidation_lines(e) + bankruptcy_line(e) +
         fmt::format(
             "  The trigger is the {} price.{}\n", e.trigger,
             e.schedule.fee != 0 && !e.schedule.at_entry() ? " The fee f of closing is in it." : " No fee is in it.");
}

nlohmann::json explanation_json(const Explanation& e) {
  nlohmann::json json;
  add_position(e, json);
  add_rules(e, json);
  add_answer(e, json);
  return json;
}

}  // namespace tinderbox
