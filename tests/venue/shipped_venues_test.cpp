// Every venue file of the program: complete, sourced, and where it is not, saying so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "host/support/error.hpp"
#include "host/venue/venue.hpp"
#include "tests/venue/venue_file.hpp"

namespace tinderbox {
namespace {

std::vector<std::filesystem::path> shipped_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(TINDERBOX_SOURCE_DIR) + "/configs/venues"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

TEST(ShippedVenues, AllAreEmbedded) {
  std::set<std::string> names;
  for (const Venue& venue : known_venues()) names.insert(venue.name + " " + venue.contract);
  const std::set<std::string> expected = {"binance BTCUSDT",       "binance BTCUSD_PERP",
                                          "bybit BTCUSDT",         "bybit BTCUSD",
                                          "okx BTC-USDT-SWAP",     "okx BTC-USD-SWAP",
                                          "bitmex XBTUSD",         "bitmex XBTUSDT",
                                          "deribit BTC-PERPETUAL", "deribit BTC_USDC-PERPETUAL",
                                          "hyperliquid BTC",       "dydx BTC-USD",
                                          "kraken PI_XBTUSD",      "kraken PF_XBTUSD",
                                          "bitget BTCUSDT",        "gate BTC_USDT",
                                          "gate BTC_USD",          "kucoin XBTUSDTM"};
  EXPECT_EQ(names, expected);
  EXPECT_EQ(shipped_files().size(), expected.size());
}

// A sourced figure names its source and date, one that is not says why.
void expect_told(const Provenance& from, const std::string& what) {
  EXPECT_EQ(from.sourced, from.missing.empty()) << what;
  EXPECT_EQ(from.sourced, !from.source.empty()) << what;
  EXPECT_EQ(from.sourced, from.as_of.size() == 10) << what;
  EXPECT_NE(from.missing, "the venue file does not say") << what;
}

TEST(ShippedVenues, EveryFigureHasSourceAndDateOrAReason) {
  for (const auto& file : shipped_files()) {
    const Venue venue = load_venue(file);
    SCOPED_TRACE(file.filename().string());
    expect_told(venue.contract_from, "contract");
    expect_told(venue.taker_fee_from, "taker_fee");
    expect_told(venue.liquidation_fee_from, "liquidation_fee");
    expect_told(venue.mark.from, "mark_price");
    expect_told(venue.funding.from, "funding");
    expect_told(venue.process.from, "process");
    expect_told(venue.adl.from, "adl");
    expect_told(venue.display.from, "display");
    expect_told(venue.insurance_fund_usd.from, "insurance_fund_usd");
    EXPECT_EQ(std::isnan(venue.taker_fee), !venue.taker_fee_from.sourced);
    EXPECT_EQ(std::isnan(venue.liquidation_fee), !venue.liquidation_fee_from.sourced);
    for (const MarginRule& rule : venue.margin_rules) EXPECT_FALSE(rule.source.empty());
    for (const TierTable& table : venue.tier_tables) {
      EXPECT_EQ(table.sourced, !table.brackets.empty());
      EXPECT_EQ(table.sourced, !table.source.empty());
      EXPECT_EQ(table.sourced, table.missing.empty());
    }
  }
}

TEST(ShippedVenues, TheirContracts) {
  EXPECT_EQ(find_venue("binance", "BTCUSD_PERP").contract_value, 100);
  EXPECT_EQ(find_venue("okx", "BTC-USDT-SWAP").contract_value, 0.01);
  EXPECT_EQ(find_venue("okx", "BTC-USD-SWAP").contract_value, 100);
  EXPECT_EQ(find_venue("deribit", "BTC-PERPETUAL").contract_value, 10);
  EXPECT_EQ(find_venue("bitmex", "XBTUSDT").contract_value, 1e-6);
  EXPECT_EQ(find_venue("dydx", "BTC-USD").trigger, TriggerPrice::kOracle);
  EXPECT_EQ(find_venue("bybit", "BTCUSD").settle, "BTC");
}

TEST(ShippedVenues, BybitChangesItsRules) {
  for (const auto& [contract, before, after] :
       {std::tuple{"BTCUSDT", MarginFamily::kLinearEntry, MarginFamily::kLinearMark},
        std::tuple{"BTCUSD", MarginFamily::kInverseEntry, MarginFamily::kInverseMark}}) {
    const Venue venue = find_venue("bybit", contract);
    const MarginRule& old_rule = venue.margin_rule_at(at("2025-09-02") - 1);
    const MarginRule& new_rule = venue.margin_rule_at(at("2025-09-02"));
    EXPECT_EQ(old_rule.family, before);
    EXPECT_EQ(old_rule.tier_valued_at, TierValuation::kEntry);
    EXPECT_EQ(old_rule.added_margin_fee, 0);
    EXPECT_EQ(new_rule.family, after);
    EXPECT_EQ(new_rule.tier_valued_at, TierValuation::kMark);
    EXPECT_EQ(new_rule.added_margin_fee, 0.00055);
  }
}

TEST(ShippedVenues, FamiliesAndFeesNow) {
  struct Expected {
    const char* venue;
    const char* contract;
    MarginFamily family;
    double fee;
  };
  for (const Expected& e : {Expected{"binance", "BTCUSDT", MarginFamily::kLinearMark, 0},
                            Expected{"binance", "BTCUSD_PERP", MarginFamily::kInverseMark, 0},
                            Expected{"okx", "BTC-USDT-SWAP", MarginFamily::kLinearMark, 0.0005},
                            Expected{"okx", "BTC-USD-SWAP", MarginFamily::kInverseMark, 0.0005},
                            Expected{"bitmex", "XBTUSD", MarginFamily::kBitmexSatoshi, 0.0005},
                            Expected{"bitmex", "XBTUSDT", MarginFamily::kLinearEntry, 0},
                            Expected{"deribit", "BTC-PERPETUAL", MarginFamily::kDeribitInverse, 0},
                            Expected{"deribit", "BTC_USDC-PERPETUAL", MarginFamily::kDeribitLinear, 0},
                            Expected{"hyperliquid", "BTC", MarginFamily::kLinearMark, 0},
                            Expected{"dydx", "BTC-USD", MarginFamily::kLinearMark, 0},
                            Expected{"kraken", "PI_XBTUSD", MarginFamily::kInverseMark, 0},
                            Expected{"bitget", "BTCUSDT", MarginFamily::kLinearMark, 0.0006},
                            Expected{"gate", "BTC_USDT", MarginFamily::kLinearMark, 0.00075},
                            Expected{"kucoin", "XBTUSDTM", MarginFamily::kLinearEntry, 0}}) {
    const Venue venue = find_venue(e.venue, e.contract);
    const MarginRule& rule = venue.margin_rule_at(at("2026-11-01"));
    EXPECT_EQ(rule.family, e.family) << e.venue;
    EXPECT_EQ(rule.fee_in_trigger, e.fee) << e.venue;
  }
  EXPECT_EQ(find_venue("bitget", "BTCUSDT").margin_rule_at(at("2024-01-01")).family, MarginFamily::kLinearCurrentMark);
  EXPECT_EQ(find_venue("bitmex", "XBTUSD").margin_rule_at(at("2018-08-27")).fee_in_trigger, 0.00075);
}

TEST(ShippedVenues, LiquidationProcesses) {
  const LiquidationProcess hyperliquid = find_venue("hyperliquid", "BTC").process.value;
  EXPECT_EQ(hyperliquid.kind, ProcessKind::kPartialShare);
  EXPECT_EQ(hyperliquid.share, 0.2);
  EXPECT_EQ(hyperliquid.share_above_usd, 100000);
  EXPECT_EQ(hyperliquid.cooldown_seconds, 30);
  EXPECT_DOUBLE_EQ(hyperliquid.backstop_share, 2.0 / 3);
  const LiquidationProcess okx = find_venue("okx", "BTC-USDT-SWAP").process.value;
  EXPECT_EQ(okx.kind, ProcessKind::kStepDown);
  EXPECT_EQ(okx.whole_up_to_tier, 2);
  EXPECT_EQ(okx.tiers_per_step, 2);
  EXPECT_EQ(find_venue("binance", "BTCUSDT").adl.value.ranking, AdlRanking::kPnlTimesMarginRatio);
  EXPECT_EQ(find_venue("dydx", "BTC-USD").adl.value.ranking, AdlRanking::kRandom);
}

TEST(ShippedVenues, UnsourcedTablesAreRefused) {
  for (const auto& [venue, contract] :
       {std::pair{"okx", "BTC-USD-SWAP"}, std::pair{"kraken", "PF_XBTUSD"}, std::pair{"gate", "BTC_USD"},
        std::pair{"kucoin", "XBTUSDTM"}, std::pair{"deribit", "BTC-PERPETUAL"}})
    EXPECT_THROW(static_cast<void>(find_venue(venue, contract).table_at(at("2026-11-01"))), InputError) << contract;
  const Venue gate = find_venue("gate", "BTC_USDT");
  EXPECT_THROW(static_cast<void>(gate.table_at(at("2025-08-01"))), InputError);
  EXPECT_THROW(static_cast<void>(gate.table_at(0)), InputError) << "nor does the earliest serve before its date";
  EXPECT_EQ(gate.table_at(at("2026-11-01")).brackets.size(), 5U);
}

// The margin that the exchange published, or that follows by hand from its table.
double maintenance(const TierTable& table, double value) {
  for (const TierBracket& b : table.brackets)
    if (value <= b.cap) return b.mmr * value - b.maint_amount;
  return std::numeric_limits<double>::quiet_NaN();
}

TEST(ShippedVenues, TwelveMillionDollars) {
  const std::int64_t now = at("2026-11-01");
  EXPECT_DOUBLE_EQ(maintenance(find_venue("binance", "BTCUSDT").table_at(now), 12e6), 108000);
  EXPECT_DOUBLE_EQ(maintenance(find_venue("okx", "BTC-USDT-SWAP").table_at(now), 12000) * 0.01 * 100000, 90000);
  EXPECT_DOUBLE_EQ(maintenance(find_venue("bybit", "BTCUSDT").table_at(now), 12e6), 114000);
}

}  // namespace
}  // namespace tinderbox
