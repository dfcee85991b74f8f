// If price trades at a level now: the cascade that follows at once, with a fresh book. A lane is one level.
#pragma once

#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

inline constexpr std::int32_t kAllRounds = 1 << 30;

template <class Team>
TINDERBOX_HD void what_if_body(Team& team, const WhatIfLaunch& launch, std::int64_t block) {
  const auto replicate = static_cast<std::int32_t>(block / launch.chunks);
  const auto first = static_cast<std::int32_t>(block % launch.chunks) * Team::kLanes;
  team.lanes([&](int lane) {
    const std::int32_t k = first + lane;
    if (k >= launch.levels) return;
    const std::int32_t at = launch.at[k];
    const int side = at <= 0 ? 0 : 1;
    CascadeState state{};
    state.fund = launch.fund;
    CascadeAbsorbed absorbed{};
    std::int32_t farthest = -kTickLimit;
    run_rounds(state, absorbed, launch.rules, ladder_of(launch.ladders, replicate, side), launch.book, side, 1.0, at,
               kAllRounds, farthest);
    const std::int64_t to = static_cast<std::int64_t>(replicate) * launch.levels + k;
    launch.stop[to] = side == 0 ? -farthest : farthest;
    launch.liquidated[to] = state.liquidated[side];
    launch.fund_part[to] = absorbed.fund[side];
    launch.adl[to] = absorbed.adl[side];
  });
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
