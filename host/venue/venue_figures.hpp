// The rules and figures of a venue file that are not tiers: contract, fees, margin rules, mark, funding, liquidation.
#pragma once

#include "host/venue/venue.hpp"
#include "host/venue/venue_reader.hpp"

namespace tinderbox {

// Keys that the functions below read at the top of a venue file.
[[nodiscard]] const std::vector<std::string>& contract_keys();
[[nodiscard]] const std::vector<std::string>& figure_keys();

// Name, contract, kind, value, currencies, steps, source and date. `kind` stays empty where it could not be read.
void read_contract(VenueReader& reader, const toml::table& root, Venue& venue);

// Fees, trigger, mark, funding, process, ADL, display and fund. A figure that the file leaves out is not sourced.
void read_figures(VenueReader& reader, const toml::table& root, Venue& venue);

// [[margin_rules]]; without them margin is valued at the mark and no fee is counted.
void read_margin_rules(VenueReader& reader, const toml::table& root, Venue& venue);

}  // namespace tinderbox
