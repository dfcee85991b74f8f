// A body with a missing barrier, on purpose: the race detector must report it. Prints "agree" when the result is right
// in spite of it.
#define TINDERBOX_CODE_PATH cuda

#include <cstdio>

#include "kernels/cuda_team.cuh"

namespace {

using tinderbox::CudaTeam;
using tinderbox::CudaTeamStorage;
using tinderbox::kLanes;

__global__ void neighbour_sum(std::int64_t* out) {
  __shared__ CudaTeamStorage storage;
  CudaTeam team(storage);
  auto* values = team.shared<std::int64_t>(kLanes);
  // Writes its own and reads its neighbour's in one lane loop: nothing orders the two.
  team.lanes([&](int lane) {
    values[lane] = lane;
    out[lane] = values[(lane + 33) % kLanes];
  });
}

}  // namespace

int main() {
  std::int64_t* out = nullptr;
  if (cudaMalloc(&out, kLanes * sizeof *out) != cudaSuccess) return 1;
  neighbour_sum<<<1, kLanes>>>(out);
  const bool failed = cudaDeviceSynchronize() != cudaSuccess;
  cudaFree(out);
  std::puts(failed ? "reported" : "agree");
  return 0;
}
