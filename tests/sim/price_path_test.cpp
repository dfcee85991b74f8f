// The pyramid of extremes against a walk over every bar.
#include "sim/price_path.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/sim/price_pyramid.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;
using testing::PricePyramid;
using testing::WalkShape;

// The trigger itself, without rounding of the level to ticks: mark <= level for a long, >= for a short.
bool crosses(const PricePyramid& path, const DriftingLevel& level, std::int32_t bar) {
  const auto t = static_cast<std::size_t>(bar);
  const double exact = std::fma(level.slope, path.paid_min[t] - level.paid_at_birth, level.base);
  return level.side == Side::kLong ? path.low_ticks[t] <= exact : path.high_ticks[t] >= exact;
}

template <class Event>
std::int32_t by_walking(std::int32_t from, std::int32_t stop, const Event& event) {
  for (std::int32_t bar = from; bar < stop; ++bar)
    if (event(bar)) return bar;
  return stop;
}

struct Query {
  DriftingLevel level;
  std::int32_t from;
  std::int32_t stop;
};

// Levels from within a bar's range to far away; every third hits a tick exactly.
Query random_query(CaseSource& cases, const PricePyramid& path) {
  Query q{};
  q.from = cases.below32(path.bars + 1);
  q.stop = q.from + cases.below32(path.bars - q.from + 1);
  const Side side = cases.below(2) == 0 ? Side::kLong : Side::kShort;
  const auto t = static_cast<std::size_t>(cases.below(path.bars));
  const double mark = side == Side::kLong ? path.low_ticks[t] : path.high_ticks[t];
  const double near = cases.below(3) == 0 ? 0 : cases.between(-3000, 3000);
  const double birth = q.from > 0 ? path.paid_min[static_cast<std::size_t>(q.from) - 1] : 0.0;
  const double slope = cases.below(3) == 0 ? 0 : cases.between(0.9, 2.1);
  q.level = {mark + near - slope * (cases.below(2) == 0 ? path.paid_min[t] - birth : 0.0), slope, birth, side};
  return q;
}

const std::vector<WalkShape> kShapes{
    {1e6, 2000, 0, 0, 1}, {1e6, 2000, 30, 60, 8}, {1e6, 2000, 30, -60, 8}, {1e6, 500, 800, 0, 3}, {1e5, 0, 0, 0, 1},
};
const std::vector<std::int32_t> kSizes{1, 2, 3, 4, 5, 31, 32, 33, 63, 65, 1000};

template <class Check>
void for_random_queries(std::uint64_t seed, int queries, const Check& check) {
  CaseSource cases(seed);
  for (const WalkShape& shape : kShapes)
    for (const std::int32_t bars : kSizes) {
      const PricePyramid path = testing::random_walk(cases, bars, shape);
      for (int i = 0; i < queries; ++i) check(path, random_query(cases, path), cases);
    }
}

TEST(FirstCrossing, IsTheFirstOfAllBars) {
  int found = 0;
  int none = 0;
  for_random_queries(61, 500, [&](const PricePyramid& path, const Query& q, CaseSource&) {
    const std::int32_t bar = first_crossing(path.view(), q.level, q.from, q.stop);
    ASSERT_EQ(bar, by_walking(q.from, q.stop, [&](std::int32_t t) { return crosses(path, q.level, t); }))
        << path.bars << " bars, from " << q.from << " to " << q.stop;
    ++(bar < q.stop ? found : none);
  });
  EXPECT_GT(found, 5000);
  EXPECT_GT(none, 5000);
}

TEST(FirstDeparture, IsTheFirstOfAllBars) {
  int found = 0;
  int none = 0;
  for_random_queries(62, 500, [&](const PricePyramid& path, const Query& q, CaseSource& cases) {
    const std::int32_t here = level_ticks(q.level, q.level.paid_at_birth);
    const std::int32_t low = here - cases.below32(400);
    const std::int32_t high = here + 1 + cases.below32(400);
    const std::int32_t bar = first_departure(path.view(), q.level, low, high, q.from, q.stop);
    ASSERT_EQ(bar, by_walking(q.from, q.stop, [&](std::int32_t t) {
                const std::int32_t ticks = level_ticks(q.level, path.paid_min[static_cast<std::size_t>(t)]);
                return ticks < low || ticks >= high;
              }));
    ++(bar < q.stop ? found : none);
  });
  EXPECT_GT(found, 2000);
  EXPECT_GT(none, 2000);
}

TEST(FirstCrossing, EmptyRangesReturnTheirEnd) {
  CaseSource cases(63);
  const PricePyramid path = testing::random_walk(cases, 33, {});
  const DriftingLevel everywhere{1e9, 1, 0, Side::kLong};
  for (std::int32_t bar = 0; bar <= 33; ++bar) {
    EXPECT_EQ(first_crossing(path.view(), everywhere, bar, bar), bar);
    EXPECT_EQ(first_crossing(path.view(), everywhere, bar, 33), bar);
  }
}

// Of a level that the marks never reach, nodes visited: at most two a level of the pyramid. Without it: every bar.
std::int64_t visits(const PricePathView& view, std::int32_t from, std::int32_t target) {
  std::int64_t count = 0;
  const std::int32_t found = first_bar(view, from, view.bars, [&](std::int32_t node) {
    ++count;
    return view.low_ticks[node] <= target;
  });
  EXPECT_TRUE(found == view.bars || view.low_ticks[found] <= target);
  return count;
}

TEST(FirstBar, VisitsGrowWithTheLogarithmOfBars) {
  CaseSource cases(64);
  std::int64_t worst_small = 0;
  for (const std::int32_t bars : {1000, 32'000, 1'024'000}) {
    const PricePyramid path = testing::random_walk(cases, bars, {5e8, 2000, 0, 0, 1});
    const PricePathView view = path.view();
    std::int64_t worst = 0;
    for (int i = 0; i < 2000; ++i) {
      const std::int32_t from = cases.below32(bars);
      const auto near = static_cast<std::int32_t>(cases.below(bars));
      const std::int32_t target = i % 4 == 0 ? 0 : path.low_ticks[static_cast<std::size_t>(near)];
      worst = std::max(worst, visits(view, from, target));
    }
    const auto levels = static_cast<std::int64_t>(std::ceil(std::log2(bars)));
    EXPECT_LE(worst, 4 * (levels + 1)) << bars;
    if (bars == 1000) worst_small = worst;
    EXPECT_LE(worst, 3 * worst_small) << bars;
  }
}

TEST(FirstBar, ReachesEveryLevelOfALargePyramidExactly) {
  // One low bar in a flat path: the search must land on it from everywhere before, and never from behind.
  CaseSource cases(65);
  constexpr std::int32_t kBars = 100'003;
  for (int i = 0; i < 20; ++i) {
    const std::int32_t at = cases.below32(kBars);
    std::vector<std::int32_t> low(kBars, 1000);
    low[static_cast<std::size_t>(at)] = 10;
    const PricePyramid path(low, std::vector<std::int32_t>(kBars, 2000), std::vector<double>(kBars, 0.0));
    const DriftingLevel level{10, 1, 0, Side::kLong};
    EXPECT_EQ(first_crossing(path.view(), level, cases.below32(at + 1), kBars), at);
    EXPECT_EQ(first_crossing(path.view(), level, at + 1, kBars), kBars);
    EXPECT_EQ(first_crossing(path.view(), level, 0, at), at);
    EXPECT_EQ(first_crossing(path.view(), {9.999, 1, 0, Side::kLong}, 0, kBars), kBars);
  }
}

TEST(LevelTicks, RoundsAwayFromTheMarkSoThatIntegersDecideAsPricesDo) {
  EXPECT_EQ(level_ticks({100.0, 1, 0, Side::kLong}, 0), 100);
  EXPECT_EQ(level_ticks({100.9, 1, 0, Side::kLong}, 0), 100);
  EXPECT_EQ(level_ticks({100.0, 1, 0, Side::kShort}, 0), 100);
  EXPECT_EQ(level_ticks({100.1, 1, 0, Side::kShort}, 0), 101);
  EXPECT_EQ(level_ticks({-0.5, 1, 0, Side::kLong}, 0), -1);
  EXPECT_EQ(level_ticks({-0.5, 1, 0, Side::kShort}, 0), 0);
  EXPECT_EQ(level_ticks({100, 1.5, 2, Side::kLong}, 6), 106);
}

TEST(LevelTicks, StaysInsideTheLimit) {
  constexpr std::int32_t kLimit = 1 << 30;
  for (const double base : {1e10, 1e18, 1e300}) {
    EXPECT_EQ(level_ticks({base, 1, 0, Side::kShort}, 0), kLimit);
    EXPECT_EQ(level_ticks({-base, 1, 0, Side::kLong}, 0), -kLimit);
  }
}

TEST(FirstAtLeast, IsTheFirstOfAllValues) {
  CaseSource cases(66);
  for (const std::int32_t n : kSizes)
    for (int i = 0; i < 300; ++i) {
      std::vector<double> values;
      double value = 0;
      for (std::int32_t k = 0; k < n; ++k) {
        value += static_cast<double>(cases.below(3));  // steps of 0, 1, 2: runs of equal values
        values.push_back(value);
      }
      const std::int32_t from = cases.below32(n + 1);
      const std::int32_t stop = from + cases.below32(n - from + 1);
      const double target = cases.between(-1, value + 2);
      const double whole = i % 2 == 0 ? std::floor(target) : target;
      EXPECT_EQ(first_at_least(values.data(), whole, from, stop),
                by_walking(from, stop, [&](std::int32_t t) { return values[static_cast<std::size_t>(t)] >= whole; }));
    }
  const double infinite = 1.0 / 0.0;
  const std::vector<double> values{0, 1, 2};
  EXPECT_EQ(first_at_least(values.data(), infinite, 0, 3), 3);
}

}  // namespace
}  // namespace tinderbox
