// The first paths of a run once more, followed step by step: the same plan, cut finer in time, so that they are the
// same paths to the last bit. What takes their course to answer is folded from what they leave behind.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "host/engine/path_run.hpp"

namespace tinderbox {

// How followed paths are cut in time: each output step of the run in `per_output` steps.
struct TraceGrid {
  std::int64_t steps = 0;
  std::int64_t per_output = 1;
  double step_seconds = 0;  // their mean length
  std::int64_t hour = 1;    // steps of an hour, at least one

  [[nodiscard]] std::size_t output_step(std::int64_t step) const { return static_cast<std::size_t>(step / per_output); }
  // The middle of a step, s from now; 0 for what was there from the start (a step below 0).
  [[nodiscard]] double seconds(std::int64_t step) const {
    return step < 0 ? 0 : (static_cast<double>(step) + 0.5) * step_seconds;
  }
};

// Simulation steps, or groups of them where there are more than 4,096.
[[nodiscard]] TraceGrid trace_grid(const PathPlan& plan);

// Paths that are followed: `wanted`, rounded up so that all replicates have as many blocks, at most all of them.
[[nodiscard]] std::int64_t traced_paths(const PathPlan& plan, std::int64_t wanted, std::int32_t replicates);

// What one path did so far. Distances and marks in ticks, steps of the trace grid; -1: at now.
struct PathCourse {
  std::int32_t low = 0;
  std::int32_t low_step = -1;
  std::int32_t hour_mark = 0;  // an hour after the low, or where the path ends before that
  std::int32_t end = 0;
  std::int64_t peak = 0;  // money units, both sides
  std::int32_t peak_step = -1;
  std::int64_t money = 0;  // so far
  std::int32_t twin_low = 0;
  std::int32_t twin_low_step = -1;
  std::int32_t twin_hour_mark = 0;
  std::int32_t twin_end = 0;
};

// What one path did about one level. Steps: the grid's length where the level was not touched.
struct LevelCourse {
  std::int32_t touch_step = 0;
  std::int32_t twin_touch_step = 0;
  double squares = 0;  // of the moves of the mark from the touch's step to an hour later, ticks squared
  double exogenous_squares = 0;
};

// A batch of followed paths, folded in time.
struct TracedBatch {
  const PathBatch& batch;
  std::vector<PathCourse> course;  // [paths]
  std::vector<LevelCourse> level;  // [paths, levels]
};

// Follows `paths` paths of the plan and hands on what they did, batch by batch in order. `levels`: ticks; a level below
// 0 is touched from above, another from below. `order`: money units that branching is measured with.
void trace_paths(const PathPlan& plan, std::int64_t paths, double order, const std::vector<std::int32_t>& levels,
                 const ExogenousPrice& price, const LadderTables& ladders, const std::vector<std::int32_t>& axis_ticks,
                 Executor& executor, const std::function<void(const TracedBatch&)>& use);

// Bytes that it takes at its peak.
[[nodiscard]] std::int64_t trace_bytes(std::int64_t steps, std::int64_t output_steps, std::int64_t levels);

}  // namespace tinderbox
