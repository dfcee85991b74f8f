#include "host/positions/position_margin.hpp"

#include <cmath>
#include <limits>

namespace tinderbox {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

bool may_be_isolated(const PositionRow& row) {
  return row.mode != MarginMode::kCross;
}
bool may_be_cross(const PositionRow& row) {
  return row.mode != MarginMode::kIsolated;
}

// Rate and amount in force for a value in the unit of the tiers.
const MarginTier& tier_at(const PositionRules& rules, double size, double price) {
  const MarginSchedule& schedule = rules.schedule;
  const int count = static_cast<int>(schedule.tiers.size());
  const int tier = tier_of(tier_value(schedule, size, price), schedule.tiers.data(), count);
  return schedule.tiers[static_cast<std::size_t>(tier)];
}

double pnl_of(const PositionRow& row, const PositionRules& rules) {
  if (!std::isnan(row.value_usd) && !rules.schedule.inverse()) return pnl_at(row, rules, row.value_usd / row.size);
  return row.unrealized_pnl;
}

RowLiquidation answer(const PositionRow& row, const PositionRules& rules, double collateral, LiquidationFrom from) {
  const LiquidationPrice solved = solved_price(row, rules, collateral);
  switch (solved.outcome) {
    case LiquidationOutcome::kAtPrice:
      return {solved.price, RowOutcome::kAtPrice, from};
    case LiquidationOutcome::kNever:
      return {kUnknown, RowOutcome::kNever, from};
    case LiquidationOutcome::kEveryPrice:
      break;
  }
  return {kUnknown, RowOutcome::kUnknown, from};
}

}  // namespace

PositionRules position_rules(const Venue& venue, std::int64_t time) {
  return {venue.name, venue.contract, schedule_of(venue, time, std::nullopt), venue.tick_size_usd};
}

double formula_size(const PositionRow& row, const PositionRules& rules) {
  return rules.schedule.inverse() ? row.size * rules.schedule.contract_value : row.size;
}

double usd_at(const PositionRow& row, const PositionRules& rules, double price) {
  return rules.schedule.inverse() ? formula_size(row, rules) : row.size * price;
}

double settle_value(const PositionRow& row, const PositionRules& rules, double price) {
  return rules.schedule.inverse() ? formula_size(row, rules) / price : row.size * price;
}

double pnl_at(const PositionRow& row, const PositionRules& rules, double price) {
  const double gain = settle_value(row, rules, price) - settle_value(row, rules, row.entry_usd);
  return row.sign() * (rules.schedule.inverse() ? -gain : gain);
}

double maintenance_at(const PositionRow& row, const PositionRules& rules, double price) {
  const MarginSchedule& schedule = rules.schedule;
  const double size = formula_size(row, rules);
  const double valued_at = schedule.at_entry() ? row.entry_usd : price;
  const double value = settle_value(row, rules, valued_at);
  if (schedule.by_size()) {
    const double coins = schedule.inverse() ? value : size;
    return (size_dependent_rate(schedule.maintenance_by_size, coins) + schedule.fee) * value;
  }
  const bool tier_at_entry = schedule.at_entry() || schedule.valued_at == TierValuation::kEntry;
  const MarginTier& tier = tier_at(rules, size, tier_at_entry ? row.entry_usd : price);
  return (tier.rate + (schedule.at_entry() ? 0 : schedule.fee)) * value - tier.amount;
}

double collateral_by_margin(const PositionRow& row, const PositionRules& rules) {
  return row.margin_used - pnl_of(row, rules);
}

double collateral_by_account(const PositionRow& row, const PositionRules& rules) {
  return row.account_value - pnl_of(row, rules);
}

double collateral_by_leverage(const PositionRow& row, const PositionRules& rules) {
  return settle_value(row, rules, row.entry_usd) / row.leverage;
}

LiquidationPrice solved_price(const PositionRow& row, const PositionRules& rules, double collateral) {
  PositionTerms terms;
  terms.side = row.sign();
  terms.entry = row.entry_usd;
  terms.size = formula_size(row, rules);
  terms.collateral = collateral;
  // The mark of a row, for rules that value maintenance there.
  terms.mark = std::isnan(row.value_usd) || rules.schedule.inverse() ? row.entry_usd : row.value_usd / row.size;
  return solve_margin(terms, rules.schedule).liquidation;
}

RowLiquidation liquidation_of(const PositionRow& row, const PositionFile& file, const PositionRules& rules) {
  if (!std::isnan(row.liquidation_price)) {
    return {row.liquidation_price, RowOutcome::kAtPrice, LiquidationFrom::kReported};
  }
  const double by_account = collateral_by_account(row, rules);
  if (may_be_cross(row) && !std::isnan(by_account)) return answer(row, rules, by_account, LiquidationFrom::kAccount);
  if (may_be_isolated(row)) {
    const double by_margin = collateral_by_margin(row, rules);
    if (!std::isnan(by_margin)) return answer(row, rules, by_margin, LiquidationFrom::kMargin);
    const double by_leverage = collateral_by_leverage(row, rules);
    if (!std::isnan(by_leverage)) return answer(row, rules, by_leverage, LiquidationFrom::kLeverage);
  }
  if (file.has_liquidation_column) return {kUnknown, RowOutcome::kNever, LiquidationFrom::kReported};
  return {kUnknown, RowOutcome::kUnknown, LiquidationFrom::kNothing};
}

double collateral_behind(const PositionRow& row, const RowLiquidation& liquidation, const PositionRules& rules) {
  if (liquidation.outcome == RowOutcome::kAtPrice)
    return maintenance_at(row, rules, liquidation.price) - pnl_at(row, rules, liquidation.price);
  switch (liquidation.from) {
    case LiquidationFrom::kMargin:
      return collateral_by_margin(row, rules);
    case LiquidationFrom::kAccount:
      return collateral_by_account(row, rules);
    case LiquidationFrom::kLeverage:
      return collateral_by_leverage(row, rules);
    case LiquidationFrom::kReported:
    case LiquidationFrom::kNothing:
      break;
  }
  return kUnknown;
}

double effective_leverage(const PositionRow& row, const RowLiquidation& liquidation, const PositionRules& rules) {
  const double collateral = collateral_behind(row, liquidation, rules);
  if (collateral <= 0) return std::numeric_limits<double>::infinity();
  return settle_value(row, rules, row.entry_usd) / collateral;
}

double bankruptcy_buffer(const PositionRow& row, const RowLiquidation& liquidation, const PositionRules& rules) {
  const double left = maintenance_at(row, rules, liquidation.price) / settle_value(row, rules, liquidation.price);
  // Linear: P_b / P = 1 - s left. Inverse: P / P_b = 1 + s left.
  const double ratio = rules.schedule.inverse() ? 1 / (1 + row.sign() * left) : 1 - row.sign() * left;
  return std::abs(1 - ratio);
}

}  // namespace tinderbox
