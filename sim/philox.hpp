// Philox4x32: a counter-based generator. The four output words are a pure function of a 128-bit counter and a 64-bit
// key, so any draw of any entity can be replayed alone, in any order, on any machine.
// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11; constants from table 2.
#pragma once

#include <cstdint>

#include "sim/platform.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

struct Words4 {
  std::uint32_t w0, w1, w2, w3;
};

// One block of four words after `Rounds` rounds (10 is the contract; 7 has published test vectors too).
template <int Rounds = 10>
TINDERBOX_HD Words4 philox4x32(Words4 counter, std::uint64_t key) {
  constexpr std::uint32_t kMultiplier0 = 0xD2511F53U;
  constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57U;
  constexpr std::uint32_t kWeyl0 = 0x9E3779B9U;  // golden ratio
  constexpr std::uint32_t kWeyl1 = 0xBB67AE85U;  // sqrt(3) - 1
  auto key0 = static_cast<std::uint32_t>(key);
  auto key1 = static_cast<std::uint32_t>(key >> 32U);
  TINDERBOX_UNROLL(10)
  for (int round = 0; round < Rounds; ++round) {
    const std::uint64_t product0 = static_cast<std::uint64_t>(kMultiplier0) * counter.w0;
    const std::uint64_t product1 = static_cast<std::uint64_t>(kMultiplier1) * counter.w2;
    counter = {static_cast<std::uint32_t>(product1 >> 32U) ^ counter.w1 ^ key0, static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32U) ^ counter.w3 ^ key1, static_cast<std::uint32_t>(product0)};
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  return counter;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
