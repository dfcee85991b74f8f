#include "host/engine/market_series.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/small_market.hpp"

namespace tinderbox {
namespace {

TEST(PricePyramid, HoldsTheExtremesOfEveryBlock) {
  for (const std::size_t bars : {1U, 2U, 3U, 31U, 32U, 33U, 65U}) {
    const MarketState market = testing::walking_market(bars);
    const PricePyramid p = build_price_pyramid(market);
    for (std::size_t level = 0; level < p.offset.size(); ++level) {
      const std::size_t width = std::size_t{1} << level;
      for (std::size_t i = 0; i * width < bars; ++i) {
        const auto first = static_cast<std::ptrdiff_t>(i * width);
        const auto last = static_cast<std::ptrdiff_t>(std::min((i + 1) * width, bars));
        const auto node = static_cast<std::size_t>(p.offset[level]) + i;
        EXPECT_EQ(p.low_ticks[node], *std::min_element(p.low_ticks.begin() + first, p.low_ticks.begin() + last));
        EXPECT_EQ(p.high_ticks[node], *std::max_element(p.high_ticks.begin() + first, p.high_ticks.begin() + last));
        EXPECT_EQ(p.paid_max[node], *std::max_element(p.paid_max.begin() + first, p.paid_max.begin() + last));
      }
    }
    EXPECT_EQ(std::size_t{1} << (p.offset.size() - 1) >= bars, true);
  }
}

TEST(PricePyramid, RoundsExtremesOutwardsToTicks) {
  MarketState market = testing::flat_market(1, 100000.05);
  const PricePyramid p = build_price_pyramid(market);
  EXPECT_EQ(p.low_ticks[0], 1000000);
  EXPECT_EQ(p.high_ticks[0], 1000001);
  const PricePyramid on_tick = build_price_pyramid(testing::flat_market(1, 97531.7));
  EXPECT_EQ(on_tick.low_ticks[0], 975317);
  EXPECT_EQ(on_tick.high_ticks[0], 975317);
}

TEST(EntryBars, PutTheMeanAtTheVolumeWeightedPrice) {
  MarketState market = testing::flat_market(1);
  market.low[0] = 99000;
  market.high[0] = 102000;
  market.vwap[0] = 100200;  // 0.4 of the range: mode 3 * 0.4 - 1
  EXPECT_NEAR(build_entry_bars(market, {})[0].mode, 0.2, 1e-9);
  market.vwap[0] = 99100;
  EXPECT_EQ(build_entry_bars(market, {})[0].mode, 0);
  PriorConfig uniform;
  uniform.entry = "uniform";
  EXPECT_LT(build_entry_bars(market, uniform)[0].mode, 0);
}

TEST(HoldingClock, RunsWithVolumeOrWithTheCalendar) {
  MarketState market = testing::flat_market(2, 100000, 3600);
  market.volume = {1000, 0};  // open interest is 1000 contracts
  PriorConfig prior;
  prior.reference_turnover_per_day = 2;
  EXPECT_EQ(build_holding_clock(market, prior), (std::vector<double>{0, 0.5, 0.5}));
  prior.close_clock = "calendar";
  EXPECT_EQ(build_holding_clock(market, prior), (std::vector<double>{0, 1.0 / 24, 2.0 / 24}));
}

}  // namespace
}  // namespace tinderbox
