// Accumulation, apportionment and pooling against 128-bit arithmetic, over ragged widths.
#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>
#include <vector>

#include "tests/kernels/small_launch.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;

__extension__ using Wide = __int128;
using Kernels = testing::OnTeam<testing::OnCpuTeam>;
using Lots = std::vector<std::int64_t>;

const std::vector<std::int32_t> kWidths{1, 4, 31, 32, 33, 65, 255, 256, 257, 600};

// Rows of every kind: empty, one cell, sparse, dense, huge.
Lots random_rows(CaseSource& cases, std::int64_t rows, std::int32_t cells) {
  Lots all;
  for (std::int64_t row = 0; row < rows; ++row) {
    Lots lots(static_cast<std::size_t>(cells), 0);
    const std::int64_t kind = row % 5;
    if (kind == 1) lots[static_cast<std::size_t>(cases.below(cells))] = 1 + cases.below(1000);
    for (std::int64_t& lot : lots) {
      if (kind == 2 && cases.below(10) == 0) lot = cases.below(100);
      if (kind == 3) lot = cases.below(1'000'000);
      if (kind == 4) lot = cases.below(1'000'000'000'000);
    }
    all.insert(all.end(), lots.begin(), lots.end());
  }
  return all;
}

std::int64_t row_sum(const Lots& lots, std::int64_t row, std::int32_t cells) {
  const auto first = lots.begin() + row * cells;
  return std::accumulate(first, first + cells, std::int64_t{0});
}

// One row by the definition.
Lots apportioned(const Lots& lots, std::int64_t row, std::int32_t cells, std::int64_t total) {
  const std::int64_t raw = row_sum(lots, row, cells);
  Lots out(static_cast<std::size_t>(cells), 0);
  if (raw == 0) {
    out.back() = total;
    return out;
  }
  Wide before = 0;
  for (std::int32_t k = 0; k < cells; ++k) {
    const Wide after = before + lots[static_cast<std::size_t>(row * cells + k)];
    out[static_cast<std::size_t>(k)] = static_cast<std::int64_t>(after * total / raw - before * total / raw);
    before = after;
  }
  return out;
}

TEST(Apportion, MatchesTheDefinitionAndSumsExactly) {
  CaseSource cases(1);
  for (const std::int32_t cells : kWidths) {
    constexpr std::int32_t kBars = 20;
    constexpr std::int64_t kRows = 4 * kBars;
    const Lots before = random_rows(cases, kRows, cells);
    Lots totals;
    for (std::int32_t t = 0; t < kBars; ++t)
      totals.push_back(t % 4 == 0 ? cases.below(3) : cases.below(1'000'000'000'000'000));
    Lots after = before;
    Lots raw(kRows, -1);
    Kernels().apportion({after.data(), totals.data(), raw.data(), kRows, kBars, cells});
    for (std::int64_t row = 0; row < kRows; ++row) {
      const std::int64_t total = totals[static_cast<std::size_t>(row % kBars)];
      EXPECT_EQ(raw[static_cast<std::size_t>(row)], row_sum(before, row, cells));
      ASSERT_EQ(row_sum(after, row, cells), total) << "row " << row << " of width " << cells;
      const Lots expected = apportioned(before, row, cells, total);
      EXPECT_EQ(Lots(after.begin() + row * cells, after.begin() + (row + 1) * cells), expected);
    }
  }
}

TEST(Apportion, ARowThatHoldsItsTotalStaysAsItIs) {
  CaseSource cases(2);
  const std::int32_t cells = 300;
  const Lots before = random_rows(cases, 5, cells);
  for (std::int64_t row = 1; row < 5; ++row) {
    Lots lots(before.begin() + row * cells, before.begin() + (row + 1) * cells);
    const Lots original = lots;
    const std::int64_t total = row_sum(before, row, cells);
    std::int64_t raw = 0;
    Kernels().apportion({lots.data(), &total, &raw, 1, 1, cells});
    EXPECT_EQ(lots, original);
  }
}

TEST(Apportion, ATotalOfZeroEmptiesTheRow) {
  Lots lots{3, 4, 5};
  const std::int64_t total = 0;
  std::int64_t raw = 0;
  Kernels().apportion({lots.data(), &total, &raw, 1, 1, 3});
  EXPECT_EQ(lots, (Lots{0, 0, 0}));
  EXPECT_EQ(raw, 12);
}

TEST(Pool, IsTheMeanOverReplicatesInIntegers) {
  CaseSource cases(3);
  for (const std::int32_t cells : kWidths)
    for (const std::int32_t replicates : {1, 2, 3, 7}) {
      constexpr std::int32_t kBars = 5;
      const Lots density = random_rows(cases, std::int64_t{replicates} * 2 * kBars, cells);
      Lots pooled(static_cast<std::size_t>(2 * kBars * cells), -1);
      Kernels().pool({density.data(), pooled.data(), replicates, kBars, cells});
      for (std::int64_t bar = 0; bar < kBars; ++bar)
        for (std::int64_t side = 0; side < 2; ++side) {
          Wide before = 0;
          for (std::int64_t k = 0; k < cells; ++k) {
            Wide after = before;
            for (std::int64_t r = 0; r < replicates; ++r)
              after += density[static_cast<std::size_t>(((r * 2 + side) * kBars + bar) * cells + k)];
            ASSERT_EQ(pooled[static_cast<std::size_t>((bar * 2 + side) * cells + k)],
                      static_cast<std::int64_t>(after / replicates - before / replicates));
            before = after;
          }
        }
    }
}

TEST(Pool, OneReplicateIsItself) {
  CaseSource cases(4);
  const Lots density = random_rows(cases, 2, 100);  // two sides of one bar
  Lots pooled(200, -1);
  Kernels().pool({density.data(), pooled.data(), 1, 1, 100});
  EXPECT_EQ(pooled, density);
}

TEST(Accumulate, IsTheRunningSumAlongTheMiddle) {
  CaseSource cases(5);
  for (const std::int32_t inner : kWidths)
    for (const std::int64_t steps : {1, 2, 17}) {
      constexpr std::int64_t kOuter = 3;
      Lots values;
      for (std::int64_t i = 0; i < kOuter * steps * inner; ++i) values.push_back(cases.below(2001) - 1000);
      Lots expected = values;
      for (std::int64_t o = 0; o < kOuter; ++o)
        for (std::int64_t i = 0; i < inner; ++i)
          for (std::int64_t s = 1; s < steps; ++s)
            expected[static_cast<std::size_t>((o * steps + s) * inner + i)] +=
                expected[static_cast<std::size_t>((o * steps + s - 1) * inner + i)];
      Kernels().accumulate({values.data(), kOuter, steps, inner, (inner + kLanes - 1) / kLanes});
      EXPECT_EQ(values, expected) << inner << " " << steps;
    }
}

}  // namespace
}  // namespace tinderbox
