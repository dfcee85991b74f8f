// Takes typed values out of a TOML table and collects what is wrong with them, each with file:line.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <vector>

#include "host/support/error.hpp"
#include "host/venue/venue_terms.hpp"

namespace tinderbox {

// The shortest text that gives the number back.
[[nodiscard]] std::string shown(double value);

// What a number must satisfy, and how that is said.
struct NumberRange {
  bool (*accepts)(double);
  const char* expected;
};
inline constexpr NumberRange kPositive = {[](double v) { return v > 0; }, "more than 0"};
inline constexpr NumberRange kNotNegative = {[](double v) { return v >= 0; }, "0 or more"};
inline constexpr NumberRange kFee = {[](double v) { return v >= 0 && v < 0.1; }, "a fraction from 0 to 0.1"};
inline constexpr NumberRange kRate = {[](double v) { return v > 0 && v < 1; }, "a fraction between 0 and 1"};
inline constexpr NumberRange kShare = {[](double v) { return v >= 0 && v <= 1; }, "a fraction from 0 to 1"};

enum class Unlimited { kRefused, kAccepted };

class VenueReader {
 public:
  explicit VenueReader(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] ProblemList& problems() noexcept { return problems_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  // "binance.toml:12".
  [[nodiscard]] std::string where(const toml::node& node) const;

  // Each reports a missing key or another type under the key's name and then returns nothing. Numbers are finite, or
  // infinity where `unlimited` accepts it.
  std::optional<double> number(const toml::table& table, const std::string& key,
                               Unlimited unlimited = Unlimited::kRefused);
  std::optional<std::string> text(const toml::table& table, const std::string& key);
  std::optional<std::string> date(const toml::table& table, const std::string& key);
  const toml::array* tables(const toml::table& table, const std::string& key);
  const toml::table* section(const toml::table& table, const std::string& key);

  // A number that is reported where it is outside its range; 0 stands for one that could not be read.
  double ranged(const toml::table& table, const std::string& key, const NumberRange& range,
                Unlimited unlimited = Unlimited::kRefused);
  // The same for a key that may be left out.
  double ranged_or(const toml::table& table, const std::string& key, const NumberRange& range, double otherwise);
  // A whole number from 0 to 1000 that may be left out.
  int count_or(const toml::table& table, const std::string& key, int otherwise);

  // A word of the enumeration; the first one stands for a word that could not be read.
  template <typename Enum>
  Enum word(const toml::table& table, const std::string& key) {
    std::vector<std::string> known;
    for (const Word<Enum>& one : vocabulary(Enum{})) known.emplace_back(one.text);
    const std::size_t index = word_index(table, key, known);
    return vocabulary(Enum{})[index].value;
  }
  template <typename Enum>
  Enum word_or(const toml::table& table, const std::string& key, Enum otherwise) {
    return table.contains(key) ? word<Enum>(table, key) : otherwise;
  }

  // Reports the keys of `table` that are not in `known`.
  void check_keys(const toml::table& table, const std::vector<std::string>& known);

 private:
  const toml::node* node(const toml::table& table, const std::string& key, const std::string& expected);
  void wrong_type(const toml::node& node, const std::string& key, const std::string& expected);
  std::size_t word_index(const toml::table& table, const std::string& key, const std::vector<std::string>& known);

  std::string name_;
  ProblemList problems_;
};

}  // namespace tinderbox
