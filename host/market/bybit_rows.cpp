// Bybit v5 market answers: rows in result.list, newest first, the symbol beside them. Linear contracts count volume
// and open interest in coin, inverse ones in USD.
// Source: Bybit v5 documentation, market/kline, mark-price-kline, open-interest, funding/history, account-ratio.
#include "host/market/row_handler.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 7> kKline{"start", "open", "high", "low", "close", "volume", "turnover"};
constexpr std::array<std::string_view, 5> kMarkKline{"start", "open", "high", "low", "close"};
constexpr std::array<std::string_view, 2> kInterest{"openInterest", "timestamp"};
constexpr std::array<std::string_view, 3> kFunding{"symbol", "fundingRate", "fundingRateTimestamp"};
constexpr std::array<std::string_view, 4> kRatio{"symbol", "buyRatio", "sellRatio", "timestamp"};
constexpr std::array<std::string_view, 2> kPaths{"result.list", "list"};

void parse_kline(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  KlineRow row;
  row.time = columns.grid_time(0, columns.time(0), context.request->interval_seconds);
  columns.candle({1, 2, 3, 4}, row);
  row.volume = columns.amount(5);
  row.quote_volume = columns.amount(6);
  if (row.volume > 0 && row.quote_volume == 0) row.quote_volume = kUnknown;
  row.taker_buy_volume = kUnknown;
  if (columns.good()) handler.emit(row);
}

void parse_mark_kline(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  KlineRow row;
  row.time = columns.grid_time(0, columns.time(0), context.request->interval_seconds);
  columns.candle({1, 2, 3, 4}, row);
  if (columns.good()) handler.emit(row);
}

void parse_interest(RowColumns& columns, const RowContext&, RowHandler& handler) {
  OpenInterestRow row;
  row.contracts = columns.contracts(0);
  if (const auto time = columns.time(1)) row.time = time->seconds();
  if (columns.good()) handler.emit(row);
}

// Shares of accounts that are long and short: their quotient is the ratio. A side without accounts: unknown.
void parse_ratio(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  AccountRatioRow row;
  columns.symbol(0, context.request->symbol);
  const double longs = columns.amount(1);
  const double shorts = columns.amount(2);
  if (longs > 0 && shorts > 0) row.long_short_ratio = longs / shorts;
  if (const auto time = columns.time(3)) row.time = time->seconds();
  if (columns.good()) handler.emit(row);
}

constexpr std::array kLayouts{
    RowLayout{.venue = "bybit",
              .kind = FileKind::kKlines,
              .shape = RowShape::kArray,
              .paths = kPaths,
              .columns = kKline,
              .interval = IntervalFrom::kSpacing,
              .parse = parse_kline},
    RowLayout{.venue = "bybit",
              .kind = FileKind::kMarkKlines,
              .shape = RowShape::kArray,
              .paths = kPaths,
              .columns = kMarkKline,
              .name_word = "mark",  // index and premium candles look the same
              .interval = IntervalFrom::kSpacing,
              .parse = parse_mark_kline},
    RowLayout{.venue = "bybit",
              .kind = FileKind::kOpenInterest,
              .shape = RowShape::kObject,
              .paths = kPaths,
              .columns = kInterest,
              .required = 2,
              .time_column = 1,
              .parse = parse_interest},
    RowLayout{.venue = "bybit",
              .kind = FileKind::kFunding,
              .shape = RowShape::kObject,
              .paths = kPaths,
              .columns = kFunding,
              .required = 3,
              .symbol_column = 0,
              .time_column = 2,
              .parse = parse_symbol_funding},
    RowLayout{.venue = "bybit",
              .kind = FileKind::kAccountRatio,
              .shape = RowShape::kObject,
              .paths = kPaths,
              .columns = kRatio,
              .required = 4,
              .symbol_column = 0,
              .time_column = 3,
              .parse = parse_ratio},
};

}  // namespace

std::span<const RowLayout> bybit_layouts() {
  return kLayouts;
}

}  // namespace tinderbox
