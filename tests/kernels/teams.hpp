// Two more teams that run the bodies of kernels/: one with the lanes in reverse, which shows a lane loop that depends
// on the order of lanes, and one with a thread for each lane, in which ThreadSanitizer sees a missing barrier.
#pragma once

#include <array>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "kernels/cpu_team.hpp"
#include "kernels/team.hpp"

namespace tinderbox::testing {

// Shared memory starts with this in every byte, so that a read before the first write shows.
inline constexpr int kPoison = 0xA5;

// Rounds a request for shared memory as the other teams do.
template <class T>
std::size_t arena_bytes(std::size_t n) {
  return (n * sizeof(T) + 15) / 16 * 16;
}

class ReversedTeam {
 public:
  static constexpr int kLanes = tinderbox::kLanes;
  template <class T>
  using Private = LaneArray<T>;

  template <class F>
  void lanes(const F& f) {
    lanes_below(kLanes, f);
  }
  template <class F>
  void lanes_below(int n, const F& f) {
    for (int lane = n - 1; lane >= 0; --lane) f(lane);
  }
  template <class F>
  void single(const F& f) {
    f();
  }
  template <class F>
  std::int64_t sum(const F& f) {
    std::int64_t total = 0;
    lanes([&](int lane) { total += f(lane); });
    return total;
  }
  template <class F>
  std::int64_t min(const F& f) {
    std::int64_t lowest = f(kLanes - 1);
    lanes_below(kLanes - 1, [&](int lane) { lowest = std::min<std::int64_t>(lowest, f(lane)); });
    return lowest;
  }
  template <class F>
  std::int64_t exclusive_sum(const F& f, Private<std::int64_t>& out) {
    std::array<std::int64_t, kLanes> values{};
    lanes([&](int lane) { values[static_cast<std::size_t>(lane)] = f(lane); });
    std::int64_t total = 0;
    for (int lane = 0; lane < kLanes; ++lane) {
      out[lane] = total;
      total += values[static_cast<std::size_t>(lane)];
    }
    return total;
  }
  template <class Pred>
  int select(const Pred& pred, std::int32_t* list) {
    Private<std::int64_t> position;
    const std::int64_t count = exclusive_sum([&](int lane) { return pred(lane) ? 1 : 0; }, position);
    lanes([&](int lane) {
      if (pred(lane)) list[position[lane]] = lane;
    });
    return static_cast<int>(count);
  }
  template <class T>
  T* shared(std::size_t n) {
    T* result = reinterpret_cast<T*>(arena_.data() + used_);
    used_ += arena_bytes<T>(n);
    std::memset(static_cast<void*>(result), kPoison, arena_bytes<T>(n));
    return result;
  }
  template <class Integer>
  static void add(Integer* sum, Integer value) {
    *sum += value;
  }

 private:
  alignas(64) std::array<std::byte, kArenaBytes> arena_;
  std::size_t used_ = 0;
};

// What the threads of one block share.
struct ThreadTeamBlock {
  std::barrier<> barrier{kLanes};
  std::array<std::int64_t, kLanes> slots{};
  alignas(64) std::array<std::byte, kArenaBytes> arena{};
};

// One lane: every thread holds a team of its own and runs the whole body, as on a GPU.
class ThreadTeam {
 public:
  static constexpr int kLanes = tinderbox::kLanes;

  // A value of the thread; the lane index is always the thread's own.
  template <class T>
  class Private {
   public:
    T& operator[](int) { return value_; }
    const T& operator[](int) const { return value_; }

   private:
    T value_;
  };

  ThreadTeam(ThreadTeamBlock& block, int lane) : block_(block), lane_(lane) {}

  template <class F>
  void lanes(const F& f) {
    f(lane_);
    wait();
  }
  template <class F>
  void lanes_below(int n, const F& f) {
    if (lane_ < n) f(lane_);
    wait();
  }
  template <class F>
  void single(const F& f) {
    lanes_below(1, [&](int) { f(); });
  }
  template <class F>
  std::int64_t sum(const F& f) {
    return collect(f, [](std::int64_t a, std::int64_t b) { return a + b; });
  }
  template <class F>
  std::int64_t min(const F& f) {
    return collect(f, [](std::int64_t a, std::int64_t b) { return b < a ? b : a; });
  }
  template <class F>
  std::int64_t exclusive_sum(const F& f, Private<std::int64_t>& out) {
    publish(f(lane_));
    std::int64_t total = 0;
    std::int64_t before = 0;
    for (int lane = 0; lane < kLanes; ++lane) {
      if (lane == lane_) before = total;
      total += block_.slots[static_cast<std::size_t>(lane)];
    }
    out[lane_] = before;
    wait();
    return total;
  }
  template <class Pred>
  int select(const Pred& pred, std::int32_t* list) {
    const bool chosen = pred(lane_);
    Private<std::int64_t> position;
    const std::int64_t count = exclusive_sum([&](int) { return chosen ? 1 : 0; }, position);
    if (chosen) list[position[lane_]] = lane_;
    wait();
    return static_cast<int>(count);
  }
  template <class T>
  T* shared(std::size_t n) {
    T* result = reinterpret_cast<T*>(block_.arena.data() + used_);
    used_ += arena_bytes<T>(n);
    single([&] { std::memset(static_cast<void*>(result), kPoison, arena_bytes<T>(n)); });
    return result;
  }
  template <class Integer>
  static void add(Integer* sum, Integer value) {
    __atomic_fetch_add(sum, value, __ATOMIC_RELAXED);
  }

 private:
  void wait() { block_.barrier.arrive_and_wait(); }
  void publish(std::int64_t value) {
    block_.slots[static_cast<std::size_t>(lane_)] = value;
    wait();
  }
  template <class F, class Join>
  std::int64_t collect(const F& f, const Join& join) {
    publish(f(lane_));
    std::int64_t joined = block_.slots[0];
    for (std::size_t lane = 1; lane < block_.slots.size(); ++lane) joined = join(joined, block_.slots[lane]);
    wait();
    return joined;
  }

  ThreadTeamBlock& block_;
  int lane_;
  std::size_t used_ = 0;
};

// Each runs body(team, block) for the blocks [0, blocks).
struct OnCpuTeam {
  template <class Body>
  void operator()(std::int64_t blocks, const Body& body) const {
    for (std::int64_t block = 0; block < blocks; ++block) {
      CpuTeam team;
      body(team, block);
    }
  }
};

// Blocks in reverse too.
struct OnReversedTeam {
  template <class Body>
  void operator()(std::int64_t blocks, const Body& body) const {
    for (std::int64_t block = blocks - 1; block >= 0; --block) {
      ReversedTeam team;
      body(team, block);
    }
  }
};

// The threads live for all blocks of a call, which run one after the other.
struct OnThreads {
  template <class Body>
  void operator()(std::int64_t blocks, const Body& body) const {
    ThreadTeamBlock shared;
    std::vector<std::thread> threads;
    threads.reserve(kLanes);
    for (int lane = 0; lane < kLanes; ++lane)
      threads.emplace_back([&shared, &body, blocks, lane] {
        for (std::int64_t block = 0; block < blocks; ++block) {
          ThreadTeam team(shared, lane);
          body(team, block);
          shared.barrier.arrive_and_wait();
        }
      });
    for (std::thread& thread : threads) thread.join();
  }
};

}  // namespace tinderbox::testing
