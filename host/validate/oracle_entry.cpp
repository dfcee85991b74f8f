#include "host/validate/oracle_entry.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "host/support/error.hpp"
#include "host/support/printable.hpp"
#include "host/validate/expression.hpp"
#include "host/venue/text_file.hpp"

namespace tinderbox::validation {
namespace {

using nlohmann::json;

std::string shown(const json& value) {
  const std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

OracleEntry entry_of(const json& element) {
  if (!element.is_object()) throw BadEntry(fmt::format("is no object (found {})", shown(element)));
  OracleEntry entry;
  if (!element.contains("name") || !element["name"].is_string()) throw BadEntry("has no name");
  entry.name = element["name"].get<std::string>();
  if (element.contains("formula") && element["formula"].is_string())
    entry.formula = element["formula"].get<std::string>();
  entry.params = element.value("params", json::object());
  entry.value = element.value("value", json());
  return entry;
}

}  // namespace

double number_of(const json& value, const std::string& where) {
  double number = 0;
  if (value.is_number()) {
    number = value.get<double>();
  } else if (value.is_string()) {
    try {
      number = evaluate_expression(value.get_ref<const std::string&>());
    } catch (const ExpressionError& error) {
      throw BadEntry(fmt::format("{}: {}", where, error.what()));
    }
  } else {
    throw BadEntry(fmt::format("{}: a number or an expression was expected, found {}", where, shown(value)));
  }
  if (!std::isfinite(number)) throw BadEntry(fmt::format("{}: is not finite", where));
  return number;
}

std::uint32_t hex_word(const json& value, const std::string& where) {
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    std::uint32_t word = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), word, 16);
    if (!text.empty() && text.size() <= 8 && error == std::errc() && end == text.data() + text.size()) return word;
  }
  throw BadEntry(fmt::format("{}: 1 to 8 hexadecimal digits were expected, found {}", where, shown(value)));
}

const json& Parameters::at(const char* key) const {
  if (!has(key)) throw BadEntry(fmt::format("parameter {} is missing", key));
  return params_[key];
}

double Parameters::number(const char* key, Range range) const {
  const double value = number_of(at(key), fmt::format("parameter {}", key));
  if (value < range.low || value > range.high)
    throw BadEntry(
        fmt::format("parameter {} is out of range (found {}, expected {} to {})", key, value, range.low, range.high));
  return value;
}

double Parameters::number_or(const char* key, double otherwise, Range range) const {
  return has(key) ? number(key, range) : otherwise;
}

std::int64_t Parameters::whole(const char* key, std::int64_t low, std::int64_t high) const {
  const double value = number(key, {static_cast<double>(low), static_cast<double>(high)});
  if (value != std::floor(value)) throw BadEntry(fmt::format("parameter {} is no whole number (found {})", key, value));
  return static_cast<std::int64_t>(value);
}

std::vector<double> Parameters::numbers(const char* key, Range range) const {
  const json& list = at(key);
  if (!list.is_array() || list.empty()) throw BadEntry(fmt::format("parameter {} is no list of numbers", key));
  std::vector<double> values;
  for (const json& element : list) {
    values.push_back(number_of(element, fmt::format("parameter {}", key)));
    if (values.back() < range.low || values.back() > range.high)
      throw BadEntry(fmt::format("parameter {} holds {}, which is out of range", key, values.back()));
  }
  return values;
}

std::vector<std::uint32_t> Parameters::words(const char* key, std::size_t count) const {
  const json& list = at(key);
  if (!list.is_array() || list.size() != count)
    throw BadEntry(fmt::format("parameter {}: {} hexadecimal words were expected, found {}", key, count, shown(list)));
  std::vector<std::uint32_t> words;
  for (const json& element : list) words.push_back(hex_word(element, fmt::format("parameter {}", key)));
  return words;
}

std::vector<double> OracleEntry::values(std::size_t count) const {
  if (count == 1 && !value.is_array()) return {number_of(value, "value")};
  if (!value.is_array() || value.size() != count)
    throw BadEntry(fmt::format("value: {} expected, found {}",
                               count == 1 ? "a number was" : fmt::format("{} numbers were", count), shown(value)));
  std::vector<double> numbers;
  for (const json& element : value) numbers.push_back(number_of(element, "value"));
  return numbers;
}

// FNV-1a.
std::uint64_t OracleEntry::seed() const {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : name + params.dump(-1, ' ', true, json::error_handler_t::replace))
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

std::vector<ReadEntry> parse_oracles(const std::string& text, const std::string& where) {
  json list;
  try {
    list = json::parse(text);
  } catch (const json::exception& error) {
    throw InputError({where, "is not JSON", printable(error.what(), LineBreaks::kEscape),
                      "a list of entries {name, params, value}", ""});
  }
  if (!list.is_array())
    throw InputError({where, "is no JSON list", shown(list), "a list of entries {name, params, value}", ""});
  std::vector<ReadEntry> entries;
  for (const json& element : list) {
    ReadEntry read;
    try {
      read.entry = entry_of(element);
    } catch (const BadEntry& error) {
      read.entry.name = fmt::format("entry {}", entries.size() + 1);
      read.problem = error.what();
    }
    entries.push_back(std::move(read));
  }
  return entries;
}

std::vector<ReadEntry> read_oracles(const std::string& path) {
  return parse_oracles(read_text_file(path), path);
}

}  // namespace tinderbox::validation
