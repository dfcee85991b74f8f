#include "host/validate/plain_market.hpp"

#include <cmath>

namespace tinderbox::validation {

Venue flat_venue(double mmr) {
  Venue venue;
  venue.name = "test";
  venue.contract = "BTCUSDT";
  venue.kind = "linear";
  venue.tick_size_usd = 0.1;
  venue.lot_size = 0.001;
  venue.tier_tables = {{"2020-01-01", "test", {{0, 1e12, 150, mmr, 0}}}};
  return venue;
}

MarketState flat_market(std::size_t bars, double price, std::int32_t bar_seconds) {
  MarketState m;
  m.venue = "test";
  m.contract = "BTCUSDT";
  m.start_time = kStart;
  m.bar_seconds = bar_seconds;
  m.tick_size_usd = 0.1;
  m.lot_size = 0.001;
  m.mark_source = "last";
  for (auto* series : {&m.open, &m.high, &m.low, &m.close, &m.mark_low, &m.mark_high, &m.mark_close})
    series->assign(bars, price);
  m.volume.assign(bars, 1e9);
  m.vwap.assign(bars, std::nan(""));
  m.taker_buy_volume.assign(bars, std::nan(""));
  m.open_interest_lots.assign(bars + 1, 1'000'000);
  m.funding_paid.assign(bars, 0.0);
  m.funding_rate.assign(bars, 1e-4);
  m.long_short_ratio.assign(bars, std::nan(""));
  return m;
}

RunConfig small_config(const MarketState& market, std::int64_t positions, int replicates) {
  RunConfig c;
  c.paths.count = 0;
  c.seed = 7;
  c.market.start_utc = market.start_time;
  c.market.end_utc = market.end_time();
  c.market.bar_seconds = market.bar_seconds;
  c.grid = {60000, 250, 400};
  c.sampling.positions = positions;
  c.sampling.replicates = replicates;
  c.output.memory_gib = 8;
  return c;
}

}  // namespace tinderbox::validation
