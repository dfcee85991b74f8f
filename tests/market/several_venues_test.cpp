// CSV files of several venues, and the open interest of all venues together.
#include <cmath>

#include "host/market/total_open_interest.hpp"
#include "tests/market/venue_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr std::string_view kCandleHeader = "time_ms,time_utc,venue,open,high,low,close,volume_coin\n";
constexpr std::string_view kRateHeader = "time_ms,time_utc,venue,funding_rate\n";

std::string candle_line(std::int64_t i, std::string_view venue) {
  const Candle c = told_at(i).candle;
  const double off = venue == "binance" ? 0 : 10;
  return fmt::format("{},{},{},{},{},{},{},{}\n", ms(c.time), format_utc(c.time), venue, c.open + off, c.high + off,
                     c.low + off, c.close + off, c.volume);
}

class SeveralVenues : public VenueFiles {
 protected:
  void SetUp() override {
    VenueFiles::SetUp();
    std::string candles(kCandleHeader);
    for (const char* venue : {"binance", "bybit"}) {
      for (std::int64_t i = 0; i < 24; ++i) candles += candle_line(i, venue);
    }
    std::string rates(kRateHeader);
    for (std::int64_t i = 0; i < 24; ++i) {
      for (const char* venue : {"binance", "bybit"}) {
        if (i % 8 == 0)
          rates += fmt::format("{},{},{},{}e-05\n", (kStart + i * kHour) * 1000 + 2, format_utc(kStart + i * kHour),
                               venue, venue[1] == 'i' ? 1.25 : -2.5);
      }
    }
    write("BTC-candles-1h-2025.csv", candles);
    write("BTC-funding-2025.csv", rates);
    write("BTC-open-interest-all-venues-4h.csv", "time_ms,open,high,low,close\n1735689600000,1,2,1,2\n");
    write("bybit/BTCUSDT-metrics.csv", metrics(kStart, 25, kHour));
    write("binance/BTCUSDT-metrics.csv", metrics(kStart, 25, kHour));
  }
};

TEST_F(SeveralVenues, RowsOfTheConfiguredVenueAreRead) {
  for (const auto& [venue, off, rate] : {std::tuple{"binance", 0.0, 1.25e-5}, std::tuple{"bybit", 10.0, -2.5e-5}}) {
    use(venue, "BTCUSDT");
    const MarketState state = load();
    ASSERT_EQ(state.bars(), 24U);
    EXPECT_EQ(state.open[7], told_at(7).candle.open + off);
    EXPECT_EQ(state.volume[7], told_at(7).candle.volume);
    EXPECT_TRUE(std::isnan(state.vwap[7]));
    EXPECT_EQ(state.funding_paid[8], rate);
    EXPECT_EQ(state.inputs.size(), 3U);
    EXPECT_THAT(state.ignored, Contains(HasSubstr("open interest of all venues together: known, not needed")));
    EXPECT_THAT(state.warnings, Contains(HasSubstr("taken for BTCUSDT")));
  }
}

TEST_F(SeveralVenues, VenueNamesAreReadWithoutRegardToCase) {
  use("bybit", "BTCUSDT");
  std::string candles(kCandleHeader);
  for (std::int64_t i = 0; i < 24; ++i) candles += candle_line(i, "Bybit");
  write("BTC-candles-1h-2025.csv", candles);
  EXPECT_EQ(load().bars(), 24U);
}

TEST_F(SeveralVenues, AVenueThatIsNotInTheFileIsMissed) {
  use("kraken", "PF_XBTUSD");
  write("kraken/PF_XBTUSD_metrics.csv", std::string(kMetricsHeader) + metrics_row(kStart, "5", "1", "PF_XBTUSD"));
  EXPECT_THAT(load_error(), AllOf(HasSubstr("no klines (expected an answer of charts/v1/trade"),
                                  HasSubstr("BTC-candles-1h-2025.csv: no rows of kraken")));
}

// It would otherwise be preferred, being coarser, to the candles that the venue has.
TEST_F(SeveralVenues, AVenueThatIsNotInTheFileUsesItsOwn) {
  use("dydx", "BTC-USD");
  write_dydx(24);
  write("BTC-candles-4h.csv", std::string(kCandleHeader) + candle_line(0, "bybit") + candle_line(4, "bybit"));
  config_.bar_seconds = 4 * 3600;
  EXPECT_EQ(load().bars(), 6U);
}

TEST_F(SeveralVenues, AFileOfAnotherCoinIsLeftAlone) {
  use("bybit", "BTCUSDT");
  std::filesystem::copy_file(dir_ / "BTC-candles-1h-2025.csv", dir_ / "ETH-candles-1h-2025.csv");
  EXPECT_THAT(load().ignored, Contains(HasSubstr("another coin (ETH)")));
}

TEST_F(SeveralVenues, BadRowsOfAnyVenueAreRefused) {
  use("bybit", "BTCUSDT");
  const auto error_with = [&](const std::string& line) {
    write("BTC-candles-1h-2025.csv", std::string(kCandleHeader) + candle_line(0, "bybit") + line);
    return load_error();
  };
  EXPECT_THAT(error_with("1735693200000,2025-01-01T01:00:00Z,binance,1,1,1,nan,1\n"),
              HasSubstr("BTC-candles-1h-2025.csv:3:close: is no number"));
  EXPECT_THAT(error_with("1735693200000,2025-01-01T02:00:00Z,bybit,1,1,1,1,1\n"),
              HasSubstr(":3:time_utc: is another time than time_ms"));
  EXPECT_THAT(error_with("1735693200000,2025-01-01T01:00:00Z,,1,1,1,1,1\n"), HasSubstr(":3:venue: is empty"));
  EXPECT_THAT(error_with("1735693200000,2025-01-01T01:00:00Z,bybit,1,1,1,1,1"),
              HasSubstr(":3:volume_coin: looks truncated"));
}

class TotalInterest : public MarketFiles {
 protected:
  [[nodiscard]] std::string refusal(const std::string& rows) const {
    const auto path = write("t.csv", "time_ms,open,high,low,close\n" + rows);
    return error_of([&] { (void)read_total_open_interest(path); });
  }
};

TEST_F(TotalInterest, IsASortedSeriesOfCloses) {
  const TotalOpenInterest total = read_total_open_interest(write(
      "t.csv", "time_ms,open,high,low,close\n1735704000000,2,4,2,3.5\n1735689600000,1,2,1,2\n1735689600000,1,2,1,2\n"));
  EXPECT_EQ(total.time, (std::vector<std::int64_t>{kStart, kStart + 4 * kHour}));
  EXPECT_EQ(total.usd, (std::vector<double>{2, 3.5}));
  EXPECT_EQ(total.interval_seconds, 4 * kHour);
}

TEST_F(TotalInterest, RefusesWhatItCannotBe) {
  EXPECT_THAT(refusal("1735689600000,1,2,1,x\nx,1,2,1,2\n"),
              AllOf(HasSubstr("t.csv:2:close: is no number"), HasSubstr("t.csv:3:time_ms: is no time")));
  EXPECT_THAT(refusal("1735689600000,1,2,1,3\n"), HasSubstr("t.csv:2:close: lies outside low and high"));
  EXPECT_THAT(refusal("1735689600000,1,2,1,2\n1735689600000,1,2,1,1\n"), HasSubstr("t.csv:3:close: disagrees"));
  EXPECT_THAT(refusal(""), HasSubstr("t.csv: holds no rows"));
  EXPECT_THAT(refusal("1735689600000,1,2,1,2"), HasSubstr("looks truncated"));
  const auto other = write("o.csv", klines(kStart, 2, kHour));
  EXPECT_THAT(error_of([&] { (void)read_total_open_interest(other); }),
              HasSubstr("is no header of total open interest"));
  EXPECT_THAT(error_of([&] { (void)read_total_open_interest(dir_ / "none.csv"); }), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace tinderbox::testing
