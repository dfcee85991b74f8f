// Kraken Futures: charts (candles of trades and of the mark price look the same; the name tells them apart), historical
// funding rates, open interest from the market analytics and from saved tickers. Sizes count contracts.
// Source: Kraken Futures documentation, charts/v1, charts/v1/analytics, v3/historical-funding-rates, v3/tickers. That
// the analytics count contracts as the tickers do is not documented.
#include "host/market/row_handler.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 6> kCandle{"time", "open", "high", "low", "close", "volume"};
constexpr std::array<std::string_view, 3> kFunding{"timestamp", "relativeFundingRate", "fundingRate"};
constexpr std::array<std::string_view, 5> kAnalytics{"timestamp", "open", "high", "low", "close"};
constexpr std::array<std::string_view, 2> kTicker{"symbol", "openInterest"};

void parse_candle(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  KlineRow row;
  row.time = columns.grid_time(0, columns.time(0), context.request->interval_seconds);
  columns.candle({1, 2, 3, 4}, row);
  const bool mark = context.request->kind == FileKind::kMarkKlines;
  const double volume = mark ? 0 : columns.scaled_amount(5, context.request->contract_value);
  row.volume = volume;
  row.quote_volume = volume > 0 ? kUnknown : 0;
  row.taker_buy_volume = mark ? 0 : kUnknown;
  if (columns.good()) handler.emit(row);
}

// relativeFundingRate is the fraction of notional, fundingRate an amount of money a contract.
void parse_funding(RowColumns& columns, const RowContext&, RowHandler& handler) {
  FundingRow row;
  if (const auto time = columns.iso_time(0)) row.time = snapped_funding_time(*time);
  row.rate = columns.funding_rate(1);
  row.interval_hours = 1;
  if (columns.good()) handler.emit(row);
}

// Documented in seconds, written in milliseconds.
std::optional<std::int64_t> analytics_time(RowColumns& columns, std::size_t i) {
  const auto seconds = parse_integer(columns.text(i));
  if (seconds && *seconds >= 1'000'000'000 && *seconds < 4'102'444'800) return seconds;
  const auto time = columns.time(i);
  return time ? std::optional(time->seconds()) : std::nullopt;
}

// Of the open interest of a period that at its start, which is known then.
void parse_analytics(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  OpenInterestRow row;
  if (const auto time = analytics_time(columns, 0)) row.time = *time;
  row.contracts = columns.contracts(1, context.request->contract_value);
  for (const std::size_t i : {2U, 3U, 4U}) columns.amount(i);
  if (columns.good()) handler.emit(row);
}

// The answer's own time stands beside the tickers.
void parse_ticker(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  const auto time = parse_iso_time(context.envelope->find("serverTime"));
  if (!time)
    columns.refuse(0, "has no time: the answer's serverTime is missing or no time", "an answer as it was given");
  OpenInterestRow row;
  row.contracts = columns.contracts(1, context.request->contract_value);
  if (!columns.good() || !time) return;
  row.time = time->seconds();
  handler.emit(row);
}

constexpr std::array kLayouts{
    RowLayout{.venue = "kraken",
              .kind = FileKind::kKlines,
              .shape = RowShape::kObject,
              .paths = {"candles", "candles"},
              .columns = kCandle,
              .required = 6,
              .interval = IntervalFrom::kSpacing,
              .parse = parse_candle},
    RowLayout{.venue = "kraken",
              .kind = FileKind::kFunding,
              .shape = RowShape::kObject,
              .paths = {"rates", "rates"},
              .columns = kFunding,
              .required = 2,
              .parse = parse_funding},
    RowLayout{.venue = "kraken",
              .kind = FileKind::kOpenInterest,
              .shape = RowShape::kParallelRows,
              .paths = {"result.timestamp", "result.data"},
              .columns = kAnalytics,
              .name_word = "openinterest",  // all analytics look the same
              .parse = parse_analytics},
    RowLayout{.venue = "kraken",
              .kind = FileKind::kOpenInterest,
              .shape = RowShape::kObject,
              .paths = {"tickers", "tickers"},
              .columns = kTicker,
              .required = 2,
              .symbols = Symbols::kMany,
              .symbol_column = 0,
              .envelope = Envelope::kNeeded,
              .parse = parse_ticker},
};

}  // namespace

std::span<const RowLayout> kraken_layouts() {
  return kLayouts;
}

}  // namespace tinderbox
