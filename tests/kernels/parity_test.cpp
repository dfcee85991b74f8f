// The same launch on every team, code path and number of threads: the same bytes.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/cpu_path.hpp"
#include "kernels/executor.hpp"
#include "tests/kernels/small_launch.hpp"

namespace tinderbox {
namespace {

using testing::KernelOutputs;
using testing::OnTeam;
using testing::run_all;
using testing::SmallLaunch;
using testing::SmallShape;

void expect_same(const KernelOutputs& a, const KernelOutputs& b) {
  EXPECT_EQ(a.ends, b.ends);
  EXPECT_EQ(a.differences, b.differences);
  EXPECT_EQ(a.flow, b.flow);
  EXPECT_EQ(a.prior_stock, b.prior_stock);
  EXPECT_EQ(a.ladder_ticks, b.ladder_ticks);
  EXPECT_EQ(a.ladder_count, b.ladder_count);
  EXPECT_EQ(a.ladder_band, b.ladder_band);
  EXPECT_EQ(a.raw_density, b.raw_density);
  EXPECT_EQ(a.density, b.density);
  EXPECT_EQ(a.raw_total, b.raw_total);
  EXPECT_EQ(a.pooled, b.pooled);
}

// The functions of one code path, blocks in one go.
class OnPath {
 public:
  explicit OnPath(const CpuKernels& kernels) : kernels_(kernels) {}

  void find_ends(const EndsLaunch& launch) { kernels_.find_ends(launch, 0, blocks_of(launch)); }
  void fill_density(const DensityLaunch& launch) { kernels_.fill_density(launch, 0, blocks_of(launch)); }
  void accumulate(const AccumulateLaunch& launch) { kernels_.accumulate(launch, 0, launch.outer * launch.chunks); }
  void apportion(const ApportionLaunch& launch) { kernels_.apportion(launch, 0, launch.rows); }
  void pool(const PoolLaunch& launch) { kernels_.pool(launch, 0, std::int64_t{2} * launch.bars); }

 private:
  template <class Launch>
  static std::int64_t blocks_of(const Launch& launch) {
    return std::int64_t{launch.sampling.groups} * launch.chunks;
  }

  const CpuKernels& kernels_;
};

const KernelOutputs& reference() {
  static const KernelOutputs outputs = run_all(SmallLaunch(SmallShape{}), OnTeam<testing::OnCpuTeam>());
  return outputs;
}

TEST(Parity, ReversedLanesAndBlocks) {
  const KernelOutputs reversed = run_all(SmallLaunch(SmallShape{}), OnTeam<testing::OnReversedTeam>());
  expect_same(reference(), reversed);
}

// Few blocks: a barrier of 256 threads is slow.
TEST(Parity, AThreadALane) {
  const SmallLaunch small(SmallShape{3, 5, 260, {0, 1, 31, 32, 33, 65}}, 2);
  const KernelOutputs cpu = run_all(small, OnTeam<testing::OnCpuTeam>());
  const KernelOutputs threads = run_all(small, OnTeam<testing::OnThreads>());
  expect_same(cpu, threads);
}

TEST(Parity, AThreadALaneOverSeveralBlocksAGroup) {
  const SmallLaunch small(SmallShape{1, 3, 5, {300, 520}}, 3);
  const KernelOutputs cpu = run_all(small, OnTeam<testing::OnCpuTeam>());
  const KernelOutputs threads = run_all(small, OnTeam<testing::OnThreads>());
  expect_same(cpu, threads);
}

TEST(Parity, ScalarPath) {
  expect_same(reference(), run_all(SmallLaunch(SmallShape{}), OnPath(scalar::cpu_kernels())));
}

TEST(Parity, V3Path) {
  expect_same(reference(), run_all(SmallLaunch(SmallShape{}), OnPath(v3::cpu_kernels())));
}

TEST(Parity, V4Path) {
  if (const std::string reason = why_not(CpuPath::kV4); !reason.empty()) GTEST_SKIP() << reason;
  expect_same(reference(), run_all(SmallLaunch(SmallShape{}), OnPath(v4::cpu_kernels())));
}

// Launches of one block at a time and in one go are the same.
TEST(Parity, BlocksOneByOne) {
  const SmallLaunch small{SmallShape{}};
  const CpuKernels& kernels = v3::cpu_kernels();
  std::vector<std::uint32_t> at_once(static_cast<std::size_t>(small.groups() * small.stride()), 7);
  std::vector<std::uint32_t> one_by_one = at_once;
  for (const SampleRange& range : small.ranges()) {
    EndsLaunch launch = small.ends_launch(range);
    const std::int64_t blocks = small.groups() * launch.chunks;
    launch.ends = at_once.data();
    kernels.find_ends(launch, 0, blocks);
    launch.ends = one_by_one.data();
    for (std::int64_t block = blocks - 1; block >= 0; --block) kernels.find_ends(launch, block, block + 1);
    EXPECT_EQ(at_once, one_by_one);
  }
}

TEST(Parity, ExecutorWithAnyNumberOfThreads) {
  const SmallLaunch small{SmallShape{}};
  for (const int threads : {1, 2, 5, 0}) {
    const std::unique_ptr<Executor> executor = make_cpu_executor(best_cpu_path(), threads);
    expect_same(reference(), run_all(small, *executor));
  }
}

TEST(Parity, ControlAnotherSeedDiffers) {
  EXPECT_FALSE(reference() == run_all(SmallLaunch(SmallShape{}, 9), OnTeam<testing::OnCpuTeam>()));
}

}  // namespace
}  // namespace tinderbox
