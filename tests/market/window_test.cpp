// Where the window is cut, and that cutting the files never changes a column that is left.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>

#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Window : public MarketFiles {};

TEST_F(Window, IsCutWhereKlinesBeginAndEnd) {
  write_good_day();
  write("BTCUSDT-1h-2025-01-01.csv", klines(kStart + 2 * kHour, 20, kHour));
  const MarketState state = load();
  EXPECT_EQ(state.start_time, kStart + 2 * kHour);
  EXPECT_EQ(state.end_time(), kStart + 22 * kHour);
  EXPECT_THAT(state.warnings, Contains(HasSubstr("it starts at 2025-01-01T02:00:00Z instead of 2025-01-01T00:00:00Z, "
                                                 "because klines begin at 2025-01-01T02:00:00Z")));
  EXPECT_THAT(state.warnings, Contains(HasSubstr("because klines end at 2025-01-01T22:00:00Z")));
}

TEST_F(Window, BeginsWithWholeBarsAndKnownOpenInterest) {
  write_good_day();
  std::filesystem::remove(dir_ / "BTCUSDT-1h-2025-01-01.csv");
  write("BTCUSDT-30m-2025-01-01.csv", klines(kStart + 1800, 46, 1800));
  MarketState state = load();
  EXPECT_EQ(state.start_time, kStart + kHour);
  EXPECT_EQ(state.end_time(), kStart + 23 * kHour);
  write("BTCUSDT-metrics-2025-01-01.csv", metrics(kStart + 5 * kHour + 300, 300, 300));
  state = load();
  EXPECT_EQ(state.start_time, kStart + 6 * kHour);
  EXPECT_THAT(state.warnings, Contains(HasSubstr("because open interest begins at 2025-01-01T05:05:00Z")));
}

TEST_F(Window, DataBeyondItAreCheckedAndDropped) {
  write("BTCUSDT-1h-2025.csv", klines(kStart - 48 * kHour, 200, kHour));
  write("BTCUSDT-metrics-2025.csv", metrics(kStart - 48 * kHour, 200, kHour));
  write("BTCUSDT-fundingRate-2025.csv", funding(kStart - 48 * kHour, 30));
  MarketState state = load();
  EXPECT_EQ(state.start_time, kStart);
  EXPECT_EQ(state.bars(), 24U);
  EXPECT_EQ(state.open[0], price_at(kStart));
  EXPECT_THAT(state.warnings, IsEmpty());
  std::string text = klines(kStart - 48 * kHour, 200, kHour);
  text.replace(text.rfind("105") == std::string::npos ? text.size() - 4 : text.size() - 4, 1, "x");
  write("BTCUSDT-1h-2025.csv", text);
  EXPECT_THAT(load_error(), HasSubstr("BTCUSDT-1h-2025.csv:201:"));
}

TEST_F(Window, WithoutOverlapNamesBothRanges) {
  write_good_day();
  config_.start_utc = kStart + 240 * kHour;
  config_.end_utc = kStart + 264 * kHour;
  const std::string error = load_error();
  EXPECT_THAT(error, HasSubstr("the data do not reach into the configured window"));
  EXPECT_THAT(error, HasSubstr("whole bars from 2025-01-01T00:00:00Z to 2025-01-02T00:00:00Z"));
  EXPECT_THAT(error, HasSubstr("bars from 2025-01-11T00:00:00Z to 2025-01-12T00:00:00Z"));
}

TEST_F(Window, ASingleSnapshotMakesNoFeed) {
  write_good_day();
  write("BTCUSDT-metrics-2025-01-01.csv", metrics(kStart, 1, kHour));
  EXPECT_THAT(load_error(), HasSubstr("open interest ends at 2025-01-01T00:00:00Z, its only snapshot"));
}

TEST_F(Window, AFileOfOneSnapshotEndsByTheIntervalOfTheOthers) {
  write_good_day();
  write("BTCUSDT-metrics-2025-01-01.csv", metrics(kStart, 24, kHour));
  write("BTCUSDT-metrics-2025-01-02.csv", metrics(kStart + 24 * kHour, 1, kHour));
  EXPECT_EQ(load().bars(), 24U);
}

TEST_F(Window, InsideAHoleOfTheKlinesIsRefused) {
  write_good_day();
  write("BTCUSDT-1h-2025-01-01.csv", klines(kStart, 2, kHour));
  write("BTCUSDT-1h-2025-01-02.csv", klines(kStart + 22 * kHour, 2, kHour));
  config_.start_utc = kStart + 5 * kHour;
  config_.end_utc = kStart + 10 * kHour;
  EXPECT_THAT(load_error(), HasSubstr("no klines inside the window"));
}

TEST_F(Window, MustLieOnTheGrid) {
  write_good_day();
  config_.start_utc += 1;
  config_.end_utc = config_.start_utc - 7;
  const std::string error = load_error();
  EXPECT_THAT(error, HasSubstr("market.start_utc: is not on the grid of bars"));
  EXPECT_THAT(error, HasSubstr("market.end_utc: is not on the grid of bars"));
  EXPECT_THAT(error, HasSubstr("market.end_utc: is not after market.start_utc"));
  config_.bar_seconds = 0;
  EXPECT_THAT(load_error(), HasSubstr("market.bar_seconds"));
  config_.bar_seconds = 1;
  config_.end_utc = config_.start_utc + 6'000'000;
  EXPECT_THAT(load_error(), HasSubstr("makes the window too long"));
}

// One market of odd files: 30m klines with holes and zero taker volume at first, 1h then 4h open interest, mark
// klines, jittered funding; cut as a reader at `now` would have found it.
class Causality : public MarketFiles {
 protected:
  void write_known_at(std::int64_t now) const {
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    write_klines(now);
    write_feeds(now);
  }

 private:
  void write_klines(std::int64_t now) const {
    std::string last(kKlineHeader);
    std::string mark(kKlineHeader);
    bool any = false;
    for (std::int64_t i = 0; i < 120; ++i) {
      Candle candle = candle_at(kStart + i * 1800, 1800);
      if (candle.time + 1800 > now || i % 17 == 5 || i == 40 || i == 41 || i == 42) continue;
      if (i < 9) candle.taker = 0;
      last += kline_row(candle, 1800);
      candle.low -= 3;
      if (i % 13 != 6) mark += kline_row(candle, 1800);
      any = true;
    }
    if (any) write("BTCUSDT-30m.csv", last);
    if (any) write("BTCUSDT-mark-30m.csv", mark);
  }

  void write_feeds(std::int64_t now) const {
    write_if_rows("BTCUSDT-metrics-1h.csv", kMetricsHeader, now, 20, kHour, 0,
                  [](std::int64_t time) { return metrics_row(time, interest_at(time), ""); });
    write_if_rows("BTCUSDT-metrics-4h.csv", kMetricsHeader, now, 12, 4 * kHour, 20 * kHour, [](std::int64_t time) {
      return metrics_row(time, interest_at(time), fmt::format("{}", 0.5 + static_cast<double>(time % 86400) / 86400));
    });
    write_if_rows("BTCUSDT-fundingRate.csv", kFundingHeader, now, 9, 8 * kHour, 0, [](std::int64_t time) {
      return fmt::format("{},8,{:.8f}\n", time * 1000 + time % 7, 1e-8 * static_cast<double>(time % 9973));
    });
  }

  template <typename Row>
  void write_if_rows(const char* name, std::string_view header, std::int64_t now, std::int64_t count, std::int64_t step,
                     std::int64_t offset, const Row& row) const {
    std::string text(header);
    for (std::int64_t i = 0; i < count && kStart + offset + i * step <= now; ++i)
      text += row(kStart + offset + i * step);
    if (text.size() > header.size()) write(name, text);
  }
};

template <typename T>
void expect_prefix(const std::vector<T>& cut, const std::vector<T>& whole, const char* name) {
  ASSERT_LE(cut.size(), whole.size()) << name;
  EXPECT_EQ(std::memcmp(cut.data(), whole.data(), cut.size() * sizeof(T)), 0) << name;
}

void expect_columns_unchanged(const MarketState& cut, const MarketState& whole) {
  EXPECT_EQ(cut.start_time, whole.start_time);
  EXPECT_EQ(cut.mark_source, whole.mark_source);
  expect_prefix(cut.open, whole.open, "open");
  expect_prefix(cut.high, whole.high, "high");
  expect_prefix(cut.low, whole.low, "low");
  expect_prefix(cut.close, whole.close, "close");
  expect_prefix(cut.volume, whole.volume, "volume");
  expect_prefix(cut.vwap, whole.vwap, "vwap");
  expect_prefix(cut.taker_buy_volume, whole.taker_buy_volume, "taker_buy_volume");
  expect_prefix(cut.mark_low, whole.mark_low, "mark_low");
  expect_prefix(cut.mark_high, whole.mark_high, "mark_high");
  expect_prefix(cut.mark_close, whole.mark_close, "mark_close");
  expect_prefix(cut.open_interest_lots, whole.open_interest_lots, "open_interest_lots");
  expect_prefix(cut.funding_paid, whole.funding_paid, "funding_paid");
  expect_prefix(cut.funding_rate, whole.funding_rate, "funding_rate");
  expect_prefix(cut.long_short_ratio, whole.long_short_ratio, "long_short_ratio");
}

TEST_F(Causality, CuttingTheFilesLeavesEveryRemainingColumn) {
  config_.end_utc = kStart + 72 * kHour;
  write_known_at(kStart + 72 * kHour);
  const MarketState whole = load();
  ASSERT_GE(whole.bars(), 56U);
  std::size_t compared = 0;
  for (std::int64_t now = kStart + 2 * kHour; now < kStart + 62 * kHour; now += 1500) {
    SCOPED_TRACE(format_utc(now));
    write_known_at(now);
    const MarketState cut = load();
    expect_columns_unchanged(cut, whole);
    EXPECT_LE(cut.end_time(), now);
    EXPECT_GE(cut.end_time(), std::min(now - 4 * kHour, whole.end_time() - 2 * kHour));
    compared += cut.bars();
  }
  EXPECT_GT(compared, 3000U);
}

}  // namespace
}  // namespace tinderbox::testing
