// One set of paths on one executor: uploads what they start from, launches them batch by batch, keeps integer sums.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/book_table.hpp"
#include "host/engine/exogenous_price.hpp"
#include "host/engine/ladder_tables.hpp"
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
  CascadeRules rules{};
  std::int64_t fund = 0;           // money units
  std::vector<double> open_share;  // [R, H + 1]
  SqueezeRule squeeze{};
  bool with_tensors = true;
  bool one_path_a_block = false;  // only paths 0, kLanes, 2 kLanes, ...: for paths without noise
};

// Sums over paths. Shapes as in PathsLaunch, differences already summed: `visits` and `touches` are counts per bin,
// `crossed` counts per level.
struct PathSums {
  std::vector<std::int32_t> visits;     // [R, H, twin, K]
  std::vector<std::int32_t> touches;    // [R, twin, K]
  std::vector<std::int32_t> crossed;    // [R, H, side, L]
  std::vector<std::int64_t> partial;    // [R, H, side, L]
  std::vector<std::int32_t> histogram;  // [R, H, 4, K + 2]
  std::vector<std::int64_t> adl;        // [R, H]
  std::vector<std::int64_t> account;    // [R, side, 6] at now, survived, closed, book, fund, adl
  std::vector<std::int64_t> paid;       // [R, side]
};

// What paths first, first + 1, ... left behind.
struct PathBatch {
  std::int64_t first = 0;
  std::vector<PathRecord> records;
  std::vector<std::int32_t> exhausted_at;  // output step in which the fund could not pay; H: never
};

// Receives all batches in order.
using RecordSink = std::function<void(const PathBatch& batch)>;

// The configured rules of the cascade.
[[nodiscard]] CascadeRules cascade_rules(const RunConfig& config);

// Replicate of a path.
[[nodiscard]] inline std::int32_t replicate_of(std::int64_t path, std::int32_t replicates) {
  return static_cast<std::int32_t>(path / kLanes % replicates);
}

// Runs the plan. `axis_ticks`: bin edges of the price axis, [K + 1]. batch_paths: paths a launch, 0 chooses.
[[nodiscard]] PathSums run_paths(const PathPlan& plan, const ExogenousPrice& price, const LadderTables& ladders,
                                 const BookTable& book, const std::vector<std::int32_t>& axis_ticks,
                                 std::int64_t batch_paths, Executor& executor, Progress* progress,
                                 const RecordSink& sink);

// Bytes of the executor's memory and of the sums for a plan of this shape.
[[nodiscard]] std::int64_t path_run_bytes(std::int64_t replicates, std::int64_t output_steps, std::int64_t bins,
                                          std::int64_t batch_paths);

}  // namespace tinderbox
