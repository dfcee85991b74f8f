#include "host/support/build_info.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <string>

namespace tinderbox {
namespace {

TEST(BuildInfo, VersionAndCommitHaveTheirForms) {
  EXPECT_TRUE(std::regex_match(std::string(version()), std::regex("[0-9]+\\.[0-9]+\\.[0-9]+")));
  EXPECT_TRUE(std::regex_match(std::string(git_commit()), std::regex("unknown|[0-9a-f]{40,64}(-dirty)?")));
}

}  // namespace
}  // namespace tinderbox
