// Positions that keep their own trigger, beside what a ladder spreads over its levels: one side of one replicate.
//
// A position of money m at trigger distance t fires when the mark has touched a distance of t or more. Positions are
// sorted by t and summed up, so that what lies between two distances is a difference of two prefix sums: a round costs
// a binary search inside the level where it ends, whatever it fires. The order among equal triggers changes no sum.
//
// Exactness: money in 64 bits, money x ticks in 128. A mean trigger or buffer is rounded once, from exact sums.
#pragma once

#include <cstdint>

#include "sim/liquidation_ladder.hpp"
#include "sim/platform.hpp"

namespace tinderbox {

// A sum of products of money and ticks, none of them negative.
struct WideSum {
  std::uint64_t low;
  std::uint64_t high;
};

struct HeldPositionsView {
  const std::int32_t* trigger;     // [n] ticks, at least 1, not falling, all nearer than the ladder's last edge
  const std::int64_t* cumulative;  // [n + 1] money units of those before
  const WideSum* trigger_sum;      // [n + 1] of money x trigger of those before
  const WideSum* buffer_sum;       // [n + 1] of money x ticks from trigger to bankruptcy price
  const std::int32_t* first;       // [levels + 1] how many positions are nearer than each edge
};

// What is spread and what is held, together.
struct MixedLadderView {
  LadderView spread;
  HeldPositionsView held;
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// `sum` and money x ticks.
TINDERBOX_HD WideSum wide_sum(const WideSum& sum, std::int64_t money, std::int32_t ticks) {
  const auto factor = static_cast<std::uint64_t>(ticks);
  const std::uint64_t upper = (static_cast<std::uint64_t>(money) >> 32) * factor;
  const std::uint64_t lower = (static_cast<std::uint64_t>(money) & 0xffffffffU) * factor;
  const std::uint64_t product = lower + (upper << 32);
  const std::uint64_t low = sum.low + product;
  const std::uint64_t carries = (product < lower ? 1U : 0U) + (low < product ? 1U : 0U);
  return {low, sum.high + (upper >> 32) + carries};
}

// to - from, not negative.
TINDERBOX_HD double wide_difference(const WideSum& from, const WideSum& to) {
  const std::uint64_t borrow = to.low < from.low ? 1U : 0U;
  const auto high = static_cast<double>(to.high - from.high - borrow);
  return fused(high, 0x1p64, static_cast<double>(to.low - from.low));
}

// How many positions a mark that touched `distance` has reached, given the level that holds it.
TINDERBOX_HD std::int32_t reached_positions(const MixedLadderView& ladder, std::int32_t level, std::int32_t distance) {
  const HeldPositionsView& held = ladder.held;
  std::int32_t low = held.first[level];
  std::int32_t high = level < ladder.spread.levels ? held.first[level + 1] : low;
  while (low < high) {
    const std::int32_t middle = low + (high - low) / 2;
    if (held.trigger[middle] <= distance)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

// Money units nearer than a level.
TINDERBOX_HD std::int64_t nearer_than_level(const LadderView& ladder, std::int32_t level) {
  return ladder.cumulative[level];
}
TINDERBOX_HD std::int64_t nearer_than_level(const MixedLadderView& ladder, std::int32_t level) {
  return ladder.spread.cumulative[level] + ladder.held.cumulative[ladder.held.first[level]];
}

TINDERBOX_HD std::int32_t levels_of(const LadderView& ladder) {
  return ladder.levels;
}
TINDERBOX_HD std::int32_t levels_of(const MixedLadderView& ladder) {
  return ladder.spread.levels;
}

// The level that holds `distance`, at or beyond `from`.
TINDERBOX_HD std::int32_t level_from(const MixedLadderView& ladder, std::int32_t from, std::int32_t distance) {
  return level_from(ladder.spread, from, distance);
}

// Money units that trigger at `distance` or nearer, given its level.
TINDERBOX_HD std::int64_t triggered_within(const MixedLadderView& ladder, std::int32_t level, std::int32_t distance) {
  return triggered_within(ladder.spread, level, distance) +
         ladder.held.cumulative[reached_positions(ladder, level, distance)];
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
