// A small market on the terms of any venue, and a configuration whose sizes the venue allows.
#pragma once

#include <algorithm>
#include <cmath>

#include "host/engine/sampler_rule.hpp"
#include "tests/engine/small_market.hpp"

namespace tinderbox::testing {

inline constexpr std::int64_t kLate = 1'798'761'600;  // 2027: after the last date of any rule
inline constexpr double kOpenInterestUsd = 1e8;

// The walk on the venue's ticks and in its contracts.
inline MarketState market_of(const Venue& venue, std::size_t bars) {
  MarketState m = walking_market(bars);
  m.start_time = kLate;
  m.tick_size_usd = venue.tick_size_usd;
  m.lot_size = venue.lot_size;
  const bool inverse = venue.contract_kind == ContractKind::kInverse;
  m.inverse_contract_usd = inverse ? venue.contract_value : 0;
  const double lots = kOpenInterestUsd / usd_of_lots(m.contract_terms(), 1, 1e5);
  for (std::int64_t& open : m.open_interest_lots) open = std::llround(static_cast<double>(open) / 1e6 * lots);
  for (double& volume : m.volume) volume *= lots * m.lot_size / 1000;
  return m;
}

inline RunConfig config_of(const MarketState& market, const Venue& venue, std::int64_t positions) {
  RunConfig config = small_config(market, positions, 2);
  config.market.venue = "another";  // the venue comes from the caller
  config.prior.size_cap_usd = std::min(1e8, sampler_rule(venue, market.start_time).largest_position_usd(7e4));
  return config;
}

}  // namespace tinderbox::testing
