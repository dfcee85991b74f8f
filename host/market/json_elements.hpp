// The rows of REST answers: the elements of a JSON array, which is the answer itself (Binance, Hyperliquid) or lies in
// an object (Bybit "result.list", OKX "data", dYdX and Kraken "candles"). Streamed, so that answers pasted together
// into one long array, or written one after the other into one file, are read in constant memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/market/byte_source.hpp"

namespace tinderbox {

// One element may take at most this many bytes, and so may all that lies between two elements.
inline constexpr std::int64_t kMaxJsonElementBytes = 1 << 16;

// The single values of an answer that stand around its rows, such as a symbol or the server's time; of values of one
// key the last one.
class JsonEnvelope {
 public:
  static constexpr std::size_t kMaxMembers = 64;

  void set(std::string_view key, std::string value);
  void clear() { members_.clear(); }
  // The value of the key; "" if there is none.
  [[nodiscard]] std::string_view find(std::string_view key) const;

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};

enum class JsonShape { kArray, kObject, kValue };

struct JsonElement {
  std::int64_t index = 0;  // among all rows of the file; of a single value: in its own array
  std::string_view path;   // keys that lead to its array, "result.list"; "" where that is the answer itself
  JsonShape shape = JsonShape::kArray;
  std::vector<std::string_view> keys;    // of an object
  std::vector<std::string_view> values;  // texts of strings and numbers as written; "null", "true", "false"

  // The value of the first member of this key; nullptr if there is none.
  [[nodiscard]] const std::string_view* find(std::string_view key) const;
};

// What a root object is: an answer with rows in it, or (streams of events) itself a row.
enum class JsonRoot { kAnswer, kEvent };

// What is done with the parts of an answer.
struct JsonUse {
  // Every element, with what was seen of the envelope so far; false ends the reading.
  std::function<bool(const JsonElement&, const JsonEnvelope&)> element;
  // The end of each answer, when its envelope is whole. May be left out.
  std::function<void(const JsonEnvelope&)> answer_end;
  JsonRoot root = JsonRoot::kAnswer;
};

// Objects that are elements may hold further objects and arrays, which are passed over; of events the members of inner
// objects count as their own, and arrays are refused. Throws InputError naming the
// file: no JSON, truncated, an object without any array, arrays nested deeper, an element that is too long.
void for_each_json_element(ByteSource& source, const std::string& file, const JsonUse& use);

}  // namespace tinderbox
