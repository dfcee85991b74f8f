#include "host/market/row_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kEarliest = 1'000'000'000;  // 2001-09-09: one digit fewer would be another unit
constexpr std::int64_t kLatest = 4'102'444'800;    // 2100-01-01
constexpr double kMaxPrice = 1e12;

bool in_range(std::int64_t seconds) {
  return seconds >= kEarliest && seconds < kLatest;
}

// The digits of a fraction of a second as microseconds.
std::int64_t micros_of(std::string_view digits) {
  std::int64_t micros = 0;
  for (std::size_t i = 0; i < 6; ++i) micros = micros * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return micros;
}

}  // namespace

std::optional<EpochTime> parse_epoch(std::string_view text) {
  const auto units = parse_integer(text);
  if (!units) return std::nullopt;
  for (const std::int64_t per_second : {1'000LL, 1'000'000LL}) {
    if (*units >= kEarliest * per_second && *units < kLatest * per_second) return EpochTime{*units, per_second};
  }
  return std::nullopt;
}

std::optional<EpochTime> parse_iso_time(std::string_view text) {
  constexpr std::int64_t kMicros = 1'000'000;
  std::string whole(text);
  std::int64_t micros = 0;
  if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
    const std::size_t end = text.ends_with('Z') ? text.size() - 1 : text.size();
    const std::string_view digits = text.substr(point + 1, end - std::min(end, point + 1));
    const bool all_digits =
        std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (digits.empty() || digits.size() > 9 || !all_digits) return std::nullopt;
    micros = micros_of(digits);
    whole = std::string(text.substr(0, point)) + std::string(text.substr(end));
  }
  const auto seconds = parse_utc(whole);
  if (!seconds || !in_range(*seconds)) return std::nullopt;
  return EpochTime{*seconds * kMicros + micros, kMicros};
}

std::int64_t snapped_funding_time(EpochTime time) {
  const std::int64_t minute = 60 * time.units_per_second;
  const std::int64_t nearest = (time.units + minute / 2) / minute * minute;
  const bool jitter = std::abs(time.units - nearest) <= 2 * time.units_per_second;
  return jitter ? nearest / time.units_per_second : time.seconds();
}

void RowColumns::refuse(std::size_t i, std::string_view problem, std::string_view expected,
                        std::string_view suggestion) {
  report_->refuse(names_[i], problem, shown(texts_[i]), expected, suggestion);
}

double RowColumns::number(std::size_t i) {
  if (const auto value = parse_number(texts_[i])) return *value;
  refuse(i, "is no number", "a finite decimal number");
  return kUnknown;
}

// Comparisons are written so that a value which was refused before (NaN) is not refused twice.
double RowColumns::price(std::size_t i) {
  const double value = number(i);
  if (value <= 0 || value > kMaxPrice) refuse(i, "is no price", "a price above 0");
  return value;
}

double RowColumns::amount(std::size_t i) {
  const double value = number(i);
  if (value < 0) refuse(i, "is negative", "0 or more");
  return value;
}

double RowColumns::scaled_amount(std::size_t i, Decimal unit) {
  const double value = amount(i);
  if (unit == Decimal{1, 0}) return value;
  // The nearest double of the exact product, so that files which write it in coin say the same.
  const auto exact = parse_decimal(texts_[i]);
  const auto scaled = exact ? product(*exact, unit) : std::nullopt;
  return scaled ? to_double(*scaled) : value * to_double(unit);
}

double RowColumns::optional_amount(std::size_t i) {
  return texts_[i].empty() ? kUnknown : amount(i);
}

double RowColumns::funding_rate(std::size_t i) {
  const double rate = number(i);
  if (rate >= 1 || rate <= -1) refuse(i, "is no funding rate", "a fraction between -1 and 1");
  return rate;
}

std::int64_t RowColumns::integer(std::size_t i, std::int64_t least, std::int64_t most) {
  const auto value = parse_integer(texts_[i]);
  if (value && *value >= least && *value <= most) return *value;
  refuse(i, "is no valid whole number", fmt::format("a whole number from {} to {}", least, most));
  return least;
}

std::optional<Decimal> RowColumns::contracts(std::size_t i, Decimal unit) {
  const auto value = parse_decimal(texts_[i]);
  if (!value) {
    refuse(i, "is no number", "a decimal number of at most 18 significant digits");
    return std::nullopt;
  }
  if (value->digits < 0) refuse(i, "is negative", "0 or more");
  const auto scaled = product(*value, unit);
  if (!scaled) refuse(i, "has too many digits", "a decimal number of at most 18 significant digits in units of coin");
  return scaled;
}

std::optional<EpochTime> RowColumns::time(std::size_t i) {
  const auto value = parse_epoch(texts_[i]);
  if (!value) refuse(i, "is no time", "milliseconds or microseconds since 1970, between 2001 and 2100");
  return value;
}

std::optional<EpochTime> RowColumns::iso_time(std::size_t i) {
  const auto value = parse_iso_time(texts_[i]);
  if (!value) refuse(i, "is no time", "YYYY-MM-DDThh:mm:ss.sssZ, between 2001 and 2100");
  return value;
}

// Metrics write their times as text; files made from the REST interface keep milliseconds.
std::optional<std::int64_t> RowColumns::snapshot_time(std::size_t i) {
  if (const auto epoch = parse_epoch(texts_[i])) return epoch->seconds();
  const auto seconds = parse_utc(texts_[i]);
  if (seconds && in_range(*seconds)) return seconds;
  refuse(i, "is no time", "YYYY-MM-DD hh:mm:ss, or milliseconds since 1970");
  return std::nullopt;
}

void RowColumns::symbol(std::size_t i, std::string_view expected) {
  if (!expected.empty() && texts_[i] != expected) refuse(i, "is another symbol", shown(expected));
}

std::int64_t RowColumns::grid_time(std::size_t i, const std::optional<EpochTime>& time, std::int64_t interval) {
  if (!time) return 0;
  if (time->rest() != 0 || time->seconds() % interval != 0)
    refuse(i, "is not on the grid of the interval", fmt::format("a multiple of {} s", interval));
  return time->seconds();
}

void RowColumns::candle(const CandleColumns& at, KlineRow& row) {
  row.open = price(at.open);
  row.high = price(at.high);
  row.low = price(at.low);
  row.close = price(at.close);
  if (row.high < row.low) return refuse(at.high, "is below low", fmt::format("at least {}", text(at.low)));
  const auto check_inside = [&](std::size_t i, double value) {
    if (!(value < row.low || value > row.high)) return;  // a NaN was refused before
    refuse(i, "lies outside low and high", fmt::format("a price from {} to {}", text(at.low), text(at.high)));
  };
  check_inside(at.open, row.open);
  check_inside(at.close, row.close);
}

}  // namespace tinderbox
