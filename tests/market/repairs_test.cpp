// Duplicates, disorder, gaps and overlaps: mended and reported, or refused where files disagree.
#include <algorithm>
#include <random>

#include "host/market/time_series.hpp"
#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Repairs : public MarketFiles {
 protected:
  static std::vector<std::string> rows_of(std::int64_t from, std::int64_t count) {
    std::vector<std::string> rows;
    for (std::int64_t i = 0; i < count; ++i) rows.push_back(kline_row(candle_at(from + i * kHour, kHour), kHour));
    return rows;
  }
  void write_rows(const std::string& name, const std::vector<std::string>& rows) const {
    std::string text(kKlineHeader);
    for (const std::string& row : rows) text += row;
    write(name, text);
  }
};

TEST_F(Repairs, RepeatedRowsAreDropped) {
  write_good_day();
  const MarketState good = load();
  auto rows = rows_of(kStart, 24);
  rows.insert(rows.begin() + 5, rows[4]);
  rows.push_back(rows[2]);
  write_rows("BTCUSDT-1h-2025-01-01.csv", rows);
  const MarketState state = load();
  EXPECT_EQ(state.close, good.close);
  EXPECT_THAT(state.repairs, Contains(HasSubstr("BTCUSDT-1h-2025-01-01.csv: 2 klines rows repeated and dropped")));
  EXPECT_THAT(state.repairs, Contains(HasSubstr("1 klines rows out of order and sorted")));
}

TEST_F(Repairs, EveryMetricsRowTwiceIsDropped) {
  write_good_day();
  const MarketState good = load();
  std::string text(kMetricsHeader);
  for (std::int64_t i = 0; i < 25; ++i) {
    const std::string row = metrics_row(kStart + i * kHour, interest_at(kStart + i * kHour));
    text += row + row;
  }
  write("BTCUSDT-metrics-2025-01-01.csv", text);
  const MarketState state = load();
  EXPECT_EQ(state.open_interest_lots, good.open_interest_lots);
  EXPECT_EQ(state.bars(), 24U);
  EXPECT_THAT(state.repairs,
              ElementsAre(HasSubstr("25 metrics rows repeated and dropped, first at 2025-01-01T00:00:00Z")));
}

TEST_F(Repairs, AnyOrderGivesTheSame) {
  write_good_day();
  const MarketState good = load();
  auto rows = rows_of(kStart, 24);
  std::mt19937 random(3);
  for (int round = 0; round < 5; ++round) {
    std::shuffle(rows.begin(), rows.end(), random);
    write_rows("BTCUSDT-1h-2025-01-01.csv", rows);
    const MarketState state = load();
    EXPECT_EQ(state.close, good.close);
    EXPECT_THAT(state.repairs, Contains(HasSubstr("rows out of order and sorted")));
  }
}

TEST_F(Repairs, GapsAreFlatWithoutVolume) {
  write_good_day();
  auto rows = rows_of(kStart, 24);
  rows.erase(rows.begin() + 6, rows.begin() + 8);
  write_rows("BTCUSDT-1h-2025-01-01.csv", rows);
  const MarketState state = load();
  ASSERT_EQ(state.bars(), 24U);
  for (const std::size_t t : {6U, 7U}) {
    EXPECT_EQ(state.open[t], state.close[5]);
    EXPECT_EQ(state.high[t], state.close[5]);
    EXPECT_EQ(state.low[t], state.close[5]);
    EXPECT_EQ(state.close[t], state.close[5]);
    EXPECT_EQ(state.volume[t], 0);
    EXPECT_TRUE(std::isnan(state.vwap[t]));
  }
  EXPECT_THAT(state.repairs,
              ElementsAre(HasSubstr("2 missing 1h klines filled flat with the close before and no volume, "
                                    "first at 2025-01-01T06:00:00Z")));
  EXPECT_THAT(state.warnings, ElementsAre(HasSubstr("2 of 24 bars (8.3%) hold no klines")));
}

TEST_F(Repairs, AGapAtTheStartTakesThePriceBeforeTheWindow) {
  write_good_day();
  auto rows = rows_of(kStart - 5 * kHour, 29);
  rows.erase(rows.begin() + 4, rows.begin() + 7);
  write_rows("BTCUSDT-1h-2025-01-01.csv", rows);
  const MarketState state = load();
  EXPECT_EQ(state.start_time, kStart);
  EXPECT_EQ(state.open[0], price_at(kStart - kHour));
  EXPECT_EQ(state.close[1], price_at(kStart - kHour));
  EXPECT_EQ(state.open[2], price_at(kStart + 2 * kHour));
}

TEST_F(Repairs, MissingSnapshotsAreCarried) {
  write_good_day();
  std::string text(kMetricsHeader);
  for (std::int64_t i = 0; i < 25; ++i) {
    if (i < 10 || i > 12) text += metrics_row(kStart + i * kHour, fmt::format("{}", i));
  }
  write("BTCUSDT-metrics-2025-01-01.csv", text);
  const MarketState state = load();
  EXPECT_EQ(state.open_interest_lots[12], 9000);
  EXPECT_EQ(state.open_interest_lots[13], 13000);
  EXPECT_THAT(state.repairs, ElementsAre(HasSubstr("3 missing snapshots of open interest carried forward, first after "
                                                   "2025-01-01T09:00:00Z")));
}

TEST_F(Repairs, OverlapsThatAgreeAreMerged) {
  write_good_day();
  const MarketState good = load();
  write_rows("BTCUSDT-1h-again.csv", rows_of(kStart + 3 * kHour, 10));
  write("BTCUSDT-fundingRate-again.csv", funding(kStart, 2));
  const MarketState state = load();
  EXPECT_EQ(state.close, good.close);
  EXPECT_EQ(state.funding_paid, good.funding_paid);
  EXPECT_THAT(state.repairs, Contains(HasSubstr("BTCUSDT-1h-again.csv: 10 klines rows agree with another file")));
  EXPECT_THAT(state.repairs, Contains(HasSubstr("BTCUSDT-fundingRate-again.csv: 2 funding rows agree")));
}

TEST_F(Repairs, WhatOneFileDoesNotKnowTheOtherFills) {
  write_good_day();
  const MarketState good = load();
  std::string text(kKlineHeader);
  for (std::int64_t i = 0; i < 24; ++i) {
    const Candle c = candle_at(kStart + i * kHour, kHour);
    text += fmt::format("{},{},{},{},{},{},{},0,0,0,0,0\n", c.time * 1000, c.open, c.high, c.low, c.close, c.volume,
                        (c.time + kHour) * 1000 - 1);
  }
  write("BTCUSDT-1h-a-poorer.csv", text);
  const MarketState state = load();
  EXPECT_EQ(state.vwap, good.vwap);
}

TEST_F(Repairs, OverlapsThatDisagreeAreRefusedWithBothPlaces) {
  write_good_day();
  auto rows = rows_of(kStart + 3 * kHour, 10);
  Candle other = candle_at(kStart + 5 * kHour, kHour);
  other.volume = 11;
  rows[2] = kline_row(other, kHour);
  write_rows("BTCUSDT-1h-again.csv", rows);
  const std::string error = load_error();
  EXPECT_THAT(error, HasSubstr("BTCUSDT-1h-again.csv:4: disagrees with"));
  EXPECT_THAT(error, HasSubstr("BTCUSDT-1h-2025-01-01.csv:7 (found open"));
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 0);
}

TEST_F(Repairs, RowsOfOneFileThatDisagreeAreRefusedInAndOutsideTheWindow) {
  write_good_day();
  for (const std::int64_t hour : {-30, -1, 4, 40}) {
    const std::int64_t time = kStart + hour * kHour;
    Candle other = candle_at(time, kHour);
    other.close += 1;
    write_rows("BTCUSDT-1h-more.csv", {kline_row(candle_at(time, kHour), kHour), kline_row(other, kHour)});
    EXPECT_THAT(load_error(), HasSubstr("BTCUSDT-1h-more.csv:3: disagrees with")) << hour;
  }
}

TEST_F(Repairs, OpenInterestAndFundingThatDisagreeAreRefused) {
  write_good_day();
  write("BTCUSDT-metrics-more.csv", std::string(kMetricsHeader) + metrics_row(kStart + kHour, "1"));
  EXPECT_THAT(load_error(), HasSubstr("BTCUSDT-metrics-more.csv:2: disagrees with"));
  std::filesystem::remove(dir_ / "BTCUSDT-metrics-more.csv");
  write("BTCUSDT-fundingRate-more.csv", fmt::format("{},8,0.005\n", kStart * 1000 + 900));
  EXPECT_THAT(load_error(), HasSubstr("BTCUSDT-fundingRate-more.csv:1: disagrees with"));
}

struct Point {
  std::int64_t time = 0;
  RowSource source;
  int value = 0;
};
struct MergePoints {
  bool operator()(Point& kept, const Point& other) const { return kept.value == other.value; }
};

TEST(TimeSeriesMemory, GrowsWithDistinctTimesOnly) {
  int conflicts = 0;
  TimeSeries<Point, MergePoints> series(100, 200, [&](const Point&, const Point&) { ++conflicts; });
  std::mt19937 random(1);
  for (int i = 0; i < 1'000'000; ++i) {
    const auto time = static_cast<std::int64_t>(random() % 300);
    series.add({time, {}, static_cast<int>(time)});
  }
  series.finish();
  EXPECT_EQ(conflicts, 0);
  ASSERT_EQ(series.rows().size(), 100U);
  EXPECT_LT(series.rows().capacity(), 100'000U);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(series.rows()[i].time, 100 + static_cast<std::int64_t>(i));
  EXPECT_EQ(series.anchor()->time, 99);
  EXPECT_EQ(series.first_time(), 0);
  EXPECT_EQ(series.last_time(), 299);
}

TEST(CommonSpacing, IsTheMostCommonAndShortestOfTies) {
  CommonSpacing spacing;
  EXPECT_EQ(spacing.seconds(), 0);
  for (const std::int64_t time : {0, 300, 600, 4200, 7800, 7800, 5}) spacing.add(time);
  EXPECT_EQ(spacing.seconds(), 300);
  spacing.add(3605);
  EXPECT_EQ(spacing.seconds(), 3600);
}

}  // namespace
}  // namespace tinderbox::testing
