// Who is auto-deleveraged first: each ranking on positions worked out by hand, the order it gives, and shares of a
// sampled population.
#include "sim/adl_rank.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "host/positions/adl_queue.hpp"
#include "tests/positions/sample_positions.hpp"

namespace tinderbox {
namespace {

// Long 1 BTC from 100,000 at 10x, mark 110,000: W 10,000, u 10,000, mm 440.
AdlPosition winner() {
  return {1, 10000, 10000, 440, 110000, 100000, 1.1};
}
// The same at a mark of 95,000.
AdlPosition loser() {
  return {1, 10000, -5000, 380, 95000, 100000, 0.95};
}

TEST(AdlRank, ScoresByHand) {
  EXPECT_DOUBLE_EQ(adl_pnl_times_margin_ratio(winner()), 10000.0 / 10000 * (440.0 / 20000));
  EXPECT_DOUBLE_EQ(adl_pnl_times_leverage(winner()), 0.1 * (110000.0 / 20000));
  EXPECT_DOUBLE_EQ(adl_roi_over_margin_ratio(winner()), 1.0 / (20000.0 / 440));
  EXPECT_DOUBLE_EQ(adl_price_ratio_times_leverage(winner()), 1.1 * 110000 / 20000);
  EXPECT_DOUBLE_EQ(adl_pnl_times_margin_ratio(loser()), 0);
  EXPECT_DOUBLE_EQ(adl_pnl_times_leverage(loser()), -0.05 / (95000.0 / 5000));
  EXPECT_DOUBLE_EQ(adl_roi_over_margin_ratio(loser()), -0.5 * (5000.0 / 380));
  EXPECT_DOUBLE_EQ(adl_price_ratio_times_leverage(loser()), -1 / (0.95 * 95000 / 5000));
}

TEST(AdlRank, AShortThatProfitsRanksByEntryOverMark) {
  AdlPosition p{-1, 10000, 10000, 360, 90000, 100000, 0.9};
  EXPECT_DOUBLE_EQ(adl_price_ratio_times_leverage(p), (1 / 0.9) * 90000 / 20000);
}

constexpr AdlRanking kScored[] = {AdlRanking::kPnlTimesMarginRatio, AdlRanking::kPnlTimesLeverage,
                                  AdlRanking::kRoiOverMarginRatio, AdlRanking::kPriceRatioTimesLeverage};

// A long of 1 BTC from `entry` at `leverage`, at a mark of 100,000.
double score_of(AdlRanking ranking, double entry, double leverage) {
  const PositionRules rules = testing::flat_rules(0.005);
  PositionRow row;
  row.size = 1;
  row.entry_usd = entry;
  return *adl_score(ranking, adl_position(row, rules, entry / leverage, 100000));
}

TEST(AdlRank, MoreProfitAndMoreLeverageGoFirst) {
  for (const AdlRanking ranking : kScored) {
    EXPECT_GT(score_of(ranking, 90000, 20), score_of(ranking, 90000, 5));
    EXPECT_GE(score_of(ranking, 90000, 5), score_of(ranking, 101000, 5));
  }
  for (const AdlRanking ranking : {AdlRanking::kPnlTimesMarginRatio, AdlRanking::kPnlTimesLeverage})
    EXPECT_GT(score_of(ranking, 80000, 10), score_of(ranking, 95000, 10));
  // At one leverage of now (equity 10,000), more profit goes first at Hyperliquid too.
  const AdlPosition more{1, 0, 10000, 500, 100000, 90000, 100.0 / 90};
  const AdlPosition less{1, 9000, 1000, 500, 100000, 99000, 100.0 / 99};
  EXPECT_GT(adl_price_ratio_times_leverage(more), adl_price_ratio_times_leverage(less));
  // Of losers, those with less leverage go first in the two rankings that look at them.
  for (const AdlRanking ranking : {AdlRanking::kPnlTimesLeverage, AdlRanking::kRoiOverMarginRatio})
    EXPECT_GT(score_of(ranking, 101000, 2), score_of(ranking, 110000, 2));
}

TEST(AdlRank, WhoseEquityIsGoneStandsLast) {
  AdlPosition p{1, 1000, -1000, 400, 99000, 100000, 0.99};
  for (const AdlRanking ranking : kScored) {
    const double last = *adl_score(ranking, p);
    EXPECT_FALSE(std::isnan(last));
    EXPECT_LE(last, *adl_score(ranking, loser()));
  }
  // Profit alone as collateral: a number, and a high one.
  const AdlPosition profit{1, -15000, 30000, 500, 130000, 100000, 1.3};
  for (const AdlRanking ranking : kScored) EXPECT_GT(*adl_score(ranking, profit), *adl_score(ranking, winner()));
}

TEST(AdlRank, OrdersWithoutAScoreHaveNone) {
  EXPECT_FALSE(adl_score(AdlRanking::kRandom, winner()).has_value());
  EXPECT_FALSE(adl_score(AdlRanking::kProRata, winner()).has_value());
}

// Inverse contracts: profit and margin in coin. 100 USD contracts, long 1,000 USD from 50,000 at 5x, mark 100,000.
TEST(AdlRank, InverseContractsAreInCoin) {
  const PositionRules rules = testing::flat_inverse_rules(0.005);
  PositionRow row;
  row.size = 10;
  row.entry_usd = 50000;
  row.leverage = 5;
  const AdlPosition p = adl_position(row, rules, collateral_by_leverage(row, rules), 100000);
  EXPECT_DOUBLE_EQ(p.wallet, 0.004);
  EXPECT_DOUBLE_EQ(p.pnl, 0.02 - 0.01);
  EXPECT_DOUBLE_EQ(p.value, 0.01);
  EXPECT_DOUBLE_EQ(p.maintenance, 0.00005);
  EXPECT_DOUBLE_EQ(adl_pnl_times_leverage(p), 0.5 * (0.01 / 0.014));
}

TEST(AdlRank, ShareAheadCountsSampledContractsOfTheSide) {
  RunResult run = testing::small_run();
  // Longs at 90,000 with leverage 5 to 50, the mark at 100,000: higher leverage ranks ahead.
  for (int i = 0; i < 4; ++i)
    for (const double leverage : {5.0, 10.0, 20.0, 50.0})
      testing::add_position(run, {0, 0.25 * (i + 1), 90000, 9000, leverage, 85000, i});
  testing::add_position(run, {1, 100, 90000, 9000, 50, 95000, 0});     // another side
  testing::add_position(run, {0, 100, 50000, 9000, 50, 45000, 0, 1});  // another venue
  const PositionRules rules = testing::flat_rules(0.005);
  const auto ahead = [&](double leverage) {
    return share_ahead(run, 0, 0, AdlRanking::kPriceRatioTimesLeverage, rules,
                       score_of(AdlRanking::kPriceRatioTimesLeverage, 90000, leverage));
  };
  EXPECT_DOUBLE_EQ(ahead(100).share, 0);
  EXPECT_DOUBLE_EQ(ahead(30).share, 0.25);
  EXPECT_DOUBLE_EQ(ahead(2).share, 1);
  EXPECT_DOUBLE_EQ(ahead(20).share, 0.25);  // equals are not ahead
  EXPECT_NEAR(ahead(30).standard_error, 0, 1e-15);
  EXPECT_TRUE(std::isnan(share_ahead(run, 7, 0, AdlRanking::kPnlTimesLeverage, rules, 0).share));
}

}  // namespace
}  // namespace tinderbox
