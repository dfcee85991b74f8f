// Reference values: entries {name, params, value} of a JSON file, where the build was told of one.
#pragma once

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tinderbox::testing {

// Entries of one family; empty where there is no reference file.
inline std::vector<nlohmann::json> oracle_family(const std::string& name) {
  std::vector<nlohmann::json> found;
  const std::string directory = TINDERBOX_REFERENCE_DIR;
  if (directory.empty()) return found;
  std::ifstream file(directory + "/oracles.json");
  for (const nlohmann::json& entry : nlohmann::json::parse(file))
    if (entry.at("name") == name) found.push_back(entry);
  return found;
}

}  // namespace tinderbox::testing

#define TINDERBOX_NEED_ORACLES(family)                                                     \
  const std::vector<nlohmann::json> entries = ::tinderbox::testing::oracle_family(family); \
  if (entries.empty()) GTEST_SKIP() << "no reference values: TINDERBOX_REFERENCE_DIR is not set"
