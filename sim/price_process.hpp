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
// in `steps_per_bar` steps. The times of its low and its high are drawn from the law of a Brownian bridge that has
// these extremes (each given its own depth and the end); between open, extremes and close run Brownian bridges,
// reflected inside the bar's range. The whole bar comes out exactly as it was.
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
  float sd_ticks;                         // of a step
  float bridge_variance;                  // sd^2, or 0 where only step ends count
  double drift_ticks;                     // a step
  std::int32_t drift_steps = 2147483647;  // it stops after so many steps
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

inline constexpr std::int32_t kStepParts = 256;

// Where a path stands in its bar.
struct BarState {
  std::int32_t bar;
  std::int32_t offset;  // of the step's start from the bar's open
  std::int32_t low_at;  // when it reaches its extremes, in kStepParts-ths of a step from its open
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

// A step of a diffusion that ends at `end`: its extremes from words 1 and 2.
TINDERBOX_HD StepMove diffusion_to(const DiffusionView& v, std::int32_t end, const Words4& words) {
  StepMove move;
  move.end = end;
  const auto d = static_cast<float>(move.end);
  move.low = least(bridge_low(d, v.bridge_variance, unit_exponential(words.w1)), least(move.end, 0));
  move.high = greatest(bridge_high(d, v.bridge_variance, unit_exponential(words.w2)), greatest(move.end, 0));
  return move;
}

TINDERBOX_HD StepMove diffusion_step(const DiffusionView& v, const Words4& words, std::int32_t drift) {
  return diffusion_to(v, nearest(normal_from_word(words.w0) * v.sd_ticks) + drift, words);
}

// The bar after `state.bar`; `state.bar` < 0 before the first. Where it reaches its extremes follows: place_extremes.
TINDERBOX_HD void next_bar(const BarsView& v, BarState& state, const Words4& words) {
  const auto drawn =
      static_cast<std::int32_t>((static_cast<std::uint64_t>(words.w1) * static_cast<std::uint32_t>(v.bars)) >> 32U);
  const std::int32_t following = state.bar + 1 < v.bars ? state.bar + 1 : 0;
  const std::int32_t fresh = v.first_bar >= 0 ? v.first_bar : drawn;
  const bool restarts = state.bar < 0 || words.w0 < v.restart_threshold;
  state.bar = restarts ? fresh : following;
  state.offset = 0;
  state.low_at = 0;
  state.high_at = 0;
}

// Inverse Gaussian variate. Source: Michael, Schucany, Haas, The American Statistician 30 (1976).
TINDERBOX_HD double inverse_gaussian(double mean, double shape, double normal, double u) {
  const double y = mean * normal * normal / (2.0 * shape);
  const double smaller = mean / (1.0 + y + square_root(y * (y + 2.0)));  // mean (1 + y - sqrt(y^2 + 2 y))
  return u * (mean + smaller) <= mean ? smaller : mean * mean / smaller;
}

// When a Brownian bridge of unit duration and this variance, whose extreme lies `from_start` from its start and
// `from_end` from its end (both >= 0), reaches it: in [0, 1]. Source: Beskos, Papaspiliopoulos, Roberts, Bernoulli 12
// (2006), proposition 2.
TINDERBOX_HD double time_of_extreme(double from_start, double from_end, double variance, const Words4& words) {
  if (from_start <= 0) return 0.0;
  if (from_end <= 0) return 1.0;
  const double ratio = from_end / from_start;
  const double u = unit_double(words.w2);
  const double normal = static_cast<double>(normal_from_word(words.w1));
  const bool direct = unit_double(words.w0) * (1.0 + ratio) < 1.0;
  const double mean = direct ? ratio : 1.0 / ratio;
  const double shape = (direct ? from_end * from_end : from_start * from_start) / variance;
  const double drawn = inverse_gaussian(mean, shape, normal, u);
  return direct ? 1.0 / (1.0 + drawn) : drawn / (1.0 + drawn);
}

// When the bar reaches its low and its high; never exactly between two steps.
TINDERBOX_HD void place_extremes(const BarsView& v, BarState& state, const Words4& for_low, const Words4& for_high) {
  const auto end = static_cast<double>(v.end[state.bar]);
  const auto low = static_cast<double>(v.low[state.bar]);
  const auto high = static_cast<double>(v.high[state.bar]);
  const auto sd = static_cast<double>(v.sd_ticks[state.bar]);
  const double variance = greatest(sd * sd * static_cast<double>(v.steps_per_bar), 1.0);
  const std::int32_t parts = v.steps_per_bar * kStepParts;
  const auto at = [&](double time) {
    const auto part = static_cast<std::int32_t>(time * static_cast<double>(parts));
    return least(part % kStepParts == 0 ? part + 1 : part, parts - 1);
  };
  state.low_at = at(time_of_extreme(-low, end - low, variance, for_low));
  state.high_at = at(time_of_extreme(high, high - end, variance, for_high));
}

// The whole bar as one step.
TINDERBOX_HD StepMove whole_bar(const BarsView& v, const BarState& state) {
  const std::int32_t end = v.end[state.bar];
  if (v.inside == 0) return {end, least(end, 0), greatest(end, 0)};
  return {end, v.low[state.bar], v.high[state.bar]};
}

// Mirrors at the walls and, should that lead past the other one, stops there.
TINDERBOX_HD std::int32_t reflected(std::int32_t x, std::int32_t low, std::int32_t high) {
  const std::int32_t up = x < low ? low + (low - x) : x;
  const std::int32_t down = up > high ? high - (up - high) : up;
  return least(greatest(down, low), high);
}

// Step `k` of the bar's steps_per_bar. Times are in kStepParts-ths of a step.
TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepMove part_of_bar(const BarsView& v, BarState& state, std::int32_t k,
                                                          const Words4& words) {
  const std::int32_t close = v.end[state.bar];
  const std::int32_t bar_low = v.low[state.bar];
  const std::int32_t bar_high = v.high[state.bar];
  const float sd = v.sd_ticks[state.bar];
  const std::int32_t start_time = k * kStepParts;
  const std::int32_t end_time = start_time + kStepParts;
  const std::int32_t close_time = v.steps_per_bar * kStepParts;
  const bool low_here = state.low_at > start_time && state.low_at < end_time;
  const bool high_here = state.high_at > start_time && state.high_at < end_time;
  // Where the walk to the step's end starts: here, or at an extreme that the step reaches; of two, the later one.
  const bool low_is_later = low_here && (!high_here || state.low_at > state.high_at);
  const std::int32_t from = low_is_later ? bar_low : high_here ? bar_high : state.offset;
  const std::int32_t from_time = low_is_later ? state.low_at : high_here ? state.high_at : start_time;
  // Where it is headed: the next extreme, or the close.
  const std::int32_t low_time = state.low_at >= end_time ? state.low_at : close_time;
  const std::int32_t high_time = state.high_at >= end_time ? state.high_at : close_time;
  const std::int32_t to_time = least(low_time, high_time);
  const std::int32_t after_high = high_time < close_time && high_time <= low_time ? bar_high : close;
  const std::int32_t headed = low_time < high_time ? bar_low : after_high;
  const auto done = static_cast<float>(end_time - from_time);
  const auto left = static_cast<float>(to_time - end_time);
  const float share = done / (done + left);
  const float spread = sd * square_root(left * share * (1.0F / static_cast<float>(kStepParts)));
  // The wall that the walk keeps away from: the extreme it is headed for; on the way to the close the one it passed
  // last.
  const bool to_low = low_time < high_time;
  const bool to_close = to_time == close_time;
  const bool passed_low_last = low_here || high_here ? low_is_later : state.low_at > state.high_at;
  const bool from_low = to_close ? passed_low_last : to_low;
  const auto start = static_cast<float>(from_low ? from - bar_low : bar_high - from);
  const auto goal = static_cast<float>(from_low ? headed - bar_low : bar_high - headed);
  const float along = fused(goal - start, share, fused(spread, normal_from_word(words.w0), start));
  const float across = 2.0F * spread * spread * unit_exponential(words.w3);
  const std::int32_t away = nearest(square_root(fused(along, along, across)));
  const std::int32_t free = reflected(from_low ? bar_low + away : bar_high - away, bar_low, bar_high);
  const std::int32_t to = end_time == close_time ? close : free;

  StepMove move;
  move.end = to - state.offset;
  const std::int32_t floor_here = bar_low - state.offset;
  const std::int32_t ceiling_here = bar_high - state.offset;
  const bool inside = v.inside != 0;
  const auto d = static_cast<float>(move.end);
  const float variance = inside ? sd * sd : 0.0F;
  const std::int32_t low = reflected(bridge_low(d, variance, unit_exponential(words.w1)), floor_here, ceiling_here);
  const std::int32_t high = reflected(bridge_high(d, variance, unit_exponential(words.w2)), floor_here, ceiling_here);
  move.low = inside && low_here ? floor_here : least(low, least(move.end, 0));
  move.high = inside && high_here ? ceiling_here : greatest(high, greatest(move.end, 0));
  state.offset = to;
  return move;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
