// Batches: columns by name, every model by hand, bad rows beside good ones, hostile files.
#include "host/margin/batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "host/margin/quoted_csv.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

using ::testing::HasSubstr;

constexpr const char* kHeader =
    "id,exchange,contract_kind,margin_mode,side,entry_price,quantity_or_contracts,leverage,wallet_or_extra_margin,mmr,"
    "maint_amount,fee_rate,mark_price,model\n";

// The fields of the one answer to a row.
std::vector<std::string> answer(const std::string& row) {
  const std::string text = explain_batch(kHeader + row + "\n", "file.csv", *parse_utc("2026-01-01"));
  const std::vector<CsvRecord> records = parse_quoted_csv(text);
  EXPECT_EQ(records.size(), 2U) << text;
  EXPECT_EQ(records.at(1).fields.size(), 5U) << text;
  return records.at(1).fields;
}

double price(const std::string& row) {
  const std::vector<std::string> fields = answer(row);
  EXPECT_EQ(fields[4], "") << row;
  return fields[1].empty() ? 0 : std::stod(fields[1]);
}

std::string error(const std::string& row) {
  const std::vector<std::string> fields = answer(row);
  EXPECT_EQ(fields[1], "") << row;
  EXPECT_EQ(fields[2], "") << row;
  return fields[4];
}

TEST(Batch, EveryModelByHand) {
  EXPECT_NEAR(price("a,,linear,isolated,long,100,2,,20,0.01,0,0.001,,lin_mark"), 180 / (2 * 0.989), 1e-9);
  EXPECT_NEAR(price("a,,linear,cross,short,100,2,,20,0.01,1,0,,lin_mark"), 221 / (2 * 1.01), 1e-9);
  EXPECT_NEAR(price("a,,linear,isolated,long,100,2,,20,0.01,0.5,0.001,,lin_entry"), 100 - (20 - 1.5) / 2, 1e-9);
  EXPECT_NEAR(price("a,,inverse,isolated,long,100,200,,0.2,0.01,0,0.001,,inv_mark"), 200 * 1.011 / 2.2, 1e-9);
  EXPECT_NEAR(price("a,,inverse,isolated,short,100,200,,0.2,0.01,0.1,0,,inv_mark"), 200 * 0.99 / 1.7, 1e-9);
  EXPECT_NEAR(price("a,,inverse,isolated,short,100,200,,0.2,0.01,0,0,,inv_entry"), 200 / (2 - (0.2 - 0.02)), 1e-9);
  EXPECT_NEAR(price("a,,linear,cross (hedge),short,100,2,,20,0.01,0,0.001,110,lin_curmark"),
              100 + (20 - 0.011 * 220) / 2, 1e-9);
  EXPECT_NEAR(price("a,,linear,isolated,long,100,2,,20,0.01,0,0.001,,kucoin_posmaint"), 91, 1e-9);
  EXPECT_EQ(price("a,,inverse,isolated,short,6725,500,25,0.002974,0.005,0,0.00075,,bitmex_satoshi"), 6968.5);
  // per contract 8430 + 842.9926 - 33.72, rounded down to 9239 satoshi
  EXPECT_NEAR(price("a,,inverse,isolated,long,11862.5,100,10,0.0008429926238145416,0.004,0,0.00075,,bitmex_predikate"),
              1e8 / 9239, 1e-9);
  const std::vector<std::string> old =
      answer("a,,inverse,cross,long,8000,10000,,0.5,0.005,0,0.00075,,bybit_inverse_cross_2020");
  EXPECT_NEAR(std::stod(old[2]), 10007.5 / 1.75, 1e-9);
  EXPECT_NEAR(std::stod(old[1]), 5739.0835, 1e-4);
}

TEST(Batch, BankruptcyAlone) {
  const std::vector<std::string> linear = answer("a,,linear,cross,short,3000,0.1,,6,,,,,bp");
  EXPECT_EQ(linear, (std::vector<std::string>{"a", "", "3060", "false", ""}));
  EXPECT_EQ(answer("a,,linear,isolated,long,50000,0.1,,-100,0.1,0,0,,bp")[2], "51000");
  EXPECT_EQ(answer("a,,inverse,isolated,long,100,200,,2,,,,,bp")[2], "50");
}

TEST(Batch, NeverIsItsOwnAnswer) {
  EXPECT_EQ(answer("a,,linear,isolated,long,100,2,,200,0.01,0,0,,lin_mark"),
            (std::vector<std::string>{"a", "", "", "true", ""}));
  EXPECT_EQ(answer("a,,inverse,isolated,short,100,200,1,2,0.01,0,0,,inv_mark")[3], "true");
  EXPECT_EQ(answer("a,,inverse,isolated,short,100,200,1,3,0.01,0,0,,inv_entry")[3], "true");
  EXPECT_THAT(answer("a,,inverse,isolated,long,100,200,,-3,0.01,0,0,,inv_mark")[4], HasSubstr("every price"));
}

TEST(Batch, CollateralByLeverageWhereItIsLeftOut) {
  EXPECT_NEAR(price("a,,linear,isolated,long,100,2,10,,0.01,0,0,,lin_entry"), 91, 1e-9);
  EXPECT_NEAR(price("a,,inverse,isolated,long,2000,1,10,,0.005,0,0,,inv_entry"), 20000 / (11 - 0.05), 1e-9);
  EXPECT_THAT(error("a,,linear,isolated,long,100,2,,,0.01,0,0,,lin_entry"), HasSubstr("wallet_or_extra_margin"));
}

// Binance BTCUSD_PERP in 2026: up to 5 coins 0.4%, to 10 coins 0.5% less 0.005; the tier at the price decides.
TEST(Batch, VenueTiersApplyWhereMmrIsEmpty) {
  EXPECT_NEAR(price("a,binance,linear,isolated,long,100000,0.5,25,2000,,,,,lin_mark"), 48000 / (0.5 * 0.996), 1e-6);
  EXPECT_NEAR(price("a,okx,linear,isolated,long,100000,0.5,25,2000,,,,,lin_mark"), 48000 / (0.5 * 0.9955), 1e-6);
  EXPECT_NEAR(price("a,okx,linear,isolated,long,100000,0.5,25,2000,,,0,,lin_mark"), 48000 / (0.5 * 0.996), 1e-6);
  EXPECT_NEAR(price("a,dydx_v4,linear,isolated,long,100000,0.5,25,2000,,,,,lin_mark"), 48000 / (0.5 * 0.988), 1e-6);
  EXPECT_NEAR(price("a,deribit,linear,isolated,long,100000,25,20,125000,,,,,lin_mark"),
              (2.5e6 - 125000) / (25 * (1 - 0.01125)), 1e-6);
  EXPECT_NEAR(price("a,kraken,inverse,isolated,long,8000,1000,,0.01,,,,,inv_mark"), 1010 / 0.135, 1e-6);
  EXPECT_THAT(error("a,okexx,linear,isolated,long,100,2,,20,,,,,lin_mark"), HasSubstr("did you mean okx?"));
  EXPECT_THAT(error("a,,linear,isolated,long,100,2,,20,,,,,lin_mark"), HasSubstr("mmr is empty"));
  EXPECT_THAT(error("a,kucoin,linear,isolated,long,100000,1,10,900,,,,,kucoin_posmaint"), HasSubstr("sourced"));
}

TEST(Batch, VenueLimitsApplyWithItsTiers) {
  EXPECT_THAT(error("a,binance,linear,isolated,long,100000,100,100,1e5,,,,,lin_mark"), HasSubstr("column leverage"));
  EXPECT_THAT(error("a,binance,linear,isolated,long,100000,1e6,1,1e11,,,,,lin_mark"),
              HasSubstr("column quantity_or_contracts"));
}

TEST(Batch, EachWrongFieldIsNamed) {
  const std::vector<std::pair<const char*, const char*>> rows = {
      {"a,,lineal,isolated,long,100,2,,20,0.01,0,0,,lin_mark", "column contract_kind: is not a known word"},
      {"a,,linear,insulated,long,100,2,,20,0.01,0,0,,lin_mark", "did you mean isolated?"},
      {"a,,linear,isolated,buy,100,2,,20,0.01,0,0,,lin_mark", "column side"},
      {"a,,linear,isolated,long (x),100,2,,20,0.01,0,0,,lin_mark", "column side"},
      {"a,,linear,isolated,long,0,2,,20,0.01,0,0,,lin_mark", "column entry_price: is out of range"},
      {"a,,linear,isolated,long,abc,2,,20,0.01,0,0,,lin_mark", "column entry_price: is not a number"},
      {"a,,linear,isolated,long,,2,,20,0.01,0,0,,lin_mark", "column entry_price: is empty"},
      {"a,,linear,isolated,long,100,-2,,20,0.01,0,0,,lin_mark", "column quantity_or_contracts"},
      {"a,,linear,isolated,long,100,2,0,20,0.01,0,0,,lin_mark", "column leverage"},
      {"a,,linear,isolated,long,100,2,,inf,0.01,0,0,,lin_mark", "column wallet_or_extra_margin"},
      {"a,,linear,isolated,long,100,2,,nan,0.01,0,0,,lin_mark", "column wallet_or_extra_margin"},
      {"a,,linear,isolated,long,100,2,,1e400,0.01,0,0,,lin_mark", "column wallet_or_extra_margin"},
      {"a,,linear,isolated,long,100,2,,20,1.5,0,0,,lin_mark", "column mmr"},
      {"a,,linear,isolated,long,100,2,,20,0.9,0,0.1,,lin_mark", "column mmr"},
      {"a,,linear,isolated,long,100,2,,20,0.01,-1,0,,lin_mark", "column maint_amount"},
      {"a,,linear,isolated,long,100,2,,20,0.01,0,-0.1,,lin_mark", "column fee_rate"},
      {"a,,linear,isolated,long,100,2,,20,0.01,0,0,,lin_marc", "did you mean lin_mark?"},
      {"a,,linear,isolated,long,100,2,,20,0.01,0,0,,inv_mark", "column model: is not a formula of this contract kind"},
      {"a,,inverse,isolated,long,100,2,,20,0.01,0,0,,lin_mark", "column model"},
      {"a,,linear,isolated,long,100,2,,20,0.01,0,0,,lin_curmark", "column mark_price: is empty"},
      {"a,,linear,isolated,long,100,2,,20", "line 2: cannot be read (found 9 fields"},
      {"a,\"x,linear", "a quote is not closed"},
  };
  for (const auto& [row, text] : rows) EXPECT_THAT(error(row), HasSubstr(text)) << row;
  EXPECT_THAT(error("a,,lineal,isolated,buy,0,2,,20,0.01,0,0,,lin_mark"),
              ::testing::AllOf(HasSubstr("contract_kind"), HasSubstr("side"), HasSubstr("entry_price")));
}

TEST(Batch, GoodRowsAreAnsweredBesideBadOnes) {
  const std::string text = explain_batch(std::string(kHeader) +
                                             "\"one, two\",,linear,isolated,long,100,2,,20,0.01,0,0,,lin_entry\r\n"
                                             "bad,\"never closed,linear\n"
                                             "\n"
                                             "\"a \"\"b\"\"\nc\",,linear,isolated,short,100,2,,20,0.01,0,0,,lin_entry",
                                         "file.csv", 0);
  const std::vector<CsvRecord> records = parse_quoted_csv(text);
  ASSERT_EQ(records.size(), 4U) << text;
  EXPECT_EQ(records[1].fields[0], "one, two");
  EXPECT_EQ(records[1].fields[1], "91");
  EXPECT_EQ(records[2].fields[0], "bad");
  EXPECT_THAT(records[2].fields[4], HasSubstr("line 3"));
  EXPECT_EQ(records[3].fields[0], "a \"b\"\nc");
  EXPECT_EQ(records[3].fields[1], "109");
}

TEST(Batch, ColumnsAreFoundByName) {
  const std::string text = explain_batch(
      "\xEF\xBB\xBFnote, model ,mmr,wallet_or_extra_margin,quantity_or_contracts,entry_price,side,contract_kind,id\r\n"
      "x,lin_entry,0.01,20,2,100, long ,linear,1\r\n",
      "f", 0);
  EXPECT_EQ(text, "id,liquidation_price,bankruptcy_price,never_liquidates,error\n1,91,90,false,\n");
}

std::vector<std::string> refusal(const std::string& text) {
  try {
    (void)explain_batch(text, "positions.csv", 0);
  } catch (const InputError& error) {
    std::vector<std::string> texts;
    for (const Problem& problem : error.problems()) texts.push_back(problem.text());
    return texts;
  }
  ADD_FAILURE() << "accepted: " << text;
  return {};
}

TEST(Batch, MissingColumnsAreNamed) {
  const std::vector<std::string> texts = refusal("id,contract_kind,side,entry,wallet_or_extra_margin,mmr,model\n");
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_THAT(texts[0], HasSubstr("positions.csv:1: the column entry_price is missing"));
  EXPECT_THAT(texts[1], HasSubstr("quantity_or_contracts is missing"));
  EXPECT_THAT(refusal("")[0], HasSubstr("is empty"));
  EXPECT_THAT(refusal(std::string(kHeader).insert(0, "side,"))[0], HasSubstr("side stands there twice"));
  EXPECT_GE(refusal(std::string(1000, '\0')).size(), 8U);
  EXPECT_GE(refusal("\"id,side").size(), 8U);
}

TEST(Batch, NoRowsNoAnswers) {
  EXPECT_EQ(explain_batch(kHeader, "f", 0), "id,liquidation_price,bankruptcy_price,never_liquidates,error\n");
}

// Random damage to a good file never ends in anything but an answer for every row or a refusal.
TEST(Batch, DamagedFilesAreAnsweredOrRefused) {
  std::mt19937_64 random(431);
  std::string good = kHeader;
  good +=
      "a,binance,linear,isolated,long,100,2,10,20,,,,,lin_mark\nb,,inverse,cross,short,100,2,10,0.01,0.01,0,0,,inv_"
      "mark\n";
  const std::string bytes = std::string("\",\n\r0-9.eE+-naif x\xff(") + char{0};
  for (int i = 0; i < 3000; ++i) {
    std::string text = good;
    for (int k = 0; k < 1 + i % 5; ++k) {
      const std::size_t at = random() % text.size();
      const char byte = bytes[random() % bytes.size()];
      if (random() % 3 == 0)
        text.erase(at, 1 + random() % 8);
      else
        text[at] = byte;
      if (text.empty()) text = "x";
    }
    try {
      const std::vector<CsvRecord> records = parse_quoted_csv(explain_batch(text, "f", 0));
      for (const CsvRecord& record : records) ASSERT_EQ(record.fields.size(), 5U) << text;
    } catch (const InputError&) {
      continue;
    }
  }
}

TEST(QuotedCsv, ReadsWhatItWrites) {
  for (const char* field : {"", "plain", "a,b", "\"", "\"\"", "a\nb", "a\r\nb", ",\",\n"}) {
    const std::vector<CsvRecord> records = parse_quoted_csv(csv_field(field) + ",x\n");
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].fields, (std::vector<std::string>{field, "x"}));
  }
}

TEST(QuotedCsv, KnowsItsLines) {
  const std::vector<CsvRecord> records = parse_quoted_csv("a\r\n\"b\nb\",c\n\n\"open\nd\n");
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[1].line, 2);
  EXPECT_EQ(records[2].line, 5);
  EXPECT_FALSE(records[2].problem.empty());
  EXPECT_EQ(records[3].line, 6);
  EXPECT_EQ(records[3].fields, std::vector<std::string>{"d"});
}

TEST(QuotedCsv, RefusesFoldersAndMissingFiles) {
  EXPECT_THROW((void)read_csv_file("/"), InputError);
  EXPECT_THROW((void)read_csv_file("no such file.csv"), InputError);
}

}  // namespace
}  // namespace tinderbox
