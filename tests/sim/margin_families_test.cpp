// Every margin family against its definition: where a position is liquidated, equity equals maintenance.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/margin_bitmex.hpp"
#include "sim/margin_deribit.hpp"
#include "sim/margin_lanes.hpp"
#include "tests/sim/margin_cases.hpp"

namespace tinderbox {
namespace {

using testing::by_walking;
using testing::CaseSource;
using testing::equity;
using testing::Jumps;
using testing::misfit;
using testing::random_inverse;
using testing::random_linear;
using testing::random_tiers;
using testing::Tiers;
using testing::Wide;

constexpr int kMany = 1'000'000;
constexpr int kSome = 3'000;
constexpr Wide kTolerance = 1e-9L;

bool has_price(const LiquidationPrice& p) {
  return p.outcome == LiquidationOutcome::kAtPrice;
}

TEST(LinearMark, EquityEqualsMaintenanceUnderRandomTiers) {
  CaseSource cases(401);
  Tiers tiers;
  int off = 0;
  int priced = 0;
  for (int i = 0; i < kMany; ++i) {
    if (i % 100 == 0) tiers = random_tiers(cases, cases.log_between(1e3, 1e7), Jumps::kNone);
    const LinearPosition p = random_linear(cases);
    const double fee = cases.below(2) == 0 ? 0 : cases.between(0, 0.001);
    const LiquidationPrice found = linear_mark_price(p, tiers.data(), tiers.count(), fee);
    if (!has_price(found)) continue;
    ++priced;
    const Wide value = testing::value_at(p, found.price);
    if (misfit(p, found.price, tiers.maintenance(value) + fee * value) > kTolerance) ++off;
  }
  EXPECT_EQ(off, 0);
  EXPECT_GT(priced, kMany / 2);
}

TEST(LinearMark, BestOverTiersIsTheRootThatWalkingFinds) {
  CaseSource cases(402);
  for (int i = 0; i < kSome; ++i) {
    const Tiers tiers = random_tiers(cases, cases.log_between(1e3, 1e7), Jumps::kNone);
    LinearPosition p = random_linear(cases);
    const auto headroom = [&](Wide price) { return equity(p, price) - tiers.maintenance(testing::value_at(p, price)); };
    if (headroom(p.entry) <= 0) continue;  // below maintenance from the start
    const LiquidationPrice found = linear_mark_price(p, tiers.data(), tiers.count(), 0);
    const double walked = by_walking(p.side, p.entry, headroom);
    if (walked == 0) {
      EXPECT_TRUE(!has_price(found) || found.price < 1e-5 * p.entry);
    } else {
      EXPECT_NEAR(found.price / walked, 1, 1e-9);
    }
  }
}

TEST(LinearMark, MovesWithLeverageCollateralAndSize) {
  CaseSource cases(403);
  int wrong = 0;
  for (int i = 0; i < kMany / 4; ++i) {
    const Tiers tiers = random_tiers(cases, cases.log_between(1e3, 1e7), Jumps::kNone);
    const LinearPosition p = random_linear(cases);
    LinearPosition richer = p;
    richer.collateral *= 1 + cases.unit();
    LinearPosition larger = p;  // at the same leverage
    const double factor = 1 + 9 * cases.unit();
    larger.size *= factor;
    larger.collateral *= factor;
    const auto danger = [&](const LinearPosition& position) {
      return p.side * linear_mark_price(position, tiers.data(), tiers.count(), 0).price;
    };
    const double at = danger(p);
    const double slack = 1e-12 * p.entry;
    if (danger(richer) > at + slack || danger(larger) < at - slack) ++wrong;
  }
  EXPECT_EQ(wrong, 0);
}

TEST(LinearMark, NeverLiquidatesIsAnAnswer) {
  const MarginTier tier{0, 1e9, 0.01, 0};
  const LiquidationPrice covered = linear_mark_price({1, 1, 100, 100, 0}, &tier, 1, 0);
  EXPECT_EQ(covered.outcome, LiquidationOutcome::kNever);
  EXPECT_EQ(linear_mark_price({1, 1, 100, 99, 0}, &tier, 1, 0).outcome, LiquidationOutcome::kAtPrice);
  EXPECT_EQ(linear_mark_price({-1, 1, 100, 1e6, 0}, &tier, 1, 0).outcome, LiquidationOutcome::kAtPrice);
  EXPECT_EQ(linear_mark_price({-1, 1, 100, -101, 0}, &tier, 1, 0).outcome, LiquidationOutcome::kEveryPrice);
}

// 2 coins behind a short of 1 at 100 with 1% maintenance: a rise adds more than it takes.
TEST(LinearMark, CoinCollateralMovesWithTheMark) {
  const MarginTier tier{0, 1e9, 0.01, 0};
  EXPECT_EQ(linear_mark_price({-1, 1, 100, 0, 2}, &tier, 1, 0).outcome, LiquidationOutcome::kNever);
  // long of 5 at 100 with one coin: 5 (P - 100) + P = 0.01 * 5 P
  EXPECT_NEAR(linear_mark_price({1, 5, 100, 0, 1}, &tier, 1, 0).price, 500 / 5.95, 1e-12);
  // short of 5 with 100 in cash and one coin: 100 + P - 5 (P - 100) = 0.05 P
  EXPECT_NEAR(linear_mark_price({-1, 5, 100, 100, 1}, &tier, 1, 0).price, 600 / 4.05, 1e-12);
}

TEST(LinearEntry, EquityEqualsMaintenanceAtEntry) {
  CaseSource cases(404);
  int off = 0;
  for (int i = 0; i < kMany; ++i) {
    const LinearPosition p = random_linear(cases);
    const double rate = cases.between(0, 0.2);
    const double amount = cases.unit() * rate * p.size * p.entry;
    const Wide maintenance = static_cast<Wide>(rate) * p.size * p.entry - amount;
    const LiquidationPrice found = linear_entry_price(p, rate, amount);
    if (has_price(found) && misfit(p, found.price, maintenance) > kTolerance) ++off;
    if (!has_price(found) && (p.side < 0 || equity(p, 0) < maintenance)) ++off;
  }
  EXPECT_EQ(off, 0);
  // E (1 - 1 / L + m), E (1 + 1 / L - m)
  EXPECT_NEAR(linear_entry_price({1, 2, 100, 20, 0}, 0.01, 0).price, 91, 1e-12);
  EXPECT_NEAR(linear_entry_price({-1, 2, 100, 20, 0}, 0.01, 0).price, 109, 1e-12);
}

TEST(LinearCurrentMark, DriftsWithTheMark) {
  CaseSource cases(405);
  int off = 0;
  for (int i = 0; i < kMany; ++i) {
    const LinearPosition p = random_linear(cases);
    const double rate = cases.between(0.001, 0.1);
    const double fee = cases.between(0, 0.001);
    const double mark = p.entry * cases.between(0.9, 1.1);
    const LiquidationPrice found = linear_current_mark_price(p, rate, 0, fee, mark);
    const Wide maintenance = (static_cast<Wide>(rate) + fee) * p.size * mark;
    if (has_price(found) && misfit(p, found.price, maintenance) > kTolerance) ++off;
    const LiquidationPrice moved = linear_current_mark_price(p, rate, 0, fee, mark * 1.01);
    const double drift = p.side * (rate + fee) * mark * 0.01;
    if (std::fabs(moved.price - found.price - drift) > 1e-12 * (p.entry + std::fabs(found.price))) ++off;
  }
  EXPECT_EQ(off, 0);
}

TEST(InverseMark, EquityEqualsMaintenanceUnderRandomTiers) {
  CaseSource cases(406);
  Tiers tiers;
  int off = 0;
  for (int i = 0; i < kMany; ++i) {
    if (i % 100 == 0) tiers = random_tiers(cases, cases.log_between(0.01, 1e3), Jumps::kNone);
    const InversePosition p = random_inverse(cases);
    const double fee = cases.below(2) == 0 ? 0 : cases.between(0, 0.001);
    const LiquidationPrice found = inverse_mark_price(p, tiers.data(), tiers.count(), fee);
    if (!has_price(found)) {
      ++off;  // collateral below 1x: every one has a price
      continue;
    }
    const Wide value = testing::value_at(p, found.price);
    if (misfit(p, found.price, tiers.maintenance(value) + fee * value) > kTolerance) ++off;
  }
  EXPECT_EQ(off, 0);
}

TEST(InverseMark, BestOverTiersIsTheRootThatWalkingFinds) {
  CaseSource cases(407);
  for (int i = 0; i < kSome; ++i) {
    const Tiers tiers = random_tiers(cases, cases.log_between(0.01, 1e3), Jumps::kNone);
    const InversePosition p = random_inverse(cases);
    const auto headroom = [&](Wide price) { return equity(p, price) - tiers.maintenance(testing::value_at(p, price)); };
    if (headroom(p.entry) <= 0) continue;
    const LiquidationPrice found = inverse_mark_price(p, tiers.data(), tiers.count(), 0);
    const double walked = by_walking(p.side, p.entry, headroom);
    if (walked != 0) {
      EXPECT_NEAR(found.price / walked, 1, 1e-9);
    }
  }
}

TEST(InverseMark, MovesWithLeverageCollateralAndSize) {
  CaseSource cases(408);
  int wrong = 0;
  for (int i = 0; i < kMany / 4; ++i) {
    const Tiers tiers = random_tiers(cases, cases.log_between(0.01, 1e3), Jumps::kNone);
    const InversePosition p = random_inverse(cases);
    InversePosition richer = p;
    richer.collateral *= 1 + cases.unit();
    InversePosition larger = p;
    const double factor = 1 + 9 * cases.unit();
    larger.notional *= factor;
    larger.collateral *= factor;
    const auto price = [&](const InversePosition& position) {
      const LiquidationPrice found = inverse_mark_price(position, tiers.data(), tiers.count(), 0);
      return has_price(found) ? found.price : std::numeric_limits<double>::infinity();
    };
    const double at = price(p);
    const double slack = 1e-9 * at;
    const bool richer_wrong = p.side > 0 ? price(richer) > at + slack : price(richer) < at - slack;
    const bool larger_wrong = p.side > 0 ? price(larger) < at - slack : price(larger) > at + slack;
    if (richer_wrong || larger_wrong) ++wrong;
  }
  EXPECT_EQ(wrong, 0);
}

TEST(InverseMark, ShortsOfOneTimesOrLessNeverLiquidate) {
  const MarginTier tier{0, 1e9, 0.01, 0};
  EXPECT_EQ(inverse_mark_price({-1, 1e4, 1e5, 0.1}, &tier, 1, 0).outcome, LiquidationOutcome::kNever);
  EXPECT_EQ(inverse_mark_price({-1, 1e4, 1e5, 0.2}, &tier, 1, 0).outcome, LiquidationOutcome::kNever);
  EXPECT_EQ(inverse_mark_price({-1, 1e4, 1e5, 0.0999}, &tier, 1, 0).outcome, LiquidationOutcome::kAtPrice);
  EXPECT_EQ(inverse_mark_price({1, 1e4, 1e5, 1e6}, &tier, 1, 0).outcome, LiquidationOutcome::kAtPrice);
  EXPECT_EQ(inverse_mark_price({1, 1e4, 1e5, -0.1}, &tier, 1, 0).outcome, LiquidationOutcome::kEveryPrice);
}

TEST(InverseEntry, EquityEqualsMaintenanceAtEntry) {
  CaseSource cases(409);
  int off = 0;
  for (int i = 0; i < kMany; ++i) {
    const InversePosition p = random_inverse(cases);
    const double rate = cases.between(0.0005, 0.1);
    const Wide maintenance = static_cast<Wide>(rate) * p.notional / p.entry;
    const LiquidationPrice found = inverse_entry_price(p, rate, 0);
    if (!has_price(found) || misfit(p, found.price, maintenance) > kTolerance) ++off;
  }
  EXPECT_EQ(off, 0);
  // E L / (L + 1 - m L), E L / (L - 1 + m L)
  EXPECT_NEAR(inverse_entry_price({1, 2000, 2000, 0.1}, 0.005, 0).price, 2000 * 10 / (11 - 0.05), 1e-9);
  EXPECT_NEAR(inverse_entry_price({-1, 2000, 2000, 0.1}, 0.005, 0).price, 2000 * 10 / (9 + 0.05), 1e-9);
}

TEST(Deribit, InverseSolvesTheQuadratic) {
  CaseSource cases(410);
  const SizeDependentRate rate{0.01, 5e-5};
  int off = 0;
  int priced = 0;
  for (int i = 0; i < kMany; ++i) {
    const InversePosition p = random_inverse(cases);
    if (p.notional / p.entry > 1000) continue;
    const LiquidationPrice found = deribit_inverse_price(p, rate, 0);
    if (!has_price(found)) continue;
    ++priced;
    const Wide coins = testing::value_at(p, found.price);
    if (misfit(p, found.price, (static_cast<Wide>(rate.base) + rate.per_coin * coins) * coins) > kTolerance) ++off;
  }
  EXPECT_EQ(off, 0);
  EXPECT_GT(priced, kMany / 2);
  EXPECT_EQ(deribit_inverse_price({-1, 1e4, 1e5, 0.1}, rate, 0).outcome, LiquidationOutcome::kNever);
}

// The worked examples of the margin page: 25 coins at 100,000 need 28,125; 350 coins need 3.75% to open.
TEST(Deribit, RateGrowsWithSize) {
  EXPECT_NEAR(size_dependent_rate({0.01, 5e-5}, 25) * 25 * 1e5, 28125, 1e-6);
  EXPECT_NEAR(size_dependent_rate({0.02, 5e-5}, 350), 0.0375, 1e-12);
}

TEST(Deribit, InverseRootIsTheOneThatWalkingFinds) {
  CaseSource cases(411);
  const SizeDependentRate rate{0.01, 5e-5};
  for (int i = 0; i < kSome; ++i) {
    InversePosition p = random_inverse(cases);
    p.notional = std::fmin(p.notional, 300 * p.entry);
    p.collateral = p.notional / p.entry / cases.log_between(1.05, 20);
    const auto headroom = [&](Wide price) {
      const Wide coins = testing::value_at(p, price);
      return equity(p, price) - (static_cast<Wide>(rate.base) + rate.per_coin * coins) * coins;
    };
    if (headroom(p.entry) <= 0) continue;
    EXPECT_NEAR(deribit_inverse_price(p, rate, 0).price / by_walking(p.side, p.entry, headroom), 1, 1e-9);
  }
}

// A position of 2018: 500 contracts short at 6725, 25x. Satoshi by satoshi: cost 7,435,000, margin 297,400, fees 5,800,
// maintenance 42,975.
TEST(Bitmex, SatoshiByHand) {
  const InversePosition p{-1, 500, 6725, 0.002974};
  const SatoshiMargin margin = bitmex_margin(p, 0.005, 0.00075);
  EXPECT_EQ(margin.cost, 7435000);
  EXPECT_EQ(margin.initial, 297400);
  EXPECT_EQ(margin.commission, 5800);
  EXPECT_EQ(margin.maintenance, 42975);
  EXPECT_EQ(bitmex_liquidation_price(p, 0.005, 0.00075, 0.5).price, 6968.5);
  EXPECT_EQ(bitmex_bankruptcy_price(p, 0.5).price, 7004.5);
}

// Rounding goes against the trader, by less than a satoshi a contract: between the exact price and that many away.
TEST(Bitmex, RoundsAgainstTheTraderByLessThanASatoshi) {
  CaseSource cases(412);
  for (int i = 0; i < kMany / 4; ++i) {
    InversePosition p = random_inverse(cases);
    p.entry = std::fmin(p.entry, 1e5);
    p.notional = std::floor(p.notional) + 1;
    const double rate = cases.between(0.004, 0.05);
    const SatoshiMargin margin = bitmex_margin(p, rate, 0.00075);
    const double exact =
        (margin.cost + p.side * (margin.initial + margin.commission - margin.maintenance)) / p.notional;
    const LiquidationPrice found = bitmex_liquidation_price(p, rate, 0.00075, 0);
    if (!has_price(found)) continue;
    const double against = p.side * (exact - kSatoshi / found.price);
    ASSERT_GE(against, -1e-6);
    ASSERT_LT(against, 1 + 1e-6);
  }
}

TEST(Bankruptcy, EquityIsZeroThere) {
  CaseSource cases(413);
  for (int i = 0; i < kMany / 4; ++i) {
    const LinearPosition p = random_linear(cases);
    const LiquidationPrice broke = linear_bankruptcy_price(p);
    const double left = has_price(broke) ? static_cast<double>(equity(p, broke.price)) : 0;
    ASSERT_NEAR(left / (p.size * p.entry), 0, 1e-14);
    const InversePosition x = random_inverse(cases);
    const double value = x.notional / x.entry + x.collateral;
    ASSERT_NEAR(static_cast<double>(equity(x, inverse_bankruptcy_price(x).price)) / value, 0, 1e-12);
  }
  EXPECT_NEAR(linear_bankruptcy_price({1, 1, 10000, 200, 0}).price, 9800, 1e-9);
  EXPECT_EQ(linear_bankruptcy_price({1, 1, 10000, 20000, 0}).outcome, LiquidationOutcome::kNever);
}

// BP = (1 + s f) N / (N/E + s W); maintenance at entry and the fee at BP.
TEST(InverseBankruptcyFee, ByHand) {
  const BankruptcyFeePrices p = inverse_bankruptcy_fee_prices({1, 10000, 8000, 0.5}, 0.005, 0, 0.00075);
  EXPECT_NEAR(p.bankruptcy.price, 10007.5 / 1.75, 1e-9);
  EXPECT_NEAR(p.liquidation.price, 10000 / (1.75 - 0.00625 - 7.5 / p.bankruptcy.price), 1e-9);
  EXPECT_EQ(inverse_bankruptcy_fee_prices({-1, 10000, 8000, 1.25}, 0.005, 0, 0.00075).liquidation.outcome,
            LiquidationOutcome::kNever);
}

TEST(MarginTiers, AValueOnABoundBelongsBelow) {
  const MarginTier tiers[] = {{0, 10, 0.01, 0}, {10, 20, 0.02, 0.1}};
  EXPECT_EQ(tier_of(0, tiers, 2), 0);
  EXPECT_EQ(tier_of(10, tiers, 2), 0);
  EXPECT_EQ(tier_of(10.001, tiers, 2), 1);
  EXPECT_EQ(tier_of(1000, tiers, 2), 1);
}

// Lanes give the bits of the one-position functions, for sizes around a block.
TEST(MarginLanes, AreTheOnePositionFunctions) {
  CaseSource cases(414);
  for (const int n : {0, 1, 127, 128, 129, 1000}) {
    const Tiers usd = random_tiers(cases, 1e5, Jumps::kNone);
    const Tiers coin = random_tiers(cases, 1, Jumps::kNone);
    std::vector<double> side, size, entry, collateral;
    std::vector<double> notional, inverse_entry, inverse_collateral;
    for (int i = 0; i < n; ++i) {
      LinearPosition p = random_linear(cases);
      if (i % 7 == 0) p.collateral = p.size * p.entry * (p.side > 0 ? 2 : -2);  // never, every price
      InversePosition x = random_inverse(cases);
      x.side = p.side;
      if (i % 5 == 0) x.collateral = x.notional / x.entry * (i % 2 == 0 ? 2 : -2);
      side.push_back(p.side);
      size.push_back(p.size);
      entry.push_back(p.entry);
      collateral.push_back(p.collateral);
      notional.push_back(x.notional);
      inverse_entry.push_back(x.entry);
      inverse_collateral.push_back(x.collateral);
    }
    std::vector<double> linear(side.size());
    std::vector<double> inverse(side.size());
    linear_mark_prices({side.data(), size.data(), entry.data(), collateral.data()}, n, usd.data(), usd.count(), 0.0005,
                       linear.data());
    inverse_mark_prices({side.data(), notional.data(), inverse_entry.data(), inverse_collateral.data()}, n, coin.data(),
                        coin.count(), 0.0005, inverse.data());
    for (std::size_t i = 0; i < side.size(); ++i) {
      const LiquidationPrice one =
          linear_mark_price({side[i], size[i], entry[i], collateral[i], 0}, usd.data(), usd.count(), 0.0005);
      const double expected = one.outcome == LiquidationOutcome::kNever ? kInfinitePrice : one.price;
      ASSERT_EQ(linear[i], expected);
      const LiquidationPrice other = inverse_mark_price({side[i], notional[i], inverse_entry[i], inverse_collateral[i]},
                                                        coin.data(), coin.count(), 0.0005);
      const double never = other.outcome == LiquidationOutcome::kNever ? kInfinitePrice : -kInfinitePrice;
      ASSERT_EQ(inverse[i], has_price(other) ? other.price : never);
    }
  }
}

}  // namespace
}  // namespace tinderbox
