// Every refusal of a single row: what is reported, where, and that nothing else is.
#include <map>

#include "host/market/market_readers.hpp"
#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct BadField {
  std::size_t column;
  const char* text;
  const char* message;  // expected after "bad.csv:3:"
};

// Replaces one field of the second data row.
std::string with_field(const std::string& text, std::size_t column, std::string_view field) {
  std::size_t line = text.find('\n', text.find('\n') + 1) + 1;
  for (std::size_t i = 0; i < column; ++i) line = text.find(',', line) + 1;
  const std::size_t end = text.find_first_of(",\n", line);
  return text.substr(0, line) + std::string(field) + text.substr(end);
}

class BadKline : public MarketFiles, public ::testing::WithParamInterface<BadField> {};

TEST_P(BadKline, IsRefusedWithFileLineAndColumn) {
  std::string text(kKlineHeader);
  for (std::int64_t i = 0; i < 3; ++i) text += kline_row({kStart + i * kHour}, kHour);
  const auto path = write("bad.csv", with_field(text, GetParam().column, GetParam().text));
  const std::string error = error_of([&] { (void)read_klines(path, kHour, Traded::kYes, {}); });
  EXPECT_THAT(error, HasSubstr(std::string("bad.csv:3:") + GetParam().message));
  EXPECT_THAT(error, HasSubstr("found"));
  EXPECT_THAT(error, HasSubstr("expected"));
  EXPECT_THAT(error, Not(HasSubstr("bad.csv:2")));
  EXPECT_THAT(error, Not(HasSubstr("bad.csv:4")));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BadKline,
    ::testing::Values(
        BadField{0, "x", "open_time: is no time (found \"x\""}, BadField{0, "1735693200", "open_time: is no time"},
        BadField{0, "9999999999999999999", "open_time: is no time"},
        BadField{0, "1735693200001", "open_time: is not on the grid of the interval"},
        BadField{0, "1735694100000", "open_time: is not on the grid of the interval"},
        BadField{6, "1735696799998", "close_time: is not the end of the interval"},
        BadField{6, "", "close_time: is not the end"}, BadField{1, "nan", "open: is no number (found \"nan\""},
        BadField{2, "inf", "high: is no number"}, BadField{3, "-1", "low: is no price"},
        BadField{4, "0", "close: is no price (found \"0\", expected a price above 0)"},
        BadField{4, "", "close: is no number"}, BadField{2, "80", "high: is below low"},
        BadField{1, "111", "open: lies outside low and high"}, BadField{1, "89", "open: lies outside low and high"},
        BadField{4, "111", "close: lies outside low and high"}, BadField{5, "-1", "volume: is negative"},
        BadField{5, "1e999", "volume: is no number"}, BadField{7, "-0.5", "quote_volume: is negative"},
        BadField{8, "-1", "count: is no valid whole number"}, BadField{8, "1.5", "count: is no valid whole number"},
        BadField{9, "-1", "taker_buy_volume: is negative"}, BadField{9, "11", "taker_buy_volume: exceeds volume"},
        BadField{10, "None", "taker_buy_quote_volume: is no number (found \"None\""},
        BadField{11, "", "ignore: is empty"}, BadField{1, "1,5", " has the wrong number of columns (found 13"},
        BadField{1, "\x80\xff", "open: is no number (found \"\\x80\\xff\""}));

class BadMetrics : public MarketFiles, public ::testing::WithParamInterface<BadField> {};

TEST_P(BadMetrics, IsRefusedWithFileLineAndColumn) {
  const auto path = write("bad.csv", with_field(metrics(kStart, 3, kHour), GetParam().column, GetParam().text));
  const std::string error = error_of([&] { (void)read_metrics(path, "BTCUSDT", {}); });
  EXPECT_THAT(error, HasSubstr(std::string("bad.csv:3:") + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BadMetrics,
    ::testing::Values(BadField{0, "2025-02-30 00:00:00", "create_time: is no time"},
                      BadField{0, "yesterday", "create_time: is no time"},
                      BadField{1, "ETHUSDT", "symbol: is another symbol (found \"ETHUSDT\", expected \"BTCUSDT\")"},
                      BadField{2, "nan", "sum_open_interest: is no number"},
                      BadField{2, "-1", "sum_open_interest: is negative"},
                      BadField{3, "x", "sum_open_interest_value: is no number"},
                      BadField{4, "-2", "count_toptrader_long_short_ratio: is negative"},
                      BadField{6, "inf", "count_long_short_ratio: is no number"},
                      BadField{7, "1,2", " has the wrong number of columns (found 9, expected 8)"}));

class BadFunding : public MarketFiles, public ::testing::WithParamInterface<BadField> {};

TEST_P(BadFunding, IsRefusedWithFileLineAndColumn) {
  const auto path = write("bad.csv", with_field(funding(kStart, 3), GetParam().column, GetParam().text));
  const std::string error = error_of([&] { (void)read_funding(path, "BTCUSDT", {}); });
  EXPECT_THAT(error, HasSubstr(std::string("bad.csv:3:") + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(Fields, BadFunding,
                         ::testing::Values(BadField{0, "x", "calc_time: is no time"},
                                           BadField{1, "0", "funding_interval_hours: is no valid whole number"},
                                           BadField{1, "25", "funding_interval_hours: is no valid whole number"},
                                           BadField{2, "1.5", "last_funding_rate: is no funding rate"},
                                           BadField{2, "nan", "last_funding_rate: is no number"},
                                           BadField{2, "", "last_funding_rate: is no number"}));

class Rows : public MarketFiles {
 protected:
  [[nodiscard]] std::string kline_error(const std::string& text) const {
    const auto path = write("bad.csv", text);
    return error_of([&] { (void)read_klines(path, kHour, Traded::kYes, {}); });
  }
};

TEST_F(Rows, TruncatedLastLineIsRefused) {
  const std::string text = klines(kStart, 3, kHour);
  EXPECT_THAT(kline_error(text.substr(0, text.size() - 30)), HasSubstr("bad.csv:4: is a truncated last line"));
}

TEST_F(Rows, CutLastFieldIsRefusedAndAMissingNewlineIsNot) {
  const std::string text = funding(kStart, 3);
  const auto cut = write("cut.csv", text.substr(0, text.size() - 4));
  EXPECT_THAT(error_of([&] { (void)read_funding(cut, "", {}); }),
              HasSubstr("cut.csv:4:last_funding_rate: looks truncated"));
  EXPECT_EQ(read_funding(write("whole.csv", text.substr(0, text.size() - 1)), "", {}).rows, 3);
}

TEST_F(Rows, EveryProblemOfARowAndFileIsCollected) {
  std::string text(kKlineHeader);
  text += "x,1,2,3,y,1,2,3,4,5,6,0\n" + kline_row({kStart}, kHour) + "1,2\n";
  const std::string error = kline_error(text);
  EXPECT_THAT(error, HasSubstr("bad.csv:2:open_time"));
  EXPECT_THAT(error, HasSubstr("bad.csv:2:high: is below low"));
  EXPECT_THAT(error, HasSubstr("bad.csv:2:close"));
  EXPECT_THAT(error, HasSubstr("bad.csv:4: has the wrong number of columns"));
}

TEST_F(Rows, ProblemsAreCountedBeyondTheFirstTwenty) {
  std::string text(kKlineHeader);
  for (int i = 0; i < 1000; ++i) text += "1,2\n";
  const std::string error = kline_error(text);
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 20);
  EXPECT_THAT(error, HasSubstr("980 more problems, 1000 in all"));
}

TEST_F(Rows, HeadersAreCheckedNameByName) {
  EXPECT_THAT(kline_error("open_time,close,high\n"), HasSubstr("bad.csv:1: is no header of klines (found \"close\""));
  EXPECT_THAT(kline_error(std::string(kKlineHeader)), HasSubstr("bad.csv: holds no rows"));
  EXPECT_THAT(kline_error(std::string(kMetricsHeader)), HasSubstr("is no header of klines (found \"create_time\""));
}

TEST_F(Rows, EmptyLinesInsideAreRefusedAndAtTheEndAreNot) {
  std::string text = klines(kStart, 2, kHour);
  EXPECT_EQ(read_klines(write("a.csv", text + "\n\n"), kHour, Traded::kYes, {}).rows, 2);
  EXPECT_THAT(kline_error(text + "\n" + kline_row({kStart + 2 * kHour}, kHour)),
              HasSubstr("bad.csv:5: follows an empty line"));
}

TEST_F(Rows, HeadersAndUnitsOfAllYearsRead) {
  const Candle candle{kStart};
  const std::string rows = kline_row(candle, kHour);
  EXPECT_EQ(read_klines(write("a.csv", rows), kHour, Traded::kYes, {}).rows, 1);
  const auto micro = read_klines(write("b.csv", kline_row(candle, kHour, 1'000'000)), kHour, Traded::kYes, {});
  EXPECT_EQ(micro.first_time, kStart);
  const std::string spelled =
      "open_time,open,high,low,close,volume,close_time,quote_asset_volume,number_of_trades,"
      "taker_buy_base_asset_volume,taker_buy_quote_asset_volume,ignore\n";
  EXPECT_EQ(read_klines(write("c.csv", spelled + rows), kHour, Traded::kYes, {}).rows, 1);
}

TEST_F(Rows, CoinMarginedKlinesCountContractsAndTurnOverCoin) {
  const std::string text =
      "open_time,open,high,low,close,volume,close_time,base_volume,count,taker_buy_volume,taker_buy_base_volume,"
      "ignore\n1735689600000,100,110,90,105,1200,1735693199999,1.2,7,500,0.5,0\n"
      "1735689600000,100,110,90,105,1200,1735693199999,1.2,7,500,0.5,0\n";
  std::vector<KlineRow> rows;
  (void)read_klines(write("BTCUSD_PERP-1h-2025.csv", text), kHour, Traded::kYes,
                    [&](const KlineRow& row) { rows.push_back(row); });
  ASSERT_EQ(rows.size(), 2U);  // whole rows repeat; merging them is the series' work
  EXPECT_EQ(rows[0].volume, 1200);
  EXPECT_EQ(rows[0].quote_volume, 1.2);
  EXPECT_EQ(rows[0].taker_buy_volume, 500);
}

TEST_F(Rows, CoinMarginedMetricsMayBeEmpty) {
  const std::string text = std::string(kMetricsHeader) +
                           "2024-03-03 00:00:00,BTCUSD_PERP,\"\",\"\",\"\",\"\",\"\",\"\"\n"
                           "2024-03-03 00:05:00,BTCUSD_PERP,123456,78.5,1.1,1.2,1.3,1.4\n";
  std::vector<OpenInterestRow> rows;
  (void)read_metrics(write("m.csv", text), "BTCUSD_PERP", [&](const OpenInterestRow& row) { rows.push_back(row); });
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_FALSE(rows[0].contracts);
  EXPECT_TRUE(std::isnan(rows[0].long_short_ratio));
  EXPECT_EQ(rows[1].contracts, (Decimal{123456, 0}));
  EXPECT_EQ(rows[1].long_short_ratio, 1.3);
}

TEST_F(Rows, MarkKlinesHaveNoVolume) {
  Candle candle{kStart};
  candle.volume = 0;
  candle.taker = 0;
  double volume = -1;
  (void)read_klines(write("m.csv", kline_row(candle, kHour)), kHour, Traded::kNo,
                    [&](const KlineRow& row) { volume = row.volume; });
  EXPECT_EQ(volume, 0);
}

TEST_F(Rows, FundingTimesLoseTheirJitter) {
  const std::map<std::int64_t, std::int64_t> cases{{0, 0},     {16, 0},   {1999, 0},    {-1, 0},     {-1000, 0},
                                                   {-2000, 0}, {2001, 2}, {30'000, 30}, {-5000, -5}, {60'000, 60}};
  for (const auto& [jitter_ms, expected] : cases) {
    const auto path = write("f.csv", fmt::format("{},8,0.0001\n", kStart * 1000 + jitter_ms));
    EXPECT_EQ(read_funding(path, "", {}).first_time, kStart + expected) << jitter_ms;
  }
}

}  // namespace
}  // namespace tinderbox::testing
