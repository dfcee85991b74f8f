// The seeded market generator: a market at the scale a practitioner expects, never presented as real.
#pragma once

#include <filesystem>

#include "host/config/run_config.hpp"
#include "host/market/market_state.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

// Generates the configured window of bars. Depends on config.synth and config.market only (never on config.seed);
// a shorter window gives the same leading bars. Marked synthetic.
[[nodiscard]] MarketState synthesize_market(const RunConfig& config, const Venue& venue);

// Writes a market as Binance public-archive files (klines, mark-price klines, metrics, fundingRate CSV) under `dir`,
// which load_market reads back to the same state.
void write_market_archive(const MarketState& market, const std::filesystem::path& dir);

}  // namespace tinderbox
