// What the paths of a block write for one venue: who absorbed what was forced, which levels fired, what is left.
#pragma once

#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// How far a side's ladder has been fired.
struct FiredPoint {
  std::int32_t frontier;
  std::int32_t level;
};

// The extremes of the exogenous price in a step.
struct StepExtremes {
  std::int32_t low;
  std::int32_t high;
  bool low_first;
};

// Where a block's paths stand in the launch.
struct BlockPlace {
  std::int64_t room;            // paths of the launch
  std::int64_t slot_in_launch;  // of lane 0
  std::int32_t replicate;
  int lanes;  // that hold a path
};

// Time that a step has left after rounds that waited `waits` times, in seconds.
TINDERBOX_HD double rest_of_step(const PathsLaunch& launch, std::int32_t waits) {
  const double step_seconds = 1e-3 * static_cast<double>(launch.step_milliseconds);
  return greatest(step_seconds - launch.venue[0].rules.round_seconds * static_cast<double>(waits), 0.0);
}

TINDERBOX_HD void decay_rest(CascadeState& s, const CascadeRules& rules, double rest) {
  decay(s, left_after(rules.reversion_rate, rest), left_after(rules.refill_rate, rest));
}

// Ladder: LadderView, or MixedLadderView where some positions keep their own trigger.
template <class Team, class Ladder>
class VenueOutputs {
 public:
  TINDERBOX_HD VenueOutputs(const PathsLaunch& launch, const BlockPlace& place) : launch_(launch), place_(place) {}

  [[nodiscard]] TINDERBOX_HD Ladder ladder(int venue, int side) const {
    Ladder ladder;
    find_ladder(launch_, row(venue), side, ladder);
    return ladder;
  }
  [[nodiscard]] TINDERBOX_HD double open_share(int venue, std::int32_t output_step) const {
    return launch_.open_share[row(venue) * (launch_.output_steps + 1) + output_step];
  }

  TINDERBOX_HD void start(int venue, int lane) const {
    if (lane >= place_.lanes) return;
    exhausted_at(venue, lane) = launch_.output_steps;
    for (int side = 0; side < 2; ++side) {
      launch_.adl_taken[path_of(venue, side, lane)] = 0;
      launch_.adl_distance[path_of(venue, side, lane)] = 0;
    }
    if (traced() && venue == 0)
      for (int side = 0; side < 2; ++side) largest_branching(side, lane) = 0.0F;
  }

  // Whether the paths leave a trace, and with it the largest branching ratio of each side that their rounds left.
  [[nodiscard]] TINDERBOX_HD bool traced() const { return launch_.trace.branching != nullptr; }
  TINDERBOX_HD void book_branching(int side, int lane, float ratio) const {
    largest_branching(side, lane) = greatest(largest_branching(side, lane), ratio);
  }

  // `farthest`: distances of the mark in the step. Returns the flags of the path that it raises.
  TINDERBOX_HD std::int32_t book_absorbed(int venue, int lane, std::int32_t output_step,
                                          const CascadeAbsorbed& absorbed, const std::int32_t (&farthest)[2]) const {
    std::int32_t flags = 0;
    if (absorbed.exhausted != 0) exhausted_at(venue, lane) = least(exhausted_at(venue, lane), output_step);
    for (int side = 0; side < 2; ++side) {
      if (absorbed.adl[side] > 0) {
        flags |= kDeleveraged << side;
        note_taken(venue, side, lane, output_step, absorbed.adl[side], farthest[side]);
      }
      if (launch_.with_tensors == 0) continue;
      if (absorbed.adl[side] > 0) {
        Team::add(launch_.adl + step_row(venue, output_step), absorbed.adl[side]);
        Team::add(account(venue, side) + 5, absorbed.adl[side]);
      }
      if (absorbed.fund[side] > 0) Team::add(account(venue, side) + 4, absorbed.fund[side]);
      if (absorbed.paid[side] > 0) Team::add(launch_.paid + row(venue) * 2 + side, absorbed.paid[side]);
    }
    return flags;
  }

  // Books the levels between two points of a side's ladder: whole ones by count, the ends by amount.
  TINDERBOX_HD void book_fired(int venue, int side, std::int32_t output_step, const Ladder& ladder,
                               const FiredPoint& from, const FiredPoint& to) const {
    if (to.frontier <= from.frontier || from.level >= levels_of(ladder)) return;
    const std::int64_t at = (step_row(venue, output_step) * 2 + side) * launch_.ladders.stride;
    std::int64_t* partial = launch_.partial + at;
    const std::int64_t before = triggered_within(ladder, from.level, from.frontier);
    const std::int64_t after = triggered_within(ladder, to.level, to.frontier);
    if (from.level == to.level) {
      Team::add(partial + from.level, after - before);
      return;
    }
    Team::add(partial + from.level, nearer_than_level(ladder, from.level + 1) - before);
    if (to.level < levels_of(ladder)) Team::add(partial + to.level, after - nearer_than_level(ladder, to.level));
    if (to.level == from.level + 1) return;
    std::int32_t* crossed = launch_.crossed + at;
    Team::add(crossed + from.level + 1, 1);
    Team::add(crossed + to.level, -1);
  }

  // At now = survived + closed + liquidated; the last is told apart into book, fund and ADL by the host. fired(lane),
  // liquidated(lane): of the block's paths.
  template <class Fired, class Liquidated>
  TINDERBOX_HD void close_account(Team& team, int venue, int side, const Ladder& ladder, const Fired& fired,
                                  const Liquidated& liquidated) const {
    const std::int64_t total = nearer_than_level(ladder, levels_of(ladder));
    const double still_open = open_share(venue, launch_.output_steps);
    const std::int64_t survivors = team.sum([&](int lane) {
      if (lane >= place_.lanes) return std::int64_t{0};
      const FiredPoint at = fired(lane);
      const std::int64_t rest = total - triggered_within(ladder, at.level, at.frontier);
      return static_cast<std::int64_t>(static_cast<double>(rest) * still_open);
    });
    const std::int64_t forced =
        team.sum([&](int lane) { return lane < place_.lanes ? liquidated(lane) : std::int64_t{0}; });
    const std::int64_t all = total * place_.lanes;
    team.single([&] {
      Team::add(account(venue, side) + 0, all);
      Team::add(account(venue, side) + 1, survivors);
      Team::add(account(venue, side) + 2, all - survivors - forced);
      Team::add(account(venue, side) + 3, forced);
    });
  }

 private:
  // What is open of the other side has closed alike, so its share taken is that of what was open at now.
  TINDERBOX_HD void note_taken(int venue, int side, int lane, std::int32_t output_step, std::int64_t money,
                               std::int32_t distance) const {
    const std::int64_t at = path_of(venue, side, lane);
    launch_.adl_taken[at] += static_cast<std::int64_t>(static_cast<double>(money) / open_share(venue, output_step));
    launch_.adl_distance[at] = greatest(launch_.adl_distance[at], distance);
  }

  // Of rows [V, side, paths of the launch].
  [[nodiscard]] TINDERBOX_HD std::int64_t path_of(int venue, int side, int lane) const {
    return (static_cast<std::int64_t>(venue) * 2 + side) * place_.room + place_.slot_in_launch + lane;
  }
  [[nodiscard]] TINDERBOX_HD std::int64_t row(int venue) const {
    return static_cast<std::int64_t>(venue) * launch_.replicates + place_.replicate;
  }
  // Row of a tensor [V, R, H].
  [[nodiscard]] TINDERBOX_HD std::int64_t step_row(int venue, std::int32_t output_step) const {
    return row(venue) * launch_.output_steps + output_step;
  }
  [[nodiscard]] TINDERBOX_HD std::int64_t* account(int venue, int side) const {
    return launch_.account + (row(venue) * 2 + side) * 6;
  }
  [[nodiscard]] TINDERBOX_HD float& largest_branching(int side, int lane) const {
    return launch_.trace.branching[side * place_.room + place_.slot_in_launch + lane];
  }
  [[nodiscard]] TINDERBOX_HD std::int32_t& exhausted_at(int venue, int lane) const {
    return launch_.exhausted_at[static_cast<std::int64_t>(venue) * place_.room + place_.slot_in_launch + lane];
  }

  const PathsLaunch& launch_;
  BlockPlace place_;
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
