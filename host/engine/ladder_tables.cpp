#include "host/engine/ladder_tables.hpp"

#include <algorithm>
#include <cmath>

namespace tinderbox {
namespace {

// Levels of one side: where they begin and end, and which bin they hold.
struct Level {
  std::int32_t from;
  std::int32_t to;
  std::int32_t bin;
};

// `edge`: bin edges in ticks, rising.
std::vector<Level> levels_of(const std::vector<std::int32_t>& edge, int side) {
  std::vector<Level> levels;
  const auto bins = static_cast<std::int32_t>(edge.size()) - 1;
  for (std::int32_t i = 0; i < bins; ++i) {
    const std::int32_t k = side == 0 ? bins - 1 - i : i;
    const auto at = static_cast<std::size_t>(k);
    const std::int32_t near = side == 0 ? -edge[at + 1] : edge[at];
    const std::int32_t far = side == 0 ? -edge[at] : edge[at + 1];
    if (far <= 0) continue;
    if (levels.empty() && near > 0) levels.push_back({0, near, -1});
    levels.push_back({std::max(near, 0), far, k});
  }
  return levels;
}

// Money of one replicate and side, level by level; what lies on the wrong side of the price joins the first.
std::vector<double> money_of(const LadderResult& ladder, const std::vector<Level>& levels, std::size_t row) {
  const std::size_t bins = ladder.price.size();
  const float* notional = ladder.notional.data() + row * bins;
  std::vector<double> money(levels.size(), 0.0);
  double seen = 0;
  double all = 0;
  for (std::size_t k = 0; k < bins; ++k) all += static_cast<double>(notional[k]);
  for (std::size_t j = 0; j < levels.size(); ++j) {
    if (levels[j].bin < 0) continue;
    money[j] = static_cast<double>(notional[static_cast<std::size_t>(levels[j].bin)]);
    seen += money[j];
  }
  if (!money.empty()) money[0] += std::max(all - seen, 0.0);
  return money;
}

// Ticks from the triggers of a bin to the bankruptcy prices behind them.
float buffer_of(const LadderResult& ladder, const PriceCoordinate& coordinate, std::int32_t bin, std::size_t row) {
  if (bin < 0 || ladder.bankruptcy_buffer.empty()) return 0.0F;
  const auto k = static_cast<std::size_t>(bin);
  const auto buffer = static_cast<double>(ladder.bankruptcy_buffer[row * ladder.price.size() + k]);
  const double trigger = ladder.price[k];
  const double broke = trigger * (row % kSides == 0 ? 1 - buffer : 1 + buffer);
  return std::abs(static_cast<float>(coordinate.ticks(broke)) - static_cast<float>(coordinate.ticks(trigger)));
}

}  // namespace

LadderView LadderTables::view(std::size_t row) const {
  const auto at = static_cast<std::ptrdiff_t>(row) * stride;
  const auto side = static_cast<std::ptrdiff_t>(row % kSides);
  return {edge.data() + side * stride, cumulative.data() + at, buffer.data() + at, levels[side]};
}

std::int64_t LadderTables::in_level(std::size_t row, std::size_t level) const {
  const LadderView spread = view(row);
  const std::int64_t money = spread.cumulative[level + 1] - spread.cumulative[level];
  if (held.empty()) return money;
  const HeldPositionsView positions = held.view(row);
  return money + positions.cumulative[positions.first[level + 1]] - positions.cumulative[positions.first[level]];
}

std::int64_t LadderTables::within(std::int32_t replicate, int side, std::int32_t distance) const {
  if (distance <= 0) return 0;
  std::int64_t money = 0;
  for (std::int32_t venue = 0; venue < venues; ++venue) {
    const std::size_t row = row_of(venue, replicate, side);
    const LadderView spread = view(row);
    const std::int32_t level = level_from(spread, 0, distance);
    money += held.empty() ? triggered_within(spread, level, distance)
                          : triggered_within(MixedLadderView{spread, held.view(row)}, level, distance);
  }
  return money;
}

std::int32_t LadderTables::end_of(int side) const {
  return edge[static_cast<std::size_t>(side) * static_cast<std::size_t>(stride) +
              static_cast<std::size_t>(levels[side])];
}

std::int32_t replicates_of(const LadderResult& ladder) {
  return static_cast<std::int32_t>(ladder.notional.size() / ladder.price.size() / kSides);
}

double money_unit_for(const std::vector<LadderResult>& ladders, const std::vector<HeldSets>& held, std::int64_t paths) {
  double usd = 0;
  for (const HeldSets& sets : held) usd += notional_of(sets, replicates_of(ladders.front()));
  for (const LadderResult& ladder : ladders)
    for (const float notional : ladder.notional) usd += static_cast<double>(notional);
  double unit = 0.01;
  while (usd * static_cast<double>(std::max<std::int64_t>(paths, 1)) / unit > 0x1p62) unit *= 10;
  return unit;
}

namespace {

// Where levels begin and end, the same for all ladders.
std::vector<Level> set_levels(const std::vector<std::int32_t>& edge, std::size_t side, LadderTables& tables) {
  std::vector<Level> levels = levels_of(edge, static_cast<int>(side));
  const auto stride = static_cast<std::size_t>(tables.stride);
  tables.levels[side] = static_cast<std::int32_t>(levels.size());
  for (std::size_t j = 0; j < levels.size(); ++j) {
    tables.edge[side * stride + j + 1] = levels[j].to;
    tables.bin[side * stride + j] = levels[j].bin;
  }
  return levels;
}

// Money and buffers of one replicate and side of a venue. `row`: replicate * kSides + side; `to`: of the table.
void set_ladder(const LadderResult& ladder, const PriceCoordinate& coordinate, const std::vector<Level>& levels,
                std::size_t row, std::size_t to, LadderTables& tables) {
  const auto stride = static_cast<std::size_t>(tables.stride);
  const std::vector<double> money = money_of(ladder, levels, row);
  for (std::size_t j = 0; j < money.size(); ++j) {
    tables.cumulative[to * stride + j + 1] =
        tables.cumulative[to * stride + j] + std::llround(money[j] / tables.money_unit_usd);
    tables.buffer[to * stride + j] = buffer_of(ladder, coordinate, levels[j].bin, row);
    // A sweep that ends in an empty level sold what lies before it.
    if (money[j] <= 0 && j > 0) tables.buffer[to * stride + j] = tables.buffer[to * stride + j - 1];
  }
}

}  // namespace

LadderTables build_ladder_tables(const std::vector<LadderResult>& ladders, const std::vector<HeldSets>& held,
                                 const PriceCoordinate& coordinate, double money_unit_usd) {
  LadderTables tables;
  tables.money_unit_usd = money_unit_usd;
  const LadderResult& first = ladders.front();
  const std::size_t bins = first.price.size();
  const std::size_t rows = first.notional.size() / bins;  // replicate, side
  tables.venues = static_cast<std::int32_t>(ladders.size());
  tables.replicates = replicates_of(first);
  std::vector<std::int32_t> edge;
  for (std::size_t k = 0; k < bins; ++k) edge.push_back(coordinate.ticks(first.price_bounds[2 * k]));
  edge.push_back(coordinate.ticks(first.price_bounds.back()));
  tables.stride = static_cast<std::int32_t>(std::max(levels_of(edge, 0).size(), levels_of(edge, 1).size())) + 1;
  const auto stride = static_cast<std::size_t>(tables.stride);
  tables.edge.assign(kSides * stride, 0);
  tables.bin.assign(kSides * stride, -1);
  tables.cumulative.assign(ladders.size() * rows * stride, 0);
  tables.buffer.assign(tables.cumulative.size(), 0.0F);
  for (std::size_t side = 0; side < kSides; ++side) {
    const std::vector<Level> levels = set_levels(edge, side, tables);
    for (std::size_t v = 0; v < ladders.size(); ++v)
      for (std::size_t row = side; row < rows; row += kSides)
        set_ladder(ladders[v], coordinate, levels, row, v * rows + row, tables);
  }
  tables.held =
      HeldTables(held, tables.replicates, {tables.edge, tables.levels, tables.stride}, coordinate, money_unit_usd);
  return tables;
}

}  // namespace tinderbox
