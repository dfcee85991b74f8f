// OKX v5 answers: rows in data, newest first. Volume and open interest count contracts (ctVal, the venue file's
// contract_value) and stand in coin beside them; candles say whether they are finished.
// Source: OKX API documentation, market/candles, market/mark-price-candles, public/funding-rate-history,
// public/open-interest, rubik/stat/contracts/open-interest-history. That a figure of the latter is the state at the end
// of its period is the experience of its users, not documented.
#include <fmt/format.h>

#include <cmath>

#include "host/market/row_handler.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 9> kCandle{"ts",  "open",   "high",        "low",    "close",
                                                  "vol", "volCcy", "volCcyQuote", "confirm"};
constexpr std::array<std::string_view, 6> kMarkCandle{"ts", "open", "high", "low", "close", "confirm"};
constexpr std::array<std::string_view, 4> kInterestHistory{"ts", "oi", "oiCcy", "oiUsd"};
constexpr std::array<std::string_view, 4> kInterest{"instId", "oi", "ts", "oiCcy"};
constexpr std::array<std::string_view, 4> kFunding{"instId", "fundingRate", "fundingTime", "realizedRate"};
constexpr std::array<std::string_view, 2> kPaths{"data", "data"};

// What a column counts in contracts must agree with the column beside it that counts coin, where that is known: else
// the contract value is another one, or the file another contract's.
void check_coin(RowColumns& columns, std::size_t i, double coin, const RowContext& context) {
  if (context.request->contract_value == Decimal{1, 0}) return;
  const double said = columns.optional_amount(i);
  const double unit = to_double(context.request->contract_value);
  if (!(said > 0) || !(std::abs(said - coin) > 0.01 * said + unit)) return;
  columns.refuse(i, "does not fit the contracts beside it", fmt::format("about {}: contracts of {} coin", coin, unit),
                 "is it a file of another contract, or the venue file's contract_value wrong?");
}

CandleState candle_state(RowColumns& columns, std::size_t i) {
  const std::string_view confirm = columns.text(i);
  if (confirm != "0" && confirm != "1") columns.refuse(i, "is no flag", "0 (still open) or 1 (finished)");
  return confirm == "0" ? CandleState::kOpen : CandleState::kFinished;
}

void parse_candle(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  KlineRow row;
  row.time = columns.grid_time(0, columns.time(0), context.request->interval_seconds);
  columns.candle({1, 2, 3, 4}, row);
  row.volume = columns.scaled_amount(5, context.request->contract_value);
  check_coin(columns, 6, row.volume, context);
  row.quote_volume = columns.amount(7);
  if (row.volume > 0 && row.quote_volume == 0) row.quote_volume = kUnknown;
  row.taker_buy_volume = kUnknown;
  const CandleState state = candle_state(columns, 8);
  if (columns.good()) handler.emit(row, state);
}

void parse_mark_candle(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  KlineRow row;
  row.time = columns.grid_time(0, columns.time(0), context.request->interval_seconds);
  columns.candle({1, 2, 3, 4}, row);
  const CandleState state = candle_state(columns, 5);
  if (columns.good()) handler.emit(row, state);
}

void take_interest(RowColumns& columns, std::size_t contracts, std::size_t coin, const RowContext& context,
                   OpenInterestRow& row) {
  row.contracts = columns.contracts(contracts, context.request->contract_value);
  if (row.contracts) check_coin(columns, coin, to_double(*row.contracts), context);
}

// ts is the start of the period and the figure its end: known one period later.
void parse_interest_history(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  OpenInterestRow row;
  const std::int64_t period = context.request->interval_seconds;
  if (const auto time = columns.time(0)) row.time = time->seconds() + period;
  take_interest(columns, 1, 2, context, row);
  columns.optional_amount(3);
  if (columns.good()) handler.emit(row);
}

void parse_interest(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  if (!context.request->symbol.empty() && columns.text(0) != context.request->symbol) return handler.pass_over();
  OpenInterestRow row;
  if (const auto time = columns.time(2)) row.time = time->seconds();
  take_interest(columns, 1, 3, context, row);
  if (columns.good()) handler.emit(row);
}

// fundingRate was the prediction, realizedRate what was exchanged.
void parse_funding(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  FundingRow row;
  columns.symbol(0, context.request->symbol);
  const double predicted = columns.funding_rate(1);
  row.rate = columns.given(3) ? columns.funding_rate(3) : predicted;
  if (const auto time = columns.time(2)) row.time = snapped_funding_time(*time);
  if (columns.good()) handler.emit(row);
}

constexpr std::array kLayouts{
    RowLayout{.venue = "okx",
              .kind = FileKind::kKlines,
              .shape = RowShape::kArray,
              .paths = kPaths,
              .columns = kCandle,
              .interval = IntervalFrom::kSpacing,
              .says_finished = true,
              .parse = parse_candle},
    RowLayout{.venue = "okx",
              .kind = FileKind::kMarkKlines,
              .shape = RowShape::kArray,
              .paths = kPaths,
              .columns = kMarkCandle,
              .name_word = "mark",  // index candles look the same
              .interval = IntervalFrom::kSpacing,
              .says_finished = true,
              .parse = parse_mark_candle},
    RowLayout{.venue = "okx",
              .kind = FileKind::kOpenInterest,
              .shape = RowShape::kArray,
              .paths = kPaths,
              .columns = kInterestHistory,
              .interval = IntervalFrom::kSpacing,
              .parse = parse_interest_history},
    RowLayout{.venue = "okx",
              .kind = FileKind::kOpenInterest,
              .shape = RowShape::kObject,
              .paths = kPaths,
              .columns = kInterest,
              .required = 3,
              .symbols = Symbols::kMany,
              .symbol_column = 0,
              .time_column = 2,
              .parse = parse_interest},
    RowLayout{.venue = "okx",
              .kind = FileKind::kFunding,
              .shape = RowShape::kObject,
              .paths = kPaths,
              .columns = kFunding,
              .required = 3,
              .symbol_column = 0,
              .time_column = 2,
              .parse = parse_funding},
};

}  // namespace

std::span<const RowLayout> okx_layouts() {
  return kLayouts;
}

}  // namespace tinderbox
