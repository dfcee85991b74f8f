#include <fmt/format.h>

#include "host/output/words.hpp"
#include "host/positions/position_texts.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using namespace words;

std::string source_text(const json& from) {
  const auto word = from.get<std::string>();
  if (word == "reported") return "as reported";
  if (word == "margin") return "by our rule, from margin used";
  if (word == "account") return "by our rule, as if alone in the account";
  return "by our rule, from leverage and entry alone";
}

// "12.1% +- 0.4%, between 11.8% and 12.4% at the edges of its bin".
std::string reach_text(const json& reach) {
  const auto kind = reach["kind"].get<std::string>();
  if (kind == "crossed") return "certain: the mark is already past it";
  if (kind == "unknown") return "unknown";
  if (kind == "at_most")
    return fmt::format("less than {} (95% limit), it lies in or beyond the last bin of the price axis",
                       percent(reach["interval"][1]));
  if (reach["bins_low"] == reach["bins_high"]) return probability(reach);
  return fmt::format("{}, between {} and {} at the edges of its bin", probability(reach), percent(reach["bins_low"]),
                     percent(reach["bins_high"]));
}

std::string liquidated_text(const json& own, const std::string& horizon) {
  const json& liquidation = own["liquidation"];
  if (liquidation["never"].get<bool>())
    return liquidation["from"] == "reported"
               ? std::string("  never liquidated: the file leaves its liquidation price empty\n")
               : fmt::format("  never liquidated ({})\n", source_text(liquidation["from"]));
  if (liquidation["price_usd"].is_null())
    return "  liquidation price unknown: the file has neither that price nor what it would follow from\n";
  const json& distance = liquidation["distance_percent"];
  std::string text = fmt::format("  liquidated at {} ({}, {})", price(liquidation["price_usd"]),
                                 distance.is_null() ? "unknown" : fmt::format("{:+.1f}%", distance.get<double>()),
                                 source_text(liquidation["from"]));
  if (horizon.empty()) return text + ": probability unknown, the run has no forward paths\n";
  text += fmt::format(" within {}: {}", horizon, reach_text(own["liquidated"]));
  if (own["liquidated"]["kind"] == "crossed") return text + "\n";
  return text + fmt::format("; without the cascade {}\n", reach_text(own["liquidated_no_feedback"]));
}

std::string rank_text(const json& adl, const std::string& who) {
  if (!adl["ranked"].get<bool>()) return "; no score ranks anybody ahead";
  if (adl["ahead_share"].is_null()) return "; its rank is not known";
  std::string text = fmt::format("; {} of {} rank ahead of it", percent_plus_minus(adl["ahead_share"]), who);
  return adl["ahead_usd"].is_null() ? text : text + fmt::format(", {}", money(adl["ahead_usd"]));
}

std::string bound_text(const json& adl) {
  const std::string limit = percent(adl["at_most_95_percent"]);
  if (adl["at_most"]["value"] == 0) return "less than " + limit + " (95% limit)";
  return fmt::format("at most {} (95% limit {})", percent_plus_minus(adl["at_most"]), limit);
}

std::string estimate_text(const json& adl) {
  if (adl["estimate"].is_null()) return "";
  return fmt::format("{} by the queue at its time; ", probability(adl["estimate"]));
}

std::string deleveraged_text(const json& own) {
  const json& adl = own["deleveraged"];
  if (adl.is_null()) return "  auto-deleveraged: unknown, the run has no cascades\n";
  const std::string who = own["side"].get<std::string>() + "s";
  return fmt::format("  auto-deleveraged: {}{}; that any position is: {}; taken from {} a path on average: {}{}\n",
                     estimate_text(adl), bound_text(adl), probability(adl["any"]), who,
                     money_plus_minus(adl["taken_from_side_usd"]), rank_text(adl, who));
}

std::string exit_text(const json& own) {
  const json& exit = own["exit"];
  if (exit.is_null()) return "  exit cost: unknown, the book of the run cannot be read\n";
  std::string text =
      fmt::format("  exit now: {} ({} bp), walking the book to {}% from the mark; taker fee {}", money(exit["usd"]),
                  number(exit["basis_points"]), number(exit["worst_distance_percent"]),
                  exit["taker_fee_usd"].is_null() ? "unknown" : amount(exit["taker_fee_usd"]));
  if (exit["unfilled_usd"] != 0)
    text += fmt::format("; {} more than the book holds, at a price that is not known", money(exit["unfilled_usd"]));
  return text + "\n";
}

std::string position_text(const json& own, const std::string& horizon) {
  const auto user = own["user"].get<std::string>();
  return fmt::format("Line {}{}: {} {} from {}, {} at the mark{}.\n", own["line"].get<std::int64_t>(),
                     user.empty() ? "" : fmt::format(" ({})", user), own["side"].get<std::string>(),
                     fmt::format("{:.10g}", own["size"].get<double>()), price(own["entry_usd"]),
                     money(own["notional_usd"]),
                     own["margin_mode"] == "unknown" ? "" : ", " + own["margin_mode"].get<std::string>()) +
         liquidated_text(own, horizon) + deleveraged_text(own) + exit_text(own);
}

}  // namespace

std::string own_positions_text(const json& own) {
  const std::string horizon =
      own["horizon_seconds"].is_null() ? "" : duration(own["horizon_seconds"].get<std::int64_t>());
  std::string text = fmt::format("\nOwn positions ({}), held at {} {}:\n", own["path"].get<std::string>(),
                                 own["venue"].get<std::string>(), own["contract"].get<std::string>());
  for (const json& position : own["positions"]) text += position_text(position, horizon);
  text += "What these numbers do not know:\n";
  for (const json& item : own["not_known"]) text += "  - " + item.get<std::string>() + "\n";
  return text;
}

}  // namespace tinderbox
