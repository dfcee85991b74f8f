// The paths kernel against plain loops, one path after the other, and what its outputs must add up to.
#include "tests/kernels/paths_reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

namespace tinderbox {
namespace {

using testing::all_paths_shapes;
using testing::NamedShape;
using testing::OnCpuTeam;
using testing::PathCounts;
using testing::PathOutputs;
using testing::PathsOnTeam;
using testing::PathsShape;
using testing::run_paths;
using testing::SmallPaths;

PathOutputs on_cpu(const PathsShape& shape) {
  return run_paths(SmallPaths(shape), PathsOnTeam<OnCpuTeam>());
}

class PathsReference : public ::testing::TestWithParam<NamedShape> {
 protected:
  PathsReference()
      : small_(GetParam().shape), out_(run_paths(small_, PathsOnTeam<OnCpuTeam>())), plain_(plain_paths(small_)) {}

  SmallPaths small_;
  PathOutputs out_;
  PathCounts plain_;
};

TEST_P(PathsReference, EveryOutputIsThatOfPlainLoops) {
  const PathCounts counts = read_out(small_, out_);
  ASSERT_EQ(counts.records.size(), static_cast<std::size_t>(small_.shape().paths));
  for (std::size_t path = 0; path < counts.records.size(); ++path)
    ASSERT_EQ(counts.records[path], plain_.records[path]) << "path " << path;
  EXPECT_EQ(counts.exhausted_at, plain_.exhausted_at);
  EXPECT_EQ(counts.adl_taken, plain_.adl_taken);
  EXPECT_EQ(counts.adl_distance, plain_.adl_distance);
  EXPECT_EQ(counts.traces, plain_.traces);
  EXPECT_EQ(counts.visits, plain_.visits);
  EXPECT_EQ(counts.touches, plain_.touches);
  EXPECT_EQ(counts.by_level, plain_.by_level);
  EXPECT_EQ(counts.histogram, plain_.histogram);
  EXPECT_EQ(counts.adl, plain_.adl);
  EXPECT_EQ(counts.account, plain_.account);
  EXPECT_EQ(counts.paid, plain_.paid);
}

TEST_P(PathsReference, WhatWasOpenSurvivedClosedOrWasLiquidated) {
  for (std::size_t row = 0; row < out_.account.size(); row += 6) {
    const std::int64_t* a = out_.account.data() + row;
    EXPECT_EQ(a[0], a[1] + a[2] + a[3]);
    EXPECT_GE(a[2], 0);
    EXPECT_GE(a[3], a[4] + a[5]);
    EXPECT_GE(std::min(a[4], a[5]), 0);
  }
  const std::int64_t adl = std::accumulate(out_.adl.begin(), out_.adl.end(), std::int64_t{0});
  std::int64_t booked = 0;
  for (std::size_t row = 0; row < out_.account.size(); row += 6) booked += out_.account[row + 5];
  EXPECT_EQ(adl, booked);
}

TEST_P(PathsReference, RecordsDoNotNeedTheTensors) {
  PathsShape shape = GetParam().shape;
  shape.with_tensors = 0;
  const SmallPaths small(shape);
  const PathOutputs records_only = run_paths(small, PathsOnTeam<OnCpuTeam>());
  EXPECT_EQ(records_only.records, out_.records);
  PathOutputs nothing = small.zeros();
  nothing.records = out_.records;
  nothing.exhausted_at = out_.exhausted_at;
  nothing.adl_taken = out_.adl_taken;
  nothing.adl_distance = out_.adl_distance;
  nothing.traces = out_.traces;
  EXPECT_EQ(records_only, nothing);
}

TEST_P(PathsReference, AnotherSeedDiffers) {
  PathsShape shape = GetParam().shape;
  shape.seed = 2;
  EXPECT_NE(on_cpu(shape).records, out_.records);
}

INSTANTIATE_TEST_SUITE_P(All, PathsReference, ::testing::ValuesIn(all_paths_shapes()),
                         [](const auto& info) { return std::string(info.param.name); });

bool any_flag(const PathOutputs& out, std::int64_t flag) {
  return std::any_of(out.records.begin(), out.records.end(), [&](const auto& row) { return (row.back() & flag) != 0; });
}

// The shapes do what they are there for: every flag is raised somewhere and missing elsewhere, the fund is exhausted in
// some paths, and both ends of the axis are left.
TEST(PathsShapes, ReachEveryBranch) {
  std::int64_t flags = 0;
  std::int64_t missing = 0;
  std::int64_t below = 0;
  std::int64_t above = 0;
  int exhausted = 0;
  std::int64_t whole_levels = 0;
  for (const NamedShape& named : all_paths_shapes()) {
    const SmallPaths small(named.shape);
    const PathOutputs out = run_paths(small, PathsOnTeam<OnCpuTeam>());
    for (const auto& row : out.records) {
      flags |= row.back();
      missing |= ~row.back();
    }
    for (const auto& venue : out.exhausted_at)
      for (const std::int32_t step : venue) exhausted += step < named.shape.output_steps ? 1 : 0;
    const auto cells = static_cast<std::size_t>(small.bins()) + 2;
    for (std::size_t i = 0; i < out.histogram.size(); i += cells) {
      below += out.histogram[i];
      above += out.histogram[i + cells - 1];
    }
    for (const std::int32_t level : out.crossed) whole_levels += std::max(level, 0);
  }
  const std::int64_t all = 3 * (kSqueezeLong + kLadderEnd + kDeleveraged);
  EXPECT_EQ(flags & all, all);
  EXPECT_EQ(missing & all, all);
  EXPECT_GT(exhausted, 100);
  EXPECT_GT(below, 100);
  EXPECT_GT(above, 100);
  EXPECT_GT(whole_levels, 100);
}

// With feedback off the mark is its twin, and nothing is absorbed.
TEST(PathsFeedback, OffTheMarkIsItsTwin) {
  PathsShape shape;
  shape.feedback = 0;
  const PathOutputs out = on_cpu(shape);
  for (const auto& row : out.records)
    for (std::size_t i = 0; i < 3; ++i) ASSERT_EQ(row[i], row[i + 3]);
  EXPECT_FALSE(any_flag(out, 3 * kDeleveraged));
  EXPECT_EQ(std::count(out.adl.begin(), out.adl.end(), 0), static_cast<std::ptrdiff_t>(out.adl.size()));
}

TEST(PathsFeedback, DoesNotTouchTheTwin) {
  PathsShape off;
  off.feedback = 0;
  const PathOutputs with = on_cpu(PathsShape{});
  const PathOutputs without = on_cpu(off);
  int moved = 0;
  for (std::size_t path = 0; path < with.records.size(); ++path) {
    for (std::size_t i = 3; i < 6; ++i) ASSERT_EQ(with.records[path][i], without.records[path][i]);
    moved += with.records[path][1] < with.records[path][4] ? 1 : 0;
  }
  EXPECT_GT(moved, 100);
}

}  // namespace
}  // namespace tinderbox
