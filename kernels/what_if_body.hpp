// If price trades at a level now: the cascade that follows at once at every venue, with fresh books. A lane is one
// level.
#pragma once

#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

inline constexpr std::int32_t kAllRounds = 1 << 30;

// A market of up to kMost venues, level k of a replicate.
template <int kMost, class Ladder>
TINDERBOX_HD void what_if_at(const WhatIfLaunch& launch, std::int32_t replicate, std::int32_t k) {
  const std::int32_t at = launch.at[k];
  const int side = at <= 0 ? 0 : 1;
  MarketCascade<kMost> market;
  for (int v = 0; v < launch.venues; ++v) {
    market.state[v] = {};
    market.state[v].fund = launch.venue[v].fund;
    market.absorbed[v] = {};
  }
  const auto row = [&](int v) { return static_cast<std::int64_t>(v) * launch.replicates + replicate; };
  const auto ladder_of_venue = [&](int v) {
    Ladder ladder;
    find_ladder(launch, row(v), side, ladder);
    return ladder;
  };
  std::int32_t farthest = -kTickLimit;
  run_market_rounds(
      market, market_of(launch), ladder_of_venue, [](int) { return 1.0; }, side, at, kAllRounds, farthest);
  launch.stop[row(0) * launch.levels + k] = side == 0 ? -farthest : farthest;
  for (int v = 0; v < launch.venues; ++v) {
    const std::int64_t to = row(v) * launch.levels + k;
    launch.liquidated[to] = market.state[v].liquidated[side];
    launch.fund_part[to] = market.absorbed[v].fund[side];
    launch.adl[to] = market.absorbed[v].adl[side];
  }
}

// Block = replicate * chunks + chunk.
template <class Team, class Ladder>
TINDERBOX_HD void what_if_of_ladders(Team& team, const WhatIfLaunch& launch, std::int64_t block) {
  const auto replicate = static_cast<std::int32_t>(block / launch.chunks);
  const auto first = static_cast<std::int32_t>(block % launch.chunks) * Team::kLanes;
  team.lanes([&](int lane) {
    const std::int32_t k = first + lane;
    if (k >= launch.levels) return;
    if (launch.venues == 1)
      what_if_at<1, Ladder>(launch, replicate, k);
    else
      what_if_at<kMaxVenues, Ladder>(launch, replicate, k);
  });
}

template <class Team>
TINDERBOX_HD void what_if_body(Team& team, const WhatIfLaunch& launch, std::int64_t block) {
  what_if_of_ladders<Team, LadderView>(team, launch, block);
}
// Where some positions keep their own trigger.
template <class Team>
TINDERBOX_HD void positions_what_if_body(Team& team, const WhatIfLaunch& launch, std::int64_t block) {
  what_if_of_ladders<Team, MixedLadderView>(team, launch, block);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
