// Text that is put together in small pieces and handed on in large ones.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <string>

#include "host/export/export.hpp"

namespace tinderbox {

class TextBuffer {
 public:
  explicit TextBuffer(const TextSink& sink) : sink_(sink) {}
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;
  // Without it what is buffered is lost: a destructor must not throw.
  void finish() {
    sink_(text_);
    text_.clear();
  }

  template <class... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
    if (text_.size() > kPiece) finish();
  }

 private:
  static constexpr std::size_t kPiece = 1U << 16;

  const TextSink& sink_;
  std::string text_;
};

// Dollars to the cent; a price or a ratio with the digits it takes to read it back.
[[nodiscard]] inline std::string usd_text(double usd) {
  return fmt::format("{:.2f}", usd);
}
[[nodiscard]] inline std::string price_text(double price) {
  return fmt::format("{}", price);
}
// What is not known is an empty field of a CSV file.
[[nodiscard]] inline std::string csv_usd(double usd) {
  return std::isfinite(usd) ? usd_text(usd) : std::string{};
}

}  // namespace tinderbox
