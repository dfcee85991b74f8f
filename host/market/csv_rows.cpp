#include "host/market/csv_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "host/market/problem_log.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr std::size_t kBufferBytes = 1 << 18;
static_assert(kBufferBytes > 2 * kMaxCsvLineBytes);

// End of the field that starts at `begin`: its comma or the end of the line.
std::size_t field_end(std::string_view line, std::size_t begin) {
  if (begin < line.size() && line[begin] == '"') {
    const std::size_t close = line.find('"', begin + 1);
    if (close != std::string_view::npos && (close + 1 == line.size() || line[close + 1] == ',')) return close + 1;
  }
  const std::size_t comma = line.find(',', begin);
  return comma == std::string_view::npos ? line.size() : comma;
}

std::string_view without_quotes(std::string_view field) {
  const bool quotes = field.size() >= 2 && field.front() == '"' && field.back() == '"';
  return quotes ? field.substr(1, field.size() - 2) : field;
}

}  // namespace

void split_csv_line(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = fields.size() + 1 == kMaxCsvFields ? line.size() : field_end(line, begin);
    fields.push_back(without_quotes(line.substr(begin, end - begin)));
    if (end == line.size()) return;
    begin = end + 1;
  }
}

CsvRows::CsvRows(ByteSource& source, std::string file)
    : source_(&source), file_(std::move(file)), buffer_(kBufferBytes) {
  fields_.reserve(kMaxCsvFields);
}

bool CsvRows::next() {
  empty_line_before_ = 0;
  std::string_view text;
  while (next_line(text)) {
    if (text.empty()) {
      empty_line_before_ = line_;
      continue;
    }
    check_text(text);
    split_csv_line(text, fields_);
    return true;
  }
  return false;
}

bool CsvRows::next_line(std::string_view& text) {
  std::size_t searched = begin_;
  const char* newline = nullptr;
  while (true) {
    newline = static_cast<const char*>(std::memchr(buffer_.data() + searched, '\n', end_ - searched));
    if (newline != nullptr || at_end_) break;
    const std::size_t held = end_ - begin_;
    if (held > kMaxCsvLineBytes) break;
    fill();
    searched = begin_ + held;
  }
  if (newline == nullptr && begin_ == end_) return false;
  ++line_;
  terminated_ = newline != nullptr;
  const std::size_t stop = terminated_ ? static_cast<std::size_t>(newline - buffer_.data()) : end_;
  if (stop - begin_ > kMaxCsvLineBytes) {
    throw InputError({fmt::format("{}:{}", file_, line_), "is no CSV line",
                      fmt::format("more than {} bytes without a newline", kMaxCsvLineBytes), "a row of market data",
                      ""});
  }
  text = {buffer_.data() + begin_, stop - begin_};
  begin_ = terminated_ ? stop + 1 : stop;
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (line_ == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return true;
}

// Moves what is left to the front of the buffer and reads on behind it.
void CsvRows::fill() {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  const std::size_t bytes = source_->read(std::span<char>(buffer_).subspan(end_));
  end_ += bytes;
  at_end_ = bytes == 0;
}

void CsvRows::check_text(std::string_view text) const {
  const auto bad = std::find_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (bad == text.end()) return;
  throw InputError({fmt::format("{}:{}", file_, line_), "is no text",
                    fmt::format("byte 0x{:02x}", static_cast<unsigned char>(*bad)), "a row of market data", ""});
}

}  // namespace tinderbox
