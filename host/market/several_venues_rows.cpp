// CSV files that hold one coin on several venues, with a venue column: candles (volume in coin) and funding (a fraction
// of its interval). Rows of other venues are checked and passed over.
#include <fmt/format.h>

#include "host/market/file_name.hpp"
#include "host/market/row_handler.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 8> kCandle{"time_ms", "time_utc", "venue", "open",
                                                  "high",    "low",      "close", "volume_coin"};
constexpr std::array<std::string_view, 4> kFunding{"time_ms", "time_utc", "venue", "funding_rate"};

// Both columns name the same second.
std::optional<EpochTime> row_time(RowColumns& columns) {
  const auto time = columns.time(0);
  const auto text = columns.iso_time(1);
  if (time && text && time->seconds() != text->seconds())
    columns.refuse(1, "is another time than time_ms", fmt::format("the UTC time of {}", columns.text(0)));
  return time;
}

bool of_this_venue(RowColumns& columns, const RowContext& context) {
  if (!columns.given(2)) columns.refuse(2, "is empty", "the name of a venue");
  return context.request->venue.empty() || lower_case(columns.text(2)) == context.request->venue;
}

void parse_candle(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  KlineRow row;
  row.time = columns.grid_time(0, row_time(columns), context.request->interval_seconds);
  const bool wanted = of_this_venue(columns, context);
  columns.candle({3, 4, 5, 6}, row);
  row.volume = columns.amount(7);
  row.quote_volume = row.volume > 0 ? kUnknown : 0;
  row.taker_buy_volume = kUnknown;
  if (!columns.good()) return;
  if (!wanted) return handler.pass_over();
  handler.emit(row);
}

void parse_funding(RowColumns& columns, const RowContext& context, RowHandler& handler) {
  FundingRow row;
  if (const auto time = row_time(columns)) row.time = snapped_funding_time(*time);
  const bool wanted = of_this_venue(columns, context);
  row.rate = columns.funding_rate(3);
  if (!columns.good()) return;
  if (!wanted) return handler.pass_over();
  handler.emit(row);
}

constexpr std::array kLayouts{
    RowLayout{.kind = FileKind::kKlines,
              .shape = RowShape::kCsv,
              .columns = kCandle,
              .interval = IntervalFrom::kSpacing,
              .venue_column = 2,
              .parse = parse_candle},
    RowLayout{.kind = FileKind::kFunding,
              .shape = RowShape::kCsv,
              .columns = kFunding,
              .venue_column = 2,
              .parse = parse_funding},
};

}  // namespace

std::span<const RowLayout> several_venues_layouts() {
  return kLayouts;
}

}  // namespace tinderbox
