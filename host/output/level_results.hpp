// What a run computed about the course of paths in time, and about single price levels: the shapes of /course and
// /levels in the run file (host/docs/format.md).
#pragma once

#include <cstdint>
#include <vector>

#include "host/output/answer.hpp"

namespace tinderbox {

// Why a level is one.
enum class LevelSource { kNamed, kCluster, kRoundNumber, kRecentExtreme };
inline constexpr int kLevelSources = 4;

// The course of a sample of the paths. H output steps, Q quantiles, S sides. Empty where no path was followed.
struct CourseResult {
  std::int64_t paths = 0;                             // followed
  double step_seconds = 0;                            // in steps of this mean length
  std::vector<std::int64_t> horizon, horizon_bounds;  // [H], [H, 2] s from now
  Answer low_time, low_time_no_feedback;              // s from now to the lowest mark
  std::vector<std::int64_t> low_count;                // [H] paths whose low falls into the output step
  std::vector<std::int64_t> low_count_no_feedback;    // [H]
  std::int64_t liquidating_paths = 0;                 // that liquidate anything; the peak is that of these
  Answer peak_time;                                   // s from now to the step in which most is liquidated
  std::vector<std::int64_t> peak_count;               // [H] paths whose peak falls into the output step
  Answer peak_liquidated;                             // USD in that step
  Answer peak_share;                                  // of all that such paths liquidate
  std::int64_t falling_paths = 0;                     // whose twin fell a daily sigma; the rebound is that of these
  Answer rebound, rebound_no_feedback;                // of the fall, by the end of the horizon
  Answer rebound_hour, rebound_hour_no_feedback;      // within an hour of the low
  std::vector<std::int64_t> branching_paths;          // [S] that liquidate anything of the side
  std::vector<Answer> branching_ratio_max;            // [S] mean of the largest ratio that their rounds left
  std::vector<double> quantile;                       // [Q]
  std::vector<float> branching_ratio_max_quantile, branching_ratio_max_quantile_stderr;  // [S, Q]
  std::vector<float> supercritical_probability, supercritical_probability_stderr;        // [S] of all followed paths
  std::vector<float> supercritical_probability_interval;                                 // [S, 2]
};

// Single prices. L levels, H output steps, D distances. Empty where there are none.
struct LevelsResult {
  std::vector<double> level;                                             // [L] USD, rising
  std::vector<std::int64_t> source;                                      // [L] index into LevelSource
  std::vector<std::int64_t> horizon, horizon_bounds;                     // [H], [H, 2]
  std::vector<double> distance;                                          // [D] percent beyond the level
  std::int64_t sample_paths = 0;                                         // paths that were followed
  std::vector<Answer> notional;                                          // [L] USD in the level's bin
  std::vector<Answer> touch_probability, touch_probability_no_feedback;  // [L] within the horizon, all paths
  std::vector<float> touch_probability_interval;                         // [L, 2] Wilson, 95%
  std::vector<float> breach_probability, breach_probability_stderr;      // [L, H] so far, of the sample
  std::vector<float> breach_probability_no_feedback, breach_probability_no_feedback_stderr;  // [L, H]
  std::vector<Answer> liquidated_beyond;           // [L, D] USD a touching path
  std::vector<Answer> volatility_ratio;            // [L] in the hour after the touch, over that of the exogenous price
  std::vector<Answer> touch_probability_smoothed;  // [L] of the sample, with a smoothed ladder of equal mass
  std::vector<Answer> magnet;                      // [L] of the sample: touch probability less the smoothed one
};

}  // namespace tinderbox
