// A small configuration that parses, for the tests to spoil, and field-by-field comparison.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/config/config_key.hpp"
#include "host/config/config_value.hpp"
#include "host/support/error.hpp"

namespace tinderbox {

inline const std::string kSmallConfig = R"(seed = 7
[market]
source = "synth"
start_utc = "2025-03-08T00:00:00Z"
end_utc = "2025-03-09T00:00:00Z"
[grid]
price_min_usd = 60000
bin_usd = 50
bins = 1600
)";

// The lines of the InputError that parsing gives; empty if it gives none.
inline std::vector<std::string> problems_of(const std::string& text, const std::vector<std::string>& sets = {}) {
  std::vector<std::string> lines;
  try {
    (void)parse_config(text, "run.toml", sets);
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) lines.push_back(problem.text());
  }
  return lines;
}

// Equal in every key, doubles bit by bit (as far as a number can tell: no key may hold a NaN).
inline void expect_equal(const RunConfig& a, const RunConfig& b) {
  for (const ConfigKey& key : config_keys()) EXPECT_EQ(value_toml(key, a), value_toml(key, b)) << key.name;
}

}  // namespace tinderbox
