// The law of a position at birth, drawn through the real functions.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <set>
#include <vector>

#include "sim/position.hpp"
#include "tests/sim/sample_market.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::SampleMarket;
using testing::UnitHistogram;

constexpr std::int64_t kDraws = 400'000;
constexpr std::int32_t kLongs = 0;
constexpr std::int32_t kShorts = 1;

// One stratum, one replicate: leverage 5 to 50, sizes 1e3 to 1e6.
SampleMarket one_stratum(double entry_mode) {
  testing::CaseSource cases(1);
  SampleMarket market(testing::random_walk(cases, 4, {1e6, 5000, 0, 0, 1}),
                      {{1e3, std::log(1e3), 5.0, std::log(10.0), 0, 0}}, {{0.23, 0.0, {6.0, 0.5}}});
  for (EntryBar& entry : market.entries) entry.mode = entry_mode;
  return market;
}

// Statistic less its limit, of a transform that is uniform under the law; above 0 the law is rejected.
double rejection(const SampleMarket& market, std::int32_t group,
                 const std::function<double(const Position&)>& uniform) {
  const SamplingView view = market.view();
  UnitHistogram histogram(100);
  for (std::int64_t i = 0; i < kDraws; ++i) histogram.add(uniform(draw_birth(view, group, 1, i, 0)));
  return histogram.statistic() - histogram.limit();
}

double log_leverage(const Position& p) {
  return std::log(p.leverage / 5) / std::log(10.0);
}

TEST(DrawBirth, LeverageIsLogUniformInItsBand) {
  const SampleMarket market = one_stratum(-1);
  EXPECT_LT(rejection(market, kLongs, log_leverage), 0);
  EXPECT_LT(rejection(market, kShorts, log_leverage), 0);
}

TEST(DrawBirth, ControlLeverageIsNotUniform) {
  EXPECT_GT(rejection(one_stratum(-1), kLongs, [](const Position& p) { return (p.leverage - 5) / 45; }), 0);
}

TEST(DrawBirth, AFixedLeverageIsExact) {
  SampleMarket market = one_stratum(-1);
  market.strata[0].leverage_log_ratio = 0;
  for (std::int64_t i = 0; i < 1000; ++i) EXPECT_EQ(draw_birth(market.view(), kLongs, 1, i, 0).leverage, 5.0);
}

double size_share(const Position& p, double exponent) {
  return (std::pow(p.notional_usd / 1e3, exponent) - 1) / (std::pow(1e3, exponent) - 1);
}

TEST(DrawBirth, SizeFollowsTheReplicatesLaw) {
  EXPECT_LT(rejection(one_stratum(-1), kLongs, [](const Position& p) { return size_share(p, 0.23); }), 0);
}

TEST(DrawBirth, ControlSizeDoesNotFollowAnothersLaw) {
  EXPECT_GT(rejection(one_stratum(-1), kLongs, [](const Position& p) { return size_share(p, 0.26); }), 0);
}

std::function<double(const Position&)> entry_law(const SampleMarket& market, double mode) {
  const EntryBar bar = market.entries[1];
  return [bar, mode](const Position& p) {
    const double x = (p.entry_ticks - bar.low_ticks) / bar.width_ticks;
    if (mode < 0) return x;
    return x < mode ? x * x / mode : 1 - (1 - x) * (1 - x) / (1 - mode);
  };
}

TEST(DrawBirth, EntryIsUniformOrTriangularInTheBar) {
  for (const double mode : {-1.0, 0.0, 0.3, 0.5, 0.9, 1.0}) {
    const SampleMarket market = one_stratum(mode);
    EXPECT_LT(rejection(market, kLongs, entry_law(market, mode)), 0) << mode;
  }
}

TEST(DrawBirth, ControlEntryFollowsNoOtherMode) {
  const SampleMarket market = one_stratum(0.3);
  EXPECT_GT(rejection(market, kLongs, entry_law(market, 0.32)), 0);
  EXPECT_GT(rejection(market, kLongs, entry_law(market, -1)), 0);
}

TEST(DrawBirth, EntryStaysInTheBarAndAPointBarIsItsPoint) {
  SampleMarket market = one_stratum(0.7);
  const EntryBar bar = market.entries[1];
  for (std::int64_t i = 0; i < 10'000; ++i) {
    const double entry = draw_birth(market.view(), kLongs, 1, i, 0).entry_ticks;
    EXPECT_GE(entry, bar.low_ticks);
    EXPECT_LE(entry, bar.low_ticks + bar.width_ticks);
  }
  market.entries[1].width_ticks = 0;
  for (std::int64_t i = 0; i < 100; ++i)
    EXPECT_EQ(draw_birth(market.view(), kLongs, 1, i, 0).entry_ticks, bar.low_ticks);
}

TEST(DrawBirth, BothLivesAreUnitExponentials) {
  const SampleMarket market = one_stratum(-1);
  EXPECT_LT(rejection(market, kLongs, [](const Position& p) { return -std::expm1(-p.close_at); }), 0);
  EXPECT_LT(rejection(market, kLongs, [](const Position& p) { return -std::expm1(-p.withdraw_at); }), 0);
}

TEST(DrawBirth, ControlLivesOfAnotherMean) {
  EXPECT_GT(rejection(one_stratum(-1), kLongs, [](const Position& p) { return -std::expm1(-1.02 * p.close_at); }), 0);
}

TEST(DrawBirth, NoTwoAttributesAreCorrelated) {
  const SampleMarket market = one_stratum(-1);
  const SamplingView view = market.view();
  const auto entry = entry_law(market, -1);
  std::array<std::array<double, 5>, 5> sum{};
  for (std::int64_t i = 0; i < kDraws; ++i) {
    const Position p = draw_birth(view, kLongs, 1, i, 0);
    const std::array<double, 5> u{log_leverage(p) - 0.5, size_share(p, 0.23) - 0.5, entry(p) - 0.5,
                                  -std::expm1(-p.close_at) - 0.5, -std::expm1(-p.withdraw_at) - 0.5};
    for (std::size_t a = 0; a < 5; ++a)
      for (std::size_t b = 0; b < a; ++b) sum[a][b] += u[a] * u[b];
  }
  // variance 1/144 of each product
  const double sd = std::sqrt(static_cast<double>(kDraws)) / 12;
  for (std::size_t a = 0; a < 5; ++a)
    for (std::size_t b = 0; b < a; ++b) EXPECT_LT(std::fabs(sum[a][b]), 4.5 * sd) << a << " with " << b;
}

TEST(DrawBirth, StrataComeFromTheBarsMix) {
  const SampleMarket market = testing::small_sample_market(2, 8, 1);
  const SamplingView view = market.view();
  ASSERT_EQ(market.entries[2].mix, 0);
  ASSERT_EQ(market.entries[3].mix, 1);
  std::vector<std::int64_t> quick(2, 0);
  for (std::int64_t i = 0; i < 100'000; ++i) {
    ++quick[draw_birth(view, kLongs, 2, i, 0).close_rate == 6.0 ? 0 : 1];
    EXPECT_EQ(draw_birth(view, kLongs, 3, i, 0).close_rate, 6.0);  // stratum 0 alone
  }
  EXPECT_LT(testing::chi_square(quick, {0.5, 0.5}), testing::chi_square_limit(1));
}

// The level is the margin formula applied to what the draw says of itself.
TEST(DrawBirth, LevelFollowsFromSizeLeverageAndMode) {
  const SampleMarket market = testing::small_sample_market(3, 8, 4);
  const SamplingView view = market.view();
  for (std::int32_t group = 0; group < view.groups; ++group)
    for (std::int64_t i = 0; i < 3000; ++i) {
      const Position p = draw_birth(view, group, 2, i, 12.5);
      const double side = group % 2 == 0 ? 1 : -1;
      const double coin = view.replicate[group / 2].coin_collateral_share;
      bool known = false;
      for (const double share : {0.0, coin}) {
        const LiquidationRatio r =
            liquidation_ratio(side, 1 / p.leverage, share, p.notional_usd, view.rule.loads, view.rule.tier_count);
        if (r.ratio * p.entry_ticks != p.level.base) continue;
        known = true;
        EXPECT_EQ(p.level.slope, side * r.sensitivity);
        EXPECT_EQ(p.never, r.ratio <= 0 ? 1 : 0);
      }
      EXPECT_TRUE(known);
      EXPECT_GT(p.level.slope, 0);
      EXPECT_EQ(p.level.paid_at_birth, 12.5);
      EXPECT_EQ(p.level.side == Side::kLong, side > 0);
      EXPECT_EQ(p.birth_bar, 2);
    }
}

using Fingerprint = std::array<double, 6>;

Fingerprint fingerprint(const Position& p) {
  return {p.level.base, p.entry_ticks, p.notional_usd, p.leverage, p.close_at, p.withdraw_at};
}

TEST(DrawBirth, IsTheSameInAnyOrderAndDifferentForEveryId) {
  const SampleMarket market = testing::small_sample_market(4, 8, 2);
  const SamplingView view = market.view();
  struct Id {
    std::int32_t group;
    std::int32_t bar;
    std::int64_t index;
  };
  std::vector<Id> ids;
  for (std::int32_t group = 0; group < 4; ++group)
    for (std::int32_t bar = 0; bar < 8; ++bar)
      for (const std::int64_t index : {0, 1, 2, 255, 256, (1 << kSamplesPerBarBits) - 1})
        ids.push_back({group, bar, index});
  std::vector<Fingerprint> forward;
  for (const Id& id : ids) forward.push_back(fingerprint(draw_birth(view, id.group, id.bar, id.index, 0)));
  testing::CaseSource cases(5);
  for (int i = 0; i < 5000; ++i) {
    const auto k = static_cast<std::size_t>(cases.below(static_cast<std::int64_t>(ids.size())));
    EXPECT_EQ(fingerprint(draw_birth(view, ids[k].group, ids[k].bar, ids[k].index, 0)), forward[k]);
  }
  std::set<double> lives;
  for (const Fingerprint& f : forward) lives.insert(f[4]);
  EXPECT_EQ(lives.size(), ids.size());
}

// A longer window moves nothing: bars are counted in absolute time.
TEST(DrawBirth, DependsOnAbsoluteTimeAlone) {
  const SampleMarket market = testing::small_sample_market(6, 8, 1);
  SamplingView later = market.view();
  later.first_absolute_bar += 2;
  later.entry += 2;
  later.configured_bars += 100;
  for (std::int64_t i = 0; i < 100; ++i)
    EXPECT_EQ(fingerprint(draw_birth(market.view(), kLongs, 5, i, 0)), fingerprint(draw_birth(later, kLongs, 3, i, 0)));
}

TEST(EntryFraction, Edges) {
  EXPECT_EQ(entry_fraction(0.25, -1), 0.25);
  EXPECT_EQ(entry_fraction(0.25, 1), 0.5);
  EXPECT_EQ(entry_fraction(0.75, 0), 0.5);
  EXPECT_EQ(entry_fraction(0.5, 0.5), 0.5);
}

}  // namespace
}  // namespace tinderbox
