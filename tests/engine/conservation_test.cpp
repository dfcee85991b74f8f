// What is exact: every lot of open interest stands somewhere, and flows explain every change.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/small_market.hpp"

namespace tinderbox::testing {
namespace {

class Conservation : public ::testing::Test {
 protected:
  MarketState market_ = walking_market(600);
  RunConfig config_ = small_config(market_, 200'000, 4);
  RunResult run_ = run_small(config_, market_, tiered_venue());
  std::size_t bins_ = static_cast<std::size_t>(config_.grid.bins);

  [[nodiscard]] std::int64_t stock(std::size_t bar, std::size_t side) const {
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < bins_; ++k) sum += run_.heatmap.contracts[(bar * 2 + side) * bins_ + k];
    for (std::size_t w = 0; w < 3; ++w) sum += run_.heatmap.contracts_outside[(bar * 2 + side) * 3 + w];
    return sum;
  }
};

TEST_F(Conservation, EveryLotOfOpenInterestStandsSomewhereOnBothSides) {
  for (std::size_t t = 0; t < market_.bars(); ++t)
    for (std::size_t side = 0; side < 2; ++side)
      ASSERT_EQ(stock(t, side), market_.open_interest_lots[t + 1]) << "bar " << t << " side " << side;
}

TEST_F(Conservation, FlowsExplainEveryChangeOfOpenInterest) {
  for (std::size_t t = 0; t < market_.bars(); ++t)
    for (std::size_t side = 0; side < 2; ++side) {
      const std::int64_t* flow = run_.heatmap.flow.data() + (t * 2 + side) * 3;
      for (int kind = 0; kind < 3; ++kind) ASSERT_GE(flow[kind], 0);
      ASSERT_EQ(flow[0] - flow[1] - flow[2], market_.open_interest_lots[t + 1] - market_.open_interest_lots[t]);
    }
}

TEST_F(Conservation, DensityIsContractsAtTheBarsMark) {
  for (std::size_t t = 0; t < market_.bars(); ++t) {
    const double usd = market_.lot_size * market_.mark_close[t];
    for (std::size_t i = t * 2 * bins_; i < (t + 1) * 2 * bins_; ++i) {
      ASSERT_EQ(run_.heatmap.density[i], static_cast<float>(static_cast<double>(run_.heatmap.contracts[i]) * usd));
      ASSERT_LE(run_.heatmap.density_low[i], run_.heatmap.density_high[i]);
      ASSERT_GE(run_.heatmap.density_stderr[i], 0.0F);
    }
  }
}

// A long whose level is at or above the bar's low has been liquidated by its close, and a short mirrored. Only
// positions born in the bar itself may stand inside its range: they are exposed from the next bar on.
TEST_F(Conservation, SweptLevelsHoldOnlyWhatTheBarItselfOpened) {
  std::int64_t swept = 0;
  std::int64_t all = 0;
  for (std::size_t t = 1; t < market_.bars(); ++t) {
    std::int64_t inside = 0;
    for (std::size_t k = 0; k < bins_; ++k) {
      const double low_edge = run_.heatmap.price_bounds[2 * k];
      const double high_edge = run_.heatmap.price_bounds[2 * k + 1];
      const std::int64_t* cell = run_.heatmap.contracts.data() + t * 2 * bins_ + k;
      if (low_edge > market_.mark_low[t]) inside += cell[0];
      if (high_edge < market_.mark_high[t]) inside += cell[bins_];
    }
    const std::int64_t opened = run_.heatmap.flow[t * 6] + run_.heatmap.flow[t * 6 + 3];
    // The mean over replicates is a floor per cell, which can move a lot across a bin edge.
    ASSERT_LE(inside, opened + static_cast<std::int64_t>(2 * bins_)) << "bar " << t;
    swept += inside;
    all += 2 * market_.open_interest_lots[t + 1];
  }
  EXPECT_LT(static_cast<double>(swept), 0.02 * static_cast<double>(all));
}

TEST_F(Conservation, TheLadderIsTheLastColumnAtTriggerPrices) {
  const std::size_t last = market_.bars() - 1;
  for (std::size_t side = 0; side < 2; ++side)
    for (std::size_t k = 0; k < bins_; ++k) {
      double mean = 0;
      for (std::size_t r = 0; r < 4; ++r) mean += run_.ladder.notional[(r * 2 + side) * bins_ + k] / 4;
      const auto lots = static_cast<double>(run_.heatmap.contracts[(last * 2 + side) * bins_ + k]);
      const double low = (lots - 1) * market_.lot_size * run_.ladder.price_bounds[2 * k];
      const double high = (lots + 2) * market_.lot_size * run_.ladder.price_bounds[2 * k + 1];
      ASSERT_GE(mean, low * (1 - 1e-6));
      ASSERT_LE(mean, high * (1 + 1e-6));
      ASSERT_NEAR(run_.ladder.by_venue[side * bins_ + k], mean, 1e-6 * mean + 1e-3);
      double bands = 0;
      for (std::size_t b = 0; b < run_.ladder.leverage_bounds.size() / 2; ++b)
        bands += run_.ladder.by_leverage[(b * 2 + side) * bins_ + k];
      ASSERT_NEAR(bands, mean, 1e-5 * mean + 1e-3);
    }
}

TEST_F(Conservation, CumulativeRunsOutwardsFromThePrice) {
  double running = 0;
  for (std::size_t k = bins_; k-- > 0;) {
    for (std::size_t r = 0; r < 4; ++r) running += run_.ladder.notional[(r * 2) * bins_ + k] / 4;
    ASSERT_NEAR(run_.ladder.cumulative[k], running, 1e-5 * running + 1e-3);
  }
  running = 0;
  for (std::size_t k = 0; k < bins_; ++k) {
    for (std::size_t r = 0; r < 4; ++r) running += run_.ladder.notional[(r * 2 + 1) * bins_ + k] / 4;
    ASSERT_NEAR(run_.ladder.cumulative[bins_ + k], running, 1e-5 * running + 1e-3);
  }
}

TEST(Closure, RawStockFollowsOpenInterestWhereVolumeAllowsIt) {
  MarketState market = walking_market(2016);
  for (double& volume : market.volume) volume *= 4;
  RunConfig config = small_config(market, 1'000'000, 4);
  config.prior.reference_turnover_per_day *= 4;
  const RunResult run = run_small(config, market, tiered_venue());
  for (std::size_t i = market.bars() / 10 * 2; i < run.heatmap.closure.size(); ++i)
    ASSERT_LT(std::abs(run.heatmap.closure[i]), 0.02) << "bar " << i / 2;
}

TEST(Closure, WithoutVolumeNothingIsOpenedAndTheGapIsReported) {
  MarketState market = walking_market(300);
  for (double& volume : market.volume) volume = 0;
  for (std::int64_t& lots : market.open_interest_lots) lots = 1'000'000;
  RunConfig config = small_config(market, 100'000, 2);
  config.prior.close_clock = "calendar";
  const RunResult run = run_small(config, market, tiered_venue());
  EXPECT_LT(run.heatmap.closure.back(), -0.2F);
}

}  // namespace
}  // namespace tinderbox::testing
