// Walker's alias method in integers: one 32-bit word picks one of n outcomes with probabilities given to 2^-32.
// Source: Walker, "An efficient method for generating discrete random variables", ACM TOMS 3 (1977); the stable
// construction of Vose, IEEE Trans. Softw. Eng. 17 (1991), is in host/engine/mix_table.cpp.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox {

// One column of the table: below `threshold` (of 2^32) the column's own index stands, else `alias`.
struct AliasEntry {
  std::uint32_t threshold;
  std::uint32_t alias;
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Outcome in [0, n) for a uniform word.
TINDERBOX_HD std::uint32_t pick_alias(const AliasEntry* table, std::uint32_t n, std::uint32_t word) {
  const std::uint64_t scaled = static_cast<std::uint64_t>(word) * n;
  const auto column = static_cast<std::uint32_t>(scaled >> 32U);
  const auto fraction = static_cast<std::uint32_t>(scaled);
  const AliasEntry entry = table[column];
  return fraction < entry.threshold ? column : entry.alias;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
