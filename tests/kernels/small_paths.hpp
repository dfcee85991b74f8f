// A small but complete run of the path kernels that any executor of them can carry out.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <vector>

#include "kernels/paths_body.hpp"
#include "kernels/paths_launch.hpp"
#include "kernels/what_if_body.hpp"
#include "tests/kernels/teams.hpp"
#include "tests/sim/sample_cascade.hpp"
#include "tests/sim/scan_ladder.hpp"

namespace tinderbox::testing {

enum class SmallProcess { kDiffusion, kPartBars, kWholeBars, kNormalJumps, kDoubleExponentialJumps, kVariance, kGiven };

struct PathsShape {
  SmallProcess process = SmallProcess::kDiffusion;
  std::int64_t paths = 4 * kLanes + 1;
  std::int32_t replicates = 3;
  std::int32_t steps = 41;
  std::int32_t output_steps = 6;
  std::int64_t step_milliseconds = 60'000;
  std::int64_t round_milliseconds = 13'000;
  std::int32_t start_ticks = 0;
  std::int32_t steps_per_bar = 1;
  std::int32_t bars_per_step = 1;
  double jumps_a_step = 0.07;
  std::int32_t parts = 3;  // of a step with its own variance
  std::int32_t inside = 1;
  std::int32_t feedback = 1;
  std::int32_t slot_steps = 7;
  std::int32_t slots = 3;
  std::int64_t fund = 20'000'000;
  std::int32_t venues = 1;
  std::int32_t pass_through = kWhole;
  double clearance_fee = 0;
  double backstop_buffer_share = 1;
  std::int32_t with_tensors = 1;
  std::int64_t most_positions = 0;  // of a ladder, each with its own trigger
  DepthRule depth{};
  std::uint64_t seed = 1;
};

// Everything that the path kernel writes.
struct PathOutputs {
  std::vector<std::vector<std::int64_t>> records;       // each as a row of numbers
  std::vector<std::vector<std::int32_t>> exhausted_at;  // [V][paths]
  std::vector<std::vector<std::int64_t>> adl_taken;     // [V * side][paths]
  std::vector<std::vector<std::int32_t>> adl_distance;  // likewise
  std::vector<std::int32_t> visits;
  std::vector<std::int32_t> touches;
  std::vector<std::int32_t> crossed;
  std::vector<std::int64_t> partial;
  std::vector<std::int32_t> histogram;
  std::vector<std::int64_t> adl;
  std::vector<std::int64_t> account;
  std::vector<std::int64_t> paid;
  std::vector<std::vector<std::int64_t>> traces;  // what each path left of its course, as a row of numbers

  bool operator==(const PathOutputs&) const = default;
};

std::vector<std::int64_t> row_of(const PathRecord& record);

struct WhatIfOutputs {
  std::vector<std::int32_t> stop;
  std::vector<std::int64_t> liquidated;
  std::vector<std::int64_t> fund_part;
  std::vector<std::int64_t> adl;

  bool operator==(const WhatIfOutputs&) const = default;
};

// One venue's own part of a run.
struct SmallVenue {
  CascadeRules rules{};
  SampleBook book{1};
  std::int64_t fund = 0;
  std::int32_t index_weight = 0;
  std::vector<std::int64_t> cumulative;              // [R, side, L]
  std::vector<float> buffer;                         // [R, side, L]
  std::vector<double> open_share;                    // [R, H + 1]
  std::vector<std::vector<ScanPosition>> positions;  // [R, side]
};

// Ladders of two lengths, one of them with an empty replicate; a book with gaps; an uneven price axis that paths leave
// at both ends; closings over the horizon. Further venues differ from the first in everything but the ladders' edges.
class SmallPaths {
 public:
  explicit SmallPaths(const PathsShape& shape);
  // The same with these venues instead.
  SmallPaths(const PathsShape& shape, std::vector<SmallVenue> venues);

  [[nodiscard]] const PathsShape& shape() const { return shape_; }
  [[nodiscard]] const std::vector<SmallVenue>& venues() const { return venues_; }
  // Paths [first, end), without outputs and scratch. Given paths are those of the diffusion, laid out by given_moves.
  [[nodiscard]] PathsLaunch launch(std::int64_t first, std::int64_t end) const;
  // The table of a launch of given paths; empty where they are not given.
  [[nodiscard]] std::vector<std::int32_t> given_moves(const PathsLaunch& launch) const;
  [[nodiscard]] WhatIfLaunch what_if_launch() const;
  // Zeros of the shapes that the kernel adds into.
  [[nodiscard]] PathOutputs zeros() const;
  [[nodiscard]] std::int32_t bins() const { return static_cast<std::int32_t>(axis_.size()) - 1; }
  [[nodiscard]] std::int32_t stride() const;
  [[nodiscard]] LadderView spread(std::int64_t row) const;  // [V, R, side]
  // Those that keep their own trigger; entries of the tables of all of them.
  [[nodiscard]] const std::vector<ScanPosition>& positions(std::int64_t row) const;
  [[nodiscard]] std::int64_t held_entries() const { return static_cast<std::int64_t>(held_trigger_.size()); }

 private:
  void add_bars(CaseSource& cases);
  void add_edges(CaseSource& cases);
  void add_ladders(CaseSource& cases, SmallVenue& venue) const;
  void add_positions(CaseSource& cases, SmallVenue& venue) const;
  void hold_positions();
  [[nodiscard]] SmallVenue another_venue(CaseSource& cases, int number) const;
  void join_venues();

  PathsShape shape_;
  std::vector<std::int32_t> bar_end_, bar_low_, bar_high_;
  std::vector<float> bar_sd_;
  std::vector<SmallVenue> venues_;
  std::vector<std::int32_t> ladder_edge_;
  std::vector<std::int64_t> cumulative_;  // of all venues
  std::vector<float> buffer_;
  std::int32_t levels_[2] = {24, 17};
  std::vector<double> open_share_;
  std::vector<std::int32_t> held_trigger_, held_first_;
  std::vector<std::int64_t> held_cumulative_, held_offset_;
  std::vector<WideSum> held_triggers_, held_buffers_;
  std::vector<std::int32_t> axis_;
  std::vector<std::int32_t> at_;
};

inline constexpr double kSmallOrder = 3e6;  // that branching is measured with
[[nodiscard]] std::int64_t bits_of(float value);

// What paths leave of their course. Nothing needs to be cleared before.
struct SmallTrace {
  explicit SmallTrace(const PathsLaunch& launch);

  [[nodiscard]] PathTraceView view() { return {marks.data(), money.data(), branching.data(), kSmallOrder}; }
  [[nodiscard]] std::vector<std::int64_t> row(std::size_t path) const;

  std::size_t paths;
  std::vector<std::int32_t> marks;
  std::vector<std::int64_t> money;
  std::vector<float> branching;
};

// `kernels` has the launching functions of Executor and works on host memory. Launches hold `blocks` blocks each; 0:
// all of them.
template <class Kernels>
PathOutputs run_paths(const SmallPaths& small, Kernels&& kernels, std::int64_t blocks = 0) {
  PathOutputs out = small.zeros();
  const std::int64_t batch = blocks > 0 ? blocks * kLanes : small.shape().paths;
  for (std::int64_t first = 0; first < small.shape().paths; first += batch) {
    PathsLaunch launch = small.launch(first, std::min(first + batch, small.shape().paths));
    const std::vector<std::int32_t> moves = small.given_moves(launch);
    if (!moves.empty()) launch.given = {moves.data(), blocks_of(launch) * kLanes};
    const auto paths = static_cast<std::size_t>(launch.end_path - first);
    const auto slots = static_cast<std::size_t>(launch.squeeze.slots);
    // Neither scratch nor records need to be cleared.
    std::vector<std::int32_t> slot_mark(slots * 3 * paths, -77);
    std::vector<std::int64_t> slot_money(slots * 2 * paths, -77);
    const auto lanes = static_cast<std::size_t>(blocks_of(launch) * kLanes * launch.venues);
    std::vector<std::int32_t> wholes(lanes * kVenueWholes, -77);
    std::vector<float> eaten(lanes * 2, -77);
    std::vector<std::int64_t> moneys(lanes * kVenueMoneys, -77);
    launch.venue_state = {wholes.data(), eaten.data(), moneys.data()};
    std::vector<PathRecord> records(paths, PathRecord{-7, -7, -7, -7, -7, -7, {-7, -7}, -7});
    std::vector<std::int32_t> exhausted_at(paths * static_cast<std::size_t>(launch.venues), -7);
    std::vector<std::int64_t> adl_taken(exhausted_at.size() * 2, -7);
    std::vector<std::int32_t> adl_distance(exhausted_at.size() * 2, -7);
    launch.exhausted_at = exhausted_at.data();
    launch.adl_taken = adl_taken.data();
    launch.adl_distance = adl_distance.data();
    launch.slot_mark = slot_mark.data();
    launch.slot_money = slot_money.data();
    launch.records = records.data();
    launch.visits = out.visits.data();
    launch.touches = out.touches.data();
    launch.crossed = out.crossed.data();
    launch.partial = out.partial.data();
    launch.histogram = out.histogram.data();
    launch.adl = out.adl.data();
    launch.account = out.account.data();
    launch.paid = out.paid.data();
    SmallTrace trace(launch);
    launch.trace = trace.view();
    kernels.simulate_paths(launch);
    for (std::size_t i = 0; i < paths; ++i) out.traces.push_back(trace.row(i));
    for (const PathRecord& record : records) out.records.push_back(row_of(record));
    for (std::size_t i = 0; i < exhausted_at.size(); ++i) out.exhausted_at[i / paths].push_back(exhausted_at[i]);
    for (std::size_t i = 0; i < adl_taken.size(); ++i) {
      out.adl_taken[i / paths].push_back(adl_taken[i]);
      out.adl_distance[i / paths].push_back(adl_distance[i]);
    }
  }
  return out;
}

template <class Kernels>
WhatIfOutputs run_what_if(const SmallPaths& small, Kernels&& kernels) {
  WhatIfLaunch launch = small.what_if_launch();
  const auto cells = static_cast<std::size_t>(launch.replicates) * static_cast<std::size_t>(launch.levels);
  const std::vector<std::int64_t> of_venues(cells * static_cast<std::size_t>(launch.venues), -7);
  WhatIfOutputs out{std::vector<std::int32_t>(cells, -7), of_venues, of_venues, of_venues};
  launch.stop = out.stop.data();
  launch.liquidated = out.liquidated.data();
  launch.fund_part = out.fund_part.data();
  launch.adl = out.adl.data();
  kernels.what_if(launch);
  return out;
}

// The bodies on one kind of team, as an executor launches them. kForAny: also one venue by the body for several.
enum class VenueBody { kByNumber, kForAny };
template <class Runner, VenueBody kBody = VenueBody::kByNumber>
class PathsOnTeam {
 public:
  void simulate_paths(const PathsLaunch& launch) {
    if (launch.positions.trigger != nullptr)
      Runner{}(blocks_of(launch), [&](auto& team, std::int64_t block) { positions_paths_body(team, launch, block); });
    else if (launch.venues == 1 && kBody == VenueBody::kByNumber)
      Runner{}(blocks_of(launch), [&](auto& team, std::int64_t block) { one_venue_paths_body(team, launch, block); });
    else
      Runner{}(blocks_of(launch),
               [&](auto& team, std::int64_t block) { several_venue_paths_body(team, launch, block); });
  }
  void what_if(const WhatIfLaunch& launch) {
    Runner{}(static_cast<std::int64_t>(launch.replicates) * launch.chunks, [&](auto& team, std::int64_t block) {
      if (launch.positions.trigger != nullptr)
        positions_what_if_body(team, launch, block);
      else
        what_if_body(team, launch, block);
    });
  }
};

// Shapes that between them take every branch of the kernel.
struct NamedShape {
  const char* name;
  PathsShape shape;
};
inline void PrintTo(const NamedShape& named, std::ostream* out) {
  *out << named.name;
}
std::vector<NamedShape> all_paths_shapes();

}  // namespace tinderbox::testing
