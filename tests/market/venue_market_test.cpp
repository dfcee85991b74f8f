// Whole markets of each exchange: found by name and content, put on the bar grid, the same state from every layout.
#include <cmath>

#include "tests/market/venue_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

enum class Quote { kKnown, kUnknown };

class VenueMarket : public VenueFiles {
 protected:
  static constexpr std::int64_t kHours = 24;

  // The told day as every venue must give it.
  static void expect_told(const MarketState& state, std::size_t bars, Quote quote) {
    ASSERT_EQ(state.bars(), bars);
    EXPECT_EQ(state.start_time, kStart);
    for (std::size_t t = 0; t < bars; ++t) {
      const auto [candle, interest] = told_at(static_cast<std::int64_t>(t));
      EXPECT_EQ(state.open[t], candle.open) << t;
      EXPECT_EQ(state.high[t], candle.high) << t;
      EXPECT_EQ(state.low[t], candle.low) << t;
      EXPECT_EQ(state.close[t], candle.close) << t;
      EXPECT_EQ(state.volume[t], candle.volume) << t;
      EXPECT_EQ(state.open_interest_lots[t], std::llround(interest * 10000)) << t;
      EXPECT_TRUE(std::isnan(state.taker_buy_volume[t])) << t;
      EXPECT_EQ(std::isnan(state.vwap[t]), quote == Quote::kUnknown) << t;
    }
    EXPECT_EQ(state.open_interest_lots.size(), bars + 1);
    EXPECT_EQ(state.open_interest_lots[bars], std::llround(told_at(static_cast<std::int64_t>(bars)).interest * 10000));
    EXPECT_EQ(state.mark_source, "last");
  }
};

TEST_F(VenueMarket, Bybit) {
  use("bybit", "BTCUSDT");
  write_bybit(kHours);
  const MarketState state = load();
  expect_told(state, kHours, Quote::kKnown);
  EXPECT_THAT(state.repairs, ::testing::IsEmpty());  // newest first is no disorder
}

TEST_F(VenueMarket, Okx) {
  use("okx", "BTC-USDT-SWAP", 0.01);
  write_okx(kHours);
  const MarketState state = load();
  expect_told(state, kHours, Quote::kKnown);
  EXPECT_THAT(state.warnings, Each(Not(HasSubstr("may still have been open"))));  // the file says
}

TEST_F(VenueMarket, Hyperliquid) {
  use("hyperliquid", "BTC");
  write_hyperliquid(kHours);
  const MarketState state = load();
  expect_told(state, kHours, Quote::kUnknown);
  EXPECT_THAT(state.warnings, Contains(HasSubstr("adds up the open interest of longs and shorts; it is halved")));
}

TEST_F(VenueMarket, Kraken) {
  use("kraken", "PF_XBTUSD");
  write_kraken(kHours);
  expect_told(load(), kHours, Quote::kUnknown);
}

TEST_F(VenueMarket, DydxFromCandlesAlone) {
  use("dydx", "BTC-USD");
  write_dydx(kHours);
  config_.end_utc += kHour;  // the candle after the day is there, and the next snapshot was due at its close
  const MarketState state = load();
  expect_told(state, kHours, Quote::kKnown);
  EXPECT_EQ(state.inputs.size(), 1U);
}

// Files of all venues side by side: each run finds its own, and nothing of the others.
TEST_F(VenueMarket, EachFindsItsOwnInOneFolder) {
  write_bybit(kHours);
  write_okx(kHours);
  write_hyperliquid(kHours);
  write_kraken(kHours);
  write_dydx(kHours);
  write("binance/BTCUSDT-1h-2025-01-01.csv", klines(kStart, 24, kHour));
  write("binance/BTCUSDT-metrics-2025-01-01.csv", metrics(kStart, 25, kHour));
  struct Run {
    const char* venue;
    const char* contract;
    double value;
    std::size_t files;
  };
  for (const Run& run :
       {Run{"bybit", "BTCUSDT", 1, 2}, Run{"okx", "BTC-USDT-SWAP", 0.01, 2}, Run{"hyperliquid", "BTC", 1, 2},
        Run{"kraken", "PF_XBTUSD", 1, 2}, Run{"dydx", "BTC-USD", 1, 1}, Run{"binance", "BTCUSDT", 1, 2}}) {
    use(run.venue, run.contract, run.value);
    venue_.lot_size = 0.00001;
    const MarketState state = load();
    EXPECT_EQ(state.bars(), 24U) << run.venue;
    EXPECT_EQ(state.inputs.size(), run.files) << run.venue;
    EXPECT_EQ(state.inputs.size() + state.ignored.size(), 11U) << run.venue;
    for (const InputRecord& input : state.inputs) EXPECT_THAT(input.path, HasSubstr(run.venue));
  }
}

// Found by content where names say nothing; taken for the contract with a warning where rows do not name it.
TEST_F(VenueMarket, NamesMayBeAnything) {
  use("okx", "BTC-USDT-SWAP", 0.01);
  write_okx(kHours);
  std::filesystem::rename(dir_ / "okx/BTC-USDT-SWAP_candles_1H.json", dir_ / "a.json");
  std::filesystem::rename(dir_ / "okx/BTC-USDT-SWAP_open-interest-history_1H.json", dir_ / "b.json");
  const MarketState state = load();
  expect_told(state, kHours, Quote::kKnown);
  EXPECT_THAT(state.warnings, Contains(HasSubstr("a.json: neither name nor columns say the symbol")));
}

TEST_F(VenueMarket, PagesOverlapAndMerge) {
  use("bybit", "BTCUSDT");
  write_bybit(kHours);
  std::filesystem::copy_file(dir_ / "bybit_kline_BTCUSDT_1h.json", dir_ / "page2_bybit_BTCUSDT_kline.json");
  const MarketState state = load();
  expect_told(state, kHours, Quote::kKnown);
  EXPECT_THAT(state.repairs, Contains(HasSubstr("24 klines rows agree with another file")));
}

TEST_F(VenueMarket, CutFilesLeaveEarlierColumnsAsTheyWere) {
  use("okx", "BTC-USDT-SWAP", 0.01);
  write_okx(kHours);
  const MarketState whole = load();
  for (const std::int64_t hours : {2, 5, 12, 23}) {
    write_okx(hours);
    const MarketState cut = load();
    ASSERT_EQ(cut.bars(), static_cast<std::size_t>(hours));
    for (std::size_t t = 0; t < cut.bars(); ++t) {
      EXPECT_EQ(cut.volume[t], whole.volume[t]);
      EXPECT_EQ(cut.open_interest_lots[t], whole.open_interest_lots[t]);
    }
  }
}

TEST_F(VenueMarket, MarkPriceCandlesByName) {
  use("bybit", "BTCUSDT");
  write_bybit(kHours);
  const std::string mark = bybit_answer("BTCUSDT", newest_first(kHours, [](std::int64_t i) {
                                          const Candle c = told_at(i).candle;
                                          return fmt::format(R"(["{}","{}","{}","{}","{}"])", ms(c.time), c.open + 1,
                                                             c.high + 1, c.low + 1, c.close + 1);
                                        }));
  write("bybit_mark-price-kline_BTCUSDT_1h.json", mark);
  write("bybit_index-price-kline_BTCUSDT_1h.json", mark);
  const MarketState state = load();
  EXPECT_EQ(state.mark_source, "mark");
  EXPECT_EQ(state.mark_low[3], told_at(3).candle.low + 1);
  EXPECT_THAT(state.ignored, Contains(HasSubstr("its name does not say \"mark\"")));
}

TEST_F(VenueMarket, KrakenMarkCandlesAreToldByTheirNameAlone) {
  use("kraken", "PF_XBTUSD");
  write_kraken(kHours);
  std::filesystem::copy_file(dir_ / "kraken_trade_PF_XBTUSD_1h.json", dir_ / "kraken_mark_PF_XBTUSD_1h.json");
  const MarketState state = load();
  EXPECT_EQ(state.mark_source, "mark");
  EXPECT_EQ(state.mark_high[5], told_at(5).candle.high);
  EXPECT_EQ(state.volume[5], told_at(5).candle.volume);
}

TEST_F(VenueMarket, WhatIsMissingIsSaidInOneError) {
  struct Case {
    const char* venue;
    const char* contract;
    const char* expected;
  };
  for (const Case& c :
       {Case{"hyperliquid", "BTC", "hyperliquid's interface gives no past open interest: unpacked asset_ctxs"},
        Case{"bybit", "BTCUSDT", "an answer of v5/market/open-interest, or metrics"},
        Case{"okx", "BTC-USDT-SWAP", "rubik/stat/contracts/open-interest-history"},
        Case{"kraken", "PF_XBTUSD", "charts/v1/analytics/<contract>/open-interest"}}) {
    use(c.venue, c.contract);
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    write_bybit(2);
    write_okx(2);
    write_hyperliquid(2);
    write_kraken(2);
    for (const char* interest :
         {"bybit_open_interest_BTCUSDT_1h.json", "okx/BTC-USDT-SWAP_open-interest-history_1H.json",
          "hyperliquid/asset_ctxs/20250101.csv", "kraken_open-interest_PF_XBTUSD.json"})
      std::filesystem::remove(dir_ / interest);
    EXPECT_THAT(load_error(), AllOf(HasSubstr("no open interest (expected"), HasSubstr(c.expected))) << c.venue;
  }
  config_.mark = "mark";
  use("hyperliquid", "BTC");
  write_hyperliquid(2);
  EXPECT_THAT(load_error(), HasSubstr("hyperliquid publishes no mark-price candles"));
}

TEST_F(VenueMarket, ContextsWithoutTheCoinAreMissed) {
  use("hyperliquid", "BTC");
  write_hyperliquid(2);
  write("hyperliquid/asset_ctxs/20250101.csv",
        "time,coin,funding,open_interest,prev_day_px,day_ntl_vlm,premium,oracle_px,mark_px,mid_px,impact_bid_px,"
        "impact_ask_px\n2025-01-01T00:00:00Z,ETH,0,7,1,1,,1,1,,,\n");
  EXPECT_THAT(load_error(), HasSubstr("no open interest (found files without any row of BTC"));
}

TEST_F(VenueMarket, CommonLayoutOfAnyVenueIsTakenWithAWarning) {
  use("kraken", "PF_XBTUSD");
  write_kraken(kHours);
  std::filesystem::remove(dir_ / "kraken_open-interest_PF_XBTUSD.json");
  std::string text(kMetricsHeader);
  for (std::int64_t i = 0; i <= kHours; ++i)
    text += metrics_row(kStart + i * kHour, fmt::format("{}", told_at(i).interest), "0.9", "PF_XBTUSD");
  write("PF_XBTUSD-metrics.csv", text);
  const MarketState state = load();
  expect_told(state, kHours, Quote::kUnknown);
  EXPECT_THAT(state.warnings, Contains(HasSubstr("without the name of a venue; taken for kraken")));
}

TEST_F(VenueMarket, FilesOfOtherContractsAreLeftAlone) {
  use("bybit", "BTCUSDT");
  write_bybit(kHours);
  const std::string row = R"([["1735689600000","1","1","1","1","1","1"],["1735693200000","1","1","1","1","1","1"]])";
  write("unnamed.json", bybit_answer("ETHUSDT", row));
  write("bybit_ETHUSDT_kline_1h.json", bybit_answer("ETHUSDT", row));
  write("spot.json", R"({"result":{"category":"spot","symbol":"BTCUSDT","list":)" + row + "}}");
  const MarketState state = load();
  expect_told(state, kHours, Quote::kKnown);
  EXPECT_THAT(state.ignored, Contains(HasSubstr("another symbol (ETHUSDT)")).Times(2));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("spot market")));
}

TEST_F(VenueMarket, AFileThatNamesAnotherContractInsideIsRefused) {
  use("bybit", "BTCUSDT");
  write_bybit(kHours);
  write("bybit_kline_BTCUSDT_1h_b.json", bybit_answer("ETHUSDT", R"([["1735689600000","1","1","1","1","1","1"]])"));
  EXPECT_THAT(load_error(), HasSubstr("is another symbol (found \"ETHUSDT\", expected \"BTCUSDT\")"));
}

TEST_F(VenueMarket, IntervalsThatDoNotFitTheirNameAreRefused) {
  use("okx", "BTC-USDT-SWAP", 0.01);
  write_okx(kHours);
  std::filesystem::rename(dir_ / "okx/BTC-USDT-SWAP_candles_1H.json", dir_ / "okx/BTC-USDT-SWAP_candles_4H.json");
  EXPECT_THAT(load_error(), HasSubstr("is named 4h (found rows of 1h"));
  write_okx(kHours);
  std::filesystem::remove(dir_ / "okx/BTC-USDT-SWAP_candles_4H.json");
  write("okx/BTC-USDT-SWAP_candles.json", okx_answer(R"([["1735689600000","1","1","1","1","1","0","0","1"]])"));
  EXPECT_THAT(load_error(), HasSubstr("no interval in its name, and rows 0 s apart"));
}

}  // namespace
}  // namespace tinderbox::testing
