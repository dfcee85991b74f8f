// A venue as the options --venue and --contract of a command name it.
#pragma once

#include <string>

#include "host/venue/venue.hpp"

namespace tinderbox {

// find_venue() with "" as contract for the venue's linear one, or its only one. Throws InputError with what is known,
// in the words of the options.
[[nodiscard]] Venue named_venue(const std::string& venue, const std::string& contract);

}  // namespace tinderbox
