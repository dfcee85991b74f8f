// The venues of a configured run: their rules, markets and real positions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/run_venue.hpp"
#include "host/output/run_result.hpp"
#include "host/support/progress.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

// Rules of every venue, the primary one first, the others by name. `beside`: folder of the configuration, where venue
// files may lie. Throws InputError.
[[nodiscard]] std::vector<Venue> find_venues(const RunConfig& config, const std::filesystem::path& beside);

// Their markets and positions. The files of all of them are inputs of the primary market. Throws InputError,
// Interrupted.
[[nodiscard]] std::vector<RunVenue> load_venues(const RunConfig& config, const std::vector<Venue>& venues,
                                                const std::string& data_dir, Progress& progress);

// The rules of a venue of a run file: `index` into the axis `venue`. Throws InputError where they are not at hand.
[[nodiscard]] Venue venue_at(const RunResult& run, std::int32_t index);

}  // namespace tinderbox
