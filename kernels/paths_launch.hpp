// What the path kernels read and write: trivially copyable views, valid in the memory of the executor that runs them.
//
// V venues, R replicates, H output steps, K price bins, L = longest ladder side + 1. Path p uses replicate
// floor(p / kLanes) mod R at every venue. Index `twin` is 0 for the mark, 1 for its twin without feedback. With several
// venues "the mark" is the index that follows them (sim/market_cascade.hpp). Prices are coordinate ticks
// (sim/coordinate.hpp).
#pragma once

#include <cstdint>

#include "kernels/team.hpp"
#include "sim/depth_state.hpp"
#include "sim/held_positions.hpp"
#include "sim/jump_process.hpp"
#include "sim/market_cascade.hpp"
#include "sim/price_process.hpp"
#include "sim/variance_process.hpp"

namespace tinderbox {

inline constexpr int kHistograms = 4;  // of the mark: end, running low; of the twin: end, running low
inline constexpr int kWindowSlots = 4;
inline constexpr std::int32_t kSqueezeLong = 1;   // flags of a path; the same for shorts is shifted by one
inline constexpr std::int32_t kLadderEnd = 4;     // of any venue, likewise
inline constexpr std::int32_t kDeleveraged = 16;  // at any venue

// Which of a launch's views the exogenous price follows; kJumps: `jumps` on top of `diffusion`.
enum class PathProcess : std::int32_t { kDiffusion, kBars, kJumps, kVariance, kGiven };

// What one path left behind.
struct PathRecord {
  std::int32_t end;
  std::int32_t low;
  std::int32_t high;
  std::int32_t twin_end;
  std::int32_t twin_low;
  std::int32_t twin_high;
  std::int64_t liquidated[2];  // money units, by side, over all venues
  std::int32_t flags;
};

// Ladders of all venues and replicates, on one price axis.
struct LaddersView {
  const std::int32_t* edge;        // [side, L]
  const std::int64_t* cumulative;  // [V, R, side, L]
  const float* buffer;             // [V, R, side, L]
  std::int32_t levels[2];
  std::int32_t stride;  // L
};

// Positions of all venues and replicates that keep their own trigger (sim/held_positions.hpp). Rows may share them: the
// n positions of a row stand at [offset, offset + n) of `trigger` and, with what is before and after each, at
// [offset, offset + n] of the sums.
struct PositionsView {
  const std::int32_t* trigger;  // null: there are none anywhere
  const std::int64_t* cumulative;
  const WideSum* trigger_sum;
  const WideSum* buffer_sum;
  const std::int64_t* offset;  // [V, R, side]
  const std::int32_t* first;   // [V, R, side, L]
};

struct PriceAxisView {
  const std::int32_t* edge;  // [K + 1] rising
  std::int32_t bins;
};

// An hour in which one side was squeezed, looked for in windows of up to kWindowSlots slots.
struct SqueezeRule {
  std::int64_t liquidated;  // at least this many money units
  std::int32_t adverse[2];  // and a move of at least so many ticks against the side
  std::int32_t slot_steps;
  std::int32_t slots;
};

// What several venues keep of each lane, scratch [blocks of the launch, V, field, kLanes]. What a block finds there
// does not matter; the body for one venue needs none.
struct VenueScratch {
  std::int32_t* whole;  // kVenueWholes fields
  float* eaten;         // by side
  std::int64_t* money;  // kVenueMoneys fields
};
inline constexpr int kVenueWholes = 13;
inline constexpr int kVenueMoneys = 3;

// What the paths of a launch leave behind at the end of every output step, time-major. Null pointers: not asked for.
inline constexpr int kTraceMarks = 6;  // mark, its low and high in the step, the same of the twin
struct PathTraceView {
  std::int32_t* marks;  // [H, kTraceMarks, paths of the launch] ticks
  std::int64_t* money;  // [H, side, paths of the launch] money units liquidated so far, over all venues
  float* branching;  // [side, paths of the launch] largest branching ratio that a round left behind (sim/branching.hpp)
  double order;      // money units of the reference order
};

// Paths made beforehand, in whole steps.
struct GivenView {
  const std::int32_t* move;  // [steps, kGivenFields, slots] ticks: end, low and high of a step, as in StepMove
  std::int64_t slots;        // paths of the launch, rounded up to whole blocks
};
inline constexpr int kGivenFields = 3;

// Block b of a launch holds paths first_path + b kLanes and on.
struct PathsLaunch {
  std::uint64_t seed;
  std::int64_t first_path;  // of this launch, a multiple of kLanes
  std::int64_t end_path;
  std::int32_t replicates;
  std::int32_t steps;
  std::int32_t output_steps;
  std::int64_t step_milliseconds;
  std::int64_t round_milliseconds;
  std::int32_t start_ticks;  // where the exogenous price stands at the first moment: a shock, or 0
  PathProcess process;
  DiffusionView diffusion;
  BarsView bars;
  JumpsView jumps;
  VarianceView variance;
  GivenView given;
  std::int32_t venues;        // 1 to kMaxVenues
  std::int32_t pass_through;  // parts of kWhole
  VenueView venue[kMaxVenues];
  LaddersView ladders;
  PositionsView positions;
  const double* open_share;  // [V, R, H + 1] part of the ladder still open in each output step, and at the end
  PriceAxisView axis;
  SqueezeRule squeeze;
  DepthRule depth;
  std::int32_t* slot_mark;   // scratch [slots, 3, paths]: mark at the slot's start, low, high
  std::int64_t* slot_money;  // scratch [slots, 2, paths]: liquidated before the slot, by side
  VenueScratch venue_state;
  PathRecord* records;         // [paths of the launch]
  std::int32_t* exhausted_at;  // [V, paths of the launch] output step in which the fund could not pay; H: never
  std::int64_t* adl_taken;     // [V, side, paths of the launch] money units auto-deleveraged, as if none had closed
  std::int32_t* adl_distance;  // likewise: the mark's farthest distance in a step in which that happened
  std::int32_t with_tensors;   // 0: only records, the rest is not written
  std::int32_t* visits;        // [R, H, twin, K + 1] differences along price
  std::int32_t* touches;       // [R, twin, K + 1] likewise
  std::int32_t* crossed;       // [V, R, H, side, L] levels fired whole, differences along distance
  std::int64_t* partial;       // [V, R, H, side, L] money units of levels fired in part, before open_share
  std::int32_t* histogram;     // [R, H, kHistograms, K + 2] below, bins, above
  std::int64_t* adl;           // [V, R, H] money units
  std::int64_t* account;       // [V, R, side, 6] at now, survived, closed, book, fund, adl
  std::int64_t* paid;          // [V, R, side] money units paid by the fund
  PathTraceView trace;
};

inline std::int64_t blocks_of(const PathsLaunch& launch) {
  return (launch.end_path - launch.first_path + kLanes - 1) / kLanes;
}

// If price trades at axis position k now. Block = replicate * chunks + chunk.
struct WhatIfLaunch {
  std::int32_t venues;
  std::int32_t pass_through;    // parts of kWhole
  VenueView venue[kMaxVenues];  // round_seconds 0
  LaddersView ladders;
  PositionsView positions;
  const std::int32_t* at;  // [K] ticks
  std::int32_t levels;     // K
  std::int32_t replicates;
  std::int32_t chunks;
  std::int32_t* stop;        // [R, K] ticks, of the index
  std::int64_t* liquidated;  // [V, R, K] money units
  std::int64_t* fund_part;   // [V, R, K] sold below the bankruptcy price
  std::int64_t* adl;         // [V, R, K]
};

// Which body a launch takes: positions of their own are looked for by the body for any number of venues alone.
enum class PathsBody { kOneVenue, kSeveralVenues, kWithPositions };
inline PathsBody body_of(const PathsLaunch& launch) {
  if (launch.positions.trigger != nullptr) return PathsBody::kWithPositions;
  return launch.venues == 1 ? PathsBody::kOneVenue : PathsBody::kSeveralVenues;
}

// Lanes of the scratch of a launch of so many paths.
inline std::int64_t scratch_lanes(std::int64_t paths, std::int32_t venues, PathsBody body) {
  return body == PathsBody::kOneVenue ? 0 : (paths + kLanes - 1) / kLanes * kLanes * venues;
}

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Whether the process draws its steps before the loop that moves the lanes (kernels/prepared_lanes.hpp).
TINDERBOX_HD bool is_prepared(const PathsLaunch& launch) {
  return launch.process == PathProcess::kJumps || launch.process == PathProcess::kVariance;
}

// `row`: venue * R + replicate.
TINDERBOX_HD LadderView ladder_of(const LaddersView& all, std::int64_t row, int side) {
  const std::int64_t from = (row * 2 + side) * all.stride;
  return {all.edge + static_cast<std::int64_t>(side) * all.stride, all.cumulative + from, all.buffer + from,
          all.levels[side]};
}

// Its kind is that of `ladder`. Launch: of paths or of what-if.
template <class Launch>
TINDERBOX_HD void find_ladder(const Launch& launch, std::int64_t row, int side, LadderView& ladder) {
  ladder = ladder_of(launch.ladders, row, side);
}
template <class Launch>
TINDERBOX_HD void find_ladder(const Launch& launch, std::int64_t row, int side, MixedLadderView& ladder) {
  const PositionsView& all = launch.positions;
  const std::int64_t from = all.offset[row * 2 + side];
  ladder = {ladder_of(launch.ladders, row, side),
            {all.trigger + from, all.cumulative + from, all.trigger_sum + from, all.buffer_sum + from,
             all.first + (row * 2 + side) * launch.ladders.stride}};
}

TINDERBOX_HD MarketView market_of(const PathsLaunch& launch) {
  return {launch.venue, launch.venues, launch.pass_through};
}
TINDERBOX_HD MarketView market_of(const WhatIfLaunch& launch) {
  return {launch.venue, launch.venues, launch.pass_through};
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
