// The same path and what-if launches on every team, code path, batch and number of threads: the same bytes.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>

#include "kernels/cpu_path.hpp"
#include "kernels/executor.hpp"
#include "tests/kernels/small_paths.hpp"

namespace tinderbox {
namespace {

using testing::all_paths_shapes;
using testing::NamedShape;
using testing::OnCpuTeam;
using testing::OnReversedTeam;
using testing::OnThreads;
using testing::PathOutputs;
using testing::PathsOnTeam;
using testing::PathsShape;
using testing::run_paths;
using testing::run_what_if;
using testing::SmallPaths;
using testing::SmallProcess;

void expect_same(const PathOutputs& a, const PathOutputs& b) {
  EXPECT_EQ(a.records, b.records);
  EXPECT_EQ(a.exhausted_at, b.exhausted_at);
  EXPECT_EQ(a.adl_taken, b.adl_taken);
  EXPECT_EQ(a.adl_distance, b.adl_distance);
  EXPECT_EQ(a.visits, b.visits);
  EXPECT_EQ(a.touches, b.touches);
  EXPECT_EQ(a.crossed, b.crossed);
  EXPECT_EQ(a.partial, b.partial);
  EXPECT_EQ(a.histogram, b.histogram);
  EXPECT_EQ(a.adl, b.adl);
  EXPECT_EQ(a.account, b.account);
  EXPECT_EQ(a.paid, b.paid);
  EXPECT_EQ(a.traces, b.traces);
}

class PathsParity : public ::testing::TestWithParam<NamedShape> {
 protected:
  PathsParity() : small_(GetParam().shape), reference_(run_paths(small_, PathsOnTeam<OnCpuTeam>())) {}

  void expect_same_on(CpuPath path, int threads = 1) const {
    if (const std::string reason = why_not(path); !reason.empty()) GTEST_SKIP() << reason;
    expect_same(reference_, run_paths(small_, *make_cpu_executor(path, threads)));
  }

  SmallPaths small_;
  PathOutputs reference_;
};

TEST_P(PathsParity, ReversedLanesAndBlocks) {
  expect_same(reference_, run_paths(small_, PathsOnTeam<OnReversedTeam>()));
}
TEST_P(PathsParity, ScalarPath) {
  expect_same_on(CpuPath::kScalar);
}
TEST_P(PathsParity, V3Path) {
  expect_same_on(CpuPath::kV3);
}
TEST_P(PathsParity, V4Path) {
  expect_same_on(CpuPath::kV4);
}
// Under ThreadSanitizer this is where a race between blocks shows.
TEST_P(PathsParity, AnyNumberOfThreads) {
  for (const int threads : {2, 5, 0}) expect_same_on(best_cpu_path(), threads);
}
TEST_P(PathsParity, AnyBatches) {
  for (const std::int64_t blocks : {1, 2, 3})
    expect_same(reference_, run_paths(small_, PathsOnTeam<OnCpuTeam>(), blocks));
}

INSTANTIATE_TEST_SUITE_P(All, PathsParity, ::testing::ValuesIn(all_paths_shapes()),
                         [](const auto& info) { return std::string(info.param.name); });

// Given paths are what their makers would have made: the whole kernel leaves the same bytes.
TEST(GivenPaths, AreThePathsThatWereGiven) {
  for (const std::int32_t venues : {1, 2}) {
    PathsShape made;
    made.venues = venues;
    PathsShape given = made;
    given.process = SmallProcess::kGiven;
    const PathOutputs expected = run_paths(SmallPaths(made), PathsOnTeam<OnCpuTeam>());
    expect_same(expected, run_paths(SmallPaths(given), PathsOnTeam<OnCpuTeam>()));
    expect_same(expected, run_paths(SmallPaths(given), *make_cpu_executor(best_cpu_path(), 2), 2));
    given.seed = 2;
    EXPECT_NE(expected.records, run_paths(SmallPaths(given), PathsOnTeam<OnCpuTeam>()).records);
  }
}

// Few steps: a barrier of 256 threads is slow. One block holds a single path.
class PathsThreadALane : public ::testing::TestWithParam<NamedShape> {};

TEST_P(PathsThreadALane, IsTheSame) {
  const SmallPaths small(GetParam().shape);
  expect_same(run_paths(small, PathsOnTeam<OnCpuTeam>()), run_paths(small, PathsOnTeam<OnThreads>()));
}

std::vector<NamedShape> shapes_for_threads() {
  std::vector<NamedShape> shapes;
  for (NamedShape named : all_paths_shapes()) {
    const bool chosen = named.shape.process != SmallProcess::kDiffusion || named.shape.start_ticks != 0 ||
                        named.shape.round_milliseconds > named.shape.step_milliseconds;
    if (!chosen) continue;
    named.shape.paths = kLanes + 1;
    named.shape.steps = 7;
    named.shape.output_steps = 2;
    named.shape.slot_steps = 2;
    named.shape.slots = 2;
    shapes.push_back(named);
  }
  return shapes;
}

INSTANTIATE_TEST_SUITE_P(Some, PathsThreadALane, ::testing::ValuesIn(shapes_for_threads()),
                         [](const auto& info) { return std::string(info.param.name); });

class WhatIfParity : public ::testing::TestWithParam<std::tuple<int, int>> {};

TEST_P(WhatIfParity, EveryTeamAndPath) {
  PathsShape shape;
  shape.venues = std::get<0>(GetParam());
  shape.most_positions = std::get<1>(GetParam());
  shape.pass_through = kWhole / 3;
  const SmallPaths small(shape);
  const auto reference = run_what_if(small, PathsOnTeam<OnCpuTeam>());
  EXPECT_EQ(reference, run_what_if(small, PathsOnTeam<OnReversedTeam>()));
  EXPECT_EQ(reference, run_what_if(small, PathsOnTeam<OnThreads>()));
  for (const CpuPath path : {CpuPath::kScalar, CpuPath::kV3, CpuPath::kV4}) {
    if (!why_not(path).empty()) continue;
    for (const int threads : {1, 3}) EXPECT_EQ(reference, run_what_if(small, *make_cpu_executor(path, threads)));
  }
}

INSTANTIATE_TEST_SUITE_P(VenuesAndPositions, WhatIfParity,
                         ::testing::Combine(::testing::Values(1, 2, 3, kMaxVenues), ::testing::Values(0, 150)));

}  // namespace
}  // namespace tinderbox
