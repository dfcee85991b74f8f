// The first half of the pipeline on one executor: sample positions, find their lives, weigh them, fill the tensor.
#pragma once

#include <cstdint>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/market/market_state.hpp"
#include "host/support/progress.hpp"
#include "host/venue/venue.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

// Raw results, all integers. G = 2 * replicates groups (replicate, side), T bars, C = bins + 3 cells.
struct PositionTensors {
  std::int32_t replicates = 0;
  std::int32_t bars = 0;
  PriceGrid grid{};
  std::vector<double> leverage_edges;       // [B + 1]
  DeviceArray<std::int64_t> density;        // [G, T, C] lots, apportioned
  std::vector<std::int64_t> pooled;         // [T, side, C] lots, mean over replicates
  std::vector<std::int64_t> raw_total;      // [G, T] lots before apportionment
  std::vector<std::int64_t> births;         // [G, T] lots
  std::vector<std::int64_t> flow;           // [G, T, 2] lots closed, liquidated
  std::vector<std::int64_t> prior_stock;    // [G, T] lots
  std::vector<std::int64_t> last_row;       // [G, C] lots at now, before apportionment
  std::vector<std::int64_t> ladder_ticks;   // [G, C]
  std::vector<std::int64_t> ladder_count;   // [G, C] in kCountUnit
  std::vector<std::int64_t> ladder_buffer;  // [G, C] lots times bankruptcy buffer in kBufferUnit
  std::vector<std::int64_t> ladder_band;    // [B, side, C] lots, before apportionment
};

// batch_positions: samples a launch, 0 chooses; it changes no result.
[[nodiscard]] PositionTensors sample_positions(const RunConfig& config, const MarketState& market, const Venue& venue,
                                               std::uint32_t venue_number, Executor& executor,
                                               std::int64_t batch_positions, Progress& progress);

// Bytes that sample_positions needs at its peak.
[[nodiscard]] std::int64_t position_memory_bytes(const RunConfig& config, std::int64_t batch_positions);

}  // namespace tinderbox
