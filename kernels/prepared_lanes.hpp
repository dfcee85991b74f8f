// Processes whose steps are drawn before the loop that moves the lanes: jumps, and a variance of its own. One class for
// all of them, chosen by a uniform branch, so that the rest of the path engine is compiled once for them.
//
// Jumps: every lane takes the plain diffusion step; the few whose step may hold jumps are listed and walked, compacted.
// Variance: one lane loop for each part of a step.
#pragma once

#include "kernels/path_process.hpp"
#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

template <class Team>
class PreparedLanes {
 public:
  struct Step {
    std::int32_t number;
    StepArrays at;
  };

  TINDERBOX_HD PreparedLanes(Team& team, const PathsLaunch& launch, const StepArrays& at)
      : launch_(launch), at_(at), low_first_(team.template shared<std::int32_t>(Team::kLanes)) {}

  TINDERBOX_HD void start(int lane) { variance_[lane] = launch_.variance.now; }

  [[nodiscard]] TINDERBOX_HD Step begin_step(std::int32_t step) const { return {step, at_}; }

  TINDERBOX_HD void prepare(Team& team, std::int64_t first_path, const Step& step) {
    if (launch_.process == PathProcess::kJumps) {
      diffuse(team, first_path, step.number);
      if (launch_.jumps.rate > 0) add_jumps(team, first_path, step.number);
    } else {
      for (std::int32_t part = 0; part < launch_.variance.parts; ++part) walk_part(team, first_path, step.number, part);
      if (launch_.variance.inside == 0) forget_inside(team);
    }
  }

  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepMove move(int lane, std::int64_t, const Step& step) const {
    return {step.at.end[lane], step.at.low[lane], step.at.high[lane]};
  }

  [[nodiscard]] TINDERBOX_HD bool low_first(int lane, std::int32_t, std::int32_t, std::int32_t) const {
    return low_first_[lane] != 0;
  }

 private:
  [[nodiscard]] TINDERBOX_HD static DrawId step_of(std::int64_t path, Purpose purpose, std::int32_t number) {
    return {static_cast<std::uint64_t>(path), purpose, static_cast<std::uint32_t>(number), 0, 0};
  }

  [[nodiscard]] TINDERBOX_HD std::int32_t diffusion_drift(std::int32_t number) const {
    return number < launch_.diffusion.drift_steps ? drift_of_step(launch_.diffusion.drift_ticks, number) : 0;
  }

  [[nodiscard]] TINDERBOX_HD TINDERBOX_ALWAYS_INLINE static StepWalk load(const StepArrays& at,
                                                                          const std::int32_t* low_first, int lane) {
    return {{at.end[lane], at.low[lane], at.high[lane]}, low_first[lane]};
  }
  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE static void store(const StepArrays& at, std::int32_t* low_first, int lane,
                                                         const StepWalk& walk) {
    at.end[lane] = walk.move.end;
    at.low[lane] = walk.move.low;
    at.high[lane] = walk.move.high;
    low_first[lane] = walk.low_first;
  }

  TINDERBOX_HD void diffuse(Team& team, std::int64_t first_path, std::int32_t number) {
    const StepArrays at = at_;
    std::int32_t* const low_first = low_first_;
    const DiffusionView diffusion = launch_.diffusion;
    const std::uint64_t seed = launch_.seed;
    const std::int32_t drift = diffusion_drift(number);
    team.lanes([&](int lane) {
      const Words4 words = draw_words(seed, step_of(first_path + lane, Purpose::kPathStep, number), 0);
      const StepMove move = diffusion_step(diffusion, words, drift);
      store(at, low_first, lane, {move, farther_low(move.end, move.low, move.high) ? 1 : 0});
      spare_[lane] = words.w3;
    });
  }

  TINDERBOX_HD void add_jumps(Team& team, std::int64_t first_path, std::int32_t number) {
    const std::uint32_t may_jump = launch_.jumps.may_jump;
    const int count = team.select([&](int lane) { return spare_[lane] <= may_jump; }, at_.list);
    if (count == 0) return;
    const std::int32_t drift = diffusion_drift(number);
    team.lanes_below(count, [&](int k) {
      const int lane = at_.list[k];
      const std::int64_t path = first_path + lane;
      const Words4 words = draw_words(launch_.seed, step_of(path, Purpose::kPathStep, number), 0);
      store(at_, low_first_, lane,
            with_jumps(load(at_, low_first_, lane), launch_.diffusion, launch_.jumps, launch_.seed,
                       step_of(path, Purpose::kPathJump, number), words.w3, drift));
    });
  }

  TINDERBOX_HD void walk_part(Team& team, std::int64_t first_path, std::int32_t number, std::int32_t part) {
    const StepArrays at = at_;
    std::int32_t* const low_first = low_first_;
    const VarianceView variance = launch_.variance;
    const std::uint64_t seed = launch_.seed;
    const std::int32_t drift =
        drift_of_step(variance.drift_ticks, static_cast<std::int64_t>(number) * variance.parts + part);
    const std::int32_t kept = part == 0 ? 0 : -1;  // a mask of what went before: g++ vectorises no uniform choice
    team.lanes([&](int lane) TINDERBOX_ALWAYS_INLINE {
      const Words4 words =
          draw_words(seed, step_of(first_path + lane, Purpose::kPathStep, number), static_cast<std::uint32_t>(part));
      const float now = variance_[lane];
      const VarianceMove move = next_variance(variance, now, words.w3);
      const StepMove piece = price_with_variance(variance, now, move, words, drift);
      variance_[lane] = move.next;
      const StepWalk before{{at.end[lane] & kept, at.low[lane] & kept, at.high[lane] & kept}, low_first[lane] & kept};
      store(at, low_first, lane, followed_by(before, piece));
    });
  }

  TINDERBOX_HD void forget_inside(Team& team) {
    team.lanes([&](int lane) { store(at_, low_first_, lane, {ends_alone(at_.end[lane]), low_first_[lane]}); });
  }

  const PathsLaunch& launch_;
  StepArrays at_;
  std::int32_t* low_first_;  // shared
  typename Team::template Private<std::uint32_t> spare_;
  typename Team::template Private<float> variance_;
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
