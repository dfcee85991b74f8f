// A generated market, written as archive files and read back, is the same market.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/market/load_market.hpp"
#include "host/market/synth.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;

class SynthArchive : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "tinderbox-synth-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  static RunConfig config_of(const char* start, std::int64_t seconds, std::int32_t bar_seconds) {
    RunConfig config;
    config.market.start_utc = parse_utc(start).value();
    config.market.end_utc = config.market.start_utc + seconds;
    config.market.bar_seconds = bar_seconds;
    return config;
  }

  // Generates, writes and reads back.
  void round_trip(const RunConfig& config) {
    const Venue venue = find_venue("binance", config.market.contract);
    made_ = synthesize_market(config, venue);
    write_market_archive(made_, folder_);
    NoProgress progress;
    MarketConfig from_files = config.market;
    from_files.source = "files";
    read_ = load_market(from_files, venue, folder_, progress);
  }

  void expect_equal() const {
    EXPECT_TRUE(read_.synthetic);
    EXPECT_EQ(read_.venue, made_.venue);
    EXPECT_EQ(read_.contract, made_.contract);
    EXPECT_EQ(read_.start_time, made_.start_time);
    EXPECT_EQ(read_.bar_seconds, made_.bar_seconds);
    EXPECT_EQ(read_.mark_source, made_.mark_source);
    ASSERT_EQ(read_.bars(), made_.bars());
    EXPECT_EQ(read_.open, made_.open);
    EXPECT_EQ(read_.high, made_.high);
    EXPECT_EQ(read_.low, made_.low);
    EXPECT_EQ(read_.close, made_.close);
    EXPECT_EQ(read_.mark_low, made_.mark_low);
    EXPECT_EQ(read_.mark_high, made_.mark_high);
    EXPECT_EQ(read_.mark_close, made_.mark_close);
    EXPECT_EQ(read_.volume, made_.volume);
    EXPECT_EQ(read_.taker_buy_volume, made_.taker_buy_volume);
    EXPECT_EQ(read_.open_interest_lots, made_.open_interest_lots);
    EXPECT_EQ(read_.funding_paid, made_.funding_paid);
    EXPECT_EQ(read_.funding_rate, made_.funding_rate);
    EXPECT_EQ(read_.long_short_ratio, made_.long_short_ratio);
    EXPECT_EQ(read_.vwap, made_.vwap);
    for (const std::string& warning : read_.warnings) ADD_FAILURE() << warning;
    for (const std::string& repair : read_.repairs) ADD_FAILURE() << repair;
  }

  fs::path folder_;
  MarketState made_;
  MarketState read_;
};

TEST_F(SynthArchive, FiveMinuteBarsOverAMonthEnd) {
  round_trip(config_of("2025-01-30", 4 * 86400, 300));
  expect_equal();
}

TEST_F(SynthArchive, WindowThatStartsBetweenFundings) {
  round_trip(config_of("2025-01-31T22:40:00Z", 6 * 3600, 60));
  expect_equal();
}

TEST_F(SynthArchive, HourlyAndEightHourBars) {
  round_trip(config_of("2025-02-27", 10 * 86400, 3600));
  expect_equal();
  fs::remove_all(folder_);
  round_trip(config_of("2025-02-27", 30 * 86400, 28800));
  expect_equal();
}

TEST_F(SynthArchive, LastPriceAsMark) {
  RunConfig config = config_of("2025-01-06", 86400, 300);
  config.market.mark = "last";
  round_trip(config);
  expect_equal();
  for (const auto& entry : fs::recursive_directory_iterator(folder_))
    EXPECT_NE(entry.path().filename(), "markPriceKlines");
}

// Inverse contracts are counted, and turn over coin.
TEST_F(SynthArchive, InverseContracts) {
  RunConfig config = config_of("2025-03-08T00:00:00Z", 86400, 300);
  config.market.contract = "BTCUSD_PERP";
  round_trip(config);
  EXPECT_EQ(read_.inverse_contract_usd, 100);
  EXPECT_EQ(made_.inverse_contract_usd, 100);
  const double usd = static_cast<double>(made_.open_interest_lots[0]) * made_.lot_size * made_.inverse_contract_usd;
  EXPECT_NEAR(usd / config.synth.open_interest_usd, 1, 0.5);
  for (std::size_t t = 0; t < read_.bars(); ++t) EXPECT_NEAR(read_.vwap[t] / made_.vwap[t], 1, 1e-15);
  read_.vwap = made_.vwap;  // no coin turnover gives some prices back to the last bit
  expect_equal();
}

TEST_F(SynthArchive, LayoutOfTheArchive) {
  round_trip(config_of("2025-01-06", 86400, 300));
  for (const char* file : {"SYNTHETIC", "data/futures/um/daily/klines/BTCUSDT/5m/BTCUSDT-5m-2025-01-06.csv",
                           "data/futures/um/daily/markPriceKlines/BTCUSDT/5m/BTCUSDT-5m-2025-01-06.csv",
                           "data/futures/um/daily/metrics/BTCUSDT/BTCUSDT-metrics-2025-01-06.csv",
                           "data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2025-01.csv"})
    EXPECT_TRUE(fs::is_regular_file(folder_ / file)) << file;
  std::ifstream klines(folder_ / "data/futures/um/daily/klines/BTCUSDT/5m/BTCUSDT-5m-2025-01-06.csv");
  std::string line;
  std::getline(klines, line);
  EXPECT_EQ(line.substr(0, 24), "open_time,open,high,low,");
  std::getline(klines, line);
  EXPECT_EQ(line.substr(0, 22), "1736121600000,100000,1");
}

TEST_F(SynthArchive, WhatTheLayoutCannotHoldIsRefused) {
  const Venue venue = find_venue("binance", "BTCUSDT");
  EXPECT_THROW(write_market_archive(synthesize_market(config_of("2025-01-06", 4 * 86400, 43200), venue), folder_),
               InputError);
  EXPECT_THROW(write_market_archive(synthesize_market(config_of("2025-01-06", 8640, 96), venue), folder_), InputError);
  EXPECT_THROW(write_market_archive(synthesize_market(config_of("1999-01-06", 86400, 300), venue), folder_),
               InputError);
  EXPECT_TRUE(fs::is_empty(folder_)) << "nothing is left behind";
}

TEST_F(SynthArchive, AFullDiskIsAFailure) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  const MarketState market = synthesize_market(config_of("2025-01-06", 86400, 300), find_venue("binance", "BTCUSDT"));
  fs::create_symlink("/dev/full", folder_ / "SYNTHETIC");
  EXPECT_THROW(write_market_archive(market, folder_), Failure);
}

}  // namespace
}  // namespace tinderbox
