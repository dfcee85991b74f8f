// The exogenous price of a team's paths, one class a process. `begin_step` is called with uniform arguments, `move` in
// lane loops.
#pragma once

#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

template <class Team>
class DiffusionLanes {
 public:
  TINDERBOX_HD explicit DiffusionLanes(const PathsLaunch& launch) : launch_(launch) {}

  TINDERBOX_HD void start(int) {}

  TINDERBOX_HD void begin_step(std::int32_t step) {
    step_ = step;
    drift_ = drift_of_step(launch_.diffusion.drift_ticks, step);
  }

  TINDERBOX_HD StepMove move(int, std::int64_t path) {
    const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathStep, static_cast<std::uint32_t>(step_), 0, 0};
    return diffusion_step(launch_.diffusion, draw_words(launch_.seed, id, 0), drift_);
  }

 private:
  const PathsLaunch& launch_;
  std::int32_t step_ = 0;
  std::int32_t drift_ = 0;
};

template <class Team>
class BarsLanes {
 public:
  TINDERBOX_HD explicit BarsLanes(const PathsLaunch& launch) : launch_(launch) {}

  TINDERBOX_HD void start(int lane) {
    bar_[lane] = -1;
    offset_[lane] = 0;
    low_at_[lane] = 0;
    high_at_[lane] = 0;
  }

  TINDERBOX_HD void begin_step(std::int32_t step) {
    step_ = step;
    part_ = step % launch_.bars.steps_per_bar;
  }

  TINDERBOX_HD StepMove move(int lane, std::int64_t path) {
    BarState state{bar_[lane], offset_[lane], low_at_[lane], high_at_[lane]};
    const StepMove step = launch_.bars.steps_per_bar > 1 ? part(state, path) : whole(state, path);
    bar_[lane] = state.bar;
    offset_[lane] = state.offset;
    low_at_[lane] = state.low_at;
    high_at_[lane] = state.high_at;
    return step;
  }

 private:
  TINDERBOX_HD void turn(BarState& state, std::int64_t path, std::int32_t number) const {
    const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathBar, static_cast<std::uint32_t>(number), 0, 0};
    next_bar(launch_.bars, state, draw_words(launch_.seed, id, 0));
  }

  TINDERBOX_HD StepMove part(BarState& state, std::int64_t path) const {
    if (part_ == 0) turn(state, path, step_ / launch_.bars.steps_per_bar);
    const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathStep, static_cast<std::uint32_t>(step_), 0, 0};
    return part_of_bar(launch_.bars, state, part_, draw_words(launch_.seed, id, 0));
  }

  TINDERBOX_HD StepMove whole(BarState& state, std::int64_t path) const {
    StepMove sum{0, 0, 0};
    for (std::int32_t b = 0; b < launch_.bars.bars_per_step; ++b) {
      turn(state, path, step_ * launch_.bars.bars_per_step + b);
      const StepMove bar = whole_bar(launch_.bars, state);
      sum.low = least(sum.low, sum.end + bar.low);
      sum.high = greatest(sum.high, sum.end + bar.high);
      sum.end += bar.end;
    }
    return sum;
  }

  const PathsLaunch& launch_;
  std::int32_t step_ = 0;
  std::int32_t part_ = 0;
  typename Team::template Private<std::int32_t> bar_, offset_, low_at_, high_at_;
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
