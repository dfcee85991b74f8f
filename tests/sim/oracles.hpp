// Reference values by family. The file lies outside the tree; where the build was not told of it, tests that need it
// skip and say so, and known answers that stand in the tests themselves remain.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tinderbox::testing {

inline std::string reference_file(const std::string& name) {
  const std::string folder = TINDERBOX_REFERENCE_DIR;
  return folder.empty() ? "" : folder + "/" + name;
}

// Entries {name, formula, params, value} of one family, in file order; empty if the file is not there.
inline std::vector<nlohmann::json> oracle_family(const std::string& family) {
  std::vector<nlohmann::json> found;
  std::ifstream file(reference_file("oracles.json"));
  if (!file) return found;
  for (const nlohmann::json& entry : nlohmann::json::parse(file))
    if (entry.at("name") == family) found.push_back(entry);
  return found;
}

}  // namespace tinderbox::testing

// Declares `entries`, the family's entries, or skips the test. A family that has gone from the file is a failure.
#define TINDERBOX_ORACLES(entries, family)                                                                  \
  if (::tinderbox::testing::reference_file("").empty())                                                     \
    GTEST_SKIP() << "TINDERBOX_REFERENCE_DIR is not set: oracle family " << (family) << " was not checked"; \
  const auto entries = ::tinderbox::testing::oracle_family(family);                                         \
  ASSERT_FALSE(entries.empty()) << "oracles.json has no family " << (family)
