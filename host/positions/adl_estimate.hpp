// Whether auto-deleveraging reaches a named position, and whom it reaches at all.
//
// /adl of a run counts paths by what share f of a side was closed against and by the move of the mark m at its
// farthest. Ranked: the head of the queue goes first, so a position is reached where f exceeds the share a(m) of the
// side that ranks ahead of it at that mark. Pro rata: every position in profit is reached, and closed by f over the
// share that is in profit; a venue that closes in random order, or whose ranking is not known, is taken so. Within a
// bin f is spread evenly, m is its middle (of the outermost bins the inner edge).
//
// Neglected: the error of a(m); that the queue is that of the positions sampled at now (real ones of a file and those
// opened since are not in it); that a position may have been liquidated before its turn came.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/output/run_result.hpp"
#include "host/positions/position_file.hpp"
#include "host/positions/position_margin.hpp"
#include "host/support/share_interval.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

// The ranking by which a venue's queue stands; nothing: pro rata. `policy`: cascade.adl.
[[nodiscard]] std::optional<AdlRanking> queue_of(const Venue& venue, const std::string& policy);

struct AdlEstimate {
  double probability = 0;     // that some of it is closed within the horizon
  double standard_error = 0;  // clustered by replicate; NaN with a single one
  ShareInterval interval;     // 95%
  double closed_share = 0;    // expected part of it that is closed
};

// Nothing where the run holds no sample of the side or the collateral (settle currency) is not known (NaN). Requires
// has_adl(run).
[[nodiscard]] std::optional<AdlEstimate> adl_estimate(const RunResult& run, std::int32_t venue, const PositionRow& row,
                                                      const PositionRules& rules, double collateral,
                                                      std::optional<AdlRanking> ranking);

// Fills AdlResult::leverage_bounds and by_leverage; they add up to what was auto-deleveraged (/cascade absorbed) of the
// other side. `venues`: of the run, in order. Does nothing without forward paths.
void fill_adl_by_leverage(const std::vector<Venue>& venues, RunResult& run);

}  // namespace tinderbox
