// Sources: Binance USD-M stream documentation (forceOrder) and public archive (liquidationSnapshot of COIN-M); sums and
// headerless orders as vendors and scripts write them.
#include "host/market/liquidation_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/market/csv_header.hpp"
#include "host/market/file_name.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 4> kSums{"time_ms", "time_utc", "long_liquidation_usd", "short_liquidation_usd"};
constexpr std::array<std::string_view, 12> kOrders{"symbol",
                                                   "side",
                                                   "order_type",
                                                   "time_in_force",
                                                   "original_quantity",
                                                   "price",
                                                   "average_price",
                                                   "order_status",
                                                   "last_fill_quantity",
                                                   "accumulated_fill_quantity",
                                                   "time",
                                                   "usd"};
constexpr std::array<std::string_view, 10> kSnapshot{
    "time",  "side",          "order_type",   "time_in_force",      "original_quantity",
    "price", "average_price", "order_status", "last_fill_quantity", "accumulated_fill_quantity"};
constexpr std::array<std::string_view, 7> kStream{"s", "S", "q", "p", "ap", "z", "T"};

// Where the parts of a forced order stand in its row.
struct OrderColumns {
  std::size_t side = 0;
  std::size_t quantity = 0;
  std::size_t price = 0;
  std::size_t average = 0;
  std::size_t filled = 0;
  std::size_t time = 0;
};

std::optional<LiquidatedSide> read_side(RowColumns& columns, std::size_t i) {
  if (columns.text(i) == "SELL") return LiquidatedSide::kLong;
  if (columns.text(i) == "BUY") return LiquidatedSide::kShort;
  columns.refuse(i, "is no side of an order", "SELL (closes a long) or BUY (closes a short)");
  return std::nullopt;
}

// Writers leave an average out as nothing, "None", "null" or 0.
bool is_given(std::string_view text) {
  return !text.empty() && text != "None" && text != "null" && parse_number(text) != 0.0;
}

void read_order(RowColumns& columns, const OrderColumns& at, LiquidationRow& row) {
  if (const auto side = read_side(columns, at.side)) row.side = *side;
  const double quantity = columns.amount(at.quantity);
  row.contracts = columns.amount(at.filled);
  if (row.contracts > quantity)
    columns.refuse(at.filled, "exceeds the order", fmt::format("at most {}", columns.text(at.quantity)));
  const double limit = columns.price(at.price);
  row.price = is_given(columns.text(at.average)) ? columns.price(at.average) : limit;
  if (const auto time = columns.time(at.time)) row.time = time->seconds();
}

bool is_wanted(std::string_view symbol, const LiquidationRequest& request) {
  if (request.symbol.empty() || symbol == request.symbol) return true;
  return request.symbol.ends_with("USDT") &&
         symbol == std::string_view(request.symbol).substr(0, request.symbol.size() - 4);
}

// An order without a fill liquidated nothing.
void append(RowColumns& columns, std::size_t filled, const LiquidationRow& row, std::vector<LiquidationRow>& rows) {
  constexpr double kMostUsd = 1e15;
  if (row.usd > kMostUsd) columns.refuse(filled, "is too large", fmt::format("at most {} USD", kMostUsd));
  if (columns.good() && row.usd > 0) rows.push_back(row);
}

void parse_sums(RowColumns& columns, const LiquidationRequest&, std::vector<LiquidationRow>& rows) {
  LiquidationRow row;
  const auto time = columns.time(0);
  const auto text = columns.iso_time(1);
  if (time && text && time->seconds() != text->seconds())
    columns.refuse(1, "is another time than time_ms", fmt::format("the UTC time of {}", columns.text(0)));
  if (time) row.time = time->seconds();
  const double longs = columns.amount(2);
  const double shorts = columns.amount(3);
  if (!columns.good()) return;
  row.usd = longs;
  rows.push_back(row);
  row.side = LiquidatedSide::kShort;
  row.usd = shorts;
  rows.push_back(row);
}

// The last column, USD, is at times in millions: it is worked out from the fills instead.
void parse_order(RowColumns& columns, const LiquidationRequest& request, std::vector<LiquidationRow>& rows) {
  LiquidationRow row;
  if (!columns.given(0)) columns.refuse(0, "is empty", "a symbol");
  read_order(columns, {.side = 1, .quantity = 4, .price = 5, .average = 6, .filled = 9, .time = 10}, row);
  columns.amount(11);
  row.usd = row.contracts * row.price;
  if (is_wanted(columns.text(0), request)) append(columns, 9, row, rows);
}

void parse_stream(RowColumns& columns, const LiquidationRequest& request, std::vector<LiquidationRow>& rows) {
  LiquidationRow row;
  read_order(columns, {.side = 1, .quantity = 2, .price = 3, .average = 4, .filled = 5, .time = 6}, row);
  row.usd = row.contracts * row.price;
  if (is_wanted(columns.text(0), request)) append(columns, 5, row, rows);
}

// COIN-M: quantities count contracts of a fixed worth in USD, whatever the price.
void parse_snapshot(RowColumns& columns, const LiquidationRequest& request, std::vector<LiquidationRow>& rows) {
  LiquidationRow row;
  read_order(columns, {.side = 1, .quantity = 4, .price = 5, .average = 6, .filled = 9, .time = 0}, row);
  row.usd = row.contracts * request.contract_usd;
  append(columns, 9, row, rows);
}

bool is_side(std::string_view text) {
  return text == "SELL" || text == "BUY";
}
bool is_order_row(std::span<const std::string_view> row) {
  return row.size() == kOrders.size() && is_side(row[1]) && parse_epoch(row[10]).has_value();
}
bool is_snapshot_row(std::span<const std::string_view> row) {
  return row.size() == kSnapshot.size() && is_side(row[1]) && parse_epoch(row[0]).has_value();
}

constexpr LiquidationLayout kStreamLayout{
    .name = "forced orders of a stream", .columns = kStream, .json = true, .parse = parse_stream};

constexpr std::array kCsvLayouts{
    LiquidationLayout{.name = "sums of liquidations", .columns = kSums, .header = true, .parse = parse_sums},
    LiquidationLayout{.name = "forced orders", .columns = kOrders, .is_row = is_order_row, .parse = parse_order},
    LiquidationLayout{.name = "liquidationSnapshot of COIN-M",
                      .columns = kSnapshot,
                      .header = true,
                      .repeats_rows = true,
                      .is_row = is_snapshot_row,
                      .parse = parse_snapshot},
};

}  // namespace

const LiquidationLayout* liquidation_layout_of_csv(std::span<const std::string_view> first_row) {
  const auto at = std::find_if(kCsvLayouts.begin(), kCsvLayouts.end(), [&](const LiquidationLayout& layout) {
    if (layout.header && is_header(first_row)) return !wrong_header_field(first_row, layout.columns);
    return layout.is_row != nullptr && layout.is_row(first_row);
  });
  return at == kCsvLayouts.end() ? nullptr : at;
}

const LiquidationLayout& liquidation_stream_layout() {
  return kStreamLayout;
}

}  // namespace tinderbox
