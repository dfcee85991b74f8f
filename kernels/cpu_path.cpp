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

// The blocks [first, last) of a launch, one after the other.
template <class Launch, void (*Body)(CpuTeam& team, const Launch& launch, std::int64_t block)>
void run_blocks(const Launch& launch, std::int64_t first, std::int64_t last) {
  for (std::int64_t block = first; block < last; ++block) {
    CpuTeam team;
    Body(team, launch, block);
  }
}

void simulate_paths(const PathsLaunch& launch, std::int64_t first, std::int64_t last) {
  switch (body_of(launch)) {
    case PathsBody::kOneVenue:
      return run_blocks<PathsLaunch, one_venue_paths_body<CpuTeam>>(launch, first, last);
    case PathsBody::kSeveralVenues:
      return run_blocks<PathsLaunch, several_venue_paths_body<CpuTeam>>(launch, first, last);
    case PathsBody::kWithPositions:
      return run_blocks<PathsLaunch, positions_paths_body<CpuTeam>>(launch, first, last);
  }
}

void what_if(const WhatIfLaunch& launch, std::int64_t first, std::int64_t last) {
  if (launch.positions.trigger == nullptr)
    run_blocks<WhatIfLaunch, what_if_body<CpuTeam>>(launch, first, last);
  else
    run_blocks<WhatIfLaunch, positions_what_if_body<CpuTeam>>(launch, first, last);
}

constexpr CpuKernels kKernels{run_blocks<EndsLaunch, find_ends_body<CpuTeam>>,
                              run_blocks<DensityLaunch, fill_density_body<CpuTeam>>,
                              run_blocks<AccumulateLaunch, accumulate_body<CpuTeam>>,
                              run_blocks<ApportionLaunch, apportion_body<CpuTeam>>,
                              run_blocks<PoolLaunch, pool_body<CpuTeam>>,
                              simulate_paths,
                              what_if};

}  // namespace

const CpuKernels& cpu_kernels() {
  return kKernels;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
