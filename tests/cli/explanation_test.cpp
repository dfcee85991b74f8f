// Worked positions: closed form of a linear isolated position under one tier and under several.
#include "host/cli/explanation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

using ::testing::HasSubstr;

Venue venue_with(std::vector<MaintenanceTier> tiers) {
  Venue venue;
  venue.name = "test";
  venue.contract = "BTCUSD";
  venue.kind = "linear";
  venue.tier_tables = {{"2025-01-01", "made up", std::move(tiers)}};
  return venue;
}

Explanation explain(const IsolatedPosition& position, std::vector<MaintenanceTier> tiers) {
  const Venue venue = venue_with(std::move(tiers));
  return explain_position(position, venue, venue.tier_tables.front());
}

// P = (W + c - s q E) / (q (m - s)) worked by hand.
TEST(Explain, OneTier) {
  EXPECT_NEAR(explain({"long", 1e5, 10, 4e4, 0}, {{0, 1e9, 125, 0.004, 0}}).liquidation_price_usd, 90361.445783, 1e-6);
  EXPECT_NEAR(explain({"long", 1e5, 50, 2e5, 0}, {{0, 1e9, 125, 0.005, 50}}).liquidation_price_usd, 98467.336683, 1e-6);
  EXPECT_NEAR(explain({"short", 1e5, 20, 8e5, 0}, {{0, 1e9, 125, 0.01, 1300}}).liquidation_price_usd, 104121.28713,
              1e-5);
}

const std::vector<MaintenanceTier> kTiers{
    {0, 50'000, 125, 0.004, 0}, {50'000, 500'000, 100, 0.005, 50}, {500'000, 5e6, 50, 0.01, 2550}};

// A long shrinks towards the lower tier as price falls, a short grows into the higher one.
TEST(Explain, TierAtTheLiquidationPriceDecides) {
  const Explanation falling = explain({"long", 1e5, 10, 52'000, 0}, kTiers);
  EXPECT_EQ(falling.tier.mmr, 0.004);
  EXPECT_LT(falling.size * falling.liquidation_price_usd, 50'000);
  const Explanation rising = explain({"short", 1e5, 10, 49'000, 0}, kTiers);
  EXPECT_EQ(rising.tier.mmr, 0.005);
  EXPECT_GT(rising.size * rising.liquidation_price_usd, 50'000);
}

TEST(Explain, EquityEqualsMaintenanceAtTheLiquidationPrice) {
  for (const char* side : {"long", "short"})
    for (const double notional : {1'000.0, 50'000.0, 400'000.0, 3e6})
      for (const double added : {0.0, 123.0}) {
        const Explanation e = explain({side, 97'531, 20, notional, added}, kTiers);
        const double equity = e.margin_usd + e.side * e.size * (e.liquidation_price_usd - e.position.entry_usd);
        EXPECT_NEAR(equity, e.maintenance_margin_usd, 1e-9 * notional) << side << notional;
        const double broke = e.margin_usd + e.side * e.size * (e.bankruptcy_price_usd - e.position.entry_usd);
        EXPECT_NEAR(broke, 0, 1e-9 * notional);
        const double value = e.size * e.liquidation_price_usd;
        EXPECT_GE(value, e.tier.floor_usd * (1 - 1e-12));
        EXPECT_LE(value, e.tier.cap_usd * (1 + 1e-12));
      }
}

TEST(Explain, LimitsOfTheTierHold) {
  EXPECT_NO_THROW((void)explain({"long", 1e5, 125, 50'000, 0}, kTiers));
  EXPECT_THROW((void)explain({"long", 1e5, 125, 50'001, 0}, kTiers), InputError);
  EXPECT_NO_THROW((void)explain({"long", 1e5, 50, 5e6, 0}, kTiers));
  EXPECT_THROW((void)explain({"long", 1e5, 1, 5.1e6, 0}, kTiers), InputError);
}

TEST(Explain, NeverLiquidated) {
  const Explanation e = explain({"long", 1e5, 1, 10'000, 100}, kTiers);
  EXPECT_TRUE(e.never_liquidated());
  EXPECT_THAT(explanation_text(e), HasSubstr("never liquidated"));
  EXPECT_TRUE(explanation_json(e)["liquidation_price_usd"].is_null());
}

TEST(Explain, EveryWrongNumberIsReported) {
  try {
    (void)explain({"sideways", -1, 0.5, std::numeric_limits<double>::infinity(), -2}, kTiers);
    ADD_FAILURE() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().size(), 5U);
  }
}

}  // namespace
}  // namespace tinderbox
