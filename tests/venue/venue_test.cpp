#include "host/venue/venue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/support/error.hpp"
#include "tests/venue/venue_file.hpp"

namespace tinderbox {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Venue, ParsesAGoodFile) {
  const Venue venue = parse_venue(venue_file(), "good.toml");
  EXPECT_EQ(venue.name, "binance");
  EXPECT_EQ(venue.contract, "TEST");
  EXPECT_EQ(venue.kind, "linear");
  EXPECT_EQ(venue.tick_size_usd, 0.1);
  EXPECT_EQ(venue.lot_size, 0.001);
  EXPECT_EQ(venue.taker_fee, 0.0005);
  EXPECT_EQ(venue.liquidation_fee, 0.0125);
  ASSERT_EQ(venue.tier_tables.size(), 2U);
  EXPECT_EQ(venue.tier_tables[0].as_of, "2024-01-01");
  EXPECT_EQ(venue.tier_tables[1].as_of, "2025-01-01");
  EXPECT_EQ(venue.tier_tables[0].tiers[1].cap_usd, 250000);
  EXPECT_EQ(venue.tier_tables[0].tiers[1].maint_amount_usd, 50);
}

TEST(Venue, TableInForceAtATime) {
  const Venue venue = parse_venue(venue_file(), "good.toml");
  EXPECT_EQ(venue.table_at(0).as_of, "2024-01-01") << "the earliest serves before its date";
  EXPECT_EQ(venue.table_at(at("2024-01-01")).as_of, "2024-01-01");
  EXPECT_EQ(venue.table_at(at("2025-01-01") - 1).as_of, "2024-01-01");
  EXPECT_EQ(venue.table_at(at("2025-01-01")).as_of, "2025-01-01");
  EXPECT_EQ(venue.table_at(at("2099-12-31")).as_of, "2025-01-01");
  EXPECT_THROW(static_cast<void>(Venue{}.table_at(0)), Failure);
}

struct BadFile {
  const char* what;
  const char* from;
  const char* to;
  const char* message;
};

void PrintTo(const BadFile& bad, std::ostream* out) {
  *out << bad.what;
}

class BadVenueFile : public testing::TestWithParam<BadFile> {};

TEST_P(BadVenueFile, IsRefusedWithItsLine) {
  const BadFile& bad = GetParam();
  const std::string error = error_of(venue_file(bad.from, bad.to));
  EXPECT_THAT(error, HasSubstr(bad.message));
  EXPECT_EQ(error.find('\n'), std::string::npos) << "one mistake is one problem: " << error;
}

TEST(Venue, AMinimalFileSaysWhatItAssumes) {
  const Venue venue = parse_venue(venue_file(), "good.toml");
  EXPECT_EQ(venue.contract_value, 1);
  EXPECT_EQ(venue.settle, "USD");
  ASSERT_EQ(venue.margin_rules.size(), 1U);
  EXPECT_EQ(venue.margin_rule_at(0).family, MarginFamily::kLinearMark);
  EXPECT_THAT(venue.margin_rule_at(0).source, HasSubstr("assumption"));
  EXPECT_FALSE(venue.mark.known());
  EXPECT_FALSE(venue.adl.known());
  EXPECT_FALSE(venue.insurance_fund_usd.known());
  EXPECT_EQ(venue.adl.from.missing, "the venue file does not say");
}

constexpr const char* kSecond = "50_000, cap_usd = 250_000, max_leverage = 100, mmr = 0.005, maint_amount_usd = 50 }";

INSTANTIATE_TEST_SUITE_P(
    Each, BadVenueFile,
    testing::Values(
        BadFile{"syntax", "kind = \"linear\"", "kind = ", "bad.toml:3:"},
        BadFile{"missing name", "name = \"binance\"", "", "bad.toml:1: name is missing"},
        BadFile{"empty name", "\"binance\"", "\"\"", "bad.toml:1: name has the wrong type"},
        BadFile{"unknown key", "lot_size", "lotsize = 1\nlot_size",
                "bad.toml:5: unknown key lotsize; did you mean lot_size?"},
        BadFile{"unknown kind", "linear", "quanto",
                "bad.toml:3: kind is not known (found quanto, expected linear or inverse)"},
        BadFile{"zero tick", "tick_size_usd = 0.1", "tick_size_usd = 0", "bad.toml:4: tick_size_usd is out of range"},
        BadFile{"infinite tick", "tick_size_usd = 0.1", "tick_size_usd = inf",
                "bad.toml:4: tick_size_usd has the wrong type"},
        BadFile{"negative lot", "lot_size = 0.001", "lot_size = -1", "bad.toml:5: lot_size is out of range (found -1"},
        BadFile{"lot as text", "lot_size = 0.001", "lot_size = \"1\"", "bad.toml:5: lot_size has the wrong type"},
        BadFile{"fee in percent", "0.0005", "5", "bad.toml:6: taker_fee is out of range"},
        BadFile{"NaN fee", "0.0125", "nan", "bad.toml:7: liquidation_fee has the wrong type (found nan"},
        BadFile{"no such day", "\"2025-01-01\"", "\"2025-02-30\"", "bad.toml:16: as_of has the wrong type"},
        BadFile{"dates descend", "\"2025-01-01\"", "2023-12-31",
                "as_of does not ascend (found 2023-12-31, expected a date after 2024-01-01)"},
        BadFile{"dates repeat", "\"2025-01-01\"", "2024-01-01", "as_of does not ascend"},
        BadFile{"no source", "source = \"another\"", "", "source is missing"},
        BadFile{"no tiers", "[ { floor_usd = 0, cap_usd = 1e6, max_leverage = 50, mmr = 0.01, maint_amount_usd = 0 } ]",
                "[]", "bad.toml:18: tiers has the wrong type"},
        BadFile{"tiers of numbers",
                "[ { floor_usd = 0, cap_usd = 1e6, max_leverage = 50, mmr = 0.01, maint_amount_usd = 0 } ]", "[1, 2]",
                "bad.toml:18: tiers has the wrong type"},
        BadFile{"first floor", "floor_usd = 0, cap_usd = 1e6", "floor_usd = 1, cap_usd = 1e6",
                "bad.toml:18: the first tier does not start at 0"},
        BadFile{"first amount", "mmr = 0.01, maint_amount_usd = 0", "mmr = 0.01, maint_amount_usd = 7",
                "bad.toml:18: the first tier deducts an amount"},
        BadFile{"cap below floor", "cap_usd = 250_000", "cap_usd = 40_000", "bad.toml:13: cap_usd is not above"},
        BadFile{
            "gap between tiers", kSecond,
            "50_001, cap_usd = 250_000, max_leverage = 100, mmr = 0.005, maint_amount_usd = 50.001 }",
            "bad.toml:13: floor_usd is not the cap of the tier before (found 50001, expected 50000); there is a gap"},
        BadFile{"tiers overlap", kSecond,
                "49_000, cap_usd = 250_000, max_leverage = 100, mmr = 0.005, maint_amount_usd = 49 }",
                "bad.toml:13: floor_usd is not the cap of the tier before (found 49000, expected 50000); they overlap"},
        BadFile{"rate falls", kSecond,
                "50_000, cap_usd = 250_000, max_leverage = 100, mmr = 0.003, maint_amount_usd = 0 }",
                "bad.toml:13: mmr falls (found 0.003, expected 0.004 or more)"},
        BadFile{"leverage rises", "max_leverage = 100", "max_leverage = 126",
                "bad.toml:13: max_leverage rises (found 126, expected 125 or less)"},
        BadFile{"margin jumps", "maint_amount_usd = 50 }", "maint_amount_usd = 51 }",
                "bad.toml:13: maint_amount_usd makes the margin jump at floor_usd (found 51, expected 50)"},
        BadFile{"no room", "max_leverage = 50, mmr = 0.01", "max_leverage = 50, mmr = 0.02",
                "bad.toml:18: mmr leaves no room at max_leverage"},
        BadFile{"rate in percent", "max_leverage = 50, mmr = 0.01", "max_leverage = 50, mmr = 1",
                "bad.toml:18: mmr is out of range"},
        BadFile{"misspelt tier key", "max_leverage = 50, mmr", "max_leverage = 50, note = 1, mmr",
                "bad.toml:18: unknown key note"}));

TEST(Venue, CollectsEveryProblem) {
  std::string text = venue_file("tick_size_usd = 0.1", "tick_size_usd = 0");
  text.replace(text.find("mmr = 0.005"), 11, "mmr = \"x\"  ");
  text.replace(text.find("source = \"another\""), 18, "");
  try {
    static_cast<void>(parse_venue(text, "bad.toml"));
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().size(), 3U) << error.what();
  }
}

TEST(Venue, ContinuityAllowsPublishedRounding) {
  EXPECT_NO_THROW(static_cast<void>(
      parse_venue(venue_file("maint_amount_usd = 50 }", "maint_amount_usd = 50.00004 }"), "rounded.toml")));
}

TEST(Venue, SurvivesHostileText) {
  for (const std::string& text :
       {std::string(), std::string(5000, '['), std::string("\xff\xfe\x00garbage", 10), std::string(100, '\0')})
    EXPECT_THROW(static_cast<void>(parse_venue(text, "garbage")), InputError);
}

TEST(Venue, BinanceIsEmbedded) {
  const Venue venue = find_venue("binance", "BTCUSDT");
  EXPECT_EQ(venue.tick_size_usd, 0.1);
  EXPECT_EQ(venue.lot_size, 0.001);
  EXPECT_EQ(venue.tier_tables.size(), 13U);
  EXPECT_EQ(venue.table_at(at("2025-04-01")).as_of, "2024-05-30");
  EXPECT_EQ(venue.table_at(at("2026-11-01")).tiers.front().max_leverage, 150);
  for (const TierTable& table : venue.tier_tables) EXPECT_FALSE(table.source.empty());
}

TEST(Venue, UnknownVenueNamesTheKnownOnes) {
  try {
    static_cast<void>(find_venue("binanse", "BTCUSDT"));
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("binanse BTCUSDT"), HasSubstr("binance BTCUSDT, "),
                                    HasSubstr("did you mean binance BTCUSDT?")));
  }
  EXPECT_THROW(static_cast<void>(find_venue("", "")), InputError);
}

}  // namespace
}  // namespace tinderbox
