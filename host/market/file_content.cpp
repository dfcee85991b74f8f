#include "host/market/file_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/market/byte_source.hpp"
#include "host/market/csv_header.hpp"
#include "host/market/csv_rows.hpp"
#include "host/market/file_name.hpp"
#include "host/market/json_elements.hpp"
#include "host/market/peeked_bytes.hpp"
#include "host/market/problem_log.hpp"
#include "host/market/row_columns.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

// Seconds from open to close time of a candle, 0 if they make no interval.
std::int64_t interval_of_row(std::string_view open_text, std::string_view close_text) {
  const auto open = parse_epoch(open_text);
  const auto close = parse_epoch(close_text);
  if (!open || !close || open->units_per_second != close->units_per_second || close->units <= open->units) return 0;
  const std::int64_t units = close->units - open->units + 1;
  return units % open->units_per_second == 0 ? units / open->units_per_second : 0;
}

bool mentions_liquidations(const std::vector<std::string_view>& header) {
  return std::any_of(header.begin(), header.end(), [](std::string_view column) {
    return column.find("liquidation") != std::string_view::npos || column == "time_in_force";
  });
}

void peek_csv(ByteSource& bytes, const std::string& file, ContentHints& hints) {
  CsvRows rows(bytes, file);
  if (!rows.next()) {
    hints.why_not = "it holds no rows";
    return;
  }
  const std::vector<std::string_view> first(rows.fields().begin(), rows.fields().end());
  hints.kind = kind_of_csv(first);
  const bool header = is_header(first);
  if (!hints.kind && header && mentions_liquidations(first)) hints.other_kind = "liquidations";
  if (!hints.kind) {
    hints.why_not =
        fmt::format("its first row is that of no known kind ({} columns, the first {})", first.size(), shown(first[0]));
  }
  if (hints.kind != FileKind::kKlines || (header && !rows.next())) return;
  if (rows.fields().size() == kKlineColumns.size())
    hints.interval_seconds = interval_of_row(rows.fields()[0], rows.fields()[6]);
}

void peek_object(const JsonElement& element, ContentHints& hints) {
  const auto has = [&](std::string_view key) { return element.find(key) != nullptr; };
  if (has("sumOpenInterest")) {
    hints.kind = FileKind::kOpenInterest;
  } else if (has("fundingTime") && has("fundingRate")) {
    hints.kind = FileKind::kFunding;
  } else if (has("longShortRatio") && has("longAccount")) {
    hints.kind = FileKind::kAccountRatio;
  } else if (has("buySellRatio")) {
    hints.other_kind = "takerlongshortRatio";
  } else {
    hints.why_not = "its JSON objects are those of no known kind";
  }
}

void peek_json(ByteSource& bytes, const std::string& file, ContentHints& hints) {
  hints.why_not = "its JSON array is empty";
  for_each_json_element(bytes, file, [&](const JsonElement& element) {
    hints.why_not.clear();
    if (element.object) {
      peek_object(element, hints);
    } else if (element.values.size() == kKlineColumns.size()) {
      hints.kind = FileKind::kKlines;
      hints.interval_seconds = interval_of_row(element.values[0], element.values[6]);
    } else {
      hints.why_not = fmt::format("its JSON rows have {} values", element.values.size());
    }
    return false;
  });
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
    // Unreadable content is no kind; whether that is an error depends on what the name promised.
    const Problem& problem = error.problems().front();
    hints.why_not = fmt::format("it {} ({})", problem.problem, problem.found);
  }
  if (!is_kline_interval(hints.interval_seconds)) hints.interval_seconds = 0;
  return hints;
}

}  // namespace tinderbox
