// The sample of open positions that a run keeps: every so many of those that are open at now.
#pragma once

#include <cstdint>

#include "host/engine/position_engine.hpp"
#include "host/engine/sample_ranges.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

inline constexpr std::int64_t kMostPopulation = 20'000;  // positions a venue

// Where pass 2 keeps its records: every so many of the configured samples, so that at most about eight times
// kMostPopulation have one. Follows from the configuration alone.
[[nodiscard]] PopulationPlaces population_places(const SampleCounts& counts);

// Every n-th record of an open position, in the order of replicates, sides and samples, with the smallest n that keeps
// at most kMostPopulation. `venue`: index into the ladder's venues.
[[nodiscard]] PopulationResult build_population(const PositionTensors& tensors, const MarketState& market,
                                                std::int32_t venue);

}  // namespace tinderbox
