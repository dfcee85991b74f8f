// Generated market files in a temporary folder, and the loading of them.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "host/market/load_market.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox::testing {

inline constexpr std::int64_t kHour = 3600;
inline constexpr std::int64_t kStart = 1'735'689'600;  // 2025-01-01T00:00:00Z
inline constexpr std::string_view kKlineHeader =
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,"
    "ignore\n";
inline constexpr std::string_view kMetricsHeader =
    "create_time,symbol,sum_open_interest,sum_open_interest_value,count_toptrader_long_short_ratio,"
    "sum_toptrader_long_short_ratio,count_long_short_ratio,sum_taker_long_short_vol_ratio\n";
inline constexpr std::string_view kFundingHeader = "calc_time,funding_interval_hours,last_funding_rate\n";

// A price that differs from bar to bar and is the same whoever asks.
inline double price_at(std::int64_t time) {
  return 100000 + static_cast<double>((time / 60) % 997) * 0.5;
}

struct Candle {
  std::int64_t time = 0;
  double open = 100;
  double high = 110;
  double low = 90;
  double close = 105;
  double volume = 10;
  double quote = 1000;
  double taker = 4;
};

inline std::string kline_row(const Candle& c, std::int64_t interval, std::int64_t per_second = 1000) {
  return fmt::format("{},{},{},{},{},{},{},{},7,{},400,0\n", c.time * per_second, c.open, c.high, c.low, c.close,
                     c.volume, (c.time + interval) * per_second - 1, c.quote, c.taker);
}

inline Candle candle_at(std::int64_t time, std::int64_t interval) {
  const double open = price_at(time);
  const double close = price_at(time + interval);
  return {time, open, std::max(open, close) + 5, std::min(open, close) - 5, close, 10, 10 * (open + close) / 2, 4};
}

inline std::string klines(std::int64_t from, std::int64_t count, std::int64_t interval) {
  std::string text(kKlineHeader);
  for (std::int64_t i = 0; i < count; ++i) text += kline_row(candle_at(from + i * interval, interval), interval);
  return text;
}

inline std::string date_time(std::int64_t time) {
  const std::string text = format_utc(time);
  return text.substr(0, 10) + " " + text.substr(11, 8);
}

inline std::string metrics_row(std::int64_t time, std::string_view interest, std::string_view ratio = "0.9",
                               std::string_view symbol = "BTCUSDT") {
  return fmt::format("{},{},{},5000000,1.0,1.0,{},1.0\n", date_time(time), symbol, interest, ratio);
}

inline std::string interest_at(std::int64_t time) {
  return fmt::format("{}.{:03}", 80000 + time / 300 % 977, time / 300 % 1000);
}

inline std::string metrics(std::int64_t from, std::int64_t count, std::int64_t interval) {
  std::string text(kMetricsHeader);
  for (std::int64_t i = 0; i < count; ++i) text += metrics_row(from + i * interval, interest_at(from + i * interval));
  return text;
}

inline std::string funding(std::int64_t from, std::int64_t count) {
  std::string text(kFundingHeader);
  for (std::int64_t i = 0; i < count; ++i)
    text += fmt::format("{},8,0.000{:02}000\n", (from + i * 8 * kHour) * 1000 + i % 5, 10 + i % 20);
  return text;
}

class MarketFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tinderbox-market-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    venue_.name = "binance";
    venue_.contract = "BTCUSDT";
    venue_.kind = "linear";
    venue_.tick_size_usd = 0.1;
    venue_.lot_size = 0.001;
    config_.start_utc = kStart;
    config_.end_utc = kStart + 24 * kHour;
    config_.bar_seconds = 3600;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    const std::filesystem::path path = dir_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::filesystem::remove(path);  // some file systems flush a file that is written over, thousands of times here
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  // Members (name, content) of a zip archive.
  std::filesystem::path write_zip(const std::string& name,
                                  const std::vector<std::pair<std::string, std::string>>& members,
                                  const char* password = nullptr) const {
    const std::filesystem::path path = dir_ / name;
    std::filesystem::create_directories(path.parent_path());
    int error = 0;
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    EXPECT_NE(archive, nullptr);
    for (const auto& [member, text] : members) {
      zip_source_t* source = zip_source_buffer(archive, text.data(), text.size(), 0);
      const zip_int64_t index = zip_file_add(archive, member.c_str(), source, ZIP_FL_ENC_UTF_8);
      EXPECT_GE(index, 0) << zip_strerror(archive);
      if (password != nullptr)
        zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, password);
    }
    EXPECT_EQ(zip_close(archive), 0);
    return path;
  }

  // A day of hourly klines and metrics, and the funding of it: enough for every test to start from.
  void write_good_day() const {
    write("BTCUSDT-1h-2025-01-01.csv", klines(kStart, 24, kHour));
    write("BTCUSDT-metrics-2025-01-01.csv", metrics(kStart, 25, kHour));
    write("BTCUSDT-fundingRate-2025-01.csv", funding(kStart, 4));
  }

  [[nodiscard]] MarketState load() const { return load_from(dir_); }
  [[nodiscard]] MarketState load_from(const std::filesystem::path& path) const {
    NoProgress progress;
    return load_market(config_, venue_, path, progress);
  }

  // Text of the InputError that loading ends with; "" (and a failure) if it does not.
  [[nodiscard]] std::string error_of(const std::function<void()>& work) const {
    try {
      work();
    } catch (const InputError& error) {
      return error.what();
    }
    ADD_FAILURE() << "no InputError";
    return "";
  }
  [[nodiscard]] std::string load_error() const {
    return error_of([&] { (void)load(); });
  }

  std::filesystem::path dir_;
  Venue venue_;
  MarketConfig config_;
};

}  // namespace tinderbox::testing
