// Exact integer shares of a total.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// floor(a * b / c) for a, b >= 0, c > 0, where the result is below 2^51 and c below 2^62; a * b may exceed 64 bits.
// A double quotient is off by at most a few units; the remainder, computed modulo 2^64, says which way and is corrected
// exactly.
TINDERBOX_HD std::int64_t multiply_divide(std::int64_t a, std::int64_t b, std::int64_t c) {
  const double estimate = static_cast<double>(a) * static_cast<double>(b) / static_cast<double>(c);
  auto quotient = static_cast<std::int64_t>(estimate);
  auto remainder = static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b) -
                                             static_cast<std::uint64_t>(quotient) * static_cast<std::uint64_t>(c));
  while (remainder < 0) {
    remainder += c;
    --quotient;
  }
  while (remainder >= c) {
    remainder -= c;
    ++quotient;
  }
  return quotient;
}

// Part `index` of `total` split as evenly as integers allow over `parts`.
TINDERBOX_HD std::int64_t even_share(std::int64_t total, std::int64_t parts, std::int64_t index) {
  return multiply_divide(total, index + 1, parts) - multiply_divide(total, index, parts);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
