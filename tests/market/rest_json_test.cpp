#include "host/market/market_readers.hpp"
#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kCandle = R"([1735689600000,"100.0","110","90","105","10",1735693199999,"1000",7,"4","400","0"])";

class RestJson : public MarketFiles {
 protected:
  [[nodiscard]] std::string kline_error(const std::string& text) const {
    const auto path = write("k.json", text);
    return error_of([&] { (void)read_klines(path, kHour, Traded::kYes, {}); });
  }
  [[nodiscard]] std::string interest_error(const std::string& text) const {
    const auto path = write("o.json", text);
    return error_of([&] { (void)read_open_interest(path, "BTCUSDT", {}); });
  }
};

TEST_F(RestJson, KlinesRead) {
  KlineRow row;
  const auto facts = read_klines(write("k.json", fmt::format(" [{}\n]\n", kCandle)), kHour, Traded::kYes,
                                 [&](const KlineRow& r) { row = r; });
  EXPECT_EQ(facts.rows, 1);
  EXPECT_EQ(row.time, kStart);
  EXPECT_EQ(row.high, 110);
  EXPECT_EQ(row.taker_buy_volume, 4);
}

TEST_F(RestJson, OpenInterestFundingAndRatioRead) {
  OpenInterestRow interest;
  (void)read_open_interest(
      write("o.json", R"([{"symbol":"BTCUSDT","sumOpenInterest":"78942.34400000","sumOpenInterestValue":"5",
        "CMCCirculatingSupply":"1","timestamp":1735689600000}])"),
      "BTCUSDT", [&](const OpenInterestRow& r) { interest = r; });
  EXPECT_EQ(interest.contracts, (Decimal{78942344, 3}));
  FundingRow paid;
  (void)read_funding(write("f.json", R"([{"symbol":"BTCUSDT","fundingTime":1735689600003,"fundingRate":"-0.0001",
        "markPrice":""}])"),
                     "BTCUSDT", [&](const FundingRow& r) { paid = r; });
  EXPECT_EQ(paid.time, kStart);
  EXPECT_EQ(paid.rate, -0.0001);
  EXPECT_EQ(paid.interval_hours, 0);
  AccountRatioRow ratio;
  (void)read_account_ratio(write("r.json", R"([{"symbol":"BTCUSDT","longAccount":"0.62","longShortRatio":"1.6476",
        "shortAccount":"0.38","timestamp":1735689600000}])"),
                           "BTCUSDT", [&](const AccountRatioRow& r) { ratio = r; });
  EXPECT_EQ(ratio.long_short_ratio, 1.6476);
}

TEST_F(RestJson, RefusalsNameElementAndMember) {
  EXPECT_THAT(kline_error(fmt::format("[{},[1,2]]", kCandle)), HasSubstr("k.json[1]: has the wrong number of values"));
  EXPECT_THAT(kline_error(R"([[1735689600000,"x","110","90","105","10",1735693199999,"1",7,"4","4","0"]])"),
              HasSubstr("k.json[0].open: is no number (found \"x\""));
  EXPECT_THAT(kline_error("[{}]"), HasSubstr("k.json[0]: has the wrong shape (found an object"));
  EXPECT_THAT(interest_error(R"([{"symbol":"BTCUSDT","timestamp":1735689600000}])"),
              HasSubstr("o.json[0].sumOpenInterest: is missing"));
  EXPECT_THAT(interest_error(R"([{"symbol":"ETHUSDT","timestamp":1735689600000,"sumOpenInterest":"1"}])"),
              HasSubstr("o.json[0].symbol: is another symbol"));
  EXPECT_THAT(interest_error(R"([{"symbol":"BTCUSDT","timestamp":1735689600000,"sumOpenInterest":null}])"),
              HasSubstr("o.json[0].sumOpenInterest: is no number (found \"null\""));
  EXPECT_THAT(interest_error("[[1]]"), HasSubstr("o.json[0]: has the wrong shape"));
  EXPECT_THAT(interest_error("a,b\n"), HasSubstr("o.json: is no REST answer"));
}

TEST_F(RestJson, WhatIsNoRestAnswerIsRefused) {
  EXPECT_THAT(kline_error("[]"), HasSubstr("k.json: holds no rows"));
  EXPECT_THAT(kline_error("[" + std::string(kCandle)), HasSubstr("k.json: is no REST answer (found an error at byte"));
  EXPECT_THAT(kline_error("[" + std::string(kCandle) + "] x"), HasSubstr("is no REST answer"));
  EXPECT_THAT(kline_error(R"({"code":-1121,"msg":"Invalid symbol."})"),
              HasSubstr("is no REST answer (found an object"));
  EXPECT_THAT(kline_error("[1]"), HasSubstr("element 0 that is a single value"));
  EXPECT_THAT(kline_error("[[[1]]]"), HasSubstr("element 0 nested deeper"));
  EXPECT_THAT(kline_error(std::string(2'000'000, '[')), HasSubstr("nested deeper"));
  EXPECT_THAT(kline_error("[[\"" + std::string(3'000'000, 'x') + "\"]]"), HasSubstr("an element of more than"));
  std::string wide = "[[1";
  for (int i = 0; i < 1000; ++i) wide += ",1";
  EXPECT_THAT(kline_error(wide + "]]"), HasSubstr("too many members"));
}

}  // namespace
}  // namespace tinderbox::testing
