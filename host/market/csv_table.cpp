#include "host/market/csv_table.hpp"

#include <fmt/format.h>

#include "host/market/csv_header.hpp"
#include "host/market/csv_rows.hpp"

namespace tinderbox {
namespace {

std::size_t decimals(std::string_view text) {
  const std::size_t point = text.find('.');
  return point == std::string_view::npos ? 0 : text.size() - point - 1;
}

void check_header(const CsvRows& rows, const CsvTable& table) {
  const auto wrong = wrong_header_field(rows.fields(), table.columns);
  if (!wrong) return;
  const RowPlace place{rows.file(), rows.line(), RowUnit::kLine};
  const std::string found = *wrong < rows.fields().size() ? shown(rows.fields()[*wrong]) : "the end of the line";
  const std::string expected = *wrong < table.columns.size() ? shown(table.columns[*wrong]) : "the end of the line";
  throw InputError({place.text(), fmt::format("is no header of {}", table.name), found, expected, ""});
}

void check_last_line(const CsvRows& rows, const CsvTable& table, std::size_t decimals_before, RowReport& report) {
  if (rows.terminated()) return;
  const bool fixed = table.last_line == LastLine::kFixedDecimals;
  if (fixed && decimals(rows.fields().back()) >= decimals_before) return;
  report.refuse(table.columns.back(), "looks truncated: the file does not end with a newline",
                shown(rows.fields().back()),
                fixed ? fmt::format("{} decimals, as in the row before", decimals_before) : "a newline");
}

bool check_shape(const CsvRows& rows, const CsvTable& table, std::size_t decimals_before, RowReport& report) {
  if (rows.empty_line_before() != 0) report.refuse("", "follows an empty line", "", "rows without gaps");
  if (rows.fields().size() != table.columns.size()) {
    report.refuse("", rows.terminated() ? "has the wrong number of columns" : "is a truncated last line",
                  fmt::format("{}", rows.fields().size()), fmt::format("{}", table.columns.size()));
    return false;
  }
  check_last_line(rows, table, decimals_before, report);
  return report.good();
}

}  // namespace

void read_csv_table(ByteSource& source, const std::string& file, const CsvTable& table, ProblemLog& problems,
                    const std::function<void(std::span<const std::string_view>, RowReport&)>& use) {
  CsvRows rows(source, file);
  std::size_t decimals_before = 0;
  bool first = table.header == CsvHeader::kOptional;
  while (rows.next()) {
    const bool header = first && is_header(rows.fields());
    first = false;
    if (header) {
      check_header(rows, table);
      continue;
    }
    RowReport report(problems, {file, rows.line(), RowUnit::kLine});
    if (check_shape(rows, table, decimals_before, report)) use(rows.fields(), report);
    decimals_before = decimals(rows.fields().back());
  }
}

}  // namespace tinderbox
