// Compiled once for each CPU code path, with TINDERBOX_CODE_PATH naming it and the compiler flags that go with it
// (kernels/CMakeLists.txt). Nothing here may use an inline function of the standard library: the linker would keep one
// copy of it for the whole program, compiled for whichever processor came first.
#include "kernels/cpu_path.hpp"

#include "kernels/cpu_team.hpp"
#include "kernels/lifecycle_body.hpp"
#include "kernels/paths_body.hpp"
#include "kernels/tensor_body.hpp"
#include "kernels/what_if_body.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {
namespace {

void find_ends(const EndsLaunch& launch, std::int64_t first, std::int64_t last) {
  for (std::int64_t block = first; block < last; ++block) {
    CpuTeam team;
    find_ends_body(team, launch, block);
  }
}

void fill_density(const DensityLaunch& launch, std::int64_t first, std::int64_t last) {
  for (std::int64_t block = first; block < last; ++block) {
    CpuTeam team;
    fill_density_body(team, launch, block);
  }
}

void accumulate(const AccumulateLaunch& launch, std::int64_t first, std::int64_t last) {
  for (std::int64_t block = first; block < last; ++block) {
    CpuTeam team;
    accumulate_body(team, launch, block);
  }
}

void apportion(const ApportionLaunch& launch, std::int64_t first, std::int64_t last) {
  for (std::int64_t block = first; block < last; ++block) {
    CpuTeam team;
    apportion_body(team, launch, block);
  }
}

void pool(const PoolLaunch& launch, std::int64_t first, std::int64_t last) {
  for (std::int64_t block = first; block < last; ++block) {
    CpuTeam team;
    pool_body(team, launch, block);
  }
}

void simulate_paths(const PathsLaunch& launch, std::int64_t first, std::int64_t last) {
  for (std::int64_t block = first; block < last; ++block) {
    CpuTeam team;
    paths_body(team, launch, block);
  }
}

void what_if(const WhatIfLaunch& launch, std::int64_t first, std::int64_t last) {
  for (std::int64_t block = first; block < last; ++block) {
    CpuTeam team;
    what_if_body(team, launch, block);
  }
}

constexpr CpuKernels kKernels{find_ends, fill_density, accumulate, apportion, pool, simulate_paths, what_if};

}  // namespace

const CpuKernels& cpu_kernels() {
  return kKernels;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
