// What the first bytes of a market file say about it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "host/market/row_layout.hpp"

namespace tinderbox {

struct ContentHints {
  const RowLayout* layout = nullptr;  // nullptr if no kind was found; klines for mark-price klines that look the same
  std::string other_kind;             // a kind that is known and not read
  std::int64_t interval_seconds = 0;  // of klines and the like, as the first row says; 0 if it does not
  std::int64_t spacing_seconds = 0;   // smallest distance between neighbours among the first rows; 0 if there are none
  std::string symbol;                 // of the first row, or beside the rows; "" if they do not say
  bool json = false;                  // a REST answer, not CSV
  std::string member;                 // name inside a zip, else ""
  std::string why_not;                // why no kind was found

  [[nodiscard]] bool found() const noexcept { return layout != nullptr; }
};

// Throws InputError where the file cannot be opened (byte_source.hpp).
[[nodiscard]] ContentHints peek_content(const std::filesystem::path& path);

// Whether a CSV file of several venues has a row of this one; true also where that cannot be read, so that reading it
// says why.
[[nodiscard]] bool has_rows_of_venue(const std::filesystem::path& path, const RowLayout& layout,
                                     const std::string& venue);

}  // namespace tinderbox
