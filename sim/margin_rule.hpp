// A venue's margin rule as the sampler needs it: from what a position is to the level at which it is liquidated, as a
// ratio of its entry, how funding moves that level, and where its margin is gone. Every family of the exact solver
// (sim/margin_linear.hpp, sim/margin_inverse.hpp, sim/margin_whole.hpp, sim/margin_deribit.hpp) has a form here.
//
// Units. A linear position is scaled to entry 1: its size is its notional in USD at entry, prices are ratios of the
// entry. An inverse one has N USD and its coin margin is counted in USD at the entry price. Tiers that count base
// units, contracts or coin therefore need the entry in USD as well (`by_entry`).
//
//   form                 maintenance                                      families
//   kLinearTiersAtMark   largest of (m_i + f) q P - c_i over tiers        A, progressive, valued at mark
//   kLinearWhole         (m_i + f) q P, tier of q P                       A, whole position, valued at mark
//   kLinearAtTier        (m_i + f) q P - c_i, tier known at entry         A, tiers of size or valued at entry
//   kLinearSizeRate      (a + b q + f) q P                                Deribit, linear
//   kLinearFixed         (m_i + f) q E - c_i                              B (f = 0); C with the mark of the entry
//   kInverse...          likewise in coin; kInverseFixed: m_i N/E - c_i   A', B', BitMEX, Deribit
//
// Funding that a contract has paid, x, moves the level by sensitivity * x. Linear: x in units of the entry price,
// sensitivity 1 / (s + k/q - load), exact while the tier stays the same. Inverse: x in coin a USD times the entry,
// sensitivity s r^2 / (1 + s load) at the level r: the slope there of a level that is not linear in x. load is what
// maintenance gains with the price (0 where it is fixed at entry). A level on the bound of a tier does not move.
//
// Neglected: family C revalues maintenance at the mark of each moment, which moves the level; here it keeps the mark of
// the entry. BitMEX rounds the value of a contract to whole satoshi at entry and at the price, together up to
// 1.5e-8 * price of the price (0.15% at 100,000 USD); here it is not rounded. The fee on added margin does not apply:
// nothing is added.
#pragma once

#include <cstdint>

#include "sim/margin.hpp"
#include "sim/margin_deribit.hpp"
#include "sim/margin_whole.hpp"

namespace tinderbox {

enum class RuleForm : std::int32_t {
  kLinearTiersAtMark,
  kLinearWhole,
  kLinearAtTier,
  kLinearSizeRate,
  kLinearFixed,
  kInverseTiersAtMark,
  kInverseWhole,
  kInverseAtTier,
  kInverseSizeRate,
  kInverseFixed,
};

// Which rules a kernel was compiled for. On a device the code of the other forms would take registers from the fast
// path even where it is not run.
enum class RuleScope : std::int32_t {
  kAny,
  kTiersAtMark,  // kLinearTiersAtMark alone
};

// Trivially copyable; the arrays hold tier_count values, none with a size rate.
struct MarginRuleView {
  RuleForm form;
  std::int32_t tier_count;
  std::int32_t by_entry;       // 1: tier and leverage limit depend on the entry price
  double tier_scale;           // what tiers count is size * tier_scale, with by_entry over the entry in USD
  double fee;                  // f
  const TierView* loads;       // m + f and c: all that kLinearTiersAtMark reads
  const MarginTier* tiers;     // bounds in the unit of the table
  const double* max_leverage;  // of each tier
  SizeDependentRate maintenance;
  SizeDependentRate initial;
};

// A position and what backs it. Sizes and collateral in USD at the entry.
struct RuleAccount {
  double side;  // +1 long, -1 short
  double size;  // notional at entry
  double entry_usd;
  double collateral;  // linear: USD; inverse: coin
  double coin;        // linear: collateral that moves with the mark
};

struct RuleLevel {
  double ratio;        // liquidation price / entry; <= 0: never
  double sensitivity;  // d(ratio) / d(x), signed with the side as LiquidationRatio's
  double buffer;       // |liquidation - bankruptcy price| / liquidation price; 0 without a price
  std::int32_t tier;   // that decides
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD bool is_inverse(const MarginRuleView& rule) {
  return rule.form >= RuleForm::kInverseTiersAtMark;
}
TINDERBOX_HD bool has_size_rate(const MarginRuleView& rule) {
  return rule.form == RuleForm::kLinearSizeRate || rule.form == RuleForm::kInverseSizeRate;
}

// What the tiers count, of a position of `size` USD at a price of `price_usd`.
TINDERBOX_HD double tier_value_of(const MarginRuleView& rule, double size, double price_usd) {
  const double value = size * rule.tier_scale;
  return rule.by_entry != 0 ? value / price_usd : value;
}

// Highest leverage at which the venue opens a position of `size` USD at `entry_usd`.
TINDERBOX_HD double leverage_limit(const MarginRuleView& rule, double size, double entry_usd) {
  if (has_size_rate(rule)) return 1.0 / size_dependent_rate(rule.initial, size / entry_usd);
  return rule.max_leverage[tier_of(tier_value_of(rule, size, entry_usd), rule.tiers, rule.tier_count)];
}

TINDERBOX_HD RuleAccount account_of(double side, double leverage, double coin_share, double size, double entry_usd,
                                    const MarginRuleView& rule) {
  const double margin = size / leverage;
  const double coin = is_inverse(rule) ? 0.0 : margin * coin_share;
  return {side, size, entry_usd, margin - coin, coin};
}

// The root of one form, the tier that decides, and what maintenance gains with the price there.
struct RuleRoot {
  LiquidationPrice price;
  double load;
  bool on_bound;  // where a tier begins, not where its margin is used up
};

TINDERBOX_HD RuleRoot linear_root(const MarginRuleView& rule, const RuleAccount& a, double reference) {
  const LinearPosition p{a.side, a.size, 1.0, a.collateral, a.coin};
  if (rule.form == RuleForm::kLinearSizeRate) {
    const double rate = size_dependent_rate(rule.maintenance, a.size / a.entry_usd);
    return {linear_mark_price(p, rate, 0, rule.fee), rate + rule.fee, false};
  }
  RuleRoot root{};
  int tier = 0;
  if (rule.form == RuleForm::kLinearTiersAtMark) {
    root.price = linear_mark_price(p, rule.tiers, rule.tier_count, rule.fee);
    tier = root.price.tier;
  } else if (rule.form == RuleForm::kLinearWhole) {
    root.price = linear_whole_price(p, rule.tiers, rule.tier_count, rule.fee, reference);
    tier = root.price.tier;
    root.on_bound = root.price.price != linear_mark_price(p, rule.tiers[tier].rate, 0, rule.fee).price;
  } else {
    tier = tier_of(tier_value_of(rule, a.size, a.entry_usd), rule.tiers, rule.tier_count);
    const MarginTier& t = rule.tiers[tier];
    const bool fixed = rule.form == RuleForm::kLinearFixed;
    root.price = fixed ? linear_current_mark_price(p, t.rate, t.amount, rule.fee, 1.0)
                       : linear_mark_price(p, t.rate, t.amount, rule.fee);
    root.price.tier = tier;
    if (fixed) return root;
  }
  root.load = rule.tiers[tier].rate + rule.fee;
  return root;
}

TINDERBOX_HD RuleRoot inverse_rule_root(const MarginRuleView& rule, const RuleAccount& a, double reference) {
  const InversePosition p{a.side, a.size, a.entry_usd, a.collateral / a.entry_usd};
  RuleRoot root{};
  if (rule.form == RuleForm::kInverseSizeRate) {
    root.price = deribit_inverse_price(p, rule.maintenance, rule.fee);
    const double coins = root.price.price > 0 ? a.size / root.price.price : 0.0;
    root.load = rule.maintenance.base + rule.fee + 2.0 * rule.maintenance.per_coin * coins;
    return root;
  }
  int tier = 0;
  if (rule.form == RuleForm::kInverseTiersAtMark) {
    root.price = inverse_mark_price(p, rule.tiers, rule.tier_count, rule.fee);
    tier = root.price.tier;
  } else if (rule.form == RuleForm::kInverseWhole) {
    root.price = inverse_whole_price(p, rule.tiers, rule.tier_count, rule.fee, reference * a.entry_usd);
    tier = root.price.tier;
    root.on_bound = root.price.price != inverse_mark_price(p, rule.tiers[tier].rate, 0, rule.fee).price;
  } else {
    tier = tier_of(tier_value_of(rule, a.size, a.entry_usd), rule.tiers, rule.tier_count);
    const MarginTier& t = rule.tiers[tier];
    const bool fixed = rule.form == RuleForm::kInverseFixed;
    root.price = fixed ? inverse_entry_price(p, t.rate, t.amount) : inverse_mark_price(p, t.rate, t.amount, rule.fee);
    root.price.tier = tier;
    if (fixed) return root;
  }
  root.load = rule.tiers[tier].rate + rule.fee;
  return root;
}

// |level - broke| / level; 1 where no adverse price uses the margin up.
TINDERBOX_HD double buffer_of(double side, double ratio, double broke) {
  if (side < 0 && broke <= 0) return 1.0;
  return side * (1.0 - broke / ratio);
}

TINDERBOX_HD RuleLevel linear_level(const MarginRuleView& rule, const RuleAccount& a, double reference) {
  const RuleRoot root = linear_root(rule, a, reference);
  const double slope = a.side + a.coin / a.size - root.load;
  RuleLevel level{-1.0, 0.0, 0.0, root.price.tier};
  // A short whose coin outgrows its position gains as price rises.
  if (root.price.outcome == LiquidationOutcome::kNever || (a.side < 0 && slope >= 0)) return level;
  const bool everywhere = root.price.outcome == LiquidationOutcome::kEveryPrice;
  level.ratio = everywhere ? reference : root.price.price;
  level.sensitivity = everywhere || root.on_bound ? 0.0 : 1.0 / slope;
  const double broke_slope = a.side + a.coin / a.size;
  const double broke = (a.side - a.collateral / a.size) / broke_slope;
  level.buffer = buffer_of(a.side, level.ratio, a.side < 0 && broke_slope >= 0 ? 0.0 : broke);
  return level;
}

TINDERBOX_HD RuleLevel inverse_level(const MarginRuleView& rule, const RuleAccount& a, double reference) {
  const RuleRoot root = inverse_rule_root(rule, a, reference);
  RuleLevel level{-1.0, 0.0, 0.0, root.price.tier};
  if (root.price.outcome == LiquidationOutcome::kNever) return level;
  const bool everywhere = root.price.outcome == LiquidationOutcome::kEveryPrice;
  level.ratio = everywhere ? reference : root.price.price / a.entry_usd;
  const double slope = a.side * level.ratio * level.ratio / (1.0 + a.side * root.load);
  level.sensitivity = everywhere || root.on_bound ? 0.0 : slope;
  const double denominator = 1.0 + a.side * (a.collateral / a.size);
  level.buffer = buffer_of(a.side, level.ratio, denominator > 0 ? 1.0 / denominator : 0.0);
  return level;
}

// The level of an account under any form. `reference`: the mark as a ratio of the entry; a whole-position schedule
// looks for the level on the adverse side of it, and a position that is liquidated at every price is liquidated there.
TINDERBOX_COLD RuleLevel account_level(const MarginRuleView& rule, const RuleAccount& a, double reference) {
  return is_inverse(rule) ? inverse_level(rule, a, reference) : linear_level(rule, a, reference);
}

// The level of a position at its birth. kLinearTiersAtMark is the fast path: a loop over tiers and no more.
template <RuleScope kScope = RuleScope::kAny>
TINDERBOX_HD RuleLevel position_level(const MarginRuleView& rule, double side, double leverage, double coin_share,
                                      double size, double entry_usd) {
  if constexpr (kScope == RuleScope::kAny)
    if (rule.form != RuleForm::kLinearTiersAtMark)
      return account_level(rule, account_of(side, leverage, coin_share, size, entry_usd, rule), 1.0);
  const LiquidationRatio found = liquidation_ratio(side, 1.0 / leverage, coin_share, size, rule.loads, rule.tier_count);
  const double broke = bankruptcy_ratio(side, 1.0 / leverage, coin_share);
  return {found.ratio, found.sensitivity, found.ratio > 0 ? side * (1.0 - broke / found.ratio) : 0.0, 0};
}

// Ticks by which the level moves for each unit of a price path's funding (sim/price_path.hpp): ticks a contract of a
// linear contract, 1 / ticks of an inverse one.
template <RuleScope kScope = RuleScope::kAny>
TINDERBOX_HD double funding_slope(const MarginRuleView& rule, double side, double sensitivity, double entry_ticks) {
  const double slope = side * sensitivity;
  return kScope == RuleScope::kAny && is_inverse(rule) ? slope * entry_ticks * entry_ticks : slope;
}

// The account of a position that has paid `paid` of the same units since its birth.
TINDERBOX_HD RuleAccount after_funding(const MarginRuleView& rule, RuleAccount account, double paid,
                                       double entry_ticks) {
  const double x = is_inverse(rule) ? paid * entry_ticks : paid / entry_ticks;
  account.collateral -= account.side * x * account.size;
  return account;
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
