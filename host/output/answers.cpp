#include "host/output/answers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "host/output/branching.hpp"
#include "host/output/forward_groups.hpp"
#include "host/output/map_skill.hpp"
#include "host/output/rare_group.hpp"
#include "host/output/stored_config.hpp"
#include "host/support/share_interval.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;

constexpr double kLevelsPercent[] = {-10, -5, -3, -1, 1, 3, 5, 10};
constexpr double kReachPercent[] = {-2, 2, -5, 5, -10, 10};
constexpr double kBranchingPercent = 10;

// A bin of a price axis, or none where the axis ends before `usd`. `place(k)`: the price that stands for bin k.
template <typename Place>
std::optional<std::size_t> nearest_bin(const std::vector<double>& bounds, double usd, Place place) {
  if (bounds.size() < 2 || !(usd >= bounds.front() && usd <= bounds.back())) return std::nullopt;
  std::size_t nearest = 0;
  for (std::size_t k = 1; k < bounds.size() / 2; ++k)
    if (std::abs(place(k) - usd) < std::abs(place(nearest) - usd)) nearest = k;
  return nearest;
}

double percent_from_mark(const RunResult& run, double usd) {
  return (usd / run.now_mark_usd - 1) * 100;
}

json beyond_axis(double percent) {
  return {{"percent", percent}, {"inside_price_axis", false}};
}

json banded(const std::vector<float>& value, const std::vector<float>& error, const std::vector<float>& low,
            const std::vector<float>& high, std::size_t k) {
  return {{"value", known(static_cast<double>(value[k]))},
          {"standard_error", known(static_cast<double>(error[k]))},
          {"low", known(static_cast<double>(low[k]))},
          {"high", known(static_cast<double>(high[k]))}};
}

json level_of(const RunResult& run, double percent) {
  const WhatIfResult& whatif = run.whatif;
  const double usd = run.now_mark_usd * (1 + percent / 100);
  const auto k = nearest_bin(whatif.price_bounds, usd, [&](std::size_t i) { return whatif.price[i]; });
  if (!k) return beyond_axis(percent);
  const double at = whatif.price[*k];
  const double distance = percent_from_mark(run, at);
  const Side side = percent < 0 ? Side::kLong : Side::kShort;
  const double outward = side == Side::kLong ? -distance : distance;
  return {{"percent", percent},
          {"inside_price_axis", true},
          {"price_usd", at},
          {"distance_percent", known(distance)},
          {"forced_usd", banded(whatif.forced, whatif.forced_stderr, whatif.forced_low, whatif.forced_high, *k)},
          {"stop_price_usd",
           banded(whatif.stop_price, whatif.stop_price_stderr, whatif.stop_price_low, whatif.stop_price_high, *k)},
          {"book_usd", banded(whatif.book, whatif.book_stderr, whatif.book_low, whatif.book_high, *k)},
          {"fund_usd", banded(whatif.fund, whatif.fund_stderr, whatif.fund_low, whatif.fund_high, *k)},
          {"adl_usd", banded(whatif.adl, whatif.adl_stderr, whatif.adl_low, whatif.adl_high, *k)},
          {"ladder_end_share", known(static_cast<double>(whatif.ladder_end[*k]))},
          {"move_alone_usd", as_json(estimate_mean(notional_within(run, side, std::max(outward, 0.0))))}};
}

json levels_of(const RunResult& run) {
  if (!has_whatif(run)) return nullptr;
  json list = json::array();
  for (const double percent : kLevelsPercent) list.push_back(level_of(run, percent));
  return list;
}

json stress_of(const RunResult& run) {
  if (!has_stress(run)) return nullptr;
  const StressResult& stress = run.stress;
  return {{"price_change", known(stress.price_change)},
          {"duration_seconds", stress.duration_seconds},
          {"depth_multiplier", known(stress.depth_multiplier)},
          {"stop_price_usd", as_json(stress.stop_price)},
          {"stop_distance_percent", known(percent_from_mark(run, stress.stop_price.value))},
          {"feedback_share", as_json(stress.feedback_share)},
          {"forced_usd", as_json(stress.forced)},
          {"book_usd", as_json(stress.book)},
          {"fund_usd", as_json(stress.fund)},
          {"adl_usd", as_json(stress.adl)},
          {"ladder_end_share", known(stress.ladder_end)}};
}

// In floating point, as a file may hold any numbers.
double paths_of(const CascadeResult& cascade) {
  double paths = 0;
  for (const std::int64_t count : cascade.replicate_paths) paths += static_cast<double>(count);
  return std::clamp(paths, 0.0, 9e18);
}

json count_of(double paths) {
  return static_cast<std::int64_t>(paths);
}

json probability(double value, double standard_error, ShareInterval interval, double paths) {
  return {{"value", known(value)},
          {"standard_error", known(standard_error)},
          {"interval", {known(interval.low), known(interval.high)}},
          {"paths", count_of(paths)}};
}

json probability(double value, double standard_error, double paths) {
  return probability(value, standard_error, share_interval(value, standard_error, paths), paths);
}

// Entry i of a probability, its errors and its interval.
json probability(const std::vector<float>& value, const std::vector<float>& error, const std::vector<float>& interval,
                 std::size_t i, double paths) {
  return probability(static_cast<double>(value[i]), static_cast<double>(error[i]),
                     {static_cast<double>(interval[2 * i]), static_cast<double>(interval[2 * i + 1])}, paths);
}

// Whether price gets to the edge of a bin that is nearest to the level: coming from the mark it meets the bin there.
json reach_of(const RunResult& run, double percent) {
  const PathsResult& paths = run.paths;
  const double usd = run.now_mark_usd * (1 + percent / 100);
  const auto edge = [&](std::size_t i) { return paths.price_bounds[2 * i + (percent < 0 ? 1 : 0)]; };
  const auto k = nearest_bin(paths.price_bounds, usd, edge);
  if (!k) return beyond_axis(percent);
  const double count = paths_of(run.cascade);
  const auto number = [&](const std::vector<float>& values, std::size_t i) { return static_cast<double>(values[i]); };
  json with = probability(
      number(paths.touch_probability, *k), number(paths.touch_probability_stderr, *k),
      {number(paths.touch_probability_interval, 2 * *k), number(paths.touch_probability_interval, 2 * *k + 1)}, count);
  with["low"] = known(number(paths.touch_probability_low, *k));
  with["high"] = known(number(paths.touch_probability_high, *k));
  with["replicate_share"] = known(number(paths.touch_probability_replicate_share, *k));
  return {{"percent", percent},
          {"inside_price_axis", true},
          {"price_usd", edge(*k)},
          {"distance_percent", known(percent_from_mark(run, edge(*k)))},
          {"with_feedback", std::move(with)},
          {"no_feedback", probability(number(paths.touch_probability_no_feedback, *k),
                                      number(paths.touch_probability_no_feedback_stderr, *k), count)}};
}

json reaches_of(const RunResult& run) {
  if (!has_paths(run) || !has_cascade(run)) return nullptr;
  json list = json::array();
  for (const double percent : kReachPercent) list.push_back(reach_of(run, percent));
  return {{"horizon_seconds", run.paths.horizon.back()},
          {"paths", count_of(paths_of(run.cascade))},
          {"levels", std::move(list)},
          {"liquidated_usd",
           {{"long", as_json(run.cascade.liquidated[0])}, {"short", as_json(run.cascade.liquidated[1])}}}};
}

json branching_of(const RunResult& run) {
  const auto largest = largest_branching_ratio(run, kBranchingPercent);
  if (!largest) return nullptr;
  return {{"value", known(largest->ratio)},
          {"standard_error", known(largest->standard_error)},
          {"side", kSideLabels[static_cast<std::size_t>(largest->side)]},
          {"price_usd", largest->price},
          {"distance_percent", known(largest->distance_percent)}};
}

// What a payer takes of both sides and all venues. Sides and venues may go together, so their errors add up.
json absorbed_by(const CascadeResult& cascade, std::size_t payer) {
  double usd = 0;
  double error = 0;
  const std::size_t cells = cascade.venues.size() * kSides;
  for (std::size_t i = payer * cells; i < (payer + 1) * cells; ++i) {
    usd += static_cast<double>(cascade.absorbed[i]);
    error += static_cast<double>(cascade.absorbed_stderr[i]);
  }
  return {{"value", known(usd)}, {"standard_error", known(error)}};
}

json payers_of(const CascadeResult& cascade) {
  json payers;
  double all = 0;
  for (std::size_t payer = 0; payer < kPayers; ++payer) {
    json entry = absorbed_by(cascade, payer);
    if (entry["value"].is_number()) all += entry["value"].get<double>();
    payers[std::string(kPayerLabels[payer])] = std::move(entry);
  }
  for (json& entry : payers)
    entry["share"] = entry["value"].is_null() ? json(nullptr) : known(entry["value"].get<double>() / all);
  double paid = 0;
  double error = 0;
  for (const float usd : cascade.fund_loss) paid += static_cast<double>(usd);
  for (const float usd : cascade.fund_loss_stderr) error += static_cast<double>(usd);
  payers["fund"]["paid_usd"] = {{"value", known(paid)}, {"standard_error", known(error)}};
  return payers;
}

// Auto-deleveraging of liquidations of one side closes positions of the other: what a hedge there has to expect.
json hedge_of(const RunResult& run, Side hedge) {
  const CascadeResult& cascade = run.cascade;
  const std::size_t liquidated = hedge == Side::kLong ? 1 : 0;
  double usd = 0;
  double error = 0;
  for (std::size_t venue = 0; venue < cascade.venues.size(); ++venue) {
    const std::size_t i = (2 * cascade.venues.size() + venue) * kSides + liquidated;
    usd += static_cast<double>(cascade.absorbed[i]);
    error += static_cast<double>(cascade.absorbed_stderr[i]);
  }
  const double share = usd / open_interest_now(run, hedge);
  return {{"value", known(share)},
          {"standard_error", known(error / open_interest_now(run, hedge))},
          {"value_if_any", known(share / cascade.adl_probability.value)}};
}

json exhausted_of(const CascadeResult& cascade) {
  json list = json::array();
  const std::size_t last = (cascade.horizon.size() - 1) * cascade.venues.size();
  for (std::size_t venue = 0; venue < cascade.venues.size(); ++venue) {
    json entry = probability(cascade.insurance_exhausted_probability, cascade.insurance_exhausted_probability_stderr,
                             cascade.insurance_exhausted_probability_interval, last + venue, paths_of(cascade));
    entry["venue"] = cascade.venues[venue];
    list.push_back(std::move(entry));
  }
  return list;
}

json shock_of(const RunResult& run, std::size_t side) {
  const auto& bounds = run.cascade.price_bounds;
  const double end = side == 0 ? bounds.front() : bounds.back();
  const auto estimate = [side](const std::vector<float>& value, const std::vector<float>& error) {
    return json{{"value", known(static_cast<double>(value[side]))},
                {"standard_error", known(static_cast<double>(error[side]))}};
  };
  json shock = estimate(run.cascade.critical_shock, run.cascade.critical_shock_stderr);
  shock["no_feedback"] =
      estimate(run.cascade.critical_shock_no_feedback, run.cascade.critical_shock_no_feedback_stderr);
  shock["largest_tried"] = known(std::abs(percent_from_mark(run, end)) / 100);
  return shock;
}

json tail_of(const CascadeResult& cascade) {
  json list = json::array();
  for (std::size_t i = 0; i < cascade.level.size(); ++i)
    list.push_back({{"level", known(cascade.level[i])},
                    {"value_at_risk", as_json(cascade.value_at_risk[i])},
                    {"expected_shortfall", as_json(cascade.expected_shortfall[i])},
                    {"value_at_risk_no_feedback", as_json(cascade.value_at_risk_no_feedback[i])},
                    {"expected_shortfall_no_feedback", as_json(cascade.expected_shortfall_no_feedback[i])}});
  return list;
}

json tipping_of(const RunResult& run) {
  if (!has_cascade(run)) return nullptr;
  const CascadeResult& cascade = run.cascade;
  const double paths = paths_of(cascade);
  const auto squeeze = [&](std::size_t side) {
    return probability(cascade.squeeze_probability, cascade.squeeze_probability_stderr,
                       cascade.squeeze_probability_interval, side, paths);
  };
  const auto ladder_end = [&](std::size_t side) {
    return probability(cascade.ladder_end_probability, cascade.ladder_end_probability_stderr,
                       cascade.ladder_end_probability_interval, side, paths);
  };
  const Answer& adl = cascade.adl_probability;
  json adl_probability = probability(adl.value, adl.standard_error,
                                     {static_cast<double>(cascade.adl_probability_interval[0]),
                                      static_cast<double>(cascade.adl_probability_interval[1])},
                                     paths);
  adl_probability["low"] = known(adl.low);
  adl_probability["high"] = known(adl.high);
  adl_probability["replicate_share"] = known(adl.replicate_share);
  return {{"horizon_seconds", cascade.horizon.back()},
          {"critical_shock", {{"long", shock_of(run, 0)}, {"short", shock_of(run, 1)}}},
          {"branching_ratio_max", branching_of(run)},
          {"critical_branching_ratio", known(cascade.critical_branching_ratio)},
          {"amplification", as_json(cascade.amplification)},
          {"amplification_paths", cascade.amplification_paths},
          {"daily_sigma", known(cascade.daily_sigma)},
          {"absorbed_usd", payers_of(cascade)},
          {"fund_exhausted", exhausted_of(cascade)},
          {"adl_probability", std::move(adl_probability)},
          {"hedge_deleveraged", {{"long", hedge_of(run, Side::kLong)}, {"short", hedge_of(run, Side::kShort)}}},
          {"adl_notional_usd",
           {{"value", known(static_cast<double>(cascade.adl_notional.back()))},
            {"standard_error", known(static_cast<double>(cascade.adl_notional_stderr.back()))}}},
          {"squeeze", {{"long", squeeze(0)}, {"short", squeeze(1)}}},
          {"ladder_end", {{"long", ladder_end(0)}, {"short", ladder_end(1)}}},
          {"drop", tail_of(cascade)}};
}

json hits_of(const HitShare& share) {
  return {{"hits", share.hits},
          {"days", share.days},
          {"share", known(share.share)},
          {"interval", {known(share.low), known(share.high)}}};
}

json skill_of(const RunResult& run) {
  constexpr const char* kVerdicts[] = {"unknown", "none", "no better than the day before", "some", "worse than a coin"};
  const MapSkill skill = map_skill(run);
  return {{"distance_percent", kSkillDistancePercent},
          {"map", hits_of(skill.map)},
          {"day_before", hits_of(skill.day_before)},
          {"days_pointing_down", skill.down_days},
          {"verdict", kVerdicts[static_cast<std::size_t>(skill.verdict)]}};
}

}  // namespace

json known(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

json as_json(const Estimate& estimate) {
  return {{"value", known(estimate.value)},
          {"standard_error", known(estimate.standard_error)},
          {"low", known(estimate.low)},
          {"high", known(estimate.high)}};
}

json as_json(const Answer& answer) {
  json result = as_json(Estimate{answer.value, answer.standard_error, answer.low, answer.high});
  result["replicate_share"] = known(answer.replicate_share);
  return result;
}

json answers_of(const RunResult& run) {
  return {{"feedback", stored_value<std::string>(run.provenance.config_toml, "cascade", "feedback").value_or("on")},
          {"levels", levels_of(run)},
          {"stress", stress_of(run)},
          {"reach", reaches_of(run)},
          {"tipping", tipping_of(run)},
          {"course", course_of(run)},
          {"watched", watched_levels_of(run)},
          {"rare", rare_json(run)},
          {"skill", skill_of(run)}};
}

}  // namespace tinderbox
