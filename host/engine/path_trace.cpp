#include "host/engine/path_trace.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/parallel.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kMostSteps = 4096;
constexpr std::int64_t kBatchBytes = std::int64_t{64} << 20U;
constexpr std::int64_t kStepBytes = kTraceMarks * std::int64_t{sizeof(std::int32_t)} + kSides * std::int64_t{8};
constexpr std::size_t kGroup = 64;  // paths that are folded together: whole cache lines of each row

std::int64_t steps_per_output(std::int64_t steps, std::int64_t output_steps) {
  return std::max<std::int64_t>(1, std::min(steps, kMostSteps) / output_steps);
}

std::int64_t batch_of(std::int64_t trace_steps) {
  const std::int64_t fitting = kBatchBytes / (kStepBytes * trace_steps);
  return std::max<std::int64_t>(kLanes, fitting / kLanes * kLanes);
}

// One step of one path.
struct TraceStep {
  std::int32_t mark, low, high, exogenous, twin_low, twin_high;
  std::int64_t money;
};

void advance(PathCourse& c, const TraceStep& at, std::int32_t step, std::int32_t hour) {
  if (at.low < c.low) {
    c.low = at.low;
    c.low_step = step;
  }
  if (at.twin_low < c.twin_low) {
    c.twin_low = at.twin_low;
    c.twin_low_step = step;
  }
  if (step <= c.low_step + hour) c.hour_mark = at.mark;
  if (step <= c.twin_low_step + hour) c.twin_hour_mark = at.exogenous;
  if (at.money - c.money > c.peak) {
    c.peak = at.money - c.money;
    c.peak_step = step;
  }
  c.money = at.money;
  c.end = at.mark;
  c.twin_end = at.exogenous;
}

double square(std::int32_t ticks) {
  return static_cast<double>(ticks) * static_cast<double>(ticks);
}

// `before`: where the course stood at the step's start.
void advance(LevelCourse& l, const TraceStep& at, const PathCourse& before, std::int32_t level, std::int32_t step,
             std::int32_t hour) {
  if (step < l.touch_step && (level < 0 ? at.low <= level : at.high >= level)) l.touch_step = step;
  if (step < l.twin_touch_step && (level < 0 ? at.twin_low <= level : at.twin_high >= level)) l.twin_touch_step = step;
  if (step < l.touch_step || step > l.touch_step + hour) return;
  l.squares += square(at.mark - before.end);
  l.exogenous_squares += square(at.exogenous - before.twin_end);
}

// Folds paths [first, last) of a batch.
void fold(TracedBatch& traced, const std::vector<std::int32_t>& levels, const TraceGrid& grid, std::size_t first,
          std::size_t last) {
  const std::size_t paths = traced.batch.records.size();
  const auto hour = static_cast<std::int32_t>(grid.hour);
  for (std::int32_t step = 0; step < grid.steps; ++step) {
    const std::int32_t* marks = traced.batch.trace_marks.data() + static_cast<std::size_t>(step) * kTraceMarks * paths;
    const std::int64_t* money = traced.batch.trace_money.data() + static_cast<std::size_t>(step) * kSides * paths;
    for (std::size_t i = first; i < last; ++i) {
      const TraceStep at{marks[i],
                         marks[paths + i],
                         marks[2 * paths + i],
                         marks[3 * paths + i],
                         marks[4 * paths + i],
                         marks[5 * paths + i],
                         money[i] + money[paths + i]};
      for (std::size_t l = 0; l < levels.size(); ++l)
        advance(traced.level[i * levels.size() + l], at, traced.course[i], levels[l], step, hour);
      advance(traced.course[i], at, step, hour);
    }
  }
}

}  // namespace

TraceGrid trace_grid(const PathPlan& plan) {
  TraceGrid grid;
  grid.per_output = steps_per_output(plan.steps, plan.output_steps);
  grid.steps = grid.per_output * plan.output_steps;
  grid.step_seconds = 1e-3 * static_cast<double>(plan.step_milliseconds) * plan.steps / static_cast<double>(grid.steps);
  grid.hour = std::clamp<std::int64_t>(std::llround(3600 / grid.step_seconds), 1, grid.steps);
  return grid;
}

std::int64_t traced_paths(const PathPlan& plan, std::int64_t wanted, std::int32_t replicates) {
  const std::int64_t round = std::int64_t{kLanes} * replicates;
  return std::min((wanted + round - 1) / round * round, plan.paths);
}

void trace_paths(const PathPlan& plan, std::int64_t paths, double order, const std::vector<std::int32_t>& levels,
                 const ExogenousPrice& price, const LadderTables& ladders, const std::vector<std::int32_t>& axis_ticks,
                 Executor& executor, const std::function<void(const TracedBatch&)>& use) {
  const TraceGrid grid = trace_grid(plan);
  PathPlan traced = plan;
  traced.paths = paths;
  traced.output_steps = static_cast<std::int32_t>(grid.steps);
  traced.with_tensors = false;
  traced.traced_order = order;
  traced.open_share.clear();
  const auto outputs = static_cast<std::size_t>(plan.output_steps);
  for (std::size_t row = 0; row < plan.open_share.size(); row += outputs + 1) {
    for (std::int64_t step = 0; step < grid.steps; ++step)
      traced.open_share.push_back(plan.open_share[row + grid.output_step(step)]);
    traced.open_share.push_back(plan.open_share[row + outputs]);
  }
  const auto never = static_cast<std::int32_t>(grid.steps);
  (void)run_paths(traced, price, ladders, axis_ticks, batch_of(grid.steps), executor, nullptr,
                  [&](const PathBatch& batch) {
                    const std::size_t n = batch.records.size();
                    TracedBatch done{batch, std::vector<PathCourse>(n),
                                     std::vector<LevelCourse>(n * levels.size(), {never, never, 0, 0})};
                    parallel_indices((n + kGroup - 1) / kGroup, [&](std::size_t group) {
                      fold(done, levels, grid, group * kGroup, std::min((group + 1) * kGroup, n));
                    });
                    use(done);
                  });
}

std::int64_t trace_bytes(std::int64_t steps, std::int64_t output_steps, std::int64_t levels) {
  const std::int64_t trace_steps = steps_per_output(steps, output_steps) * output_steps;
  const std::int64_t a_path = kStepBytes * trace_steps * 2 + std::int64_t{sizeof(PathCourse)} +
                              levels * std::int64_t{sizeof(LevelCourse)};  // on the executor and on the host
  return batch_of(trace_steps) * a_path;
}

}  // namespace tinderbox
