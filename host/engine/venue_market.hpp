// Markets of several venues on one clock.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/engine/run_venue.hpp"
#include "host/market/market_state.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

// The bars, funding and course of open interest of `primary` for another venue whose open interest at now is
// `open_interest_usd` a side.
[[nodiscard]] MarketState market_like(const MarketState& primary, const std::string& name, const Venue& venue,
                                      double open_interest_usd);

// Cuts all markets to the bars that every one of them has; says so in the warnings of the first. Throws InputError if
// there are fewer than two.
void cut_to_common_bars(std::vector<RunVenue>& venues);

// The venue field of random numbers: 0 of the primary venue, else a number from exchange and contract alone, so that
// neither names nor the order of venues move a sample. Throws InputError where two venues would share one.
[[nodiscard]] std::vector<std::uint32_t> draw_numbers(const std::vector<RunVenue>& venues);

// Lots of the run (the smallest lot of all sampled venues) in a lot of each venue. Throws InputError where they are no
// whole multiples, or where venues count their contracts in different units.
[[nodiscard]] std::vector<std::int64_t> lots_in_lots(const std::vector<RunVenue>& venues);

}  // namespace tinderbox
