// One set of paths on one executor: uploads what they start from, launches them batch by batch, keeps integer sums.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/exogenous_price.hpp"
#include "host/engine/ladder_tables.hpp"
#include "host/engine/market_plan.hpp"
#include "host/support/progress.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

// What a set of paths is: everything the kernels are told, on the host.
struct PathPlan {
  std::uint64_t seed = 0;
  std::int64_t paths = 0;
  std::int32_t steps = 0;
  std::int32_t output_steps = 0;
  std::int64_t step_milliseconds = 0;
  std::int64_t round_milliseconds = 0;
  std::int32_t start_ticks = 0;
  MarketPlan market;
  std::vector<double> open_share;  // [R, H + 1], the same at every venue
  SqueezeRule squeeze{};
  DepthRule depth{};
  bool with_tensors = true;
  double traced_order = 0;  // above 0: paths leave a trace; money units of the order that branching is measured with
  bool one_path_a_block = false;  // only paths 0, kLanes, 2 kLanes, ...: for paths without noise
};

// Sums over paths. Shapes as in PathsLaunch, differences already summed: `visits` and `touches` are counts per bin,
// `crossed` counts per level.
struct PathSums {
  std::vector<std::int32_t> visits;     // [R, H, twin, K]
  std::vector<std::int32_t> touches;    // [R, twin, K]
  std::vector<std::int32_t> crossed;    // [V, R, H, side, L]
  std::vector<std::int64_t> partial;    // [V, R, H, side, L]
  std::vector<std::int32_t> histogram;  // [R, H, 4, K + 2]
  std::vector<std::int64_t> adl;        // [V, R, H]
  std::vector<std::int64_t> account;    // [V, R, side, 6] at now, survived, closed, book, fund, adl
  std::vector<std::int64_t> paid;       // [V, R, side]
};

// What paths first, first + 1, ... left behind.
struct PathBatch {
  std::int64_t first = 0;
  std::vector<PathRecord> records;
  std::vector<std::int32_t> exhausted_at;  // [V, paths] output step in which the fund could not pay; H: never
  std::vector<std::int64_t> adl_taken;     // [V, side, paths] money units auto-deleveraged, as if none had closed
  std::vector<std::int32_t> adl_distance;  // likewise: the farthest distance of the mark where that happened
  // With a trace, as in PathTraceView; else empty.
  std::vector<std::int32_t> trace_marks;  // [H, kTraceMarks, paths]
  std::vector<std::int64_t> trace_money;  // [H, side, paths]
  std::vector<float> trace_branching;     // [side, paths]
};

// Receives all batches in order.
using RecordSink = std::function<void(const PathBatch& batch)>;

// Replicate of a path.
[[nodiscard]] inline std::int32_t replicate_of(std::int64_t path, std::int32_t replicates) {
  return static_cast<std::int32_t>(path / kLanes % replicates);
}

// Runs the plan. `axis_ticks`: bin edges of the price axis, [K + 1]. batch_paths: paths a launch, 0 chooses.
[[nodiscard]] PathSums run_paths(const PathPlan& plan, const ExogenousPrice& price, const LadderTables& ladders,
                                 const std::vector<std::int32_t>& axis_ticks, std::int64_t batch_paths,
                                 Executor& executor, Progress* progress, const RecordSink& sink);

// Runs paths that were made beforehand, without tensors: only their records come back.
class GivenPathRunner {
 public:
  // `most_paths`: of a launch.
  GivenPathRunner(const PathPlan& plan, const ExogenousPrice& price, const LadderTables& ladders,
                  const std::vector<std::int32_t>& axis_ticks, std::int64_t most_paths, Executor& executor);
  ~GivenPathRunner();
  GivenPathRunner(const GivenPathRunner&) = delete;
  GivenPathRunner& operator=(const GivenPathRunner&) = delete;

  // Paths first, first + 1, ... in whole blocks. `moves`: as GivenView::move.
  [[nodiscard]] std::vector<PathRecord> run(std::int64_t first, std::int64_t paths,
                                            const std::vector<std::int32_t>& moves);

 private:
  struct Device;
  std::unique_ptr<Device> device_;
};

// Bytes of the executor's memory and of the sums for a plan of this shape.
[[nodiscard]] std::int64_t path_run_bytes(std::int64_t venues, std::int64_t replicates, std::int64_t output_steps,
                                          std::int64_t bins, std::int64_t batch_paths);

}  // namespace tinderbox
