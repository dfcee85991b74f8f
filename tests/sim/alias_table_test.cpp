#include "sim/alias_table.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

TEST(PickAlias, EdgesOfAColumn) {
  // Two columns of 2^31 words: column 0 keeps a quarter of its own, column 1 all.
  const std::array<AliasEntry, 2> table{AliasEntry{0x40000000U, 1}, AliasEntry{0xFFFFFFFFU, 1}};
  EXPECT_EQ(pick_alias(table.data(), 2, 0), 0U);
  EXPECT_EQ(pick_alias(table.data(), 2, 0x1FFFFFFFU), 0U);  // scaled fraction 0x3FFFFFFE: below the threshold
  EXPECT_EQ(pick_alias(table.data(), 2, 0x20000000U), 1U);  // scaled fraction 0x40000000: at the threshold
  EXPECT_EQ(pick_alias(table.data(), 2, 0x7FFFFFFFU), 1U);
  EXPECT_EQ(pick_alias(table.data(), 2, 0x80000000U), 1U);
  EXPECT_EQ(pick_alias(table.data(), 2, 0xFFFFFFFFU), 1U);
}

TEST(PickAlias, OneOutcome) {
  const AliasEntry only{0, 0};
  for (const std::uint32_t word : {0U, 1U, 0x80000000U, 0xFFFFFFFFU}) EXPECT_EQ(pick_alias(&only, 1, word), 0U);
}

TEST(PickAlias, AThresholdOfZeroIsNeverPicked) {
  const std::array<AliasEntry, 3> table{AliasEntry{0, 2}, AliasEntry{0xFFFFFFFFU, 1}, AliasEntry{0xFFFFFFFFU, 2}};
  testing::CaseSource cases(1);
  EXPECT_NE(pick_alias(table.data(), 3, 0), 0U);
  for (int i = 0; i < 100'000; ++i)
    EXPECT_NE(pick_alias(table.data(), 3, static_cast<std::uint32_t>(cases.bits() >> 32U)), 0U);
}

// A table by hand for the probabilities 0.1, 0.2, 0.3, 0.4: a column holds 0.25, so column 0 gives 0.15 of it to 3,
// column 1 gives 0.05 to 2, and columns 2 and 3 are whole.
const std::array<AliasEntry, 4> kTable{AliasEntry{0x66666666U, 3}, AliasEntry{0xCCCCCCCCU, 2},
                                       AliasEntry{0xFFFFFFFFU, 2}, AliasEntry{0xFFFFFFFFU, 3}};

double statistic_of(const std::vector<double>& share) {
  std::vector<std::int64_t> counts(4, 0);
  testing::CaseSource cases(2);
  for (int i = 0; i < 1'000'000; ++i)
    ++counts[pick_alias(kTable.data(), 4, static_cast<std::uint32_t>(cases.bits() >> 32U))];
  return testing::chi_square(counts, share);
}

TEST(PickAlias, FollowsItsTable) {
  EXPECT_LT(statistic_of({0.1, 0.2, 0.3, 0.4}), testing::chi_square_limit(3));
}

TEST(PickAlias, ControlRejectsSharesThatAreOffByOnePercent) {
  EXPECT_GT(statistic_of({0.105, 0.2, 0.3, 0.395}), testing::chi_square_limit(3));
}

// Every word is counted: shares are exact to n / 2^32, without bias towards a column.
TEST(PickAlias, SharesAreExactOverAllWords) {
  std::array<std::int64_t, 4> counts{};
  constexpr std::uint32_t kStride = 1U << 12U;  // an even grid of 2^20 words
  for (std::uint64_t word = 0; word < 0x100000000U; word += kStride)
    ++counts[pick_alias(kTable.data(), 4, static_cast<std::uint32_t>(word))];
  EXPECT_NEAR(static_cast<double>(counts[0]), 0.1 * 0x1p20, 2);
  EXPECT_NEAR(static_cast<double>(counts[1]), 0.2 * 0x1p20, 2);
  EXPECT_NEAR(static_cast<double>(counts[2]), 0.3 * 0x1p20, 2);
  EXPECT_NEAR(static_cast<double>(counts[3]), 0.4 * 0x1p20, 2);
}

}  // namespace
}  // namespace tinderbox
