// Tiers whose margin jumps, and hedged pairs, against walking from the entry until the balance is gone.
#include "sim/margin_whole.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/margin_hedge.hpp"
#include "tests/sim/margin_cases.hpp"

namespace tinderbox {
namespace {

using testing::by_walking;
using testing::CaseSource;
using testing::equity;
using testing::Jumps;
using testing::random_tiers;
using testing::Tiers;
using testing::value_at;
using testing::Wide;

bool has_price(const LiquidationPrice& p) {
  return p.outcome == LiquidationOutcome::kAtPrice;
}

template <class Position, class Draw, class Solve>
void compare_with_walking(std::uint64_t seed, double low_cap, double high_cap, const Draw& draw, const Solve& solve) {
  CaseSource cases(seed);
  int compared = 0;
  int at_bound = 0;
  for (int i = 0; i < 4000; ++i) {
    const Tiers tiers = random_tiers(cases, cases.log_between(low_cap, high_cap), Jumps::kAtBounds);
    const Position p = draw(cases);
    const auto headroom = [&](Wide price) { return equity(p, price) - tiers.maintenance(value_at(p, price)); };
    if (headroom(p.entry) <= 0) continue;
    const LiquidationPrice found = solve(p, tiers);
    const double walked = by_walking(p.side, p.entry, headroom);
    if (walked == 0) continue;
    ++compared;
    ASSERT_TRUE(has_price(found));
    ASSERT_NEAR(found.price / walked, 1, 1e-9);
    // a jump: clearly solvent just before the price
    const Wide before = headroom(static_cast<Wide>(found.price) * (1 + p.side * 1e-9L));
    if (before > 1e-6L * value_at(p, found.price)) ++at_bound;
  }
  EXPECT_GT(compared, 1500);
  EXPECT_GT(at_bound, 5);
}

// A step of a grid cannot see a short's or a long's tier that ends within it; so tiers are wider than a step.
TEST(WholePosition, LinearIsWhatWalkingFinds) {
  compare_with_walking<LinearPosition>(421, 1e3, 1e7, testing::random_linear, [](const auto& p, const Tiers& t) {
    return linear_whole_price(p, t.data(), t.count(), 0, p.entry);
  });
}

TEST(WholePosition, InverseIsWhatWalkingFinds) {
  compare_with_walking<InversePosition>(422, 0.01, 1e3, testing::random_inverse, [](const auto& p, const Tiers& t) {
    return inverse_whole_price(p, t.data(), t.count(), 0, p.entry);
  });
}

// 199.9 coins at 10,000 and 100x: by the first tier it lives to 9,950.50, but at 9,995 it is worth 200 coins and has to
// keep 1% instead of 0.5%.
TEST(WholePosition, InverseLongDiesAtTheBoundary) {
  const MarginTier tiers[] = {{0, 200, 0.005, 0}, {200, 350, 0.01, 0}};
  const InversePosition p{1, 1.999e6, 10000, 1.999};
  const LiquidationPrice found = inverse_whole_price(p, tiers, 2, 0, p.entry);
  EXPECT_NEAR(found.price, 1.999e6 / 200, 1e-9);
  EXPECT_EQ(found.tier, 1);
  EXPECT_GT(inverse_equity(p, found.price * 1.0001), 0.005 * 200);
}

TEST(WholePosition, NeverIsAnAnswer) {
  const MarginTier tiers[] = {{0, 1000, 0.005, 0}, {1000, 2000, 0.01, 0}};
  EXPECT_EQ(linear_whole_price({1, 1, 1500, 1500, 0}, tiers, 2, 0, 1500).outcome, LiquidationOutcome::kNever);
  EXPECT_EQ(inverse_whole_price({-1, 1e4, 100, 100}, tiers, 2, 0, 100).outcome, LiquidationOutcome::kNever);
}

HedgedAccount random_account(CaseSource& cases) {
  HedgedAccount a;
  a.long_entry = cases.log_between(1e4, 1e5);
  a.short_entry = a.long_entry * cases.between(0.8, 1.25);
  a.long_size = cases.log_between(0.01, 1e3);
  a.short_size = cases.log_between(0.01, 1e3);
  a.collateral = cases.between(0.01, 1) * (a.long_size + a.short_size) * a.long_entry;
  return a;
}

Wide hedge_headroom(const HedgedAccount& a, const Tiers& tiers, Wide price) {
  const Wide longs = a.long_size;
  const Wide shorts = a.short_size;
  return a.collateral + longs * (price - a.long_entry) - shorts * (price - a.short_entry) -
         tiers.maintenance(longs * price) - tiers.maintenance(shorts * price);
}

TEST(Hedge, BothEndsAreWhatWalkingFinds) {
  CaseSource cases(423);
  int below = 0;
  int above = 0;
  for (int i = 0; i < 3000; ++i) {
    const Tiers tiers = random_tiers(cases, cases.log_between(1e3, 1e7), Jumps::kNone);
    const HedgedAccount a = random_account(cases);
    const auto headroom = [&](Wide price) { return hedge_headroom(a, tiers, price); };
    if (headroom(a.long_entry) <= 0) continue;
    const TierSpan span{tiers.data(), tiers.count()};
    const SafePrices safe = linear_hedge_prices(a, span, span, 0);
    const double low = by_walking(1, a.long_entry, headroom);
    const double high = by_walking(-1, a.long_entry, headroom);
    if (low > 0) {
      ++below;
      ASSERT_NEAR(safe.below.price / low, 1, 1e-9);
    }
    if (high > 0) {
      ++above;
      ASSERT_NEAR(safe.above.price / high, 1, 1e-9);
    }
  }
  EXPECT_GT(below, 500);
  EXPECT_GT(above, 500);
}

TEST(Hedge, InverseBalancesAtBothEnds) {
  CaseSource cases(424);
  int priced = 0;
  for (int i = 0; i < 20000; ++i) {
    const Tiers tiers = random_tiers(cases, cases.log_between(0.1, 100), Jumps::kNone);
    HedgedAccount a = random_account(cases);
    a.long_size *= a.long_entry;
    a.short_size *= a.short_entry;
    a.collateral /= a.long_entry;
    const TierSpan span{tiers.data(), tiers.count()};
    const SafePrices safe = inverse_hedge_prices(a, span, span, 0);
    for (const LiquidationPrice& end : {safe.below, safe.above}) {
      if (!has_price(end)) continue;
      ++priced;
      const Wide p = end.price;
      const Wide longs = a.long_size;
      const Wide shorts = a.short_size;
      const Wide balance = a.collateral + longs * (1 / static_cast<Wide>(a.long_entry) - 1 / p) -
                           shorts * (1 / static_cast<Wide>(a.short_entry) - 1 / p);
      const Wide maintenance = tiers.maintenance(longs / p) + tiers.maintenance(shorts / p);
      const Wide scale = maintenance + a.collateral + longs / a.long_entry + shorts / a.short_entry;
      ASSERT_NEAR(static_cast<double>((balance - maintenance) / scale), 0, 1e-10);
    }
  }
  EXPECT_GT(priced, 10000);
}

// One leg alone is a position; a pair of equal legs loses nothing to price and dies of maintenance alone.
TEST(Hedge, OneLegAndEqualLegs) {
  const MarginTier tier{0, 1e9, 0.01, 0};
  const TierSpan span{&tier, 1};
  const SafePrices alone = linear_hedge_prices({2, 100, 0, 100, 20, 0}, span, span, 0);
  EXPECT_NEAR(alone.below.price, linear_mark_price({1, 2, 100, 20, 0}, 0.01, 0, 0).price, 1e-12);
  EXPECT_EQ(alone.above.outcome, LiquidationOutcome::kNever);
  const SafePrices equal = linear_hedge_prices({2, 100, 2, 100, 20, 0}, span, span, 0);
  EXPECT_EQ(equal.below.outcome, LiquidationOutcome::kNever);
  EXPECT_NEAR(equal.above.price, 20 / 0.04, 1e-9);
  EXPECT_EQ(linear_hedge_prices({2, 100, 2, 100, -1, 0}, span, span, 0).above.outcome, LiquidationOutcome::kEveryPrice);
}

}  // namespace
}  // namespace tinderbox
