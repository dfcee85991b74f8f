// What the first bytes of a market file say about it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "host/market/market_rows.hpp"

namespace tinderbox {

struct ContentHints {
  std::optional<FileKind> kind;       // klines for mark-price klines too: their content is the same
  std::string other_kind;             // a kind that is known and not read
  std::int64_t interval_seconds = 0;  // of klines, from open and close time of the first row; 0 if they do not fit
  bool json = false;                  // a REST answer, not CSV
  std::string member;                 // name inside a zip, else ""
  std::string why_not;                // why no kind was found
};

// Throws InputError where the file cannot be opened (byte_source.hpp).
[[nodiscard]] ContentHints peek_content(const std::filesystem::path& path);

}  // namespace tinderbox
