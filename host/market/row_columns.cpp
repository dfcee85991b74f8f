#include "host/market/row_columns.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kEarliest = 1'000'000'000;  // 2001-09-09: one digit fewer would be another unit
constexpr std::int64_t kLatest = 4'102'444'800;    // 2100-01-01
constexpr double kMaxPrice = 1e12;

// Columns of one row by position, with their names for messages.
class Columns {
 public:
  Columns(std::span<const std::string_view> texts, std::span<const std::string_view> names, RowReport& report)
      : texts_(texts), names_(names), report_(&report) {}

  void refuse(std::size_t i, std::string_view problem, std::string_view expected) {
    report_->refuse(names_[i], problem, shown(texts_[i]), expected);
  }

  double number(std::size_t i) {
    if (const auto value = parse_number(texts_[i])) return *value;
    refuse(i, "is no number", "a finite decimal number");
    return kUnknown;
  }

  // Comparisons are written so that a value which was refused before (NaN) is not refused twice.
  double price(std::size_t i) {
    const double value = number(i);
    if (value <= 0 || value > kMaxPrice) refuse(i, "is no price", "a price above 0");
    return value;
  }

  double amount(std::size_t i) {
    const double value = number(i);
    if (value < 0) refuse(i, "is negative", "0 or more");
    return value;
  }

  // Ratios and values that files may leave empty.
  double optional_amount(std::size_t i) { return texts_[i].empty() ? kUnknown : amount(i); }

  std::int64_t integer(std::size_t i, std::int64_t least, std::int64_t most) {
    const auto value = parse_integer(texts_[i]);
    if (value && *value >= least && *value <= most) return *value;
    refuse(i, "is no valid whole number", fmt::format("a whole number from {} to {}", least, most));
    return least;
  }

  std::optional<EpochTime> time(std::size_t i) {
    const auto value = parse_epoch(texts_[i]);
    if (!value) refuse(i, "is no time", "milliseconds or microseconds since 1970, between 2001 and 2100");
    return value;
  }

  void symbol(std::size_t i, std::string_view expected) {
    if (!expected.empty() && texts_[i] != expected) refuse(i, "is another symbol", shown(expected));
  }

  [[nodiscard]] std::string_view text(std::size_t i) const { return texts_[i]; }

 private:
  std::span<const std::string_view> texts_;
  std::span<const std::string_view> names_;
  RowReport* report_;
};

void check_kline_times(Columns& columns, const EpochTime& open, std::int64_t interval) {
  if (open.rest() != 0 || open.seconds() % interval != 0)
    columns.refuse(0, "is not on the grid of the interval", fmt::format("a multiple of {} s", interval));
  const std::int64_t close = open.units + interval * open.units_per_second - 1;
  if (parse_integer(columns.text(6)) != close)
    columns.refuse(6, "is not the end of the interval", fmt::format("{}", close));
}

void check_candle(Columns& columns, const KlineRow& row) {
  if (row.high < row.low) return columns.refuse(2, "is below low", fmt::format("at least {}", columns.text(3)));
  const auto check_inside = [&](std::size_t i, double price) {
    if (!(price < row.low || price > row.high)) return;  // a NaN was refused before
    columns.refuse(i, "lies outside low and high",
                   fmt::format("a price from {} to {}", columns.text(3), columns.text(2)));
  };
  check_inside(1, row.open);
  check_inside(4, row.close);
}

// Files compiled from other sources leave the columns of trade detail at 0: unknown, not "nobody bought".
void read_volumes(Columns& columns, Traded traded, KlineRow& row) {
  row.volume = columns.amount(5);
  row.quote_volume = columns.amount(7);
  const std::int64_t count = columns.integer(8, 0, std::numeric_limits<std::int64_t>::max());
  row.taker_buy_volume = columns.amount(9);
  columns.amount(10);
  if (traded == Traded::kNo) {
    row.volume = row.quote_volume = row.taker_buy_volume = 0;
    return;
  }
  if (row.taker_buy_volume > row.volume)
    columns.refuse(9, "exceeds volume", fmt::format("at most {}", columns.text(5)));
  if (row.volume > 0 && row.quote_volume == 0) row.quote_volume = kUnknown;
  if (row.volume > 0 && row.taker_buy_volume == 0 && count == 0) row.taker_buy_volume = kUnknown;
}

std::optional<Decimal> contracts(Columns& columns, std::size_t i) {
  const auto value = parse_decimal(columns.text(i));
  if (!value) columns.refuse(i, "is no number", "a decimal number of at most 18 significant digits");
  if (value && value->digits < 0) columns.refuse(i, "is negative", "0 or more");
  return value;
}

// A ratio of 0 would mean that no account is long: the venue did not know.
double ratio_or_unknown(double value) {
  return value == 0 ? kUnknown : value;
}

double funding_rate(Columns& columns, std::size_t i) {
  const double rate = columns.number(i);
  if (rate >= 1 || rate <= -1) columns.refuse(i, "is no funding rate", "a fraction between -1 and 1");
  return rate;
}

// Metrics write their times as text; files made from the REST interface keep milliseconds.
std::optional<std::int64_t> snapshot_time(Columns& columns, std::size_t i) {
  if (const auto epoch = parse_epoch(columns.text(i))) return epoch->seconds();
  const auto seconds = parse_utc(columns.text(i));
  if (seconds && *seconds >= kEarliest && *seconds < kLatest) return seconds;
  columns.refuse(i, "is no time", "YYYY-MM-DD hh:mm:ss, or milliseconds since 1970");
  return std::nullopt;
}

}  // namespace

std::string_view name_of(FileKind kind) {
  switch (kind) {
    case FileKind::kKlines:
      return "klines";
    case FileKind::kMarkKlines:
      return "mark_klines";
    case FileKind::kMetrics:
      return "metrics";
    case FileKind::kFunding:
      return "funding";
    case FileKind::kOpenInterest:
      return "open_interest";
    case FileKind::kAccountRatio:
      return "long_short_ratio";
  }
  return "";
}

std::optional<EpochTime> parse_epoch(std::string_view text) {
  const auto units = parse_integer(text);
  if (!units) return std::nullopt;
  for (const std::int64_t per_second : {1'000LL, 1'000'000LL}) {
    if (*units >= kEarliest * per_second && *units < kLatest * per_second) return EpochTime{*units, per_second};
  }
  return std::nullopt;
}

std::int64_t snapped_funding_time(EpochTime time) {
  const std::int64_t minute = 60 * time.units_per_second;
  const std::int64_t nearest = (time.units + minute / 2) / minute * minute;
  const bool jitter = std::abs(time.units - nearest) <= 2 * time.units_per_second;
  return jitter ? nearest / time.units_per_second : time.seconds();
}

std::optional<KlineRow> parse_kline(std::span<const std::string_view> texts, std::int64_t interval_seconds,
                                    Traded traded, RowReport& report) {
  Columns columns(texts, kKlineColumns, report);
  KlineRow row;
  if (const auto open_time = columns.time(0)) {
    row.time = open_time->seconds();
    check_kline_times(columns, *open_time, interval_seconds);
  }
  row.open = columns.price(1);
  row.high = columns.price(2);
  row.low = columns.price(3);
  row.close = columns.price(4);
  check_candle(columns, row);
  read_volumes(columns, traded, row);
  if (texts[11].empty()) columns.refuse(11, "is empty", "the archive's last column, 0");
  if (!report.good()) return std::nullopt;
  return row;
}

std::optional<OpenInterestRow> parse_metrics(std::span<const std::string_view> texts, std::string_view symbol,
                                             RowReport& report) {
  Columns columns(texts, kMetricsColumns, report);
  OpenInterestRow row;
  if (const auto time = snapshot_time(columns, 0)) row.time = *time;
  columns.symbol(1, symbol);
  if (!columns.text(2).empty()) row.contracts = contracts(columns, 2);
  for (const std::size_t i : {3U, 4U, 5U, 7U}) columns.optional_amount(i);
  row.long_short_ratio = ratio_or_unknown(columns.optional_amount(6));
  if (!report.good()) return std::nullopt;
  return row;
}

std::optional<FundingRow> parse_funding(std::span<const std::string_view> texts, RowReport& report) {
  Columns columns(texts, kFundingColumns, report);
  FundingRow row;
  if (const auto time = columns.time(0)) row.time = snapped_funding_time(*time);
  row.interval_hours = columns.integer(1, 1, 24);
  row.rate = funding_rate(columns, 2);
  if (!report.good()) return std::nullopt;
  return row;
}

std::optional<FundingRow> parse_rest_funding(std::span<const std::string_view> texts, std::string_view symbol,
                                             RowReport& report) {
  Columns columns(texts, kRestFundingColumns, report);
  FundingRow row;
  columns.symbol(0, symbol);
  if (const auto time = columns.time(1)) row.time = snapped_funding_time(*time);
  row.rate = funding_rate(columns, 2);
  columns.optional_amount(3);
  if (!report.good()) return std::nullopt;
  return row;
}

std::optional<OpenInterestRow> parse_rest_open_interest(std::span<const std::string_view> texts,
                                                        std::string_view symbol, RowReport& report) {
  Columns columns(texts, kRestOpenInterestColumns, report);
  OpenInterestRow row;
  columns.symbol(0, symbol);
  if (const auto time = columns.time(1)) row.time = time->seconds();
  row.contracts = contracts(columns, 2);
  columns.optional_amount(3);
  if (!report.good()) return std::nullopt;
  return row;
}

std::optional<AccountRatioRow> parse_rest_ratio(std::span<const std::string_view> texts, std::string_view symbol,
                                                RowReport& report) {
  Columns columns(texts, kRestRatioColumns, report);
  AccountRatioRow row;
  columns.symbol(0, symbol);
  if (const auto time = columns.time(1)) row.time = time->seconds();
  row.long_short_ratio = ratio_or_unknown(columns.amount(2));
  columns.optional_amount(3);
  columns.optional_amount(4);
  if (!report.good()) return std::nullopt;
  return row;
}

}  // namespace tinderbox
