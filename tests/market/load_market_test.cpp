// Files of every kind onto one bar grid: what is used, left alone, aggregated, carried and reported.
#include <fstream>

#include "host/market/decimal.hpp"
#include "host/support/sha256.hpp"
#include "tests/market/market_fixture.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LoadMarket : public MarketFiles {};

TEST_F(LoadMarket, AWholeDay) {
  write_good_day();
  const MarketState state = load();
  EXPECT_EQ(state.venue, "binance");
  EXPECT_EQ(state.contract, "BTCUSDT");
  EXPECT_EQ(state.start_time, kStart);
  EXPECT_EQ(state.bar_seconds, 3600);
  ASSERT_EQ(state.bars(), 24U);
  EXPECT_EQ(state.mark_source, "last");
  EXPECT_EQ(state.mark_high, state.high);
  EXPECT_EQ(state.close[3], price_at(kStart + 4 * kHour));
  EXPECT_EQ(state.vwap[3], (state.open[3] + state.close[3]) / 2);
  EXPECT_EQ(state.taker_buy_volume[3], 4);
  ASSERT_EQ(state.open_interest_lots.size(), 25U);
  EXPECT_EQ(state.open_interest_lots[0], to_lots(*parse_decimal(interest_at(kStart)), {1, 3})->lots);
  EXPECT_EQ(state.open_interest_lots[24], to_lots(*parse_decimal(interest_at(kStart + 24 * kHour)), {1, 3})->lots);
  EXPECT_THAT(state.long_short_ratio, Each(0.9));
  EXPECT_DOUBLE_EQ(state.funding_paid[8], 0.00011);
  EXPECT_DOUBLE_EQ(state.funding_rate[7], 0.00010);
  EXPECT_THAT(state.repairs, IsEmpty());
  EXPECT_THAT(state.warnings, IsEmpty());
  EXPECT_THAT(state.ignored, IsEmpty());
  EXPECT_FALSE(state.synthetic);
}

TEST_F(LoadMarket, ProvenanceOfEveryFile) {
  write_good_day();
  const MarketState state = load();
  ASSERT_EQ(state.inputs.size(), 3U);
  const InputRecord& klines_file = state.inputs[0];
  EXPECT_EQ(klines_file.path, (dir_ / "BTCUSDT-1h-2025-01-01.csv").string());
  EXPECT_EQ(klines_file.kind, "klines");
  EXPECT_EQ(klines_file.rows, 24);
  EXPECT_EQ(klines_file.first_time, kStart);
  EXPECT_EQ(klines_file.last_time, kStart + 23 * kHour);
  EXPECT_EQ(klines_file.sha256, sha256_of_file(klines_file.path));
  EXPECT_EQ(state.inputs[1].kind, "funding");
  EXPECT_EQ(state.inputs[2].kind, "metrics");
}

TEST_F(LoadMarket, NestedArchiveOfZipsIsTheSame) {
  write_good_day();
  const MarketState flat = load();
  std::filesystem::remove_all(dir_);
  std::filesystem::create_directories(dir_);
  write_zip("data/futures/um/daily/klines/BTCUSDT/1h/BTCUSDT-1h-2025-01-01.zip",
            {{"BTCUSDT-1h-2025-01-01.csv", klines(kStart, 24, kHour)}});
  write_zip("data/futures/um/daily/metrics/BTCUSDT/BTCUSDT-metrics-2025-01-01.zip",
            {{"BTCUSDT-metrics-2025-01-01.csv", metrics(kStart, 25, kHour)}});
  write_zip("data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2025-01.zip",
            {{"BTCUSDT-fundingRate-2025-01.csv", funding(kStart, 4)}});
  const MarketState nested = load();
  EXPECT_EQ(nested.close, flat.close);
  EXPECT_EQ(nested.open_interest_lots, flat.open_interest_lots);
  EXPECT_EQ(nested.funding_paid, flat.funding_paid);
  EXPECT_EQ(nested.inputs[0].rows, 24);
}

TEST_F(LoadMarket, RestAnswersAreTheSame) {
  write_good_day();
  const MarketState flat = load();
  std::filesystem::remove_all(dir_);
  std::filesystem::create_directories(dir_);
  std::string candles = "[";
  std::string interest = "[";
  for (std::int64_t i = 0; i < 24; ++i) {
    const Candle c = candle_at(kStart + i * kHour, kHour);
    candles +=
        fmt::format("{}[{},\"{}\",\"{}\",\"{}\",\"{}\",\"{}\",{},\"{}\",7,\"4\",\"400\",\"0\"]", i ? "," : "",
                    c.time * 1000, c.open, c.high, c.low, c.close, c.volume, (c.time + kHour) * 1000 - 1, c.quote);
  }
  for (std::int64_t i = 0; i < 25; ++i) {
    interest += fmt::format("{}{{\"symbol\":\"BTCUSDT\",\"sumOpenInterest\":\"{}\",\"timestamp\":{}}}", i ? "," : "",
                            interest_at(kStart + i * kHour), (kStart + i * kHour) * 1000);
  }
  write("klines_BTCUSDT_1h.json", candles + "]");
  write("openInterestHist_BTCUSDT_1h.json", interest + "]");
  write("fundingRate_BTCUSDT.json",
        fmt::format("[{{\"symbol\":\"BTCUSDT\",\"fundingTime\":{},\"fundingRate\":\"0.0001\",\"markPrice\":\"1\"}}]",
                    kStart * 1000));
  write("globalLongShortAccountRatio_BTCUSDT_1h.json",
        fmt::format("[{{\"symbol\":\"BTCUSDT\",\"longShortRatio\":\"1.5\",\"longAccount\":\"0.6\",\"shortAccount\":"
                    "\"0.4\",\"timestamp\":{}}}]",
                    (kStart + kHour) * 1000));
  const MarketState rest = load();
  EXPECT_EQ(rest.close, flat.close);
  EXPECT_EQ(rest.open_interest_lots, flat.open_interest_lots);
  EXPECT_EQ(rest.funding_paid[0], 0.0001);
  EXPECT_TRUE(std::isnan(rest.long_short_ratio[0]));
  EXPECT_EQ(rest.long_short_ratio[23], 1.5);
  EXPECT_THAT(rest.warnings, Contains(HasSubstr("the last candle of a REST answer may still have been open")));
}

TEST_F(LoadMarket, FilesThatAreNotNeededAreListed) {
  write_good_day();
  write("ETHUSDT-1h-2025-01-01.csv", "broken");
  write("spot-BTCUSDT-5m-2025-01.csv", "broken");
  write("spot/BTCUSDT-5m-2025-01.csv", "broken");
  write("BTC-liquidations-4h.csv", "time_ms,long_liquidation_usd\n1,2\n");
  write("events.csv", "time_ms,long_liquidation_usd\n1,2\n");
  write("BTCUSDT-aggTrades-2025.csv", "broken");
  write("BTCUSD_PERP-1h-2025.csv", "broken");
  write("notes.txt", "hello");
  write("notes.csv", "a,b\n1,2\n");
  write("scrap.csv", "");
  write("garbage.csv", std::string("\x00\x01\x02", 3));
  write("BTCUSDT-1h-2025-01-01.zip.CHECKSUM", "ab12");
  write("depth.json", R"({"bids":[]})");
  write("topLongShortAccountRatio_BTCUSDT.json", "[]");
  write("ratio.json", R"([{"symbol":"BTCUSDT","longShortRatio":"1","longAccount":"1","timestamp":1}])");
  write("BTCUSDT-1w-2025.csv", klines(kStart, 1, kHour));
  const MarketState state = load();
  EXPECT_EQ(state.bars(), 24U);
  EXPECT_EQ(state.inputs.size(), 3U);
  EXPECT_EQ(state.ignored.size(), 16U);
  EXPECT_THAT(state.ignored, Contains(HasSubstr("another symbol (ETHUSDT)")));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("spot market")).Times(2));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("liquidations: known, not needed")).Times(2));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("notes.csv: not recognised: its first row is that of no known kind")));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("scrap.csv: not recognised: it is empty")));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("garbage.csv: not recognised: it is no text (byte 0x00)")));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("not a .csv, .zip or .json file")).Times(2));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("an interval of more than a day")));
}

TEST_F(LoadMarket, TheSyntheticMarkerMarksTheMarket) {
  write_good_day();
  EXPECT_FALSE(load().synthetic);
  const auto marker = write("sub/SYNTHETIC", "made by a generator\n");
  EXPECT_TRUE(load().synthetic);
  std::filesystem::rename(marker, dir_ / "SYNTHETIC");
  for (const char* name : {"BTCUSDT-1h-2025-01-01.csv", "BTCUSDT-metrics-2025-01-01.csv"})
    std::filesystem::rename(dir_ / name, dir_ / "sub" / name);
  EXPECT_TRUE(load_from(dir_ / "sub").synthetic);  // a part of a marked archive
  EXPECT_TRUE(load_from(dir_ / "sub/").synthetic);
}

TEST_F(LoadMarket, AWindowOfTooManyCandlesIsRefused) {
  write_good_day();
  std::filesystem::remove(dir_ / "BTCUSDT-1h-2025-01-01.csv");
  write("BTCUSDT-1s-2025-01-01.csv", klines(kStart, 5, 1));
  config_.end_utc = kStart + 15'000 * kHour;
  EXPECT_THAT(load_error(), HasSubstr("makes the window too long for these klines (found 54000000 klines of 1s"));
}

TEST_F(LoadMarket, ARelativePathOrTheCurrentFolderIsTheSame) {
  write_good_day();
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir_);
  const MarketState state = load_from(".");
  std::filesystem::current_path(before);
  EXPECT_EQ(state.bars(), 24U);
  EXPECT_EQ(state.inputs[0].path, "./BTCUSDT-1h-2025-01-01.csv");
}

TEST_F(LoadMarket, FinerKlinesAreAggregated) {
  std::string text(kKlineHeader);
  text += kline_row({kStart, 100, 120, 95, 110, 1, 110, 1}, 1800);
  text += kline_row({kStart + 1800, 110, 130, 105, 125, 3, 360, 2}, 1800);
  text += kline_row({kStart + 3600, 125, 126, 80, 90, 2, 200, 0}, 1800);
  text += kline_row({kStart + 5400, 90, 91, 89, 90, 0, 0, 0}, 1800);
  write("BTCUSDT-30m-2025.csv", text);
  write("BTCUSDT-metrics-2025.csv", metrics(kStart, 3, kHour));
  config_.end_utc = kStart + 2 * kHour;
  const MarketState state = load();
  EXPECT_THAT(state.open, ElementsAre(100, 125));
  EXPECT_THAT(state.high, ElementsAre(130, 126));
  EXPECT_THAT(state.low, ElementsAre(95, 80));
  EXPECT_THAT(state.close, ElementsAre(125, 90));
  EXPECT_THAT(state.volume, ElementsAre(4, 2));
  EXPECT_THAT(state.vwap, ElementsAre(470.0 / 4, 100));
  EXPECT_THAT(state.taker_buy_volume, ElementsAre(3, 0));
}

TEST_F(LoadMarket, TheCoarsestFittingIntervalIsUsed) {
  write_good_day();
  write("BTCUSDT-30m-2025-01-01.csv", klines(kStart, 48, 1800));
  write("BTCUSDT-4h-2025-01-01.csv", klines(kStart, 6, 4 * kHour));
  const MarketState state = load();
  EXPECT_EQ(state.inputs.size(), 3U);
  EXPECT_THAT(state.ignored, Contains(HasSubstr("klines of 30m: those of 1h are used")));
  EXPECT_THAT(state.ignored, Contains(HasSubstr("klines of 4h: those of 1h are used")));
}

TEST_F(LoadMarket, CoarserKlinesAreRefusedWithTheBarsThatWork) {
  write_good_day();
  config_.bar_seconds = 300;
  EXPECT_THAT(load_error(), HasSubstr("bar_seconds that would work: 3600, 7200, 14400, 21600, 28800, 43200, 86400"));
}

TEST_F(LoadMarket, UnknownTradeDetailIsNaN) {
  std::string text(kKlineHeader);
  for (std::int64_t i = 0; i < 24; ++i) {
    const std::int64_t time = kStart + i * kHour;
    text += fmt::format("{},100,110,90,105,{},{},0,0,0,0,0\n", time * 1000, i == 5 ? 0 : 10, (time + kHour) * 1000 - 1);
  }
  write_good_day();
  write("BTCUSDT-1h-2025-01-01.csv", text);
  const MarketState state = load();
  EXPECT_THAT(state.taker_buy_volume, Each(::testing::IsNan()));
  EXPECT_THAT(state.vwap, Each(::testing::IsNan()));
}

TEST_F(LoadMarket, AVolumeWeightedPriceOutsideTheBarIsUnknown) {
  std::string text(kKlineHeader);
  text += kline_row({kStart, 100, 110, 90, 105, 10, 2000, 4}, kHour);
  text += kline_row({kStart + kHour, 100, 110, 90, 105, 10, 1000, 4}, kHour);
  write("BTCUSDT-1h-2025.csv", text);
  write("BTCUSDT-metrics-2025.csv", metrics(kStart, 3, kHour));
  const MarketState state = load();
  EXPECT_TRUE(std::isnan(state.vwap[0]));
  EXPECT_EQ(state.vwap[1], 100);
}

TEST_F(LoadMarket, CoarseOpenInterestIsCarriedNeverInterpolated) {
  write("BTCUSDT-1h-2025-01-01.csv", klines(kStart, 24, kHour));
  std::string text(kMetricsHeader);
  for (std::int64_t i = 0; i < 6; ++i) text += metrics_row(kStart + i * 4 * kHour, fmt::format("{}", 100 + i));
  write("BTCUSDT-metrics-4h.csv", text);
  const MarketState state = load();
  ASSERT_EQ(state.bars(), 23U);  // the snapshot of 24:00 is due at the close of the last bar and is not there
  for (std::size_t t = 0; t <= state.bars(); ++t)
    EXPECT_EQ(state.open_interest_lots[t], 100'000 + 1000 * static_cast<std::int64_t>(t / 4)) << t;
  EXPECT_THAT(state.warnings, Contains(HasSubstr("it ends at 2025-01-01T23:00:00Z instead of 2025-01-02T00:00:00Z, "
                                                 "because open interest ends at 2025-01-01T20:00:00Z and the next "
                                                 "snapshot was due at 2025-01-02T00:00:00Z")));
}

TEST_F(LoadMarket, MetricsOfDifferentIntervalsMerge) {
  write("BTCUSDT-1h-2025-01-01.csv", klines(kStart, 48, kHour));
  std::string hourly(kMetricsHeader);
  std::string coarse(kMetricsHeader);
  for (std::int64_t i = 0; i <= 12; ++i) hourly += metrics_row(kStart + i * kHour, fmt::format("{}", 100 + i), "");
  for (std::int64_t i = 3; i <= 6; ++i) coarse += metrics_row(kStart + i * 4 * kHour, fmt::format("{}", 100 + 4 * i));
  write("BTCUSDT-metrics-1h.csv", hourly);
  write("BTCUSDT-metrics-4h.csv", coarse);
  config_.end_utc = kStart + 48 * kHour;
  const MarketState state = load();
  EXPECT_EQ(state.bars(), 27U);  // 24:00 and the three bars before the next 4h snapshot
  EXPECT_EQ(state.open_interest_lots[11], 111'000);
  EXPECT_EQ(state.open_interest_lots[15], 112'000);
  EXPECT_EQ(state.open_interest_lots[16], 116'000);
  EXPECT_TRUE(std::isnan(state.long_short_ratio[11]));
  EXPECT_EQ(state.long_short_ratio[12], 0.9);
  EXPECT_THAT(state.repairs, Contains(HasSubstr("1 metrics rows agree with another file and were merged")));
}

TEST_F(LoadMarket, OpenInterestFinerThanALotIsRoundedAndReported) {
  write_good_day();
  std::string text(kMetricsHeader);
  for (std::int64_t i = 0; i < 25; ++i) text += metrics_row(kStart + i * kHour, i == 3 ? "1.0025" : "1.002");
  write("BTCUSDT-metrics-2025-01-01.csv", text);
  const MarketState state = load();
  EXPECT_EQ(state.open_interest_lots[3], 1002);
  EXPECT_THAT(state.repairs, ElementsAre(HasSubstr("1 metrics values finer than a lot rounded half to even, first at "
                                                   "2025-01-01T03:00:00Z")));
}

TEST_F(LoadMarket, EmptyOpenInterestIsSkippedAndReported) {
  write_good_day();
  std::string text(kMetricsHeader);
  for (std::int64_t i = 0; i < 25; ++i) text += metrics_row(kStart + i * kHour, i == 3 ? "\"\"" : fmt::format("{}", i));
  write("BTCUSDT-metrics-2025-01-01.csv", text);
  const MarketState state = load();
  EXPECT_EQ(state.open_interest_lots[3], 2000);
  EXPECT_THAT(state.repairs, Contains(HasSubstr("1 metrics rows without open interest skipped")));
  EXPECT_THAT(state.repairs, Contains(HasSubstr("1 missing snapshots of open interest carried forward, first after "
                                                "2025-01-01T02:00:00Z")));
}

TEST_F(LoadMarket, ARatioIsKnownForADay) {
  write_good_day();
  write("BTCUSDT-1h-2025-01-01.csv", klines(kStart, 48, kHour));
  std::string text(kMetricsHeader);
  for (std::int64_t i = 0; i <= 48; ++i)
    text += metrics_row(kStart + i * kHour, "5", i == 2 ? "1.25" : (i == 1 ? "0" : ""));
  write("BTCUSDT-metrics-2025-01-01.csv", text);
  config_.end_utc = kStart + 48 * kHour;
  const MarketState state = load();
  EXPECT_TRUE(std::isnan(state.long_short_ratio[1]));
  EXPECT_EQ(state.long_short_ratio[2], 1.25);
  EXPECT_EQ(state.long_short_ratio[25], 1.25);
  EXPECT_TRUE(std::isnan(state.long_short_ratio[26]));
}

TEST_F(LoadMarket, FundingIsPaidInItsBarAndKnownFromItsOpen) {
  write_good_day();
  write("BTCUSDT-fundingRate-2025-01.csv",
        fmt::format("{},8,0.0003\n{},8,-0.0001\n{},8,0.0002\n", (kStart - 8 * kHour) * 1000 + 3, kStart * 1000 - 900,
                    (kStart + 8 * kHour) * 1000 + 7));
  const MarketState state = load();
  EXPECT_EQ(state.funding_paid[0], -0.0001);
  EXPECT_EQ(state.funding_rate[0], -0.0001);
  EXPECT_EQ(state.funding_paid[1], 0);
  EXPECT_EQ(state.funding_rate[7], -0.0001);
  EXPECT_EQ(state.funding_paid[8], 0.0002);
  EXPECT_EQ(state.funding_rate[8], 0.0002);
  EXPECT_THAT(state.warnings, ElementsAre(HasSubstr("no event after 2025-01-01T08:00:00Z; those due from "
                                                    "2025-01-01T16:00:00Z to 2025-01-02T00:00:00Z are taken for 0")));
}

TEST_F(LoadMarket, FundingBeforeTheWindowIsKnownInIt) {
  write_good_day();
  write("BTCUSDT-fundingRate-2025-01.csv", funding(kStart - 16 * kHour, 10));
  config_.start_utc = kStart + 2 * kHour;
  const MarketState state = load();
  EXPECT_DOUBLE_EQ(state.funding_rate[0], 0.00012);
  EXPECT_THAT(state.warnings, IsEmpty());
}

TEST_F(LoadMarket, MissingFundingIsZeroWithAWarning) {
  write_good_day();
  write("BTCUSDT-fundingRate-2025-01.csv",
        fmt::format("{},8,0.0002\n{},8,0.0002\n", (kStart + 2 * kHour) * 1000, (kStart + 23 * kHour) * 1000));
  MarketState state = load();
  EXPECT_EQ(state.funding_rate[1], 0);
  EXPECT_THAT(state.warnings, Contains(HasSubstr("funding: unknown and taken for 0 from 2025-01-01T00:00:00Z to its "
                                                 "first event at 2025-01-01T02:00:00Z")));
  EXPECT_THAT(state.warnings, Contains(HasSubstr("1 missing events taken for 0, first after 2025-01-01T02:00:00Z")));
  std::filesystem::remove(dir_ / "BTCUSDT-fundingRate-2025-01.csv");
  state = load();
  EXPECT_THAT(state.funding_paid, Each(0.0));
  EXPECT_THAT(state.warnings, ElementsAre(HasSubstr("funding: no files")));
  write("BTCUSDT-fundingRate-2025-01.csv", funding(kStart + 100 * kHour, 3));
  EXPECT_THAT(load().warnings, ElementsAre(HasSubstr("funding: no events up to the end of the window")));
}

std::string mark_klines(std::int64_t from, std::int64_t count, std::int64_t interval, std::int64_t skip = -1) {
  std::string text(kKlineHeader);
  for (std::int64_t i = 0; i < count; ++i) {
    Candle candle = candle_at(from + i * interval, interval);
    candle.low -= 1;
    candle.high += 2;
    candle.volume = candle.quote = candle.taker = 0;
    if (i != skip) text += kline_row(candle, interval);
  }
  return text;
}

TEST_F(LoadMarket, MarkKlinesAreUsedWhereGiven) {
  write_good_day();
  write("markPriceKlines/BTCUSDT/1h/BTCUSDT-1h-2025-01-01.csv", mark_klines(kStart, 24, kHour));
  const MarketState state = load();
  EXPECT_EQ(state.mark_source, "mark");
  EXPECT_EQ(state.mark_low[5], state.low[5] - 1);
  EXPECT_EQ(state.mark_high[5], state.high[5] + 2);
  EXPECT_EQ(state.inputs.back().kind, "mark_klines");
  config_.mark = "last";
  const MarketState last = load();
  EXPECT_EQ(last.mark_source, "last");
  EXPECT_THAT(last.ignored, Contains(HasSubstr("market.mark is \"last\"")));
}

TEST_F(LoadMarket, AMissingMarkCandleTakesLastPrices) {
  write_good_day();
  write("BTCUSDT-mark-30m.csv", mark_klines(kStart, 48, 1800, 11));
  const MarketState state = load();
  EXPECT_EQ(state.mark_source, "mark");
  EXPECT_LT(state.mark_low[4], state.low[4]);
  EXPECT_EQ(state.mark_low[5], state.low[5]);
  EXPECT_EQ(state.mark_close[5], state.close[5]);
  EXPECT_THAT(state.repairs,
              Contains(HasSubstr("1 missing 30m klines of the mark price: their bars take last prices")));
}

TEST_F(LoadMarket, MarkKlinesThatBeginLateAreNotUsed) {
  write_good_day();
  write("BTCUSDT-mark-1h.csv", mark_klines(kStart + 3 * kHour, 21, kHour));
  const MarketState state = load();
  EXPECT_EQ(state.mark_source, "last");
  EXPECT_EQ(state.mark_low, state.low);
  EXPECT_THAT(state.warnings, Contains(HasSubstr("mark: last prices are used everywhere")));
  config_.mark = "mark";
  EXPECT_THAT(load_error(), HasSubstr("market.mark: the mark-price klines do not cover the window"));
}

TEST_F(LoadMarket, MarkKlinesThatEndEarlyCutTheWindow) {
  write_good_day();
  write("BTCUSDT-mark-1h.csv", mark_klines(kStart, 20, kHour));
  const MarketState state = load();
  EXPECT_EQ(state.mark_source, "mark");
  EXPECT_EQ(state.bars(), 20U);
  EXPECT_THAT(state.warnings, Contains(HasSubstr("because mark-price klines end at 2025-01-01T20:00:00Z")));
}

TEST_F(LoadMarket, RequiredMarkKlinesMustBeThere) {
  write_good_day();
  config_.mark = "mark";
  EXPECT_THAT(load_error(), HasSubstr("no usable mark-price klines"));
  write("BTCUSDT-mark-4h.csv", mark_klines(kStart, 6, 4 * kHour));
  EXPECT_THAT(load_error(), HasSubstr("no usable mark-price klines"));
  config_.mark = "auto";
  EXPECT_THAT(load().warnings, Contains(HasSubstr("mark-price klines of 4h do not fit bars of 3600 s")));
}

TEST_F(LoadMarket, AFileWithoutASymbolIsTakenOnTrust) {
  write_good_day();
  std::filesystem::rename(dir_ / "BTCUSDT-1h-2025-01-01.csv", dir_ / "candles.csv");
  EXPECT_THAT(load().warnings, Contains(HasSubstr("candles.csv: neither name nor columns say the symbol")));
}

// Counts what is reported, and asks for an end where told to.
class CountingProgress final : public Progress {
 public:
  void begin(std::string_view, std::int64_t total, std::string_view) override { total_ = total; }
  void advance(std::int64_t items) override {
    done_ += items;
    if (interrupt_) interrupt_requested = true;
  }
  void end() override { ended_ = true; }
  std::int64_t total_ = 0;
  std::int64_t done_ = 0;
  bool ended_ = false;
  bool interrupt_ = false;
};

TEST_F(LoadMarket, ProgressCountsTheBytesOnDisk) {
  write_good_day();
  write_zip("BTCUSDT-1h-2025-01-02.zip", {{"BTCUSDT-1h-2025-01-02.csv", klines(kStart + 24 * kHour, 24, kHour)}});
  CountingProgress progress;
  (void)load_market(config_, venue_, dir_, progress);
  EXPECT_GT(progress.total_, 0);
  EXPECT_EQ(progress.done_, progress.total_);
  EXPECT_TRUE(progress.ended_);
}

TEST_F(LoadMarket, InterruptsBetweenReads) {
  write_good_day();
  CountingProgress progress;
  progress.interrupt_ = true;
  EXPECT_THROW((void)load_market(config_, venue_, dir_, progress), Interrupted);
  interrupt_requested = false;
}

}  // namespace
}  // namespace tinderbox::testing
