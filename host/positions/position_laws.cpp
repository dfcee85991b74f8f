#include "host/positions/position_laws.hpp"

#include <cmath>
#include <limits>

namespace tinderbox {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kNever = std::numeric_limits<double>::infinity();

double distance_of(const RowLiquidation& liquidation, double mark_usd) {
  switch (liquidation.outcome) {
    case RowOutcome::kAtPrice:
      return std::abs(liquidation.price / mark_usd - 1);
    case RowOutcome::kNever:
      return kNever;
    case RowOutcome::kUnknown:
      break;
  }
  return kUnknown;
}

double number_of(const LawPosition& position, LawKind kind) {
  switch (kind) {
    case LawKind::kDistance:
      return position.distance;
    case LawKind::kSize:
      return position.size_usd;
    case LawKind::kLeverage:
      return position.leverage;
  }
  return kUnknown;
}

}  // namespace

WeightedLaw law_of(const std::vector<LawPosition>& positions, LawKind kind, LawWeight weight) {
  std::vector<WeightedValue> values;
  values.reserve(positions.size());
  for (const LawPosition& position : positions)
    values.push_back({number_of(position, kind),
                      weight == LawWeight::kNotional ? position.notional_weight : position.count_weight,
                      position.cluster});
  return WeightedLaw(std::move(values));
}

std::vector<LawPosition> file_positions(const PositionFile& file, const PositionRules& rules, double mark_usd,
                                        int side) {
  std::vector<LawPosition> positions;
  for (const PositionRow& row : file.rows) {
    if (row.side != side) continue;
    const RowLiquidation liquidation = liquidation_of(row, file, rules);
    const bool has_price = liquidation.outcome == RowOutcome::kAtPrice;
    positions.push_back({distance_of(liquidation, mark_usd), usd_at(row, rules, row.entry_usd),
                         has_price ? effective_leverage(row, liquidation, rules) : kUnknown,
                         usd_at(row, rules, mark_usd), 1, row.line});
  }
  return positions;
}

std::vector<LawPosition> sampled_positions(const RunResult& run, std::int32_t venue, ContractKind kind, int side) {
  const PopulationResult& population = run.population;
  std::vector<LawPosition> positions;
  for (std::size_t i = 0; i < population.side.size(); ++i) {
    if (population.side[i] != side || population.venue[i] != venue) continue;
    const double price = population.liquidation_price[i];
    const double notional = population.notional_usd[i];
    const double contracts = kind == ContractKind::kLinear ? notional / population.entry[i] : notional;
    const auto weight = static_cast<double>(population.weight[i]);
    positions.push_back({std::isnan(price) ? kNever : std::abs(price / run.now_mark_usd - 1), notional,
                         std::isnan(price) ? kUnknown : static_cast<double>(population.leverage[i]), weight,
                         weight / contracts, population.replicate[i]});
  }
  return positions;
}

}  // namespace tinderbox
