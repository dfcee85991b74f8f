#include "host/market/json_elements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/market/problem_log.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

using Json = nlohmann::json;

// The parser keeps one token in memory: reading stops when a single element grows too long.
class LimitedBytes final : public ByteSource {
 public:
  explicit LimitedBytes(ByteSource& source) : source_(&source) {}

  std::size_t read(std::span<char> buffer) override {
    if (since_element_ > kMaxJsonElementBytes) {
      too_long_ = true;
      return 0;
    }
    const std::size_t bytes = source_->read(buffer);
    since_element_ += static_cast<std::int64_t>(bytes);
    return bytes;
  }
  void element_done() noexcept { since_element_ = 0; }
  [[nodiscard]] bool too_long() const noexcept { return too_long_; }

 private:
  ByteSource* source_;
  std::int64_t since_element_ = 0;
  bool too_long_ = false;
};

// Receives the parser's events (nlohmann's SAX interface) and puts elements together. Containers around the rows are
// on the stack; inside a row only its depth is counted.
class ElementHandler {
 public:
  ElementHandler(LimitedBytes& bytes, const JsonUse& use) : bytes_(&bytes), use_(&use) {}

  bool null() { return add("null"); }
  bool boolean(bool value) { return add(value ? "true" : "false"); }
  bool number_integer(Json::number_integer_t value) { return add(fmt::format("{}", value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return add(fmt::format("{}", value)); }
  bool number_float(Json::number_float_t, const Json::string_t& text) { return add(text); }
  bool string(Json::string_t& text) { return add(text); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return start(JsonShape::kObject); }
  bool end_object() { return end(); }
  bool start_array(std::size_t) { return start(JsonShape::kArray); }
  bool end_array() { return end(); }
  bool key(Json::string_t& text) {
    if (row_depth_ == 0) key_ = text;
    if (row_depth_ == 1 || (row_depth_ > 1 && events())) keys_.push_back(text);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const Json::exception&) {
    refusal_ = fmt::format("an error at byte {}", position);
    return false;
  }

  // Why the answer is refused; empty if it is not.
  [[nodiscard]] const std::string& refusal() const noexcept { return refusal_; }

 private:
  static constexpr std::size_t kMaxMembers = 64;
  static constexpr std::size_t kMaxDepth = 8;

  struct Container {
    JsonShape shape = JsonShape::kArray;
    std::size_t path_length = 0;  // of the path outside
    std::int64_t values = 0;      // single values seen in an array
  };

  bool refuse(std::string why) {
    refusal_ = std::move(why);
    return false;
  }

  [[nodiscard]] bool events() const noexcept { return use_->root == JsonRoot::kEvent; }

  bool start(JsonShape shape) {
    if (row_depth_ > 0) return start_inside_row(shape);
    const bool event = around_.empty() && events() && shape == JsonShape::kObject;
    if (event || (!around_.empty() && around_.back().shape == JsonShape::kArray)) {
      row_depth_ = 1;
      element_.shape = shape;
      return true;
    }
    if (around_.size() == kMaxDepth) return refuse("objects nested deeper");
    around_.push_back({shape, path_.size(), 0});
    if (around_.size() > 1) path_ += (path_.empty() ? "" : ".") + key_;
    if (shape == JsonShape::kArray) rows_seen_ = true;
    return true;
  }

  bool start_inside_row(JsonShape shape) {
    const bool refused = element_.shape == JsonShape::kArray || (events() && shape == JsonShape::kArray);
    if (refused || row_depth_ == kMaxDepth) return refuse(fmt::format("element {} nested deeper", index_));
    if (row_depth_ == 1 || events()) keys_.pop_back();
    ++row_depth_;
    return true;
  }

  bool add(std::string text) {
    if (row_depth_ > 1 && !events()) return true;
    if (row_depth_ > 0) return add_to_row(std::move(text));
    if (around_.empty()) return refuse("a single value");
    if (around_.back().shape == JsonShape::kObject) {
      envelope_.set(key_, std::move(text));
      return true;
    }
    if (path_.empty()) return refuse(fmt::format("element {} that is a single value", index_));
    return add_single(std::move(text));
  }

  bool add_to_row(std::string text) {
    if (values_.size() == kMaxMembers) return refuse(fmt::format("element {} with too many members", index_));
    values_.push_back(std::move(text));
    return true;
  }

  bool add_single(std::string text) {
    element_.shape = JsonShape::kValue;
    values_.push_back(std::move(text));
    return finish_element(around_.back().values++);
  }

  bool end() {
    if (row_depth_ > 1) {
      --row_depth_;
      return true;
    }
    if (row_depth_ == 1) {
      row_depth_ = 0;
      return finish_element(index_++);
    }
    path_.resize(around_.back().path_length);
    around_.pop_back();
    return !around_.empty() || end_of_answer();
  }

  bool finish_element(std::int64_t index) {
    element_.index = index;
    element_.path = path_;
    element_.keys.assign(keys_.begin(), keys_.end());
    element_.values.assign(values_.begin(), values_.end());
    const bool more = use_->element(element_, envelope_);
    keys_.clear();
    values_.clear();
    bytes_->element_done();
    return more;
  }

  bool end_of_answer() {
    if (!rows_seen_) return refuse("an object without rows" + message());
    if (use_->answer_end) use_->answer_end(envelope_);
    envelope_.clear();
    rows_seen_ = false;
    return true;
  }

  // What the venue said instead of rows.
  [[nodiscard]] std::string message() const {
    for (const std::string_view key : {"retMsg", "msg", "error"}) {
      if (const auto text = envelope_.find(key); !text.empty()) return ": " + shown(text);
    }
    return "";
  }

  LimitedBytes* bytes_;
  const JsonUse* use_;
  JsonElement element_;
  JsonEnvelope envelope_;
  std::vector<Container> around_;
  std::string path_;
  std::string key_;
  std::vector<std::string> keys_;
  std::vector<std::string> values_;
  std::size_t row_depth_ = 0;  // 1: in a row; more: in an object or array inside it
  std::int64_t index_ = 0;
  bool rows_seen_ = false;
  std::string refusal_;
};

[[noreturn]] void refuse_file(const std::string& file, std::string found) {
  throw InputError({file, "is no REST answer", std::move(found), "a JSON array of rows", ""});
}

}  // namespace

void JsonEnvelope::set(std::string_view key, std::string value) {
  const auto at =
      std::find_if(members_.begin(), members_.end(), [&](const auto& member) { return member.first == key; });
  if (at != members_.end()) {
    at->second = std::move(value);
  } else if (members_.size() < kMaxMembers) {
    members_.emplace_back(key, std::move(value));
  }
}

std::string_view JsonEnvelope::find(std::string_view key) const {
  for (const auto& [name, value] : members_) {
    if (name == key) return value;
  }
  return "";
}

const std::string_view* JsonElement::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size() && i < values.size(); ++i) {
    if (keys[i] == key) return &values[i];
  }
  return nullptr;
}

void for_each_json_element(ByteSource& source, const std::string& file, const JsonUse& use) {
  LimitedBytes limited(source);
  ElementHandler handler(limited, use);
  ByteStreambuf buffer(limited);
  std::istream stream(&buffer);
  bool first = true;
  while (first || (stream >> std::ws && stream.peek() != std::istream::traits_type::eof())) {
    first = false;
    const bool whole = Json::sax_parse(stream, &handler, Json::input_format_t::json, false);
    if (!limited.too_long() && !handler.refusal().empty()) refuse_file(file, handler.refusal());
    if (!whole) break;
  }
  if (limited.too_long()) refuse_file(file, fmt::format("an element of more than {} bytes", kMaxJsonElementBytes));
}

}  // namespace tinderbox
