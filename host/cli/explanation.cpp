#include "host/cli/explanation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "host/support/error.hpp"
#include "sim/margin.hpp"

namespace tinderbox {
namespace {

// "1,234,567.89": a price or an amount, with cents where there are any.
std::string money(double value) {
  std::string digits = fmt::format("{:.2f}", std::abs(value));
  if (digits.ends_with(".00")) digits.resize(digits.size() - 3);
  const std::size_t whole = std::min(digits.find('.'), digits.size());
  for (std::size_t i = whole; i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return (value < 0 && digits != "0" ? "-" : "") + digits;
}

std::string plain(double value) {
  return fmt::format("{:.10g}", value);
}

void check_number(ProblemList& problems, const char* option, double value, double low, const char* expected) {
  constexpr double kMost = 1e12;
  if (!(value >= low && value <= kMost)) problems.add({option, "is out of range", plain(value), expected, ""});
}

void check_position(const IsolatedPosition& position) {
  ProblemList problems;
  if (position.side != "long" && position.side != "short")
    problems.add({"--side", "is not a side", position.side, "long or short", ""});
  check_number(problems, "--entry", position.entry_usd, 1e-9, "a price above 0");
  check_number(problems, "--leverage", position.leverage, 1, "1 or more; add margin for less than 1x");
  check_number(problems, "--notional", position.notional_usd, 1e-9, "dollars above 0");
  check_number(problems, "--added-margin", position.added_margin_usd, 0, "dollars, 0 or more");
  problems.throw_if_any();
}

// A venue allows leverage L up to the cap of the highest tier whose limit is at least L.
void check_limits(const IsolatedPosition& position, const TierTable& table) {
  const MaintenanceTier* entry_tier = nullptr;
  for (const MaintenanceTier& tier : table.tiers)
    if (position.notional_usd >= tier.floor_usd && position.notional_usd <= tier.cap_usd) {
      entry_tier = &tier;
      break;
    }
  if (entry_tier == nullptr)
    throw InputError({"--notional", "is more than the venue allows", money(position.notional_usd) + " USD",
                      "at most " + money(table.tiers.back().cap_usd) + " USD", ""});
  if (position.leverage > entry_tier->max_leverage)
    throw InputError({"--leverage", "is more than the venue allows for this notional", plain(position.leverage),
                      fmt::format("at most {} for {} USD (tiers of {})", plain(entry_tier->max_leverage),
                                  money(position.notional_usd), table.as_of),
                      ""});
}

// Index of the tier whose root is the liquidation price.
std::size_t deciding_tier(const std::vector<TierView>& tiers, double side, double collateral, double notional,
                          double ratio) {
  for (std::size_t i = 0; i < tiers.size(); ++i)
    if (liquidation_ratio(side, collateral, 0, notional, &tiers[i], 1).ratio == ratio) return i;
  throw Failure("the deciding maintenance tier was not found");
}

std::string tier_text(const MaintenanceTier& tier) {
  return fmt::format("{} to {} USD: rate m = {}, amount c = {} USD, up to {}x", money(tier.floor_usd),
                     money(tier.cap_usd), plain(tier.mmr), money(tier.maint_amount_usd), plain(tier.max_leverage));
}

std::string liquidation_lines(const Explanation& e) {
  const char* sign = e.side > 0 ? "+1" : "-1";
  std::string text = fmt::format(
      "  liquidation price  P = (W + c - s q E) / (q (m - s))\n"
      "                       = ({w} + {c} - ({s}) * {q} * {e}) / ({q} * ({m} - ({s})))\n"
      "                       = {p} USD\n",
      fmt::arg("w", plain(e.margin_usd)), fmt::arg("c", plain(e.tier.maint_amount_usd)), fmt::arg("s", sign),
      fmt::arg("q", plain(e.size)), fmt::arg("e", plain(e.position.entry_usd)), fmt::arg("m", plain(e.tier.mmr)),
      fmt::arg("p", money(e.liquidation_price_usd)));
  if (e.never_liquidated()) return text + "                       at or below zero: the position is never liquidated\n";
  text += fmt::format("  distance           {:+.3f}% from entry\n", e.distance_percent);
  text += fmt::format("  maintenance there  m q P - c = {} * {} * {} - {} = {} USD, which equals W + s q (P - E)\n",
                      plain(e.tier.mmr), plain(e.size), plain(e.liquidation_price_usd), plain(e.tier.maint_amount_usd),
                      money(e.maintenance_margin_usd));
  return text;
}

}  // namespace

Explanation explain_position(const IsolatedPosition& position, const Venue& venue, const TierTable& table) {
  check_position(position);
  if (venue.kind != "linear" || table.tiers.empty() || table.tiers.size() > kMaxTiers)
    throw InputError({venue.name + " " + venue.contract, "cannot be explained", venue.kind, "a linear contract", ""});
  check_limits(position, table);
  Explanation result;
  result.position = position;
  result.venue = venue.name;
  result.contract = venue.contract;
  result.tiers_as_of = table.as_of;
  result.tiers_source = table.source;
  result.side = position.side == "long" ? 1 : -1;
  result.size = position.notional_usd / position.entry_usd;
  result.margin_usd = position.notional_usd / position.leverage + position.added_margin_usd;

  std::vector<TierView> tiers;
  for (const MaintenanceTier& tier : table.tiers) tiers.push_back({tier.mmr, tier.maint_amount_usd});
  const double collateral = result.margin_usd / position.notional_usd;
  const double ratio =
      liquidation_ratio(result.side, collateral, 0, position.notional_usd, tiers.data(), static_cast<int>(tiers.size()))
          .ratio;
  result.tier = table.tiers[deciding_tier(tiers, result.side, collateral, position.notional_usd, ratio)];
  result.liquidation_price_usd = ratio * position.entry_usd;
  result.bankruptcy_price_usd = bankruptcy_ratio(result.side, collateral, 0) * position.entry_usd;
  if (!result.never_liquidated()) {
    result.distance_percent = 100 * (ratio - 1);
    result.maintenance_margin_usd =
        result.tier.mmr * result.size * result.liquidation_price_usd - result.tier.maint_amount_usd;
  }
  return result;
}

std::string explanation_text(const Explanation& e) {
  std::string text = fmt::format(
      "Isolated {} of {} USD at {} USD, {}x, on {} {}\n"
      "  tiers of {} ({})\n"
      "  tier at the price  {}\n"
      "  side               s = {}\n"
      "  entry              E = {} USD\n"
      "  size               q = notional / E = {} / {} = {} contracts\n"
      "  margin             W = notional / leverage + added = {} / {} + {} = {} USD\n",
      e.position.side, money(e.position.notional_usd), money(e.position.entry_usd), plain(e.position.leverage), e.venue,
      e.contract, e.tiers_as_of, e.tiers_source, tier_text(e.tier), e.side > 0 ? "+1 (long)" : "-1 (short)",
      plain(e.position.entry_usd), plain(e.position.notional_usd), plain(e.position.entry_usd), plain(e.size),
      plain(e.position.notional_usd), plain(e.position.leverage), plain(e.position.added_margin_usd),
      money(e.margin_usd));
  text += liquidation_lines(e);
  text += fmt::format("  bankruptcy price   E - s W / q = {} USD{}\n", money(e.bankruptcy_price_usd),
                      e.bankruptcy_price_usd <= 0 ? ": the margin covers a fall to zero" : "");
  return text + "  The trigger is the mark price. The formula is the venue's; fees are not in it.\n";
}

nlohmann::json explanation_json(const Explanation& e) {
  const auto price = [](double value) { return value > 0 ? nlohmann::json(value) : nlohmann::json(nullptr); };
  const bool never = e.never_liquidated();
  return {{"venue", e.venue},
          {"contract", e.contract},
          {"side", e.position.side},
          {"margin_mode", "isolated"},
          {"entry_usd", e.position.entry_usd},
          {"leverage", e.position.leverage},
          {"notional_usd", e.position.notional_usd},
          {"added_margin_usd", e.position.added_margin_usd},
          {"size_contracts", e.size},
          {"margin_usd", e.margin_usd},
          {"tiers_as_of", e.tiers_as_of},
          {"tiers_source", e.tiers_source},
          {"tier",
           {{"floor_usd", e.tier.floor_usd},
            {"cap_usd", e.tier.cap_usd},
            {"max_leverage", e.tier.max_leverage},
            {"mmr", e.tier.mmr},
            {"maint_amount_usd", e.tier.maint_amount_usd}}},
          {"formula", "P = (W + c - s q E) / (q (m - s))"},
          {"liquidation_price_usd", price(e.liquidation_price_usd)},
          {"bankruptcy_price_usd", price(e.bankruptcy_price_usd)},
          {"maintenance_margin_usd", never ? nlohmann::json(nullptr) : nlohmann::json(e.maintenance_margin_usd)},
          {"distance_percent", never ? nlohmann::json(nullptr) : nlohmann::json(e.distance_percent)}};
}

}  // namespace tinderbox
