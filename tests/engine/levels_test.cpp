// Single price levels: which they are, whether price gets there, what lies beyond, and what a cluster draws.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/engine/level_choice.hpp"
#include "host/engine/smooth_ladder.hpp"
#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;
constexpr double kVolatility = 0.5;
const double kDailySigma = kVolatility / std::sqrt(kYearDays);

// P(a driftless log price falls by `distance` within a day).
double passage(double distance) {
  return std::erfc(distance / kDailySigma / std::sqrt(2));
}

ForwardSetup level_setup(std::int64_t paths, std::size_t replicates) {
  ForwardSetup setup = forward_setup("gbm", kNow, paths);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  set_horizon(setup.config.paths, 1, 64, 4);
  setup.config.paths.volatility_annual = kVolatility;
  setup.config.paths.drift_annual = 0.5 * kVolatility * kVolatility;
  setup.config.paths.sample = paths;
  setup.config.levels = {{}, 0, 0, 0, 1};
  setup.ladder = empty_ladder(even_edges(60000, 50, 1600), replicates);
  return setup;
}

LadderTables tables_of(const ForwardSetup& setup) {
  return build_ladder_tables({setup.ladder}, {setup.held}, setup.coordinate(), 0.01);
}

std::vector<ChosenLevel> chosen(const ForwardSetup& setup) {
  const LadderTables ladders = tables_of(setup);
  const LadderTables smooth = smoothed(ladders, setup.config.levels.smoothing_percent / 100 * kTicksPerUnit);
  const PriceCoordinate coordinate = setup.coordinate();
  return choose_levels(setup.config.levels, setup.market, ladders, smooth, coordinate, setup.ladder.price_bounds);
}

TEST(LevelChoice, NamesClustersRoundNumbersAndExtremes) {
  ForwardSetup setup = level_setup(256, 2);
  setup.market.mark_low[1] = 96321;
  setup.market.mark_high[2] = 101234;
  put(setup.ladder, 0, 97010, 5e7);  // its near edge: 97,050
  put(setup.ladder, 0, 97060, 4e7);  // less than 1% from it
  put(setup.ladder, 0, 93010, 3e7);
  put(setup.ladder, 0, 80010, 9e9);   // more than 10% away
  put(setup.ladder, 1, 104010, 2e7);  // its near edge: 104,000
  setup.config.levels = {{50000, 98765.4, 100010, 140000}, 2, 1, 24, 1};
  const std::vector<ChosenLevel> levels = chosen(setup);
  std::vector<double> price;
  std::vector<LevelSource> source;
  for (const ChosenLevel& level : levels) {
    price.push_back(level.price);
    source.push_back(level.source);
    EXPECT_EQ(level.side(), level.price < kNow ? 0U : 1U);
  }
  EXPECT_EQ(price, (std::vector<double>{93050, 95000, 96321, 97050, 98765.4, 101234, 104000, 105000}));
  EXPECT_EQ(source,
            (std::vector<LevelSource>{LevelSource::kCluster, LevelSource::kRoundNumber, LevelSource::kRecentExtreme,
                                      LevelSource::kCluster, LevelSource::kNamed, LevelSource::kRecentExtreme,
                                      LevelSource::kCluster, LevelSource::kRoundNumber}))
      << "outside the axis and in the bin of the price there are none";
}

TEST(LevelChoice, AnEvenLadderHasNoClustersAndTheFirstNameStays) {
  ForwardSetup setup = level_setup(256, 2);
  setup.config.levels = {{95010, 95020}, 3, 2, 0, 1};
  const std::vector<ChosenLevel> levels = chosen(setup);
  ASSERT_EQ(levels.size(), 4U);
  EXPECT_EQ(levels[1].price, 95010) << "one a bin: the round number 95,000 and the second name share its bin";
  EXPECT_EQ(levels[1].source, LevelSource::kNamed);
}

TEST(LevelChoice, RoundNumbersFitThePrice) {
  EXPECT_NEAR(round_step(100000), 5000, 1e-6);
  EXPECT_NEAR(round_step(3000), 200, 1e-9);
  EXPECT_NEAR(round_step(0.16), 0.01, 1e-12);
  EXPECT_NEAR(round_step(190000), 10000, 1e-6);
}

TEST(SmoothLadder, KeepsMoneyAndEvenLaddersAndSpreadsLumps) {
  ForwardSetup setup = level_setup(256, 2);
  fill_side(setup.ladder, 1, [](double low, double high) { return low >= kNow ? 1e9 * std::log(high / low) : 0; });
  put(setup.ladder, 0, 97010, 5e7);
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.004F);
  const LadderTables ladders = tables_of(setup);
  const LadderTables smooth = smoothed(ladders, 0.01 * kTicksPerUnit);
  for (int side = 0; side < 2; ++side)
    EXPECT_EQ(smooth.within(1, side, ladders.end_of(side)), ladders.within(1, side, ladders.end_of(side)));
  for (const double distance : {0.0004, 0.004, 0.02, 0.3}) {
    const auto ticks = static_cast<std::int32_t>(distance * kTicksPerUnit);
    EXPECT_NEAR(static_cast<double>(smooth.within(0, 1, ticks)), static_cast<double>(ladders.within(0, 1, ticks)),
                2e-3 * static_cast<double>(ladders.within(0, 1, ticks)))
        << distance;
  }
  const double middle = 0.5 * (std::log(kNow / 97000) + std::log(kNow / 97050));
  const auto part = [&](double distance) {
    return static_cast<double>(smooth.within(0, 0, static_cast<std::int32_t>(distance * kTicksPerUnit))) / 5e9;
  };
  EXPECT_EQ(part(middle - 0.011), 0);
  EXPECT_NEAR(part(middle - 0.005), 0.25, 1e-3);
  EXPECT_NEAR(part(middle), 0.5, 1e-3);
  EXPECT_NEAR(part(middle + 0.011), 1, 1e-9);
  EXPECT_NEAR(static_cast<double>(smooth.view(0).buffer[40]), 0.004 * kTicksPerUnit, 0.004 * 0.01 * kTicksPerUnit);
}

TEST(Levels, TouchAndBreachAreFirstPassage) {
  ForwardSetup setup = level_setup(16384, 16);
  setup.config.levels.prices_usd = {kNow * std::exp(-0.031), kNow * std::exp(0.022)};
  const LevelsResult levels = run_forward(setup).result.levels;
  ASSERT_EQ(levels.level.size(), 2U);
  const double n = 16384;
  const double distance[2] = {0.031, 0.022};
  for (std::size_t l = 0; l < 2; ++l) {
    const double p = passage(distance[l]);
    expect_law({"level", "touch", p, levels.touch_probability[l].value, share_error(p, n)});
    EXPECT_EQ(levels.touch_probability[l], levels.touch_probability_no_feedback[l]) << "an empty ladder";
    for (std::size_t h = 0; h < 4; ++h) {
      const double so_far = passage(distance[l] / std::sqrt((static_cast<double>(h) + 1) / 4));
      expect_law({"level", "breach by quarter " + std::to_string(h), so_far,
                  static_cast<double>(levels.breach_probability[l * 4 + h]), share_error(so_far, n)});
    }
    expect_rejected({"level", "as if 5% farther", passage(1.05 * distance[l]), levels.touch_probability[l].value,
                     share_error(p, n) / 2});
  }
  EXPECT_EQ(levels.magnet[0].value, 0);
}

// Falls by 0.2% a step; an even ladder of branching ratio n makes the mark fall 1 / (1 - n) as fast.
TEST(Levels, VolatilityAfterTheTouchIsAmplified) {
  ForwardSetup setup = level_setup(512, 2);
  straight_steps(setup.config.paths, -0.002);
  fill_side(setup.ladder, 0, [](double low, double high) { return high <= kNow ? 1e10 * std::log(high / low) : 0; });
  even_book(setup.config.book, 1e10 / 0.6, 2);
  setup.config.levels.prices_usd = {95000};
  expect_value({"level", "volatility ratio", 2.5, run_forward(setup).result.levels.volatility_ratio[0].value, 1e-3});
  setup.config.cascade.feedback = "off";
  EXPECT_EQ(run_forward(setup).result.levels.volatility_ratio[0].value, 1);
}

// Lumps at 1.5% and 4% beyond the level.
TEST(Levels, WhatIsLiquidatedBeyondIsThatOfThePathsThatTouch) {
  ForwardSetup setup = level_setup(8192, 4);
  setup.config.levels.prices_usd = {99000};
  put(setup.ladder, 0, 99000 * 0.985, 1e6);
  put(setup.ladder, 0, 99000 * 0.96, 3e6);
  put(setup.ladder, 0, 99500, 7e6);  // before it
  const ForwardRun run = run_forward(setup);
  const LevelsResult& levels = run.result.levels;
  const auto below = [&](double price) {
    return static_cast<double>(std::count_if(run.records.begin(), run.records.end(),
                                             [&](const PathRecord& r) { return r.low <= setup.ticks(price); }));
  };
  ASSERT_EQ(levels.distance, (std::vector<double>{1, 2, 5}));
  EXPECT_EQ(levels.liquidated_beyond[0].value, 0);
  const double touching = below(99000);
  const double near = levels.liquidated_beyond[1].value * touching / 1e6;
  EXPECT_LE(near, below(97550));
  EXPECT_GE(near, below(97500));
  const double far = (levels.liquidated_beyond[2].value - levels.liquidated_beyond[1].value) * touching / 3e6;
  EXPECT_LE(far, below(95050));
  EXPECT_GE(far, below(95000));
  EXPECT_EQ(levels.notional[0].value, 0);
}

TEST(Levels, DollarsAtALevelAreThoseOfItsBin) {
  ForwardSetup setup = level_setup(512, 2);
  setup.config.levels.prices_usd = {97030, 103000};
  put(setup.ladder, 0, 97010, 5e6);
  put(setup.ladder, 1, 97010, 8e6);  // the other side's would fire at once
  put(setup.ladder, 1, 103010, 2e6);
  const LevelsResult levels = run_forward(setup).result.levels;
  EXPECT_EQ(levels.notional[0].value, 5e6);
  EXPECT_EQ(levels.notional[1].value, 2e6);
  EXPECT_EQ(levels.notional[1].standard_error, 0);
}

struct Magnet {
  ForwardSetup setup;
  double expected = 0;
};

// A lump whose impact carries the mark past the level as soon as it is touched. Spread over 1% to each side, with
// branching ratio n' there, it lets the mark fall by x only where the exogenous price falls by x (1 - n') + n' a, with
// a where the spread lump begins.
Magnet lump_before_level() {
  Magnet magnet{level_setup(32768, 16), 0};
  ForwardSetup& setup = magnet.setup;
  constexpr double kImpact = 0.004;
  put(setup.ladder, 0, 98010, 1e8);
  even_book(setup.config.book, 1e8 / kImpact, 2);
  const double edge = std::log(kNow / 98050);
  const double middle = 0.5 * (edge + std::log(kNow / 98000));
  const double level = edge + 0.9 * kImpact;
  setup.config.levels.prices_usd = {kNow * std::exp(-level)};
  const double n = kImpact / 0.02;
  magnet.expected = passage(edge) - passage(level * (1 - n) + n * (middle - 0.01));
  return magnet;
}

TEST(Levels, TheMagnetOfALump) {
  const Magnet magnet = lump_before_level();
  const LevelsResult levels = run_forward(magnet.setup).result.levels;
  const Answer& found = levels.magnet[0];
  expect_law({"magnet", "lump before the level", magnet.expected, found.value, found.standard_error});
  expect_rejected({"magnet", "as if none", 0, found.value, found.standard_error});
  EXPECT_NEAR(found.value, levels.touch_probability[0].value - levels.touch_probability_smoothed[0].value, 1e-12);
  EXPECT_LT(found.standard_error, 0.5 * levels.touch_probability[0].standard_error) << "the same noise on both ladders";
}

TEST(Levels, WithoutFeedbackNothingDraws) {
  Magnet magnet = lump_before_level();
  magnet.setup.config.paths.count = magnet.setup.config.paths.sample = 4096;
  magnet.setup.config.cascade.feedback = "off";
  const LevelsResult levels = run_forward(magnet.setup).result.levels;
  EXPECT_EQ(levels.magnet[0].value, 0);
  EXPECT_EQ(levels.touch_probability[0], levels.touch_probability_no_feedback[0]);
}

}  // namespace
}  // namespace tinderbox::testing
