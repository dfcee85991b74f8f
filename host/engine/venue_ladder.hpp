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

// Puts real positions on a venue's ladder as they are. What was sampled of a side shrinks to the rest of its open
// interest at now, `open_interest_usd`; where there is no rest a warning says so.
void add_real_positions(const RealPositions& real, double open_interest_usd, LadderResult& ladder,
                        std::vector<std::string>& warnings);

// Open interest of a side at now: of the market, or of the real positions where nothing is sampled.
[[nodiscard]] double open_interest_of(const RunVenue& venue, int side);

// Book, fund and liquidation process of each venue, whose ladders are given in the same order.
[[nodiscard]] std::vector<ForwardVenue> forward_venues(const RunConfig& config, const std::vector<RunVenue>& venues,
                                                       const std::vector<LadderResult>& ladders);

// What the run file says of its venues.
[[nodiscard]] VenuesResult describe_venues(const RunConfig& config, const std::vector<RunVenue>& venues,
                                           const std::vector<ForwardVenue>& forward);

}  // namespace tinderbox
