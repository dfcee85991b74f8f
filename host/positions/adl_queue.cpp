#include "host/positions/adl_queue.hpp"

#include <cmath>
#include <vector>

#include "host/positions/weighted_law.hpp"

namespace tinderbox {

PositionRow row_of(const PopulationResult& population, std::size_t i, const PositionRules& rules) {
  PositionRow row;
  row.side = population.side[i] == 0 ? 0 : 1;
  row.entry_usd = population.entry[i];
  const double notional = population.notional_usd[i];
  row.size = rules.schedule.inverse() ? notional / rules.schedule.contract_value : notional / row.entry_usd;
  row.leverage = static_cast<double>(population.leverage[i]);
  return row;
}

std::optional<double> adl_score(AdlRanking ranking, const AdlPosition& position) {
  switch (ranking) {
    case AdlRanking::kPnlTimesMarginRatio:
      return adl_pnl_times_margin_ratio(position);
    case AdlRanking::kPnlTimesLeverage:
      return adl_pnl_times_leverage(position);
    case AdlRanking::kRoiOverMarginRatio:
      return adl_roi_over_margin_ratio(position);
    case AdlRanking::kPriceRatioTimesLeverage:
      return adl_price_ratio_times_leverage(position);
    case AdlRanking::kRandom:
    case AdlRanking::kProRata:
      break;
  }
  return std::nullopt;
}

AdlPosition adl_position(const PositionRow& row, const PositionRules& rules, double collateral, double mark_usd) {
  AdlPosition position;
  position.side = row.sign();
  position.wallet = collateral;
  position.pnl = pnl_at(row, rules, mark_usd);
  position.maintenance = maintenance_at(row, rules, mark_usd);
  position.value = settle_value(row, rules, mark_usd);
  position.entry_value = settle_value(row, rules, row.entry_usd);
  position.price_ratio = mark_usd / row.entry_usd;
  return position;
}

QueueShare share_ahead(const RunResult& run, std::int32_t venue, int side, AdlRanking ranking,
                       const PositionRules& rules, double score) {
  const PopulationResult& population = run.population;
  std::vector<WeightedValue> behind;  // 0: ahead, 1: not
  for (std::size_t i = 0; i < population.side.size(); ++i) {
    if (population.side[i] != side || population.venue[i] != venue) continue;
    const PositionRow row = row_of(population, i, rules);
    const double collateral = collateral_by_leverage(row, rules);
    const double theirs = adl_score(ranking, adl_position(row, rules, collateral, run.now_mark_usd)).value_or(score);
    behind.push_back({theirs > score ? 0.0 : 1.0, static_cast<double>(population.weight[i]), population.replicate[i]});
  }
  const WeightedLaw law(std::move(behind));
  return {law.share_at_most(0), law.share_error(0)};
}

}  // namespace tinderbox
