#define TINDERBOX_CODE_PATH cuda

#include <cuda_runtime.h>

#include <string>

#include "kernels/cuda_team.cuh"
#include "kernels/executor.hpp"
#include "kernels/lifecycle_body.hpp"
#include "kernels/paths_body.hpp"
#include "kernels/tensor_body.hpp"
#include "kernels/what_if_body.hpp"

namespace tinderbox {
namespace {

void check(cudaError_t status, const char* what) {
  if (status != cudaSuccess) throw BackendError(std::string("CUDA: ") + what + ": " + cudaGetErrorString(status));
}

template <RuleScope kScope>
__global__ void __launch_bounds__(kLanes) find_ends_kernel(const __grid_constant__ EndsLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  find_ends_body<CudaTeam, kScope>(team, launch, blockIdx.x);
}

// Three blocks a multiprocessor: without the limit the steps of survivors, which few lanes take, would cost all of them
// their registers.
template <RuleScope kScope>
__global__ void __launch_bounds__(kLanes, 3) fill_density_kernel(const __grid_constant__ DensityLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  fill_density_body<CudaTeam, kScope>(team, launch, blockIdx.x);
}

bool only_tiers_at_mark(const SamplingView& sampling) {
  return sampling.rule.form == RuleForm::kLinearTiersAtMark;
}

__global__ void __launch_bounds__(kLanes) accumulate_kernel(const __grid_constant__ AccumulateLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  accumulate_body(team, launch, blockIdx.x);
}

__global__ void __launch_bounds__(kLanes) apportion_kernel(const __grid_constant__ ApportionLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  apportion_body(team, launch, blockIdx.x);
}

__global__ void __launch_bounds__(kLanes) pool_kernel(const __grid_constant__ PoolLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  pool_body(team, launch, blockIdx.x);
}

template <ProcessScope kScope>
__global__ void __launch_bounds__(kLanes) one_venue_paths_kernel(const __grid_constant__ PathsLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  one_venue_paths_body<CudaTeam, kScope>(team, launch, blockIdx.x);
}

template <ProcessScope kScope>
__global__ void __launch_bounds__(kLanes) several_venue_paths_kernel(const __grid_constant__ PathsLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  several_venue_paths_body<CudaTeam, kScope>(team, launch, blockIdx.x);
}

template <ProcessScope kScope>
__global__ void __launch_bounds__(kLanes) positions_paths_kernel(const __grid_constant__ PathsLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  positions_paths_body<CudaTeam, kScope>(team, launch, blockIdx.x);
}

__global__ void __launch_bounds__(kLanes) positions_what_if_kernel(const __grid_constant__ WhatIfLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  positions_what_if_body(team, launch, blockIdx.x);
}

__global__ void __launch_bounds__(kLanes) what_if_kernel(const __grid_constant__ WhatIfLaunch launch) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  what_if_body(team, launch, blockIdx.x);
}

class CudaExecutor final : public Executor {
 public:
  explicit CudaExecutor(int device) {
    check(cudaSetDevice(device), "selecting the device");
    cudaDeviceProp properties{};
    check(cudaGetDeviceProperties(&properties, device), "reading the device");
    device_ =
        std::string(properties.name) + ", sm_" + std::to_string(properties.major) + std::to_string(properties.minor);
  }

  std::string backend() const override { return "cuda"; }
  std::string device() const override { return device_; }

  void* allocate(std::size_t bytes) override {
    void* memory = nullptr;
    if (cudaMalloc(&memory, bytes) != cudaSuccess) {
      cudaGetLastError();
      throw BackendError("CUDA: not enough device memory for " + std::to_string(bytes) + " bytes");
    }
    check(cudaMemset(memory, 0, bytes), "clearing memory");
    return memory;
  }
  void release(void* memory) noexcept override { cudaFree(memory); }
  void upload(void* to, const void* from_host, std::size_t bytes) override {
    check(cudaMemcpy(to, from_host, bytes, cudaMemcpyHostToDevice), "copying to the device");
  }
  void download(void* to_host, const void* from, std::size_t bytes) override {
    check(cudaMemcpy(to_host, from, bytes, cudaMemcpyDeviceToHost), "copying from the device");
  }
  const void* host_view(const void*) const noexcept override { return nullptr; }

  void find_ends(const EndsLaunch& launch) override {
    run("find_ends", launch.sampling.groups * std::int64_t{launch.chunks}, [&](unsigned blocks) {
      if (only_tiers_at_mark(launch.sampling))
        find_ends_kernel<RuleScope::kTiersAtMark><<<blocks, kLanes>>>(launch);
      else
        find_ends_kernel<RuleScope::kAny><<<blocks, kLanes>>>(launch);
    });
  }
  void fill_density(const DensityLaunch& launch) override {
    run("fill_density", launch.sampling.groups * std::int64_t{launch.chunks}, [&](unsigned blocks) {
      if (only_tiers_at_mark(launch.sampling))
        fill_density_kernel<RuleScope::kTiersAtMark><<<blocks, kLanes>>>(launch);
      else
        fill_density_kernel<RuleScope::kAny><<<blocks, kLanes>>>(launch);
    });
  }
  void accumulate(const AccumulateLaunch& launch) override {
    run("accumulate", launch.outer * launch.chunks,
        [&](unsigned blocks) { accumulate_kernel<<<blocks, kLanes>>>(launch); });
  }
  void apportion(const ApportionLaunch& launch) override {
    run("apportion", launch.rows, [&](unsigned blocks) { apportion_kernel<<<blocks, kLanes>>>(launch); });
  }
  void pool(const PoolLaunch& launch) override {
    run("pool", std::int64_t{2} * launch.bars, [&](unsigned blocks) { pool_kernel<<<blocks, kLanes>>>(launch); });
  }
  void simulate_paths(const PathsLaunch& launch) override {
    run("simulate_paths", blocks_of(launch), [&](unsigned blocks) {
      if (is_prepared(launch))
        simulate<ProcessScope::kPrepared>(launch, blocks);
      else
        simulate<ProcessScope::kInLoop>(launch, blocks);
    });
  }
  void what_if(const WhatIfLaunch& launch) override {
    run("what_if", static_cast<std::int64_t>(launch.replicates) * launch.chunks, [&](unsigned blocks) {
      if (launch.positions.trigger == nullptr)
        what_if_kernel<<<blocks, kLanes>>>(launch);
      else
        positions_what_if_kernel<<<blocks, kLanes>>>(launch);
    });
  }

 private:
  template <ProcessScope kScope>
  static void simulate(const PathsLaunch& launch, unsigned blocks) {
    switch (body_of(launch)) {
      case PathsBody::kOneVenue:
        one_venue_paths_kernel<kScope><<<blocks, kLanes>>>(launch);
        break;
      case PathsBody::kSeveralVenues:
        several_venue_paths_kernel<kScope><<<blocks, kLanes>>>(launch);
        break;
      case PathsBody::kWithPositions:
        positions_paths_kernel<kScope><<<blocks, kLanes>>>(launch);
        break;
    }
  }

  template <class Launch>
  static void run(const char* name, std::int64_t blocks, const Launch& launch) {
    if (blocks == 0) return;
    if (blocks > 2147483647) throw BackendError(std::string("CUDA: too many blocks for ") + name);
    launch(static_cast<unsigned>(blocks));
    check(cudaGetLastError(), name);
    check(cudaDeviceSynchronize(), name);
  }

  std::string device_;
};

}  // namespace

std::string why_not_cuda() {
  int driver = 0;
  int runtime = 0;
  cudaRuntimeGetVersion(&runtime);
  if (cudaDriverGetVersion(&driver) != cudaSuccess || driver == 0) return "no NVIDIA driver is installed";
  if (driver < runtime)
    return "the NVIDIA driver supports CUDA " + std::to_string(driver / 1000) + "." +
           std::to_string(driver % 1000 / 10) + ", this program needs " + std::to_string(runtime / 1000) + "." +
           std::to_string(runtime % 1000 / 10);
  int devices = 0;
  if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
    cudaGetLastError();
    return "no CUDA device was found";
  }
  return "";
}

std::unique_ptr<Executor> make_cuda_executor(int device) {
  if (const std::string reason = why_not_cuda(); !reason.empty())
    throw BackendError("the CUDA backend cannot run: " + reason);
  int devices = 0;
  check(cudaGetDeviceCount(&devices), "counting devices");
  if (device < 0 || device >= devices)
    throw BackendError("CUDA device " + std::to_string(device) + " does not exist (found " + std::to_string(devices) +
                       " devices)");
  return std::make_unique<CudaExecutor>(device);
}

}  // namespace tinderbox
