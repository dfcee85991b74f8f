// The desk's own positions on a run whose probabilities are set by hand.
#include "host/positions/own_positions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "host/positions/position_texts.hpp"
#include "tests/positions/sample_positions.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::small_run;

// The run's probability to reach an edge is 1 - distance / 20%, its twin's half of that.
TEST(OwnPositions, InterpolatesBetweenTheEdgesOfABin) {
  const RunResult run = small_run();
  const Reach reach = reach_of_price(run, 90250, Twin::kWithFeedback);
  EXPECT_EQ(reach.kind, ReachKind::kEstimate);
  EXPECT_NEAR(reach.value, 1 - 0.0975 / 0.2, 1e-6);
  EXPECT_NEAR(reach.low, 0.5, 1e-6);
  EXPECT_NEAR(reach.high, 0.55, 1e-6);
  EXPECT_NEAR(reach.standard_error, 0.01, 1e-6);
  EXPECT_LT(reach.interval.low, reach.value);
  EXPECT_GT(reach.interval.high, reach.value);
  const Reach twin = reach_of_price(run, 90250, Twin::kNoFeedback);
  EXPECT_NEAR(twin.value, reach.value / 2, 1e-6);
  EXPECT_NEAR(twin.standard_error, 0.02, 1e-6);
  EXPECT_NEAR(reach_of_price(run, 109750, Twin::kWithFeedback).value, 1 - 0.0975 / 0.2, 1e-6);
}

TEST(OwnPositions, AtAnEdgeItIsTheRunsOwnNumber) {
  const RunResult run = small_run();
  for (const double price : {95000.0, 105000.0}) {
    const Reach reach = reach_of_price(run, price, Twin::kWithFeedback);
    EXPECT_NEAR(reach.value, 0.75, 1e-6);
    EXPECT_GE(reach.value, reach.low);
    EXPECT_LE(reach.value, reach.high);
  }
  // Next to the mark: between certainty and the first edge.
  const Reach close = reach_of_price(run, 99500, Twin::kWithFeedback);
  EXPECT_NEAR(close.value, 0.975, 1e-6);
  EXPECT_EQ(close.high, 1);
}

TEST(OwnPositions, BeyondTheAxisThereIsOnlyALimit) {
  const RunResult run = small_run();
  for (const double price : {80500.0, 60000.0, 119500.0, 1e6}) {
    const Reach reach = reach_of_price(run, price, Twin::kWithFeedback);
    EXPECT_EQ(reach.kind, ReachKind::kAtMost);
    EXPECT_TRUE(std::isnan(reach.value));
    EXPECT_NEAR(reach.high, 0.05, 1e-6);
    EXPECT_GT(reach.interval.high, 0.05);
    EXPECT_EQ(reach.interval.low, 0);
  }
}

// Falls as the price moves away, wherever the bins end.
TEST(OwnPositions, IsMonotoneInThePrice) {
  RunResult run = small_run();
  run.now_mark_usd = 100300;  // inside a bin
  for (std::size_t k = 0; k < 40; ++k) {
    const double near = run.paths.price_bounds[2 * k + (run.paths.price[k] < 100300 ? 1 : 0)];
    run.paths.touch_probability[k] = static_cast<float>(std::exp(-std::abs(near - 100300) / 5000));
  }
  run.paths.touch_probability[20] = 1;  // holds the mark
  for (const double sign : {-1.0, 1.0}) {
    double before = 1;
    for (double distance = 10; distance < 18000; distance += 37) {
      const Reach reach = reach_of_price(run, 100300 + sign * distance, Twin::kWithFeedback);
      ASSERT_EQ(reach.kind, ReachKind::kEstimate);
      ASSERT_LE(reach.value, before + 1e-12);
      ASSERT_GE(reach.value, reach.low - 1e-12);
      ASSERT_LE(reach.value, reach.high + 1e-12);
      ASSERT_NEAR(reach.value, std::exp(-distance / 5000), 0.03);
      before = reach.value;
    }
  }
}

PositionFile parse(const std::string& text) {
  return parse_positions(text, "own.csv", "");
}

struct Desk {
  RunResult run = small_run();
  Venue venue = find_venue("binance", "BTCUSDT");
  std::vector<OwnPosition> answer(const std::string& text) {
    return own_positions(own_context(run, venue, 0), parse(text));
  }
  json report(const std::string& text) { return own_positions_json(own_context(run, venue, 0), parse(text)); }
};

TEST(OwnPositions, AnswersEachKindOfPosition) {
  Desk desk;
  const auto own = desk.answer(
      "side,size,entry,leverage,margin_mode,liq_price\n"
      "long,2,99000,,isolated,90250\n"
      "long,2,99000,,isolated,101000\n"  // the mark has passed it
      "long,2,99000,,cross,\n"           // never
      "short,2,100000,10,isolated,\n"    // ours: (W + c + q E) / (q (1 + m)), m = 0.5%, c = 50
      "short,1,100000,,cross,119500\n");
  EXPECT_EQ(own[0].with_feedback.kind, ReachKind::kEstimate);
  EXPECT_DOUBLE_EQ(own[0].notional_usd, 200000);
  EXPECT_EQ(own[1].with_feedback.kind, ReachKind::kCrossed);
  EXPECT_EQ(own[1].with_feedback.value, 1);
  EXPECT_EQ(own[2].with_feedback.kind, ReachKind::kNever);
  EXPECT_EQ(own[2].no_feedback.value, 0);
  EXPECT_NEAR(own[3].liquidation.price, 220050 / 2.01, 1e-6);
  EXPECT_NEAR(own[3].with_feedback.value, 1 - (2.2005 / 2.01 - 1) / 0.2, 1e-6);
  EXPECT_EQ(own[4].with_feedback.kind, ReachKind::kAtMost);
  ASSERT_TRUE(own[0].exit.has_value());
  EXPECT_NEAR(own[0].exit->fee_usd, 200000 * desk.venue.taker_fee, 1e-9);
  // Half the density at the mark is walked: V^2 / (2 a) per percent for a small order.
  EXPECT_NEAR(own[0].exit->usd, 2e5 * 2e5 / (2 * 1e8) / 100, 0.02 * own[0].exit->usd);
}

TEST(OwnPositions, BoundsAutoDeleveragingByRank) {
  Desk desk;
  // Longs of the market: nine tenths of the contracts have more leverage and rank ahead.
  for (int i = 0; i < 4; ++i) {
    testing::add_position(desk.run, {0, 0.9 / 4, 90000, 9000, 20, 86000, i});
    testing::add_position(desk.run, {0, 0.1 / 4, 90000, 9000, 2, 46000, i});
  }
  const std::string text = "side,size,entry,leverage,margin_mode\nlong,1,90000,5,isolated\n";
  const AdlBound bound = desk.answer(text).front().adl;
  ASSERT_TRUE(bound.ahead_share.has_value());
  EXPECT_NEAR(*bound.ahead_share, 0.9, 1e-6);
  EXPECT_NEAR(bound.ahead_usd, 9e8, 1e3);
  EXPECT_EQ(bound.any, 0.02);
  EXPECT_NEAR(bound.taken_usd, 2e5, 1);  // by liquidations of shorts
  EXPECT_NEAR(bound.at_most, 2e5 / 9e8, 1e-9);
  EXPECT_NEAR(bound.at_most_error, 1e4 / 9e8, 1e-9);
  EXPECT_NEAR(bound.at_most_high, (2e5 + 1.96 * 1e4) / 9e8, 1e-9);
  // Nobody ahead: only the probability that anything is taken bounds it.
  const AdlBound first = desk.answer("side,size,entry,leverage,margin_mode\nlong,1,60000,120,isolated\n").front().adl;
  EXPECT_EQ(first.ahead_share, 0);
  EXPECT_EQ(first.at_most, 0.02);
}

// Pro rata reaches the last of the queue as well.
TEST(OwnPositions, RankBoundsNothingWhereAllAreCutAlike) {
  Desk desk;
  testing::add_position(desk.run, {0, 0.9, 90000, 9000, 20, 86000, 0});
  testing::add_position(desk.run, {0, 0.1, 90000, 9000, 2, 46000, 0});
  desk.run.adl = {"ranked", {"binance"}, {-1, 0, 1}, {0, 1}, {0, 100, 0, 0}, {4000}, {0, 150}, {}};
  const std::string text = "side,size,entry,leverage,margin_mode\nlong,1,90000,1.5,isolated\n";
  const AdlBound ranked = desk.answer(text).front().adl;
  ASSERT_TRUE(ranked.estimate.has_value());
  EXPECT_NEAR(ranked.estimate->probability, 0, 1e-12) << "all of the side ranks ahead";
  EXPECT_NEAR(ranked.at_most, 2e5 / 1e9, 1e-9);
  desk.run.adl.policy = "pro_rata";
  const AdlBound alike = desk.answer(text).front().adl;
  EXPECT_NEAR(alike.estimate->probability, 100.0 / 4000, 1e-12);
  EXPECT_EQ(alike.at_most, 0.02);
  EXPECT_FALSE(alike.ranked);
}

// What no path showed is still bounded by how many paths there were.
TEST(OwnPositions, NoDeleveragingSeenIsNoCertainty) {
  Desk desk;
  desk.run.cascade.adl_probability = {0, 0, 0, 0, 0};
  desk.run.cascade.absorbed[4] = desk.run.cascade.absorbed[5] = 0;
  testing::add_position(desk.run, {});
  const std::string text = "side,size,entry,leverage,margin_mode\nlong,1,90000,5,isolated\n";
  const AdlBound bound = desk.answer(text).front().adl;
  EXPECT_EQ(bound.at_most, 0);
  EXPECT_NEAR(bound.at_most_high, 3.84 / 4003.84, 1e-6);
  EXPECT_THAT(own_positions_text(desk.report(text)), HasSubstr("auto-deleveraged: less than 0.0959% (95% limit)"));
}

TEST(OwnPositions, SaysWhatIsNotKnown) {
  Desk desk;
  const std::string text =
      "user,side,size,entry,leverage,margin_mode\ndesk A,long,1,100000,5,isolated\nb,short,3,1e5,,cross\n";
  std::string sentences = own_positions_text(desk.report(text));
  EXPECT_THAT(sentences, HasSubstr("Line 2 (desk A): long 1 from 100,000, $100 k at the mark, isolated."));
  EXPECT_THAT(sentences, HasSubstr("by our rule, from leverage and entry alone) within 1 d: "));
  EXPECT_THAT(sentences, HasSubstr("; without the cascade "));
  EXPECT_THAT(sentences, HasSubstr("liquidation price unknown"));
  EXPECT_THAT(sentences, HasSubstr("who ranks ahead: the run file holds no sample"));
  EXPECT_THAT(sentences, HasSubstr("its rank is not known"));
  testing::add_position(desk.run, {});
  desk.run.ladder.venues = {"binance", "hyperliquid"};
  desk.run.paths = {};
  desk.run.cascade = {};
  desk.run.provenance.config_toml = "";
  sentences = own_positions_text(desk.report(text));
  EXPECT_THAT(sentences, HasSubstr("probability unknown, the run has no forward paths"));
  EXPECT_THAT(sentences, HasSubstr("auto-deleveraged: unknown, the run has no cascades"));
  EXPECT_THAT(sentences, HasSubstr("exit cost: unknown"));
  EXPECT_THAT(sentences, Not(HasSubstr("who ranks ahead")));
  EXPECT_THAT(sentences, HasSubstr("the open interest of its venues together"));
}

// Every number of a position stands in the JSON, and what is not known is null there.
TEST(OwnPositions, JsonHoldsTheSame) {
  Desk desk;
  const json report = desk.report("side,size,entry,leverage\nlong,1,100000,10\n");
  const json& own = report["positions"][0];
  EXPECT_EQ(report["horizon_seconds"], 86400);
  EXPECT_EQ(own["liquidation"]["from"], "leverage");
  EXPECT_TRUE(own["liquidated"]["value"].is_number());
  EXPECT_TRUE(own["deleveraged"]["ahead_share"].is_null());
  EXPECT_EQ(own["deleveraged"]["any"]["paths"], 4000);
  EXPECT_TRUE(own["exit"]["usd"].is_number());
}

// A damaged run file may hold any numbers: still no crash, and no number out of nowhere.
TEST(OwnPositions, SurvivesAnyNumbers) {
  std::mt19937_64 random(4);
  const double wild[] = {std::nan(""), INFINITY, -INFINITY, 0, -1, 1e300, 0.5};
  const auto pick = [&] { return wild[random() % std::size(wild)]; };
  const std::string text = "side,size,entry,leverage,liq_price\nlong,1,100000,5,90250\nshort,1,100000,5,\n";
  for (int round = 0; round < 300; ++round) {
    Desk desk;
    testing::add_position(desk.run, {0, pick(), pick(), pick(), pick(), pick()});
    for (int i = 0; i < 8; ++i) {
      desk.run.paths.touch_probability[random() % 40] = static_cast<float>(pick());
      desk.run.paths.price_bounds[random() % 80] = pick();
      desk.run.cascade.absorbed[random() % 6] = static_cast<float>(pick());
    }
    if (round % 3 == 0) desk.run.now_mark_usd = pick();
    desk.run.cascade.adl_probability.value = pick();
    EXPECT_FALSE(own_positions_text(desk.report(text)).empty());
  }
}

}  // namespace
}  // namespace tinderbox
