// The headline answers against numbers worked out by hand.
#include "host/output/inspect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "host/output/ladder_stats.hpp"
#include "tests/output/sample_run.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr float kMillion = 1e6F;

// Two replicates, eight bins of 1,000 USD from 96,000 to 104,000, mark 100,000, 1 bn USD a side; 40 bars of 6 h, of
// which four are warm-up and the others nine days.
RunResult hand_run() {
  RunResult run = test::sample_run({40, 8, 2, 21600});
  for (std::size_t k = 0; k < 8; ++k) {
    const double low = 96000 + 1000 * static_cast<double>(k);
    run.ladder.price[k] = low + 500;
    run.ladder.price_bounds[2 * k] = low;
    run.ladder.price_bounds[2 * k + 1] = low + 1000;
  }
  run.heatmap.price = run.ladder.price;
  run.heatmap.price_bounds = run.ladder.price_bounds;
  run.ladder.notional = {10, 100, 60, 5,  0, 0,  0, 0,   // replicate 0, long
                         0,  0,   0,  0,  0, 40, 0, 8,   // replicate 0, short
                         30, 100, 40, 15, 0, 0,  0, 0,   // replicate 1, long
                         0,  0,   0,  0,  0, 60, 0, 8};  // replicate 1, short
  for (float& usd : run.ladder.notional) usd *= kMillion;
  std::fill(run.heatmap.open_interest_usd.begin(), run.heatmap.open_interest_usd.end(), 1000 * kMillion);
  std::fill(run.market.open_interest_lots.begin(), run.market.open_interest_lots.end(), 1000);
  std::fill(run.heatmap.flow.begin(), run.heatmap.flow.end(), 0);
  for (std::size_t day = 0; day < 9; ++day)  // 1% to 9% of the longs, all in the second bar of the day
    run.heatmap.flow[(4 + 4 * day + 1) * kSides * kFlowKinds + 2] = static_cast<std::int64_t>(10 * (day + 1));
  return run;
}

void expect_estimate(const Estimate& found, double value, double error, double low, double high) {
  const double tolerance = 1e-6 * std::max(1.0, std::abs(value));
  EXPECT_NEAR(found.value, value, tolerance);
  EXPECT_NEAR(found.standard_error, error, tolerance);
  EXPECT_NEAR(found.low, low, tolerance);
  EXPECT_NEAR(found.high, high, tolerance);
}

TEST(Estimates, MeanErrorAndBandOfFiveReplicates) {
  // sd of 1..5 is sqrt(2.5), over sqrt(5) is sqrt(0.5); quantiles at positions 0.2 and 3.8.
  expect_estimate(estimate_mean({5, 1, 4, 2, 3}), 3, std::sqrt(0.5), 1.2, 4.8);
}

TEST(Estimates, OneReplicateHasNoError) {
  const Estimate one = estimate_mean({7});
  EXPECT_EQ(one.value, 7);
  EXPECT_TRUE(std::isnan(one.standard_error));
}

TEST(Clusters, BelowTheMarkMergeBinsAboveHalfOfThePeak) {
  const auto clusters = largest_clusters(hand_run(), Side::kLong, 3);
  ASSERT_EQ(clusters.size(), 1U);  // the neighbours below half of the peak are slopes, not maxima
  EXPECT_EQ(clusters[0].price_low, 97000);
  EXPECT_EQ(clusters[0].price_high, 99000);
  EXPECT_NEAR(clusters[0].distance_percent, (97833.0 + 1.0 / 3) / 1000 - 100, 1e-9);
  expect_estimate(clusters[0].usd, 150e6, 10e6, 141e6, 159e6);
}

TEST(Clusters, AboveTheMarkTheLargestComesFirst) {
  const auto clusters = largest_clusters(hand_run(), Side::kShort, 3);
  ASSERT_EQ(clusters.size(), 2U);
  EXPECT_EQ(clusters[0].price_low, 101000);
  EXPECT_EQ(clusters[0].price_high, 102000);
  expect_estimate(clusters[0].usd, 50e6, 10e6, 41e6, 59e6);
  expect_estimate(clusters[1].usd, 8e6, 0, 8e6, 8e6);
  EXPECT_NEAR(clusters[1].distance_percent, 3.5, 1e-9);
  EXPECT_EQ(largest_clusters(hand_run(), Side::kShort, 1).size(), 1U);
}

TEST(Clusters, ABinAcrossTheMarkEndsAtTheMark) {
  RunResult run = hand_run();
  run.now_mark_usd = 101400;
  EXPECT_EQ(largest_clusters(run, Side::kShort, 1)[0].price_low, 101400);
  // 100 USD beyond the mark are a sixth of what the bin holds above it.
  EXPECT_NEAR(notional_within(run, Side::kShort, 100 * 100 / 101400.0)[0], 40e6 / 6, 1);
}

TEST(Shares, WithinOnePercentAndWithinHalfABin) {
  const RunResult run = hand_run();
  EXPECT_THAT(notional_within(run, Side::kLong, 0.5), testing::ElementsAre(2.5e6, 7.5e6));
  expect_estimate(share_within(run, Side::kLong, 1), 0.01, 0.005, 0.0055, 0.0145);
  expect_estimate(share_within(run, Side::kShort, 2), 0.05, 0.01, 0.041, 0.059);
  expect_estimate(share_within(run, 2), (105 + 115) / 4000.0, 0.0025, 0.05275, 0.05725);
}

TEST(Shares, TheAxisSaysWhereItEnds) {
  EXPECT_TRUE(axis_covers(hand_run(), 4));
  EXPECT_FALSE(axis_covers(hand_run(), 5));
}

TEST(Imbalance, RatioOfMeansWithItsErrorByLinearisation) {
  const RunResult run = hand_run();
  expect_estimate(imbalance_within(run, 1), 1, 0, 1, 1);
  // 127 / 223 and 117 / 253; together 244 / 476.
  const double first = 127.0 / 223;
  const double second = 117.0 / 253;
  const double residual = (127 - 244.0 / 476 * 223) / 238;
  expect_estimate(imbalance_within(run, 5), 244.0 / 476, residual, second + 0.05 * (first - second),
                  second + 0.95 * (first - second));
}

TEST(Imbalance, OfNothingIsUnknownAndSaysSo) {
  RunResult run = hand_run();
  for (const std::size_t bin : {3U, 4U})
    for (std::size_t row = 0; row < 4; ++row) run.ladder.notional[row * 8 + bin] = 0;
  EXPECT_TRUE(std::isnan(imbalance_within(run, 1).value));
  EXPECT_TRUE(inspect_json(run)["imbalance_within"][0]["empty"].get<bool>());
  EXPECT_THAT(inspect_text(run), HasSubstr("within 1%: nothing would be liquidated there"));
}

TEST(DailyLiquidation, WholeDaysAfterTheWarmUp) {
  RunResult run = hand_run();
  run.heatmap.flow[2] = 1000;  // in the warm-up
  const DailyLiquidation longs = daily_liquidation(run, Side::kLong);
  EXPECT_EQ(longs.days, 9);
  EXPECT_NEAR(longs.mean, 0.05, 1e-12);
  EXPECT_NEAR(longs.median, 0.05, 1e-12);
  EXPECT_NEAR(longs.standard_error, std::sqrt(7.5) / 3 / 100, 1e-12);
  EXPECT_EQ(daily_liquidation(run, Side::kShort).mean, 0);
}

TEST(DailyLiquidation, OfAShortWindowIsUnknown) {
  const RunResult run = test::sample_run({10, 8, 2, 300});
  EXPECT_EQ(daily_liquidation(run, Side::kLong).days, 0);
  EXPECT_TRUE(std::isnan(daily_liquidation(run, Side::kLong).mean));
  EXPECT_THAT(inspect_text(run), HasSubstr("no whole day after the warm-up"));
}

TEST(Closure, TheWarmUpDoesNotCount) {
  RunResult run = hand_run();
  std::fill(run.heatmap.closure.begin(), run.heatmap.closure.end(), 0.001F);
  run.heatmap.closure[7] = 0.5F;  // bar 3, short
  EXPECT_FLOAT_EQ(static_cast<float>(largest_closure(run)), 0.001F);
  run.heatmap.closure[8] = -0.25F;  // bar 4, long
  EXPECT_EQ(largest_closure(run), 0.25);
}

TEST(Inspect, JsonHoldsTheAnswers) {
  const json report = inspect_json(hand_run());
  EXPECT_EQ(report["contents"]["contract"], "BTCUSDT");
  EXPECT_EQ(report["contents"]["bars"], 40);
  EXPECT_EQ(report["contents"]["bins"], 8);
  EXPECT_EQ(report["contents"]["replicates"], 2);
  EXPECT_EQ(report["contents"]["positions"], 123456);
  EXPECT_EQ(report["contents"]["synthetic"], false);
  EXPECT_EQ(report["contents"]["first_time"], "2025-03-08T00:00:00Z");
  EXPECT_EQ(report["contents"]["end_time"], "2025-03-18T00:00:00Z");
  EXPECT_EQ(report["mark_usd"], 100000);
  EXPECT_NEAR(report["clusters"]["below"][0]["usd"]["standard_error"].get<double>(), 10e6, 1);
  EXPECT_EQ(report["clusters"]["above"].size(), 2U);
  EXPECT_EQ(report["open_interest_share_within"][1]["distance_percent"], 5);
  EXPECT_EQ(report["open_interest_share_within"][1]["inside_price_axis"], false);
  EXPECT_NEAR(report["daily_liquidation_share"]["long"]["median"].get<double>(), 0.05, 1e-12);
  EXPECT_EQ(json::parse(report.dump()), report);  // no NaN inside
}

TEST(Inspect, TextSaysItForPeople) {
  RunResult run = hand_run();
  const std::string text = inspect_text(run);
  EXPECT_THAT(text, HasSubstr("BTCUSDT on binance"));
  EXPECT_THAT(text, HasSubstr("40 bars of 6 h"));
  EXPECT_THAT(text, HasSubstr("123,456 sampled positions"));
  EXPECT_THAT(text, HasSubstr("Mark $100,000; open interest $1.00 bn long, $1.00 bn short."));
  EXPECT_THAT(text, HasSubstr("$150 M +- $10 M (5-95%: $141 M to $159 M) of longs between 97,000 and 99,000, -2.2%"));
  EXPECT_THAT(text, HasSubstr("$50 M +- $10 M (5-95%: $41 M to $59 M) of shorts between 101,000 and 102,000"));
  EXPECT_THAT(text, HasSubstr("within 1%: 1.00% +- 0.50% (5-95%: 0.55% to 1.45%) of longs"));
  EXPECT_THAT(text, HasSubstr("at least, the price axis ends before that"));
  EXPECT_THAT(text, HasSubstr("within 5%: +0.51 +- 0.05 (5-95%: +0.47 to +0.56)"));
  EXPECT_THAT(text, HasSubstr("long mean 5.00% +- 0.91%, median 5.00%"));
  EXPECT_THAT(text, HasSubstr("Warning: one warning."));
  EXPECT_THAT(text, HasSubstr("Warning: the window was cut."));
  EXPECT_THAT(text, Not(HasSubstr("SYNTHETIC")));
  run.market.synthetic = true;
  run.market.mark_source = "last";
  EXPECT_THAT(inspect_text(run), testing::StartsWith("SYNTHETIC MARKET"));
  EXPECT_THAT(inspect_text(run), HasSubstr("last prices (no mark prices were given)"));
}

TEST(Inspect, OneReplicateOneBarAndAnEmptyLadder) {
  RunResult run = test::sample_run({1, 1, 1, 86400});
  run.provenance.config_toml = "this is [no toml";
  std::fill(run.ladder.notional.begin(), run.ladder.notional.end(), 0.0F);
  const std::string text = inspect_text(run);
  EXPECT_THAT(text, HasSubstr("none: no shorts would be liquidated on the price axis"));
  EXPECT_THAT(text, HasSubstr("an unknown number of sampled positions"));
  EXPECT_THAT(text, HasSubstr("with no error bar"));
  EXPECT_TRUE(inspect_json(run)["contents"]["positions"].is_null());
}

}  // namespace
}  // namespace tinderbox
