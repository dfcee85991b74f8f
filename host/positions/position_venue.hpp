// The venue whose rules apply to a position file.
#pragma once

#include <string>

#include "host/venue/venue.hpp"

namespace tinderbox {

// "" as contract: the venue's linear one, or its only one. Throws InputError with what is known, under `where` (the
// option that names the venue).
[[nodiscard]] Venue venue_for_positions(const std::string& venue, const std::string& contract,
                                        const std::string& where);

}  // namespace tinderbox
