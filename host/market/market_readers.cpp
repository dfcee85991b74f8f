#include "host/market/market_readers.hpp"

#include <fmt/format.h>

#include <array>

#include "host/market/byte_source.hpp"
#include "host/market/csv_header.hpp"
#include "host/market/csv_rows.hpp"
#include "host/market/json_elements.hpp"
#include "host/market/peeked_bytes.hpp"
#include "host/market/row_handler.hpp"

namespace tinderbox {
namespace {

std::size_t decimals(std::string_view text) {
  const std::size_t point = text.find('.');
  return point == std::string_view::npos ? 0 : text.size() - point - 1;
}

// A last line without a newline may have been cut inside its last field, which leaves a valid but wrong number. Files
// write a column with a fixed number of decimals, so a cut shows there.
bool cut_in_last_field(const CsvRows& rows, std::size_t decimals_before) {
  return !rows.terminated() && decimals(rows.fields().back()) < decimals_before;
}

void check_header(const CsvRows& rows, FileKind kind) {
  const auto wrong = wrong_header_field(rows.fields(), kind);
  if (!wrong) return;
  const auto columns = csv_columns(kind);
  const RowPlace place{rows.file(), rows.line(), RowUnit::kLine};
  const std::string found = *wrong < rows.fields().size() ? shown(rows.fields()[*wrong]) : "the end of the line";
  const std::string expected = *wrong < columns.size() ? shown(columns[*wrong]) : "the end of the line";
  throw InputError({place.text(), fmt::format("is no header of {}", name_of(kind)), found, expected, ""});
}

bool check_shape(const CsvRows& rows, std::span<const std::string_view> columns, std::size_t decimals_before,
                 RowReport& report) {
  if (rows.empty_line_before() != 0) report.refuse("", "follows an empty line", "", "rows without gaps");
  if (rows.fields().size() != columns.size()) {
    report.refuse("", rows.terminated() ? "has the wrong number of columns" : "is a truncated last line",
                  fmt::format("{}", rows.fields().size()), fmt::format("{}", columns.size()));
    return false;
  }
  if (cut_in_last_field(rows, decimals_before)) {
    report.refuse(columns.back(), "looks truncated: the file does not end with a newline", shown(rows.fields().back()),
                  fmt::format("{} decimals, as in the row before", decimals_before));
  }
  return report.good();
}

void read_csv(ByteSource& source, const std::string& file, FileKind kind, RowHandler& handler, ProblemLog& problems) {
  CsvRows rows(source, file);
  const auto columns = handler.columns();
  std::size_t decimals_before = 0;
  bool first = true;
  while (rows.next()) {
    if (first && is_header(rows.fields())) {
      check_header(rows, kind);
      first = false;
      continue;
    }
    first = false;
    RowReport report(problems, {file, rows.line(), RowUnit::kLine});
    if (check_shape(rows, columns, decimals_before, report)) handler.take(rows.fields(), report);
    decimals_before = decimals(rows.fields().back());
  }
}

// The texts of a REST object in column order; columns that are mere context may be absent.
bool gather(const JsonElement& element, const RowHandler& handler, std::span<std::string_view> texts,
            RowReport& report) {
  const auto columns = handler.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string_view* value = element.find(columns[i]);
    if (value == nullptr && i < handler.required_columns()) report.refuse(columns[i], "is missing", "", "a value");
    texts[i] = value == nullptr ? std::string_view() : *value;
  }
  return report.good();
}

void read_json(ByteSource& source, const std::string& file, FileKind kind, RowHandler& handler, ProblemLog& problems) {
  const bool candles = kind == FileKind::kKlines || kind == FileKind::kMarkKlines;
  const std::size_t columns = handler.columns().size();
  std::array<std::string_view, kKlineColumns.size()> texts;
  for_each_json_element(source, file, [&](const JsonElement& element) {
    RowReport report(problems, {file, element.index, RowUnit::kElement});
    if (candles == element.object) {
      report.refuse("", "has the wrong shape", element.object ? "an object" : "an array",
                    candles ? "an array of 12 values" : "an object");
    } else if (!candles) {
      const auto used = std::span<std::string_view>(texts).first(columns);
      if (gather(element, handler, used, report)) handler.take(used, report);
    } else if (element.values.size() != columns) {
      report.refuse("", "has the wrong number of values", fmt::format("{}", element.values.size()),
                    fmt::format("{}", columns));
    } else {
      handler.take(element.values, report);
    }
    return true;
  });
}

FileFacts read_alone(const FileRequest& request, const RowSinks& sinks) {
  ProblemLog problems;
  NoProgress progress;
  FileFacts facts = read_market_file(request, sinks, problems, progress);
  problems.throw_if_any();
  return facts;
}

}  // namespace

FileFacts read_market_file(const FileRequest& request, const RowSinks& sinks, ProblemLog& problems,
                           Progress& progress) {
  const std::string file = request.path.string();
  const std::int64_t before = problems.count();
  FileFacts facts;
  try {
    MarketFile opened(request.path, progress);
    PeekedBytes bytes(opened);
    const bool json = bytes.first_text_byte() == '[' || bytes.first_text_byte() == '{';
    RowHandler handler(request, json ? Layout::kRest : Layout::kArchive, sinks);
    if (json) {
      read_json(bytes, file, request.kind, handler, problems);
    } else if (request.kind == FileKind::kOpenInterest || request.kind == FileKind::kAccountRatio) {
      throw InputError({file, "is no REST answer", "other text", "a JSON array of rows", ""});
    } else {
      read_csv(bytes, file, request.kind, handler, problems);
    }
    facts = handler.facts();
    facts.sha256 = opened.finish_sha256();
    if (facts.rows == 0 && problems.count() == before) problems.add({file, "holds no rows", "", "market data", ""});
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) problems.add(problem);
  }
  return facts;
}

FileFacts read_klines(const std::filesystem::path& path, std::int64_t interval_seconds, Traded traded,
                      const RowSink<KlineRow>& sink) {
  const FileKind kind = traded == Traded::kYes ? FileKind::kKlines : FileKind::kMarkKlines;
  return read_alone({path, kind, "", interval_seconds, 0}, {sink, {}, {}, {}});
}

FileFacts read_metrics(const std::filesystem::path& path, const std::string& symbol,
                       const RowSink<OpenInterestRow>& sink) {
  return read_alone({path, FileKind::kMetrics, symbol, 0, 0}, {{}, sink, {}, {}});
}

FileFacts read_funding(const std::filesystem::path& path, const std::string& symbol, const RowSink<FundingRow>& sink) {
  return read_alone({path, FileKind::kFunding, symbol, 0, 0}, {{}, {}, sink, {}});
}

FileFacts read_open_interest(const std::filesystem::path& path, const std::string& symbol,
                             const RowSink<OpenInterestRow>& sink) {
  return read_alone({path, FileKind::kOpenInterest, symbol, 0, 0}, {{}, sink, {}, {}});
}

FileFacts read_account_ratio(const std::filesystem::path& path, const std::string& symbol,
                             const RowSink<AccountRatioRow>& sink) {
  return read_alone({path, FileKind::kAccountRatio, symbol, 0, 0}, {{}, {}, {}, sink});
}

}  // namespace tinderbox
