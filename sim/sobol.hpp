// Scrambled Sobol' points: numbers that fill the unit cube more evenly than random ones, with one randomisation a
// replicate so that each mean is unbiased and their spread is its error.
//
// Direction numbers: Joe and Kuo, "Constructing Sobol' sequences with better two-dimensional projections", SIAM J. Sci.
// Comput. 30 (2008), file new-joe-kuo-6.21201, dimensions 1 to 32. Scrambling: Matousek's random linear one (J.
// Complexity 14, 1998) with a random digital shift; its means have the variance of Owen's nested scrambling (Owen,
// "Variance with alternative scramblings of digital nets", ACM TOMACS 13, 2003).
#pragma once

#include <cstdint>

#include "sim/random.hpp"

namespace tinderbox {

inline constexpr int kSobolDimensions = 32;
inline constexpr int kSobolBits = 32;

// A dimension: a primitive polynomial x^degree + ... + 1 whose middle coefficients are the bits of `middle`, and the
// first `degree` direction integers.
struct SobolSeed {
  std::uint8_t degree;
  std::uint8_t middle;
  std::uint8_t first[7];
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Of dimension d >= 1; dimension 0 is van der Corput's.
TINDERBOX_HD SobolSeed sobol_seed(int d) {
  constexpr SobolSeed kSeeds[kSobolDimensions] = {{0, 0, {}},
                                                  {1, 0, {1}},
                                                  {2, 1, {1, 3}},
                                                  {3, 1, {1, 3, 1}},
                                                  {3, 2, {1, 1, 1}},
                                                  {4, 1, {1, 1, 3, 3}},
                                                  {4, 4, {1, 3, 5, 13}},
                                                  {5, 2, {1, 1, 5, 5, 17}},
                                                  {5, 4, {1, 1, 5, 5, 5}},
                                                  {5, 7, {1, 1, 7, 11, 19}},
                                                  {5, 11, {1, 1, 5, 1, 1}},
                                                  {5, 13, {1, 1, 1, 3, 11}},
                                                  {5, 14, {1, 3, 5, 5, 31}},
                                                  {6, 1, {1, 3, 3, 9, 7, 49}},
                                                  {6, 13, {1, 1, 1, 15, 21, 21}},
                                                  {6, 16, {1, 3, 1, 13, 27, 49}},
                                                  {6, 19, {1, 1, 1, 15, 7, 5}},
                                                  {6, 22, {1, 3, 1, 15, 13, 25}},
                                                  {6, 25, {1, 1, 5, 5, 19, 61}},
                                                  {7, 1, {1, 3, 7, 11, 23, 15, 103}},
                                                  {7, 4, {1, 3, 7, 13, 13, 15, 69}},
                                                  {7, 7, {1, 1, 3, 13, 7, 35, 63}},
                                                  {7, 8, {1, 3, 5, 9, 1, 25, 53}},
                                                  {7, 14, {1, 3, 1, 13, 9, 35, 107}},
                                                  {7, 19, {1, 3, 1, 5, 27, 61, 31}},
                                                  {7, 21, {1, 1, 5, 11, 19, 41, 61}},
                                                  {7, 28, {1, 3, 5, 3, 3, 13, 69}},
                                                  {7, 31, {1, 1, 7, 13, 1, 19, 1}},
                                                  {7, 32, {1, 3, 7, 5, 13, 19, 59}},
                                                  {7, 37, {1, 1, 3, 9, 25, 29, 41}},
                                                  {7, 41, {1, 3, 5, 13, 23, 1, 55}},
                                                  {7, 42, {1, 3, 7, 3, 13, 59, 17}}};
  return kSeeds[d];
}

// Direction numbers of a dimension: v[c] is what bit c of the point's number adds.
struct SobolDirections {
  std::uint32_t v[kSobolBits];
};

TINDERBOX_HD SobolDirections sobol_directions(int d) {
  SobolDirections out{};
  const SobolSeed seed = sobol_seed(d);
  const int degree = seed.degree;
  for (int c = 0; c < kSobolBits; ++c) {
    if (d == 0 || c < degree) {
      out.v[c] = (d == 0 ? 1U : seed.first[c]) << (31 - c);
      continue;
    }
    std::uint32_t next = out.v[c - degree] ^ (out.v[c - degree] >> degree);
    for (int k = 1; k < degree; ++k)
      if (((static_cast<unsigned>(seed.middle) >> (degree - 1 - k)) & 1U) != 0) next ^= out.v[c - k];
    out.v[c] = next;
  }
  return out;
}

// The dimensions of one replicate, each with directions multiplied by a random unit lower triangular matrix over bits,
// and a random shift.
struct SobolScramble {
  SobolDirections directions[kSobolDimensions];
  std::uint32_t shift[kSobolDimensions];
};

TINDERBOX_HD std::uint32_t parity(std::uint32_t x) {
  return static_cast<std::uint32_t>(__builtin_popcount(x)) & 1U;
}

TINDERBOX_HD void scramble_dimension(SobolScramble& out, int d, std::uint64_t seed, std::uint32_t replicate) {
  const DrawId id{static_cast<std::uint64_t>(d), Purpose::kScramble, replicate, 0, 0};
  std::uint32_t row[kSobolBits];  // what leading bit b of the result is the parity of
  for (int quarter = 0; quarter < kSobolBits / 4; ++quarter) {
    const Words4 words = draw_words(seed, id, static_cast<std::uint32_t>(quarter));
    const std::uint32_t drawn[4] = {words.w0, words.w1, words.w2, words.w3};
    for (int i = 0; i < 4; ++i) {
      const int b = quarter * 4 + i;
      const std::uint32_t own = 0x80000000U >> b;
      row[b] = (drawn[i] & ~((own << 1U) - 1U)) | own;  // random before the diagonal, 1 on it
    }
  }
  const SobolDirections plain = sobol_directions(d);
  for (int c = 0; c < kSobolBits; ++c) {
    out.directions[d].v[c] = 0;
    for (int b = 0; b < kSobolBits; ++b) out.directions[d].v[c] |= parity(row[b] & plain.v[c]) << (31 - b);
  }
  out.shift[d] = draw_words(seed, id, kSobolBits / 4).w0;
}

// Coordinate d of point `number`, in 2^-32.
TINDERBOX_HD std::uint32_t sobol_word(const SobolScramble& scramble, int d, std::uint32_t number) {
  std::uint32_t x = scramble.shift[d];
  for (int c = 0; c < kSobolBits; ++c)
    if (((number >> c) & 1U) != 0) x ^= scramble.directions[d].v[c];
  return x;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
