// The answers of a followed sample of the paths: their course in time, and single price levels.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/output/answers.hpp"
#include "host/output/levels_group.hpp"
#include "host/output/words.hpp"
#include "host/support/share_interval.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using namespace words;

json estimate(const std::vector<float>& value, const std::vector<float>& error, std::size_t i) {
  return {{"value", known(static_cast<double>(value[i]))}, {"standard_error", known(static_cast<double>(error[i]))}};
}

json side_of_course(const CourseResult& course, std::size_t side) {
  json quantiles = json::array();
  for (std::size_t q = 0; q < course.quantile.size(); ++q) {
    json entry = estimate(course.branching_ratio_max_quantile, course.branching_ratio_max_quantile_stderr,
                          side * course.quantile.size() + q);
    entry["quantile"] = known(course.quantile[q]);
    quantiles.push_back(std::move(entry));
  }
  json supercritical = estimate(course.supercritical_probability, course.supercritical_probability_stderr, side);
  supercritical["interval"] = {known(static_cast<double>(course.supercritical_probability_interval[2 * side])),
                               known(static_cast<double>(course.supercritical_probability_interval[2 * side + 1]))};
  supercritical["paths"] = course.paths;
  return {{"paths", course.branching_paths[side]},
          {"mean", as_json(course.branching_ratio_max[side])},
          {"quantiles", std::move(quantiles)},
          {"supercritical_probability", std::move(supercritical)}};
}

json breaches_of(const LevelsResult& levels, std::size_t l) {
  json list = json::array();
  for (std::size_t h = 0; h < levels.horizon.size(); ++h) {
    const std::size_t i = l * levels.horizon.size() + h;
    list.push_back({{"horizon_seconds", levels.horizon[h]},
                    {"with_feedback", estimate(levels.breach_probability, levels.breach_probability_stderr, i)},
                    {"no_feedback", estimate(levels.breach_probability_no_feedback,
                                             levels.breach_probability_no_feedback_stderr, i)}});
  }
  return list;
}

// All paths of the run: those that a touch probability is taken over.
std::int64_t run_paths_of(const RunResult& run) {
  std::int64_t paths = 0;
  for (const std::int64_t count : run.cascade.replicate_paths) paths += std::clamp<std::int64_t>(count, 0, 1LL << 40);
  return std::max(paths, run.levels.sample_paths);
}

json probability_of(const Answer& answer, std::int64_t paths) {
  const ShareInterval sure = share_interval(answer.value, answer.standard_error, static_cast<double>(paths));
  json result = as_json(answer);
  result["interval"] = {known(sure.low), known(sure.high)};
  result["paths"] = paths;
  return result;
}

json level_json(const RunResult& run, std::size_t l) {
  const LevelsResult& levels = run.levels;
  const std::int64_t paths = run_paths_of(run);
  json touch = as_json(levels.touch_probability[l]);
  touch["interval"] = {known(static_cast<double>(levels.touch_probability_interval[2 * l])),
                       known(static_cast<double>(levels.touch_probability_interval[2 * l + 1]))};
  touch["paths"] = paths;
  json beyond = json::array();
  for (std::size_t d = 0; d < levels.distance.size(); ++d) {
    json entry = as_json(levels.liquidated_beyond[l * levels.distance.size() + d]);
    entry["distance_percent"] = known(levels.distance[d]);
    beyond.push_back(std::move(entry));
  }
  return {{"price_usd", known(levels.level[l])},
          {"distance_percent", known((levels.level[l] / run.now_mark_usd - 1) * 100)},
          {"source", kSourceLabels[static_cast<std::size_t>(levels.source[l])]},
          {"notional_usd", as_json(levels.notional[l])},
          {"touch_probability", std::move(touch)},
          {"touch_probability_no_feedback", probability_of(levels.touch_probability_no_feedback[l], paths)},
          {"breach_probability", breaches_of(levels, l)},
          {"liquidated_beyond_usd", std::move(beyond)},
          {"volatility_ratio", as_json(levels.volatility_ratio[l])},
          {"touch_probability_smoothed", as_json(levels.touch_probability_smoothed[l])},
          {"magnet", as_json(levels.magnet[l])}};
}

// Hours, or minutes where that is more telling; "unknown" where it is.
std::string time_text(const json& seconds) {
  if (seconds["value"].is_null()) return "an unknown time";
  const auto value = seconds["value"].get<double>();
  const bool hours = value >= 7200;
  const double unit = hours ? 3600 : 60;
  const json& error = seconds["standard_error"];
  return fmt::format("{:.1f}{} {}", value / unit,
                     error.is_null() ? "" : fmt::format(" +- {:.1f}", error.get<double>() / unit),
                     hours ? "hours" : "minutes");
}

std::string branching_max_text(const json& side, const char* who) {
  if (side["mean"]["value"].is_null()) return fmt::format("no path liquidates {}", who);
  return fmt::format("{} {}, at or above the critical one on {} of paths", who, number_plus_minus(side["mean"]),
                     probability(side["supercritical_probability"]));
}

std::string magnet_text(const json& magnet) {
  const json& value = magnet["value"];
  const json& error = magnet["standard_error"];
  if (value.is_null()) return "unknown";
  const auto points = 100 * value.get<double>();
  const std::string size = fmt::format("{:+.2f}{} points", points,
                                       error.is_null() ? "" : fmt::format(" +- {:.2f}", 100 * error.get<double>()));
  const bool clear = !error.is_null() && std::abs(value.get<double>()) > 2 * error.get<double>();
  return size + (clear ? "" : " (no clear effect)");
}

std::string source_text(const std::string& source) {
  if (source == "named") return "named";
  if (source == "cluster") return "a cluster";
  return source == "round_number" ? "a round number" : "a recent extreme";
}

std::string level_line(const json& level) {
  const json& beyond = level["liquidated_beyond_usd"];
  std::string text = fmt::format("  {} ({}, {}): {} in its bin; reached with {}, without the cascade {}; magnet {}",
                                 price(level["price_usd"]), from_mark(level["distance_percent"]),
                                 source_text(level["source"].get<std::string>()),
                                 money_plus_minus(level["notional_usd"]), probability(level["touch_probability"]),
                                 probability(level["touch_probability_no_feedback"]), magnet_text(level["magnet"]));
  if (beyond.empty() || beyond.back()["value"].is_null()) return text + ".\n";
  text += fmt::format("; where reached, {} go within {:g}% beyond", money_plus_minus(beyond.back()),
                      beyond.back()["distance_percent"].get<double>());
  if (level["volatility_ratio"]["value"].is_null()) return text + ".\n";
  return text + fmt::format(", with {} times the volatility in the hour after.\n",
                            number_plus_minus(level["volatility_ratio"]));
}

}  // namespace

json course_of(const RunResult& run) {
  if (!has_course(run)) return nullptr;
  const CourseResult& course = run.course;
  return {{"paths", course.paths},
          {"step_seconds", known(course.step_seconds)},
          {"low_time_seconds", as_json(course.low_time)},
          {"low_time_seconds_no_feedback", as_json(course.low_time_no_feedback)},
          {"low_count", course.low_count},
          {"low_count_no_feedback", course.low_count_no_feedback},
          {"liquidating_paths", course.liquidating_paths},
          {"peak_time_seconds", as_json(course.peak_time)},
          {"peak_count", course.peak_count},
          {"peak_liquidated_usd", as_json(course.peak_liquidated)},
          {"peak_share", as_json(course.peak_share)},
          {"falling_paths", course.falling_paths},
          {"rebound", as_json(course.rebound)},
          {"rebound_no_feedback", as_json(course.rebound_no_feedback)},
          {"rebound_hour", as_json(course.rebound_hour)},
          {"rebound_hour_no_feedback", as_json(course.rebound_hour_no_feedback)},
          {"branching_ratio_max", {{"long", side_of_course(course, 0)}, {"short", side_of_course(course, 1)}}}};
}

json watched_levels_of(const RunResult& run) {
  if (!has_levels(run)) return nullptr;
  json list = json::array();
  for (std::size_t l = 0; l < run.levels.level.size(); ++l) list.push_back(level_json(run, l));
  return {{"horizon_seconds", run.levels.horizon.back()},
          {"sample_paths", run.levels.sample_paths},
          {"list", std::move(list)}};
}

std::string course_text(const json& course) {
  if (course.is_null()) return "";
  std::string text = fmt::format(
      "The course of a path ({} followed in steps of {:g} s): its low comes after {} (without "
      "feedback {}).\n",
      thousands(course["paths"]), course["step_seconds"].get<double>(), time_text(course["low_time_seconds"]),
      time_text(course["low_time_seconds_no_feedback"]));
  if (course["liquidating_paths"] != 0)
    text += fmt::format("  Its worst step comes after {} and liquidates {}, {} of all that is liquidated.\n",
                        time_text(course["peak_time_seconds"]), money_plus_minus(course["peak_liquidated_usd"]),
                        percent_plus_minus(course["peak_share"]));
  if (course["falling_paths"] != 0)
    text += fmt::format(
        "  Of a large fall, {} is regained within an hour of the low, {} by the end (without feedback {}, {}).\n",
        percent_plus_minus(course["rebound_hour"]), percent_plus_minus(course["rebound"]),
        percent_plus_minus(course["rebound_hour_no_feedback"]), percent_plus_minus(course["rebound_no_feedback"]));
  const json& branching = course["branching_ratio_max"];
  return text +
         fmt::format("  Largest branching ratio on the way, mean of the paths that liquidate the side: {}; {}.\n\n",
                     branching_max_text(branching["long"], "longs"), branching_max_text(branching["short"], "shorts"));
}

std::string watched_levels_text(const json& levels) {
  if (levels.is_null()) return "";
  std::string text =
      fmt::format("Levels within {} (magnet: how much likelier than with a smoothed ladder of equal mass, {} paths):\n",
                  duration(levels["horizon_seconds"].get<std::int64_t>()), thousands(levels["sample_paths"]));
  for (const json& level : levels["list"]) text += level_line(level);
  return text + "\n";
}

}  // namespace tinderbox
