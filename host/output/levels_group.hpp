// The groups of a run file that a followed sample of the paths answers: /course, what paths do in time, and /levels,
// what they do about single prices. A run without such results has no such groups.
#pragma once

#include <string>

#include "host/output/h5_read.hpp"
#include "host/output/netcdf_group.hpp"
#include "host/output/run_result.hpp"
#include "host/output/run_schema_forward.hpp"

namespace tinderbox {

inline constexpr std::string_view kSourceLabels[kLevelSources] = {"named", "cluster", "round_number", "recent_extreme"};

[[nodiscard]] inline bool has_course(const RunResult& run) {
  return run.course.paths > 0;
}
[[nodiscard]] inline bool has_levels(const RunResult& run) {
  return !run.levels.level.empty();
}

// Visits an answer and its twin's.
template <typename Some, typename Visit>
void visit_answer_and_twin(Visit& visit, const std::string& name, std::string_view units, std::string_view long_name,
                           Some& answer, Some& twin) {
  visit_answer(visit, name, units, long_name, answer);
  visit_answer(visit, name + "_no_feedback", units, name + " of the twins without feedback", twin);
}

// Calls visit(spec, values) for every dataset of /course that is no coordinate.
template <typename Course, typename Visit>
void visit_course(Course& course, Visit&& visit) {
  visit(VariableSpec{"horizon_bounds", "horizon bnds", kHorizonUnits, "edges of the output step"},
        course.horizon_bounds);
  visit_single(visit, VariableSpec{"paths", "", "1", "paths that were followed"}, course.paths);
  visit_single(visit, VariableSpec{"step_seconds", "", kHorizonUnits, "mean length of the steps they were followed in"},
               course.step_seconds);
  visit_answer_and_twin(visit, "low_time", kHorizonUnits, "time from now to the lowest mark", course.low_time,
                        course.low_time_no_feedback);
  visit(VariableSpec{"low_count", "horizon", "1", "paths whose lowest mark falls into the output step"},
        course.low_count);
  visit(VariableSpec{"low_count_no_feedback", "horizon", "1", "low_count of the twins without feedback"},
        course.low_count_no_feedback);
  visit_single(visit, VariableSpec{"liquidating_paths", "", "1", "paths that liquidate anything"},
               course.liquidating_paths);
  visit_answer(visit, "peak_time", kHorizonUnits, "time from now to the step in which a path liquidates most",
               course.peak_time);
  visit(VariableSpec{"peak_count", "horizon", "1", "paths whose peak falls into the output step"}, course.peak_count);
  visit_answer(visit, "peak_liquidated", "USD", "liquidated in the step in which a path liquidates most",
               course.peak_liquidated);
  visit_answer(visit, "peak_share", "1", "part of all liquidations that falls into the peaks of their paths",
               course.peak_share);
  visit_single(visit, VariableSpec{"falling_paths", "", "1", "paths whose twin dropped a daily sigma"},
               course.falling_paths);
  visit_answer_and_twin(visit, "rebound", "1", "part of the log drop that is regained by the end of the horizon",
                        course.rebound, course.rebound_no_feedback);
  visit_answer_and_twin(visit, "rebound_hour", "1", "part of the log drop that is regained an hour after the low",
                        course.rebound_hour, course.rebound_hour_no_feedback);
  visit(VariableSpec{"branching_paths", "side", "1", "paths that liquidate anything of the side"},
        course.branching_paths);
  visit_answer_row(visit, "branching_ratio_max", "side", "1",
                   "largest branching ratio that a round of the path left, with the book as it was eaten",
                   course.branching_ratio_max, kSides);
  visit(VariableSpec{"branching_ratio_max_quantile", "side quantile", "1", "quantile of branching_ratio_max over paths",
                     Missing::kNan, "", "branching_ratio_max_quantile_stderr"},
        course.branching_ratio_max_quantile);
  visit(VariableSpec{"branching_ratio_max_quantile_stderr", "side quantile", "1",
                     "standard error of branching_ratio_max_quantile, clustered by replicate", Missing::kNan},
        course.branching_ratio_max_quantile_stderr);
  visit_probability(visit, "supercritical_probability", "side",
                    "probability that a round leaves a branching ratio at or above the critical one",
                    course.supercritical_probability, course.supercritical_probability_stderr,
                    course.supercritical_probability_interval);
}

// Calls visit(spec, values) for every dataset of /levels that is no coordinate.
template <typename Levels, typename Visit>
void visit_levels(Levels& levels, Visit&& visit) {
  constexpr auto kNan = Missing::kNan;
  const std::size_t count = levels.level.size();
  visit(VariableSpec{"horizon_bounds", "horizon bnds", kHorizonUnits, "edges of the output step"},
        levels.horizon_bounds);
  visit(VariableSpec{"source_index", "level", "1", "index into source: why the price is a level"}, levels.source);
  visit_single(visit, VariableSpec{"sample_paths", "", "1", "paths that were followed"}, levels.sample_paths);
  visit_answer_row(visit, "notional", "level", "USD", "liquidated in the price bin of the level, at trigger prices",
                   levels.notional, count);
  visit_answer_row(visit, "touch_probability", "level", "1", "probability that the mark meets the level",
                   levels.touch_probability, count);
  visit(VariableSpec{"touch_probability_interval", "level bnds", "1",
                     "95% Wilson interval of touch_probability for the effective number of independent paths", kNan},
        levels.touch_probability_interval);
  visit_answer_row(visit, "touch_probability_no_feedback", "level", "1",
                   "touch_probability of the twins without feedback", levels.touch_probability_no_feedback, count);
  const auto breach = [&](const std::string& name, const std::string& text, auto& values, auto& errors) {
    const std::string error_name = name + "_stderr";
    const std::string error_text = "standard error of " + name + ", clustered by replicate";
    visit(VariableSpec{name, "level horizon", "1", text, Missing::kNever, "", error_name}, values);
    visit(VariableSpec{error_name, "level horizon", "1", error_text, kNan}, errors);
  };
  breach("breach_probability", "probability that the mark has met the level so far, of the followed paths",
         levels.breach_probability, levels.breach_probability_stderr);
  breach("breach_probability_no_feedback", "breach_probability of the twins without feedback",
         levels.breach_probability_no_feedback, levels.breach_probability_no_feedback_stderr);
  visit_answer_row(visit, "liquidated_beyond", "level distance", "USD",
                   "liquidated within the distance beyond the level, mean of the paths that meet it",
                   levels.liquidated_beyond, count * levels.distance.size());
  visit_answer_row(visit, "volatility_ratio", "level", "1",
                   "realised volatility from the touch to an hour later, over that of a twin branched at the touch",
                   levels.volatility_ratio, count);
  visit_answer_row(visit, "touch_probability_smoothed", "level", "1",
                   "touch_probability of the followed paths with a smoothed ladder of equal mass",
                   levels.touch_probability_smoothed, count);
  visit_answer_row(visit, "magnet", "level", "1",
                   "touch_probability less that with a smoothed ladder of equal mass, on the same noise", levels.magnet,
                   count);
}

// Calls visit(spec, values) for every dataset of the groups that the run has, coordinates left out.
template <typename Visit>
void visit_level_groups(const RunResult& run, Visit&& visit) {
  if (has_course(run)) visit_course(run.course, visit);
  if (has_levels(run)) visit_levels(run.levels, visit);
}

void write_level_groups(h5::WriteContext& context, const RunResult& run);

// Reads the groups that are there. Throws InputError.
void read_level_groups(h5::ReadFile& file, RunResult& run);

}  // namespace tinderbox
