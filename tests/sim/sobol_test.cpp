// Sobol' points: that they are a digital net, that scrambling keeps it one, and that means over replicates are honest.
#include "sim/sobol.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

namespace tinderbox {
namespace {

SobolScramble scrambled(std::uint64_t seed, std::uint32_t replicate) {
  SobolScramble out{};
  for (int d = 0; d < kSobolDimensions; ++d) scramble_dimension(out, d, seed, replicate);
  return out;
}

SobolScramble plain() {
  SobolScramble out{};
  for (int d = 0; d < kSobolDimensions; ++d) out.directions[d] = sobol_directions(d);
  return out;
}

// The 2^bits first points of a dimension stand in different cells of width 2^-bits.
void expect_every_cell(const SobolScramble& points, int bits) {
  for (int d = 0; d < kSobolDimensions; ++d) {
    std::set<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < 1U << bits; ++i) cells.insert(sobol_word(points, d, i) >> (32 - bits));
    EXPECT_EQ(cells.size(), std::size_t{1} << bits) << "dimension " << d;
  }
}

TEST(Sobol, EveryDimensionFillsEveryCell) {
  for (const int bits : {1, 5, 10}) {
    expect_every_cell(plain(), bits);
    expect_every_cell(scrambled(7, 3), bits);
  }
}

// The first two dimensions are a (0, m, 2)-net: every elementary box holds one point.
TEST(Sobol, FirstTwoDimensionsAreANet) {
  constexpr int kBits = 8;
  for (const SobolScramble& points : {plain(), scrambled(11, 0)})
    for (int split = 0; split <= kBits; ++split) {
      std::set<std::uint64_t> boxes;
      for (std::uint32_t i = 0; i < 1U << kBits; ++i) {
        const auto x = static_cast<std::uint64_t>(sobol_word(points, 0, i)) >> (32 - split);
        const auto y = static_cast<std::uint64_t>(sobol_word(points, 1, i)) >> (32 - (kBits - split));
        boxes.insert(x << 32U | y);
      }
      EXPECT_EQ(boxes.size(), 1U << kBits) << split;
    }
}

// Polynomials of one degree differ, and none has a root in the field of two: both are needed for independence.
TEST(Sobol, SeedsAreWellFormed) {
  std::set<std::pair<int, int>> polynomials;
  for (int d = 1; d < kSobolDimensions; ++d) {
    const SobolSeed seed = sobol_seed(d);
    EXPECT_TRUE(polynomials.insert({seed.degree, seed.middle}).second) << d;
    // Value at 1: the leading and the last coefficient cancel, so the middle ones must not.
    if (seed.degree > 1) {
      EXPECT_EQ(parity(seed.middle), 1U) << d;
    }
    for (unsigned k = 0; k < seed.degree; ++k) {
      EXPECT_EQ(seed.first[k] % 2, 1) << d;
      EXPECT_LT(seed.first[k], 2U << k) << d;
    }
  }
}

// Known points: the sequence in the order of plain binary numbers (Bratley and Fox, ACM TOMS 14, 1988).
TEST(Sobol, FirstPoints) {
  const SobolScramble points = plain();
  const auto at = [&](int d, std::uint32_t i) { return static_cast<double>(sobol_word(points, d, i)) * 0x1p-32; };
  EXPECT_EQ(at(0, 1), 0.5);
  EXPECT_EQ(at(0, 2), 0.25);
  EXPECT_EQ(at(0, 3), 0.75);
  EXPECT_EQ(at(1, 2), 0.75);
  EXPECT_EQ(at(1, 3), 0.25);
  EXPECT_EQ(at(2, 2), 0.75);
}

// A mean of a smooth function over scrambles: unbiased, and far less spread than random points have.
TEST(Sobol, MeansAreUnbiasedAndTheirSpreadIsSmall) {
  constexpr int kReplicates = 200;
  constexpr int kDimensions = 5;
  constexpr std::uint32_t kPoints = 256;
  double sum = 0;
  double squares = 0;
  for (std::uint32_t r = 0; r < kReplicates; ++r) {
    const SobolScramble points = scrambled(5, r);
    double mean = 0;
    for (std::uint32_t i = 0; i < kPoints; ++i) {
      double product = 1;
      for (int d = 0; d < kDimensions; ++d) product *= 0.5 + unit_double(sobol_word(points, d, i));
      mean += product / kPoints;
    }
    sum += mean;
    squares += mean * mean;
  }
  const double mean = sum / kReplicates;
  const double variance = squares / kReplicates - mean * mean;
  EXPECT_LT(std::abs(mean - 1), 4 * std::sqrt(variance / kReplicates));
  const double random = (std::pow(13.0 / 12, kDimensions) - 1) / kPoints;
  EXPECT_LT(variance, random / 100);
  EXPECT_GT(variance, 0);
}

// Single coordinates of any point are uniform over replicates: the net's first point, which is 0 unscrambled, too.
TEST(Sobol, EveryPointIsUniformOverReplicates) {
  constexpr int kReplicates = 4000;
  for (const std::uint32_t number : {0U, 1U, 77U}) {
    double sum = 0;
    double pairs = 0;
    for (std::uint32_t r = 0; r < kReplicates; ++r) {
      SobolScramble points{};
      for (const int d : {3, 31}) scramble_dimension(points, d, 9, r);
      const double x = unit_double(sobol_word(points, 3, number)) - 0.5;
      const double y = unit_double(sobol_word(points, 31, number)) - 0.5;
      sum += x;
      pairs += x * y;
    }
    EXPECT_LT(std::abs(sum / kReplicates), 4 * std::sqrt(1.0 / 12 / kReplicates)) << number;
    EXPECT_LT(std::abs(pairs / kReplicates), 4.0 / 12 / std::sqrt(kReplicates)) << number;
  }
}

}  // namespace
}  // namespace tinderbox
