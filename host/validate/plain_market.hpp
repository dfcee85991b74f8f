// The plainest market, venue and configuration there are: what is then added is the only thing that acts.
#pragma once

#include <cstddef>
#include <cstdint>

#include "host/config/run_config.hpp"
#include "host/market/market_state.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox::validation {

inline constexpr std::int64_t kStart = 1'700'000'400;  // of the first bar, a multiple of 300

// One tier with one maintenance rate, linear, leverage up to 150.
[[nodiscard]] Venue flat_venue(double mmr);

// Bars at a constant price, 1000 contracts of open interest.
[[nodiscard]] MarketState flat_market(std::size_t bars, double price = 100000, std::int32_t bar_seconds = 300);

// The defaults for the market's window, without forward paths.
[[nodiscard]] RunConfig small_config(const MarketState& market, std::int64_t positions, int replicates);

}  // namespace tinderbox::validation
