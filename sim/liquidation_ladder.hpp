// What is left to liquidate at now, by distance from the price: one side of one replicate.
//
// Level j holds what triggers at distances in [edge[j], edge[j + 1]) ticks, spread evenly; dollars are whole money
// units, so that sums over any stretches add up exactly. Distance is downward for longs, upward for shorts.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox {

struct LadderView {
  const std::int32_t* edge;        // [levels + 1] ticks, rising, edge[0] = 0
  const std::int64_t* cumulative;  // [levels + 1] money units nearer than each edge
  const float* buffer;             // [levels] mean distance from trigger to bankruptcy price, ticks
  std::int32_t levels;             // 0: nothing to liquidate
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// The level that holds `distance` >= 0, searched upwards from `from`; `levels` past the end.
TINDERBOX_HD std::int32_t level_from(const LadderView& ladder, std::int32_t from, std::int32_t distance) {
  std::int32_t level = from;
  while (level < ladder.levels && ladder.edge[level + 1] <= distance) ++level;
  return level;
}

// Money units that trigger nearer than `distance`, given its level. Does not fall with distance.
TINDERBOX_HD std::int64_t triggered_within(const LadderView& ladder, std::int32_t level, std::int32_t distance) {
  const std::int64_t nearer = ladder.cumulative[level];
  if (level >= ladder.levels || distance <= ladder.edge[level]) return nearer;
  const auto held = static_cast<double>(ladder.cumulative[level + 1] - nearer);
  const auto into = static_cast<double>(distance - ladder.edge[level]);
  const auto width = static_cast<double>(ladder.edge[level + 1] - ladder.edge[level]);
  return nearer + static_cast<std::int64_t>(held * into / width);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
