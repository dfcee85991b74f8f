// The cascade's state of a block's paths in a market of one venue, in shared memory: a lane of the compacted cascade
// works on another lane's path.
//
// Both kinds of lanes (see several_venue_lanes.hpp) offer the same: functions of one lane for loops over all lanes, and
// those with a team inside, which are called outside of lane loops.
#pragma once

#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"
#include "kernels/venue_outputs.hpp"
#include "sim/branching.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

template <class Team>
class OneVenueLanes {
 public:
  TINDERBOX_HD OneVenueLanes(Team& team, const PathsLaunch& launch, const BlockPlace& place)
      : team_(team), launch_(launch), venue_(launch.venue[0]), outputs_(launch, place) {
    permanent_ = team.template shared<std::int32_t>(Team::kLanes);
    for (int side = 0; side < 2; ++side) {
      ladder_[side] = outputs_.ladder(0, side);
      transient_[side] = team.template shared<std::int32_t>(Team::kLanes);
      touched_[side] = team.template shared<std::int32_t>(Team::kLanes);
      frontier_[side] = team.template shared<std::int32_t>(Team::kLanes);
      level_[side] = team.template shared<std::int32_t>(Team::kLanes);
      eaten_[side] = team.template shared<float>(Team::kLanes);
      liquidated_[side] = team.template shared<std::int64_t>(Team::kLanes);
    }
    fund_ = team.template shared<std::int64_t>(Team::kLanes);
  }

  TINDERBOX_HD void start(int lane, std::int32_t at) {
    for (int side = 0; side < 2; ++side) {
      transient_[side][lane] = 0;
      touched_[side][lane] = greatest(side == 0 ? -at : at, 0);
      frontier_[side][lane] = 0;
      level_[side][lane] = 0;
      eaten_[side][lane] = 0.0F;
      liquidated_[side][lane] = 0;
    }
    permanent_[lane] = 0;
    fund_[lane] = venue_.fund;
    outputs_.start(0, lane);
  }

  TINDERBOX_HD void begin_output_step(std::int32_t output_step) {
    output_step_ = output_step;
    open_share_ = outputs_.open_share(0, output_step);
  }

  TINDERBOX_HD void begin_output_step_of(int lane) {
    for (int side = 0; side < 2; ++side) {
      booked_frontier_[side][lane] = frontier_[side][lane];
      booked_level_[side][lane] = level_[side][lane];
    }
  }

  // Displacement of the mark.
  [[nodiscard]] TINDERBOX_HD TINDERBOX_ALWAYS_INLINE std::int32_t displaced(int lane) const {
    return permanent_[lane] + transient_[0][lane] - transient_[1][lane];
  }

  // Whether a step with these extremes of the exogenous price touches what was not fired yet.
  [[nodiscard]] TINDERBOX_HD TINDERBOX_ALWAYS_INLINE bool touches(int lane, std::int32_t low, std::int32_t high) const {
    const std::int32_t moved = displaced(lane);
    const std::int32_t down = greatest(touched_[0][lane], moved - low) - frontier_[0][lane];
    const std::int32_t up = greatest(touched_[1][lane], high - moved) - frontier_[1][lane];
    return greatest(down, up) > 0;
  }

  // Without a round in a step, what the mark touches waits for the next one.
  TINDERBOX_HD void wait(int lane, std::int32_t low, std::int32_t high) {
    const std::int32_t moved = displaced(lane);
    touched_[0][lane] = greatest(touched_[0][lane], moved - low);
    touched_[1][lane] = greatest(touched_[1][lane], high - moved);
  }

  // The extremes one after the other, each with the rounds it sets off, and the decay of the step. `farthest`:
  // distances of the mark, by side; `depth` multiplies the book. Returns the flags of the path that it raises.
  TINDERBOX_HD std::int32_t cascade(int lane, const StepExtremes& step, std::int32_t rounds, double depth,
                                    std::int32_t (&farthest)[2]) {
    CascadeState s = load(lane);
    CascadeAbsorbed absorbed{};
    const BookView book = scaled(venue_.book, depth);
    const int first = step.low_first ? 0 : 1;
    std::int32_t used = 0;
    std::int32_t waits = 0;
    for (int turn = 0; turn < 2; ++turn) {
      const int side = turn == 0 ? first : 1 - first;
      const std::int32_t now =
          run_rounds(s, absorbed, venue_.rules, ladder_[side], book, side, open_share_,
                     side == 0 ? step.low : step.high, rounds - used, farthest[side],
                     [&](const CascadeState& left, int of) { note_branching(lane, left, book, of); });
      used += now;
      waits += greatest(now - 1, 0);
    }
    decay_rest(s, venue_.rules, rest_of_step(launch_, waits));
    store(lane, s);
    return outputs_.book_absorbed(0, lane, output_step_, absorbed, farthest);
  }

  // What a step without rounds leaves of displacement and eaten depth; `fired`: lanes that had their rounds. Factors
  // travel by value: a member would have to be read again after every store.
  struct StepDecay {
    float reversion;
    float refill;
  };
  template <class Fired>
  [[nodiscard]] TINDERBOX_HD StepDecay settle(const Fired&) const {
    return {venue_.reversion_of_step, venue_.refill_of_step};
  }

  // The lane's part of it. Returns the displacement before.
  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE std::int32_t settle_of(int lane, bool fired, const StepDecay& step) {
    const std::int32_t before = displaced(lane);
    const float reversion = fired ? 1.0F : step.reversion;
    const float refill = fired ? 1.0F : step.refill;
    for (int side = 0; side < 2; ++side) {
      transient_[side][lane] = decayed(transient_[side][lane], reversion);
      eaten_[side][lane] *= refill;
    }
    return before;
  }

  [[nodiscard]] TINDERBOX_HD std::int64_t liquidated(int lane, int side) const { return liquidated_[side][lane]; }

  [[nodiscard]] TINDERBOX_HD bool emptied(int lane, int side) const {
    return ladder_[side].levels > 0 && level_[side][lane] >= ladder_[side].levels;
  }

  TINDERBOX_HD void book_fired(int lane) const {
    for (int side = 0; side < 2; ++side)
      outputs_.book_fired(0, side, output_step_, ladder_[side],
                          {booked_frontier_[side][lane], booked_level_[side][lane]}, fired(lane, side));
  }

  TINDERBOX_HD void close_accounts() {
    for (int side = 0; side < 2; ++side)
      outputs_.close_account(
          team_, 0, side, ladder_[side], [&](int lane) { return fired(lane, side); },
          [&](int lane) { return liquidated_[side][lane]; });
  }

 private:
  template <class T>
  using Private = typename Team::template Private<T>;

  TINDERBOX_HD void note_branching(int lane, const CascadeState& s, const BookView& book, int side) const {
    if (!outputs_.traced()) return;
    outputs_.book_branching(
        side, lane, branching_left(s, venue_.rules, book, ladder_[side], side, open_share_, launch_.trace.order));
  }

  [[nodiscard]] TINDERBOX_HD FiredPoint fired(int lane, int side) const {
    return {frontier_[side][lane], level_[side][lane]};
  }

  [[nodiscard]] TINDERBOX_HD CascadeState load(int lane) const {
    CascadeState s;
    for (int side = 0; side < 2; ++side) {
      s.touched[side] = touched_[side][lane];
      s.frontier[side] = frontier_[side][lane];
      s.level[side] = level_[side][lane];
      s.transient[side] = transient_[side][lane];
      s.eaten[side] = eaten_[side][lane];
      s.liquidated[side] = liquidated_[side][lane];
    }
    s.permanent = permanent_[lane];
    s.fund = fund_[lane];
    return s;
  }

  TINDERBOX_HD void store(int lane, const CascadeState& s) {
    for (int side = 0; side < 2; ++side) {
      touched_[side][lane] = s.touched[side];
      frontier_[side][lane] = s.frontier[side];
      level_[side][lane] = s.level[side];
      transient_[side][lane] = s.transient[side];
      eaten_[side][lane] = s.eaten[side];
      liquidated_[side][lane] = s.liquidated[side];
    }
    permanent_[lane] = s.permanent;
    fund_[lane] = s.fund;
  }

  Team& team_;
  const PathsLaunch& launch_;
  const VenueView& venue_;
  VenueOutputs<Team, LadderView> outputs_;
  std::int32_t output_step_ = 0;
  double open_share_ = 1.0;
  LadderView ladder_[2];

  std::int32_t* permanent_;
  std::int32_t *transient_[2], *touched_[2], *frontier_[2], *level_[2];
  float* eaten_[2];
  std::int64_t *liquidated_[2], *fund_;

  Private<std::int32_t> booked_frontier_[2], booked_level_[2];  // at the last output step
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
