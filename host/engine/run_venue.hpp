// One venue of a run: its rules, its market on the run's clock, and what is known of it beside them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/held_positions.hpp"
#include "host/market/market_state.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

// Real positions of a venue, on the run's price axis, as they are. B leverage bands, K bins.
struct RealPositions {
  std::vector<double> notional;           // [side, K] USD at trigger prices
  std::vector<std::int64_t> count;        // [side, K]
  std::vector<double> bankruptcy_buffer;  // [side, K] mean of |trigger - bankruptcy price| / trigger price
  std::vector<double> by_leverage;        // [B, side, K] USD
  double open_interest_usd[2] = {0, 0};   // of all rows of a side, also of those outside the axis
  std::int64_t rows = 0;
  std::shared_ptr<const HeldPositions> held;  // those on the axis, each by itself; never null
};

struct RunVenue {
  std::string name;                   // of the primary venue its exchange, else NAME of [venues.NAME]
  Venue venue;                        // rules
  MarketState market;                 // bars of the run; of a venue without sampled positions those of the primary
  VenueConfig config;                 // of the primary: the defaults
  bool sampled = true;                // false: nothing but real positions
  std::optional<RealPositions> real;  // beside the sampled ones, which then stand for the rest of open interest
  std::vector<DepthLevel> depth;      // of the primary: the levels of book.depth_file
};

// Bounds of the leverage bands of ladders, [B + 1]; the last band has no end.
[[nodiscard]] const std::vector<double>& leverage_edges();

}  // namespace tinderbox
