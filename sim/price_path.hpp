// When does the mark first reach a level that drifts with funding? A pyramid of block extremes over bars answers in
// logarithmic time.
//
// Level l of the pyramid holds, for each aligned block of 2^l bars, the lowest and highest mark and the smallest and
// largest cumulative funding. A block that cannot hold the event is skipped whole; a leaf decides exactly.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox {

inline constexpr int kMaxPyramidLevels = 26;  // 2^25 bars

// Mark extremes are integer ticks; funding is cumulative, in ticks a contract as a long pays it, up to and including
// the bar. Arrays hold all levels, level l from offset[l] on with ceil(bars / 2^l) nodes.
struct PricePathView {
  const std::int32_t* low_ticks;
  const std::int32_t* high_ticks;
  const double* paid_min;
  const double* paid_max;
  std::int32_t offset[kMaxPyramidLevels];
  std::int32_t levels;
  std::int32_t bars;
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

enum class Side : std::int32_t { kLong = 0, kShort = 1 };

TINDERBOX_HD double sign_of(Side side) {
  return side == Side::kLong ? 1.0 : -1.0;
}

// A trigger level in ticks: `base` at birth, moved by `slope` for each tick of funding paid since `paid_at_birth`.
// The integer level of a long is rounded down and of a short up, so that mark <= level (>= for a short) on integer
// ticks is the same as on exact prices.
struct DriftingLevel {
  double base;
  double slope;
  double paid_at_birth;
  Side side;
};

inline constexpr double kLevelLimit = 1073741824.0;  // 2^30 ticks: beyond any price, inside int32

TINDERBOX_HD std::int32_t level_ticks(const DriftingLevel& level, double paid) {
  const double exact = fused(level.slope, paid - level.paid_at_birth, level.base);
  const double whole = level.side == Side::kLong ? round_down(exact) : round_up(exact);
  return static_cast<std::int32_t>(least(greatest(whole, -kLevelLimit), kLevelLimit));
}

// Walks the pyramid from bar `from`: the first bar below `stop` whose leaf satisfies `possible(node)`, where for an
// inner node `possible` may err towards true. Returns `stop` if there is none.
template <class Possible>
TINDERBOX_HD std::int32_t first_bar(const PricePathView& path, std::int32_t from, std::int32_t stop,
                                    const Possible& possible) {
  std::int32_t level = 0;
  std::int32_t index = from;
  while ((static_cast<std::int64_t>(index) << level) < stop) {
    if (possible(path.offset[level] + index)) {
      if (level == 0) return index;
      --level;
      index <<= 1;
    } else {
      ++index;
      while ((index & 1) == 0 && level + 1 < path.levels) {
        index >>= 1;
        ++level;
      }
    }
  }
  return stop;
}

// First bar in [from, stop) whose mark range meets the level: low <= level for a long, high >= level for a short.
TINDERBOX_HD std::int32_t first_crossing(const PricePathView& path, const DriftingLevel& level, std::int32_t from,
                                         std::int32_t stop) {
  if (level.side == Side::kLong)
    return first_bar(path, from, stop, [&](std::int32_t node) {
      return path.low_ticks[node] <= level_ticks(level, path.paid_max[node]);
    });
  return first_bar(path, from, stop,
                   [&](std::int32_t node) { return path.high_ticks[node] >= level_ticks(level, path.paid_min[node]); });
}

// First bar in [from, stop) at which the level lies outside [low, high).
TINDERBOX_HD std::int32_t first_departure(const PricePathView& path, const DriftingLevel& level, std::int32_t low,
                                          std::int32_t high, std::int32_t from, std::int32_t stop) {
  return first_bar(path, from, stop, [&](std::int32_t node) {
    return level_ticks(level, path.paid_max[node]) >= high || level_ticks(level, path.paid_min[node]) < low;
  });
}

// First index in [from, stop) with values[index] >= target, for values that do not fall; `stop` if there is none.
TINDERBOX_HD std::int32_t first_at_least(const double* values, double target, std::int32_t from, std::int32_t stop) {
  std::int32_t low = from;
  std::int32_t high = stop;
  while (low < high) {
    const std::int32_t middle = low + (high - low) / 2;
    const bool below = values[middle] < target;
    low = below ? middle + 1 : low;
    high = below ? high : middle;
  }
  return low;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
