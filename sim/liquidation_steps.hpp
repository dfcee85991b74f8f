// The steps in which a venue liquidates a position while price moves monotonically away: at which level which share of
// its contracts goes, and how far the bankruptcy price of what is open there lies.
//
//   kWhole        everything at the trigger.
//   kTierSteps    at the trigger the position is cut to the cap of a lower tier. The cut part takes its margin with it
//                 (it is taken over at its bankruptcy price), so that the rest keeps its margin a contract; its trigger
//                 is farther because maintenance a contract falls with the tier. Positions in the lowest tiers go
//                 whole. Used for step-down, and for one reducing order followed by a takeover: how much of the
//                 position "restores the margin" is not published, and is taken to be the cut to the next lower tier.
//   kShareSteps   at the trigger a share is sold at the mark and what it lost is paid from the margin: equity stays,
//                 maintenance falls, the next trigger is farther. For one tier m and a share x, long:
//                 P' / P = (1 - m / (1 - x)) / (1 - m). Sizes form a geometric sequence; the last step takes the rest.
//                 Used for partial shares (one cut, the rest whole) and for small steps until the margin suffices.
//
// Levels never come nearer, and shares add up to one. Where the rule gives the rest no farther trigger it goes at once.
// Neglected: time. A cooldown is over when price reaches the next level; a backstop that takes over accounts that lost
// too much of their margin would need price to jump. Fees of the partial closings and their slippage are left out.
#pragma once

#include <cstdint>

#include "sim/margin_rule.hpp"

namespace tinderbox {

inline constexpr int kMaxSteps = 16;

enum class StepKind : std::int32_t { kWhole, kTierSteps, kShareSteps };

struct ProcessView {
  StepKind kind;
  std::int32_t most_cuts;         // after so many cuts the rest goes whole; below kMaxSteps
  std::int32_t whole_up_to_tier;  // kTierSteps: tiers 1..this go whole
  std::int32_t tiers_per_step;    // kTierSteps
  double share;                   // kShareSteps: of what is open
  double whole_up_to_usd;         // kShareSteps: notional up to this goes whole
  double least_step_usd;          // kShareSteps: no step is smaller
};

struct LiquidationStep {
  double level;   // ratio of the entry; <= 0: what is left is never liquidated
  double share;   // of the contracts that were open before the first step
  double buffer;  // from the level to the bankruptcy price of the position that is open there, over the level
};

// A position on its way: what is left of it and where that is liquidated.
struct StepState {
  RuleAccount account;
  RuleLevel level;
  double left;  // share of the contracts
  std::int32_t cuts;
  std::int32_t tier;  // it was cut down to
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// `level`: where the position is liquidated first, which the caller may know better than the rule (its level has moved
// with funding); its tier is that of the rule.
TINDERBOX_HD StepState first_step_state(const MarginRuleView& rule, const RuleAccount& account,
                                        const RuleLevel& level) {
  return {account, level, 1.0, 0, account_level(rule, account, 1.0).tier};
}

// What a tier of the rule counts at the trigger.
TINDERBOX_HD double tier_value_at_trigger(const MarginRuleView& rule, const StepState& s) {
  const double ratio = s.level.ratio;
  switch (rule.form) {
    case RuleForm::kLinearTiersAtMark:
    case RuleForm::kLinearWhole:
      return s.account.size * ratio;
    case RuleForm::kInverseTiersAtMark:
    case RuleForm::kInverseWhole:
      return tier_value_of(rule, s.account.size, s.account.entry_usd * ratio);
    default:
      return tier_value_of(rule, s.account.size, s.account.entry_usd);
  }
}

// Share of what is open that is cut at the trigger, and the tier it is cut to; 1: all of it. The tier of what was cut
// before is the one that it was cut to, even where it has grown again with the price.
TINDERBOX_HD double tier_cut(const MarginRuleView& rule, const ProcessView& process, StepState& s) {
  const std::int32_t tier = s.cuts > 0 ? least(s.tier, s.level.tier) : s.tier;
  if (has_size_rate(rule) || tier + 1 <= process.whole_up_to_tier) return 1.0;
  const double value = tier_value_at_trigger(rule, s);
  // A position that is liquidated where a tier begins stands on the cap of the tier below: cutting to it cuts nothing.
  constexpr double kNothing = 1.0 - 1e-9;
  std::int32_t target = tier - process.tiers_per_step;
  while (target >= 0 && rule.tiers[target].cap >= value * kNothing) --target;
  s.tier = target;
  return target < 0 ? 1.0 : 1.0 - rule.tiers[target].cap / value;
}

TINDERBOX_HD double share_cut(const MarginRuleView& rule, const ProcessView& process, const StepState& s) {
  const double usd = is_inverse(rule) ? s.account.size : s.account.size * s.level.ratio;
  if (usd <= process.whole_up_to_usd) return 1.0;
  return least(1.0, greatest(process.share, process.least_step_usd / usd));
}

TINDERBOX_HD RuleAccount account_after_cut(const MarginRuleView& rule, const ProcessView& process, const StepState& s,
                                           double cut) {
  RuleAccount a = s.account;
  if (process.kind == StepKind::kTierSteps) {
    a.collateral *= 1.0 - cut;
    a.coin *= 1.0 - cut;
  } else {
    const double gain = is_inverse(rule) ? 1.0 - 1.0 / s.level.ratio : s.level.ratio - 1.0;
    a.collateral += a.side * cut * a.size * gain;
  }
  a.size *= 1.0 - cut;
  return a;
}

// The next step; the walk is over when `left` is 0. Precondition: left > 0.
TINDERBOX_HD LiquidationStep next_step(const MarginRuleView& rule, const ProcessView& process, StepState& s) {
  double cut = 1.0;
  if (s.level.ratio > 0 && s.cuts < process.most_cuts) {
    if (process.kind == StepKind::kTierSteps) cut = tier_cut(rule, process, s);
    if (process.kind == StepKind::kShareSteps) cut = share_cut(rule, process, s);
  }
  const LiquidationStep step{s.level.ratio, cut < 1.0 ? s.left * cut : s.left, s.level.buffer};
  if (cut >= 1.0) {
    s.left = 0;
    return step;
  }
  s.account = account_after_cut(rule, process, s, cut);
  s.left -= step.share;
  ++s.cuts;
  const double before = s.level.ratio;
  s.level = account_level(rule, s.account, before);
  // The rest is not liquidated nearer than what went before it.
  if (s.level.ratio > 0 && s.account.side * (s.level.ratio - before) > 0) {
    const double broke = s.level.ratio * (1.0 - s.account.side * s.level.buffer);
    s.level.ratio = before;
    s.level.buffer = greatest(0.0, s.account.side * (1.0 - broke / before));
  }
  return step;
}

// Lots of a position of `weight` that are gone when `left` of its contracts is: whole lots, all of them at the end.
TINDERBOX_HD std::int64_t lots_gone(std::int64_t weight, double left) {
  if (left <= 0) return weight;
  return static_cast<std::int64_t>(round_down(static_cast<double>(weight) * (1.0 - left) + 0.5));
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
