// The same launch on every team, code path and number of threads: the same bytes.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
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
  EXPECT_EQ(a.ladder_lots, b.ladder_lots);
  EXPECT_EQ(a.population, b.population);
  EXPECT_EQ(a.ladder_ticks, b.ladder_ticks);
  EXPECT_EQ(a.ladder_count, b.ladder_count);
  EXPECT_EQ(a.ladder_buffer, b.ladder_buffer);
  EXPECT_EQ(a.ladder_band, b.ladder_band);
  EXPECT_EQ(a.raw_density, b.raw_density);
  EXPECT_EQ(a.density, b.density);
  EXPECT_EQ(a.raw_total, b.raw_total);
  EXPECT_EQ(a.pooled, b.pooled);
}

// The functions of one code path, the blocks of a launch dealt out to `threads` threads.
class OnPath {
 public:
  explicit OnPath(const CpuKernels& kernels, std::int64_t threads = 1) : kernels_(kernels), threads_(threads) {}

  void find_ends(const EndsLaunch& launch) { run(kernels_.find_ends, launch, blocks_of(launch)); }
  void fill_density(const DensityLaunch& launch) { run(kernels_.fill_density, launch, blocks_of(launch)); }
  void accumulate(const AccumulateLaunch& launch) { run(kernels_.accumulate, launch, launch.outer * launch.chunks); }
  void apportion(const ApportionLaunch& launch) { run(kernels_.apportion, launch, launch.rows); }
  void pool(const PoolLaunch& launch) { run(kernels_.pool, launch, std::int64_t{2} * launch.bars); }

 private:
  template <class Launch>
  static std::int64_t blocks_of(const Launch& launch) {
    return std::int64_t{launch.sampling.groups} * launch.chunks;
  }
  template <class Kernel, class Launch>
  void run(Kernel kernel, const Launch& launch, std::int64_t blocks) const {
    std::vector<std::thread> threads;
    for (std::int64_t i = 0; i < threads_; ++i)
      threads.emplace_back([&, i] { kernel(launch, blocks * i / threads_, blocks * (i + 1) / threads_); });
    for (std::thread& thread : threads) thread.join();
  }

  const CpuKernels& kernels_;
  std::int64_t threads_;
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

// Under ThreadSanitizer this is where a race between blocks shows.
TEST(Parity, BlocksOnSeveralThreads) {
  const SmallLaunch small{SmallShape{}};
  for (const std::int64_t threads : {2, 5})
    expect_same(reference(), run_all(small, OnPath(v3::cpu_kernels(), threads)));
}

TEST(Parity, ExecutorWithAnyNumberOfThreads) {
  const SmallLaunch small{SmallShape{}};
  for (const int threads : {1, 2, 5, 0}) {
    const std::unique_ptr<Executor> executor = make_cpu_executor(best_cpu_path(), threads);
    expect_same(reference(), run_all(small, *executor));
  }
}

// Each form of a margin rule with each kind of liquidation process, on every team and path.
class RuleParity : public ::testing::TestWithParam<std::tuple<RuleForm, StepKind>> {
 protected:
  RuleParity() {
    const auto [form, kind] = GetParam();
    rule_ = form < RuleForm::kInverseTiersAtMark ? usd_.rule() : coin_.rule();
    rule_.form = form;
    rule_.by_entry = is_inverse(rule_) || has_size_rate(rule_) ? 1 : 0;
    rule_.max_leverage = max_leverage_.data();
    rule_.maintenance = {0.01, 5e-5};
    rule_.initial = {0.02, 5e-5};
    process_ = {kind, kind == StepKind::kShareSteps ? 9 : kMaxSteps - 1, 1, 1, 0.15, 2e4, 500};
  }

  [[nodiscard]] SmallLaunch small(const SmallShape& shape) const {
    SmallLaunch launch(shape, 4);
    launch.set_rule(rule_);
    launch.set_process(process_);
    return launch;
  }

  testing::TierTable usd_{{0, 3e5, 8e5, 3e6, 1.2e7}, {0.004, 0.005, 0.0065, 0.01, 0.02}};
  testing::TierTable coin_{{0, 3, 8, 30, 120}, {0.004, 0.005, 0.0065, 0.01, 0.02}};
  std::vector<double> max_leverage_{100, 80, 50, 25, 10};
  MarginRuleView rule_{};
  ProcessView process_{};
};

TEST_P(RuleParity, TeamsAndPathsGiveTheSame) {
  const SmallLaunch launch = small(SmallShape{});
  const KernelOutputs cpu = run_all(launch, OnTeam<testing::OnCpuTeam>());
  expect_same(cpu, run_all(launch, OnTeam<testing::OnReversedTeam>()));
  expect_same(cpu, run_all(launch, OnPath(scalar::cpu_kernels())));
  expect_same(cpu, run_all(launch, OnPath(v3::cpu_kernels(), 3)));
  if (why_not(CpuPath::kV4).empty()) expect_same(cpu, run_all(launch, OnPath(v4::cpu_kernels())));
  const SmallLaunch few = small(SmallShape{1, 5, 40, {33, 65}});
  expect_same(run_all(few, OnTeam<testing::OnCpuTeam>()), run_all(few, OnTeam<testing::OnThreads>()));
}

INSTANTIATE_TEST_SUITE_P(
    Forms, RuleParity,
    ::testing::Combine(::testing::Values(RuleForm::kLinearTiersAtMark, RuleForm::kLinearWhole, RuleForm::kLinearAtTier,
                                         RuleForm::kLinearSizeRate, RuleForm::kLinearFixed,
                                         RuleForm::kInverseTiersAtMark, RuleForm::kInverseWhole,
                                         RuleForm::kInverseAtTier, RuleForm::kInverseSizeRate, RuleForm::kInverseFixed),
                       ::testing::Values(StepKind::kWhole, StepKind::kTierSteps, StepKind::kShareSteps)));

TEST(Parity, ControlAnotherSeedDiffers) {
  EXPECT_FALSE(reference() == run_all(SmallLaunch(SmallShape{}, 9), OnTeam<testing::OnCpuTeam>()));
}

}  // namespace
}  // namespace tinderbox
