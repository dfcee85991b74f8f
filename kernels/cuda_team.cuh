// The team of the GPU: lanes are the threads of a block, collectives are CUB's.
#pragma once

#include <cub/block/block_reduce.cuh>
#include <cub/block/block_scan.cuh>

#include "kernels/team.hpp"
#include "sim/platform.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// A register of the thread; the lane index is always the thread's own.
template <class T>
class LaneRegister {
 public:
  __device__ T& operator[](int) { return value_; }
  __device__ const T& operator[](int) const { return value_; }

 private:
  T value_;
};

struct LesserValue {
  __device__ std::int64_t operator()(std::int64_t a, std::int64_t b) const { return b < a ? b : a; }
};

struct CudaTeamStorage {
  union {
    typename cub::BlockReduce<std::int64_t, kLanes>::TempStorage reduce;
    typename cub::BlockScan<std::int64_t, kLanes>::TempStorage scan;
  } collective;
  std::int64_t broadcast;
  alignas(16) std::byte arena[kArenaBytes];
};

class CudaTeam {
 public:
  static constexpr int kLanes = tinderbox::kLanes;
  template <class T>
  using Private = LaneRegister<T>;

  __device__ explicit CudaTeam(CudaTeamStorage& storage) : storage_(storage) {}

  template <class F>
  __device__ void lanes(const F& f) {
    f(lane());
    __syncthreads();
  }

  template <class F>
  __device__ void lanes_below(int n, const F& f) {
    if (lane() < n) f(lane());
    __syncthreads();
  }

  template <class F>
  __device__ void single(const F& f) {
    if (lane() == 0) f();
    __syncthreads();
  }

  template <class F>
  __device__ std::int64_t sum(const F& f) {
    const std::int64_t total = cub::BlockReduce<std::int64_t, kLanes>(storage_.collective.reduce).Sum(f(lane()));
    return broadcast(total);
  }

  template <class F>
  __device__ std::int64_t min(const F& f) {
    const std::int64_t lowest =
        cub::BlockReduce<std::int64_t, kLanes>(storage_.collective.reduce).Reduce(f(lane()), LesserValue{});
    return broadcast(lowest);
  }

  template <class F>
  __device__ std::int64_t exclusive_sum(const F& f, Private<std::int64_t>& out) {
    std::int64_t total = 0;
    cub::BlockScan<std::int64_t, kLanes>(storage_.collective.scan).ExclusiveSum(f(lane()), out[lane()], total);
    __syncthreads();
    return total;
  }

  template <class Pred>
  __device__ int select(const Pred& pred, std::int32_t* list) {
    const bool chosen = pred(lane());
    std::int64_t position = 0;
    std::int64_t total = 0;
    cub::BlockScan<std::int64_t, kLanes>(storage_.collective.scan)
        .ExclusiveSum(static_cast<std::int64_t>(chosen ? 1 : 0), position, total);
    if (chosen) list[position] = lane();
    __syncthreads();
    return static_cast<int>(total);
  }

  template <class T>
  __device__ T* shared(std::size_t n) {
    static_assert(alignof(T) <= 16);
    T* result = reinterpret_cast<T*>(storage_.arena + used_);
    used_ += (n * sizeof(T) + 15) / 16 * 16;
    return result;
  }

  __device__ static void add(std::int64_t* sum, std::int64_t value) {
    atomicAdd(reinterpret_cast<unsigned long long*>(sum), static_cast<unsigned long long>(value));
  }
  __device__ static void add(std::int32_t* sum, std::int32_t value) { atomicAdd(sum, value); }

 private:
  __device__ static int lane() { return static_cast<int>(threadIdx.x); }

  __device__ std::int64_t broadcast(std::int64_t value) {
    if (lane() == 0) storage_.broadcast = value;
    __syncthreads();
    const std::int64_t result = storage_.broadcast;
    __syncthreads();
    return result;
  }

  CudaTeamStorage& storage_;
  std::size_t used_ = 0;
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
