#include "host/venue/venue_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::size_t kLongestQuote = 60;

std::string quoted(const toml::node& node) {
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  std::string text = out.str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text.size() <= kLongestQuote ? text : text.substr(0, kLongestQuote) + "...";
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

std::optional<double> VenueReader::number(const toml::table& table, const std::string& key) {
  const toml::node* found = node(table, key, "a number");
  if (found == nullptr) return std::nullopt;
  const std::optional<double> value = real_of(*found);
  if (!value || !std::isfinite(*value)) {
    wrong_type(*found, key, "a finite number");
    return std::nullopt;
  }
  return value;
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
