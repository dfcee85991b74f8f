#include "host/support/build_info.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

namespace tinderbox {
namespace {

TEST(BuildInfo, VersionAndCommitHaveTheirForms) {
  EXPECT_EQ(std::count(version().begin(), version().end(), '.'), 2);
  EXPECT_EQ(version().find_first_not_of("0123456789."), std::string_view::npos);
  std::string_view commit = git_commit();
  if (commit == "unknown") return;
  if (commit.ends_with("-dirty")) commit.remove_suffix(6);
  EXPECT_GE(commit.size(), 40U);
  EXPECT_EQ(commit.find_first_not_of("0123456789abcdef"), std::string_view::npos) << commit;
}

}  // namespace
}  // namespace tinderbox
