// The liquidation price over all tiers at once, against the definition: margin balance = maintenance.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/margin.hpp"
#include "tests/sim/statistics.hpp"
#include "tests/sim/tier_table.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;
using testing::headroom;
using testing::MarginCase;
using testing::solve;
using testing::TierTable;

MarginCase random_case(CaseSource& cases) {
  MarginCase c{};
  c.side = cases.below(2) == 0 ? 1 : -1;
  c.notional_usd = cases.log_between(10, 2e9);
  c.collateral = 1 / cases.log_between(1, 150);
  c.coin_share = cases.below(2) == 0 ? 0 : cases.unit();
  return c;
}

TEST(LiquidationRatio, BalanceEqualsMaintenanceThere) {
  const TierTable tiers = testing::bitcoin_tiers();
  CaseSource cases(41);
  int finite = 0;
  int off = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const MarginCase c = random_case(cases);
    const LiquidationRatio found = solve(c, tiers);
    if (found.ratio <= 0) continue;
    ++finite;
    const long double maintenance = tiers.maintenance(static_cast<long double>(c.notional_usd * found.ratio));
    const long double relative = headroom(c, tiers, found.ratio) * c.notional_usd / maintenance;
    if (std::fabs(relative) > 1e-9L) ++off;
  }
  EXPECT_EQ(off, 0);
  EXPECT_GT(finite, 900'000);
}

// The root on (0, 4096] by halving; 0 if the balance never falls to maintenance.
double by_bisection(const MarginCase& c, const TierTable& tiers) {
  long double safe = c.side > 0 ? 4096 : 1e-12L;
  long double burnt = c.side > 0 ? 1e-12L : 4096;
  if (headroom(c, tiers, burnt) > 0) return 0;
  for (int i = 0; i < 110; ++i) {
    const long double middle = std::sqrt(safe * burnt);
    (headroom(c, tiers, middle) > 0 ? safe : burnt) = middle;
  }
  return static_cast<double>(burnt);
}

TEST(LiquidationRatio, BestOverTiersIsTheRootThatBisectionFinds) {
  const TierTable tiers = testing::bitcoin_tiers();
  CaseSource cases(42);
  int never = 0;
  for (int i = 0; i < 20'000; ++i) {
    const MarginCase c = random_case(cases);
    const double root = by_bisection(c, tiers);
    const double ratio = solve(c, tiers).ratio;
    if (root == 0) {
      EXPECT_LE(ratio, 1e-12) << c.side << " " << c.collateral << " " << c.coin_share << " " << c.notional_usd;
      ++never;
    } else {
      EXPECT_NEAR(ratio / root, 1, 1e-10) << c.side << " " << c.collateral << " " << c.coin_share;
    }
  }
  EXPECT_EQ(never, 0);  // leverage above 1 leaves none
}

TEST(LiquidationRatio, LongsBackedInFullInCashNeverLiquidate) {
  const TierTable tiers = testing::bitcoin_tiers();
  CaseSource cases(43);
  for (int i = 0; i < 20'000; ++i) {
    const MarginCase c{1, cases.between(1, 3), 0, cases.log_between(10, 1e7)};
    EXPECT_LE(solve(c, tiers).ratio, 0);
    for (const long double ratio : {1e-9L, 0.1L, 0.5L, 1.0L}) EXPECT_GE(headroom(c, tiers, ratio), 0);
  }
  // The same in coin does: the collateral falls with the price. 1 * P + P - 1 = m P
  const TierView tier{0.01, 0};
  EXPECT_NEAR(liquidation_ratio(1, 1, 1, 1000, &tier, 1).ratio, 1 / 1.99, 1e-15);
}

// More collateral moves the level away from entry, more size towards it, coin collateral up on both sides below entry.
TEST(LiquidationRatio, IsMonotone) {
  const TierTable tiers = testing::bitcoin_tiers();
  CaseSource cases(44);
  for (int i = 0; i < 100'000; ++i) {
    const MarginCase c = random_case(cases);
    MarginCase richer = c;
    richer.collateral *= 1 + cases.unit();
    MarginCase larger = c;
    larger.notional_usd *= 1 + 10 * cases.unit();
    const double ratio = solve(c, tiers).ratio;
    const double slack = 1e-13 * std::fabs(ratio);
    // with coin collateral of more than the entry notional's worth a short has no level at all
    if (c.side > 0 || richer.collateral * c.coin_share < 1) {
      EXPECT_LE(c.side * solve(richer, tiers).ratio, c.side * ratio + slack);
    }
    EXPECT_GE(c.side * solve(larger, tiers).ratio, c.side * ratio - slack);
    if (c.side > 0 && ratio < 1) {
      MarginCase in_coin = c;
      in_coin.coin_share = std::fmin(1, c.coin_share + cases.unit());
      EXPECT_GE(solve(in_coin, tiers).ratio, ratio - slack);
    }
  }
}

TEST(LiquidationRatio, OneTierAndRepeatedTiersAgree) {
  const TierView once{0.01, 0};
  const std::vector<TierView> often(kMaxTiers, once);
  for (const double side : {1.0, -1.0})
    EXPECT_EQ(liquidation_ratio(side, 0.05, 0.3, 5e4, &once, 1).ratio,
              liquidation_ratio(side, 0.05, 0.3, 5e4, often.data(), kMaxTiers).ratio);
}

// `paid` units of entry price taken out of the cash part: w (1 - phi) falls, w phi stays.
MarginCase after_paying(const MarginCase& c, double paid) {
  MarginCase less = c;
  less.collateral = c.collateral - paid;
  less.coin_share = c.collateral * c.coin_share / less.collateral;
  return less;
}

TEST(LiquidationRatio, SensitivityIsTheDerivative) {
  const TierTable tiers = testing::bitcoin_tiers();
  CaseSource cases(45);
  int off = 0;
  for (int i = 0; i < 100'000; ++i) {
    const MarginCase c = random_case(cases);
    const LiquidationRatio at = solve(c, tiers);
    const double step = 1e-6 * c.collateral;
    const double forward = (solve(after_paying(c, step), tiers).ratio - at.ratio) / step;
    const double backward = (at.ratio - solve(after_paying(c, -step), tiers).ratio) / step;
    // at the edge of a tier the slopes differ, and one of them is ours
    const double error = std::fmin(std::fabs(forward - at.sensitivity), std::fabs(backward - at.sensitivity));
    if (error > 1e-5 * std::fabs(at.sensitivity)) ++off;
  }
  EXPECT_EQ(off, 0);
}

TEST(BankruptcyRatio, EquityIsZeroThereAndItLiesBeyondTheLevel) {
  const TierTable tiers = testing::bitcoin_tiers();
  const TierTable none({0}, {0});
  CaseSource cases(46);
  for (int i = 0; i < 100'000; ++i) {
    const MarginCase c = random_case(cases);
    const double broke = bankruptcy_ratio(c.side, c.collateral, c.coin_share);
    EXPECT_NEAR(static_cast<double>(headroom(c, none, broke)), 0, 1e-14 * (1 + broke));
    if (broke > 0) {
      EXPECT_GT(c.side * solve(c, tiers).ratio, c.side * broke);
    }
  }
}

}  // namespace
}  // namespace tinderbox
