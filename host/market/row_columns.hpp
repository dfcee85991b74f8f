// The columns of one row, typed and checked: the shared core of every reader. CSV and JSON both hand over the texts of
// a row in the order of its layout's columns (row_layout.hpp).
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "host/market/market_rows.hpp"
#include "host/market/problem_log.hpp"

namespace tinderbox {

// A time in milliseconds or microseconds since 1970, told apart by size: s since 1970 and what is left of a second.
// Times before 2001-09-09 or after 2100-01-01 are refused.
struct EpochTime {
  std::int64_t units = 0;             // as written
  std::int64_t units_per_second = 0;  // 1,000 or 1,000,000
  [[nodiscard]] std::int64_t seconds() const noexcept { return units / units_per_second; }
  [[nodiscard]] std::int64_t rest() const noexcept { return units % units_per_second; }
};
[[nodiscard]] std::optional<EpochTime> parse_epoch(std::string_view text);
// "2025-12-08T16:11:00.000Z", "2025-12-08 16:11:00.5", "2025-12-08T16:11:00Z": in microseconds, finer ones cut off.
[[nodiscard]] std::optional<EpochTime> parse_iso_time(std::string_view text);

// Time of a funding event: within 2 s of a full minute that minute, else the second it lies in.
[[nodiscard]] std::int64_t snapped_funding_time(EpochTime time);

enum class Traded { kYes, kNo };  // kNo: mark-price klines, whose volume columns mean nothing

// Where a candle's prices stand in its row.
struct CandleColumns {
  std::size_t open = 0;
  std::size_t high = 0;
  std::size_t low = 0;
  std::size_t close = 0;
};

// Each accessor reports what is wrong with column i and then returns a value of no meaning: look at good() before the
// row is used. A column that a JSON object leaves out is an empty text.
class RowColumns {
 public:
  RowColumns(std::span<const std::string_view> texts, std::span<const std::string_view> names, RowReport& report)
      : texts_(texts), names_(names), report_(&report) {}

  [[nodiscard]] std::string_view text(std::size_t i) const { return texts_[i]; }
  [[nodiscard]] bool given(std::size_t i) const { return !texts_[i].empty(); }
  [[nodiscard]] bool good() const noexcept { return report_->good(); }
  void refuse(std::size_t i, std::string_view problem, std::string_view expected, std::string_view suggestion = "");

  double number(std::size_t i);                       // NaN where it was refused
  double price(std::size_t i);                        // above 0, at most 1e12
  double amount(std::size_t i);                       // 0 or more
  double scaled_amount(std::size_t i, Decimal unit);  // the same, times `unit`: 123.45 contracts of 0.01 coin
  double optional_amount(std::size_t i);              // NaN where it is empty
  double funding_rate(std::size_t i);                 // between -1 and 1
  std::int64_t integer(std::size_t i, std::int64_t least, std::int64_t most);
  std::optional<Decimal> contracts(std::size_t i, Decimal unit = {1, 0});  // 0 or more, times `unit`, exactly
  std::optional<EpochTime> time(std::size_t i);                            // milliseconds or microseconds
  std::optional<EpochTime> iso_time(std::size_t i);
  std::optional<std::int64_t> snapshot_time(std::size_t i);  // s; ISO text or milliseconds
  void symbol(std::size_t i, std::string_view expected);     // "": anything

  // A candle's open time (0 where it was refused): a whole multiple of the interval.
  std::int64_t grid_time(std::size_t i, const std::optional<EpochTime>& time, std::int64_t interval);
  // Prices of a candle, in order: low <= open, close <= high.
  void candle(const CandleColumns& at, KlineRow& row);

 private:
  std::span<const std::string_view> texts_;
  std::span<const std::string_view> names_;
  RowReport* report_;
};

}  // namespace tinderbox
