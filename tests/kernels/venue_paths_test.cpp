// Paths and what-if of several venues: what must not depend on how a market is divided, and what must.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/kernels/small_paths.hpp"

namespace tinderbox {
namespace {

using testing::all_paths_shapes;
using testing::CaseSource;
using testing::NamedShape;
using testing::OnCpuTeam;
using testing::PathOutputs;
using testing::PathsOnTeam;
using testing::PathsShape;
using testing::run_paths;
using testing::run_what_if;
using testing::SampleBook;
using testing::SmallPaths;
using testing::SmallProcess;
using testing::SmallVenue;
using testing::VenueBody;
using testing::WhatIfOutputs;

PathOutputs on_cpu(const SmallPaths& small) {
  return run_paths(small, PathsOnTeam<OnCpuTeam>());
}
WhatIfOutputs what_if_on_cpu(const SmallPaths& small) {
  return run_what_if(small, PathsOnTeam<OnCpuTeam>());
}

TEST(VenuePaths, OneVenueIsTheSameByTheBodyForSeveral) {
  for (const NamedShape& named : all_paths_shapes()) {
    if (named.shape.venues != 1) continue;
    const SmallPaths small(named.shape);
    EXPECT_EQ(run_paths(small, PathsOnTeam<OnCpuTeam, VenueBody::kForAny>()), on_cpu(small)) << named.name;
  }
}

// --- a market divided ---------------------------------------------------------------------------------------------

// A venue whose money `parts` venues share without rest: whole units a tick, a deep fund, nothing closes.
SmallVenue divisible_venue(const SmallPaths& small, int parts) {
  CaseSource cases(77);
  SmallVenue venue = small.venues()[0];
  const LaddersView ladders = small.launch(0, 1).ladders;
  const auto row = static_cast<std::size_t>(ladders.stride);
  const std::int64_t unit = 8 / parts;
  for (std::size_t i = 0; i + row <= venue.cumulative.size(); i += row) {
    const std::size_t side = i / row % 2;
    for (std::size_t j = 1; j < row; ++j) {
      const std::int32_t* edge = ladders.edge + side * row + j;
      venue.cumulative[i + j] = venue.cumulative[i + j - 1] + (edge[0] - edge[-1]) * cases.below(60) * unit;
    }
  }
  venue.book = SampleBook(8192);
  for (int bin = 0; bin < 400; ++bin) venue.book.add(static_cast<double>(8192 * cases.below(100) * unit));
  venue.rules.surplus_share = 0;
  venue.fund = 1'000'000'000'000'000 / parts;
  std::fill(venue.open_share.begin(), venue.open_share.end(), 1.0);
  venue.index_weight = kWhole / parts;
  return venue;
}

SmallPaths divided(PathsShape shape, int parts, std::int32_t pass_through) {
  shape.pass_through = pass_through;
  return {shape, std::vector<SmallVenue>(static_cast<std::size_t>(parts), divisible_venue(SmallPaths(shape), parts))};
}

// Rows of n over venues: the sum over venues.
std::vector<std::int64_t> over_venues(const std::vector<std::int64_t>& values, int venues) {
  const std::size_t n = values.size() / static_cast<std::size_t>(venues);
  std::vector<std::int64_t> sum(n, 0);
  for (std::size_t i = 0; i < values.size(); ++i) sum[i % n] += values[i];
  return sum;
}

// What of a sale lies below bankruptcy is rounded to whole units at each venue; all else has no rest.
void expect_same_accounts(const std::vector<std::int64_t>& parts, const std::vector<std::int64_t>& whole) {
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i % 6 == 4) {
      ASSERT_NEAR(static_cast<double>(parts[i]), static_cast<double>(whole[i]), 1e-5 * static_cast<double>(whole[i]));
    } else {
      ASSERT_EQ(parts[i], whole[i]) << i;
    }
  }
}

// Those of one venue without what rounds to whole units: a vault, positions of their own, a depth that is no power
// of 2.
std::vector<NamedShape> divisible_shapes() {
  std::vector<NamedShape> shapes;
  for (const NamedShape& named : all_paths_shapes())
    if (named.shape.venues == 1 && named.shape.backstop_buffer_share == 1 && named.shape.most_positions == 0 &&
        named.shape.depth.active == 0)
      shapes.push_back(named);
  return shapes;
}

class DividedMarket : public ::testing::TestWithParam<NamedShape> {};

TEST_P(DividedMarket, KIdenticalVenuesAreOneAtAnyPassThrough) {
  const PathOutputs whole = on_cpu(divided(GetParam().shape, 1, 0));
  for (const int parts : {2, 4})
    for (const std::int32_t pass_through : {0, kWhole / 2, kWhole}) {
      const PathOutputs out = on_cpu(divided(GetParam().shape, parts, pass_through));
      EXPECT_EQ(out.records, whole.records);  // the index, and what is liquidated over all venues
      EXPECT_EQ(out.visits, whole.visits);
      EXPECT_EQ(out.touches, whole.touches);
      EXPECT_EQ(out.histogram, whole.histogram);
      expect_same_accounts(over_venues(out.account, parts), whole.account);
      EXPECT_EQ(over_venues(out.adl, parts), whole.adl);
      EXPECT_EQ(over_venues(out.partial, parts), whole.partial);
      for (std::size_t i = 0; i < out.crossed.size(); ++i)
        ASSERT_EQ(out.crossed[i], whole.crossed[i % whole.crossed.size()]);
    }
}

INSTANTIATE_TEST_SUITE_P(All, DividedMarket, ::testing::ValuesIn(divisible_shapes()),
                         [](const auto& info) { return std::string(info.param.name); });

// A depth that changes on the way rounds what the parts sell: the same to a few ticks and units.
TEST(VenuePaths, IdenticalVenuesOfChangingDepthAreOneToAFewTicks) {
  int shapes = 0;
  for (const NamedShape& named : all_paths_shapes()) {
    if (named.shape.venues != 1 || named.shape.depth.active == 0) continue;
    ++shapes;
    const PathOutputs whole = on_cpu(divided(named.shape, 1, 0));
    const PathOutputs parts = on_cpu(divided(named.shape, 2, kWhole / 2));
    ASSERT_EQ(parts.records.size(), whole.records.size());
    for (std::size_t path = 0; path < whole.records.size(); ++path)
      for (std::size_t i = 0; i < whole.records[path].size(); ++i) {
        const auto expected = static_cast<double>(whole.records[path][i]);
        EXPECT_NEAR(static_cast<double>(parts.records[path][i]), expected, i < 6 ? 4 : 10) << path << ", " << i;
      }
  }
  EXPECT_GT(shapes, 0);
}

// The negative control: two whole venues are not two halves.
TEST(VenuePaths, TwiceTheLadderOnTheSameBookFallsDeeper) {
  SmallPaths one = divided({}, 1, 0);
  SmallVenue heavy = one.venues()[0];
  for (std::int64_t& money : heavy.cumulative) money *= 2;
  const PathOutputs light_out = on_cpu(one);
  const PathOutputs heavy_out = on_cpu(SmallPaths({}, {heavy}));
  int deeper = 0;
  for (std::size_t i = 0; i < light_out.records.size(); ++i)
    deeper += heavy_out.records[i][1] < light_out.records[i][1] ? 1 : 0;
  EXPECT_GT(deeper, 100);
}

TEST(VenuePaths, WhatIfOfIdenticalVenuesIsThatOfOne) {
  const WhatIfOutputs whole = what_if_on_cpu(divided({}, 1, 0));
  for (const int parts : {2, 8})
    for (const std::int32_t pass_through : {0, kWhole / 2, kWhole}) {
      const WhatIfOutputs out = what_if_on_cpu(divided({}, parts, pass_through));
      EXPECT_EQ(out.stop, whole.stop);
      EXPECT_EQ(over_venues(out.liquidated, parts), whole.liquidated);
      EXPECT_EQ(over_venues(out.adl, parts), whole.adl);
    }
}

// --- labels and ties ----------------------------------------------------------------------------------------------

PathsShape three_venues() {
  PathsShape shape;
  shape.venues = 3;
  shape.pass_through = kWhole / 3;
  shape.fund = 1'000'000;
  return shape;
}

// Blocks of the venues' outputs, turned so that venue v of the result is venue v + 1 of `values`.
template <class T>
std::vector<T> turned(std::vector<T> values, std::size_t venues) {
  std::rotate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / venues), values.end());
  return values;
}

TEST(VenuePaths, LabelsDoNotMatter) {
  for (const SmallProcess process : {SmallProcess::kDiffusion, SmallProcess::kWholeBars}) {
    PathsShape shape = three_venues();
    shape.process = process;
    const SmallPaths small(shape);
    const SmallPaths other(shape, turned(small.venues(), 3));
    const PathOutputs a = on_cpu(small);
    const PathOutputs b = on_cpu(other);
    EXPECT_EQ(b.records, a.records);
    EXPECT_EQ(b.visits, a.visits);
    EXPECT_EQ(b.touches, a.touches);
    EXPECT_EQ(b.histogram, a.histogram);
    EXPECT_EQ(b.exhausted_at, turned(a.exhausted_at, 3));
    EXPECT_EQ(b.crossed, turned(a.crossed, 3));
    EXPECT_EQ(b.partial, turned(a.partial, 3));
    EXPECT_EQ(b.adl, turned(a.adl, 3));
    EXPECT_EQ(b.account, turned(a.account, 3));
    EXPECT_EQ(b.paid, turned(a.paid, 3));
    EXPECT_NE(b.account, a.account);
    const WhatIfOutputs c = what_if_on_cpu(small);
    const WhatIfOutputs d = what_if_on_cpu(other);
    EXPECT_EQ(d.stop, c.stop);
    EXPECT_EQ(d.liquidated, turned(c.liquidated, 3));
    EXPECT_EQ(d.fund_part, turned(c.fund_part, 3));
    EXPECT_EQ(d.adl, turned(c.adl, 3));
  }
}

TEST(VenuePaths, PassThroughMatters) {
  PathsShape shape = three_venues();
  const PathOutputs third = on_cpu(SmallPaths(shape));
  for (const std::int32_t other : {0, kWhole}) {
    shape.pass_through = other;
    EXPECT_NE(on_cpu(SmallPaths(shape)).records, third.records);
  }
}

// The twin is the same in every market.
TEST(VenuePaths, VenuesDoNotTouchTheTwin) {
  const PathOutputs one = on_cpu(SmallPaths(PathsShape{}));
  const PathOutputs three = on_cpu(SmallPaths(three_venues()));
  for (std::size_t path = 0; path < one.records.size(); ++path)
    for (std::size_t i = 3; i < 6; ++i) ASSERT_EQ(one.records[path][i], three.records[path][i]);
}

class VenueWhatIf : public ::testing::Test {
 protected:
  explicit VenueWhatIf(std::int32_t pass_through = 0)
      : small_(shape_with(pass_through)), out_(what_if_on_cpu(small_)) {}

  static PathsShape shape_with(std::int32_t pass_through) {
    PathsShape shape = three_venues();
    shape.pass_through = pass_through;
    shape.fund = 30'000;
    return shape;
  }

  // Calls f(replicate, k, index of the stop) for every level.
  template <class F>
  void for_all(const F& f) const {
    for (std::int32_t r = 0; r < launch_.replicates; ++r)
      for (std::int32_t k = 0; k < launch_.levels; ++k)
        f(r, k, static_cast<std::size_t>(r) * static_cast<std::size_t>(launch_.levels) + static_cast<std::size_t>(k));
  }
  [[nodiscard]] std::size_t of_venue(int v, std::size_t i) const {
    return static_cast<std::size_t>(v) * out_.stop.size() + i;
  }
  [[nodiscard]] LadderView ladder(int v, std::int32_t r, int side) const {
    return ladder_of(launch_.ladders, std::int64_t{v} * launch_.replicates + r, side);
  }

  SmallPaths small_;
  WhatIfLaunch launch_ = small_.what_if_launch();
  WhatIfOutputs out_;
};

TEST_F(VenueWhatIf, ApartEveryVenueCascadesAlone) {
  for_all([&](std::int32_t r, std::int32_t k, std::size_t i) {
    const std::int32_t at = launch_.at[k];
    const int side = at > 0 ? 1 : 0;
    double index = 0;
    for (int v = 0; v < 3; ++v) {
      CascadeState s{};
      s.fund = launch_.venue[v].fund;
      CascadeAbsorbed absorbed{};
      std::int32_t farthest = -kTickLimit;
      run_rounds(s, absorbed, launch_.venue[v].rules, ladder(v, r, side), launch_.venue[v].book, side, 1.0, at, 1 << 20,
                 farthest);
      index += static_cast<double>(launch_.venue[v].index_weight) / kWhole * displacement(s);
      ASSERT_EQ(out_.liquidated[of_venue(v, i)], s.liquidated[side]);
      ASSERT_EQ(out_.fund_part[of_venue(v, i)], absorbed.fund[side]);
      ASSERT_EQ(out_.adl[of_venue(v, i)], absorbed.adl[side]);
    }
    ASSERT_NEAR(out_.stop[i], at - index, 0.51);
  });
}

class TiedWhatIf : public VenueWhatIf {
 protected:
  TiedWhatIf() : VenueWhatIf(kWhole) {}
};

// One price: every venue's ladder is fired up to where the index stops.
TEST_F(TiedWhatIf, EveryLadderIsFiredUpToTheStop) {
  int beyond = 0;
  for_all([&](std::int32_t r, std::int32_t k, std::size_t i) {
    const int side = launch_.at[k] > 0 ? 1 : 0;
    const std::int32_t distance = std::abs(out_.stop[i]);
    beyond += distance > std::abs(launch_.at[k]) ? 1 : 0;
    for (int v = 0; v < 3; ++v) {
      const LadderView l = ladder(v, r, side);
      ASSERT_EQ(out_.liquidated[of_venue(v, i)], triggered_within(l, level_from(l, 0, distance), distance));
      ASSERT_GE(out_.liquidated[of_venue(v, i)], out_.fund_part[of_venue(v, i)] + out_.adl[of_venue(v, i)]);
    }
  });
  EXPECT_GT(beyond, 100);
}

}  // namespace
}  // namespace tinderbox
