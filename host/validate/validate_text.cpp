#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "host/validate/validate.hpp"

namespace tinderbox::validation {
namespace {

constexpr std::size_t kMostNumbers = 4;
constexpr std::size_t kMostColumn = 60;

using Row = std::vector<std::string>;

// One cell for all numbers of an entry.
std::string joined(const Findings& findings, const std::function<std::string(const Finding&)>& text) {
  std::string cell;
  for (std::size_t i = 0; i < std::min(findings.size(), kMostNumbers); ++i)
    cell += (i > 0 ? ", " : "") + text(findings[i]);
  if (findings.size() > kMostNumbers) cell += fmt::format(", ... ({})", findings.size());
  return cell;
}

Row row_of(const EntryReport& e) {
  return {e.name,
          joined(e.findings, [](const Finding& f) { return fmt::format("{:.7g}", f.expected); }),
          joined(e.findings, [](const Finding& f) { return fmt::format("{:.7g}", f.got); }),
          joined(e.findings, [](const Finding& f) { return fmt::format("{:.2g}", f.error); }),
          joined(e.findings,
                 [](const Finding& f) {
                   return f.kind == Kind::kExact ? std::string("exact") : fmt::format("{:.2f}", f.z());
                 }),
          word_of(e.outcome)};
}

std::string table_text(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const Row& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], std::min(row[c].size(), kMostColumn));
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c)
      line += c + 1 < row.size() ? fmt::format("{:<{}}  ", row[c], widths[c]) : row[c];
    text += line + '\n';
  }
  return text;
}

}  // namespace

const char* word_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed:
      return "passed";
    case Outcome::kFailed:
      return "FAILED";
    case Outcome::kNotRun:
      break;
  }
  return "not run";
}

std::string report_text(const ValidationReport& report) {
  std::vector<Row> rows{{"name", "expected", "got", "standard error", "z", "verdict"}};
  for (const EntryReport& e : report.entries) rows.push_back(row_of(e));
  std::string text = table_text(rows) + '\n';
  for (const EntryReport& e : report.entries)
    if (!e.reason.empty()) text += fmt::format("{}: {} ({}): {}\n", word_of(e.outcome), e.name, e.parameters, e.reason);
  return text + fmt::format("{} passed, {} failed, {} not run\n", report.count(Outcome::kPassed),
                            report.count(Outcome::kFailed), report.count(Outcome::kNotRun));
}

nlohmann::json report_json(const ValidationReport& report) {
  nlohmann::json entries = nlohmann::json::array();
  for (const EntryReport& e : report.entries) {
    nlohmann::json numbers = nlohmann::json::array();
    for (const Finding& f : e.findings) {
      nlohmann::json number{{"expected", f.expected}, {"got", f.got}, {"exact", f.kind == Kind::kExact}};
      number[f.kind == Kind::kExact ? "resolution" : "standard_error"] = f.error;
      if (f.kind == Kind::kStatistical) number["z"] = f.z();
      numbers.push_back(std::move(number));
    }
    entries.push_back({{"name", e.name},
                       {"parameters", e.parameters},
                       {"verdict", e.outcome == Outcome::kFailed ? "failed" : word_of(e.outcome)},
                       {"reason", e.reason},
                       {"numbers", std::move(numbers)},
                       {"seconds", e.seconds}});
  }
  return {{"entries", std::move(entries)},
          {"passed", report.count(Outcome::kPassed)},
          {"failed", report.count(Outcome::kFailed)},
          {"not_run", report.count(Outcome::kNotRun)}};
}

}  // namespace tinderbox::validation
