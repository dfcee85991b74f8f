#include <algorithm>

#include "host/output/answers.hpp"
#include "host/positions/own_positions.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;

const char* word_of(ReachKind kind) {
  switch (kind) {
    case ReachKind::kEstimate:
      return "estimate";
    case ReachKind::kAtMost:
      return "at_most";
    case ReachKind::kCrossed:
      return "crossed";
    case ReachKind::kNever:
      return "never";
    case ReachKind::kUnknown:
      break;
  }
  return "unknown";
}

const char* word_of(LiquidationFrom from) {
  switch (from) {
    case LiquidationFrom::kReported:
      return "reported";
    case LiquidationFrom::kMargin:
      return "margin";
    case LiquidationFrom::kAccount:
      return "account";
    case LiquidationFrom::kLeverage:
      return "leverage";
    case LiquidationFrom::kNothing:
      break;
  }
  return "nothing";
}

const char* word_of(MarginMode mode) {
  if (mode == MarginMode::kUnknown) return "unknown";
  return mode == MarginMode::kCross ? "cross" : "isolated";
}

json reach_json(const Reach& reach, double paths) {
  return {{"kind", word_of(reach.kind)},
          {"value", known(reach.value)},
          {"standard_error", known(reach.standard_error)},
          {"bins_low", known(reach.low)},
          {"bins_high", known(reach.high)},
          {"interval", {known(reach.interval.low), known(reach.interval.high)}},
          {"paths", static_cast<std::int64_t>(paths)}};
}

json adl_json(const AdlBound& adl, AdlRanking ranking, double paths) {
  if (!adl.known) return nullptr;
  json result = {{"at_most", {{"value", known(adl.at_most)}, {"standard_error", known(adl.at_most_error)}}},
                 {"at_most_95_percent", known(adl.at_most_high)},
                 {"any",
                  {{"value", known(adl.any)},
                   {"standard_error", known(adl.any_error)},
                   {"interval", {known(adl.any_interval.low), known(adl.any_interval.high)}},
                   {"paths", static_cast<std::int64_t>(paths)}}},
                 {"taken_from_side_usd", {{"value", known(adl.taken_usd)}, {"standard_error", known(adl.taken_error)}}},
                 {"side_usd", known(adl.side_usd)},
                 {"ranking", std::string(word_of(ranking))},
                 {"ranked", adl.ranked},
                 {"estimate", nullptr},
                 {"ahead_share", nullptr},
                 {"ahead_usd", nullptr}};
  if (adl.estimate)
    result["estimate"] = {{"value", known(adl.estimate->probability)},
                          {"standard_error", known(adl.estimate->standard_error)},
                          {"interval", {known(adl.estimate->interval.low), known(adl.estimate->interval.high)}},
                          {"closed_share", known(adl.estimate->closed_share)},
                          {"paths", static_cast<std::int64_t>(paths)}};
  if (adl.ahead_share) {
    result["ahead_share"] = {{"value", known(*adl.ahead_share)}, {"standard_error", known(adl.ahead_share_error)}};
    result["ahead_usd"] = known(adl.ahead_usd);
  }
  return result;
}

json exit_json(const std::optional<ExitCost>& cost) {
  if (!cost) return nullptr;
  return {{"usd", known(cost->usd)},
          {"basis_points", known(cost->basis_points)},
          {"worst_distance_percent", known(cost->worst_distance_percent)},
          {"taker_fee_usd", known(cost->fee_usd)},
          {"unfilled_usd", known(cost->unfilled_usd)}};
}

json position_json(const OwnPosition& own, const OwnContext& context, double paths) {
  const double mark = context.run->now_mark_usd;
  return {{"line", own.row.line},
          {"user", own.row.user},
          {"side", own.row.side == 0 ? "long" : "short"},
          {"size", own.row.size},
          {"entry_usd", own.row.entry_usd},
          {"margin_mode", word_of(own.row.mode)},
          {"notional_usd", known(own.notional_usd)},
          {"liquidation",
           {{"price_usd", known(own.liquidation.price)},
            {"distance_percent", known(100 * (own.liquidation.price / mark - 1))},
            {"from", word_of(own.liquidation.from)},
            {"never", own.liquidation.outcome == RowOutcome::kNever}}},
          {"liquidated", reach_json(own.with_feedback, paths)},
          {"liquidated_no_feedback", reach_json(own.no_feedback, paths)},
          {"deleveraged", adl_json(own.adl, context.venue->adl.value.ranking, paths)},
          {"exit", exit_json(own.exit)}};
}

// What the answers leave open, whatever the positions.
json not_known(const OwnContext& context) {
  json list = {
      "the position is taken to be held unchanged to the horizon: no margin added, no funding paid, no part closed",
      "the mark of its venue is taken to be that of the run",
      "whether a single position is auto-deleveraged follows from how much of its side is, and from the ranks of the "
      "sampled positions at that mark, as they are open at now; the upper bound takes ranks at the mark of now",
      "the exit walks the configured book, fresh and alone: it has no error bar, and in a cascade there is less"};
  if (!context.venue->adl.known())
    list.push_back("how the venue ranks positions for auto-deleveraging: " + context.venue->adl.from.missing);
  if (context.run->population.side.empty())
    list.push_back("who ranks ahead: the run file holds no sample of its positions (run it again with this version)");
  if (context.run->ladder.venues.size() > 1)
    list.push_back("how many dollars rank ahead: the run holds the open interest of its venues together");
  return list;
}

}  // namespace

json own_positions_json(const OwnContext& context, const PositionFile& file) {
  const RunResult& run = *context.run;
  double paths = 0;
  for (const std::int64_t count : run.cascade.replicate_paths) paths += static_cast<double>(count);
  json positions = json::array();
  for (const OwnPosition& own : own_positions(context, file))
    positions.push_back(position_json(own, context, std::min(std::max(paths, 0.0), 9e18)));
  return {{"path", file.name},
          {"coin", file.coin},
          {"venue", context.venue->name},
          {"contract", context.venue->contract},
          {"mark_usd", known(run.now_mark_usd)},
          {"horizon_seconds", run.paths.horizon.empty() ? json(nullptr) : json(run.paths.horizon.back())},
          {"positions", std::move(positions)},
          {"not_known", not_known(context)}};
}

}  // namespace tinderbox
