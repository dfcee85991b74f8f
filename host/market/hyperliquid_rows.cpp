// Hyperliquid: candleSnapshot and fundingHistory answers (oldest first, numbers as texts), and the minute-by-minute
// asset contexts of its public archive (asset_ctxs/YYYYMMDD.csv.lz4, to be unpacked first), which alone hold past open
// interest. Sizes count coin.
// Source: Hyperliquid API documentation, info endpoint and historical data. The venue adds up longs and shorts, which
// is twice the open interest as every other venue counts it (found by third parties that rebuilt it from fills; the
// venue's own documentation does not say): halved here, and a run says so.
#include <fmt/format.h>

#include "host/market/file_name.hpp"
#include "host/market/row_handler.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 9> kCandle{"t", "T", "s", "i", "o", "h", "l", "c", "v"};
constexpr std::array<std::string_view, 4> kFunding{"coin", "fundingRate", "time", "premium"};
constexpr std::array<std::string_view, 12> kContexts{"time",        "coin",        "funding",       "open_interest",
                                                     "prev_day_px", "day_ntl_vlm", "premium",       "oracle_px",
                                                     "mark_px",     "mid_px",      "impact_bid_px", "impact_ask_px"};
constexpr Decimal kOneSide{5, 1};  // of what counts both

std::int64_t interval_of_candle(std::span<const std::string_view> texts) {
  return interval_of_name(texts[3]);
}

void parse_candle(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  KlineRow row;
  const std::int64_t interval = context.request->interval_seconds;
  if (const auto open = columns.time(0)) {
    row.time = columns.grid_time(0, open, interval);
    const std::int64_t close = open->units + interval * open->units_per_second - 1;
    if (parse_integer(columns.text(1)) != close)
      columns.refuse(1, "is not the end of the interval", fmt::format("{}", close));
  }
  columns.symbol(2, context.request->symbol);
  if (interval_of_name(columns.text(3)) != interval) columns.refuse(3, "is another interval", interval_name(interval));
  columns.candle({4, 5, 6, 7}, row);
  row.volume = columns.amount(8);
  row.quote_volume = row.volume > 0 ? kUnknown : 0;
  row.taker_buy_volume = kUnknown;
  if (columns.good()) handler.emit(row);
}

void parse_contexts(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  OpenInterestRow row;
  if (const auto time = columns.iso_time(0)) row.time = time->seconds();
  columns.number(2);
  row.contracts = columns.contracts(3, kOneSide);
  if (!columns.good()) return;
  if (!context.request->symbol.empty() && columns.text(1) != context.request->symbol) return handler.pass_over();
  handler.emit(row);
}

constexpr std::array kLayouts{
    RowLayout{.venue = "hyperliquid",
              .kind = FileKind::kKlines,
              .shape = RowShape::kObject,
              .columns = kCandle,
              .required = 9,
              .interval = IntervalFrom::kRow,
              .symbol_column = 2,
              .interval_of = interval_of_candle,
              .parse = parse_candle},
    RowLayout{.venue = "hyperliquid",
              .kind = FileKind::kFunding,
              .shape = RowShape::kObject,
              .columns = kFunding,
              .required = 3,
              .symbol_column = 0,
              .time_column = 2,
              .parse = parse_symbol_funding},
    RowLayout{.venue = "hyperliquid",
              .kind = FileKind::kOpenInterest,
              .shape = RowShape::kCsv,
              .columns = kContexts,
              .symbols = Symbols::kMany,
              .symbol_column = 1,
              .counts_both_sides = true,
              .parse = parse_contexts},
};

}  // namespace

std::span<const RowLayout> hyperliquid_layouts() {
  return kLayouts;
}

}  // namespace tinderbox
