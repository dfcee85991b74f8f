// The sampler's form of every shipped venue's rule, at every date, against the exact solver; and of schedules of every
// basis and shape that no shipped venue has.
#include "host/engine/sampler_rule.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "host/margin/margin_solver.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "tests/sim/margin_cases.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;

struct NamedSchedule {
  std::string title;
  MarginSchedule schedule;
};

std::vector<NamedSchedule> shipped_schedules() {
  std::vector<NamedSchedule> all;
  for (const Venue& venue : known_venues()) {
    std::set<std::string> dates;
    for (const MarginRule& rule : venue.margin_rules) dates.insert(rule.as_of);
    for (const TierTable& table : venue.tier_tables) dates.insert(table.as_of);
    for (const std::string& date : dates) {
      try {
        all.push_back(
            {venue.name + " " + venue.contract + " " + date, schedule_of(venue, *parse_utc(date), std::nullopt)});
      } catch (const InputError&) {
        continue;  // tiers that are not sourced
      }
    }
  }
  return all;
}

// Tables of other bases, shapes and valuations. Bounds are in units that suit 1e3 to 1e8 USD at 100,000 USD.
std::vector<NamedSchedule> invented_schedules() {
  std::vector<NamedSchedule> all;
  CaseSource cases(7);
  const auto add = [&](const char* title, MarginFamily family, TierBasis basis, TierShape shape,
                       TierValuation valued_at, double first_cap) {
    MarginSchedule s;
    s.family = family;
    s.basis = basis;
    s.shape = shape;
    s.valued_at = valued_at;
    s.fee = 0.0005;
    s.contract_value = s.inverse() ? 100 : 0.001;
    s.tiers =
        testing::random_tiers(cases, first_cap,
                              shape == TierShape::kProgressive ? testing::Jumps::kNone : testing::Jumps::kAtBounds)
            .tiers;
    if (shape == TierShape::kWholePosition)
      for (MarginTier& tier : s.tiers) tier.amount = 0;
    for (const MarginTier& tier : s.tiers) s.max_leverage.push_back(0.9 / (tier.rate + s.fee));
    all.push_back({title, s});
  };
  constexpr auto kMark = TierValuation::kMark;
  constexpr auto kEntry = TierValuation::kEntry;
  constexpr auto kWhole = TierShape::kWholePosition;
  constexpr auto kProgressive = TierShape::kProgressive;
  add("USD whole at mark", MarginFamily::kLinearMark, TierBasis::kNotionalUsd, kWhole, kMark, 1e5);
  add("USD whole at entry", MarginFamily::kLinearMark, TierBasis::kNotionalUsd, kWhole, kEntry, 1e5);
  add("USD progressive at entry", MarginFamily::kLinearMark, TierBasis::kNotionalUsd, kProgressive, kEntry, 1e5);
  add("USD progressive at mark", MarginFamily::kLinearMark, TierBasis::kNotionalUsd, kProgressive, kMark, 1e5);
  add("base whole", MarginFamily::kLinearMark, TierBasis::kBaseSize, kWhole, kMark, 1);
  add("contracts whole", MarginFamily::kLinearEntry, TierBasis::kContracts, kWhole, kMark, 1000);
  add("current mark, base", MarginFamily::kLinearCurrentMark, TierBasis::kBaseSize, kWhole, kMark, 1);
  add("coin whole at mark", MarginFamily::kInverseMark, TierBasis::kCoinValue, kWhole, kMark, 1);
  add("coin whole at entry", MarginFamily::kInverseMark, TierBasis::kCoinValue, kWhole, kEntry, 1);
  add("coin progressive at mark", MarginFamily::kInverseMark, TierBasis::kCoinValue, kProgressive, kMark, 1);
  add("coin progressive at entry", MarginFamily::kInverseEntry, TierBasis::kCoinValue, kProgressive, kEntry, 1);
  add("inverse contracts", MarginFamily::kInverseMark, TierBasis::kContracts, kWhole, kMark, 1000);
  add("inverse USD", MarginFamily::kInverseMark, TierBasis::kNotionalUsd, kWhole, kMark, 1e5);
  return all;
}

std::vector<NamedSchedule> all_schedules() {
  std::vector<NamedSchedule> all = shipped_schedules();
  for (NamedSchedule& one : invented_schedules()) all.push_back(std::move(one));
  return all;
}

// A position as the sampler draws it, and the same for the exact solver.
struct Case {
  double side, leverage, coin_share, usd, entry;

  [[nodiscard]] PositionTerms terms(const MarginSchedule& s) const {
    PositionTerms t;
    t.side = side;
    t.entry = entry;
    t.size = s.inverse() ? usd : usd / entry;
    const double margin = usd / leverage;
    t.collateral = s.inverse() ? margin / entry : margin * (1 - coin_share);
    t.coin_collateral = s.inverse() ? 0 : margin * coin_share / entry;
    t.mark = entry;
    return t;
  }
};

Case random_case(CaseSource& cases, const SamplerRule& rule) {
  Case c{};
  c.side = cases.below(2) == 0 ? 1 : -1;
  c.entry = cases.log_between(2e4, 2e5);
  c.usd = cases.log_between(1e3, std::fmin(1e8, rule.largest_position_usd(c.entry)));
  const double most = rule.max_leverage(c.usd, c.entry);
  c.leverage = cases.log_between(std::fmin(0.8, most), most);
  c.coin_share = cases.below(2) == 0 ? 0 : cases.between(0, 0.3);
  return c;
}

double tolerance(const MarginSchedule& s, double price) {
  return s.family == MarginFamily::kBitmexSatoshi ? 1.6e-8 * price : 1e-9;
}

TEST(SamplerRule, LevelsAreThoseOfTheExactSolver) {
  int forms = 0;
  for (const NamedSchedule& one : all_schedules()) {
    const SamplerRule rule(one.schedule);
    MarginSchedule exact = one.schedule;
    exact.tick = 0;
    CaseSource cases(11);
    int off = 0;
    int levels = 0;
    for (int i = 0; i < 20'000; ++i) {
      Case c = random_case(cases, rule);
      if (exact.family == MarginFamily::kBitmexSatoshi) {
        c.usd = std::ceil(c.usd);
        if (c.side < 0 && c.leverage < 1.2) continue;  // few satoshi are left of a contract there
      }
      const MarginAnswer answer = solve_margin(c.terms(exact), exact);
      const RuleLevel level = position_level(rule.view(), c.side, c.leverage, c.coin_share, c.usd, c.entry);
      const double allowed = tolerance(exact, answer.liquidation.price);
      if (answer.has_price()) {
        ++levels;
        const double price = level.ratio * c.entry;
        const double broke = price * (1 - c.side * level.buffer);
        const bool same_broke = answer.bankruptcy.outcome != LiquidationOutcome::kAtPrice ||
                                std::abs(broke / answer.bankruptcy.price - 1) < 2 * allowed;
        if (!(std::abs(price / answer.liquidation.price - 1) < allowed) || !same_broke) ++off;
      } else if (answer.never() != (level.ratio <= 0)) {
        ++off;
      }
    }
    EXPECT_EQ(off, 0) << one.title;
    EXPECT_GT(levels, 8'000) << one.title;
    ++forms;
  }
  EXPECT_GT(forms, 40);
}

TEST(SamplerRule, TheFastPathIsTheRuleItself) {
  const SamplerRule rule(invented_schedules()[3].schedule);
  ASSERT_EQ(rule.view().form, RuleForm::kLinearTiersAtMark);
  CaseSource cases(12);
  for (int i = 0; i < 20'000; ++i) {
    const Case c = random_case(cases, rule);
    const RuleLevel fast = position_level(rule.view(), c.side, c.leverage, c.coin_share, c.usd, c.entry);
    const RuleLevel slow =
        account_level(rule.view(), account_of(c.side, c.leverage, c.coin_share, c.usd, c.entry, rule.view()), 1.0);
    if (fast.ratio <= 0 && slow.ratio <= 0) continue;
    EXPECT_NEAR(fast.ratio, slow.ratio, 1e-12 * fast.ratio);
    EXPECT_NEAR(fast.sensitivity, slow.sensitivity, 1e-12 * std::abs(fast.sensitivity));
    EXPECT_NEAR(fast.buffer, slow.buffer, 1e-12);
  }
}

// The slope of the level in funding paid, against the level of an account that has paid a little.
TEST(SamplerRule, FundingMovesTheLevelBySensitivity) {
  for (const NamedSchedule& one : all_schedules()) {
    const SamplerRule rule(one.schedule);
    const MarginRuleView view = rule.view();
    CaseSource cases(13);
    int off = 0;
    int moved = 0;
    for (int i = 0; i < 3'000; ++i) {
      const Case c = random_case(cases, rule);
      const double ticks = c.entry / 0.1;
      const RuleAccount account = account_of(c.side, c.leverage, c.coin_share, c.usd, c.entry, view);
      const RuleLevel level = account_level(view, account, 1.0);
      if (level.ratio <= 0 || level.ratio > 20) continue;
      const double x = 1e-7;  // of the entry
      const double paid = is_inverse(view) ? x / ticks : x * ticks;
      const RuleLevel up = account_level(view, after_funding(view, account, paid, ticks), 1.0);
      const RuleLevel down = account_level(view, after_funding(view, account, -paid, ticks), 1.0);
      if (up.tier != down.tier || up.ratio <= 0 || down.ratio <= 0) continue;
      const double slope = (up.ratio - down.ratio) * ticks / (2 * paid);  // ticks a unit
      const double expected = funding_slope(view, c.side, level.sensitivity, ticks);
      EXPECT_GE(expected, 0);
      if (std::abs(slope - expected) > 2e-5 * std::fmax(expected, 1e-3 * ticks / paid * x)) ++off;
      ++moved;
    }
    EXPECT_LE(off, moved / 500) << one.title;  // a level may leave a bound between the two
    EXPECT_GT(moved, 1'000) << one.title;
  }
}

TEST(SamplerRule, LeverageLimitIsThatOfTheVenue) {
  for (const NamedSchedule& one : all_schedules()) {
    const SamplerRule rule(one.schedule);
    CaseSource cases(14);
    for (int i = 0; i < 2'000; ++i) {
      const Case c = random_case(cases, rule);
      const double most = rule.max_leverage(c.usd, c.entry);
      const double size = c.terms(one.schedule).size;
      EXPECT_FALSE(limit_problem(one.schedule, size, c.entry, most * (1 - 1e-9))) << one.title;
      const auto above = limit_problem(one.schedule, size, c.entry, most * (1 + 1e-9));
      ASSERT_TRUE(above) << one.title;
      EXPECT_NEAR(above->most, most, 1e-9 * most) << one.title;
    }
  }
}

TEST(SamplerRule, AnInverseShortAtOneTimesIsNeverLiquidated) {
  MarginSchedule s = single_rate_schedule(MarginFamily::kInverseMark, 0.01, 0, 0);
  s.max_leverage = {100};
  const SamplerRule rule(s);
  EXPECT_LE(position_level(rule.view(), -1, 1.0, 0, 1e4, 5e4).ratio, 0);
  // P / E = (1 - m) / (1 - 1 / L) and 1 / (1 - 1 / L) for a short at 2x.
  const RuleLevel twice = position_level(rule.view(), -1, 2.0, 0, 1e4, 5e4);
  EXPECT_NEAR(twice.ratio, 0.99 / 0.5, 1e-14);
  EXPECT_NEAR(twice.buffer, 2 / 1.98 - 1, 1e-14);
}

TEST(SamplerRule, CapsInUsdFollowThePrice) {
  MarginSchedule s = single_rate_schedule(MarginFamily::kLinearMark, 0.01, 0, 0);
  s.basis = TierBasis::kContracts;
  s.shape = TierShape::kWholePosition;
  s.contract_value = 0.01;
  s.tiers = {{0, 1000, 0.004, 0}, {1000, 5000, 0.005, 0}};
  s.max_leverage = {100, 50};
  const SamplerRule rule(s);
  EXPECT_EQ(rule.caps_usd(1e5), (std::vector<double>{1e6, 5e6}));
  EXPECT_EQ(rule.largest_position_usd(2e5), 1e7);
  EXPECT_EQ(rule.max_leverage(1.5e6, 1e5), 50);
  EXPECT_EQ(rule.max_leverage(1.5e6, 2e5), 100);
}

TEST(ProcessView, UnknownProcessesLiquidateWhole) {
  Venue venue;
  EXPECT_EQ(process_view(venue).kind, StepKind::kWhole);
  venue.process.from.sourced = true;
  EXPECT_EQ(process_view(venue).kind, StepKind::kWhole);
  venue.process.value.kind = ProcessKind::kReduceThenTakeover;
  EXPECT_EQ(process_view(venue).most_cuts, 1);
  venue.process.value = {ProcessKind::kPartialShare, 0, 0, 0.2, 1e5, 30, 0.66};
  EXPECT_EQ(process_view(venue).share, 0.2);
  EXPECT_EQ(process_view(venue).whole_up_to_usd, 1e5);
  venue.process.value = {ProcessKind::kIncremental, 0, 0, 0.1, 1000, 0, 0};
  EXPECT_EQ(process_view(venue).least_step_usd, 1000);
  EXPECT_LT(process_view(venue).most_cuts, kMaxSteps);
}

}  // namespace
}  // namespace tinderbox
