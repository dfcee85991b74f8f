// Runs the pipeline of one configuration on one market: sample positions, density tensor, ladder, paths
// from now on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/run_venue.hpp"
#include "host/market/market_state.hpp"
#include "host/output/run_result.hpp"
#include "host/support/progress.hpp"
#include "host/venue/venue.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

enum class Backend { kAuto, kCpu, kCuda };
enum class CodePath { kAuto, kScalar, kV3, kV4 };

struct EngineOptions {
  Backend backend = Backend::kAuto;
  CodePath code_path = CodePath::kAuto;  // CPU only; every path gives the same bytes
  int device = 0;                        // CUDA only
  int threads = 0;                       // 0: all processors
  std::int64_t batch_positions = 0;      // 0: chosen; any value gives the same bytes
  std::int64_t batch_paths = 0;          // likewise
};

// The executor that such a run uses. Throws Failure where the backend is not there.
[[nodiscard]] std::unique_ptr<Executor> make_executor(const EngineOptions& options);

// What a run will take, before it starts.
struct RunPlan {
  std::int64_t cells = 0;         // of the density tensor: bars * sides * bins
  std::int64_t positions = 0;     // that will be sampled
  std::int64_t path_steps = 0;    // that will be simulated, each with its twin
  std::int64_t memory_bytes = 0;  // peak of the engine and its results
  double estimated_seconds = 0;   // rough, from rates measured on a 2-core machine
  std::string backend;            // "cpu (x86-64-v4)" or "cuda (device name)"
};

// Plans the run without starting it. `venues`: the rules of every venue, the primary one first. Throws InputError if
// the configuration does not fit a venue (tiers, ticks) or needs more memory than output.memory_gib allows; Failure
// where a backend was asked for that is not there.
[[nodiscard]] RunPlan plan_run(const RunConfig& config, const std::vector<Venue>& venues, const EngineOptions& options);

// Runs it. Markets may be shorter than the configured window (`plan_run`'s shapes are then upper bounds); all are cut
// to the bars that they have in common. The first venue is the primary one: its market is the clock and the price of
// the run. Throws InputError (price outside the grid, no bars, venues that do not go together), Failure, Interrupted.
// Fills everything but provenance's config_toml, data_dir and created_utc, which the caller knows.
[[nodiscard]] RunResult run_engine(const RunConfig& config, std::vector<RunVenue> venues, const EngineOptions& options,
                                   Progress& progress);

// The primary venue alone.
[[nodiscard]] RunVenue primary_venue(MarketState market, Venue venue);

// Backends of this build and machine, for `doctor`: one line each, such as "cuda: not built (nvcc was not found)".
[[nodiscard]] std::string describe_backends();

}  // namespace tinderbox
