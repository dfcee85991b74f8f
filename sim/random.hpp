// The register of all random purposes, and the counter layout. A draw is a pure function of
// (seed, purpose, entity, step, draw, replicate, venue); scenarios never enter, so that they share their noise.
//
//   counter word 0   entity, low 32 bits
//   counter word 1   entity, next 16 bits | purpose 8 bits | draw 8 bits     (from the high end down)
//   counter word 2   step
//   counter word 3   replicate 16 bits | venue 16 bits
//   key              64-bit seed
#pragma once

#include <cstdint>

#include "sim/philox.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Every use of randomness has one number here and keeps it for good.
enum class Purpose : std::uint32_t {
  kPriorDraw = 1,     // entity: parameter; replicate: the replicate it belongs to
  kBirthLong = 2,     // entity: absolute bar << 20 | sample within the bar, side and replicate
  kBirthShort = 3,    // likewise
  kInitialLong = 4,   // entity: sample of the initial stock
  kInitialShort = 5,  // likewise
  kSynthMarket = 6,   // entity: absolute sub-step of the generated market; key: synth.seed
  kPathStep = 7,      // entity: path; step: simulation step; draws: parts of the step
  kPathBar = 8,       // entity: path; step: number of the bar since now; draws: which bar, time of its low, of its high
  kPathJump = 9,      // entity: path; step: simulation step; draws: pieces between jumps and jumps in turn
  kDepthSurvival = 10,  // entity: path
  kSplitStep = 40,      // as kPathStep, of a path that branched off another
  kSplitBar = 41,       // as kPathBar, likewise
  kSplitParent = 42,    // entity: first path of a block that branches off; which paths it follows
  kScramble = 43,       // entity: dimension; step: replicate; draws: the rows of its scrambling matrix, its shift
};

struct DrawId {
  std::uint64_t entity = 0;  // 48 bits
  Purpose purpose = Purpose::kPriorDraw;
  std::uint32_t step = 0;
  std::uint32_t replicate = 0;  // 16 bits
  std::uint32_t venue = 0;      // 16 bits
};

// The four words of draw number `draw` (0..255).
TINDERBOX_HD Words4 draw_words(std::uint64_t seed, const DrawId& id, std::uint32_t draw) {
  const auto low = static_cast<std::uint32_t>(id.entity);
  const auto high = static_cast<std::uint32_t>(id.entity >> 32U);
  return philox4x32(Words4{low, (high << 16U) | (static_cast<std::uint32_t>(id.purpose) << 8U) | draw, id.step,
                           (id.replicate << 16U) | id.venue},
                    seed);
}

// Uniform on the open unit interval: (w + 1/2) / 2^32, exact in double.
TINDERBOX_HD double unit_double(std::uint32_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
