// Exogenous price with jumps: Brownian motion plus a compound Poisson process of normal (Merton, Journal of Financial
// Economics 3, 1976) or double exponential jumps (Kou, Management Science 48, 2002). Ticks of sim/coordinate.hpp.
//
// Exact for steps of any length: all jumps of a step happen, at their own times, and Brownian pieces run between them,
// each with its own bridge extremes (sim/price_process.hpp). So extremes come with their order, unless both lie in one
// piece. The first waiting time is found by inversion from the spare word of the step's own draw; most steps wait
// longer than they last, and are the plain diffusion step.
//
// Neglected: jumps of a step beyond the 127th.
#pragma once

#include <cstdint>

#include "sim/math.hpp"
#include "sim/price_process.hpp"
#include "sim/random.hpp"
#include "sim/step_walk.hpp"

namespace tinderbox {

enum class JumpLaw : std::int32_t { kNormal, kDoubleExponential };

inline constexpr std::int32_t kMostJumps = 127;  // a piece and a jump take a draw each, of 256

struct JumpsView {
  JumpLaw law;
  double rate;             // expected jumps a step
  std::uint32_t may_jump;  // a step whose spare word is above it has none
  float mean_ticks;        // normal
  float sd_ticks;
  std::uint32_t up_threshold;  // double exponential: words below it jump up
  float up_ticks;              // mean sizes
  float down_ticks;
  std::int32_t inside;  // 1: extremes inside a step count, 0: only step ends
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD std::int32_t jump_size(const JumpsView& v, const Words4& words) {
  if (v.law == JumpLaw::kNormal) return nearest(fused(normal_from_word(words.w0), v.sd_ticks, v.mean_ticks));
  const float size = unit_exponential(words.w1);
  return words.w0 < v.up_threshold ? nearest(size * v.up_ticks) : nearest(-size * v.down_ticks);
}

// Steps until the first jump, from 64 bits: the smaller the word, the shorter.
TINDERBOX_HD double first_wait(const JumpsView& v, std::uint32_t word, std::uint32_t finer) {
  const double survival = (static_cast<double>(~word) + unit_double(finer)) * 0x1p-32;
  return -log(survival) / v.rate;
}

// Brownian motion over [from, to) of a step.
TINDERBOX_HD StepMove diffusion_piece(const DiffusionView& v, const Words4& words, double from, double to,
                                      std::int32_t drift) {
  const double share = to - from;
  const auto whole = static_cast<double>(drift);
  const auto drift_here = static_cast<std::int32_t>(round_down(whole * to) - round_down(whole * from));
  const DiffusionView piece{v.sd_ticks * static_cast<float>(square_root(share)),
                            v.bridge_variance * static_cast<float>(share), 0};
  return diffusion_step(piece, words, drift_here);
}

// The step that `walk` holds as plain diffusion, with its jumps if there are any. `word`: its spare word.
TINDERBOX_COLD StepWalk with_jumps(const StepWalk& plain, const DiffusionView& diffusion, const JumpsView& v,
                                   std::uint64_t seed, const DrawId& id, std::uint32_t word, std::int32_t drift) {
  Words4 words = draw_words(seed, id, 0);
  double to = first_wait(v, word, words.w3);
  if (to >= 1) return plain;
  StepWalk walk{{0, 0, 0}, 1};
  double from = 0;
  for (std::uint32_t jump = 0; to < 1; ++jump) {
    walk = followed_by(walk, diffusion_piece(diffusion, words, from, to, drift));
    walk = followed_by(walk, ends_alone(jump_size(v, draw_words(seed, id, 2 * jump + 1))));
    words = draw_words(seed, id, 2 * jump + 2);
    from = to;
    to = jump + 1 < kMostJumps ? from - log(unit_double(words.w3)) / v.rate : 1.0;
  }
  walk = followed_by(walk, diffusion_piece(diffusion, words, from, 1.0, drift));
  if (v.inside == 0) walk.move = ends_alone(walk.move.end);
  return walk;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
