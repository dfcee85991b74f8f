// The shipped tier tables against the reference figures, where those are at hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "host/venue/venue.hpp"
#include "tests/venue/venue_file.hpp"

namespace tinderbox {
namespace {

using Json = nlohmann::json;

std::vector<Json> reference_tables() {
  std::ifstream file(std::filesystem::path(TINDERBOX_REFERENCE_DIR) / "tiers.json");
  return Json::parse(file);
}

const Json& reference_table(const std::vector<Json>& tables, const std::string& exchange, const std::string& contract) {
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const Json& table) {
    return table.at("exchange") == exchange && table.at("contract") == contract;
  });
  if (found == tables.end()) throw std::logic_error("no such reference table: " + contract);
  return *found;
}

// null stands for "no limit" in a cap and for "nothing deducted" in an amount.
double number_or(const Json& value, double otherwise) {
  return value.is_null() ? otherwise : value.get<double>();
}

void expect_equal(const TierTable& table, const Json& tiers, const char* amount = "maint_amount") {
  ASSERT_EQ(table.brackets.size(), tiers.size()) << table.as_of;
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    SCOPED_TRACE(table.as_of + " tier " + std::to_string(i));
    const TierBracket& bracket = table.brackets[i];
    EXPECT_EQ(bracket.floor, tiers[i].at("floor").get<double>());
    EXPECT_EQ(bracket.cap, number_or(tiers[i].at("cap"), std::numeric_limits<double>::infinity()));
    EXPECT_EQ(bracket.max_leverage, tiers[i].at("max_leverage").get<double>());
    EXPECT_EQ(bracket.mmr, tiers[i].at("mmr").get<double>());
    EXPECT_EQ(bracket.maint_amount, number_or(tiers[i].at(amount), 0));
  }
}

TEST(VenueReference, EveryBinanceTableOfBtcusdt) {
  if (std::string(TINDERBOX_REFERENCE_DIR).empty()) GTEST_SKIP() << "TINDERBOX_REFERENCE_DIR is not set";
  std::vector<Json> reference;
  for (const Json& table : reference_tables())
    if (table.at("exchange") == "binance" &&
        (table.at("contract") == "BTCUSDT" || table.at("contract") == "BTCUSDT (historic)"))
      reference.push_back(table);
  std::sort(reference.begin(), reference.end(), [](const Json& a, const Json& b) {
    return a.at("asof").get<std::string>() < b.at("asof").get<std::string>();
  });
  const Venue venue = find_venue("binance", "BTCUSDT");
  ASSERT_EQ(venue.tier_tables.size(), reference.size());
  for (std::size_t t = 0; t < reference.size(); ++t) {
    // The current table is dated by its first sighting, which the reference names in words.
    if (reference[t].at("contract") != "BTCUSDT") {
      EXPECT_EQ(venue.tier_tables[t].as_of, reference[t].at("asof").get<std::string>());
    }
    expect_equal(venue.tier_tables[t], reference[t].at("tiers"));
    EXPECT_EQ(venue.tier_tables[t].tiers.size(), venue.tier_tables[t].brackets.size());
  }
}

struct Counterpart {
  const char* venue;
  const char* contract;
  const char* exchange;
  const char* reference;
  std::size_t table;
  const char* amount = "maint_amount";
};

class VenueCounterpart : public testing::TestWithParam<Counterpart> {};

TEST_P(VenueCounterpart, EveryFigure) {
  if (std::string(TINDERBOX_REFERENCE_DIR).empty()) GTEST_SKIP() << "TINDERBOX_REFERENCE_DIR is not set";
  const Counterpart& c = GetParam();
  const std::vector<Json> tables = reference_tables();
  const Json& reference = reference_table(tables, c.exchange, c.reference);
  const Venue venue = find_venue(c.venue, c.contract);
  ASSERT_GT(venue.tier_tables.size(), c.table);
  expect_equal(venue.tier_tables[c.table], reference.at("tiers"), c.amount);
  const bool progressive = reference.at("mm_rule").get<std::string>().starts_with("whole-position") ? false : true;
  EXPECT_EQ(venue.tier_tables[c.table].shape, progressive ? TierShape::kProgressive : TierShape::kWholePosition);
}

INSTANTIATE_TEST_SUITE_P(
    Each, VenueCounterpart,
    testing::Values(Counterpart{"binance", "BTCUSD_PERP", "binance", "BTCUSD_PERP (historic, reconstructed)", 0},
                    Counterpart{"binance", "BTCUSD_PERP", "binance", "BTCUSD_PERP (historic, inferred)", 1},
                    Counterpart{"binance", "BTCUSD_PERP", "binance", "BTCUSD_PERP", 2},
                    Counterpart{"bybit", "BTCUSDT", "bybit", "BTCUSDT", 0},
                    Counterpart{"okx", "BTC-USDT-SWAP", "okx", "BTC-USDT-SWAP", 0},
                    Counterpart{"bitmex", "XBTUSD", "bitmex", "XBTUSD", 0},
                    Counterpart{"hyperliquid", "BTC", "hyperliquid", "BTC", 1},
                    Counterpart{"dydx", "BTC-USD", "dydx_v4", "BTC-USD", 0},
                    Counterpart{"kraken", "PI_XBTUSD", "kraken", "PI_XBTUSD", 0},
                    Counterpart{"bitget", "BTCUSDT", "bitget", "BTCUSDT", 0, "implied_maint_amount_if_progressive"}));

TEST(VenueReference, BybitInverseHasTheOfficialTierAlone) {
  if (std::string(TINDERBOX_REFERENCE_DIR).empty()) GTEST_SKIP() << "TINDERBOX_REFERENCE_DIR is not set";
  const std::vector<Json> tables = reference_tables();
  const Json official = Json::array({reference_table(tables, "bybit", "BTCUSD").at("tiers").at(0)});
  const Venue venue = find_venue("bybit", "BTCUSD");
  expect_equal(venue.tier_tables.at(0), official);
  EXPECT_FALSE(venue.tier_tables.at(0).caveat.empty());
}

TEST(VenueReference, DeribitRates) {
  if (std::string(TINDERBOX_REFERENCE_DIR).empty()) GTEST_SKIP() << "TINDERBOX_REFERENCE_DIR is not set";
  const std::vector<Json> tables = reference_tables();
  for (const char* contract : {"BTC-PERPETUAL", "BTC_USDC-PERPETUAL"}) {
    const Json& reference = reference_table(tables, "deribit", contract);
    const SizeRate rate = find_venue("deribit", contract).margin_rule_at(at("2024-01-01")).size_rate;
    EXPECT_EQ(rate.maintenance, reference.at("mm_base").get<double>());
    EXPECT_EQ(rate.maintenance_per_coin, reference.at("mm_slope_per_btc").get<double>());
    EXPECT_EQ(rate.initial, reference.at("im_base").get<double>());
    EXPECT_EQ(rate.initial_per_coin, reference.at("im_slope_per_btc").get<double>());
  }
}

}  // namespace
}  // namespace tinderbox
