// A ByteSource whose first bytes can be looked at before they are read.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "host/market/byte_source.hpp"

namespace tinderbox {

class PeekedBytes final : public ByteSource {
 public:
  static constexpr std::size_t kPeekBytes = 1 << 17;

  explicit PeekedBytes(ByteSource& source) : source_(&source), head_(kPeekBytes) {
    std::size_t held = 0;
    while (held < head_.size()) {
      const std::size_t bytes = source_->read(std::span<char>(head_).subspan(held));
      if (bytes == 0) break;
      held += bytes;
    }
    head_.resize(held);
  }

  // The first bytes of the file, without a UTF-8 byte order mark.
  [[nodiscard]] std::string_view head() const noexcept {
    std::string_view text(head_.data(), head_.size());
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return text;
  }

  // The first byte that is no blank, NUL where there is none: '[' and '{' start JSON.
  [[nodiscard]] char first_text_byte() const noexcept {
    const std::size_t at = head().find_first_not_of(" \t\r\n");
    return at == std::string_view::npos ? '\0' : head()[at];
  }

  std::size_t read(std::span<char> buffer) override {
    if (taken_ == head_.size()) return source_->read(buffer);
    const std::size_t bytes = std::min(buffer.size(), head_.size() - taken_);
    std::copy_n(head_.begin() + static_cast<std::ptrdiff_t>(taken_), bytes, buffer.begin());
    taken_ += bytes;
    return bytes;
  }

 private:
  ByteSource* source_;
  std::vector<char> head_;
  std::size_t taken_ = 0;
};

}  // namespace tinderbox
