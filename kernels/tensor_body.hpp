// From differences to the exact tensor: running sums along time, integer apportionment, mean over replicates.
#pragma once

#include "kernels/launch.hpp"
#include "kernels/team.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Block = outer * chunks + chunk; a lane owns one inner index and walks along time.
template <class Team>
TINDERBOX_HD void accumulate_body(Team& team, const AccumulateLaunch& launch, std::int64_t block) {
  const std::int64_t outer = block / launch.chunks;
  const std::int64_t first = (block % launch.chunks) * Team::kLanes;
  std::int64_t* rows = launch.values + outer * launch.steps * launch.inner + first;
  const std::int64_t room = launch.inner - first;
  const int lanes = room < Team::kLanes ? static_cast<int>(room) : Team::kLanes;
  typename Team::template Private<std::int64_t> running;
  team.lanes([&](int lane) { running[lane] = 0; });
  for (std::int64_t step = 0; step < launch.steps; ++step) {
    team.lanes_below(lanes, [&](int lane) {
      running[lane] += rows[lane];
      rows[lane] = running[lane];
    });
    rows += launch.inner;
  }
}

// Block = one row (group, bar).
template <class Team>
TINDERBOX_HD void apportion_body(Team& team, const ApportionLaunch& launch, std::int64_t block) {
  std::int64_t* row = launch.density + block * launch.cells;
  const std::int64_t total = launch.total[block % launch.bars];
  std::int64_t raw = 0;
  for (std::int32_t first = 0; first < launch.cells; first += Team::kLanes)
    raw += team.sum([&](int lane) { return first + lane < launch.cells ? row[first + lane] : std::int64_t{0}; });
  team.single([&] { launch.raw_total[block] = raw; });
  typename Team::template Private<std::int64_t> before;
  std::int64_t carried = 0;
  for (std::int32_t first = 0; first < launch.cells; first += Team::kLanes) {
    const auto value = [&](int lane) { return first + lane < launch.cells ? row[first + lane] : std::int64_t{0}; };
    const std::int64_t sum = team.exclusive_sum(value, before);
    team.lanes([&](int lane) {
      const std::int32_t cell = first + lane;
      if (cell >= launch.cells) return;
      if (raw <= 0) {
        row[cell] = cell == launch.cells - 1 ? total : 0;
        return;
      }
      const std::int64_t below = carried + before[lane];
      row[cell] = multiply_divide(total, below + row[cell], raw) - multiply_divide(total, below, raw);
    });
    carried += sum;
  }
}

// Block = one row (bar, side).
template <class Team>
TINDERBOX_HD void pool_body(Team& team, const PoolLaunch& launch, std::int64_t block) {
  const std::int64_t bar = block / 2;
  const std::int64_t side = block % 2;
  std::int64_t* out = launch.pooled + block * launch.cells;
  typename Team::template Private<std::int64_t> summed;
  typename Team::template Private<std::int64_t> before;
  std::int64_t carried = 0;
  for (std::int32_t first = 0; first < launch.cells; first += Team::kLanes) {
    team.lanes([&](int lane) {
      const std::int32_t cell = first + lane;
      std::int64_t sum = 0;
      for (std::int64_t r = 0; cell < launch.cells && r < launch.replicates; ++r)
        sum += launch.density[((r * 2 + side) * launch.bars + bar) * launch.cells + cell];
      summed[lane] = sum;
    });
    const std::int64_t total = team.exclusive_sum([&](int lane) { return summed[lane]; }, before);
    team.lanes([&](int lane) {
      if (first + lane >= launch.cells) return;
      const std::int64_t below = carried + before[lane];
      out[first + lane] = (below + summed[lane]) / launch.replicates - below / launch.replicates;
    });
    carried += total;
  }
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
