#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>
#include <string>

#include "kernels/cpu_path.hpp"
#include "kernels/executor.hpp"
#include "kernels/parallel.hpp"
#include "kernels/team.hpp"

namespace tinderbox {
namespace {

const CpuKernels& kernels_of(CpuPath path) {
  switch (path) {
    case CpuPath::kScalar:
      return scalar::cpu_kernels();
    case CpuPath::kV4:
      return v4::cpu_kernels();
    case CpuPath::kV3:
      break;
  }
  return v3::cpu_kernels();
}

bool has_v3() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2");
}

bool has_v4() {
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd");
}

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const auto colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

class CpuExecutor final : public Executor {
 public:
  CpuExecutor(CpuPath path, int threads)
      : path_(path), kernels_(kernels_of(path)), arena_(threads > 0 ? threads : tbb::task_arena::automatic) {
    // The default limit is the number of processors; more threads than that must be asked for.
    if (threads > 0)
      limit_ = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                     static_cast<std::size_t>(threads));
  }

  std::string backend() const override { return "cpu"; }
  std::string device() const override { return processor_name() + ", " + name_of(path_); }

  void* allocate(std::size_t bytes) override {
    void* memory = std::calloc(bytes, 1);
    if (memory == nullptr) throw BackendError("out of memory: " + std::to_string(bytes) + " bytes");
    return memory;
  }
  void release(void* memory) noexcept override { std::free(memory); }
  void upload(void* to, const void* from_host, std::size_t bytes) override { std::memcpy(to, from_host, bytes); }
  void download(void* to_host, const void* from, std::size_t bytes) override { std::memcpy(to_host, from, bytes); }
  const void* host_view(const void* memory) const noexcept override { return memory; }

  void find_ends(const EndsLaunch& launch) override { run(launch, blocks_of(launch), kernels_.find_ends); }
  void fill_density(const DensityLaunch& launch) override { run(launch, blocks_of(launch), kernels_.fill_density); }
  void accumulate(const AccumulateLaunch& launch) override {
    run(launch, launch.outer * launch.chunks, kernels_.accumulate);
  }
  void apportion(const ApportionLaunch& launch) override { run(launch, launch.rows, kernels_.apportion); }
  void pool(const PoolLaunch& launch) override { run(launch, std::int64_t{2} * launch.bars, kernels_.pool); }
  void simulate_paths(const PathsLaunch& launch) override {
    run(launch, tinderbox::blocks_of(launch), kernels_.simulate_paths);
  }
  void what_if(const WhatIfLaunch& launch) override {
    run(launch, static_cast<std::int64_t>(launch.replicates) * launch.chunks, kernels_.what_if);
  }

 private:
  template <class Launch>
  static std::int64_t blocks_of(const Launch& launch) {
    return static_cast<std::int64_t>(launch.sampling.groups) * launch.chunks;
  }

  template <class Launch>
  void run(const Launch& launch, std::int64_t blocks,
           void (*kernel)(const Launch& launch, std::int64_t first, std::int64_t last)) {
    arena_.execute(
        [&] { parallel_ranges(blocks, [&](std::int64_t first, std::int64_t last) { kernel(launch, first, last); }); });
  }

  CpuPath path_;
  const CpuKernels& kernels_;
  tbb::task_arena arena_;
  std::unique_ptr<tbb::global_control> limit_;
};

}  // namespace

const char* name_of(CpuPath path) {
  switch (path) {
    case CpuPath::kScalar:
      return "scalar";
    case CpuPath::kV4:
      return "x86-64-v4";
    case CpuPath::kV3:
      break;
  }
  return "x86-64-v3";
}

std::string why_not(CpuPath path) {
  if (path == CpuPath::kV4) return has_v4() ? "" : "this processor lacks AVX-512 (x86-64-v4)";
  return has_v3() ? "" : "this processor is older than x86-64-v3 (AVX2, FMA, BMI2), the oldest that Tinderbox runs on";
}

CpuPath best_cpu_path() {
  return has_v4() ? CpuPath::kV4 : CpuPath::kV3;
}

std::unique_ptr<Executor> make_cpu_executor(CpuPath path, int threads) {
  if (const std::string reason = why_not(path); !reason.empty())
    throw BackendError("the " + std::string(name_of(path)) + " code path cannot run: " + reason);
  return std::make_unique<CpuExecutor>(path, threads);
}

}  // namespace tinderbox
