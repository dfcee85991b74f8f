// dYdX v4 indexer: candles, newest first, which carry the open interest at their start; historical funding, an hourly
// fraction. Times are ISO texts, sizes base units.
// Source: dYdX v4 indexer documentation, candles/perpetualMarkets and historicalFunding.
#include <fmt/format.h>

#include "host/market/file_name.hpp"
#include "host/market/row_handler.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 10> kCandle{
    "startedAt", "ticker", "resolution",      "open",      "high",
    "low",       "close",  "baseTokenVolume", "usdVolume", "startingOpenInterest"};
constexpr std::array<std::string_view, 4> kFunding{"ticker", "rate", "effectiveAt", "price"};

std::int64_t interval_of_candle(std::span<const std::string_view> texts) {
  return interval_of_name(texts[2]);
}

void parse_candle(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  KlineRow row;
  const std::int64_t interval = context.request->interval_seconds;
  row.time = columns.grid_time(0, columns.iso_time(0), interval);
  columns.symbol(1, context.request->symbol);
  if (interval_of_name(columns.text(2)) != interval) columns.refuse(2, "is another interval", interval_name(interval));
  columns.candle({3, 4, 5, 6}, row);
  row.volume = columns.amount(7);
  row.quote_volume = columns.amount(8);
  if (row.volume > 0 && row.quote_volume == 0) row.quote_volume = kUnknown;
  row.taker_buy_volume = kUnknown;
  OpenInterestRow interest;
  interest.time = row.time;
  if (columns.given(9)) interest.contracts = columns.contracts(9);
  if (!columns.good()) return;
  handler.emit(row);
  if (interest.contracts) handler.emit(interest);
}

void parse_funding(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  FundingRow row;
  columns.symbol(0, context.request->symbol);
  row.rate = columns.funding_rate(1);
  if (const auto time = columns.iso_time(2)) row.time = snapped_funding_time(*time);
  row.interval_hours = 1;
  if (columns.good()) handler.emit(row);
}

constexpr std::array kLayouts{
    RowLayout{.venue = "dydx",
              .kind = FileKind::kKlines,
              .shape = RowShape::kObject,
              .paths = {"candles", "result.candles"},
              .columns = kCandle,
              .required = 9,
              .interval = IntervalFrom::kRow,
              .symbol_column = 1,
              .carries_open_interest = true,
              .interval_of = interval_of_candle,
              .parse = parse_candle},
    RowLayout{.venue = "dydx",
              .kind = FileKind::kFunding,
              .shape = RowShape::kObject,
              .paths = {"historicalFunding", "result.historicalFunding"},
              .columns = kFunding,
              .required = 3,
              .symbol_column = 0,
              .time_column = 2,
              .parse = parse_funding},
};

}  // namespace

std::span<const RowLayout> dydx_layouts() {
  return kLayouts;
}

}  // namespace tinderbox
