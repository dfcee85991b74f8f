// Paths and what-if of any number of venues on the CUDA backend: the CPU's bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/executor.hpp"
#include "tests/kernels/small_paths.hpp"

namespace tinderbox::testing {
namespace {

// An executor for launches that point to host memory: carries everything over and back.
class OnHostMemory {
 public:
  explicit OnHostMemory(Executor& executor, const SmallPaths& small) : executor_(executor), small_(small) {}

  void simulate_paths(const PathsLaunch& host) {
    PathsLaunch l = host;
    const std::int64_t venues = l.venues;
    const std::int64_t steps = std::int64_t{l.replicates} * l.output_steps;
    const std::int64_t paths = l.end_path - l.first_path;
    const std::int64_t lanes = scratch_lanes(paths, l.venues, body_of(l));
    bring_market(l);
    for (auto** bars : {&l.bars.end, &l.bars.low, &l.bars.high}) bring(*bars, l.bars.bars);
    bring(l.bars.sd_ticks, l.bars.bars);
    if (l.given.move != nullptr) bring(l.given.move, l.given.slots * l.steps * kGivenFields);
    bring(l.open_share, venues * l.replicates * (l.output_steps + 1));
    bring(l.axis.edge, l.axis.bins + 1);
    exchange(l.slot_mark, paths * l.squeeze.slots * 3);
    exchange(l.slot_money, paths * l.squeeze.slots * 2);
    exchange(l.venue_state.whole, lanes * kVenueWholes);
    exchange(l.venue_state.eaten, lanes * 2);
    exchange(l.venue_state.money, lanes * kVenueMoneys);
    exchange(l.records, paths);
    exchange(l.exhausted_at, venues * paths);
    exchange(l.adl_taken, venues * 2 * paths);
    exchange(l.adl_distance, venues * 2 * paths);
    exchange(l.visits, steps * 2 * (l.axis.bins + 1));
    exchange(l.touches, std::int64_t{l.replicates} * 2 * (l.axis.bins + 1));
    exchange(l.crossed, venues * steps * 2 * l.ladders.stride);
    exchange(l.partial, venues * steps * 2 * l.ladders.stride);
    exchange(l.histogram, steps * kHistograms * (l.axis.bins + 2));
    exchange(l.adl, venues * steps);
    exchange(l.account, venues * l.replicates * 2 * 6);
    exchange(l.paid, venues * l.replicates * 2);
    exchange(l.trace.marks, std::int64_t{l.output_steps} * kTraceMarks * paths);
    exchange(l.trace.money, std::int64_t{l.output_steps} * 2 * paths);
    exchange(l.trace.branching, 2 * paths);
    executor_.simulate_paths(l);
    finish();
  }

  void what_if(const WhatIfLaunch& host) {
    WhatIfLaunch l = host;
    const std::int64_t cells = std::int64_t{l.replicates} * l.levels;
    bring_market(l);
    bring(l.at, l.levels);
    exchange(l.stop, cells);
    for (auto** sums : {&l.liquidated, &l.fund_part, &l.adl}) exchange(*sums, l.venues * cells);
    executor_.what_if(l);
    finish();
  }

 private:
  struct Copy {
    void* host;  // where it goes back; null: it does not
    void* memory;
    std::size_t bytes;
  };

  void* carry(const void* host, std::size_t bytes) {
    void* memory = executor_.allocate(bytes + 1);
    executor_.upload(memory, host, bytes);
    return memory;
  }
  template <class T>
  void bring(const T*& values, std::int64_t count) {
    const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(T);
    copies_.push_back({nullptr, carry(values, bytes), bytes});
    values = static_cast<const T*>(copies_.back().memory);
  }
  template <class T>
  void exchange(T*& values, std::int64_t count) {
    const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(T);
    copies_.push_back({values, carry(values, bytes), bytes});
    values = static_cast<T*>(copies_.back().memory);
  }
  template <class Launch>
  void bring_market(Launch& l) {
    for (std::int32_t v = 0; v < l.venues; ++v) {
      bring(l.venue[v].book.volume, l.venue[v].book.bins + 1);
      bring(l.venue[v].book.moment, l.venue[v].book.bins + 1);
    }
    const std::int64_t rows = std::int64_t{l.venues} * l.replicates * 2;
    bring(l.ladders.edge, std::int64_t{2} * small_.stride());
    bring(l.ladders.cumulative, rows * small_.stride());
    bring(l.ladders.buffer, rows * small_.stride());
    if (l.positions.trigger == nullptr) return;
    bring(l.positions.trigger, small_.held_entries());
    bring(l.positions.cumulative, small_.held_entries());
    bring(l.positions.trigger_sum, small_.held_entries());
    bring(l.positions.buffer_sum, small_.held_entries());
    bring(l.positions.offset, rows);
    bring(l.positions.first, rows * small_.stride());
  }
  void finish() {
    for (const Copy& copy : copies_) {
      if (copy.host != nullptr) executor_.download(copy.host, copy.memory, copy.bytes);
      executor_.release(copy.memory);
    }
    copies_.clear();
  }

  Executor& executor_;
  const SmallPaths& small_;
  std::vector<Copy> copies_;
};

TEST(CudaVenues, PathsAreTheCpusByteForByte) {
  const auto cpu = make_cpu_executor(best_cpu_path(), 0);
  const auto cuda = make_cuda_executor(0);
  for (NamedShape named : all_paths_shapes()) {
    named.shape.paths = std::min<std::int64_t>(named.shape.paths, kLanes + 3);
    named.shape.steps = std::min(named.shape.steps, 13);
    const SmallPaths small(named.shape);
    OnHostMemory device(*cuda, small);
    EXPECT_EQ(run_paths(small, device), run_paths(small, *cpu)) << named.name;
  }
}

TEST(CudaVenues, WhatIfIsTheCpusByteForByte) {
  const auto cpu = make_cpu_executor(best_cpu_path(), 0);
  const auto cuda = make_cuda_executor(0);
  for (const int venues : {1, 2, kMaxVenues})
    for (const std::int64_t positions : {0, 100}) {
      PathsShape shape;
      shape.venues = venues;
      shape.pass_through = kWhole / 3;
      shape.most_positions = positions;
      const SmallPaths small(shape);
      OnHostMemory device(*cuda, small);
      EXPECT_EQ(run_what_if(small, device), run_what_if(small, *cpu)) << venues << ' ' << positions;
    }
}

}  // namespace
}  // namespace tinderbox::testing
