// Worked positions: closed form of a linear isolated position under one tier and under several.
#include "host/cli/explanation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

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

PositionRequest isolated(const char* side, double entry, double leverage, double notional, double added) {
  PositionRequest request;
  request.side = side;
  request.entry_usd = entry;
  request.leverage = leverage;
  request.notional_usd = notional;
  request.added_margin = added;
  return request;
}

Explanation explain(const PositionRequest& request, std::vector<MaintenanceTier> tiers) {
  return explain_position(request, venue_with(std::move(tiers)), 0);
}

const std::vector<MaintenanceTier> kTiers{
    {0, 50'000, 125, 0.004, 0}, {50'000, 500'000, 100, 0.005, 50}, {500'000, 5e6, 50, 0.01, 2550}};

// P = (W + c - s q E) / (q (m - s)) worked by hand.
TEST(Explain, OneTier) {
  const auto price = [](const PositionRequest& request, const MaintenanceTier& tier) {
    return explain(request, {tier}).answer.liquidation.price;
  };
  EXPECT_NEAR(price(isolated("long", 1e5, 10, 4e4, 0), {0, 1e9, 125, 0.004, 0}), 90361.445783, 1e-6);
  EXPECT_NEAR(price(isolated("long", 1e5, 50, 2e5, 0), {0, 1e9, 125, 0.005, 50}), 98467.336683, 1e-6);
  EXPECT_NEAR(price(isolated("short", 1e5, 20, 8e5, 0), {0, 1e9, 125, 0.01, 1300}), 104121.28713, 1e-5);
}

// A long shrinks towards the lower tier as price falls, a short grows into the higher one.
TEST(Explain, TierAtTheLiquidationPriceDecides) {
  const Explanation falling = explain(isolated("long", 1e5, 10, 52'000, 0), kTiers);
  EXPECT_EQ(falling.answer.rate, 0.004);
  EXPECT_LT(falling.terms.size * falling.answer.liquidation.price, 50'000);
  const Explanation rising = explain(isolated("short", 1e5, 10, 49'000, 0), kTiers);
  EXPECT_EQ(rising.answer.rate, 0.005);
  EXPECT_GT(rising.terms.size * rising.answer.liquidation.price, 50'000);
}

TEST(Explain, EquityEqualsMaintenanceAtTheLiquidationPrice) {
  for (const char* side : {"long", "short"})
    for (const double notional : {1'000.0, 50'000.0, 400'000.0, 3e6})
      for (const double added : {0.0, 123.0}) {
        const Explanation e = explain(isolated(side, 97'531, 20, notional, added), kTiers);
        EXPECT_NEAR(e.answer.equity, e.answer.maintenance, 1e-9 * notional) << side << notional;
        const double broke =
            e.terms.collateral + e.terms.side * e.terms.size * (e.answer.bankruptcy.price - e.terms.entry);
        EXPECT_NEAR(broke, 0, 1e-9 * notional);
      }
}

TEST(Explain, LimitsOfTheTierHold) {
  EXPECT_NO_THROW((void)explain(isolated("long", 1e5, 125, 50'000, 0), kTiers));
  EXPECT_THROW((void)explain(isolated("long", 1e5, 125, 50'001, 0), kTiers), InputError);
  EXPECT_NO_THROW((void)explain(isolated("long", 1e5, 50, 5e6, 0), kTiers));
  EXPECT_THROW((void)explain(isolated("long", 1e5, 1, 5.1e6, 0), kTiers), InputError);
}

TEST(Explain, NeverLiquidated) {
  const Explanation e = explain(isolated("long", 1e5, 1, 10'000, 100), kTiers);
  EXPECT_TRUE(e.answer.never());
  EXPECT_THAT(explanation_text(e), HasSubstr("never liquidated"));
  EXPECT_TRUE(explanation_json(e)["liquidation_price_usd"].is_null());
  EXPECT_EQ(explanation_json(e)["never_liquidates"], true);
}

std::vector<std::string> problems_of(const PositionRequest& request) {
  try {
    (void)explain(request, kTiers);
  } catch (const InputError& error) {
    std::vector<std::string> texts;
    for (const Problem& problem : error.problems()) texts.push_back(problem.text());
    return texts;
  }
  return {};
}

TEST(Explain, EveryWrongNumberIsReported) {
  EXPECT_EQ(problems_of(isolated("sideways", -1, 0.5, std::numeric_limits<double>::infinity(), -2)).size(), 5U);
}

TEST(Explain, OptionsOfOtherModesAreRefused) {
  PositionRequest request = isolated("long", 1e5, 10, 1e4, 0);
  request.wallet = 100;
  EXPECT_THAT(problems_of(request), ::testing::ElementsAre(HasSubstr("--wallet")));
  request.mode = "cross";
  request.added_margin = 5;
  EXPECT_THAT(problems_of(request), ::testing::ElementsAre(HasSubstr("--added-margin")));
  request.added_margin = 0;
  EXPECT_TRUE(problems_of(request).empty());
  request.mode = "hedge";
  EXPECT_THAT(problems_of(request), ::testing::ElementsAre(HasSubstr("--hedge-entry")));
  request.mode = "crossed";
  EXPECT_THAT(problems_of(request), ::testing::ElementsAre(HasSubstr("--mode")));
  request = isolated("long", 1e5, 10, 1e4, 0);
  request.contracts = 1;
  EXPECT_THAT(problems_of(request), ::testing::ElementsAre(HasSubstr("--contracts")));
  request.contracts.reset();
  request.leverage.reset();
  EXPECT_THAT(problems_of(request), ::testing::ElementsAre(HasSubstr("--leverage")));
  request.margin = -1;
  EXPECT_THAT(problems_of(request), ::testing::ElementsAre(HasSubstr("--margin")));
  request.margin = 10;
  request.funding_paid = 10;
  EXPECT_THAT(problems_of(request), ::testing::ElementsAre(HasSubstr("leave no isolated margin")));
}

// W = 1000 - 100 + 50 - 10 = 940: (940 - 0.1 * 1e5) / (0.1 * (0.004 - 1)).
TEST(Explain, CrossCollateralCountsOtherPositions) {
  PositionRequest request = isolated("long", 1e5, 10, 1e4, 0);
  request.mode = "cross";
  request.wallet = 1000;
  request.other_maintenance = 100;
  request.other_pnl = 50;
  request.funding_paid = 10;
  const Explanation e = explain(request, kTiers);
  EXPECT_NEAR(e.answer.liquidation.price, (940 - 1e4) / (0.1 * -0.996), 1e-6);
  request.coin_collateral = 0.02;
  EXPECT_NEAR(explain(request, kTiers).answer.liquidation.price, (940 - 1e4) / (0.1 * -0.996 - 0.02), 1e-6);
}

TEST(Explain, MarginAndFundingMoveThePrice) {
  PositionRequest request = isolated("short", 100, 10, 1000, 0);
  request.funding_paid = 20;  // of 100: 80 left
  EXPECT_NEAR(explain(request, kTiers).answer.liquidation.price, 1080 / (10 * 1.004), 1e-9);
  request.leverage.reset();
  request.margin = 70;
  EXPECT_NEAR(explain(request, kTiers).answer.liquidation.price, 1050 / (10 * 1.004), 1e-9);
}

TEST(Explain, RateInPlaceOfTiers) {
  PositionRequest request = isolated("long", 100, 10, 1000, 0);
  request.mmr = 0.02;
  request.maint_amount = 3;
  EXPECT_NEAR(explain(request, kTiers).answer.liquidation.price, (100 + 3 - 1000) / (10 * -0.98), 1e-9);
  request.mmr.reset();
  EXPECT_THAT(problems_of(request), ::testing::ElementsAre(HasSubstr("--maint-amount")));
}

Venue inverse_venue() {
  Venue venue = venue_with({});
  venue.kind = "inverse";
  venue.contract_kind = ContractKind::kInverse;
  venue.contract_value = 100;
  venue.settle = "BTC";
  MarginRule rule;
  rule.as_of = "2025-01-01";
  rule.family = MarginFamily::kInverseMark;
  venue.margin_rules = {rule};
  venue.tier_tables.front().basis = TierBasis::kCoinValue;
  venue.tier_tables.front().brackets = {{0, 5, 125, 0.004, 0}, {5, 100, 100, 0.005, 0.005}};
  return venue;
}

TEST(Explain, InverseContracts) {
  PositionRequest request = isolated("long", 1e5, 10, 1e5, 0);
  EXPECT_NEAR(explain_position(request, inverse_venue(), 0).answer.liquidation.price, 1.004e5 / 1.1, 1e-6);
  request.notional_usd.reset();
  request.contracts = 1000;
  const Explanation e = explain_position(request, inverse_venue(), 0);
  EXPECT_NEAR(e.answer.liquidation.price, 1.004e5 / 1.1, 1e-6);
  EXPECT_THAT(explanation_text(e), HasSubstr("0.10000000 BTC"));
  EXPECT_EQ(explanation_json(e)["margin_coin"], 0.1);
  request.coin_collateral = 1;
  request.mode = "cross";
  request.wallet = 1;
  EXPECT_THROW((void)explain_position(request, inverse_venue(), 0), InputError);
  Venue without_value = inverse_venue();
  without_value.contract_value = 0;
  EXPECT_THROW((void)explain_position(isolated("long", 1e5, 10, 1e5, 0), without_value, 0), InputError);
}

// Added margin pays its own closing fee f: a long's counts 1 / (1 - f), a short's 1 / (1 + f); inverse the other way.
TEST(Explain, AddedMarginWithItsFee) {
  Venue venue = venue_with({{0, 1e9, 125, 0.005, 0}});
  MarginRule rule;
  rule.as_of = "2025-09-02";
  rule.added_margin_fee = 0.01;
  venue.margin_rules = {rule};
  EXPECT_NEAR(explain_position(isolated("long", 100, 10, 1000, 99), venue, 0).terms.collateral, 200, 1e-9);
  EXPECT_NEAR(explain_position(isolated("short", 100, 10, 1000, 101), venue, 0).terms.collateral, 200, 1e-9);
  Venue inverse = inverse_venue();
  inverse.margin_rules.front().added_margin_fee = 0.01;
  EXPECT_NEAR(explain_position(isolated("long", 1e5, 10, 1e5, 0.101), inverse, 0).terms.collateral, 0.2, 1e-12);
}

TEST(Explain, PriceAsTheVenueShowsIt) {
  Venue venue = venue_with({{0, 1e9, 125, 0.005, 0}});
  venue.display.from.sourced = true;
  venue.display.value = {0.5, RoundingDirection::kUp, RoundingDirection::kDown, 1};
  const Explanation e = explain_position(isolated("long", 1000, 10, 1000, 0), venue, 0);
  EXPECT_NEAR(e.answer.liquidation.price, 900 / 0.995, 1e-9);  // 904.52
  EXPECT_EQ(e.shown_liquidation_price, 905.5);
  EXPECT_EQ(e.shown_bankruptcy_price, 900);
}

}  // namespace
}  // namespace tinderbox
