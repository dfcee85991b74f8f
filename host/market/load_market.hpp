// From market files to one validated MarketState.
#pragma once

#include <filesystem>

#include "host/config/run_config.hpp"
#include "host/market/market_state.hpp"
#include "host/support/progress.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

// Reads every file under `data_dir` that belongs to the configured venue and contract and puts them on the bar grid
// (host/docs/market-files.md). Throws InputError with all problems found.
[[nodiscard]] MarketState load_market(const MarketConfig& config, const Venue& venue,
                                      const std::filesystem::path& data_dir, Progress& progress);

}  // namespace tinderbox
