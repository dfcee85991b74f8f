// Forward engine: configurations at the edge of what is legal, each beside the ordinary one that differs.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/support/error.hpp"
#include "tests/engine/forward_fixture.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kNow = 100000;

// A lump of `usd` of longs 2% below the price; open interest is 1e8 USD a side.
ForwardSetup lump_of_longs(double usd) {
  ForwardSetup setup = forward_setup("gbm", kNow, 512);
  set_horizon(setup.config.paths, 0.25, 6, 2);
  setup.ladder = empty_ladder(even_edges(90000, 50, 400), 2);
  put(setup.ladder, 0, 98025, usd);
  return setup;
}

// Deeper than 2^63 money units: not an empty book.
TEST(ForwardEdges, ABookDeeperThanMoneyCountsStillTakesEverything) {
  ForwardSetup setup = lump_of_longs(1e6);
  even_book(setup.config.book, 1e30, 1);
  const WhatIfResult deep = run_forward(setup).result.whatif;
  EXPECT_NEAR(static_cast<double>(deep.forced.front()), 1e6, 1);
  EXPECT_EQ(deep.adl.front(), 0);
  even_book(setup.config.book, 0, 1);
  EXPECT_NEAR(static_cast<double>(run_forward(setup).result.whatif.adl.front()), 1e6, 1);
}

TEST(ForwardEdges, BinsNarrowerThanATickAreRefused) {
  ForwardSetup setup = lump_of_longs(1e6);
  setup.ladder = empty_ladder(even_edges(99999, 0.1, 20), 2);
  EXPECT_NO_THROW((void)run_forward(setup));
  setup.ladder = empty_ladder(even_edges(99999.9999, 1e-5, 20), 2);
  EXPECT_THROW((void)run_forward(setup), InputError);
}

// A round after the end of the move still fires what the move touched.
TEST(ForwardEdges, TheStressWaitsForItsCascade) {
  ForwardSetup setup = lump_of_longs(1e6);
  setup.config.stress = {-5, 60, 1};
  setup.config.cascade.round_seconds = 90;
  EXPECT_NEAR(run_forward(setup).result.stress.forced.value, 1e6, 1);
  setup.config.stress.price_change_percent = -1;
  EXPECT_EQ(run_forward(setup).result.stress.forced.value, 0);
}

// Down 3% and back up within one step of several bars.
ForwardSetup dip_in_one_step(const std::string& extremes) {
  ForwardSetup setup = lump_of_longs(1e6);
  std::vector<Bar> bars(8, {kNow, kNow, kNow});
  bars[2] = {97000, kNow, 97000};
  bars[3] = {97000, kNow, kNow};
  setup.market = market_of_bars(kNow, bars, 300);
  setup.config.paths.process = "replay";
  setup.config.paths.replay_start_utc = setup.market.start_time;
  setup.config.paths.step_seconds = 8 * 300;
  setup.config.paths.steps = 1;
  setup.config.paths.output_steps = 1;
  setup.config.paths.extremes = extremes;
  return setup;
}

TEST(ForwardEdges, WhereOnlyEndsCountTheBarsInsideAStepDoNot) {
  for (const PathRecord& record : run_forward(dip_in_one_step("ends")).records) EXPECT_EQ(record.twin_low, 0);
  const double dip = std::log(0.97) * kTicksPerUnit;
  for (const PathRecord& record : run_forward(dip_in_one_step("inside")).records) EXPECT_NEAR(record.twin_low, dip, 1);
}

// Half of the paths lose a tenth of the side with no shock at all.
TEST(ForwardEdges, ACriticalShockOfZeroIsZero) {
  ForwardSetup setup = lump_of_longs(2e7);
  setup.config.paths.step_seconds = 600;
  straight_steps(setup.config.paths, -0.01);
  EXPECT_EQ(run_forward(setup).result.cascade.critical_shock[0], 0);
  straight_steps(setup.config.paths, -0.001);
  EXPECT_NEAR(static_cast<double>(run_forward(setup).result.cascade.critical_shock[0]), 0.014, 1e-3);
}

TEST(ForwardEdges, AFlatHistoryCannotBeBootstrapped) {
  ForwardSetup setup = lump_of_longs(1e6);
  setup.config.paths.volatility_annual = 0.5;
  EXPECT_NO_THROW((void)run_forward(setup));
  setup.config.paths.process = "bootstrap";
  setup.config.paths.step_seconds = setup.market.bar_seconds;
  setup.config.paths.block_hours = setup.market.bar_seconds / 3600.0;
  EXPECT_THROW((void)run_forward(setup), InputError);
}

// Fourteen minutes hold no whole quarter of an hour.
TEST(ForwardEdges, SqueezesOfShortHorizonsAreSeen) {
  ForwardSetup setup = lump_of_longs(2e6);
  setup.config.paths.step_seconds = 60;
  setup.config.paths.steps = 14;
  setup.config.paths.output_steps = 14;
  straight_steps(setup.config.paths, -0.004);
  EXPECT_EQ(run_forward(setup).result.cascade.squeeze_probability[0], 1);
  straight_steps(setup.config.paths, -0.001);
  EXPECT_EQ(run_forward(setup).result.cascade.squeeze_probability[0], 0);
}

}  // namespace
}  // namespace tinderbox::testing
