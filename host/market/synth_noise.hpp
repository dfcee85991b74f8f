// The random numbers of the generated market: one stream for each use, counted in absolute sub-steps or hours.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/math.hpp"
#include "sim/random.hpp"

namespace tinderbox {

// Goes into the step word of the counter.
enum class SynthStream : std::uint32_t { kPrice, kFlow, kSlowVolatility, kFastVolatility, kBuildUp, kPremium, kRatio };

struct SynthUniforms {
  double u0, u1, u2, u3;
};

inline SynthUniforms synth_uniforms(std::uint64_t seed, SynthStream stream, std::int64_t index) {
  const DrawId id{.entity = static_cast<std::uint64_t>(index) & 0xFFFF'FFFF'FFFFU,
                  .purpose = Purpose::kSynthMarket,
                  .step = static_cast<std::uint32_t>(stream)};
  const Words4 words = draw_words(seed, id, 0);
  return {unit_double(words.w0), unit_double(words.w1), unit_double(words.w2), unit_double(words.w3)};
}

inline double synth_normal(std::uint64_t seed, SynthStream stream, std::int64_t index) {
  return normal_quantile(synth_uniforms(seed, stream, index).u0);
}

// A stationary process with unit variance: the sum of the last `weights.size()` hourly shocks with falling weights.
// Its memory ends, so its value depends on absolute time alone.
class HourlyMemory {
 public:
  HourlyMemory(SynthStream stream, double half_life_hours, std::size_t hours);

  // Values at `count` consecutive hours from the absolute hour `first`.
  [[nodiscard]] std::vector<double> values(std::uint64_t seed, std::int64_t first, std::size_t count) const;

 private:
  SynthStream stream_;
  std::vector<double> weights_;
};

}  // namespace tinderbox
