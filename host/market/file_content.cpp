#include "host/market/file_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "host/market/byte_source.hpp"
#include "host/market/csv_header.hpp"
#include "host/market/csv_rows.hpp"
#include "host/market/file_name.hpp"
#include "host/market/peeked_bytes.hpp"
#include "host/market/problem_log.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr int kPeekedRows = 256;

// Rows that files hold which are known and not read, by a column or member that only they have.
struct OtherKind {
  std::string_view column;
  std::string_view name;
};
constexpr std::array kOtherCsv{
    OtherKind{"time_in_force", "liquidations"},
    OtherKind{"long_liquidation_usd", "liquidations"},
};
constexpr std::array kOtherJson{
    OtherKind{"buySellRatio", "takerlongshortRatio"},
    OtherKind{"ctVal", "instruments"},
    OtherKind{"contractType", "instruments"},
    OtherKind{"contractSize", "instruments"},
    OtherKind{"maxLeverage", "instruments"},
    OtherKind{"brackets", "leverageBracket"},
    OtherKind{"mmr", "position tiers"},
    OtherKind{"markPx", "mark price"},
    OtherKind{"px", "order book"},
};

// Watches the first rows of a file: what they say of interval and symbol, and how far apart they are.
class FirstRows {
 public:
  explicit FirstRows(ContentHints& hints) : hints_(&hints) {}

  // False when enough was seen.
  bool take(std::span<const std::string_view> texts) {
    const RowLayout& layout = *hints_->layout;
    if (rows_++ == 0) take_first(texts, layout);
    // In a file of several venues only rows of one of them are neighbours.
    const bool same = layout.venue_column < 0 || texts[static_cast<std::size_t>(layout.venue_column)] == venue_;
    if (layout.interval == IntervalFrom::kSpacing && same) take_time(texts[layout.time_column]);
    return layout.interval == IntervalFrom::kSpacing && rows_ < kPeekedRows;
  }

 private:
  void take_first(std::span<const std::string_view> texts, const RowLayout& layout) {
    if (layout.interval == IntervalFrom::kRow) hints_->interval_seconds = layout.interval_of(texts);
    if (layout.venue_column >= 0) venue_ = texts[static_cast<std::size_t>(layout.venue_column)];
    if (layout.symbol_column >= 0 && layout.symbols == Symbols::kOne)
      hints_->symbol = texts[static_cast<std::size_t>(layout.symbol_column)];
  }

  void take_time(std::string_view text) {
    auto time = parse_epoch(text);
    if (!time) time = parse_iso_time(text);
    if (!time) return;
    const std::int64_t seconds = time->seconds();
    const std::int64_t distance = before_ == 0 ? 0 : std::abs(seconds - before_);
    if (distance != 0 && (hints_->spacing_seconds == 0 || distance < hints_->spacing_seconds))
      hints_->spacing_seconds = distance;
    before_ = seconds;
  }

  ContentHints* hints_;
  int rows_ = 0;
  std::int64_t before_ = 0;
  std::string venue_;
};

bool mentions_liquidations(std::string_view column) {
  return column.find("liquidation") != std::string_view::npos;
}

std::string other_kind_of_csv(const std::vector<std::string_view>& header) {
  for (const std::string_view column : header) {
    for (const OtherKind& other : kOtherCsv) {
      if (column == other.column || mentions_liquidations(column)) return std::string(other.name);
    }
  }
  return "";
}

// Open interest of all venues together: open, high, low, close and nothing else.
bool is_total_interest(const std::vector<std::string_view>& header) {
  constexpr std::array<std::string_view, 5> kColumns{"time_ms", "open", "high", "low", "close"};
  return std::equal(header.begin(), header.end(), kColumns.begin(), kColumns.end());
}

void peek_csv(ByteSource& bytes, const std::string& file, ContentHints& hints) {
  CsvRows rows(bytes, file);
  if (!rows.next()) {
    hints.why_not = "it holds no rows";
    return;
  }
  const std::vector<std::string_view> first(rows.fields().begin(), rows.fields().end());
  hints.layout = layout_of_csv(first);
  if (!hints.found()) {
    if (is_header(first)) hints.other_kind = other_kind_of_csv(first);
    if (is_total_interest(first)) hints.other_kind = "open interest of all venues together";
    hints.why_not =
        fmt::format("its first row is that of no known kind ({} columns, the first {})", first.size(), shown(first[0]));
    return;
  }
  if (is_header(first) && !rows.next()) return;
  FirstRows seen(hints);
  while (rows.fields().size() == hints.layout->columns.size() && seen.take(rows.fields()) && rows.next()) {
  }
}

// Why an element is of no known kind, or of one that is not read.
void note_unknown(const JsonElement& element, ContentHints& hints) {
  if (element.shape == JsonShape::kObject) {
    hints.why_not = "its JSON objects are those of no known kind";
    for (const OtherKind& other : kOtherJson) {
      if (element.find(other.column) != nullptr) hints.other_kind = other.name;
    }
  } else {
    hints.why_not = fmt::format("its JSON rows have {} values", element.values.size());
  }
}

void take_envelope(const JsonEnvelope& envelope, ContentHints& hints) {
  if (hints.symbol.empty()) hints.symbol = envelope.find("symbol");
  const std::string_view category = envelope.find("category");
  if (hints.found() && (category == "spot" || category == "option"))
    hints.other_kind = fmt::format("{} market", category);
}

void peek_json(ByteSource& bytes, const std::string& file, ContentHints& hints) {
  hints.why_not = "its JSON array is empty";
  FirstRows seen(hints);
  std::array<std::string_view, kMaxColumns> gathered;
  const auto take = [&](const JsonElement& element, const JsonEnvelope& envelope) {
    if (!hints.found()) {
      hints.layout = layout_of(element);
      if (!hints.found()) {
        note_unknown(element, hints);
        return false;
      }
      hints.why_not.clear();
      take_envelope(envelope, hints);
    }
    const RowLayout& layout = *hints.layout;
    if (layout.shape == RowShape::kParallelRows) return false;
    if (!layout.has_path(element.path)) return true;
    const auto texts = std::span<std::string_view>(gathered).first(layout.columns.size());
    if (layout.shape == RowShape::kObject) {
      gather(element, layout, texts);
      return seen.take(texts);
    }
    return element.values.size() == layout.columns.size() && seen.take(element.values);
  };
  for_each_json_element(bytes, file, {take, [&](const JsonEnvelope& envelope) { take_envelope(envelope, hints); }});
}

}  // namespace

ContentHints peek_content(const std::filesystem::path& path) {
  NoProgress progress;
  MarketFile opened(path, progress);
  PeekedBytes bytes(opened);
  ContentHints hints;
  hints.member = opened.member();
  const char first = bytes.first_text_byte();
  hints.json = first == '[' || first == '{';
  try {
    if (hints.json) {
      peek_json(bytes, path.string(), hints);
    } else {
      peek_csv(bytes, path.string(), hints);
    }
  } catch (const InputError& error) {
    // Unreadable content is no kind; whether that is an error depends on what the name promised. What breaks off
    // later is reported when it is read.
    const Problem& problem = error.problems().front();
    if (!hints.found()) hints.why_not = fmt::format("it {} ({})", problem.problem, problem.found);
  }
  if (!is_kline_interval(hints.interval_seconds)) hints.interval_seconds = 0;
  return hints;
}

bool has_rows_of_venue(const std::filesystem::path& path, const RowLayout& layout, const std::string& venue) {
  const auto column = static_cast<std::size_t>(layout.venue_column);
  try {
    NoProgress progress;
    MarketFile file(path, progress);
    CsvRows rows(file, path.string());
    while (rows.next()) {
      if (rows.fields().size() > column && lower_case(rows.fields()[column]) == venue) return true;
    }
  } catch (const InputError&) {
    return true;
  }
  return false;
}

}  // namespace tinderbox
