// What the kernels read and write: trivially copyable views, valid in the memory of the executor that runs them.
//
// Group g = replicate * 2 + side. R replicates, G = 2 R groups, T bars, C = bins + 3 cells (sim/price_grid.hpp).
#pragma once

#include <cstdint>

#include "sim/contract.hpp"
#include "sim/liquidation_steps.hpp"
#include "sim/position.hpp"
#include "sim/price_grid.hpp"

namespace tinderbox {

// The samples of one launch, in every group: those born in bars [first_bar, end_bar), or the initial stock.
struct SampleRange {
  std::int32_t first_bar;
  std::int32_t end_bar;
  std::int32_t initial;  // 1: the initial stock, bars are ignored
};

// Pass 1: when each sample leaves, before excess closings.
struct EndsLaunch {
  SamplingView sampling;
  PricePathView path;
  SampleRange range;
  std::int32_t chunks;  // blocks a group: enough for its longest range
  std::int64_t stride;  // room a group in `ends`
  std::uint32_t* ends;  // [G, stride]: bar << 1 | liquidated; bar T: still open
};

inline constexpr int kMaxLeverageBands = 16;
inline constexpr double kCountUnit = 1.0 / 65536;     // ladder counts are integers of this many positions
inline constexpr double kBufferUnit = 1.0 / 1048576;  // of a bankruptcy buffer

// A sample that is open at the end, as the population keeps it; no lots: nothing is kept here.
struct PopulationRecord {
  std::int64_t lots;
  double entry_ticks;
  double notional_usd;
  double leverage;
  std::int32_t level_ticks;  // at now
  std::int16_t is_cross;
  std::int16_t never;

  bool operator==(const PopulationRecord&) const = default;
};

// Which samples have a record: every `stride`-th of a group's initial stock, then of its births, in places that follow
// from the sample's number alone.
struct PopulationPlaces {
  std::int64_t stride;   // 0: no population
  std::int64_t initial;  // places of the initial stock in each group
  std::int64_t pitch;    // places of a group
};

// Pass 2: the same samples with the weights that the stock recursion found, added into the tensor as differences along
// time.
struct DensityLaunch {
  SamplingView sampling;
  PricePathView path;
  PriceGrid grid;
  SampleRange range;
  std::int32_t chunks;
  std::int32_t leverage_bands;
  double leverage_edge[kMaxLeverageBands];  // upper edges but the last
  ContractTerms contract;
  ProcessView process;
  PopulationPlaces places;
  const std::int64_t* births;         // [G, T] lots opened in each bar
  const std::int64_t* initial_stock;  // [G] lots
  const double* withdrawn;            // [G, T + 1] cumulated hazard of the excess closings, at the open of each bar
  std::int64_t* density;              // [G, T, C] lots, differences along time
  std::int64_t* flow;                 // [G, T, 2] lots closed, liquidated
  std::int64_t* prior_stock;          // [G, T] lots of initial stock, differences along time
  std::int64_t* ladder_lots;          // [G, C] lots of what is open at the end, where they are liquidated step by step
  std::int64_t* ladder_ticks;         // [G, C] lots * level ticks of the same
  std::int64_t* ladder_count;         // [G, C] positions in kCountUnit
  std::int64_t* ladder_buffer;        // [G, C] lots * bankruptcy buffer in kBufferUnit
  std::int64_t* ladder_band;          // [bands, 2, C] lots by leverage, over all replicates
  PopulationRecord* population;       // [G, pitch]
};

// Running sum along the middle axis of values [outer, steps, inner], in place.
struct AccumulateLaunch {
  std::int64_t* values;
  std::int64_t outer;
  std::int64_t steps;
  std::int64_t inner;
  std::int32_t chunks;  // blocks for `inner`
};

// Each row of lots [rows, C] scaled to its exact total in integers: with S the row's prefix sums and N the total,
// cell k becomes floor(N S_(k+1) / S_C) - floor(N S_k / S_C). An empty row puts its total into the last cell ("never").
struct ApportionLaunch {
  std::int64_t* density;      // [G, T, C] lots, in place
  const std::int64_t* total;  // [T] lots each side must hold at the close of bar t
  std::int64_t* raw_total;    // [G, T] sum of each row before
  std::int64_t rows;          // G * T
  std::int32_t bars;
  std::int32_t cells;
};

// The mean over replicates in integers: cell k of [T, side, C] is floor(S_(k+1) / R) - floor(S_k / R), S the prefix
// sums of the row summed over replicates.
struct PoolLaunch {
  const std::int64_t* density;  // [R, side, T, C]
  std::int64_t* pooled;         // [T, side, C]
  std::int32_t replicates;
  std::int32_t bars;
  std::int32_t cells;
};

}  // namespace tinderbox
