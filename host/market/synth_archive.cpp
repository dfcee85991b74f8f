// A market as files of the Binance public archive: one file a day of candles and metrics, one a month of funding.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>

#include "host/market/file_catalog.hpp"
#include "host/market/file_name.hpp"
#include "host/market/synth.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kFundingSeconds = 8 * 3600;
constexpr std::int64_t kEarliestTime = 1'000'000'000;  // readers tell milliseconds from microseconds by their size
constexpr std::string_view kKlineHeader =
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,"
    "ignore\n";
constexpr std::string_view kMetricsHeader =
    "create_time,symbol,sum_open_interest,sum_open_interest_value,count_toptrader_long_short_ratio,"
    "sum_toptrader_long_short_ratio,count_long_short_ratio,sum_taker_long_short_vol_ratio\n";
constexpr std::string_view kFundingHeader = "calc_time,funding_interval_hours,last_funding_rate\n";
constexpr std::string_view kMarker =
    "SYNTHETIC market data, made by the seeded generator of tinderbox.\n"
    "Nothing in this folder was ever traded. Readers of tinderbox mark every output that comes from it.\n";

std::string date_of(std::int64_t time) {
  return format_utc(time).substr(0, 10);
}
std::string month_of(std::int64_t time) {
  return format_utc(time).substr(0, 7);
}
std::string date_time_of(std::int64_t time) {
  const std::string text = format_utc(time);
  return text.substr(0, 10) + ' ' + text.substr(11, 8);
}

// The text of every file, by its path below the root; the header goes in with the first row.
class ArchiveText {
 public:
  void add(const fs::path& path, std::string_view header, std::string_view row) {
    std::string& text = files_[path];
    if (text.empty()) text = header;
    text += row;
  }

  void write(const fs::path& root) const {
    for (const auto& [path, text] : files_) write_file(root / path, text);
  }

 private:
  static void write_file(const fs::path& path, const std::string& text) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) throw Failure(fmt::format("{}: cannot be created ({})", path.parent_path().string(), error.message()));
    errno = 0;
    std::ofstream file(path, std::ios::binary);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) throw Failure(fmt::format("{}: cannot be written ({})", path.string(), std::strerror(errno)));
  }

  std::map<fs::path, std::string> files_;
};

class ArchiveWriter {
 public:
  explicit ArchiveWriter(const MarketState& market) : market_(market) {}

  void write(const fs::path& root) {
    if (market_.synthetic) text_.add(kSyntheticMarker, "", kMarker);
    for (std::size_t t = 0; t < market_.bars(); ++t) {
      add_kline(t);
      if (market_.mark_source == "mark") add_mark_kline(t);
      add_metrics(t);
    }
    add_metrics(market_.bars());
    add_funding();
    text_.write(root);
  }

 private:
  [[nodiscard]] std::int64_t time_of(std::size_t t) const {
    return market_.start_time + static_cast<std::int64_t>(t) * market_.bar_seconds;
  }

  [[nodiscard]] fs::path daily(std::string_view kind, std::string_view interval, std::int64_t time) const {
    const fs::path folder = fs::path("data/futures/um/daily") / kind / market_.contract;
    if (interval.empty()) return folder / fmt::format("{}-{}-{}.csv", market_.contract, kind, date_of(time));
    return folder / interval / fmt::format("{}-{}-{}.csv", market_.contract, interval, date_of(time));
  }

  [[nodiscard]] std::int64_t close_millis(std::size_t t) const { return time_of(t + 1) * 1000 - 1; }

  void add_kline(std::size_t t) {
    const double taker = std::isnan(market_.taker_buy_volume[t]) ? 0 : market_.taker_buy_volume[t];
    const double turnover = turnover_of(t);
    const double taker_turnover = market_.volume[t] > 0 ? turnover * (taker / market_.volume[t]) : 0;
    text_.add(daily("klines", interval_name(market_.bar_seconds), time_of(t)), kKlineHeader,
              fmt::format("{},{},{},{},{},{},{},{},0,{},{},0\n", time_of(t) * 1000, market_.open[t], market_.high[t],
                          market_.low[t], market_.close[t], market_.volume[t], close_millis(t), turnover, taker,
                          taker_turnover));
  }

  // Turnover, in USD or of inverse contracts in coin, that gives the volume-weighted price back: to the last bit where
  // there is one.
  [[nodiscard]] double turnover_of(std::size_t t) const {
    const double price = market_.vwap[t];
    const double volume = market_.volume[t];
    if (std::isnan(price) || volume <= 0) return 0;
    const double usd = volume * market_.inverse_contract_usd;
    const double turnover = market_.is_inverse() ? usd / price : price * volume;
    for (const double candidate : {turnover, std::nextafter(turnover, 0.0), std::nextafter(turnover, HUGE_VAL)})
      if ((market_.is_inverse() ? usd / candidate : candidate / volume) == price) return candidate;
    return turnover;
  }

  // The open is not kept: the close before it, where that lies inside the candle.
  void add_mark_kline(std::size_t t) {
    const double low = market_.mark_low[t];
    const double high = market_.mark_high[t];
    const double open = std::clamp(t == 0 ? market_.mark_close[t] : market_.mark_close[t - 1], low, high);
    text_.add(daily("markPriceKlines", interval_name(market_.bar_seconds), time_of(t)), kKlineHeader,
              fmt::format("{},{},{},{},{},0,{},0,0,0,0,0\n", time_of(t) * 1000, open, high, low, market_.mark_close[t],
                          close_millis(t)));
  }

  // The state at the open of bar t; the last row is the state at the close of the window.
  void add_metrics(std::size_t t) {
    const auto lots = static_cast<double>(market_.open_interest_lots[t]);
    const double per_unit = std::round(1 / market_.lot_size);
    const double contracts = 1 / per_unit == market_.lot_size ? lots / per_unit : lots * market_.lot_size;
    const double mark = t > 0 ? market_.mark_close[t - 1] : market_.open[0];
    const bool has_ratio = t < market_.bars() && !std::isnan(market_.long_short_ratio[t]);
    text_.add(daily("metrics", "", time_of(t)), kMetricsHeader,
              fmt::format("{},{},{},{:.8f},,,{},\n", date_time_of(time_of(t)), market_.contract, contracts,
                          contracts * mark, has_ratio ? fmt::format("{}", market_.long_short_ratio[t]) : ""));
  }

  // One row every 8 hours, from the rate that was in force at the open of the window.
  void add_funding() {
    const std::int64_t first = market_.start_time - market_.start_time % kFundingSeconds;
    for (std::int64_t time = first; time < market_.end_time(); time += kFundingSeconds) {
      const auto bar =
          static_cast<std::size_t>(std::max<std::int64_t>(0, time - market_.start_time) / market_.bar_seconds);
      const double rate = time < market_.start_time ? market_.funding_rate[0] : market_.funding_paid[bar];
      const fs::path folder = fs::path("data/futures/um/monthly/fundingRate") / market_.contract;
      text_.add(folder / fmt::format("{}-fundingRate-{}.csv", market_.contract, month_of(time)), kFundingHeader,
                fmt::format("{},8,{}\n", time * 1000, rate));
    }
  }

  const MarketState& market_;
  ArchiveText text_;
};

// What the archive's layout can hold.
void check_archivable(const MarketState& market) {
  ProblemList problems;
  if (!is_kline_interval(market.bar_seconds) || market.bar_seconds > kFundingSeconds)
    problems.add({"market.bar_seconds", "is no interval of market files with one funding each",
                  fmt::format("{}", market.bar_seconds), "such as 60, 300, 900, 3600, 14400 or 28800", ""});
  if (market.start_time < kEarliestTime)
    problems.add({"market.start_utc", "is too early for market files", format_utc(market.start_time),
                  format_utc(kEarliestTime) + " or later", ""});
  problems.throw_if_any();
}

}  // namespace

void write_market_archive(const MarketState& market, const std::filesystem::path& dir) {
  check_archivable(market);
  ArchiveWriter(market).write(dir);
}

}  // namespace tinderbox
