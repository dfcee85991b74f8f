#include "host/market/json_elements.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

// Receives the parser's events (nlohmann's SAX interface) and puts elements together.
class ElementHandler {
 public:
  ElementHandler(LimitedBytes& bytes, const std::function<bool(const JsonElement&)>& use)
      : bytes_(&bytes), use_(&use) {}

  bool null() { return add("null"); }
  bool boolean(bool value) { return add(value ? "true" : "false"); }
  bool number_integer(Json::number_integer_t value) { return add(fmt::format("{}", value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return add(fmt::format("{}", value)); }
  bool number_float(Json::number_float_t, const Json::string_t& text) { return add(text); }
  bool string(Json::string_t& text) { return add(text); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return start(true); }
  bool end_object() { return end(); }
  bool start_array(std::size_t) { return start(false); }
  bool end_array() { return end(); }
  bool key(Json::string_t& text) {
    if (depth_ == 2) keys_.push_back(text);
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

  bool refuse(std::string why) {
    refusal_ = std::move(why);
    return false;
  }

  bool start(bool object) {
    ++depth_;
    if (depth_ == 1 && object) return refuse("an object");
    if (depth_ > 2) return refuse(fmt::format("element {} nested deeper", element_.index));
    if (depth_ == 2) element_.object = object;
    return true;
  }

  bool add(std::string text) {
    if (depth_ == 0) return refuse("a single value");
    if (depth_ == 1) return refuse(fmt::format("element {} that is a single value", element_.index));
    if (values_.size() == kMaxMembers) return refuse(fmt::format("element {} with too many members", element_.index));
    values_.push_back(std::move(text));
    return true;
  }

  bool end() {
    --depth_;
    if (depth_ != 1) return true;
    element_.keys.assign(keys_.begin(), keys_.end());
    element_.values.assign(values_.begin(), values_.end());
    const bool more = (*use_)(element_);
    ++element_.index;
    keys_.clear();
    values_.clear();
    bytes_->element_done();
    return more;
  }

  LimitedBytes* bytes_;
  const std::function<bool(const JsonElement&)>* use_;
  JsonElement element_;
  std::vector<std::string> keys_;
  std::vector<std::string> values_;
  int depth_ = 0;
  std::string refusal_;
};

}  // namespace

const std::string_view* JsonElement::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size() && i < values.size(); ++i) {
    if (keys[i] == key) return &values[i];
  }
  return nullptr;
}

void for_each_json_element(ByteSource& source, const std::string& file,
                           const std::function<bool(const JsonElement&)>& use) {
  LimitedBytes limited(source);
  ElementHandler handler(limited, use);
  ByteStreambuf buffer(limited);
  std::istream stream(&buffer);
  Json::sax_parse(stream, &handler);
  if (limited.too_long()) {
    throw InputError({file, "is no REST answer", fmt::format("an element of more than {} bytes", kMaxJsonElementBytes),
                      "a JSON array of rows", ""});
  }
  if (!handler.refusal().empty())
    throw InputError({file, "is no REST answer", handler.refusal(), "a JSON array of rows", ""});
}

}  // namespace tinderbox
