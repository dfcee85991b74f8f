// How deep the book of a path is beside its calm depth: a multiplier of the whole book, at every venue.
//
//   m = survival x max(floor, 1 / (1 + c_v (V - 1)^+ + c_t (W - 1)^+))
//
// V is realised variance over that of the exogenous process: an exponential moving mean of the squared moves of the
// mark, 1 in the mean without feedback. W is the square of the trend, an exponential sum of those moves, over its
// variance, likewise. Liquidity that falls with past volatility and trend is the mechanism of endogenous crises of
// Fosset, Bouchaud and Benzaquen (J. Stat. Mech. 2020 063401); the form is chosen here. Survival is lognormal with mean
// 1, one draw a path. Two numbers a path and step, whatever the horizon.
#pragma once

#include <cstdint>

#include "sim/math.hpp"
#include "sim/noise.hpp"
#include "sim/random.hpp"

namespace tinderbox {

struct DepthRule {
  std::int32_t active;        // 0: every path meets the calm book
  float keep;                 // of the memory, a step
  float volatility_response;  // c_v
  float trend_response;       // c_t
  float floor;                // m without survival is never less
  float moves_unit;           // 1 / variance of the exogenous price in a step, ticks^-2
  float trend_unit;           // 1 / stationary variance of the trend, ticks^-2
  float survival_sd;          // of the logarithm
};

// What a path remembers of its moves.
struct DepthMemory {
  float variance;  // V
  float trend;     // ticks
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD DepthMemory calm_memory() {
  return {1.0F, 0.0F};
}

// After a step in which the mark moved by so many ticks.
TINDERBOX_HD DepthMemory remember(const DepthRule& rule, const DepthMemory& memory, std::int32_t moved) {
  const auto move = static_cast<float>(moved);
  const float squared = move * move * rule.moves_unit;
  return {fused(rule.keep, memory.variance, (1.0F - rule.keep) * squared), fused(rule.keep, memory.trend, move)};
}

TINDERBOX_HD float depth_multiplier(const DepthRule& rule, const DepthMemory& memory, float survival) {
  const float squared_trend = memory.trend * memory.trend * rule.trend_unit;
  const float from_volatility = rule.volatility_response * greatest(memory.variance - 1.0F, 0.0F);
  const float from_trend = rule.trend_response * greatest(squared_trend - 1.0F, 0.0F);
  return survival * greatest(rule.floor, 1.0F / (1.0F + from_volatility + from_trend));
}

TINDERBOX_HD float depth_survival(const DepthRule& rule, std::uint64_t seed, std::uint64_t path) {
  const DrawId id{path, Purpose::kDepthSurvival, 0, 0, 0};
  const auto z = static_cast<double>(normal_from_word(draw_words(seed, id, 0).w0));
  const auto sd = static_cast<double>(rule.survival_sd);
  return static_cast<float>(exp(sd * z - 0.5 * sd * sd));
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
