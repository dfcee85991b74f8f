// One row of each layout of each exchange: values, units, times, and what is refused.
#include <cmath>

#include "tests/market/venue_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::HasSubstr;

class VenueRows : public VenueFiles {
 protected:
  [[nodiscard]] FileRows read(const std::string& name, const std::string& text, const std::string& venue,
                              const std::string& contract, Decimal contract_value = {1, 0}) const {
    return read_rows(write(name, text), venue, contract, contract_value);
  }
  [[nodiscard]] std::string refusal(const std::string& name, const std::string& text, const std::string& venue,
                                    const std::string& contract, Decimal contract_value = {1, 0}) const {
    const auto path = write(name, text);
    return error_of([&] { (void)read_rows(path, venue, contract, contract_value, kHour); });
  }
};

TEST_F(VenueRows, BybitKlinesCountCoin) {
  const FileRows rows = read("k.json", bybit_answer("BTCUSDT", R"([["1735693200000","100","110","90","105","10","1000"],
                                                         ["1735689600000","99","101","98","100","0","0"]])"),
                             "bybit", "BTCUSDT");
  ASSERT_EQ(rows.klines.size(), 2U);
  EXPECT_EQ(rows.klines[0].time, kStart + kHour);
  EXPECT_EQ(rows.klines[0].high, 110);
  EXPECT_EQ(rows.klines[0].volume, 10);
  EXPECT_EQ(rows.klines[0].quote_volume, 1000);
  EXPECT_TRUE(std::isnan(rows.klines[0].taker_buy_volume));
  EXPECT_EQ(rows.klines[1].quote_volume, 0);
  EXPECT_EQ(rows.klines[1].source.number, 1U);
}

TEST_F(VenueRows, BybitInterestFundingAndRatio) {
  const auto interest =
      read("o.json", bybit_answer("BTCUSDT", R"([{"openInterest":"53000.125","timestamp":"1735689600000"}])"), "bybit",
           "BTCUSDT");
  EXPECT_EQ(interest.interest.at(0).contracts, (Decimal{53000125, 3}));
  EXPECT_EQ(interest.interest.at(0).time, kStart);
  const auto funding = read("f.json", R"({"retCode":0,"result":{"category":"linear","list":[{"symbol":"BTCUSDT",
      "fundingRate":"-0.0001","fundingRateTimestamp":"1735689600000"}]},"time":1})",
                            "bybit", "BTCUSDT");
  EXPECT_EQ(funding.funding.at(0).rate, -0.0001);
  const auto ratio = read("r.json", R"({"result":{"list":[{"symbol":"BTCUSDT","buyRatio":"0.6","sellRatio":"0.4",
      "timestamp":"1735689600000"},{"symbol":"BTCUSDT","buyRatio":"1","sellRatio":"0","timestamp":"1735693200000"}]}})",
                          "bybit", "BTCUSDT");
  EXPECT_DOUBLE_EQ(ratio.ratios.at(0).long_short_ratio, 1.5);
  EXPECT_TRUE(std::isnan(ratio.ratios.at(1).long_short_ratio));
}

TEST_F(VenueRows, BybitNamesItsContractAndMarketBesideTheRows) {
  const std::string row = R"([["1735689600000","100","110","90","105","10","1000"]])";
  EXPECT_THAT(refusal("k.json", bybit_answer("ETHUSDT", row), "bybit", "BTCUSDT"),
              HasSubstr("k.json.symbol: is another symbol (found \"ETHUSDT\", expected \"BTCUSDT\")"));
  EXPECT_THAT(refusal("k.json", R"({"result":{"list":)" + row + R"(,"symbol":"ETHUSDT"}})", "bybit", "BTCUSDT"),
              HasSubstr("k.json.symbol: is another symbol"));
  EXPECT_THAT(refusal("k.json", R"({"result":{"category":"spot","list":)" + row + "}}", "bybit", "BTCUSDT"),
              HasSubstr("is the spot market"));
  EXPECT_THAT(refusal("f.json", R"({"result":{"list":[{"symbol":"ETHUSDT","fundingRate":"0",
      "fundingRateTimestamp":"1735689600000"}]}})",
                      "bybit", "BTCUSDT"),
              HasSubstr("f.json[0].symbol: is another symbol"));
}

TEST_F(VenueRows, OkxCandlesCountContracts) {
  const FileRows rows =
      read("k.json", okx_answer(R"([["1735693200000","100","110","90","105","123.45","1.2345","130","1"],
                                                      ["1735689600000","99","101","98","100","300","0","0","1"]])"),
           "okx", "BTC-USDT-SWAP", {1, 2});
  ASSERT_EQ(rows.klines.size(), 2U);
  EXPECT_EQ(rows.klines[0].volume, 1.2345);  // the nearest double, not 123.45 * 0.01
  EXPECT_EQ(rows.klines[0].quote_volume, 130);
  EXPECT_EQ(rows.klines[1].volume, 3);
  EXPECT_TRUE(std::isnan(rows.klines[1].quote_volume));
}

TEST_F(VenueRows, OkxContractsOfAnotherSizeAreRefused) {
  const std::string text = okx_answer(R"([["1735689600000","99","101","98","100","300","30","3000","1"]])");
  EXPECT_THAT(refusal("k.json", text, "okx", "BTC-USDT-SWAP", {1, 2}),
              HasSubstr("k.json[0].volCcy: does not fit the contracts beside it (found \"30\", expected about 3"));
  EXPECT_NO_THROW((void)read_rows(write("k.json", text), "okx", "ETH-USDT-SWAP", {1, 1}, kHour));
  const std::string interest = okx_answer(R"([["1735689600000","1000","1000","1"]])");
  EXPECT_THAT(refusal("o.json", interest, "okx", "BTC-USDT-SWAP", {1, 2}), HasSubstr("o.json[0].oiCcy: does not fit"));
}

TEST_F(VenueRows, OkxCandleThatIsStillOpenIsLeftOut) {
  const auto candle = [](std::int64_t hour, int confirm) {
    return fmt::format(R"(["{}","100","110","90","105","1","0","0","{}"])", ms(kStart + hour * kHour), confirm);
  };
  const auto times = [&](const std::string& rows) {
    std::vector<std::int64_t> hours;
    const FileRows read_back = read("k.json", okx_answer("[" + rows + "]"), "okx", "BTC-USDT-SWAP", {1, 2});
    for (const KlineRow& row : read_back.klines) hours.push_back((row.time - kStart) / kHour);
    EXPECT_EQ(read_back.facts.rows, static_cast<std::int64_t>(hours.size()));
    return hours;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(times(candle(2, 0) + "," + candle(1, 1) + "," + candle(0, 1)), ElementsAre(1, 0));
  EXPECT_THAT(times(candle(0, 1) + "," + candle(1, 1) + "," + candle(2, 0)), ElementsAre(0, 1));
  EXPECT_THAT(times(candle(0, 0) + "," + candle(1, 0)), ElementsAre(0));  // a later one follows: it is over
  EXPECT_THAT(refusal("k.json", okx_answer("[" + candle(0, 0) + "]"), "okx", "BTC-USDT-SWAP"),
              HasSubstr("holds no finished candle"));
  EXPECT_THAT(refusal("k.json", okx_answer("[" + candle(0, 2) + "]"), "okx", "BTC-USDT-SWAP"),
              HasSubstr("k.json[0].confirm: is no flag"));
}

TEST_F(VenueRows, OkxInterestIsKnownWhenItsPeriodEnds) {
  const FileRows rows =
      read("o.json", okx_answer(R"([["1735693200000","100.5","1.005","1"],["1735689600000","7","0.07","1"]])"), "okx",
           "BTC-USDT-SWAP", {1, 2});
  EXPECT_EQ(rows.interest.at(0).time, kStart + 2 * kHour);
  EXPECT_EQ(rows.interest.at(0).contracts, (Decimal{1005, 3}));
  EXPECT_EQ(rows.interest.at(1).time, kStart + kHour);
}

TEST_F(VenueRows, OkxSnapshotsOfAllContractsGiveTheOneAskedFor) {
  const FileRows rows = read("o.json", okx_answer(R"([
      {"instId":"ETH-USDT-SWAP","instType":"SWAP","oi":"nonsense","oiCcy":"1","ts":"1735689600123"},
      {"instId":"BTC-USDT-SWAP","instType":"SWAP","oi":"250","oiCcy":"2.5","oiUsd":"1","ts":"1735689600123"}])"),
                             "okx", "BTC-USDT-SWAP", {1, 2});
  ASSERT_EQ(rows.interest.size(), 1U);
  EXPECT_EQ(rows.interest[0].contracts, (Decimal{25, 1}));
  EXPECT_EQ(rows.facts.passed_over, 1);
}

TEST_F(VenueRows, OkxFundingIsWhatWasExchanged) {
  const FileRows rows =
      read("f.json", okx_answer(R"([{"instType":"SWAP","instId":"BTC-USDT-SWAP","fundingRate":"0.0002",
      "realizedRate":"0.00015","fundingTime":"1735689600000"},{"instId":"BTC-USDT-SWAP","fundingRate":"0.0003",
      "realizedRate":"","fundingTime":"1735660800000"}])"),
           "okx", "BTC-USDT-SWAP");
  EXPECT_EQ(rows.funding.at(0).rate, 0.00015);
  EXPECT_EQ(rows.funding.at(1).rate, 0.0003);
}

TEST_F(VenueRows, HyperliquidCandlesAndFunding) {
  const FileRows rows = read("k.json", R"([{"T":1735693199999,"c":"105","h":"110","i":"1h","l":"90","n":5,"o":"100",
      "s":"BTC","t":1735689600000,"v":"12.5"}])",
                             "hyperliquid", "BTC");
  EXPECT_EQ(rows.klines.at(0).time, kStart);
  EXPECT_EQ(rows.klines.at(0).volume, 12.5);
  EXPECT_TRUE(std::isnan(rows.klines.at(0).quote_volume));
  const FileRows funding = read("f.json", R"([{"coin":"BTC","fundingRate":"0.0000125","premium":"0.0001",
      "time":1735689601433}])",
                                "hyperliquid", "BTC");
  EXPECT_EQ(funding.funding.at(0).time, kStart);
  EXPECT_THAT(refusal("k.json", R"([{"T":1735693199999,"c":"105","h":"110","i":"4h","l":"90","o":"100","s":"ETH",
      "t":1735689600000,"v":"1"}])",
                      "hyperliquid", "BTC"),
              AllOf(HasSubstr("k.json[0].s: is another symbol"), HasSubstr("k.json[0].i: is another interval")));
}

TEST_F(VenueRows, HyperliquidContextsCountBothSides) {
  const FileRows rows = read("20250101.csv",
                             "time,coin,funding,open_interest,prev_day_px,day_ntl_vlm,premium,oracle_px,mark_px,mid_px,"
                             "impact_bid_px,impact_ask_px\n"
                             "2025-01-01T00:00:00Z,ETH,0.1,7,1,1,,1,1,,,\n"
                             "2025-01-01T00:00:00Z,BTC,0.0000125,30000.25,1,1,0.1,1,1,1,1,1\n"
                             "2025-01-01 00:01:00.500,BTC,0.0000125,30001,1,1,,1,1,,,\n",
                             "hyperliquid", "BTC");
  ASSERT_EQ(rows.interest.size(), 2U);
  EXPECT_EQ(rows.interest[0].contracts, (Decimal{15000125, 3}));
  EXPECT_EQ(rows.interest[1].time, kStart + 60);
  EXPECT_EQ(rows.facts.passed_over, 1);
}

TEST_F(VenueRows, KrakenCandlesAndFunding) {
  const FileRows rows = read("k.json", R"({"candles":[{"time":1735689600000,"open":"100","high":"110","low":"90",
      "close":"105","volume":25},{"time":1735693200000,"open":"100","high":"110","low":"90","close":"105","volume":"0"}],
      "more_candles":true})",
                             "kraken", "PF_XBTUSD");
  EXPECT_EQ(rows.klines.at(0).volume, 25);
  EXPECT_EQ(rows.klines.at(1).quote_volume, 0);
  const FileRows funding = read("f.json", R"({"result":"success","rates":[{"timestamp":"2025-01-01T00:00:00Z",
      "fundingRate":0.2659,"relativeFundingRate":2.847734722222e-06},{"timestamp":"2025-01-01T01:00:00.000Z",
      "fundingRate":-0.2,"relativeFundingRate":-1e-6}]})",
                                "kraken", "PF_XBTUSD");
  EXPECT_EQ(funding.funding.at(0).rate, 2.847734722222e-06);
  EXPECT_EQ(funding.funding.at(0).interval_hours, 1);
  EXPECT_EQ(funding.funding.at(1).time, kStart + kHour);
}

TEST_F(VenueRows, KrakenAnalyticsInEitherOrder) {
  for (
      const char* text :
      {R"({"result":{"timestamp":[1735689600,1735693200],"more":false,"data":[["1.5","2","1","1.75"],["1.75","2","1","1"]]},"errors":[]})",
       R"({"errors":[],"result":{"data":[["1.5","2","1","1.75"],["1.75","2","1","1"]],"timestamp":[1735689600000,1735693200000]}})"}) {
    const FileRows rows = read("open-interest.json", text, "kraken", "PF_XBTUSD");
    ASSERT_EQ(rows.interest.size(), 2U) << text;
    EXPECT_EQ(rows.interest[0].time, kStart);
    EXPECT_EQ(rows.interest[0].contracts, (Decimal{15, 1}));
    EXPECT_EQ(rows.interest[1].time, kStart + kHour);
  }
  EXPECT_THAT(refusal("o.json", R"({"result":{"timestamp":[1735689600],"data":[["1","1","1","1"],["1","1","1","1"]]}})",
                      "kraken", "PF_XBTUSD"),
              HasSubstr("o.json: holds arrays of different lengths (found 2 rows, expected 1 rows"));
  EXPECT_THAT(refusal("o.json", R"({"result":{"timestamp":[1735689600],"data":[["1","1"]]}})", "kraken", "PF_XBTUSD"),
              HasSubstr("o.json[0]: has the wrong number of values (found 3, expected 5)"));
}

TEST_F(VenueRows, KrakenTickersTakeTheTimeOfTheAnswer) {
  const std::string tickers = R"("tickers":[{"symbol":"PI_XBTUSD","openInterest":21279580.0},
      {"symbol":"PF_XBTUSD","tag":"perpetual","openInterest":2012.5,"greeks":{"iv":1},"fundingRate":-0.1}])";
  for (const std::string& text : {R"({"result":"success","serverTime":"2025-01-01T00:00:00.524Z",)" + tickers + "}",
                                  "{" + tickers + R"(,"serverTime":"2025-01-01T00:00:00.524Z","result":"success"})"}) {
    const FileRows rows = read("t.json", text, "kraken", "PF_XBTUSD");
    ASSERT_EQ(rows.interest.size(), 1U);
    EXPECT_EQ(rows.interest[0].time, kStart);
    EXPECT_EQ(rows.interest[0].contracts, (Decimal{20125, 1}));
    EXPECT_EQ(rows.facts.passed_over, 1);
  }
  EXPECT_THAT(refusal("t.json", "{" + tickers + "}", "kraken", "PF_XBTUSD"), HasSubstr("serverTime is missing"));
}

TEST_F(VenueRows, DydxCandlesCarryOpenInterest) {
  const std::string candle = R"({"startedAt":"2025-01-01T00:00:00.000Z","ticker":"BTC-USD","resolution":"1HOUR",
      "low":"90","high":"110","open":"100","close":"105","baseTokenVolume":"3.2767","usdVolume":"327","trades":49,
      "startingOpenInterest":"381.7348","orderbookMidPriceOpen":null})";
  for (const std::string& text : {R"({"candles":[)" + candle + "]}",
                                  R"({"requestId":"r","status":"success","result":{"candles":[)" + candle + "]}}"}) {
    const FileRows rows = read("k.json", text, "dydx", "BTC-USD");
    ASSERT_EQ(rows.klines.size(), 1U);
    EXPECT_EQ(rows.klines[0].time, kStart);
    EXPECT_EQ(rows.klines[0].volume, 3.2767);
    EXPECT_EQ(rows.klines[0].quote_volume, 327);
    EXPECT_EQ(rows.interest.at(0).contracts, (Decimal{3817348, 4}));
    EXPECT_EQ(rows.interest.at(0).time, kStart);
    EXPECT_EQ(rows.facts.rows, 1);
  }
  const FileRows funding = read("f.json", R"({"historicalFunding":[{"ticker":"BTC-USD","rate":"0.000002375",
      "price":"89993.8","effectiveAtHeight":"66622979","effectiveAt":"2025-01-01T00:00:00.219Z"}]})",
                                "dydx", "BTC-USD");
  EXPECT_EQ(funding.funding.at(0).time, kStart);
  EXPECT_EQ(funding.funding.at(0).rate, 0.000002375);
}

TEST_F(VenueRows, AnswersOneAfterTheOtherAreReadAsOne) {
  const auto page = [](std::int64_t hour) {
    return bybit_answer("BTCUSDT",
                        fmt::format(R"([["{}","100","110","90","105","10","1000"]])", ms(kStart + hour * kHour)));
  };
  const FileRows rows = read("k.json", page(1) + "\n" + page(0) + page(2) + " \n", "bybit", "BTCUSDT");
  ASSERT_EQ(rows.klines.size(), 3U);
  EXPECT_EQ(rows.klines[2].source.number, 2U);
}

TEST_F(VenueRows, RefusalsNameElementAndMember) {
  const auto bybit = [&](const char* row) {
    return refusal("k.json", bybit_answer("BTCUSDT", row), "bybit", "BTCUSDT");
  };
  EXPECT_THAT(bybit(R"([["1735689600001","100","110","90","105","1","1"]])"),
              HasSubstr("k.json[0].start: is not on the grid"));
  EXPECT_THAT(bybit(R"([["1735689600000","100","110","111","105","1","1"]])"),
              HasSubstr("k.json[0].high: is below low"));
  EXPECT_THAT(bybit(R"([["1735689600000","100","110","90","105","-1","1"]])"),
              HasSubstr("k.json[0].volume: is negative"));
  EXPECT_THAT(bybit(R"([["1735689600000","100","110","90","105","1","1"],["1735693200000"]])"),
              HasSubstr("k.json[1]: has the wrong number of values (found 1, expected 7)"));
  EXPECT_THAT(
      refusal("k.json", R"({"candles":[{"startedAt":"2025-13-01T00:00:00Z","ticker":"BTC-USD","resolution":"1HOUR",
      "low":"90","high":"110","open":"100","close":"105","baseTokenVolume":"1","usdVolume":"nan",
      "startingOpenInterest":"-1"}]})",
              "dydx", "BTC-USD"),
      AllOf(HasSubstr("k.json[0].startedAt: is no time"), HasSubstr("k.json[0].usdVolume: is no number"),
            HasSubstr("k.json[0].startingOpenInterest: is negative")));
  EXPECT_THAT(
      refusal("f.json", R"({"rates":[{"timestamp":"2025-01-01T00:00:00Z","relativeFundingRate":0.1},{"timestamp":1}]})",
              "kraken", "PF_XBTUSD"),
      HasSubstr("f.json[1].relativeFundingRate: is missing"));
}

TEST_F(VenueRows, WhatAVenueSaysInsteadOfRowsIsShown) {
  EXPECT_THAT(refusal("k.json", R"({"retCode":10001,"retMsg":"params error: symbol invalid","result":{},"time":1})",
                      "bybit", "BTCUSDT"),
              HasSubstr("params error: symbol invalid"));
  EXPECT_THAT(refusal("k.json", R"({"result":{"list":[]}})", "bybit", "BTCUSDT"), HasSubstr("is empty"));
}

TEST(IsoTime, Parsed) {
  EXPECT_EQ(parse_iso_time("2025-01-01T00:00:00.250Z")->units, kStart * 1'000'000 + 250'000);
  EXPECT_EQ(parse_iso_time("2025-01-01 00:00:00.123456789")->units, kStart * 1'000'000 + 123'456);
  EXPECT_EQ(parse_iso_time("2025-01-01T00:00:00Z")->rest(), 0);
  for (const char* text :
       {"", ".", "Z", ".Z", "2025-01-01T00:00:00.Z", "2025-01-01T00:00:00.1x", "1999-01-01T00:00:00Z",
        "2025-02-30T00:00:00.5Z", "2025-01-01T00:00:00.1234567890", "2025-01-01T00:00:00..5"})
    EXPECT_EQ(parse_iso_time(text), std::nullopt) << text;
}

TEST(Product, IsExactOrRefused) {
  EXPECT_EQ(product({12345, 2}, {1, 2}), (Decimal{12345, 4}));
  EXPECT_EQ(product({25, 1}, {4, 0}), (Decimal{1, -1}));
  EXPECT_EQ(product({0, 0}, {5, 1}), Decimal{});
  EXPECT_EQ(product({-9'000'000'000'000'000'001, 0}, {3, 0}), std::nullopt);
  EXPECT_EQ(product({1, 99}, {1, 99}), std::nullopt);
  EXPECT_EQ(to_double({12345, 4}), 1.2345);
  EXPECT_EQ(to_double({1, -3}), 1000);
}

}  // namespace
}  // namespace tinderbox::testing
