// Takes typed values out of a TOML table and collects what is wrong with them, each with file:line.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <vector>

#include "host/support/error.hpp"

namespace tinderbox {

class VenueReader {
 public:
  explicit VenueReader(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] ProblemList& problems() noexcept { return problems_; }

  // "binance.toml:12".
  [[nodiscard]] std::string where(const toml::node& node) const;

  // Each reports a missing key or another type under the key's name and then returns nothing. Numbers are finite.
  std::optional<double> number(const toml::table& table, const std::string& key);
  std::optional<std::string> text(const toml::table& table, const std::string& key);
  std::optional<std::string> date(const toml::table& table, const std::string& key);
  const toml::array* tables(const toml::table& table, const std::string& key);

  // Reports the keys of `table` that are not in `known`.
  void check_keys(const toml::table& table, const std::vector<std::string>& known);

 private:
  const toml::node* node(const toml::table& table, const std::string& key, const std::string& expected);
  void wrong_type(const toml::node& node, const std::string& key, const std::string& expected);

  std::string name_;
  ProblemList problems_;
};

}  // namespace tinderbox
