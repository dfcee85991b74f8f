// Weighted laws: quantiles, effective sizes and KS distances against values worked out by hand, and their errors
// against repetition.
#include "host/positions/weighted_law.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace tinderbox {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(WeightedLaw, QuantilesFollowTheWeights) {
  const WeightedLaw law({{3, 1, 0}, {1, 2, 1}, {2, 1, 2}, {std::nan(""), 5, 3}, {9, 0, 4}, {9, -1, 5}, {9, NAN, 6}});
  EXPECT_EQ(law.size(), 3U);
  EXPECT_EQ(law.quantile(0), 1);
  EXPECT_EQ(law.quantile(0.5), 1);
  EXPECT_EQ(law.quantile(0.51), 2);
  EXPECT_EQ(law.quantile(0.75), 2);
  EXPECT_EQ(law.quantile(1), 3);
  EXPECT_EQ(law.share_at_most(0.9), 0);
  EXPECT_EQ(law.share_at_most(1), 0.5);
  EXPECT_EQ(law.share_at_most(2.5), 0.75);
  EXPECT_DOUBLE_EQ(law.effective_size(), 16.0 / 6);
}

TEST(WeightedLaw, HoldsWhatHasNoNumberAtInfinity) {
  const WeightedLaw law({{0.1, 1, 0}, {kInfinity, 3, 1}});
  EXPECT_EQ(law.quantile(0.2), 0.1);
  EXPECT_TRUE(std::isinf(law.quantile(0.3)));
  EXPECT_EQ(law.share_at_most(1e300), 0.25);
}

TEST(WeightedLaw, EmptyAndSingle) {
  const WeightedLaw empty({});
  EXPECT_TRUE(std::isnan(empty.quantile(0.5)));
  EXPECT_TRUE(std::isnan(empty.share_at_most(1)));
  EXPECT_EQ(empty.effective_size(), 0);
  const WeightedLaw one({{5, 2, 0}});
  EXPECT_EQ(one.quantile(0.05), 5);
  EXPECT_TRUE(std::isnan(one.share_error(5)));
  EXPECT_TRUE(std::isnan(ks_distance(one, empty).distance));
}

TEST(WeightedLaw, KsByHand) {
  const WeightedLaw a({{1, 1, 0}, {2, 1, 1}, {3, 1, 2}, {4, 1, 3}});
  const WeightedLaw b({{3, 1, 0}, {4, 1, 1}, {5, 2, 2}});
  const KsDistance ks = ks_distance(a, b);
  EXPECT_DOUBLE_EQ(ks.distance, 0.5);  // at 2, 3 and 4
  EXPECT_EQ(ks.at, 2);
  EXPECT_DOUBLE_EQ(ks.difference, 0.5);
  EXPECT_DOUBLE_EQ(ks.effective_size, 4 * (16.0 / 6) / (4 + 16.0 / 6));
  EXPECT_DOUBLE_EQ(ks_distance(b, a).difference, -0.5);
  EXPECT_EQ(ks_distance(a, a).distance, 0);
}

TEST(WeightedLaw, KsCountsWhatIsNever) {
  const WeightedLaw a({{0.1, 1, 0}, {0.2, 1, 1}});
  const WeightedLaw b({{0.1, 1, 0}, {kInfinity, 1, 1}});
  EXPECT_DOUBLE_EQ(ks_distance(a, b).distance, 0.5);
  EXPECT_EQ(ks_distance(a, b).at, 0.2);
}

WeightedLaw drawn(std::mt19937_64& random, int clusters, int each, double shift, double spread) {
  std::normal_distribution<double> normal;
  std::vector<WeightedValue> values;
  for (int c = 0; c < clusters; ++c) {
    const double centre = shift + spread * normal(random);
    for (int i = 0; i < each; ++i) values.push_back({centre + normal(random), 1 + std::abs(normal(random)), c});
  }
  return WeightedLaw(std::move(values));
}

// The error of a clustered share is what repetition shows; ignoring the clusters would give a fraction of it.
TEST(WeightedLaw, ErrorsHoldOverRepetition) {
  std::mt19937_64 random(5);
  double sum = 0;
  double squares = 0;
  double claimed = 0;
  constexpr int kTimes = 400;
  for (int i = 0; i < kTimes; ++i) {
    const WeightedLaw law = drawn(random, 16, 50, 0, 0.5);
    const double share = law.share_at_most(0.3);
    sum += share;
    squares += share * share;
    claimed += law.share_error(0.3) / kTimes;
  }
  const double seen = std::sqrt(squares / kTimes - sum * sum / kTimes / kTimes);
  EXPECT_NEAR(claimed / seen, 1, 0.12);
  EXPECT_GT(claimed, 2.5 * std::sqrt(0.25 / 800));  // of 800 independent ones
}

// Two samples of one law stay below by_chance 19 times in 20; those of laws apart do not.
TEST(WeightedLaw, ChanceLevelHolds) {
  std::mt19937_64 random(6);
  int below = 0;
  int apart = 0;
  constexpr int kTimes = 400;
  for (int i = 0; i < kTimes; ++i) {
    const WeightedLaw a = drawn(random, 300, 1, 0, 0);
    const KsDistance same = ks_distance(a, drawn(random, 200, 1, 0, 0));
    below += same.distance <= same.by_chance ? 1 : 0;
    const KsDistance other = ks_distance(a, drawn(random, 200, 1, 0.7, 0));
    apart += other.distance > other.by_chance ? 1 : 0;
  }
  EXPECT_GE(below, kTimes * 0.93);
  EXPECT_GE(apart, kTimes * 0.99);
}

}  // namespace
}  // namespace tinderbox
