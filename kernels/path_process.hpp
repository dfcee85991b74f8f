// The exogenous price of a team's paths, one class a process. For each step: `begin_step` once, uniform; then, if its
// `prepares` is true, `prepare` in a lane loop of its own; then `move` in a lane loop that vectorises. What a step's
// lanes have in common travels by value: a member would have to be read again after every store.
#pragma once

#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

template <class Team>
class DiffusionLanes {
 public:
  struct Step {
    bool prepares;
    std::uint32_t number;
    std::int32_t drift;
    DiffusionView diffusion;
    std::uint64_t seed;
  };

  TINDERBOX_HD explicit DiffusionLanes(const PathsLaunch& launch) : launch_(launch) {}

  TINDERBOX_HD void start(int) {}

  [[nodiscard]] TINDERBOX_HD Step begin_step(std::int32_t step) const {
    return {false, static_cast<std::uint32_t>(step),
            step < launch_.diffusion.drift_steps ? drift_of_step(launch_.diffusion.drift_ticks, step) : 0,
            launch_.diffusion, launch_.seed};
  }

  TINDERBOX_HD void prepare(int, std::int64_t, const Step&) {}

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
class PartBarsLanes {
 public:
  struct Step {
    bool prepares;
    std::uint32_t number;
    std::int32_t part;
    std::int32_t bar_number;
    BarsView bars;
    std::uint64_t seed;
  };

  TINDERBOX_HD explicit PartBarsLanes(const PathsLaunch& launch) : launch_(launch) {}

  TINDERBOX_HD void start(int lane) { lanes_.start(lane); }

  [[nodiscard]] TINDERBOX_HD Step begin_step(std::int32_t step) const {
    const std::int32_t part = step % launch_.bars.steps_per_bar;
    return {part == 0,   static_cast<std::uint32_t>(step), part, step / launch_.bars.steps_per_bar, launch_.bars,
            launch_.seed};
  }

  TINDERBOX_HD void prepare(int lane, std::int64_t path, const Step& step) {
    BarState state = lanes_.load(lane);
    turn_to_next_bar(step.bars, step.seed, state, path, step.bar_number);
    const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathBar, static_cast<std::uint32_t>(step.bar_number), 0,
                    0};
    place_extremes(step.bars, state, draw_words(step.seed, id, 1), draw_words(step.seed, id, 2));
    lanes_.store(lane, state);
  }

  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepMove move(int lane, std::int64_t path, const Step& step) {
    const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathStep, step.number, 0, 0};
    BarState state = lanes_.load(lane);
    const StepMove result = part_of_bar(step.bars, state, step.part, draw_words(step.seed, id, 0));
    lanes_.store_offset(lane, state.offset);
    return result;
  }

 private:
  const PathsLaunch& launch_;
  BarLanes<Team> lanes_;
};

// One or more whole bars a step.
template <class Team>
class WholeBarsLanes {
 public:
  struct Step {
    bool prepares;
    std::int32_t number;
    BarsView bars;
    std::uint64_t seed;
  };

  TINDERBOX_HD explicit WholeBarsLanes(const PathsLaunch& launch) : launch_(launch) {}

  TINDERBOX_HD void start(int lane) { lanes_.start(lane); }

  [[nodiscard]] TINDERBOX_HD Step begin_step(std::int32_t step) const {
    return {true, step, launch_.bars, launch_.seed};
  }

  TINDERBOX_HD void prepare(int lane, std::int64_t path, const Step& step) {
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

  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepMove move(int lane, std::int64_t, const Step&) const {
    return {end_[lane], low_[lane], high_[lane]};
  }

 private:
  const PathsLaunch& launch_;
  BarLanes<Team> lanes_;
  typename Team::template Private<std::int32_t> end_, low_, high_;
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
