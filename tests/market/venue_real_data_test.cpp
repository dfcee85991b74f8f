// Answers and compilations of several exchanges as they are, where the build was told of them.
#include <algorithm>
#include <cmath>

#include "host/market/liquidation_readers.hpp"
#include "host/market/total_open_interest.hpp"
#include "tests/market/venue_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class VenueRealData : public VenueFiles {
 protected:
  void SetUp() override {
    if (std::string_view(TINDERBOX_DATA_DIR).empty()) GTEST_SKIP() << "built without TINDERBOX_DATA_DIR";
    VenueFiles::SetUp();
  }
  static std::filesystem::path data() { return std::filesystem::path(TINDERBOX_DATA_DIR); }
  static std::filesystem::path rest(const char* name) { return data() / "rest" / name; }
  void window(const char* from, const char* to, std::int32_t bar_seconds = 3600) {
    config_.start_utc = *parse_utc(from);
    config_.end_utc = *parse_utc(to);
    config_.bar_seconds = bar_seconds;
  }
};

TEST_F(VenueRealData, RestAnswersAreRecognised) {
  struct Case {
    const char* file;
    const char* venue;
    FileKind kind;
  };
  for (const Case& c : {Case{"bybit__http_get_klines_linear.json", "bybit", FileKind::kKlines},
                        Case{"bybit__http_get_funding_history.json", "bybit", FileKind::kFunding},
                        Case{"okx__http_get_candlesticks.json", "okx", FileKind::kKlines},
                        Case{"okx__http_get_funding_rate_history.json", "okx", FileKind::kFunding},
                        Case{"hyperliquid_get_candles_snapshot.json", "hyperliquid", FileKind::kKlines},
                        Case{"hyperliquid_get_funding_history.json", "hyperliquid", FileKind::kFunding},
                        Case{"dydx__http_get_candles.json", "dydx", FileKind::kKlines},
                        Case{"kraken__http_futures_tickers.json", "kraken", FileKind::kOpenInterest}}) {
    const ContentHints hints = peek_content(rest(c.file));
    ASSERT_TRUE(hints.found()) << c.file << ": " << hints.why_not;
    EXPECT_EQ(hints.layout->venue, c.venue) << c.file;
    EXPECT_EQ(hints.layout->kind, c.kind) << c.file;
  }
  for (const char* other : {"bybit__http_get_instruments_linear.json", "okx__http_get_instruments_swap.json",
                            "okx__http_get_mark_price.json", "okx__http_get_position_tiers.json",
                            "hyperliquid_meta.json", "binance_futures_data_takerlongshortRatio_BTCUSDT_4h.json"}) {
    const ContentHints hints = peek_content(rest(other));
    EXPECT_FALSE(hints.found()) << other;
    EXPECT_NE(hints.other_kind, "") << other;
  }
  for (const char* other : {"dydx__http_get_perpetual_markets.json", "hyperliquid_get_l2_snapshot.json",
                            "binance__futures_market_data_json_liquidation_stream.json"})
    EXPECT_FALSE(peek_content(rest(other)).found()) << other;
}

TEST_F(VenueRealData, RestAnswersAreRead) {
  const FileRows hyperliquid = read_rows(rest("hyperliquid_get_candles_snapshot.json"), "hyperliquid", "kPEPE");
  EXPECT_EQ(hyperliquid.klines.size(), 24U);
  EXPECT_EQ(hyperliquid.klines.back().time - hyperliquid.klines.front().time, 23 * kHour);
  EXPECT_EQ(hyperliquid.klines.front().volume, 520665683.0);
  const FileRows paid = read_rows(rest("hyperliquid_get_funding_history.json"), "hyperliquid", "BTC");
  EXPECT_EQ(paid.funding.size(), 1038U);
  // Twice the venue paid late; a fraction of a second is jitter.
  EXPECT_EQ(std::count_if(paid.funding.begin(), paid.funding.end(),
                          [](const FundingRow& row) { return row.time % 3600 != 0; }),
            2);
  const FileRows okx = read_rows(rest("okx__http_get_candlesticks.json"), "okx", "BTC-USDT-SWAP", {1, 2});
  ASSERT_EQ(okx.klines.size(), 1U);  // the last one says that it was open
  EXPECT_EQ(okx.klines[0].volume, 7.78838);
  const FileRows dydx = read_rows(rest("dydx__http_get_candles.json"), "dydx", "BTC-USD");
  EXPECT_EQ(dydx.klines.size(), 3U);
  EXPECT_EQ(dydx.interest.at(0).contracts, (Decimal{3817348, 4}));
  const FileRows kraken = read_rows(rest("kraken__http_futures_tickers.json"), "kraken", "PI_XBTUSD");
  ASSERT_EQ(kraken.interest.size(), 1U);
  EXPECT_EQ(format_utc(kraken.interest[0].time), "2025-11-17T00:34:37Z");
  EXPECT_EQ(kraken.interest[0].contracts, (Decimal{2127958, -1}));
  EXPECT_EQ(read_rows(rest("okx__http_get_funding_rate_history.json"), "okx", "BTC-USDT-SWAP").funding.at(0).rate,
            0.00015);
  EXPECT_EQ(read_rows(rest("bybit__http_get_funding_history.json"), "bybit", "BTCUSDT").funding.size(), 2U);
}

TEST_F(VenueRealData, ThreeMinutesOfDydxAreAMarket) {
  use("dydx", "BTC-USD");
  window("2025-12-08T16:09:00Z", "2025-12-08T16:12:00Z", 60);
  const MarketState state = load_from(data() / "rest");
  ASSERT_EQ(state.bars(), 2U);  // at the close of the third another snapshot was due
  EXPECT_EQ(state.close[1], 89931);
  EXPECT_EQ(state.open_interest_lots[2], 3817348);
}

TEST_F(VenueRealData, CompiledCandlesAndFundingOfOneVenue) {
  for (const auto& [venue, contract, klines, funding] :
       {std::tuple{"binance", "BTCUSDT", 2797, 343}, std::tuple{"bybit", "BTCUSDT", 2797, 343},
        std::tuple{"hyperliquid", "BTC", 1000, 2751}, std::tuple{"kraken", "PF_XBTUSD", 0, 2751}}) {
    const FileRows candles = read_rows(data() / "venues/BTC-candles-1h-2025-03_2025-06.csv", venue, contract);
    const FileRows rates = read_rows(data() / "venues/BTC-funding-2025-03_2025-06.csv", venue, contract);
    EXPECT_EQ(candles.klines.size(), static_cast<std::size_t>(klines)) << venue;
    EXPECT_EQ(candles.facts.passed_over, 6594 - klines) << venue;
    EXPECT_EQ(rates.funding.size(), static_cast<std::size_t>(funding)) << venue;
  }
}

// Candles and funding of Bybit from the compilation, open interest from Binance's metrics as a stand-in of its size.
TEST_F(VenueRealData, BybitFromTheCompilation) {
  use("bybit", "BTCUSDT");
  window("2025-03-08T00:00:00Z", "2025-06-30T00:00:00Z");
  for (const char* name : {"BTC-candles-1h-2025-03_2025-06.csv", "BTC-funding-2025-03_2025-06.csv"})
    std::filesystem::create_symlink(data() / "venues" / name, dir_ / name);
  EXPECT_THAT(load_error(), HasSubstr("an answer of v5/market/open-interest"));
  std::filesystem::create_symlink(data() / "binance/BTCUSDT-metrics-4h-2024-11_2025-06.csv",
                                  dir_ / "BTCUSDT-metrics.csv");
  const MarketState state = load();
  EXPECT_EQ(state.bars(), 114U * 24);
  EXPECT_EQ(state.funding_paid[16], 1.288e-05);
  EXPECT_TRUE(state.repairs.empty());
  EXPECT_THAT(state.warnings, Contains(HasSubstr("taken for bybit")));
}

// The compilation says of Binance what Binance's own files say: both are merged.
TEST_F(VenueRealData, CompilationAndArchiveAgree) {
  use("binance", "BTCUSDT");
  venue_.lot_size = 0.001;
  window("2025-03-08T00:00:00Z", "2025-06-30T00:00:00Z");
  const MarketState state = load_from(data());
  EXPECT_EQ(state.bars(), 114U * 24);
  EXPECT_THAT(state.repairs, Contains(HasSubstr("agree with another file and were merged")));
}

TEST_F(VenueRealData, HyperliquidHasNoPastOpenInterestThere) {
  use("hyperliquid", "BTC");
  window("2025-03-08T00:00:00Z", "2025-04-17T00:00:00Z");
  EXPECT_THAT(error_of([&] { (void)load_from(data() / "venues"); }), HasSubstr("unpacked asset_ctxs"));
}

TEST_F(VenueRealData, OpenInterestOfAllVenues) {
  const TotalOpenInterest total =
      read_total_open_interest(data() / "venues/BTC-open-interest-all-venues-4h-2024-11_2025-06.csv");
  ASSERT_EQ(total.time.size(), 1327U);
  EXPECT_EQ(total.interval_seconds, 4 * kHour);
  EXPECT_EQ(total.time.front(), 1732219200);
  EXPECT_EQ(total.usd.front(), 64026794410.0);
  EXPECT_EQ(total.usd.back(), 71481805420.0);
}

TEST_F(VenueRealData, ReportedLiquidations) {
  double longs = 0;
  const LiquidationFacts sums =
      read_liquidations({.path = data() / "binance/BTC-liquidations-4h-2024-11_2025-06.csv"},
                        [&](const LiquidationRow& row) { longs += row.side == LiquidatedSide::kLong ? row.usd : 0; });
  EXPECT_EQ(sums.rows, 2 * 1375);
  EXPECT_EQ(sums.interval_seconds, 4 * kHour);
  EXPECT_GT(longs, 1e9);
  const LiquidationFacts orders = read_liquidations({.path = data() / "formats/force-orders-noheader.csv"}, {});
  EXPECT_EQ(orders.rows, 702);
  const auto coin = read_liquidations({.path = data() / "formats/force-orders-noheader.csv", .symbol = "BTCUSDT"},
                                      [](const LiquidationRow& row) {
                                        EXPECT_GT(row.price, 90000);
                                        EXPECT_LT(row.price, 120000);
                                      });
  EXPECT_EQ(coin.rows, 17);
  LiquidationRow event;
  read_liquidations({.path = rest("binance__futures_market_data_json_liquidation_stream.json"), .symbol = "BTCUSDT"},
                    [&](const LiquidationRow& row) { event = row; });
  EXPECT_EQ(event.time, 1568014460);
  EXPECT_EQ(event.side, LiquidatedSide::kLong);
  EXPECT_EQ(event.usd, 0.014 * 9910.12345678);
}

}  // namespace
}  // namespace tinderbox::testing
