#include "host/market/problem_log.hpp"

#include <fmt/format.h>

namespace tinderbox {

std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 60;
  std::string result = "\"";
  for (const char c : text.substr(0, kShown)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  if (text.size() > kShown) result += "...";
  return result + '"';
}

void ProblemLog::add(Problem problem) {
  ++count_;
  if (!full()) problems_.push_back(std::move(problem));
}

void ProblemLog::throw_if_any() const {
  if (problems_.empty()) return;
  std::vector<Problem> problems = problems_;
  const auto more = count_ - static_cast<std::int64_t>(problems.size());
  if (more > 0) {
    problems.push_back({"market files", fmt::format("{} more problems, {} in all", more, count_), "", "",
                        "mend those above first; files after the last one named were not read"});
  }
  throw InputError(std::move(problems));
}

std::string RowPlace::text() const {
  return unit == RowUnit::kLine ? fmt::format("{}:{}", file, number) : fmt::format("{}[{}]", file, number);
}

std::string RowPlace::text(std::string_view column) const {
  if (column.empty()) return text();
  return fmt::format("{}{}{}", text(), unit == RowUnit::kLine ? ':' : '.', column);
}

void RowReport::refuse(std::string_view column, std::string_view problem, std::string_view found,
                       std::string_view expected, std::string_view suggestion) {
  good_ = false;
  // Formatting is skipped for problems that would only be counted: a file may hold millions of bad rows.
  if (log_->full()) return log_->add({});
  log_->add(
      {place_.text(column), std::string(problem), std::string(found), std::string(expected), std::string(suggestion)});
}

}  // namespace tinderbox
