// Reading position files: columns by name, values as they stand, and every kind of file that is wrong.
#include "host/positions/position_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

PositionFile parse(const std::string& text, const std::string& coin = "") {
  return parse_positions(text, "p.csv", coin);
}

std::vector<std::string> errors_of(const std::string& text, const std::string& coin = "") {
  try {
    (void)parse(text, coin);
  } catch (const InputError& error) {
    std::vector<std::string> texts;
    for (const Problem& problem : error.problems()) texts.push_back(problem.text());
    return texts;
  }
  return {};
}

TEST(PositionFile, ReadsTheLayoutOfAFrontEnd) {
  const PositionFile file = parse(
      "user,coin,market_type,direction,size,entry_price,liquidation_price,position_value,unrealized_pnl,"
      "leverage_type,leverage_value,margin_used,risk_level\n"
      "7,BTC,Core,LONG,2.5,90000,81000.5,237500,12500,isolated,10,30000,LOW\n"
      "7,ETH,Core,LONG,0,bad,,,,,,,\n"
      "8,btc,Core,SHORT,1e-3,96000,,95,1,cross,40,2.4,HIGH\n",
      "BTC");
  ASSERT_EQ(file.rows.size(), 2U);
  EXPECT_EQ(file.coin, "BTC");
  EXPECT_EQ(file.other_coins, 1);
  EXPECT_TRUE(file.has_liquidation_column);
  const PositionRow& first = file.rows[0];
  EXPECT_EQ(first.line, 2);
  EXPECT_EQ(first.user, "7");
  EXPECT_EQ(first.side, 0);
  EXPECT_EQ(first.size, 2.5);
  EXPECT_EQ(first.entry_usd, 90000);
  EXPECT_EQ(first.liquidation_price, 81000.5);
  EXPECT_EQ(first.value_usd, 237500);
  EXPECT_EQ(first.unrealized_pnl, 12500);
  EXPECT_EQ(first.leverage, 10);
  EXPECT_EQ(first.margin_used, 30000);
  EXPECT_EQ(first.mode, MarginMode::kIsolated);
  EXPECT_TRUE(std::isnan(first.account_value));
  const PositionRow& second = file.rows[1];
  EXPECT_EQ(second.line, 4);
  EXPECT_EQ(second.side, 1);
  EXPECT_EQ(second.mode, MarginMode::kCross);
  EXPECT_TRUE(std::isnan(second.liquidation_price));
}

TEST(PositionFile, TakesSynonymsInAnyOrderAndCase) {
  const PositionFile file = parse(
      "Entry, Quantity ,SIDE,Liq-Price,Leverage,Margin Mode,Account Value,Value USD\r\n"
      "\"100000\",3,buy,0,--,Crossed,-5,300000\r\n"
      "100,4,Sell,n/a,,None,nan,\r\n");
  ASSERT_EQ(file.rows.size(), 2U);
  EXPECT_FALSE(file.has_coin_column);
  EXPECT_EQ(file.rows[0].account_value, -5);
  EXPECT_EQ(file.rows[0].mode, MarginMode::kCross);
  EXPECT_TRUE(std::isnan(file.rows[0].leverage));
  EXPECT_TRUE(std::isnan(file.rows[0].liquidation_price));  // 0: none
  EXPECT_EQ(file.rows[1].side, 1);
  EXPECT_EQ(file.rows[1].mode, MarginMode::kUnknown);
  EXPECT_TRUE(std::isnan(file.rows[1].account_value));
}

TEST(PositionFile, CollectsEverythingThatIsWrongWithItsRows) {
  const auto errors = errors_of(
      "side,size,entry,leverage,liq_price,margin_mode,value\n"
      "up,1,100,2,90,isolated,100\n"
      "long,-1,100,2,90,isolated,100\n"
      "long,1,inf,2,90,isolated,100\n"
      "long,1,,2,-90,isolated,100\n"
      "long,1,100,0,90,shared,zero\n"
      "long,1,100\n"
      "long,0,1e30,2,90,isolated,100\n");
  const std::vector<std::string> starts{"p.csv:7: cannot be read (found 3 fields, expected 7 fields)",
                                        "p.csv:2:side: is not a side",
                                        "p.csv:3:size: is out of range (found \"-1\", expected a number above 0)",
                                        "p.csv:4:entry: is not a number",
                                        "p.csv:5:entry: is empty",
                                        "p.csv:5:liq_price: is out of range",
                                        "p.csv:6:leverage: is out of range",
                                        "p.csv:6:margin_mode: is not a margin mode (found \"shared\"",
                                        "p.csv:6:value: is not a number",
                                        "p.csv:8:size: is out of range",
                                        "p.csv:8:entry: is out of range"};
  ASSERT_EQ(errors.size(), starts.size()) << ::testing::PrintToString(errors);
  for (std::size_t i = 0; i < starts.size(); ++i) EXPECT_THAT(errors[i], StartsWith(starts[i]));
}

TEST(PositionFile, ShowsTheFirstTwentyProblemsAndCountsAll) {
  std::string text = "side,size,entry\n";
  for (int i = 0; i < 50; ++i) text += "sideways,1,1\n";
  const auto errors = errors_of(text);
  ASSERT_EQ(errors.size(), 21U);
  EXPECT_THAT(errors.back(), HasSubstr("30 more problems, 50 in all"));
}

TEST(PositionFile, NamesNeededColumnsThatAreMissing) {
  const auto errors = errors_of("user,sides,amount,entry_price\n1,long,1,100\n");
  ASSERT_EQ(errors.size(), 2U) << ::testing::PrintToString(errors);
  EXPECT_THAT(errors[0], HasSubstr("p.csv:1: the column side is missing"));
  EXPECT_THAT(errors[0], HasSubstr("is it the column \"sides\"?"));
  EXPECT_THAT(errors[1], HasSubstr("the column size is missing"));
  EXPECT_THAT(errors_of("side,size,entry,entry_price\nlong,1,1,1\n").at(0), HasSubstr("two columns mean the same"));
  EXPECT_THAT(errors_of("side,size,entry,side\nlong,1,1,long\n").at(0), HasSubstr("two columns mean the same"));
  EXPECT_TRUE(errors_of("side,size,entry,coin,symbol\nlong,1,1,BTC,BTCUSD\n").empty());
}

TEST(PositionFile, AsksWhichCoinIsMeant) {
  const std::string text = "coin,side,size,entry\nETH,long,1,1\nBTC,long,1,1\nETH,short,1,1\n";
  EXPECT_THAT(errors_of(text).at(0), HasSubstr("holds positions in several coins (found ETH (2), BTC (1)"));
  EXPECT_THAT(errors_of(text, "BTX").at(0), HasSubstr("did you mean BTC?"));
  EXPECT_EQ(parse(text, " eth ").rows.size(), 2U);
  EXPECT_EQ(parse("coin,side,size,entry\nETH,long,1,1\n").coin, "ETH");
  EXPECT_EQ(parse("side,size,entry\nlong,1,1\n", "BTC").coin, "BTC");
}

TEST(PositionFile, RefusesFilesThatAreNone) {
  EXPECT_THAT(errors_of("").at(0), HasSubstr("is empty"));
  EXPECT_THAT(errors_of("side,size,entry\n").at(0), HasSubstr("holds no position"));
  EXPECT_THAT(errors_of("\"side,size\n").at(0), HasSubstr("the header cannot be read"));
  const auto refused = [](const fs::path& path, const char* text) {
    try {
      (void)read_positions(path, "");
      ADD_FAILURE() << path;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr(text));
    }
  };
  refused("no/such/file.csv", "cannot be found");
  refused(fs::temp_directory_path(), "is a folder");
  refused("/dev/zero", "is no ordinary file");
}

TEST(PositionFile, TellsTheMarkItWasTakenAt) {
  const FileMark by_value =
      mark_of_file(parse("side,size,entry,value,upnl\nlong,2,90,200,1\nlong,1,90,101,1\nlong,1,90,99,1\n"));
  EXPECT_EQ(by_value.usd, 100);
  EXPECT_EQ(by_value.rows, 3);
  EXPECT_STREQ(by_value.from, "value");
  EXPECT_DOUBLE_EQ(by_value.spread, 0.02);
  const FileMark by_pnl = mark_of_file(parse("side,size,entry,upnl\nlong,2,90,20\nshort,4,110,40\n"));
  EXPECT_EQ(by_pnl.usd, 100);
  EXPECT_STREQ(by_pnl.from, "pnl");
  EXPECT_TRUE(std::isnan(mark_of_file(parse("side,size,entry\nlong,2,90\n")).usd));
}

// Bytes of a good file, changed at random: read or refused, nothing else.
TEST(PositionFile, NeverCrashesOnDamagedText) {
  const std::string good =
      "\xEF\xBB\xBFuser,coin,direction,size,entry_price,liquidation_price,position_value,leverage_type,leverage_value\n"
      "1,BTC,LONG,0.5,91000,80000,45000,isolated,10\n2,BTC,SHORT,1.25,91000,,113750,cross,40\n"
      "3,ETH,LONG,7,3000.5,2500,21000,cross,5\n";
  std::mt19937_64 random(7);
  const std::string pieces[] = {"\"", ",", "\n", "\r", std::string(1, '\0'), "1e308", "-", "nan", "\xff\xfe", "1e-400"};
  int read = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = good;
    for (std::uint64_t change = random() % 4; change > 0; --change) {
      const std::size_t place = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[place] = static_cast<char>(random());
          break;
        case 1:
          text.erase(place, random() % 30);
          break;
        case 2:
          text.insert(place, pieces[random() % std::size(pieces)]);
          break;
        default:
          text.resize(place);
      }
      if (text.empty()) break;
    }
    try {
      const PositionFile file = parse(text, random() % 2 == 0 ? "BTC" : "");
      ++read;
      ASSERT_FALSE(file.rows.empty());
      for (const PositionRow& row : file.rows) {
        ASSERT_TRUE(row.size > 0 && std::isfinite(row.size) && row.entry_usd > 0 && std::isfinite(row.entry_usd));
        ASSERT_TRUE(row.side == 0 || row.side == 1);
      }
    } catch (const InputError& error) {
      ASSERT_FALSE(error.problems().empty());
      ASSERT_LE(error.problems().size(), 21U);
    }
  }
  EXPECT_GT(read, 100);
}

}  // namespace
}  // namespace tinderbox
