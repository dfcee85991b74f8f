#include <fmt/format.h>

#include <cmath>

#include "host/output/answers.hpp"
#include "host/output/rare_group.hpp"
#include "host/output/words.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using namespace words;

bool inside(const json& level) {
  return level["inside_price_axis"].get<bool>();
}

// "-10% and +10% lie beyond the price axis."
std::string beyond_text(const json& levels) {
  std::string text;
  for (const json& level : levels)
    if (!inside(level))
      text +=
          fmt::format("{}{:+g}%", text.empty() ? "  beyond the price axis: " : ", ", level["percent"].get<double>());
  return text.empty() ? text : text + "\n";
}

enum class Feedback { kOn, kOff };

// "; beyond the end of the price axis in 25% of the replicates": then the stop is where knowledge ends.
std::string ladder_end_text(const json& share) {
  if (share.is_null() || share == 0) return "";
  if (share == 1) return "; the cascade runs to the end of the price axis: where it stops is not known";
  return fmt::format("; in {} of the replicates it runs to the end of the price axis, where knowledge ends",
                     percent(share));
}

constexpr const char* kNoBook = "not said, as forced orders meet no book with feedback off";

std::string payers_in(const json& answer, Feedback feedback) {
  if (feedback == Feedback::kOff) return std::string("who pays: ") + kNoBook;
  return fmt::format("who pays: book {}, fund {}, auto-deleveraging {}", money_plus_minus(answer["book_usd"]),
                     money_plus_minus(answer["fund_usd"]), money_plus_minus(answer["adl_usd"]));
}

std::string stop_text(const json& stop) {
  if (stop["value"].is_null() || stop["standard_error"].is_null()) return price(stop["value"]);
  const auto usd = stop["value"].get<double>();
  return price(usd) + " +- " + price_error(usd, stop["standard_error"].get<double>());
}

std::string level_text(const json& level, Feedback feedback) {
  const json& stop = level["stop_price_usd"];
  std::string text = fmt::format("  {} ({}): {} forced, stops at {} (5-95%: {} to {}); the move alone forces {}",
                                 price(level["price_usd"]), from_mark(level["distance_percent"]),
                                 money_with_error(level["forced_usd"]), stop_text(stop), price(stop["low"]),
                                 price(stop["high"]), money_plus_minus(level["move_alone_usd"]));
  const bool book_alone = level["fund_usd"]["value"] == 0 && level["adl_usd"]["value"] == 0;
  if (level["forced_usd"]["value"] == 0) return text + '\n';
  text += book_alone && feedback == Feedback::kOn ? "; the book takes it all" : "\n    " + payers_in(level, feedback);
  return text + ladder_end_text(level["ladder_end_share"]) + '\n';
}

std::string levels_text(const json& levels, Feedback feedback) {
  if (levels.is_null()) return "";
  std::string text = feedback == Feedback::kOn
                         ? "If price trades at a level now (the whole cascade, the book has no time to refill):\n"
                         : "If price trades at a level now (feedback is off):\n";
  for (const json& level : levels)
    if (inside(level)) text += level_text(level, feedback);
  return text + beyond_text(levels) + '\n';
}

std::string depth_text(const json& multiplier) {
  if (multiplier.is_null()) return "an unknown part of the usual depth";
  const auto times = multiplier.get<double>();
  if (times == 0) return "an empty book";
  if (times == 1) return "the usual depth";
  return times == 0.5 ? "half the usual depth" : fmt::format("{:g} times the usual depth", times);
}

std::string stress_text(const json& stress, Feedback feedback) {
  if (stress.is_null()) return "";
  const double change = stress["price_change"].is_null() ? 0 : stress["price_change"].get<double>();
  const json& stop = stress["stop_price_usd"];
  return fmt::format(
      "If price {} {:g}% in {} with {}, it stops at {} ({}; 5-95%: {} to {}).\n"
      "  Feedback is {} of that move. Forced: {}; {}{}.\n\n",
      change < 0 ? "drops" : "rises", 100 * std::abs(change), duration(stress["duration_seconds"].get<std::int64_t>()),
      depth_text(stress["depth_multiplier"]), stop_text(stop), from_mark(stress["stop_distance_percent"]),
      price(stop["low"]), price(stop["high"]), percent_plus_minus(stress["feedback_share"]),
      money_with_error(stress["forced_usd"]), payers_in(stress, feedback), ladder_end_text(stress["ladder_end_share"]));
}

std::string reached_text(const json& level) {
  return fmt::format("{} ({}) {}, without {}", price(level["price_usd"]), from_mark(level["distance_percent"]),
                     probability(level["with_feedback"]), probability(level["no_feedback"]));
}

// Levels come in pairs, the lower one first.
std::string pair_text(const json& below, const json& above) {
  std::string text = inside(below) ? "  " + reached_text(below) : "";
  if (inside(above)) text += (text.empty() ? "  " : "; ") + reached_text(above);
  return text.empty() ? text : text + "\n";
}

std::string reach_text(const json& reach) {
  if (reach.is_null()) return "No forward paths (paths.count = 0): no probabilities.\n\n";
  const std::string horizon = duration(reach["horizon_seconds"].get<std::int64_t>());
  std::string text = fmt::format("Probability that price gets there within {} ({} paths), and without the cascade:\n",
                                 horizon, thousands(reach["paths"]));
  const json& levels = reach["levels"];
  for (std::size_t i = 0; i + 1 < levels.size(); i += 2) text += pair_text(levels[i], levels[i + 1]);
  return text + beyond_text(levels) +
         fmt::format("Expected liquidations within {}: {} of longs, {} of shorts.\n\n", horizon,
                     money_with_error(reach["liquidated_usd"]["long"]),
                     money_with_error(reach["liquidated_usd"]["short"]));
}

std::string shock_text(const json& shock, const char* name) {
  const json& twin = shock["no_feedback"];
  const std::string without = twin["value"].is_null() ? "none" : percent_plus_minus(twin);
  if (shock["value"].is_null())
    return fmt::format("none {}: even {} does not do it (without feedback {})", name, percent(shock["largest_tried"]),
                       without);
  return fmt::format("{} {} (without feedback {})", percent_plus_minus(shock), name, without);
}

std::string branching_text(const json& largest, const json& critical) {
  if (largest.is_null()) return "Branching ratio within 10% of the mark: none, nothing would be liquidated there.\n";
  const bool above = !largest["value"].is_null() && !critical.is_null() && largest["value"] >= critical;
  return fmt::format("Branching ratio within 10% of the mark: largest {} ({}s at {}), {} the critical {}{}.\n",
                     number_plus_minus(largest), largest["side"].get<std::string>(), price(largest["price_usd"]),
                     above ? "above" : "below", number(critical),
                     above ? ": a cascade that gets there feeds itself" : "");
}

std::string edge_text(const json& tipping) {
  std::string text = fmt::format(
      "Shock that tips it over (half of the paths then lose a tenth of a side within 1 h): {}; {}.\n",
      shock_text(tipping["critical_shock"]["long"], "down"), shock_text(tipping["critical_shock"]["short"], "up"));
  text += branching_text(tipping["branching_ratio_max"], tipping["critical_branching_ratio"]);
  const json& amplification = tipping["amplification"];
  if (amplification["value"].is_null())
    return text +
           fmt::format("Amplification: unknown, no twin fell a daily sigma ({}).\n", percent(tipping["daily_sigma"]));
  return text +
         fmt::format("Feedback makes large drops {} times as deep (the {} paths whose twin fell a daily sigma, {}).\n",
                     number_with_error(amplification), thousands(tipping["amplification_paths"]),
                     percent(tipping["daily_sigma"]));
}

std::string tail_text(const json& tipping) {
  std::string text = fmt::format("Deepest drop within {}:", duration(tipping["horizon_seconds"].get<std::int64_t>()));
  for (const json& entry : tipping["drop"]) {
    if (entry["level"].is_null()) continue;
    const auto level = entry["level"].get<double>();
    if (level != 0.95 && level != 0.99) continue;
    if (entry["value_at_risk"]["value"].is_null())
      text += fmt::format(" one path in {:.0f}: too few paths to say;", 1 / (1 - level));
    else
      text +=
          fmt::format(" one path in {:.0f} falls {} or more, on average {} (without feedback {}, {});", 1 / (1 - level),
                      percent_plus_minus(entry["value_at_risk"]), percent_plus_minus(entry["expected_shortfall"]),
                      percent_plus_minus(entry["value_at_risk_no_feedback"]),
                      percent_plus_minus(entry["expected_shortfall_no_feedback"]));
  }
  if (!text.ends_with(';')) return "";
  text.back() = '.';
  return text + "\n";
}

std::string payers_text(const json& tipping, Feedback feedback) {
  if (feedback == Feedback::kOff) return fmt::format("Who takes it: {}.\n", kNoBook);
  const json& payers = tipping["absorbed_usd"];
  const auto part = [&](const char* name) {
    if (payers[name]["value"] == 0) return std::string("nothing");
    return fmt::format("{} ({})", money_plus_minus(payers[name]), percent(payers[name]["share"]));
  };
  std::string text =
      fmt::format("Who takes it: book {}, fund {}, auto-deleveraging {}. ", part("book"), part("fund"), part("adl"));
  for (const json& fund : tipping["fund_exhausted"]) {
    const std::string whose = tipping["fund_exhausted"].size() > 1 ? " of " + fund["venue"].get<std::string>() : "";
    text += fmt::format("The fund{} runs dry: {}. ", whose, probability(fund));
  }
  text.back() = '\n';
  return text;
}

// "0.0025% +- 0.0001% of shorts (0.6% on paths with any)".
std::string hedge_share(const json& hedge, const char* who) {
  if (hedge["value"] == 0) return fmt::format("none of {}", who);
  const std::string where =
      hedge["value_if_any"].is_null() ? "" : fmt::format(" ({} on paths with any)", percent(hedge["value_if_any"]));
  return fmt::format("{} of {}{}", percent_plus_minus(hedge), who, where);
}

std::string hedge_text(const json& tipping) {
  const json& hedges = tipping["hedge_deleveraged"];
  return fmt::format("Is a hedge auto-deleveraged? Some position is: {}. Expected, of open interest: {}, {}.\n",
                     probability(tipping["adl_probability"]), hedge_share(hedges["short"], "shorts"),
                     hedge_share(hedges["long"], "longs"));
}

std::string tipping_text(const json& tipping, Feedback feedback) {
  if (tipping.is_null()) return "";
  return edge_text(tipping) + tail_text(tipping) + payers_text(tipping, feedback) +
         (feedback == Feedback::kOn ? hedge_text(tipping) : "") +
         fmt::format(
             "Squeeze (1% of a side liquidated within 60 min, at least 3% against it): longs {}; shorts {}.\n\n",
             probability(tipping["squeeze"]["long"]), probability(tipping["squeeze"]["short"]));
}

std::string hits_text(const json& rule) {
  return fmt::format("{} of {} ({:.0f}%, 95%: {:.0f}% to {:.0f}%)", rule["hits"].get<std::int64_t>(),
                     rule["days"].get<std::int64_t>(), 100 * rule["share"].get<double>(),
                     100 * rule["interval"][0].get<double>(), 100 * rule["interval"][1].get<double>());
}

std::string verdict_text(const json& skill) {
  const auto verdict = skill["verdict"].get<std::string>();
  if (verdict == "none") return "The map showed no skill at this: the interval holds 50%.";
  if (verdict == "some") return "The map did better than both here; one window is no proof that it will again.";
  if (verdict == "worse than a coin") return "The map did worse than a coin here.";
  return "The map did no better than the day before: it showed no skill of its own at this.";
}

std::string skill_text(const json& skill) {
  constexpr const char* kLimits =
      " Real liquidations are no input, so the map is not scored\n  against them; that paths differ from their twins "
      "is "
      "built in and no skill.\n";
  if (skill["map"]["days"] == 0)
    return fmt::format("Did the map of the past say where price would go? Unknown: no whole UTC day to test.{}",
                       kLimits);
  std::string text = fmt::format(
      "Did the map of the past say where price would go? Of the days after the warm-up, price went further to the\n  "
      "side with more to liquidate within {:g}% of the mark on {}; that side lay below on {}. A coin: 50%",
      skill["distance_percent"].get<double>(), hits_text(skill["map"]),
      skill["days_pointing_down"].get<std::int64_t>());
  if (skill["day_before"]["days"] != 0)
    text += fmt::format("; \"as the day before\": {}", hits_text(skill["day_before"]));
  return text + fmt::format(".\n  {}{}", verdict_text(skill), kLimits);
}

}  // namespace

std::string answers_text(const json& report) {
  const json& answers = report["answers"];
  const Feedback feedback = answers["feedback"] == "off" ? Feedback::kOff : Feedback::kOn;
  return levels_text(answers["levels"], feedback) + stress_text(answers["stress"], feedback) +
         reach_text(answers["reach"]) + tipping_text(answers["tipping"], feedback) + rare_text(answers["rare"]) +
         course_text(answers["course"]) + watched_levels_text(answers["watched"]) + skill_text(answers["skill"]);
}

}  // namespace tinderbox
