// A step that is walked in pieces, one after the other: its end, its extremes, and which of the two it reached first.
#pragma once

#include <cstdint>

#include "sim/coordinate.hpp"
#include "sim/price_process.hpp"

namespace tinderbox {

// Nothing moves farther from where a step starts than this: a factor of e^32 either way.
inline constexpr std::int32_t kStepLimit = 1 << 29;

struct StepWalk {
  StepMove move;
  std::int32_t low_first;  // 1: the low came before the high
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD std::int32_t within_step_limit(std::int32_t ticks) {
  return least(greatest(ticks, -kStepLimit), kStepLimit);
}

// The order of extremes of which nothing else is known: the one farther from the end comes first.
TINDERBOX_HD bool farther_low(std::int32_t end, std::int32_t low, std::int32_t high) {
  return end - low >= high - end;
}

// Extremes in different pieces came in the order of these; only within one piece it is taken from their distances.
// Precondition: a piece spans less than 2^30 ticks.
TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepWalk followed_by(const StepWalk& walk, const StepMove& piece) {
  const std::int32_t low = within_step_limit(walk.move.end + piece.low);
  const std::int32_t high = within_step_limit(walk.move.end + piece.high);
  const bool lower = low < walk.move.low;
  const bool higher = high > walk.move.high;
  const std::int32_t in_piece = farther_low(piece.end, piece.low, piece.high) ? 1 : 0;
  const std::int32_t latest = lower ? 0 : (higher ? 1 : walk.low_first);
  return {{within_step_limit(walk.move.end + piece.end), least(low, walk.move.low), greatest(high, walk.move.high)},
          lower && higher ? in_piece : latest};
}

// Where only step ends count.
TINDERBOX_HD StepMove ends_alone(std::int32_t end) {
  return {end, least(end, 0), greatest(end, 0)};
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
