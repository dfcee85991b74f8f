// Exogenous log price with a variance of its own (Heston, Review of Financial Studies 6, 1993):
//
//   dX = (mu - v / 2) dt + sqrt(v) dW,   dv = kappa (theta - v) dt + xi sqrt(v) dB,   dW dB = rho dt
//
// Variance: the quadratic-exponential scheme of Andersen, "Efficient simulation of the Heston stochastic volatility
// model", Journal of Computational Finance 11 (2008): the first two moments of the next variance are exact. It is
// written as mean plus noise, v' = m + M with E M = 0, so that single precision loses nothing where a step changes v
// little. Price: its central discretisation, with I = h (v + v') / 2,
//
//   X' - X = mu h - I / 2 + c M + sqrt((1 - rho^2) I) Z + k(v),   c = rho / xi (1 + kappa h / 2),
//
// and k(v) such that exp(X) grows at mu exactly: with A = c - rho^2 h / 4,
//
//   k = rho^2 h (v + m) / 4 - ln E exp(A M).
//
// The extremes are those of a Brownian bridge with variance I. A step is cut into parts that are short against both
// 1 / kappa and theta / xi^2 (host/engine/heston_price.cpp), in which trapezoid and bridge are accurate.
//
// Neglected: that I varies given v and v', that the part of the price that follows the variance is no bridge, and
// variances beyond kMostVariance.
#pragma once

#include <cstdint>

#include "sim/coordinate.hpp"
#include "sim/noise.hpp"
#include "sim/price_process.hpp"
#include "sim/random.hpp"
#include "sim/step_walk.hpp"

namespace tinderbox {

inline constexpr float kMostVariance = 1e4F;  // a year: moves of a day stay within the coordinate

// Variances a year, and what one part of a step, h years, does.
struct VarianceView {
  float now;
  float long_run;    // theta
  float pull;        // 1 - exp(-kappa h)
  float spread_now;  // variance of the next variance: spread_now v + spread_long_run
  float spread_long_run;
  float years;            // h
  float price_per_noise;  // c
  float shared;           // rho^2
  float own;              // 1 - rho^2
  double drift_ticks;     // of a part
  std::int32_t parts;     // of a step, at most 256
  std::int32_t inside;    // 1: extremes inside a step count, 0: only step ends
};

// What a part does to the variance.
struct VarianceMove {
  float expected;  // m
  float noise;     // M
  float next;
  float growth;  // ln E exp(A M)
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Andersen's section 3.2 with y = psi / 2: a = m y / (1 + r) and a b = s sqrt(r / (1 + r) / 2), r = sqrt(1 - y), in the
// quadratic branch; 1 / beta = m (y + 1/2) and 1 - p = 1 / (y + 1/2) in the exponential one.
TINDERBOX_HD TINDERBOX_ALWAYS_INLINE VarianceMove next_variance(const VarianceView& v, float now, std::uint32_t word) {
  const float expected_move = (v.long_run - now) * v.pull;
  const float expected = now + expected_move;
  const float spread = fused(v.spread_now, now, v.spread_long_run);  // s^2
  const float y = 0.5F * (spread / expected) / expected;
  const bool quadratic = y <= 0.75F;  // psi <= 1.5
  const float root = square_root(greatest(1.0F - y, 0.0F));
  const float scale = expected * y / (1.0F + root);
  const float slope = square_root(0.5F * spread * root / (1.0F + root));
  const float z = normal_from_word(word);
  const float squared = fused(scale, fused(z, z, -1.0F), 2.0F * slope * z);
  const float mean = expected * (y + 0.5F);
  const float drawn = greatest(unit_exponential(word) - log(y + 0.5F), 0.0F) * mean;
  const float noise = quadratic ? squared : drawn - expected;
  // Cumulants beyond the mean: both exponents are below 0.14 in size, and logarithms near 1 lose digits.
  const float tilt = fused(-0.25F * v.shared, v.years, v.price_per_noise);
  const float x = 2.0F * tilt * scale;
  const float of_square =
      fused(x * x, fused(fused(x, 0.125F, 1.0F / 6), x, 0.25F), 2.0F * (tilt * slope) * (tilt * slope) / (1.0F - x));
  const float g = tilt * mean;
  const float w = tilt * expected / (1.0F - g);
  const float of_drawn = w * fused(-w, fused(fused(w, 0.25F, -1.0F / 3), w, 0.5F), g);
  const float next = least(greatest(now + (expected_move + noise), 0.0F), kMostVariance);
  return {expected, noise, next, quadratic ? of_square : of_drawn};
}

// The price over a part that took the variance from `now` along `move`.
TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepMove price_with_variance(const VarianceView& v, float now,
                                                                  const VarianceMove& move, const Words4& words,
                                                                  std::int32_t drift) {
  const float integral = 0.5F * v.years * (now + move.next);
  const float level = fused(-0.5F, integral, 0.25F * v.shared * v.years * (now + move.expected)) - move.growth;
  const float diffused = fused(square_root(v.own * integral), normal_from_word(words.w0), level);
  const float units = fused(v.price_per_noise, move.noise, diffused);
  constexpr auto kTicks = static_cast<float>(kTicksPerUnit);
  constexpr float kFarthest = 0.5F * static_cast<float>(kStepLimit);
  StepMove step;
  step.end = nearest(least(greatest(units * kTicks, -kFarthest), kFarthest)) + drift;
  const auto d = static_cast<float>(step.end);
  const float variance = v.inside != 0 ? integral * kTicks * kTicks : 0.0F;
  const std::int32_t low = bridge_low(d, variance, unit_exponential(words.w1));
  step.low = least(low, least(step.end, 0));
  step.high = greatest(bridge_high(d, variance, unit_exponential(words.w2)), greatest(step.end, 0));
  return step;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
