// Small markets and configurations for the engine's tests.
#pragma once

#include <cmath>
#include <cstdint>

#include "host/config/run_config.hpp"
#include "host/engine/engine.hpp"
#include "host/market/market_state.hpp"
#include "host/validate/plain_market.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox::testing {

using validation::flat_market;
using validation::flat_venue;
using validation::kStart;
using validation::small_config;

inline Venue tiered_venue() {
  Venue venue = flat_venue(0.004);
  venue.tier_tables[0].tiers = {{0, 3e5, 150, 0.004, 0},        {3e5, 8e5, 100, 0.005, 300},
                                {8e5, 3e6, 75, 0.0065, 1500},   {3e6, 1.2e7, 50, 0.01, 12000},
                                {1.2e7, 7e7, 25, 0.02, 132000}, {7e7, 1e12, 20, 0.025, 482000}};
  return venue;
}

// A rough but deterministic walk with swings of a few percent, open interest that breathes, funding every 24 bars.
inline MarketState walking_market(std::size_t bars, std::int32_t bar_seconds = 300) {
  MarketState m = flat_market(bars, 100000, bar_seconds);
  double price = 100000;
  for (std::size_t t = 0; t < bars; ++t) {
    const auto x = static_cast<double>(t);
    const double next =
        100000 * (1 + 0.02 * std::sin(x * 0.11) + 0.012 * std::sin(x * 0.53 + 1) + 0.004 * std::sin(x * 2.3));
    m.open[t] = std::round(price * 10) / 10;
    m.close[t] = std::round(next * 10) / 10;
    m.high[t] = std::round(std::max(price, next) * 1.001 * 10) / 10;
    m.low[t] = std::round(std::min(price, next) * 0.999 * 10) / 10;
    m.mark_low[t] = m.low[t];
    m.mark_high[t] = m.high[t];
    m.mark_close[t] = m.close[t];
    m.volume[t] = 8 + 4 * std::sin(x * 0.05);
    m.open_interest_lots[t + 1] = static_cast<std::int64_t>(1e6 * (1 + 0.03 * std::sin(x * 0.07)));
    if (t % 24 == 12) m.funding_paid[t] = 3e-4;
    m.funding_rate[t] = t < 12 ? 1e-4 : 3e-4;
    price = next;
  }
  return m;
}

// small_config() with forward paths: `paths` of them over five hours in seven output steps.
inline RunConfig small_path_config(const MarketState& market, std::int64_t positions, int replicates,
                                   std::int64_t paths, const char* process = "bootstrap") {
  RunConfig c = small_config(market, positions, replicates);
  c.paths.count = paths;
  c.paths.process = process;
  c.paths.steps = 60;
  c.paths.step_seconds = market.bar_seconds;
  c.paths.output_steps = 7;
  c.paths.block_hours = 1;
  c.book.depth_multiplier = 0.01;
  c.cascade.fund_usd = 1e4;
  return c;
}

inline RunResult run_small(const RunConfig& config, const MarketState& market, const Venue& venue,
                           EngineOptions options = {}) {
  NoProgress progress;
  if (options.backend == Backend::kAuto) options.backend = Backend::kCpu;
  return run_engine(config, {primary_venue(market, venue)}, options, progress);
}

}  // namespace tinderbox::testing
