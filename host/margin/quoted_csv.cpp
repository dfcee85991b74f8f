#include "host/margin/quoted_csv.hpp"

#include <fstream>
#include <sstream>

#include "host/support/error.hpp"

namespace tinderbox {
namespace {

// Reads records from a position in the text on.
class RecordReader {
 public:
  explicit RecordReader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool done() const noexcept { return at_ >= text_.size(); }

  CsvRecord next() {
    const std::size_t begin = at_;
    const std::int64_t line = line_;
    CsvRecord record{line, {}, ""};
    bool more = true;
    while (more) {
      record.fields.emplace_back();
      if (!read_field(record.fields.back())) return spoilt_line(begin, line);
      more = !done() && text_[at_] == ',';
      if (more) ++at_;
    }
    skip_line_end();
    return record;
  }

 private:
  // False if a quote is not closed, or closes before the field ends.
  bool read_field(std::string& field) {
    if (!done() && text_[at_] == '"') return read_quoted(field) && skip_blanks_to_end();
    while (!done() && text_[at_] != ',' && !at_line_end()) field += text_[at_++];
    return true;
  }

  bool skip_blanks_to_end() {
    while (!done() && text_[at_] == ' ') ++at_;
    return done() || text_[at_] == ',' || at_line_end();
  }

  bool read_quoted(std::string& field) {
    for (++at_; !done(); ++at_) {
      if (text_[at_] == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') {
          ++at_;
          return true;
        }
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      field += text_[at_];
    }
    return false;
  }

  [[nodiscard]] bool at_line_end() const {
    return text_[at_] == '\n' || (text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'));
  }

  void skip_line_end() {
    if (!done() && text_[at_] == '\r') ++at_;
    if (done()) return;
    ++at_;
    ++line_;
  }

  CsvRecord spoilt_line(std::size_t begin, std::int64_t line) {
    at_ = std::min(text_.find('\n', begin), text_.size());
    line_ = line;
    std::string_view first = text_.substr(begin, at_ - begin);
    first = first.substr(0, first.find(','));
    skip_line_end();
    return {line, {std::string(first)}, "a quote is not closed"};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
};

bool is_empty(const CsvRecord& record) {
  return record.problem.empty() && record.fields.size() == 1 && record.fields.front().empty();
}

}  // namespace

std::vector<CsvRecord> parse_quoted_csv(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<CsvRecord> records;
  RecordReader reader(text);
  while (!reader.done()) {
    CsvRecord record = reader.next();
    if (!is_empty(record)) records.push_back(std::move(record));
  }
  return records;
}

std::string read_csv_file(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    throw InputError({file.string(), "is a folder", "", "a CSV file", ""});
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
  if (stream.bad() || !stream.is_open()) throw InputError({file.string(), "cannot be read", "", "a CSV file", ""});
  return text.str();
}

std::string csv_field(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace tinderbox
