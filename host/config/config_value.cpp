#include "host/config/config_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kLatestTime = 4'102'444'800;  // 2100-01-01T00:00:00Z
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestText = 255;
constexpr std::string_view kNoTimeWord = "none";

// ---- what a kind of key allows, in words ----

std::string range_text(const RealRange& range) {
  const std::string limits = range.low_edge == LowEdge::kIncluded
                                 ? fmt::format("from {:g} to {:g}", range.low, range.high)
                                 : fmt::format("above {:g} and at most {:g}", range.low, range.high);
  return range.zero == Zero::kExcluded ? limits + ", not 0" : limits;
}

std::string words_text(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += '"' + words[i] + '"';
  }
  return text;
}

struct AllowedText {
  std::string operator()(const WholeKind& kind) const {
    return fmt::format("whole number from {} to {}", kind.low, kind.high);
  }
  std::string operator()(const RealKind& kind) const { return "number " + range_text(kind.range); }
  std::string operator()(const WordKind& kind) const { return words_text(kind.words); }
  std::string operator()(const NameKind&) const {
    return fmt::format("name of 1 to {} letters, digits, '.', '_' or '-'", kLongestName);
  }
  std::string operator()(const TextKind&) const {
    return fmt::format("text of at most {} bytes without control characters", kLongestText);
  }
  std::string operator()(const TimeKind& kind) const {
    const std::string time = "time such as 2025-03-08T00:00:00Z, from 1970 to 2100";
    return kind.no_time == NoTime::kAllowed ? fmt::format("{}, or \"{}\"", time, kNoTimeWord) : time;
  }
  std::string operator()(const PriorKind& kind) const {
    return fmt::format("[low, high] with low <= high, or one number, {}", range_text(kind.range));
  }
  std::string operator()(const RealListKind& kind) const {
    return fmt::format("[a, b, ...] of at most {} rising numbers {}", kind.most_entries, range_text(kind.range));
  }
  std::string operator()(const LeverageMixKind& kind) const {
    return fmt::format("1 to {} entries [low, high, share] with leverages low <= high {} and a positive share",
                       kind.most_entries, range_text(kind.leverage));
  }
};

// ---- from TOML nodes ----

std::optional<double> real_of(const toml::node& node) {
  if (const auto* whole = node.as_integer()) return static_cast<double>(whole->get());
  if (const auto* real = node.as_floating_point()) return real->get();
  return std::nullopt;
}

// Also takes 1e7, which TOML calls a float, where it is a whole number.
std::optional<std::int64_t> whole_of(const toml::node& node) {
  if (const auto* whole = node.as_integer()) return whole->get();
  constexpr double kExact = 9007199254740992.0;  // every whole number up to 2^53 is a double
  if (const auto* real = node.as_floating_point())
    if (std::abs(real->get()) <= kExact && std::trunc(real->get()) == real->get())
      return static_cast<std::int64_t>(real->get());
  return std::nullopt;
}

std::optional<std::int64_t> time_of(const toml::date& date, const toml::time& time) {
  if (time.nanosecond != 0) return std::nullopt;
  return parse_utc(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", date.year, date.month, date.day, time.hour,
                               time.minute, time.second));
}

std::optional<std::int64_t> time_of(const toml::node& node, NoTime no_time) {
  if (const auto* text = node.as_string())
    return no_time == NoTime::kAllowed && text->get() == kNoTimeWord ? 0 : parse_utc(text->get());
  if (const auto* date = node.as_date()) return time_of(date->get(), toml::time{});
  const auto* both = node.as_date_time();
  if (both == nullptr) return std::nullopt;
  std::optional<std::int64_t> seconds = time_of(both->get().date, both->get().time);
  if (seconds && both->get().offset) *seconds -= std::int64_t{both->get().offset->minutes} * 60;
  return seconds;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

std::string with_article(const std::string& allowed) {
  return allowed.front() == '"' || allowed.front() == '[' || allowed.front() == '1' ? allowed : "a " + allowed;
}

struct ValueSetter {
  const toml::node& node;
  RunConfig& config;
  const NodeReport& report;

  template <class Kind>
  void refuse(const Kind& kind, const toml::node& at, std::string problem, std::string suggestion = "") const {
    report(at, {"", std::move(problem), node_text(at), with_article(AllowedText{}(kind)), std::move(suggestion)});
  }

  void operator()(const WholeKind& kind) const {
    const auto value = whole_of(node);
    if (!value) return refuse(kind, node, real_of(node) ? "is not a whole number" : "has the wrong type");
    if (*value < kind.low || *value > kind.high) return refuse(kind, node, "is out of range");
    std::visit(
        [&](auto field) {
          auto& target = field(config);
          target = static_cast<std::remove_reference_t<decltype(target)>>(*value);
        },
        kind.field);
  }

  void operator()(const RealKind& kind) const {
    const auto value = real_of(node);
    if (!value) return refuse(kind, node, "has the wrong type");
    if (!kind.range.contains(*value)) return refuse(kind, node, "is out of range");
    kind.field(config) = *value;
  }

  void operator()(const WordKind& kind) const {
    const auto* text = node.as_string();
    if (text == nullptr) return refuse(kind, node, "has the wrong type");
    const auto& words = kind.words;
    if (std::find(words.begin(), words.end(), text->get()) == words.end()) {
      const std::string nearest = text->get().size() <= kLongestName ? nearest_word(text->get(), words) : "";
      return refuse(kind, node, "is not a known word", nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
    }
    kind.field(config) = text->get();
  }

  void operator()(const NameKind& kind) const {
    const auto* text = node.as_string();
    if (text == nullptr) return refuse(kind, node, "has the wrong type");
    if (!is_name(text->get())) return refuse(kind, node, "is not a name");
    kind.field(config) = text->get();
  }

  void operator()(const TextKind& kind) const {
    const auto* text = node.as_string();
    if (text == nullptr) return refuse(kind, node, "has the wrong type");
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (text->get().size() > kLongestText || std::any_of(text->get().begin(), text->get().end(), control))
      return refuse(kind, node, "is not a plain text");
    kind.field(config) = text->get();
  }

  void operator()(const TimeKind& kind) const {
    const auto value = time_of(node, kind.no_time);
    if (!value) return refuse(kind, node, "is not a time in whole seconds");
    if (*value < 0 || *value > kLatestTime) return refuse(kind, node, "is out of range");
    kind.field(config) = *value;
  }

  void operator()(const PriorKind& kind) const {
    UniformPrior prior;
    if (const auto fixed = real_of(node)) {
      prior = {*fixed, *fixed};
    } else {
      const toml::array* pair = node.as_array();
      if (pair == nullptr || pair->size() != 2) return refuse(kind, node, "has the wrong type");
      const auto low = real_of((*pair)[0]);
      const auto high = real_of((*pair)[1]);
      if (!low || !high) return refuse(kind, node, "has the wrong type");
      prior = {*low, *high};
    }
    if (!kind.range.contains(prior.low) || !kind.range.contains(prior.high))
      return refuse(kind, node, "is out of range");
    if (prior.low > prior.high) return refuse(kind, node, "has its bounds the wrong way round");
    kind.field(config) = prior;
  }

  void operator()(const RealListKind& kind) const {
    const toml::array* entries = node.as_array();
    if (entries == nullptr) return refuse(kind, node, "has the wrong type");
    if (entries->size() > kind.most_entries) return refuse(kind, node, "has the wrong length");
    std::vector<double> numbers;
    for (const toml::node& entry : *entries) {
      const auto number = real_of(entry);
      if (!number) return refuse(kind, entry, "has the wrong type");
      if (!kind.range.contains(*number)) return refuse(kind, entry, "is out of range");
      if (!numbers.empty() && *number <= numbers.back()) return refuse(kind, entry, "does not rise");
      numbers.push_back(*number);
    }
    kind.field(config) = std::move(numbers);
  }

  void operator()(const LeverageMixKind& kind) const {
    const toml::array* entries = node.as_array();
    if (entries == nullptr) return refuse(kind, node, "has the wrong type");
    if (entries->empty() || entries->size() > kind.most_entries) return refuse(kind, node, "has the wrong length");
    std::vector<LeverageShare> mix;
    for (const toml::node& entry : *entries)
      if (const auto share = mix_entry(kind, entry)) mix.push_back(*share);
    if (mix.size() == entries->size()) kind.field(config) = std::move(mix);
  }

  // One [low, high, share], or nothing once its problem is reported.
  std::optional<LeverageShare> mix_entry(const LeverageMixKind& kind, const toml::node& entry) const {
    const toml::array* parts = entry.as_array();
    std::vector<double> numbers;
    if (parts != nullptr && parts->size() == 3)
      for (const toml::node& part : *parts)
        if (const auto number = real_of(part)) numbers.push_back(*number);
    if (numbers.size() != 3) return refuse(kind, entry, "is not [low, high, share]"), std::nullopt;
    const LeverageShare share{numbers[0], numbers[1], numbers[2]};
    if (!kind.leverage.contains(share.low) || !kind.leverage.contains(share.high))
      return refuse(kind, entry, "has a leverage out of range"), std::nullopt;
    if (share.low > share.high) return refuse(kind, entry, "has its leverages the wrong way round"), std::nullopt;
    if (!(share.share > 0) || share.share > kMostShare)
      return refuse(kind, entry, "has a share out of range"), std::nullopt;
    return share;
  }

  static constexpr double kMostShare = 1e9;
};

// ---- to TOML text ----

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

struct ValueText {
  RunConfig& config;

  std::string operator()(const WholeKind& kind) const {
    return std::visit([&](auto field) { return fmt::format("{}", field(config)); }, kind.field);
  }
  std::string operator()(const RealKind& kind) const { return real_toml(kind.field(config)); }
  std::string operator()(const WordKind& kind) const { return '"' + kind.field(config) + '"'; }
  std::string operator()(const NameKind& kind) const { return '"' + kind.field(config) + '"'; }
  std::string operator()(const TextKind& kind) const { return quoted(kind.field(config)); }
  std::string operator()(const TimeKind& kind) const {
    const std::int64_t time = kind.field(config);
    const bool none = kind.no_time == NoTime::kAllowed && time == 0;
    return '"' + (none ? std::string{kNoTimeWord} : format_utc(time)) + '"';
  }
  std::string operator()(const PriorKind& kind) const {
    const UniformPrior& prior = kind.field(config);
    return fmt::format("[{}, {}]", real_toml(prior.low), real_toml(prior.high));
  }
  std::string operator()(const RealListKind& kind) const {
    std::string text;
    for (const double number : kind.field(config)) text += (text.empty() ? "" : ", ") + real_toml(number);
    return '[' + text + ']';
  }
  std::string operator()(const LeverageMixKind& kind) const {
    std::string text;
    for (const LeverageShare& share : kind.field(config))
      text += fmt::format("{}[{}, {}, {}]", text.empty() ? "" : ", ", real_toml(share.low), real_toml(share.high),
                          real_toml(share.share));
    return '[' + text + ']';
  }
};

}  // namespace

void set_value(const ConfigKey& key, const toml::node& node, RunConfig& config, const NodeReport& report) {
  std::visit(ValueSetter{node, config, report}, key.kind);
}

std::string value_toml(const ConfigKey& key, const RunConfig& config) {
  RunConfig copy = config;  // fields are reached through non-const references
  return std::visit(ValueText{copy}, key.kind);
}

std::string allowed_text(const ConfigKey& key) {
  return std::visit(AllowedText{}, key.kind);
}

std::string real_toml(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".en") == std::string::npos &&
      ((value == 0 && std::signbit(value)) || std::abs(value) >= 1e15))
    text += ".0";
  return text;
}

std::string node_text(const toml::node& node) {
  constexpr std::size_t kLongest = 60;
  if (node.is_table()) return "a table";
  std::ostringstream stream;
  if (const toml::array* array = node.as_array())
    stream << toml::toml_formatter{*array};
  else
    node.visit([&](const auto& value) {
      if constexpr (toml::is_value<decltype(value)>) stream << toml::toml_formatter{value};
    });
  std::string text = stream.str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() > kLongest) {
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not inside a character
    text = text.substr(0, end) + "...";
  }
  return text;
}

}  // namespace tinderbox
