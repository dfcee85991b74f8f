// No repainting: cutting the market after a bar leaves every column up to it bit-identical.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "tests/engine/small_market.hpp"

namespace tinderbox::testing {
namespace {

MarketState cut_after(MarketState market, std::size_t bars) {
  for (auto* series : {&market.open, &market.high, &market.low, &market.close, &market.mark_low, &market.mark_high,
                       &market.mark_close, &market.volume, &market.vwap, &market.taker_buy_volume, &market.funding_paid,
                       &market.funding_rate, &market.long_short_ratio})
    series->resize(bars);
  market.open_interest_lots.resize(bars + 1);
  return market;
}

template <class T>
bool starts_with(const std::vector<T>& all, const std::vector<T>& start) {
  return all.size() >= start.size() && std::memcmp(all.data(), start.data(), start.size() * sizeof(T)) == 0;
}

TEST(Causality, CuttingTheMarketChangesNoEarlierColumn) {
  const MarketState market = walking_market(300);
  const RunConfig config = small_config(market, 60'000, 4);
  const HeatmapResult whole = run_small(config, market, tiered_venue()).heatmap;
  for (const std::size_t bars : {2U, 3U, 31U, 64U, 65U, 200U, 299U}) {
    const HeatmapResult part = run_small(config, cut_after(market, bars), tiered_venue()).heatmap;
    EXPECT_TRUE(starts_with(whole.density, part.density)) << bars;
    EXPECT_TRUE(starts_with(whole.density_stderr, part.density_stderr)) << bars;
    EXPECT_TRUE(starts_with(whole.density_low, part.density_low)) << bars;
    EXPECT_TRUE(starts_with(whole.density_high, part.density_high)) << bars;
    EXPECT_TRUE(starts_with(whole.contracts, part.contracts)) << bars;
    EXPECT_TRUE(starts_with(whole.contracts_outside, part.contracts_outside)) << bars;
    EXPECT_TRUE(starts_with(whole.flow, part.flow)) << bars;
    EXPECT_TRUE(starts_with(whole.closure, part.closure)) << bars;
    EXPECT_TRUE(starts_with(whole.prior_stock_share, part.prior_stock_share)) << bars;
    EXPECT_EQ(whole.price, part.price);
  }
}

TEST(Causality, ALaterBarDoesChangeLaterColumns) {
  const MarketState market = walking_market(100);
  MarketState crash = market;
  crash.low[60] = crash.mark_low[60] = 80000;
  const RunConfig config = small_config(market, 60'000, 4);
  const HeatmapResult calm = run_small(config, market, tiered_venue()).heatmap;
  const HeatmapResult crashed = run_small(config, crash, tiered_venue()).heatmap;
  const std::size_t row = 2 * static_cast<std::size_t>(config.grid.bins);
  EXPECT_TRUE(std::equal(calm.contracts.begin(), calm.contracts.begin() + static_cast<std::ptrdiff_t>(60 * row),
                         crashed.contracts.begin()));
  EXPECT_FALSE(std::equal(calm.contracts.begin() + static_cast<std::ptrdiff_t>(60 * row),
                          calm.contracts.begin() + static_cast<std::ptrdiff_t>(61 * row),
                          crashed.contracts.begin() + static_cast<std::ptrdiff_t>(60 * row)));
}

}  // namespace
}  // namespace tinderbox::testing
