// Where a position stands in the queue for auto-deleveraging, among the positions that a run sampled.
#pragma once

#include <cstdint>
#include <optional>

#include "host/output/run_result.hpp"
#include "host/positions/position_file.hpp"
#include "host/positions/position_margin.hpp"
#include "host/venue/venue.hpp"
#include "sim/adl_rank.hpp"

namespace tinderbox {

// The score of a ranking (sim/adl_rank.hpp); nothing where it has none: random order and pro rata.
[[nodiscard]] std::optional<double> adl_score(AdlRanking ranking, const AdlPosition& position);

// A row with collateral W at a mark, in the settle currency.
[[nodiscard]] AdlPosition adl_position(const PositionRow& row, const PositionRules& rules, double collateral,
                                       double mark_usd);

// A sampled position of a run, as a row of a file.
[[nodiscard]] PositionRow row_of(const PopulationResult& population, std::size_t i, const PositionRules& rules);

// Share of the sampled contracts of a side and venue that rank strictly ahead of a score at the mark of now, clustered
// by replicate. A sampled position's collateral is its notional over its leverage, all of it in the settle currency.
struct QueueShare {
  double share = 0;  // NaN: the run has no sampled position of that side
  double standard_error = 0;
};
[[nodiscard]] QueueShare share_ahead(const RunResult& run, std::int32_t venue, int side, AdlRanking ranking,
                                     const PositionRules& rules, double score);

}  // namespace tinderbox
