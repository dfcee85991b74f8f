// The exogenous price of a team's paths, one class a process. For each step: `begin_step` once, uniform; then
// `prepare`, which runs lane loops of its own where the process needs some; then `move` in a lane loop that vectorises.
// `low_first` tells which extreme of the step came first, to lanes of a compacted loop too. What a step's lanes have in
// common travels by value: a member would have to be read again after every store.
#pragma once

#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"
#include "sim/step_walk.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Shared memory of the block that is free until `move`, [kLanes] each: `list` for a selection of lanes.
struct StepArrays {
  std::int32_t *end, *low, *high, *list;
};

// What the processes without an order of their own have in common.
struct UnorderedExtremes {
  [[nodiscard]] TINDERBOX_HD static bool low_first(int, std::int32_t end, std::int32_t low, std::int32_t high) {
    return farther_low(end, low, high);
  }
};

template <class Team>
class DiffusionLanes : public UnorderedExtremes {
 public:
  struct Step {
    std::uint32_t number;
    std::int32_t drift;
    DiffusionView diffusion;
    std::uint64_t seed;
  };

  TINDERBOX_HD DiffusionLanes(Team&, const PathsLaunch& launch, const StepArrays&) : launch_(launch) {}

  TINDERBOX_HD void start(int) {}

  [[nodiscard]] TINDERBOX_HD Step begin_step(std::int32_t step) const {
    return {static_cast<std::uint32_t>(step),
            step < launch_.diffusion.drift_steps ? drift_of_step(launch_.diffusion.drift_ticks, step) : 0,
            launch_.diffusion, launch_.seed};
  }

  TINDERBOX_HD void prepare(Team&, std::int64_t, const Step&) {}

  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepMove move(int, std::int64_t path, const Step& step) const {
    const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathStep, step.number, 0, 0};
    return diffusion_step(step.diffusion, draw_words(step.seed, id, 0), step.drift);
  }

 private:
  const PathsLaunch& launch_;
};

// What both walks over bars share: where each lane stands, and the turn to its next bar.
template <class Team>
class BarLanes {
 public:
  TINDERBOX_HD void start(int lane) {
    bar_[lane] = -1;
    offset_[lane] = 0;
    low_at_[lane] = 0;
    high_at_[lane] = 0;
  }

  [[nodiscard]] TINDERBOX_HD BarState load(int lane) const {
    return {bar_[lane], offset_[lane], low_at_[lane], high_at_[lane]};
  }
  TINDERBOX_HD void store(int lane, const BarState& state) {
    bar_[lane] = state.bar;
    offset_[lane] = state.offset;
    low_at_[lane] = state.low_at;
    high_at_[lane] = state.high_at;
  }
  TINDERBOX_HD void store_offset(int lane, std::int32_t offset) { offset_[lane] = offset; }

 private:
  typename Team::template Private<std::int32_t> bar_, offset_, low_at_, high_at_;
};

TINDERBOX_HD void turn_to_next_bar(const BarsView& bars, std::uint64_t seed, BarState& state, std::int64_t path,
                                   std::int32_t number) {
  const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathBar, static_cast<std::uint32_t>(number), 0, 0};
  next_bar(bars, state, draw_words(seed, id, 0));
}

// A bar in several steps.
template <class Team>
class PartBarsLanes : public UnorderedExtremes {
 public:
  struct Step {
    std::uint32_t number;
    std::int32_t part;
    std::int32_t bar_number;
    BarsView bars;
    std::uint64_t seed;
  };

  TINDERBOX_HD PartBarsLanes(Team&, const PathsLaunch& launch, const StepArrays&) : launch_(launch) {}

  TINDERBOX_HD void start(int lane) { lanes_.start(lane); }

  [[nodiscard]] TINDERBOX_HD Step begin_step(std::int32_t step) const {
    const std::int32_t part = step % launch_.bars.steps_per_bar;
    return {static_cast<std::uint32_t>(step), part, step / launch_.bars.steps_per_bar, launch_.bars, launch_.seed};
  }

  TINDERBOX_HD void prepare(Team& team, std::int64_t first_path, const Step& step) {
    if (step.part == 0) team.lanes([&](int lane) { begin_bar(lane, first_path + lane, step); });
  }

  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepMove move(int lane, std::int64_t path, const Step& step) {
    const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathStep, step.number, 0, 0};
    BarState state = lanes_.load(lane);
    const StepMove result = part_of_bar(step.bars, state, step.part, draw_words(step.seed, id, 0));
    lanes_.store_offset(lane, state.offset);
    return result;
  }

 private:
  TINDERBOX_HD void begin_bar(int lane, std::int64_t path, const Step& step) {
    BarState state = lanes_.load(lane);
    turn_to_next_bar(step.bars, step.seed, state, path, step.bar_number);
    const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathBar, static_cast<std::uint32_t>(step.bar_number), 0,
                    0};
    place_extremes(step.bars, state, draw_words(step.seed, id, 1), draw_words(step.seed, id, 2));
    lanes_.store(lane, state);
  }

  const PathsLaunch& launch_;
  BarLanes<Team> lanes_;
};

// One or more whole bars a step.
template <class Team>
class WholeBarsLanes : public UnorderedExtremes {
 public:
  struct Step {
    std::int32_t number;
    BarsView bars;
    std::uint64_t seed;
  };

  TINDERBOX_HD WholeBarsLanes(Team&, const PathsLaunch& launch, const StepArrays&) : launch_(launch) {}

  TINDERBOX_HD void start(int lane) { lanes_.start(lane); }

  [[nodiscard]] TINDERBOX_HD Step begin_step(std::int32_t step) const { return {step, launch_.bars, launch_.seed}; }

  TINDERBOX_HD void prepare(Team& team, std::int64_t first_path, const Step& step) {
    team.lanes([&](int lane) { walk_bars(lane, first_path + lane, step); });
  }

  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepMove move(int lane, std::int64_t, const Step&) const {
    return {end_[lane], low_[lane], high_[lane]};
  }

 private:
  TINDERBOX_HD void walk_bars(int lane, std::int64_t path, const Step& step) {
    BarState state = lanes_.load(lane);
    StepMove sum{0, 0, 0};
    for (std::int32_t b = 0; b < step.bars.bars_per_step; ++b) {
      turn_to_next_bar(step.bars, step.seed, state, path, step.number * step.bars.bars_per_step + b);
      const StepMove bar = whole_bar(step.bars, state);
      sum.low = least(sum.low, sum.end + bar.low);
      sum.high = greatest(sum.high, sum.end + bar.high);
      sum.end += bar.end;
    }
    lanes_.store(lane, state);
    if (step.bars.inside == 0) {
      sum.low = least(sum.end, 0);
      sum.high = greatest(sum.end, 0);
    }
    end_[lane] = sum.end;
    low_[lane] = sum.low;
    high_[lane] = sum.high;
  }

  const PathsLaunch& launch_;
  BarLanes<Team> lanes_;
  typename Team::template Private<std::int32_t> end_, low_, high_;
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
