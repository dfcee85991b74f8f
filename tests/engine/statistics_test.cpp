#include "host/engine/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace tinderbox {
namespace {

TEST(ReplicateSummary, MatchesHandComputation) {
  std::vector<double> values{4, 1, 3, 2, 5};
  const ReplicateSummary s = summarize_replicates(values);
  EXPECT_DOUBLE_EQ(s.mean, 3);
  EXPECT_DOUBLE_EQ(s.standard_error, std::sqrt(2.5 / 5));
  EXPECT_DOUBLE_EQ(s.low, 1.2);   // position 0.2 between 1 and 2
  EXPECT_DOUBLE_EQ(s.high, 4.8);  // position 3.8 between 4 and 5
}

TEST(ReplicateSummary, DoesNotDependOnTheOrderOfReplicates) {
  std::vector<double> a{1e16, 1, -1e16, 3, 0.1};
  std::vector<double> b{0.1, 3, -1e16, 1, 1e16};
  EXPECT_EQ(summarize_replicates(a).mean, summarize_replicates(b).mean);
}

TEST(ReplicateSummary, OneReplicateHasNoStandardError) {
  std::vector<double> values{7};
  const ReplicateSummary s = summarize_replicates(values);
  EXPECT_EQ(s.low, 7);
  EXPECT_EQ(s.high, 7);
  EXPECT_TRUE(std::isnan(s.standard_error));
}

}  // namespace
}  // namespace tinderbox
