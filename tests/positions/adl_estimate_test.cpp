// Whose turn it is when a side is auto-deleveraged: by hand, and against paths followed one by one.
#include "host/positions/adl_estimate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "host/engine/adl_tally.hpp"
#include "host/positions/adl_queue.hpp"
#include "host/venue/named_venue.hpp"
#include "sim/adl_rank.hpp"
#include "tests/positions/sample_positions.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kPathsAReplicate = 1000;
constexpr std::size_t kReplicates = 4;

// Shorts from 105,000 at leverages 2, 5, 10 and 20, a quarter of the side each.
RunResult run_with_shorts() {
  RunResult run = testing::small_run();
  for (const double leverage : {2.0, 5.0, 10.0, 20.0})
    testing::add_position(run, {1, 0.25, 105000, 9000, leverage, 120000, 0});
  run.ladder.leverage_bounds = {0, 3, 3, 7, 7, 15, 15, std::numeric_limits<double>::infinity()};
  AdlResult& adl = run.adl;
  adl.policy = "ranked";
  adl.venues = {"binance"};
  adl.move_edges = adl_move_edges();
  adl.share_edges = adl_share_edges();
  adl.replicate_paths.assign(kReplicates, kPathsAReplicate);
  adl.count.assign(kReplicates * kSides * (adl.move_edges.size() - 1) * (adl.share_edges.size() - 1), 0);
  adl.leverage_bounds = run.ladder.leverage_bounds;
  return run;
}

std::size_t bin_of(const std::vector<double>& edges, double value) {
  return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin()) - 1;
}

void count(RunResult& run, std::size_t replicate, int side, double move, double share, std::int64_t paths) {
  AdlResult& adl = run.adl;
  const std::size_t moves = adl.move_edges.size() - 1;
  const std::size_t shares = adl.share_edges.size() - 1;
  const std::size_t row = replicate * kSides + static_cast<std::size_t>(side);
  adl.count[(row * moves + bin_of(adl.move_edges, move)) * shares + bin_of(adl.share_edges, share)] += paths;
}

PositionRow short_at(double entry, double leverage) {
  PositionRow row;
  row.side = 1;
  row.entry_usd = entry;
  row.size = 1;
  row.leverage = leverage;
  return row;
}

AdlEstimate estimate(const RunResult& run, const PositionRow& row, std::optional<AdlRanking> ranking) {
  const PositionRules rules = testing::flat_rules(0.005);
  return *adl_estimate(run, 0, row, rules, collateral_by_leverage(row, rules), ranking);
}

// 10% of the paths take between 31.6% and 56.2% of the shorts, at a mark of 91,000.
RunResult falling_run() {
  RunResult run = run_with_shorts();
  for (std::size_t r = 0; r < kReplicates; ++r) count(run, r, 1, -0.09, 0.4, kPathsAReplicate / 10);
  return run;
}

TEST(AdlEstimate, TheHeadOfTheQueueGoesFirst) {
  const RunResult run = falling_run();
  const auto reached = [&](double leverage) {
    return estimate(run, short_at(105000, leverage), AdlRanking::kPnlTimesLeverage).probability;
  };
  EXPECT_NEAR(reached(30), 0.1, 1e-12) << "nobody is ahead";
  const double low = std::pow(10, -0.5);
  const double high = std::pow(10, -0.25);
  EXPECT_NEAR(reached(7), 0.1 * (high - 0.5) / (high - low), 1e-9) << "half of the side is ahead";
  EXPECT_EQ(reached(3), 0) << "three quarters are";
  EXPECT_EQ(estimate(run, short_at(80000, 30), AdlRanking::kPnlTimesLeverage).probability, 0) << "losers stand last";
}

TEST(AdlEstimate, ProRataReachesEveryWinner) {
  RunResult run = falling_run();
  const double taken = 0.5 * (std::pow(10, -0.5) + std::pow(10, -0.25));
  for (const double leverage : {2.0, 30.0}) {
    const AdlEstimate all = estimate(run, short_at(105000, leverage), std::nullopt);
    EXPECT_NEAR(all.probability, 0.1, 1e-12);
    EXPECT_NEAR(all.closed_share, 0.1 * taken, 1e-9);
  }
  EXPECT_EQ(estimate(run, short_at(80000, 30), std::nullopt).probability, 0) << "but no loser";
  // With half of the side at a loss, winners give twice as much.
  for (const double leverage : {2.0, 5.0, 10.0, 20.0})
    testing::add_position(run, {1, 0.25, 85000, 9000, leverage, 120000, 0});
  EXPECT_NEAR(estimate(run, short_at(105000, 5), std::nullopt).closed_share, 0.1 * 2 * taken, 1e-9);
}

TEST(AdlEstimate, OtherSidesDoNotCount) {
  RunResult run = run_with_shorts();
  for (std::size_t r = 0; r < kReplicates; ++r) count(run, r, 0, 0.09, 0.4, 100);
  const AdlEstimate none = estimate(run, short_at(105000, 30), AdlRanking::kPnlTimesLeverage);
  EXPECT_EQ(none.probability, 0);
  EXPECT_GT(none.interval.high, 0) << "no path showed it, which is not never";
  EXPECT_LT(none.interval.high, 0.01);
}

TEST(AdlEstimate, NothingIsSaidWithoutASampleOrCollateral) {
  const PositionRules rules = testing::flat_rules(0.005);
  RunResult run = falling_run();
  const PositionRow row = short_at(105000, 30);
  EXPECT_FALSE(adl_estimate(run, 0, row, rules, std::nan(""), AdlRanking::kPnlTimesLeverage).has_value());
  run.population = {};
  EXPECT_FALSE(adl_estimate(run, 0, row, rules, 3500, AdlRanking::kPnlTimesLeverage).has_value());
}

// Paths are drawn with any taken share inside a bin and marks at its middle, and looked at one by one.
TEST(AdlEstimate, IsWhatPathsOneByOneShow) {
  RunResult run = run_with_shorts();
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> unit(0, 1);
  const PositionRules rules = testing::flat_rules(0.005);
  const PositionRow own = short_at(104000, 8);
  const double collateral = collateral_by_leverage(own, rules);
  double reached = 0;
  constexpr double kPaths = kReplicates * kPathsAReplicate;
  for (std::size_t r = 0; r < kReplicates; ++r)
    for (std::int64_t path = 0; path < kPathsAReplicate; ++path) {
      const double move = unit(random) < 0.5 ? -0.09 : -0.045;
      const std::size_t bin = bin_of(run.adl.share_edges, std::pow(10, -1.5 * unit(random)));
      const double low = run.adl.share_edges[bin];
      const double share = low + (run.adl.share_edges[bin + 1] - low) * unit(random);
      count(run, r, 1, move, share, 1);
      const double mark = run.now_mark_usd * (1 + move);
      const double score = *adl_score(AdlRanking::kRoiOverMarginRatio, adl_position(own, rules, collateral, mark));
      double ahead = 0;
      for (const double leverage : {2.0, 5.0, 10.0, 20.0}) {
        const PositionRow other = short_at(105000, leverage);
        const AdlPosition theirs = adl_position(other, rules, collateral_by_leverage(other, rules), mark);
        ahead += *adl_score(AdlRanking::kRoiOverMarginRatio, theirs) > score ? 0.25 : 0;
      }
      reached += share > ahead ? 1 : 0;
    }
  const double expected = reached / kPaths;
  const double error = std::sqrt(expected * (1 - expected) / kPaths);
  EXPECT_NEAR(estimate(run, own, AdlRanking::kRoiOverMarginRatio).probability, expected, 4 * error);
  EXPECT_GT(std::abs(estimate(run, own, std::nullopt).probability - expected), 4 * error) << "another policy";
}

TEST(AdlEstimate, BandsAddUpToWhatWasTaken) {
  RunResult run = falling_run();
  run.cascade.absorbed.assign(6, 0.0F);
  run.cascade.absorbed[4] = 7e6F;  // of longs, closed against shorts
  const std::vector<Venue> venues{find_venue("bybit", "BTCUSDT")};
  ASSERT_TRUE(queue_of(venues[0], "ranked").has_value());
  fill_adl_by_leverage(venues, run);
  const auto band = [&](std::size_t b) { return static_cast<double>(run.adl.by_leverage[b * kSides + 1]); };
  EXPECT_NEAR(band(0) + band(1) + band(2) + band(3), 7e6, 10);
  EXPECT_EQ(band(0) + band(1), 0) << "0.44 of the side: all at 20, the rest at 10";
  EXPECT_NEAR(band(3) / 7e6, 0.25 / (0.5 * (std::pow(10, -0.5) + std::pow(10, -0.25))), 1e-5);
  for (std::size_t b = 0; b < 4; ++b) EXPECT_EQ(run.adl.by_leverage[b * kSides], 0) << "no long was closed against";
  run.adl.policy = "pro_rata";
  EXPECT_FALSE(queue_of(venues[0], run.adl.policy).has_value());
  fill_adl_by_leverage(venues, run);
  for (std::size_t b = 0; b < 4; ++b) EXPECT_NEAR(band(b), 7e6 / 4, 10) << "all are in profit";
}

TEST(AdlHaircut, IsTheSameForEveryWinner) {
  const double winners = 5e6 + 3e6 + 2e6;  // the three cases of the reference values
  EXPECT_DOUBLE_EQ(adl_haircut(1e6, winners).part, 0.1);
  EXPECT_DOUBLE_EQ(adl_haircut(1e6, winners).residual, 0);
  EXPECT_DOUBLE_EQ(adl_haircut(4e6, winners).part, 0.4);
  EXPECT_DOUBLE_EQ(adl_haircut(12e6, winners).part, 1);
  EXPECT_DOUBLE_EQ(adl_haircut(12e6, winners).residual, 2e6);
  EXPECT_EQ(adl_haircut(1e6, 0).part, 0);
  EXPECT_EQ(adl_haircut(1e6, 0).residual, 1e6);
}

}  // namespace
}  // namespace tinderbox
