// One entry of an oracle file and its parameters, read strictly.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tinderbox::validation {

// A parameter or value of an entry that is missing or makes no sense: the entry fails with this reason.
class BadEntry : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The entry makes sense but lies beyond what a run of bearable length reaches: it is not run, for this reason.
class OutOfReach : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Numbers are JSON numbers or strings that are expressions.
[[nodiscard]] double number_of(const nlohmann::json& value, const std::string& where);
// Eight hexadecimal digits or fewer.
[[nodiscard]] std::uint32_t hex_word(const nlohmann::json& value, const std::string& where);

struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};
inline constexpr Range kAnyNumber{};
inline constexpr Range kPositive{1e-12, 1e15};
inline constexpr Range kNotNegative{0, 1e15};
inline constexpr Range kShare{0, 1};

// All of these throw BadEntry with the parameter's name.
class Parameters {
 public:
  explicit Parameters(const nlohmann::json& params) : params_(params) {}

  [[nodiscard]] bool has(const char* key) const { return params_.is_object() && params_.contains(key); }
  [[nodiscard]] const nlohmann::json& at(const char* key) const;
  [[nodiscard]] double number(const char* key, Range range = kAnyNumber) const;
  [[nodiscard]] double number_or(const char* key, double otherwise, Range range = kAnyNumber) const;
  [[nodiscard]] std::int64_t whole(const char* key, std::int64_t low, std::int64_t high) const;
  // At least one number.
  [[nodiscard]] std::vector<double> numbers(const char* key, Range range = kAnyNumber) const;
  [[nodiscard]] std::vector<std::uint32_t> words(const char* key, std::size_t count) const;

 private:
  const nlohmann::json& params_;
};

struct OracleEntry {
  std::string name;
  std::string formula;
  nlohmann::json params;
  nlohmann::json value;

  [[nodiscard]] Parameters parameters() const { return Parameters(params); }
  // The value as `count` numbers: one number, or a list of so many. Throws BadEntry.
  [[nodiscard]] std::vector<double> values(std::size_t count) const;
  [[nodiscard]] double single_value() const { return values(1)[0]; }
  // A seed of its own, from name and parameters.
  [[nodiscard]] std::uint64_t seed() const;
};

// What a file's list held: an entry, or why this element is none.
struct ReadEntry {
  OracleEntry entry;
  std::string problem;
};

// Throws InputError where the text is no JSON list. `where`: the file.
[[nodiscard]] std::vector<ReadEntry> parse_oracles(const std::string& text, const std::string& where);
// Likewise, and where the file cannot be read.
[[nodiscard]] std::vector<ReadEntry> read_oracles(const std::string& path);

}  // namespace tinderbox::validation
