// The entry points of one CPU code path. cpu_path.cpp is compiled once a path; each exports one function.
#pragma once

#include <cstdint>

#include "kernels/launch.hpp"
#include "kernels/paths_launch.hpp"

namespace tinderbox {

// Each runs the blocks [first, last) of a launch, one after the other.
struct CpuKernels {
  void (*find_ends)(const EndsLaunch& launch, std::int64_t first, std::int64_t last);
  void (*fill_density)(const DensityLaunch& launch, std::int64_t first, std::int64_t last);
  void (*accumulate)(const AccumulateLaunch& launch, std::int64_t first, std::int64_t last);
  void (*apportion)(const ApportionLaunch& launch, std::int64_t first, std::int64_t last);
  void (*pool)(const PoolLaunch& launch, std::int64_t first, std::int64_t last);
  void (*simulate_paths)(const PathsLaunch& launch, std::int64_t first, std::int64_t last);
  void (*what_if)(const WhatIfLaunch& launch, std::int64_t first, std::int64_t last);
};

namespace scalar {
const CpuKernels& cpu_kernels();
}
namespace v3 {
const CpuKernels& cpu_kernels();
}
namespace v4 {
const CpuKernels& cpu_kernels();
}

}  // namespace tinderbox
