// Rows under a venue's rules, and real positions as a ladder: against numbers worked out by hand.
#include "host/positions/explicit_ladder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "tests/positions/sample_positions.hpp"

namespace tinderbox {
namespace {

using testing::flat_inverse_rules;
using testing::flat_rules;

PositionFile parse(const std::string& text) {
  return parse_positions(text, "p.csv", "");
}

RowLiquidation first_of(const PositionFile& file, const PositionRules& rules) {
  return liquidation_of(file.rows.front(), file, rules);
}

TEST(PositionMargin, TakesTheCollateralThatTheFileShows) {
  const PositionRules rules = flat_rules(0.01);
  const PositionFile file =
      parse("side,size,entry,leverage,value,margin_used,account_value\nlong,2,100,5,220,45,300\n");
  const PositionRow& row = file.rows.front();
  EXPECT_DOUBLE_EQ(collateral_by_margin(row, rules), 45 - 20);
  EXPECT_DOUBLE_EQ(collateral_by_account(row, rules), 300 - 20);
  EXPECT_DOUBLE_EQ(collateral_by_leverage(row, rules), 40);
  // (W + c - q E) / (q (m - 1)).
  EXPECT_DOUBLE_EQ(solved_price(row, rules, 40).price, (40.0 - 200) / (2 * (0.01 - 1)));
}

TEST(PositionMargin, PrefersTheReportedPriceThenWhatBacksTheRow) {
  const PositionRules rules = flat_rules(0.01);
  const auto check = [&](const std::string& text, RowOutcome outcome, LiquidationFrom from, double price) {
    const RowLiquidation liquidation = first_of(parse(text), rules);
    EXPECT_EQ(liquidation.outcome, outcome) << text;
    EXPECT_EQ(liquidation.from, from) << text;
    if (outcome == RowOutcome::kAtPrice) {
      EXPECT_NEAR(liquidation.price, price, 1e-9) << text;
    }
  };
  using enum RowOutcome;
  using From = LiquidationFrom;
  check("side,size,entry,leverage,liq_price\nlong,1,100,5,70\n", kAtPrice, From::kReported, 70);
  check("side,size,entry,leverage,liq_price\nlong,1,100,5,\n", kAtPrice, From::kLeverage, 80 / 0.99);
  check("side,size,entry,leverage,margin_mode,liq_price\nlong,1,100,5,cross,\n", kNever, From::kReported, 0);
  check("side,size,entry,leverage,margin_mode\nlong,1,100,5,cross\n", kUnknown, From::kNothing, 0);
  check("side,size,entry,leverage,margin_mode,value,account_value\nlong,1,100,5,cross,110,40\n", kAtPrice,
        From::kAccount, 70 / 0.99);
  check("side,size,entry,margin_mode,value,account_value\nlong,1,100,cross,100,100\n", kNever, From::kAccount, 0);
  check("side,size,entry,leverage,margin_mode,value,margin_used\nshort,1,100,5,isolated,90,30\n", kAtPrice,
        From::kMargin, 120 / 1.01);
  check("side,size,entry\nshort,1,100\n", kUnknown, From::kNothing, 0);
}

TEST(PositionMargin, EffectiveLeverageIsWhatTheLiquidationPriceSays) {
  const PositionRules rules = flat_rules(0.01);
  for (const double leverage : {1.5, 3.0, 17.0, 40.0})
    for (const char* side : {"long", "short"}) {
      const PositionFile file = parse(fmt::format("side,size,entry,leverage\n{},3,250,{}\n", side, leverage));
      const RowLiquidation ours = first_of(file, rules);
      EXPECT_NEAR(effective_leverage(file.rows.front(), ours, rules), leverage, 1e-9 * leverage);
    }
  // A cross account with 40x selected and a price 50% away: W = 0.01 * 50 + 50.
  const PositionFile cross = parse("side,size,entry,leverage,margin_mode,liq_price\nlong,1,100,40,cross,50\n");
  EXPECT_NEAR(effective_leverage(cross.rows.front(), first_of(cross, rules), rules), 100 / 50.5, 1e-12);
  // Profit alone backs it: a long from 100 with a liquidation price of 150.
  const PositionFile profit = parse("side,size,entry,liq_price\nlong,1,100,150\n");
  EXPECT_TRUE(std::isinf(effective_leverage(profit.rows.front(), first_of(profit, rules), rules)));
}

// The buffer against the bankruptcy price of the solver, for every family that a venue file can name.
TEST(PositionMargin, BufferAgreesWithTheSolver) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (const Venue& venue : known_venues()) {
    const TierTable* table = venue.tier_tables.empty() ? nullptr : &venue.tier_tables.back();
    if (table != nullptr && !table->sourced) continue;
    const PositionRules rules = position_rules(venue, 4'000'000'000);
    if (rules.schedule.family == MarginFamily::kBitmexSatoshi) continue;  // rounds prices to its display
    for (int i = 0; i < 200; ++i) {
      PositionRow row;
      row.side = static_cast<int>(random() % 2);
      row.entry_usd = 50000 + 50000 * uniform(random);
      row.size = std::exp(uniform(random) * 6) / (rules.schedule.inverse() ? 0.001 : 1);
      row.leverage = 1.5 + 10 * uniform(random);
      row.liquidation_price = row.value_usd = row.margin_used = row.unrealized_pnl = row.account_value = std::nan("");
      PositionTerms terms;
      terms.side = row.sign();
      terms.entry = row.entry_usd;
      terms.size = formula_size(row, rules);
      terms.collateral = collateral_by_leverage(row, rules);
      terms.mark = row.entry_usd;
      const MarginAnswer answer = solve_margin(terms, rules.schedule);
      if (!answer.has_price() || answer.bankruptcy.outcome != LiquidationOutcome::kAtPrice) continue;
      // Whole-position tiers may be liquidated at the very edge of a tier, where maintenance jumps.
      if (rules.schedule.shape == TierShape::kWholePosition && !rules.schedule.tier_independent_of_price()) continue;
      // Maintenance at a mark that is not the liquidation price.
      if (rules.schedule.family == MarginFamily::kLinearCurrentMark) continue;
      const RowLiquidation at{answer.liquidation.price, RowOutcome::kAtPrice, LiquidationFrom::kLeverage};
      const double expected = std::abs(1 - answer.bankruptcy.price / answer.liquidation.price);
      ASSERT_NEAR(bankruptcy_buffer(row, at, rules), expected, 1e-9) << venue.name << ' ' << venue.contract;
      ASSERT_NEAR(collateral_behind(row, at, rules), terms.collateral, 1e-9 * settle_value(row, rules, row.entry_usd))
          << venue.name << ' ' << venue.contract;
    }
  }
}

struct Axis {
  std::vector<double> prices{50, 60, 60, 70, 70, 80, 80, 90, 90, 100, 100, 110, 110, 120, 120, 130};
  std::vector<double> leverages{1, 5, 5, 20};
  [[nodiscard]] ExplicitAxis at(double mark) const { return {prices, leverages, mark}; }
};

std::size_t cell(int side, int bin) {
  return static_cast<std::size_t>(side) * 8 + static_cast<std::size_t>(bin);
}

TEST(ExplicitLadder, BooksEachRowWhereItTriggers) {
  const PositionFile file = parse(
      "side,size,entry,margin_mode,liq_price\n"
      "long,2,100,isolated,85\n"   // bin 3, 170 USD
      "long,1,90,isolated,80\n"    // the lower edge of bin 3, 80 USD
      "long,1,100,cross,\n"        // never
      "long,1,100,isolated,20\n"   // below
      "short,3,100,cross,125\n"    // bin 7, 375 USD
      "short,1,100,cross,130\n"    // above: the last edge is outside
      "long,4,100,isolated,99\n"   // crossed at a mark of 95
      "short,1,100,isolated,95\n"  // crossed: at the mark
      "long,1,100,isolated,\n");   // empty and nothing to go by: never
  const ExplicitLadder ladder = build_explicit_ladder(file, flat_rules(0.01), Axis().at(95));
  EXPECT_DOUBLE_EQ(ladder.notional[cell(0, 3)], 250);
  EXPECT_EQ(ladder.count[cell(0, 3)], 2);
  EXPECT_DOUBLE_EQ(ladder.notional[cell(1, 7)], 375);
  EXPECT_NEAR(ladder.bankruptcy_buffer[cell(0, 3)], 0.01, 1e-12);  // m of a linear position
  EXPECT_DOUBLE_EQ(ladder.bankruptcy_buffer[cell(0, 2)], 0);
  EXPECT_EQ(std::accumulate(ladder.count.begin(), ladder.count.end(), std::int64_t{0}), 3);
  EXPECT_EQ(ladder.outside[0].never.count, 2);
  EXPECT_DOUBLE_EQ(ladder.outside[0].never.usd, 190);
  EXPECT_DOUBLE_EQ(ladder.outside[0].below.usd, 20);
  EXPECT_DOUBLE_EQ(ladder.outside[1].above.usd, 130);
  EXPECT_EQ(ladder.outside[0].crossed.count, 1);
  EXPECT_DOUBLE_EQ(ladder.outside[0].crossed.usd, 380);
  EXPECT_EQ(ladder.outside[1].crossed.count, 1);
  EXPECT_EQ(ladder.rows(0), 6);
  EXPECT_EQ(ladder.rows(1), 3);
  EXPECT_DOUBLE_EQ(ladder.all[0].usd, 95 * 10);
}

TEST(ExplicitLadder, PutsLeverageIntoBands) {
  const PositionFile file = parse(
      "side,size,entry,leverage\n"
      "long,1,100,2\nlong,1,100,4.99\nlong,1,100,10\n"
      "long,1,100,40\n");  // above the last band: in it
  const ExplicitLadder ladder = build_explicit_ladder(file, flat_rules(0.004), Axis().at(101));
  std::vector<double> band(2);
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t i = 0; i < 16; ++i) band[b] += ladder.by_leverage[b * 16 + i];
  const auto price = [](double leverage) { return (1 - 1 / leverage) * 100 / 0.996; };
  EXPECT_NEAR(band[0], price(2) + price(4.99), 1e-9);
  EXPECT_NEAR(band[1], price(10) + price(40), 1e-9);
}

TEST(ExplicitLadder, InverseContractsAreDollars) {
  const PositionFile file = parse("side,contracts,entry,leverage\nlong,30,100,4\nshort,20,100,0.9\n");
  const PositionRules rules = flat_inverse_rules(0.01);
  const ExplicitLadder ladder = build_explicit_ladder(file, rules, Axis().at(100));
  // N (1 + m) / (N/E + W) = E (1 + m) / (1 + 1/4) = 80.8, bankrupt at 80.
  EXPECT_DOUBLE_EQ(ladder.notional[cell(0, 3)], 3000);
  EXPECT_NEAR(ladder.bankruptcy_buffer[cell(0, 3)], 1 - 80 / 80.8, 1e-12);
  EXPECT_EQ(ladder.outside[1].never.count, 1);
  EXPECT_DOUBLE_EQ(ladder.all[1].usd, 2000);
}

// Nothing is lost, whatever the file: rows in bins and outside add up, and so do the bands.
TEST(ExplicitLadder, AccountsForEveryRow) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::string text = "side,size,entry,leverage,margin_mode,liq_price\n";
  for (int i = 0; i < 2000; ++i)
    text += fmt::format("{},{},{},{},{},{}\n", i % 3 == 0 ? "short" : "long", 0.01 + uniform(random),
                        80 + 40 * uniform(random), 1 + 30 * uniform(random), i % 2 == 0 ? "cross" : "isolated",
                        i % 5 == 0 ? "" : fmt::format("{}", 200 * uniform(random)));
  const PositionFile file = parse(text);
  for (const double mark : {40.0, 95.0, 300.0}) {
    const ExplicitLadder ladder = build_explicit_ladder(file, flat_rules(0.01), Axis().at(mark));
    EXPECT_EQ(ladder.rows(0) + ladder.rows(1), 2000);
    EXPECT_EQ(ladder.rows(0), ladder.all[0].count);
    const double bins = std::accumulate(ladder.notional.begin(), ladder.notional.end(), 0.0);
    const double bands = std::accumulate(ladder.by_leverage.begin(), ladder.by_leverage.end(), 0.0);
    EXPECT_NEAR(bins, bands, 1e-9 * bins + 1e-9);
  }
}

}  // namespace
}  // namespace tinderbox
