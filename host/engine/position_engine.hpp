// The first half of the pipeline on one executor: sample positions, find their lives, weigh them, fill the tensor.
#pragma once

#include <cstdint>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/market/market_state.hpp"
#include "host/support/error.hpp"
#include "host/support/progress.hpp"
#include "host/venue/venue.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

// Raw results, all integers. G = 2 * replicates groups (replicate, side), T bars, C = bins + 3 cells.
struct PositionTensors {
  std::int32_t replicates = 0;
  std::int32_t bars = 0;
  PriceGrid grid{};
  std::vector<double> leverage_edges;     // [B + 1]
  DeviceArray<std::int64_t> density;      // [G, T, C] lots, apportioned
  std::vector<std::int64_t> pooled;       // [T, side, C] lots, mean over replicates
  std::vector<std::int64_t> raw_total;    // [G, T] lots before apportionment
  std::vector<std::int64_t> births;       // [G, T] lots
  std::vector<std::int64_t> flow;         // [G, T, 2] lots closed, liquidated
  std::vector<std::int64_t> prior_stock;  // [G, T] lots
  // What is open at now, in the steps in which the venue liquidates it (sim/liquidation_steps.hpp).
  std::vector<std::int64_t> ladder_raw;      // [G, C] lots before apportionment
  std::vector<std::int64_t> ladder_lots;     // [G, C] lots, apportioned like the last row
  std::vector<std::int64_t> ladder_ticks;    // [G, C]
  std::vector<std::int64_t> ladder_count;    // [G, C] in kCountUnit
  std::vector<std::int64_t> ladder_buffer;   // [G, C] lots times bankruptcy buffer in kBufferUnit
  std::vector<std::int64_t> ladder_band;     // [B, side, C] lots, before apportionment
  std::vector<PopulationRecord> population;  // [G, pitch]
  std::int64_t population_pitch = 0;
};

// What is sampled: the positions of one contract of one venue. `config` may be a venue's own copy, with its prior and
// its part of the positions; of its market section only the window counts.
struct SamplingJob {
  const RunConfig& config;
  const MarketState& market;
  const Venue& venue;
  std::uint32_t venue_index = 0;     // the venue's number in the random counter: 0 for the primary venue
  std::int64_t batch_positions = 0;  // samples a launch, 0 chooses; it changes no result
};

// Throws InputError where the venue's rules are not sourced or allow no position of the prior's largest size.
[[nodiscard]] PositionTensors sample_positions(const SamplingJob& job, Executor& executor, Progress& progress);

// Reports what keeps the prior from being sampled on the venue. Tiers that do not count dollars are taken at
// `price_usd`.
void check_venue_rules(const PriorConfig& prior, const Venue& venue, std::int64_t time, double price_usd,
                       ProblemList& problems);

// Bytes that sample_positions needs at its peak.
[[nodiscard]] std::int64_t position_memory_bytes(const RunConfig& config, std::int64_t batch_positions);

}  // namespace tinderbox
