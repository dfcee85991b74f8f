#include "host/market/market_readers.hpp"

#include <fmt/format.h>

#include "host/market/byte_source.hpp"
#include "host/market/csv_table.hpp"
#include "host/market/json_rows.hpp"
#include "host/market/peeked_bytes.hpp"
#include "host/market/row_handler.hpp"

namespace tinderbox {
namespace {

void read_csv_rows(ByteSource& source, const std::string& file, RowHandler& handler, ProblemLog& problems) {
  const RowLayout& layout = handler.layout();
  const CsvTable table{.name = name_of(layout.kind),
                       .columns = layout.columns,
                       .last_line = layout.is_common() ? LastLine::kFixedDecimals : LastLine::kNeedsNewline};
  read_csv_table(source, file, table, problems, [&](std::span<const std::string_view> texts, RowReport& report) {
    handler.take(texts, nullptr, report);
  });
}

const RowLayout& layout_for(const FileRequest& request, bool json) {
  const RowLayout* layout = request.layout != nullptr ? request.layout : common_layout(request.kind, !json);
  const std::string file = request.path.string();
  if (layout == nullptr && !json)
    throw InputError({file, "is no REST answer", "other text", "a JSON array of rows", ""});
  if (layout == nullptr || (layout->shape == RowShape::kCsv) == json)
    throw InputError({file, "is no file of this kind", json ? "JSON" : "other text", json ? "CSV" : "JSON", ""});
  return *layout;
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
    RowHandler handler(request, layout_for(request, json), sinks);
    if (json) {
      read_json_rows(bytes, request, handler, problems);
    } else {
      read_csv_rows(bytes, file, handler, problems);
    }
    handler.finish();
    facts = handler.facts();
    facts.sha256 = opened.finish_sha256();
    if (facts.rows + facts.passed_over == 0 && problems.count() == before)
      problems.add({file, facts.unfinished == 0 ? "holds no rows" : "holds no finished candle", "", "market data", ""});
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) problems.add(problem);
  }
  return facts;
}

FileFacts read_klines(const std::filesystem::path& path, std::int64_t interval_seconds, Traded traded,
                      const RowSink<KlineRow>& sink) {
  const FileKind kind = traded == Traded::kYes ? FileKind::kKlines : FileKind::kMarkKlines;
  return read_alone({.path = path, .kind = kind, .interval_seconds = interval_seconds}, {sink, {}, {}, {}});
}

FileFacts read_metrics(const std::filesystem::path& path, const std::string& symbol,
                       const RowSink<OpenInterestRow>& sink) {
  return read_alone({.path = path, .kind = FileKind::kMetrics, .symbol = symbol}, {{}, sink, {}, {}});
}

FileFacts read_funding(const std::filesystem::path& path, const std::string& symbol, const RowSink<FundingRow>& sink) {
  return read_alone({.path = path, .kind = FileKind::kFunding, .symbol = symbol}, {{}, {}, sink, {}});
}

FileFacts read_open_interest(const std::filesystem::path& path, const std::string& symbol,
                             const RowSink<OpenInterestRow>& sink) {
  return read_alone({.path = path, .kind = FileKind::kOpenInterest, .symbol = symbol}, {{}, sink, {}, {}});
}

FileFacts read_account_ratio(const std::filesystem::path& path, const std::string& symbol,
                             const RowSink<AccountRatioRow>& sink) {
  return read_alone({.path = path, .kind = FileKind::kAccountRatio, .symbol = symbol}, {{}, {}, {}, sink});
}

}  // namespace tinderbox
