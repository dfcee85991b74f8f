#include <cmath>

#include "tests/output/sample_forward.hpp"

namespace tinderbox::test {
namespace {

CourseResult sample_course(Filler& filler) {
  CourseResult course;
  course.paths = 2048;
  course.step_seconds = 60;
  add_horizon(course.horizon, course.horizon_bounds);
  course.low_time = sample_answer(filler, 40000);
  course.low_time_no_feedback = sample_answer(filler, 41000);
  course.low_count = {700, 500, 848};
  course.low_count_no_feedback = {710, 500, 838};
  course.liquidating_paths = 2000;
  course.peak_time = sample_answer(filler, 5400);
  course.peak_count = {600, 700, 700};
  course.peak_liquidated = sample_answer(filler, 9e6);
  course.peak_share = sample_answer(filler, 0.11);
  course.falling_paths = 500;
  course.rebound = sample_answer(filler, 0.42);
  course.rebound_no_feedback = sample_answer(filler, 0.45);
  course.rebound_hour = sample_answer(filler, 0.16);
  course.rebound_hour_no_feedback = sample_answer(filler, 0.17);
  course.branching_paths = {1500, 0};
  const double nan = std::nan("");
  course.branching_ratio_max = {sample_answer(filler, 0.3), {nan, nan, nan, nan, nan}};
  course.quantile = {0.05, 0.5, 0.95};
  course.branching_ratio_max_quantile = {0.1F, 0.25F, 0.9F, NAN, NAN, NAN};
  course.branching_ratio_max_quantile_stderr = {0.01F, 0.02F, 0.1F, NAN, NAN, NAN};
  course.supercritical_probability = {0.05F, 0};
  course.supercritical_probability_stderr = {0.005F, 0};
  course.supercritical_probability_interval = {0.041F, 0.061F, 0, 0.0019F};
  return course;
}

LevelsResult sample_level_answers(Filler& filler) {
  LevelsResult levels;
  levels.level = {92000.5, 105000};
  levels.source = {1, 2};
  add_horizon(levels.horizon, levels.horizon_bounds);
  levels.distance = {1, 5};
  levels.sample_paths = 2048;
  levels.notional = {sample_answer(filler, 3e7), sample_answer(filler, 1e6)};
  levels.touch_probability = {sample_answer(filler, 0.08), sample_answer(filler, 0.2)};
  levels.touch_probability_interval = {0.07F, 0.09F, 0.19F, 0.21F};
  levels.touch_probability_no_feedback = {sample_answer(filler, 0.07), sample_answer(filler, 0.19)};
  levels.breach_probability = filler.vector<float>(2 * kOutputSteps, 0, 0.2);
  levels.breach_probability_stderr = filler.vector<float>(2 * kOutputSteps, 0.001, 0.01);
  levels.breach_probability_no_feedback = filler.vector<float>(2 * kOutputSteps, 0, 0.2);
  levels.breach_probability_no_feedback_stderr = filler.vector<float>(2 * kOutputSteps, 0.001, 0.01);
  for (int i = 0; i < 4; ++i) levels.liquidated_beyond.push_back(sample_answer(filler, 1e7 * (i + 1)));
  levels.volatility_ratio = {sample_answer(filler, 1.2), sample_answer(filler, 1.05)};
  levels.touch_probability_smoothed = {sample_answer(filler, 0.06), sample_answer(filler, 0.2)};
  levels.magnet = {{0.02, 0.004, 0.01, 0.03, 0.2}, {-0.0005, 0.002, -0.01, 0.01, 0.1}};
  return levels;
}

}  // namespace

void add_levels(RunResult& run, Filler& filler) {
  run.course = sample_course(filler);
  run.levels = sample_level_answers(filler);
}

}  // namespace tinderbox::test
