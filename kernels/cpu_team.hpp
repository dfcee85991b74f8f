// The team of the CPU: lanes are iterations of a loop in one thread, so barriers cost nothing and simple lane loops
// vectorise: no lane of a loop reads what another writes in it, which the pragma tells the compiler.
#pragma once

#include "kernels/team.hpp"
#include "sim/platform.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

template <class T>
class LaneArray {
 public:
  T& operator[](int lane) { return values_[lane]; }
  const T& operator[](int lane) const { return values_[lane]; }

 private:
  alignas(64) T values_[kLanes];
};

class CpuTeam {
 public:
  static constexpr int kLanes = tinderbox::kLanes;
  template <class T>
  using Private = LaneArray<T>;

  template <class F>
  void lanes(const F& f) {
#pragma GCC ivdep
    for (int lane = 0; lane < kLanes; ++lane) f(lane);
  }

  template <class F>
  void lanes_below(int n, const F& f) {
    for (int lane = 0; lane < n; ++lane) f(lane);
  }

  template <class F>
  void single(const F& f) {
    f();
  }

  template <class F>
  std::int64_t sum(const F& f) {
    std::int64_t total = 0;
    for (int lane = 0; lane < kLanes; ++lane) total += f(lane);
    return total;
  }

  template <class F>
  std::int64_t min(const F& f) {
    std::int64_t lowest = f(0);
    for (int lane = 1; lane < kLanes; ++lane) {
      const std::int64_t value = f(lane);
      lowest = value < lowest ? value : lowest;
    }
    return lowest;
  }

  template <class F>
  std::int64_t exclusive_sum(const F& f, Private<std::int64_t>& out) {
    std::int64_t total = 0;
    for (int lane = 0; lane < kLanes; ++lane) {
      out[lane] = total;
      total += f(lane);
    }
    return total;
  }

  template <class Pred>
  int select(const Pred& pred, std::int32_t* list) {
    int count = 0;
    for (int lane = 0; lane < kLanes; ++lane) {
      list[count] = lane;
      count += pred(lane) ? 1 : 0;
    }
    return count;
  }

  template <class T>
  T* shared(std::size_t n) {
    static_assert(alignof(T) <= 16);
    T* result = reinterpret_cast<T*>(arena_ + used_);
    used_ += (n * sizeof(T) + 15) / 16 * 16;
    return result;
  }

  template <class Integer>
  static void add(Integer* sum, Integer value) {
    __atomic_fetch_add(sum, value, __ATOMIC_RELAXED);
  }

 private:
  alignas(64) std::byte arena_[kArenaBytes];
  std::size_t used_ = 0;
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
