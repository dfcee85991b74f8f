// Exogenous price: what one simulation step does, in coordinate ticks (sim/coordinate.hpp).
//
// Diffusion: independent normal steps. The low of a step given its end is that of a Brownian bridge,
//   low = (d - sqrt(d^2 + 2 v E)) / 2,  E unit exponential, d the move, v its variance      (Borodin and Salminen,
// Handbook of Brownian Motion, IV.26), and the high mirrors it. Each has its exact law given the end; jointly they are
// drawn independently, which matters only for steps in which both extremes do.
//
// Bars: whole bars of history (return, low and high from the previous close, so that gaps count), stitched by the
// stationary bootstrap of Politis and Romano (JASA 89, 1994): each bar continues its predecessor, or with probability
// 1 / (mean block) starts anew at a bar drawn uniformly; history is a circle. A bar that is wider than a step is walked
// in `steps_per_bar` steps on a Brownian bridge from its open to its close that is kept inside its range and made to
// reach its low and its high in steps drawn uniformly, so the whole bar comes out exactly as it was.
//
// Of the two extremes of a step, the one farther from its end is taken to come first.
#pragma once

#include <cstdint>

#include "sim/coordinate.hpp"
#include "sim/noise.hpp"
#include "sim/random.hpp"

namespace tinderbox {

// One step from where it starts: end, lowest and highest, low <= min(0, end), high >= max(0, end).
struct StepMove {
  std::int32_t end;
  std::int32_t low;
  std::int32_t high;
};

struct DiffusionView {
  float sd_ticks;         // of a step
  float bridge_variance;  // sd^2, or 0 where only step ends count
  double drift_ticks;     // a step
};

struct BarsView {
  const std::int32_t* end;   // [bars] return
  const std::int32_t* low;   // [bars] <= min(0, end)
  const std::int32_t* high;  // [bars] >= max(0, end)
  const float* sd_ticks;     // [bars] of one of the steps_per_bar steps
  std::int32_t bars;
  std::int32_t steps_per_bar;  // one of these two is 1
  std::int32_t bars_per_step;
  std::uint32_t restart_threshold;  // of 2^32: probability that a block ends after a bar; 0: never
  std::int32_t first_bar;           // -1: drawn
  std::int32_t inside;              // 1: extremes inside a step count, 0: only step ends
};

// Where a path stands in its bar.
struct BarState {
  std::int32_t bar;
  std::int32_t offset;  // of the step's start from the bar's open
  std::int32_t low_at;  // steps of the bar in which it reaches its extremes
  std::int32_t high_at;
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD std::int32_t bridge_low(float move, float variance, float exponential) {
  const float root = square_root(fused(move, move, 2.0F * variance * exponential));
  return nearest(0.5F * (move - root));
}
TINDERBOX_HD std::int32_t bridge_high(float move, float variance, float exponential) {
  const float root = square_root(fused(move, move, 2.0F * variance * exponential));
  return nearest(0.5F * (move + root));
}

// Drift of step `step` alone: whole ticks whose running sum is never off by one.
TINDERBOX_HD std::int32_t drift_of_step(double drift_ticks, std::int64_t step) {
  const double before = round_down(drift_ticks * static_cast<double>(step));
  return static_cast<std::int32_t>(round_down(drift_ticks * static_cast<double>(step + 1)) - before);
}

TINDERBOX_HD StepMove diffusion_step(const DiffusionView& v, const Words4& words, std::int32_t drift) {
  StepMove move;
  move.end = nearest(normal_from_word(words.w0) * v.sd_ticks) + drift;
  const auto d = static_cast<float>(move.end);
  move.low = least(bridge_low(d, v.bridge_variance, unit_exponential(words.w1)), least(move.end, 0));
  move.high = greatest(bridge_high(d, v.bridge_variance, unit_exponential(words.w2)), greatest(move.end, 0));
  return move;
}

// The bar after `state.bar`; `state.bar` < 0 before the first.
TINDERBOX_HD void next_bar(const BarsView& v, BarState& state, const Words4& words) {
  const auto drawn =
      static_cast<std::int32_t>((static_cast<std::uint64_t>(words.w1) * static_cast<std::uint32_t>(v.bars)) >> 32U);
  const std::int32_t following = state.bar + 1 < v.bars ? state.bar + 1 : 0;
  const std::int32_t fresh = v.first_bar >= 0 ? v.first_bar : drawn;
  const bool restarts = state.bar < 0 || words.w0 < v.restart_threshold;
  state.bar = restarts ? fresh : following;
  state.offset = 0;
  const auto steps = static_cast<std::uint32_t>(v.steps_per_bar);
  state.low_at = static_cast<std::int32_t>((static_cast<std::uint64_t>(words.w2) * steps) >> 32U);
  state.high_at = static_cast<std::int32_t>((static_cast<std::uint64_t>(words.w3) * steps) >> 32U);
}

// The whole bar as one step.
TINDERBOX_HD StepMove whole_bar(const BarsView& v, const BarState& state) {
  const std::int32_t end = v.end[state.bar];
  if (v.inside == 0) return {end, least(end, 0), greatest(end, 0)};
  return {end, v.low[state.bar], v.high[state.bar]};
}

// Step `k` of the bar's steps_per_bar.
TINDERBOX_HD StepMove part_of_bar(const BarsView& v, BarState& state, std::int32_t k, const Words4& words) {
  const std::int32_t left = v.steps_per_bar - k;
  const std::int32_t close = v.end[state.bar];
  const std::int32_t bar_low = v.low[state.bar];
  const std::int32_t bar_high = v.high[state.bar];
  const float sd = v.sd_ticks[state.bar];
  const float share = 1.0F / static_cast<float>(left);
  const auto rest = static_cast<float>(close - state.offset);
  const float walked = fused(rest, share, sd * square_root(1.0F - share) * normal_from_word(words.w0));
  std::int32_t to = state.offset + nearest(walked);
  to = left == 1 ? close : least(greatest(to, bar_low), bar_high);
  StepMove move;
  move.end = to - state.offset;
  const std::int32_t floor_here = bar_low - state.offset;
  const std::int32_t ceiling_here = bar_high - state.offset;
  const bool inside = v.inside != 0;
  const auto d = static_cast<float>(move.end);
  const float variance = inside ? sd * sd : 0.0F;
  const std::int32_t low = least(bridge_low(d, variance, unit_exponential(words.w1)), least(move.end, 0));
  const std::int32_t high = greatest(bridge_high(d, variance, unit_exponential(words.w2)), greatest(move.end, 0));
  move.low = inside && k == state.low_at ? floor_here : greatest(low, floor_here);
  move.high = inside && k == state.high_at ? ceiling_here : least(high, ceiling_here);
  state.offset = to;
  return move;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
