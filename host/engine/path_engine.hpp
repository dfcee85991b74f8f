// The forward half of the pipeline: paths from now on with forced orders and feedback, what-if by price, the stress.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/market_plan.hpp"
#include "host/market/market_state.hpp"
#include "host/output/run_result.hpp"
#include "host/support/progress.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

// Everything that starts at now.
struct ForwardResult {
  PathsResult paths;
  CascadeResult cascade;
  AdlResult adl;
  WhatIfResult whatif;
  StressResult stress;
  CourseResult course;
  LevelsResult levels;
  RareResult rare;
  std::vector<std::string> warnings;
};

// Simulates config.paths on the ladders of `venues`, of which there is at least one; the first is the primary one,
// whose market is `market`. The exogenous price comes from `history`: `market`, or what the repair made of it. Bins,
// replicates and dollars are taken as they are; positions keep closing at the rates of the replicate's prior.
// batch_paths: paths a launch, 0 chooses; it changes no result. `records`, if given, receives what every path left
// behind, in order. Throws InputError (history too short for the process), Interrupted, BackendError.
[[nodiscard]] ForwardResult simulate_forward(const RunConfig& config, const MarketState& market,
                                             const MarketState& history, const std::vector<ForwardVenue>& venues,
                                             Executor& executor, std::int64_t batch_paths, Progress& progress,
                                             std::vector<PathRecord>* records = nullptr);

// Bytes that simulate_forward needs at its peak, results included.
[[nodiscard]] std::int64_t forward_memory_bytes(const RunConfig& config, std::int64_t batch_paths);

}  // namespace tinderbox
