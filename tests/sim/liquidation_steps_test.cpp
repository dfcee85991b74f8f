// The steps of a liquidation: hand-computed for each process, and what holds for all of them.
#include "sim/liquidation_steps.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/sim/margin_cases.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A rule over tiers that it keeps.
struct Rule {
  std::vector<MarginTier> tiers;
  std::vector<TierView> loads;
  MarginRuleView view{};

  Rule(RuleForm form, std::vector<MarginTier> of_tiers, double fee = 0) : tiers(std::move(of_tiers)) {
    for (const MarginTier& t : tiers) loads.push_back({t.rate + fee, t.amount});
    view.form = form;
    view.tier_count = static_cast<std::int32_t>(tiers.size());
    view.tier_scale = 1;
    view.by_entry = is_inverse(view) ? 1 : 0;
    view.fee = fee;
    view.loads = loads.data();
    view.tiers = tiers.data();
  }
  Rule(const Rule&) = delete;
};

constexpr ProcessView kWhole{};
constexpr ProcessView kStepDown{StepKind::kTierSteps, kMaxSteps - 1, 1, 1, 0, 0, 0};
constexpr ProcessView kReduce{StepKind::kTierSteps, 1, 1, 1, 0, 0, 0};
constexpr ProcessView kPartial{StepKind::kShareSteps, 1, 0, 0, 0.2, 1e5, 0};
constexpr ProcessView kSmallSteps{StepKind::kShareSteps, kMaxSteps - 1, 0, 0, 0.25, 0, 1000};

std::vector<LiquidationStep> steps_of(const MarginRuleView& rule, const ProcessView& process,
                                      const RuleAccount& account) {
  StepState state = first_step_state(rule, account, account_level(rule, account, 1.0));
  std::vector<LiquidationStep> steps;
  while (state.left > 0 && steps.size() < 100) steps.push_back(next_step(rule, process, state));
  return steps;
}

RuleAccount isolated(double side, double leverage, double usd, double entry = 1e5) {
  return {side, usd, entry, usd / leverage, 0};
}

TEST(LiquidationSteps, AWholeTakeoverIsOneStepAtTheTrigger) {
  const Rule rule(RuleForm::kLinearTiersAtMark, {{0, kInfinity, 0.01, 0}});
  const auto steps = steps_of(rule.view, kWhole, isolated(1, 10, 1e6));
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_NEAR(steps[0].level, 0.9 / 0.99, 1e-15);
  EXPECT_EQ(steps[0].share, 1);
  EXPECT_NEAR(steps[0].buffer, 0.01, 1e-15);
}

// 300,000 USD long at 10x. In tier 2 it is liquidated at P = (0.9 - 1000 / 300,000) / 0.98, where it is worth
// 274,489.80 USD; cut to 100,000 it is in tier 1, liquidated at 0.9 / 0.99 with its margin a contract unchanged.
TEST(LiquidationSteps, StepDownCutsToTheCapOfTheLowerTier) {
  const Rule rule(RuleForm::kLinearTiersAtMark, {{0, 1e5, 0.01, 0}, {1e5, kInfinity, 0.02, 1000}});
  for (const ProcessView& process : {kStepDown, kReduce}) {
    const auto steps = steps_of(rule.view, process, isolated(1, 10, 3e5));
    ASSERT_EQ(steps.size(), 2U);
    const double trigger = (0.9 - 1000 / 3e5) / 0.98;
    EXPECT_NEAR(steps[0].level, trigger, 1e-14);
    EXPECT_NEAR(steps[0].share, 1 - 1e5 / (3e5 * trigger), 1e-14);
    EXPECT_NEAR(steps[0].buffer, 1 - 0.9 / trigger, 1e-14);
    EXPECT_NEAR(steps[1].level, 0.9 / 0.99, 1e-14);
    EXPECT_NEAR(steps[1].share, 1e5 / (3e5 * trigger), 1e-14);
    EXPECT_NEAR(steps[1].buffer, 0.01, 1e-14);
  }
}

// The same with a third tier: step-down takes three steps, one reducing order and a takeover two.
TEST(LiquidationSteps, OneReducingOrderIsFollowedByATakeover) {
  const Rule rule(RuleForm::kLinearTiersAtMark,
                  {{0, 1e5, 0.01, 0}, {1e5, 1e6, 0.02, 1000}, {1e6, kInfinity, 0.05, 31'000}});
  const auto down = steps_of(rule.view, kStepDown, isolated(-1, 10, 2e6));
  const auto reduced = steps_of(rule.view, kReduce, isolated(-1, 10, 2e6));
  ASSERT_EQ(down.size(), 3U);
  ASSERT_EQ(reduced.size(), 2U);
  const double trigger = (-1.1 - 31'000 / 2e6) / -1.05;
  EXPECT_NEAR(down[0].level, trigger, 1e-14);
  EXPECT_NEAR(down[0].share, 1 - 1e6 / (2e6 * trigger), 1e-14);
  EXPECT_NEAR(reduced[0].share, down[0].share, 1e-15);
  EXPECT_NEAR(reduced[1].level, down[1].level, 1e-15);
  EXPECT_NEAR(reduced[1].share, down[1].share + down[2].share, 1e-14);
  EXPECT_GT(down[1].level, down[0].level);
  EXPECT_GT(down[2].level, down[1].level);
}

// Whole-position tiers of size, two tiers at a time, tiers 1 and 2 whole: from tier 4 to the cap of tier 2.
TEST(LiquidationSteps, TwoTiersAtATimeWithLowTiersWhole) {
  const Rule rule(RuleForm::kLinearAtTier,
                  {{0, 1e5, 0.01, 0}, {1e5, 2e5, 0.02, 0}, {2e5, 4e5, 0.03, 0}, {4e5, 8e5, 0.04, 0}});
  const ProcessView process{StepKind::kTierSteps, kMaxSteps - 1, 2, 2, 0, 0, 0};
  const auto steps = steps_of(rule.view, process, isolated(1, 10, 5e5));
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_NEAR(steps[0].level, 0.9 / 0.96, 1e-14);
  EXPECT_NEAR(steps[0].share, 0.6, 1e-14);
  EXPECT_NEAR(steps[1].level, 0.9 / 0.98, 1e-14);
  EXPECT_EQ(steps_of(rule.view, process, isolated(1, 10, 2e5)).size(), 1U);
}

// 200,000 USD long, m = 1.25%: a fifth at P, the rest at P (1 - m / 0.8) / (1 - m): equity stays when it is sold.
TEST(LiquidationSteps, APartialShareLeavesTheRestFarther) {
  const double m = 0.0125;
  const Rule rule(RuleForm::kLinearTiersAtMark, {{0, kInfinity, m, 0}});
  const auto steps = steps_of(rule.view, kPartial, isolated(1, 20, 2e5));
  ASSERT_EQ(steps.size(), 2U);
  const double trigger = 0.95 / (1 - m);
  EXPECT_NEAR(steps[0].level, trigger, 1e-14);
  EXPECT_NEAR(steps[0].share, 0.2, 1e-15);
  EXPECT_NEAR(steps[0].buffer, m, 1e-14);
  EXPECT_NEAR(steps[1].level, trigger * (1 - m / 0.8) / (1 - m), 1e-14);
  EXPECT_NEAR(steps[1].share, 0.8, 1e-15);
  EXPECT_NEAR(steps[1].buffer, m, 1e-14);
  // Up to 100,000 USD at the trigger everything goes at once.
  EXPECT_EQ(steps_of(rule.view, kPartial, isolated(1, 20, 1e5 / trigger * 0.999)).size(), 1U);
  EXPECT_EQ(steps_of(rule.view, kPartial, isolated(1, 20, 1e5 / trigger * 1.001)).size(), 2U);
}

// Inverse: P' / P = (s + m) / (s + m / (1 - x)).
TEST(LiquidationSteps, APartialShareOfAnInversePosition) {
  const double m = 0.01;
  const Rule rule(RuleForm::kInverseTiersAtMark, {{0, kInfinity, m, 0}});
  for (const double side : {1.0, -1.0}) {
    const auto steps = steps_of(rule.view, kPartial, isolated(side, 20, 2e5));
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_NEAR(steps[0].level, (1 + side * m) / (1 + side / 20), 1e-14);
    EXPECT_NEAR(steps[1].level / steps[0].level, (side + m) / (side + m / 0.8), 1e-14);
  }
}

// A quarter each time: sizes are a geometric sequence, and so are levels.
TEST(LiquidationSteps, SmallStepsAreAGeometricSequence) {
  const double m = 0.02;
  const Rule rule(RuleForm::kLinearTiersAtMark, {{0, kInfinity, m, 0}});
  for (const double side : {1.0, -1.0}) {
    const auto steps = steps_of(rule.view, kSmallSteps, isolated(side, 10, 1e8));
    ASSERT_EQ(steps.size(), static_cast<std::size_t>(kMaxSteps));
    const double ratio = (1 - side * m / 0.75) / (1 - side * m);
    for (std::size_t k = 0; k + 1 < steps.size(); ++k) {
      EXPECT_NEAR(steps[k].share, 0.25 * std::pow(0.75, k), 1e-12);
      EXPECT_NEAR(steps[k + 1].level / steps[k].level, ratio, 1e-12);
      EXPECT_NEAR(steps[k].buffer, m, 1e-12);
    }
    EXPECT_NEAR(steps.back().share, std::pow(0.75, kMaxSteps - 1), 1e-12);
  }
}

TEST(LiquidationSteps, TheSmallestStepEndsTheSequence) {
  const Rule rule(RuleForm::kLinearTiersAtMark, {{0, kInfinity, 0.02, 0}});
  const auto steps = steps_of(rule.view, kSmallSteps, isolated(1, 10, 3000));
  // 2,755 USD at the trigger: 1,000, then 1,000 of what is left, then the rest.
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_NEAR(steps[0].share, 1000 / (3000 * steps[0].level), 1e-14);
  EXPECT_NEAR(steps[1].share, 1000 / (3000 * steps[1].level), 1e-14);
}

TEST(LiquidationSteps, ANeverLiquidatedPositionIsOneStepWithoutALevel) {
  const Rule rule(RuleForm::kLinearTiersAtMark, {{0, kInfinity, 0.02, 0}});
  const auto steps = steps_of(rule.view, kPartial, isolated(1, 0.9, 1e6));
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_LE(steps[0].level, 0);
  EXPECT_EQ(steps[0].share, 1);
}

// A short whose rest is held up by its coin is never liquidated again.
TEST(LiquidationSteps, TheRestOfAShortMayOutliveAnyPrice) {
  const Rule rule(RuleForm::kLinearTiersAtMark, {{0, kInfinity, 0.02, 0}});
  const RuleAccount account{-1, 1e6, 1e5, 5e4, 9e5};
  const ProcessView half{StepKind::kShareSteps, 1, 0, 0, 0.5, 0, 0};
  const auto steps = steps_of(rule.view, half, account);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_GT(steps[0].level, 1);
  EXPECT_LE(steps[1].level, 0);
}

constexpr RuleForm kForms[] = {RuleForm::kLinearTiersAtMark, RuleForm::kLinearWhole,        RuleForm::kLinearAtTier,
                               RuleForm::kLinearFixed,       RuleForm::kInverseTiersAtMark, RuleForm::kInverseWhole,
                               RuleForm::kInverseAtTier,     RuleForm::kInverseFixed};

bool jumps(RuleForm form) {
  return form == RuleForm::kLinearWhole || form == RuleForm::kInverseWhole;
}

// Levels never come nearer, shares are positive and add up to one, there are at most kMaxSteps of them, and whole lots
// follow them exactly.
TEST(LiquidationSteps, HoldTogetherForEveryRuleAndProcess) {
  CaseSource cases(31);
  std::int64_t several = 0;
  for (int i = 0; i < 60'000; ++i) {
    const RuleForm form = kForms[i % 8];
    const auto jump = jumps(form) ? testing::Jumps::kAtBounds : testing::Jumps::kNone;
    testing::Tiers table = testing::random_tiers(cases, form < RuleForm::kInverseTiersAtMark ? 1e5 : 1, jump);
    if (jumps(form))
      for (MarginTier& tier : table.tiers) tier.amount = 0;
    const Rule rule(form, table.tiers, cases.below(2) == 0 ? 0 : 0.0005);
    RuleAccount account = isolated(cases.below(2) == 0 ? 1 : -1, cases.log_between(1.1, 60),
                                   cases.log_between(1e3, 1e9), cases.log_between(1e4, 2e5));
    if (!is_inverse(rule.view)) account.coin = account.collateral * cases.between(0, 0.3);
    for (const ProcessView& process : {kWhole, kStepDown, kReduce, kPartial, kSmallSteps}) {
      const auto steps = steps_of(rule.view, process, account);
      ASSERT_LE(steps.size(), static_cast<std::size_t>(kMaxSteps));
      double sum = 0;
      double before = steps[0].level;
      for (const LiquidationStep& step : steps) {
        EXPECT_GT(step.share, 0);
        sum += step.share;
        if (step.level <= 0) continue;
        EXPECT_LE(account.side * (step.level - before), 0);
        before = step.level;
        EXPECT_TRUE(std::isfinite(step.buffer));
      }
      EXPECT_NEAR(sum, 1, 1e-12);
      several += steps.size() > 1 ? 1 : 0;
    }
  }
  EXPECT_GT(several, 50'000);
}

TEST(LotsGone, AddUpToAllOfThem) {
  const Rule rule(RuleForm::kLinearTiersAtMark, {{0, kInfinity, 0.02, 0}});
  for (const std::int64_t weight : {0, 1, 2, 7, 1000, 123'456'789}) {
    const RuleAccount account = isolated(1, 10, 1e8);
    StepState state = first_step_state(rule.view, account, account_level(rule.view, account, 1.0));
    std::int64_t gone = 0;
    while (state.left > 0) {
      (void)next_step(rule.view, kSmallSteps, state);
      const std::int64_t next = lots_gone(weight, state.left);
      EXPECT_GE(next, gone);
      EXPECT_NEAR(static_cast<double>(next), static_cast<double>(weight) * (1 - state.left), 0.5000001);
      gone = next;
    }
    EXPECT_EQ(gone, weight);
  }
}

}  // namespace
}  // namespace tinderbox
