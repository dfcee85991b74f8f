// The ladder of one venue with its real positions, and what forced orders meet there.
#pragma once

#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/market_plan.hpp"
#include "host/engine/run_venue.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

// The axes of `like` with nothing on them.
[[nodiscard]] LadderResult bare_ladder(const LadderResult& like, const std::string& name);

// What was sampled of a side shrinks to what real positions leave of its open interest at now, `open_interest_usd`;
// where they leave nothing a warning says so.
void make_room(const RealPositions& real, double open_interest_usd, LadderResult& ladder,
               std::vector<std::string>& warnings);

// Puts real positions into the bins of a venue's ladder as they are, in every replicate.
void add_real_positions(const RealPositions& real, LadderResult& ladder);

// Open interest of a side at now: of the market, or of the real positions where nothing is sampled.
[[nodiscard]] double open_interest_of(const RunVenue& venue, int side);

// Book, fund and liquidation process of each venue, whose ladders are given in the same order, without real positions:
// on paths each of those keeps its own trigger.
[[nodiscard]] std::vector<ForwardVenue> forward_venues(const RunConfig& config, const std::vector<RunVenue>& venues,
                                                       const std::vector<LadderResult>& ladders);

// What the run file says of its venues.
[[nodiscard]] VenuesResult describe_venues(const RunConfig& config, const std::vector<RunVenue>& venues,
                                           const std::vector<ForwardVenue>& forward);

}  // namespace tinderbox
