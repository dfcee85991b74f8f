#include "host/venue/venue_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::size_t kLongestQuote = 60;
constexpr std::size_t kLongestWord = 60;
constexpr std::int64_t kLargestCount = 1000;

std::string shortened(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.size() <= kLongestQuote ? text : text.substr(0, kLongestQuote) + "...";
}

std::string quoted(const toml::node& node) {
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  return shortened(out.str());
}

// Unlike node::value<double>, takes whole numbers that a double rounds, such as 2^63 - 1.
std::optional<double> real_of(const toml::node& node) {
  if (const auto* whole = node.as_integer()) return static_cast<double>(whole->get());
  if (const auto* real = node.as_floating_point()) return real->get();
  return std::nullopt;
}

std::string date_text(const toml::date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

}  // namespace

std::string shown(double value) {
  return fmt::format("{}", value);
}

std::string VenueReader::where(const toml::node& node) const {
  return fmt::format("{}:{}", name_, node.source().begin.line);
}

const toml::node* VenueReader::node(const toml::table& table, const std::string& key, const std::string& expected) {
  const toml::node* found = table.get(key);
  if (found == nullptr) problems_.add({where(table), key + " is missing", "", expected, ""});
  return found;
}

void VenueReader::wrong_type(const toml::node& node, const std::string& key, const std::string& expected) {
  problems_.add({where(node), key + " has the wrong type", quoted(node), expected, ""});
}

std::optional<double> VenueReader::number(const toml::table& table, const std::string& key, Unlimited unlimited) {
  const toml::node* found = node(table, key, "a number");
  if (found == nullptr) return std::nullopt;
  const std::optional<double> value = real_of(*found);
  const bool infinite = value && *value == std::numeric_limits<double>::infinity();
  if (infinite && unlimited == Unlimited::kAccepted) return value;
  if (!value || !std::isfinite(*value)) {
    wrong_type(*found, key, "a finite number");
    return std::nullopt;
  }
  return value;
}

double VenueReader::ranged(const toml::table& table, const std::string& key, const NumberRange& range,
                           Unlimited unlimited) {
  const std::optional<double> value = number(table, key, unlimited);
  if (!value) return 0;
  if (!range.accepts(*value))
    problems_.add({where(*table.get(key)), key + " is out of range", shown(*value), range.expected, ""});
  return *value;
}

double VenueReader::ranged_or(const toml::table& table, const std::string& key, const NumberRange& range,
                              double otherwise) {
  return table.contains(key) ? ranged(table, key, range) : otherwise;
}

int VenueReader::count_or(const toml::table& table, const std::string& key, int otherwise) {
  const toml::node* found = table.get(key);
  if (found == nullptr) return otherwise;
  const auto* whole = found->as_integer();
  if (whole != nullptr && whole->get() >= 0 && whole->get() <= kLargestCount) return static_cast<int>(whole->get());
  wrong_type(*found, key, fmt::format("a whole number from 0 to {}", kLargestCount));
  return otherwise;
}

std::optional<std::string> VenueReader::text(const toml::table& table, const std::string& key) {
  const toml::node* found = node(table, key, "a text");
  if (found == nullptr) return std::nullopt;
  std::optional<std::string> value = found->value_exact<std::string>();
  if (!value || value->empty()) {
    wrong_type(*found, key, "a text that is not empty");
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> VenueReader::date(const toml::table& table, const std::string& key) {
  const std::string expected = "a date such as 2025-06-19";
  const toml::node* found = node(table, key, expected);
  if (found == nullptr) return std::nullopt;
  std::string value;
  if (const auto* date = found->as_date()) value = date_text(date->get());
  if (const auto* string = found->as_string()) value = string->get();
  if (value.size() != std::string_view("2025-06-19").size() || !parse_utc(value)) {
    wrong_type(*found, key, expected);
    return std::nullopt;
  }
  return value;
}

const toml::table* VenueReader::section(const toml::table& table, const std::string& key) {
  const toml::node* found = node(table, key, "a table");
  if (found == nullptr) return nullptr;
  const toml::table* section = found->as_table();
  if (section == nullptr) wrong_type(*found, key, "a table");
  return section;
}

std::size_t VenueReader::word_index(const toml::table& table, const std::string& key,
                                    const std::vector<std::string>& known) {
  const std::string expected =
      known.size() == 2 ? known[0] + " or " + known[1] : fmt::format("one of: {}", fmt::join(known, ", "));
  const toml::node* found = node(table, key, expected);
  if (found == nullptr) return 0;
  const auto* text = found->as_string();
  if (text == nullptr) {
    wrong_type(*found, key, expected);
    return 0;
  }
  const auto place = std::find(known.begin(), known.end(), text->get());
  if (place != known.end()) return static_cast<std::size_t>(place - known.begin());
  const std::string nearest = text->get().size() <= kLongestWord ? nearest_word(text->get(), known) : "";
  problems_.add({where(*found), key + " is not known", shortened(text->get()), expected,
                 nearest.empty() ? "" : "did you mean " + nearest + "?"});
  return 0;
}

const toml::array* VenueReader::tables(const toml::table& table, const std::string& key) {
  const std::string expected = "one or more tables";
  const toml::node* found = node(table, key, expected);
  if (found == nullptr) return nullptr;
  const toml::array* array = found->as_array();
  if (array == nullptr || !array->is_homogeneous(toml::node_type::table)) {  // false for an empty array as well
    wrong_type(*found, key, expected);
    return nullptr;
  }
  return array;
}

void VenueReader::check_keys(const toml::table& table, const std::vector<std::string>& known) {
  for (const auto& [key, value] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    const std::string nearest = nearest_word(key.str(), known);
    problems_.add({where(value), fmt::format("unknown key {}", std::string_view(key.str())), "", "",
                   nearest.empty() ? "" : "did you mean " + nearest + "?"});
  }
}

}  // namespace tinderbox
