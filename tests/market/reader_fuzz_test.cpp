// Broken and hostile files of every layout: each gives an InputError or rows within their tables, never anything else.
#include <cmath>
#include <random>

#include "host/market/liquidation_readers.hpp"
#include "host/market/total_open_interest.hpp"
#include "tests/market/venue_fixture.hpp"

namespace tinderbox::testing {
namespace {

struct Sample {
  const char* name;  // of the file: some layouts need a word in it
  const char* venue;
  const char* contract;
  const char* text;
};

constexpr Sample kSamples[] = {
    {"BTCUSDT-1h.json", "binance", "BTCUSDT",
     R"([[1735689600000,"100.0","110","90","105","10",1735693199999,"1000",7,"4","400","0"]])"},
    {"bybit_kline.json", "bybit", "BTCUSDT",
     R"({"retCode":0,"result":{"symbol":"BTCUSDT","category":"linear","list":[["1735693200000","100","110","90","105","10","1000"],["1735689600000","99","101","98","100","0","0"]]},"time":1})"},
    {"bybit_mark.json", "bybit", "BTCUSDT",
     R"({"result":{"list":[["1735693200000","100","110","90","105"],["1735689600000","99","101","98","100"]]}})"},
    {"bybit_oi.json", "bybit", "BTCUSDT",
     R"({"result":{"list":[{"openInterest":"53000.125","timestamp":"1735689600000"}],"nextPageCursor":""}})"},
    {"bybit_funding.json", "bybit", "BTCUSDT",
     R"({"result":{"list":[{"symbol":"BTCUSDT","fundingRate":"-0.0001","fundingRateTimestamp":"1735689600000"}]}})"},
    {"bybit_ratio.json", "bybit", "BTCUSDT",
     R"({"result":{"list":[{"symbol":"BTCUSDT","buyRatio":"0.6","sellRatio":"0.4","timestamp":"1735689600000"}]}})"},
    {"okx_candles.json", "okx", "BTC-USDT-SWAP",
     R"({"code":"0","data":[["1735693200000","100","110","90","105","123.45","1.2345","130","0"],["1735689600000","99","101","98","100","300","3","0","1"]]})"},
    {"okx_oi.json", "okx", "BTC-USDT-SWAP",
     R"({"code":"0","data":[["1735693200000","100.5","1.005","1"],["1735689600000","7","0.07","1"]]})"},
    {"okx_oi_now.json", "okx", "BTC-USDT-SWAP",
     R"({"data":[{"instId":"BTC-USDT-SWAP","oi":"250","oiCcy":"2.5","ts":"1735689600123"}]})"},
    {"okx_funding.json", "okx", "BTC-USDT-SWAP",
     R"({"data":[{"instId":"BTC-USDT-SWAP","fundingRate":"0.0002","realizedRate":"0.00015","fundingTime":"1735689600000"}]})"},
    {"hl_candles.json", "hyperliquid", "BTC",
     R"([{"T":1735693199999,"c":"105","h":"110","i":"1h","l":"90","n":5,"o":"100","s":"BTC","t":1735689600000,"v":"12.5"}])"},
    {"hl_funding.json", "hyperliquid", "BTC",
     R"([{"coin":"BTC","fundingRate":"0.0000125","premium":"0.0001","time":1735689601433}])"},
    {"hl_contexts.csv", "hyperliquid", "BTC",
     "time,coin,funding,open_interest,prev_day_px,day_ntl_vlm,premium,oracle_px,mark_px,mid_px,impact_bid_px,"
     "impact_ask_px\n2025-01-01T00:00:00Z,BTC,0.0000125,30000.25,1,1,0.1,1,1,1,1,1\n"},
    {"kraken_candles.json", "kraken", "PF_XBTUSD",
     R"({"candles":[{"time":1735689600000,"open":"100","high":"110","low":"90","close":"105","volume":25},{"time":1735693200000,"open":"100","high":"110","low":"90","close":"105","volume":"0"}],"more_candles":true})"},
    {"kraken_funding.json", "kraken", "PF_XBTUSD",
     R"({"rates":[{"timestamp":"2025-01-01T01:00:00.000Z","fundingRate":-0.2,"relativeFundingRate":-1e-6}]})"},
    {"kraken_openinterest.json", "kraken", "PF_XBTUSD",
     R"({"result":{"timestamp":[1735689600,1735693200],"more":false,"data":[["1.5","2","1","1.75"],["1.75","2","1","1"]]},"errors":[]})"},
    {"kraken_tickers.json", "kraken", "PF_XBTUSD",
     R"({"tickers":[{"symbol":"PF_XBTUSD","openInterest":2012.5,"greeks":{"iv":[1]}}],"serverTime":"2025-01-01T00:00:00.524Z"})"},
    {"dydx_candles.json", "dydx", "BTC-USD",
     R"({"candles":[{"startedAt":"2025-01-01T00:00:00.000Z","ticker":"BTC-USD","resolution":"1HOUR","low":"90","high":"110","open":"100","close":"105","baseTokenVolume":"3.2767","usdVolume":"327","startingOpenInterest":"381.7348"}]})"},
    {"dydx_funding.json", "dydx", "BTC-USD",
     R"({"historicalFunding":[{"ticker":"BTC-USD","rate":"0.000002375","effectiveAt":"2025-01-01T00:00:00.219Z"}]})"},
    {"BTC-candles-1h.csv", "bybit", "BTCUSDT",
     "time_ms,time_utc,venue,open,high,low,close,volume_coin\n1735689600000,2025-01-01T00:00:00Z,bybit,1,2,1,2,3.5\n"
     "1735693200000,2025-01-01T01:00:00Z,bybit,1,2,1,2,3.5\n"},
    {"BTC-funding.csv", "bybit", "BTCUSDT",
     "time_ms,time_utc,venue,funding_rate\n1735689600000,2025-01-01T00:00:00Z,bybit,1.2e-05\n"},
};

constexpr const char* kLiquidationSamples[] = {
    "time_ms,time_utc,long_liquidation_usd,short_liquidation_usd\n1735689600000,2025-01-01T00:00:00Z,21.5,0\n",
    "BTC,SELL,LIMIT,IOC,1.500,100000.5,None,FILLED,0.162,1.500,1735689600271,0.15\n",
    R"({"e":"forceOrder","E":1735689600893,"o":{"s":"BTCUSDT","S":"SELL","q":"0.014","p":"9910.0","ap":"9910.5","z":"0.014","T":1735689600893}})",
    "1735689600926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,7\n1735689600926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,"
    "7\n",
};

bool in_time(std::int64_t time) {
  return time >= 1'000'000'000 && time < 4'200'000'000;
}

class ReaderFuzz : public VenueFiles {
 protected:
  static void check(const FileRows& rows) {
    for (const KlineRow& row : rows.klines) {
      EXPECT_TRUE(in_time(row.time));
      EXPECT_GT(row.low, 0);
      EXPECT_LE(row.low, row.open);
      EXPECT_LE(row.low, row.close);
      EXPECT_LE(row.close, row.high);
      EXPECT_LE(row.high, 1e12);
      EXPECT_TRUE(row.volume >= 0 && std::isfinite(row.volume));
    }
    for (const OpenInterestRow& row : rows.interest) {
      EXPECT_TRUE(in_time(row.time));
      EXPECT_TRUE(!row.contracts || row.contracts->digits >= 0);
    }
    for (const FundingRow& row : rows.funding) {
      EXPECT_TRUE(in_time(row.time));
      EXPECT_LT(std::abs(row.rate), 1);
    }
    for (const AccountRatioRow& row : rows.ratios) EXPECT_FALSE(row.long_short_ratio <= 0);
  }

  // True if it was read, false if it was refused; anything else than InputError fails the test.
  bool survives(const Sample& sample, const std::string& text) const {
    const auto path = write(sample.name, text);
    try {
      check(read_rows(path, sample.venue, sample.contract, {1, 2}, kHour));
      return true;
    } catch (const InputError& error) {
      EXPECT_FALSE(error.problems().empty());
      return false;
    }
  }
  bool liquidations_survive(const std::string& text) const {
    const auto path = write("l", text);
    try {
      read_liquidations({.path = path}, [](const LiquidationRow& row) {
        EXPECT_TRUE(in_time(row.time));
        EXPECT_TRUE(row.usd >= 0 && std::isfinite(row.usd));
        EXPECT_FALSE(row.price <= 0);
      });
      return true;
    } catch (const InputError&) {
      return false;
    }
  }

  // Every text that is `text` cut somewhere, with a bit flipped, or with one value replaced by a hostile one.
  static void for_each_mutation(const std::string& text, const std::function<void(const std::string&)>& use) {
    for (std::size_t length = 0; length < text.size(); ++length) use(text.substr(0, length));
    std::mt19937_64 random(7);
    for (int i = 0; i < 400; ++i) {
      std::string flipped = text;
      for (std::uint64_t flips = random() % 3 + 1; flips > 0; --flips) {
        const std::uint64_t at = random() % (flipped.size() * 8);
        flipped[at / 8] = static_cast<char>(static_cast<unsigned char>(flipped[at / 8]) ^ (1U << (at % 8)));
      }
      use(flipped);
    }
    for_each_replacement(text, use);
  }

  static void for_each_replacement(const std::string& text, const std::function<void(const std::string&)>& use) {
    static const std::vector<std::string> kHostile{"",
                                                   "-1",
                                                   "0",
                                                   "1e308",
                                                   "-1e308",
                                                   "1e999",
                                                   "nan",
                                                   "inf",
                                                   "null",
                                                   "[]",
                                                   "{}",
                                                   "\"\"",
                                                   "\"x\"",
                                                   "true",
                                                   "-0.0",
                                                   "1e-320",
                                                   "[[[1]]]",
                                                   "{\"a\":{\"b\":[1]}}",
                                                   "9223372036854775807",
                                                   "99999999999999999999999999",
                                                   "4102444799999",
                                                   "\xff\xfe",
                                                   "None",
                                                   "1,2",
                                                   "0x10",
                                                   "\\u0000"};
    const auto part_of_value = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-';
    };
    for (std::size_t begin = 0; begin < text.size();) {
      std::size_t end = begin;
      while (end < text.size() && part_of_value(text[end])) ++end;
      if (end > begin) {
        for (const std::string& value : kHostile) use(text.substr(0, begin) + value + text.substr(end));
      }
      begin = end + 1;
    }
  }
};

TEST_F(ReaderFuzz, SamplesAreRead) {
  for (const Sample& sample : kSamples) EXPECT_TRUE(survives(sample, sample.text)) << sample.name;
  for (const char* text : kLiquidationSamples) EXPECT_TRUE(liquidations_survive(text)) << text;
}

TEST_F(ReaderFuzz, EveryReaderRefusesOrReads) {
  for (const Sample& sample : kSamples) {
    int refused = 0;
    for_each_mutation(sample.text, [&](const std::string& text) { refused += survives(sample, text) ? 0 : 1; });
    EXPECT_GT(refused, 300) << sample.name;  // the mutations do break it
  }
}

// A cut JSON answer is never taken for a whole one; of CSV a cut line is not.
TEST_F(ReaderFuzz, CutAnswersAreRefusedAtEveryByte) {
  for (const Sample& sample : kSamples) {
    const std::string text = sample.text;
    const bool json = text.front() == '[' || text.front() == '{';
    for (std::size_t length = 1; length < text.size(); ++length) {
      const bool at_line = text[length - 1] == '\n';
      if (!json && at_line) continue;
      EXPECT_FALSE(survives(sample, text.substr(0, length))) << sample.name << " cut at " << length;
    }
  }
}

TEST_F(ReaderFuzz, LiquidationsRefuseOrRead) {
  for (const char* sample : kLiquidationSamples) {
    int refused = 0;
    for_each_mutation(sample, [&](const std::string& text) { refused += liquidations_survive(text) ? 0 : 1; });
    EXPECT_GT(refused, 200) << sample;
  }
}

TEST_F(ReaderFuzz, TotalOpenInterestRefusesOrReads) {
  for_each_mutation("time_ms,open,high,low,close\n1735689600000,1,2,1,2\n1735704000000,2,3,1,2.5\n",
                    [&](const std::string& text) {
                      const auto path = write("t.csv", text);
                      try {
                        for (const double usd : read_total_open_interest(path).usd)
                          EXPECT_TRUE(usd >= 0 && std::isfinite(usd));
                      } catch (const InputError&) {
                      }
                    });
}

// Through the whole of load_market, in a folder: found by name and content, refused or left alone.
TEST_F(ReaderFuzz, FoldersWithBrokenFilesNeverCrash) {
  for (const Sample& sample : kSamples) {
    use(sample.venue, sample.contract);
    int count = 0;
    for_each_mutation(sample.text, [&](const std::string& text) {
      if (count++ % 37 != 0) return;
      write(sample.name, text);
      try {
        (void)load();
      } catch (const InputError&) {
      }
    });
    std::filesystem::remove(dir_ / sample.name);
  }
}

TEST_F(ReaderFuzz, NestedAndEndlessAnswersAreRefused) {
  const auto refusal = [&](const std::string& text) {
    const auto path = write("n.json", text);
    return error_of([&] { (void)read_rows(path, "bybit", "BTCUSDT", {1, 0}, kHour); });
  };
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
  EXPECT_THAT(refusal(deep), ::testing::HasSubstr("objects nested deeper"));
  EXPECT_THAT(refusal("{\"result\":{\"list\":[" + std::string(100'000, '[')), ::testing::HasSubstr("nested deeper"));
  EXPECT_THAT(refusal("{\"a\":\"" + std::string(3'000'000, 'x') + "\"}"),
              ::testing::HasSubstr("an element of more than"));
  std::string members = "{";
  for (int i = 0; i < 300'000; ++i) members += fmt::format("\"k{}\":{},", i, i);
  EXPECT_THAT(refusal(members + "\"list\":[]}"), ::testing::HasSubstr("an element of more than"));
}

}  // namespace
}  // namespace tinderbox::testing
