// The elements of a REST answer: one JSON array of arrays (klines) or of objects (everything else), streamed, so that
// answers pasted together into one long array are read in constant memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "host/market/byte_source.hpp"

namespace tinderbox {

// One element may take at most this many bytes.
inline constexpr std::int64_t kMaxJsonElementBytes = 1 << 16;

struct JsonElement {
  std::int64_t index = 0;
  bool object = false;                   // members have keys
  std::vector<std::string_view> keys;    // of an object
  std::vector<std::string_view> values;  // texts of strings and numbers as written; "null", "true", "false"

  // The value of the first member of this key; nullptr if there is none.
  [[nodiscard]] const std::string_view* find(std::string_view key) const;
};

// Calls `use` for every element until it returns false. Throws InputError naming the file: no JSON, truncated, an
// object where the array should be, deeper nesting, an element that is too long.
void for_each_json_element(ByteSource& source, const std::string& file,
                           const std::function<bool(const JsonElement&)>& use);

}  // namespace tinderbox
