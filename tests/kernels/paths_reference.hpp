// The paths kernel written plainly: one path after the other, any number of venues, no team, no compaction, no
// differences.
#pragma once

#include "tests/kernels/small_paths.hpp"

namespace tinderbox::testing {

// What the kernel's tensors say, read out.
struct PathCounts {
  std::vector<std::vector<std::int64_t>> records;
  std::vector<std::vector<std::int32_t>> exhausted_at;  // [V][paths]
  std::vector<std::vector<std::int64_t>> adl_taken;     // [V * side][paths]
  std::vector<std::vector<std::int32_t>> adl_distance;
  std::vector<std::int64_t> visits;     // [R, H, twin, K] paths
  std::vector<std::int64_t> touches;    // [R, twin, K]
  std::vector<std::int64_t> by_level;   // [V, R, H, side, L - 1] money units fired, before open_share
  std::vector<std::int64_t> histogram;  // as in the kernel
  std::vector<std::int64_t> adl;
  std::vector<std::int64_t> account;
  std::vector<std::int64_t> paid;
  std::vector<std::vector<std::int64_t>> traces;
};

PathCounts plain_paths(const SmallPaths& small);
PathCounts read_out(const SmallPaths& small, const PathOutputs& outputs);

}  // namespace tinderbox::testing
