// What is wrong with the market files of one run: the first problems are kept, all are counted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/support/error.hpp"

namespace tinderbox {

// Problems kept and reported; the rest of the file in which the last of them stood is still checked and counted.
inline constexpr std::size_t kMaxProblems = 20;

// Text of a file made safe for a message: quoted, control and other unprintable bytes escaped, cut after 60 bytes.
[[nodiscard]] std::string shown(std::string_view text);

class ProblemLog {
 public:
  void add(Problem problem);
  [[nodiscard]] std::int64_t count() const noexcept { return count_; }
  [[nodiscard]] bool full() const noexcept { return problems_.size() == kMaxProblems; }
  // Throws InputError with the kept problems, and how many more there were, if there were any.
  void throw_if_any() const;

 private:
  std::vector<Problem> problems_;
  std::int64_t count_ = 0;
};

// Where a row stands: "file:12" in a CSV file, "file[11]" for the twelfth element of a JSON array.
enum class RowUnit { kLine, kElement };

struct RowPlace {
  std::string_view file;
  std::int64_t number = 0;  // line, counted from 1, or element, counted from 0
  RowUnit unit = RowUnit::kLine;

  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string text(std::string_view column) const;  // "file:12:volume", "file[11].volume"
};

// Reports what is wrong in one row and remembers that something was.
class RowReport {
 public:
  RowReport(ProblemLog& log, RowPlace place) : log_(&log), place_(place) {}

  void refuse(std::string_view column, std::string_view problem, std::string_view found, std::string_view expected,
              std::string_view suggestion = "");
  [[nodiscard]] bool good() const noexcept { return good_; }
  [[nodiscard]] const RowPlace& place() const noexcept { return place_; }

 private:
  ProblemLog* log_;
  RowPlace place_;
  bool good_ = true;
};

}  // namespace tinderbox
