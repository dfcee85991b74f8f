// What a venue writes: the layout of the rows of one kind of file, how it is told from others, and what reads it.
// Each exchange has one small file, <venue>_rows.cpp, that lists its layouts; everything else is shared.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "host/market/json_elements.hpp"
#include "host/market/market_readers.hpp"
#include "host/market/row_columns.hpp"

namespace tinderbox {

class RowHandler;

enum class RowShape {
  kCsv,          // lines
  kArray,        // JSON arrays with one value a column
  kObject,       // JSON objects with one member a column
  kParallelRows  // JSON: an array of times beside an array of rows (Kraken's analytics)
};

enum class Symbols { kOne, kMany };  // kMany: rows of other contracts are passed over

// kNeeded: rows are read only once the whole answer was seen, because its time stands beside them.
enum class Envelope { kNotNeeded, kNeeded };

// Where the interval of candles stands.
enum class IntervalFrom {
  kNothing,  // the kind has none
  kRow,      // each row says it
  kSpacing   // the smallest distance between neighbouring rows, or the file's name
};

// What the parser of a layout needs to know beside the texts.
struct RowContext {
  const FileRequest* request = nullptr;
  const JsonEnvelope* envelope = nullptr;  // nullptr for CSV
};

struct RowLayout {
  std::string_view venue = {};  // whose layout it is; "": the common archive layout, which any venue's files may have
  FileKind kind = FileKind::kKlines;
  RowShape shape = RowShape::kCsv;
  std::array<std::string_view, 2> paths = {};      // of the rows in an answer (JsonElement::path)
  std::span<const std::string_view> columns = {};  // texts that `parse` gets, in this order
  std::size_t required = 0;                        // the first columns that an object must have
  std::string_view name_word = {};  // what the file's name must say, letters and digits only: others look the same
  IntervalFrom interval = IntervalFrom::kNothing;
  Symbols symbols = Symbols::kOne;
  int symbol_column = -1;  // -1: rows do not name the contract, or it is of no use before they are read
  int venue_column = -1;   // of files of several venues
  std::size_t time_column = 0;
  Envelope envelope = Envelope::kNotNeeded;
  bool carries_open_interest = false;  // candles that are snapshots of open interest as well
  bool says_finished = false;          // candles say whether they are
  bool counts_both_sides = false;      // the venue counts longs and shorts; parsers halve
  std::int64_t (*interval_of)(std::span<const std::string_view> texts) = nullptr;  // with IntervalFrom::kRow; 0: none
  void (*parse)(RowColumns& columns, const RowContext& context, RowHandler& handler) = nullptr;

  [[nodiscard]] bool is_common() const { return venue.empty() && venue_column < 0; }
  [[nodiscard]] bool has_path(std::string_view path) const { return path == paths[0] || path == paths[1]; }
};

// The layouts of each exchange.
[[nodiscard]] std::span<const RowLayout> binance_layouts();  // the common ones
[[nodiscard]] std::span<const RowLayout> bybit_layouts();
[[nodiscard]] std::span<const RowLayout> okx_layouts();
[[nodiscard]] std::span<const RowLayout> hyperliquid_layouts();
[[nodiscard]] std::span<const RowLayout> kraken_layouts();
[[nodiscard]] std::span<const RowLayout> dydx_layouts();
[[nodiscard]] std::span<const RowLayout> several_venues_layouts();

// The layout of an element of an answer, by its path, shape and members; nullptr if it is none.
[[nodiscard]] const RowLayout* layout_of(const JsonElement& element);
// The layout of a CSV file, by its header or, for the archive's own, by the shape of its first row.
[[nodiscard]] const RowLayout* layout_of_csv(std::span<const std::string_view> first_row);
// The common layout of a kind; nullptr if there is none of that shape.
[[nodiscard]] const RowLayout* common_layout(FileKind kind, bool csv);

// Whether a row without a header has the shape of this common layout's rows.
[[nodiscard]] bool is_common_row(std::span<const std::string_view> row, const RowLayout& layout);

// The text of each column of an object; empty where it has none.
void gather(const JsonElement& element, const RowLayout& layout, std::span<std::string_view> texts);

// No layout has more columns.
inline constexpr std::size_t kMaxColumns = 16;

}  // namespace tinderbox
