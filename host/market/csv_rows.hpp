// The rows of a CSV file, one at a time, in constant memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/market/byte_source.hpp"

namespace tinderbox {

inline constexpr std::size_t kMaxCsvLineBytes = 1 << 16;
inline constexpr std::size_t kMaxCsvFields = 64;

// Cuts a line at its commas. A field in double quotes loses them and may hold commas. Fields beyond kMaxCsvFields stay
// together in the last one, which no column accepts.
void split_csv_line(std::string_view line, std::vector<std::string_view>& fields);

// Accepts LF and CRLF line ends, a UTF-8 byte order mark, and empty lines at the end of the file. Throws InputError
// naming file and line for a NUL or control byte (binary data) and for a line longer than kMaxCsvLineBytes.
class CsvRows {
 public:
  CsvRows(ByteSource& source, std::string file);

  // Moves to the next row; false at the end. Fields are valid until the next call.
  bool next();
  [[nodiscard]] std::span<const std::string_view> fields() const noexcept { return fields_; }
  [[nodiscard]] std::int64_t line() const noexcept { return line_; }
  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  // Whether the current row ends with a newline: where it does not, the file may have been cut.
  [[nodiscard]] bool terminated() const noexcept { return terminated_; }
  // Number of an empty line directly before the current row, 0 if there is none.
  [[nodiscard]] std::int64_t empty_line_before() const noexcept { return empty_line_before_; }

 private:
  bool next_line(std::string_view& text);
  void fill();
  void check_text(std::string_view text) const;

  ByteSource* source_;
  std::string file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;
  bool terminated_ = true;
  std::int64_t line_ = 0;
  std::int64_t empty_line_before_ = 0;
  std::vector<std::string_view> fields_;
};

}  // namespace tinderbox
