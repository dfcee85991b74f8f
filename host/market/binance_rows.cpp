// Binance: the CSV files of its public archive and the answers of its REST interface (klines, openInterestHist,
// fundingRate, globalLongShortAccountRatio). The archive's layouts are common: files of any venue may be written so.
// Source: binance-public-data README and the USD-M futures REST documentation, market data.
#include <fmt/format.h>

#include <limits>

#include "host/market/row_handler.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 12> kKline{"open_time",
                                                  "open",
                                                  "high",
                                                  "low",
                                                  "close",
                                                  "volume",
                                                  "close_time",
                                                  "quote_volume",
                                                  "count",
                                                  "taker_buy_volume",
                                                  "taker_buy_quote_volume",
                                                  "ignore"};
constexpr std::array<std::string_view, 8> kMetrics{"create_time",
                                                   "symbol",
                                                   "sum_open_interest",
                                                   "sum_open_interest_value",
                                                   "count_toptrader_long_short_ratio",
                                                   "sum_toptrader_long_short_ratio",
                                                   "count_long_short_ratio",
                                                   "sum_taker_long_short_vol_ratio"};
constexpr std::array<std::string_view, 3> kFunding{"calc_time", "funding_interval_hours", "last_funding_rate"};
constexpr std::array<std::string_view, 4> kRestFunding{"symbol", "fundingTime", "fundingRate", "markPrice"};
constexpr std::array<std::string_view, 4> kRestInterest{"symbol", "timestamp", "sumOpenInterest",
                                                        "sumOpenInterestValue"};
constexpr std::array<std::string_view, 5> kRestRatio{"symbol", "timestamp", "longShortRatio", "longAccount",
                                                     "shortAccount"};

// Seconds from open to close time of a candle, 0 if they make no interval.
std::int64_t interval_of_kline(std::span<const std::string_view> texts) {
  const auto open = parse_epoch(texts[0]);
  const auto close = parse_epoch(texts[6]);
  if (!open || !close || open->units_per_second != close->units_per_second || close->units <= open->units) return 0;
  const std::int64_t units = close->units - open->units + 1;
  return units % open->units_per_second == 0 ? units / open->units_per_second : 0;
}

void check_close_time(RowColumns& columns, const EpochTime& open, std::int64_t interval) {
  const std::int64_t close = open.units + interval * open.units_per_second - 1;
  if (parse_integer(columns.text(6)) != close)
    columns.refuse(6, "is not the end of the interval", fmt::format("{}", close));
}

// Files compiled from other sources leave the columns of trade detail at 0: unknown, not "nobody bought".
void read_volumes(RowColumns& columns, Traded traded, KlineRow& row) {
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

void parse_kline(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  KlineRow row;
  const std::int64_t interval = context.request->interval_seconds;
  if (const auto open_time = columns.time(0)) {
    row.time = columns.grid_time(0, open_time, interval);
    check_close_time(columns, *open_time, interval);
  }
  columns.candle({1, 2, 3, 4}, row);
  read_volumes(columns, context.request->kind == FileKind::kMarkKlines ? Traded::kNo : Traded::kYes, row);
  if (!columns.given(11)) columns.refuse(11, "is empty", "the archive's last column, 0");
  if (columns.good()) handler.emit(row);
}

// A ratio of 0 would mean that no account is long: the venue did not know.
double ratio_or_unknown(double value) {
  return value == 0 ? kUnknown : value;
}

void parse_metrics(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  OpenInterestRow row;
  if (const auto time = columns.snapshot_time(0)) row.time = *time;
  columns.symbol(1, context.request->symbol);
  if (columns.given(2)) row.contracts = columns.contracts(2);
  for (const std::size_t i : {3U, 4U, 5U, 7U}) columns.optional_amount(i);
  row.long_short_ratio = ratio_or_unknown(columns.optional_amount(6));
  if (columns.good()) handler.emit(row);
}

void parse_funding(RowColumns& columns, const RowContext&, RowHandler& handler) {
  FundingRow row;
  if (const auto time = columns.time(0)) row.time = snapped_funding_time(*time);
  row.interval_hours = columns.integer(1, 1, 24);
  row.rate = columns.funding_rate(2);
  if (columns.good()) handler.emit(row);
}

void parse_rest_funding(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  FundingRow row;
  columns.symbol(0, context.request->symbol);
  if (const auto time = columns.time(1)) row.time = snapped_funding_time(*time);
  row.rate = columns.funding_rate(2);
  columns.optional_amount(3);
  if (columns.good()) handler.emit(row);
}

void parse_rest_interest(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  OpenInterestRow row;
  columns.symbol(0, context.request->symbol);
  if (const auto time = columns.time(1)) row.time = time->seconds();
  row.contracts = columns.contracts(2);
  columns.optional_amount(3);
  if (columns.good()) handler.emit(row);
}

void parse_rest_ratio(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  AccountRatioRow row;
  columns.symbol(0, context.request->symbol);
  if (const auto time = columns.time(1)) row.time = time->seconds();
  row.long_short_ratio = ratio_or_unknown(columns.amount(2));
  columns.optional_amount(3);
  columns.optional_amount(4);
  if (columns.good()) handler.emit(row);
}

constexpr std::array kLayouts{
    RowLayout{.kind = FileKind::kKlines,
              .shape = RowShape::kCsv,
              .columns = kKline,
              .interval = IntervalFrom::kRow,
              .interval_of = interval_of_kline,
              .parse = parse_kline},
    RowLayout{.kind = FileKind::kMetrics, .shape = RowShape::kCsv, .columns = kMetrics, .parse = parse_metrics},
    RowLayout{.kind = FileKind::kFunding, .shape = RowShape::kCsv, .columns = kFunding, .parse = parse_funding},
    RowLayout{.kind = FileKind::kKlines,
              .shape = RowShape::kArray,
              .columns = kKline,
              .interval = IntervalFrom::kRow,
              .interval_of = interval_of_kline,
              .parse = parse_kline},
    RowLayout{.kind = FileKind::kOpenInterest,
              .shape = RowShape::kObject,
              .columns = kRestInterest,
              .required = 3,
              .parse = parse_rest_interest},
    RowLayout{.kind = FileKind::kFunding,
              .shape = RowShape::kObject,
              .columns = kRestFunding,
              .required = 3,
              .parse = parse_rest_funding},
    RowLayout{.kind = FileKind::kAccountRatio,
              .shape = RowShape::kObject,
              .columns = kRestRatio,
              .required = 3,
              .name_word = "globallongshortaccountratio",
              .parse = parse_rest_ratio},
};

}  // namespace

std::span<const RowLayout> binance_layouts() {
  return kLayouts;
}

bool is_common_row(std::span<const std::string_view> row, const RowLayout& layout) {
  if (row.size() != layout.columns.size()) return false;
  const auto whole = [&](std::size_t i) { return parse_integer(row[i]).has_value(); };
  if (layout.parse == parse_kline) return whole(0) && whole(6);
  if (layout.parse == parse_metrics) return parse_utc(row[0]).has_value();
  return layout.parse == parse_funding && whole(0) && whole(1);
}

}  // namespace tinderbox
