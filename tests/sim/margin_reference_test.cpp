// Liquidation and bankruptcy prices against worked examples of venues.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "sim/margin.hpp"
#include "sim/margin_inverse.hpp"
#include "sim/price_path.hpp"
#include "tests/sim/oracles.hpp"

namespace tinderbox {
namespace {

// Price at which a position with `wallet_usd` behind it is liquidated under one tier.
double liquidation_price(double side, double entry, double quantity, double wallet_usd, TierView tier) {
  const double notional = quantity * entry;
  return entry * liquidation_ratio(side, wallet_usd / notional, 0, notional, &tier, 1).ratio;
}

TEST(LiquidationPrice, OracleLinearIsolated) {
  TINDERBOX_ORACLES(entries, "liq_price_linear_isolated");
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    const auto price = p.at("entry").get<double>();
    const auto quantity = p.at("qty").get<double>();
    const double found =
        liquidation_price(p.at("side").get<double>(), price, quantity, quantity * price / p.at("lev").get<double>(),
                          {p.at("mmr").get<double>(), p.at("cum").get<double>()});
    EXPECT_NEAR(found / entry.at("value").get<double>(), 1, 1e-14) << p;
  }
}

// The worked example of the venue's support page on a single long, and one of each side by hand.
TEST(LiquidationPrice, PublishedExamples) {
  EXPECT_NEAR(liquidation_price(1, 1456.84, 3683.979, 1535443.01, {0.1, 135365}), 1114.78, 0.005);
  EXPECT_NEAR(liquidation_price(1, 100, 1, 10, {0.1, 0}), 100, 1e-12);
  EXPECT_NEAR(liquidation_price(-1, 100, 1, 10, {0.1, 0}), 100, 1e-12);
  EXPECT_NEAR(liquidation_price(1, 100, 1, 50, {0, 0}), 50, 1e-12);
  EXPECT_NEAR(liquidation_price(-1, 100, 1, 50, {0, 0}), 150, 1e-12);
}

TEST(InverseLiquidationPrice, OracleIsolated) {
  TINDERBOX_ORACLES(entries, "liq_price_inverse_isolated");
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    const double price = p.at("entry").get<double>();
    const InversePosition position{p.at("side").get<double>(), 1e4, price, 1e4 / price / p.at("lev").get<double>()};
    const LiquidationPrice found = inverse_mark_price(position, p.at("mmr").get<double>(), 0, 0);
    EXPECT_NEAR(found.price / entry.at("value").get<double>(), 1, 1e-14) << p;
  }
}

// Margin in coin at the returned price equals maintenance; a short at 1x holds the coin that it owes.
TEST(InverseLiquidationPrice, BalancesAndKnowsNever) {
  for (const double side : {1.0, -1.0})
    for (const double leverage : {2.0, 10.0, 100.0}) {
      const double price = inverse_mark_price({side, 1, 1, 1 / leverage}, 0.005, 0, 0).price;
      EXPECT_NEAR(1 / leverage + side * (1 - 1 / price), 0.005 / price, 1e-12);
    }
  EXPECT_EQ(inverse_mark_price({-1, 1, 1, 1}, 0.005, 0, 0).outcome, LiquidationOutcome::kNever);
  EXPECT_GT(inverse_mark_price({1, 1, 1, 1}, 0.005, 0, 0).price, 0);
}

// Level after funding, as the price path evaluates it.
double drifted(double side, double entry, double leverage, double mmr, double paid) {
  const TierView tier{mmr, 0};
  const LiquidationRatio r = liquidation_ratio(side, 1 / leverage, 0, entry, &tier, 1);
  const DriftingLevel level{r.ratio * entry, side * r.sensitivity, 0, side > 0 ? Side::kLong : Side::kShort};
  return level.base + level.slope * paid;
}

TEST(LiquidationPrice, OracleLongAfterFunding) {
  TINDERBOX_ORACLES(entries, "liq_price_long_after_funding");
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    const auto price = p.at("entry").get<double>();
    const double paid = p.at("k").get<double>() * p.at("f").get<double>() * price;
    const double found = drifted(1, price, p.at("lev").get<double>(), p.at("mmr").get<double>(), paid);
    EXPECT_NEAR(found / entry.at("value").get<double>(), 1, 1e-14) << p;
  }
}

// Entry 100, leverage 10, maintenance 1%: a long that paid 2 has 8 left, 92 / 0.99; a short that received 2 has 12.
TEST(LiquidationPrice, FundingMovesBothSidesUpWhenLongsPay) {
  EXPECT_NEAR(drifted(1, 100, 10, 0.01, 2), 92 / 0.99, 1e-12);
  EXPECT_NEAR(drifted(-1, 100, 10, 0.01, 2), 112 / 1.01, 1e-12);
  EXPECT_NEAR(drifted(1, 100, 10, 0.01, -2), 88 / 0.99, 1e-12);
  EXPECT_NEAR(drifted(-1, 100, 10, 0.01, -2), 108 / 1.01, 1e-12);
}

// One CSV line into its fields; quotes may hold commas.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

TEST(LiquidationPrice, GoldenLinearPositionsOfBinance) {
  if (testing::reference_file("").empty())
    GTEST_SKIP() << "TINDERBOX_REFERENCE_DIR is not set: golden positions were not checked";
  std::ifstream file(testing::reference_file("golden.csv"));
  std::string line;
  ASSERT_TRUE(std::getline(file, line));
  const std::vector<std::string> header = fields_of(line);
  int checked = 0;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = fields_of(line);
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < header.size() && i < fields.size(); ++i) row[header[i]] = fields[i];
    if (row["exchange"] != "binance" || row["contract_kind"] != "linear" || row["status"] != "reproduces") continue;
    const auto number = [&](const char* column) { return std::stod(row[column]); };
    const double found =
        liquidation_price(row["side"] == "long" ? 1 : -1, number("entry_price"), number("quantity_or_contracts"),
                          number("wallet_or_extra_margin"), {number("mmr"), number("maint_amount")});
    EXPECT_NEAR(found, number("expected_liq_price"), number("tolerance_abs")) << row["id"];
    EXPECT_NEAR(found / number("computed_liq_price"), 1, 1e-12) << row["id"];
    ++checked;
  }
  EXPECT_GE(checked, 9);
}

TEST(BankruptcyPrice, ByHand) {
  EXPECT_NEAR(bankruptcy_ratio(1, 0.1, 0), 0.9, 1e-15);
  EXPECT_NEAR(bankruptcy_ratio(-1, 0.1, 0), 1.1, 1e-15);
  // collateral in coin: 0.1 P = 1 - P and 0.1 P = P - 1
  EXPECT_NEAR(bankruptcy_ratio(1, 0.1, 1), 1 / 1.1, 1e-15);
  EXPECT_NEAR(bankruptcy_ratio(-1, 0.1, 1), 1 / 0.9, 1e-15);
}

}  // namespace
}  // namespace tinderbox
