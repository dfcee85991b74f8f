#include "host/engine/held_positions.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace tinderbox {
namespace {

// A position in whole ticks and money units.
struct Held {
  std::int32_t trigger;
  std::int32_t buffer;
  std::int64_t money;

  bool operator<(const Held& other) const { return trigger < other.trigger; }
};

Held held_of(const HeldPosition& position, const PriceCoordinate& coordinate, double money_unit_usd) {
  const int outward = position.side == 0 ? -1 : 1;
  const double broke = position.trigger_usd * (1 + outward * position.bankruptcy_buffer);
  const std::int32_t at = coordinate.ticks(position.trigger_usd);
  return {std::max(outward * at, 1), std::abs(coordinate.ticks(broke) - at),
          std::llround(position.notional_usd / money_unit_usd)};
}

}  // namespace

double notional_of(const HeldSets& sets, std::int32_t replicates) {
  double usd = 0;
  for (const auto& set : sets)
    for (const HeldPosition& position : *set) usd += position.notional_usd;
  return sets.size() == 1 ? usd * replicates : usd;
}

void HeldTables::add_segment(const HeldPositions& positions, int side, std::int32_t end,
                             const PriceCoordinate& coordinate, double money_unit_usd) {
  std::vector<Held> sorted;
  for (const HeldPosition& position : positions) {
    if (position.side != side) continue;
    const Held held = held_of(position, coordinate, money_unit_usd);
    if (held.trigger < end) sorted.push_back(held);
  }
  std::stable_sort(sorted.begin(), sorted.end());
  std::int64_t money = 0;
  WideSum triggers{0, 0};
  WideSum buffers{0, 0};
  const auto add_entry = [&](std::int32_t at) {
    trigger.push_back(at);
    cumulative.push_back(money);
    trigger_sum.push_back(triggers);
    buffer_sum.push_back(buffers);
  };
  for (const Held& held : sorted) {
    add_entry(held.trigger);
    money += held.money;
    triggers = wide_sum(triggers, held.money, held.trigger);
    buffers = wide_sum(buffers, held.money, held.buffer);
  }
  add_entry(end);
}

HeldTables::HeldTables(const std::vector<HeldSets>& venues, std::int32_t replicates, const LadderEdges& edges,
                       const PriceCoordinate& coordinate, double money_unit_usd)
    : stride_(edges.stride) {
  if (std::all_of(venues.begin(), venues.end(), [](const HeldSets& sets) { return sets.empty(); })) return;
  const HeldPositions none;
  std::map<std::pair<const HeldPositions*, int>, std::size_t> row_of;  // where a side of a set was first put
  for (const HeldSets& sets : venues)
    for (std::size_t r = 0; r < static_cast<std::size_t>(replicates); ++r)
      for (int side = 0; side < kSides; ++side) {
        const HeldPositions& set = sets.empty() ? none : *sets[sets.size() == 1 ? 0 : r];
        const auto [known, is_first] = row_of.emplace(std::pair{&set, side}, offset.size());
        if (is_first)
          add_row(set, side, edges, coordinate, money_unit_usd);
        else
          repeat_row(known->second);
      }
}

void HeldTables::add_row(const HeldPositions& positions, int side, const LadderEdges& edges,
                         const PriceCoordinate& coordinate, double money_unit_usd) {
  const auto at = static_cast<std::size_t>(side);
  const auto stride = static_cast<std::size_t>(stride_);
  const auto levels = static_cast<std::size_t>(edges.levels[side]);
  const std::size_t from = trigger.size();
  offset.push_back(static_cast<std::int64_t>(from));
  add_segment(positions, side, edges.edge[at * stride + levels], coordinate, money_unit_usd);
  const auto begin = trigger.begin() + static_cast<std::ptrdiff_t>(from);
  const auto end = trigger.end() - 1;
  for (std::size_t j = 0; j < stride; ++j)
    first.push_back(
        static_cast<std::int32_t>(std::lower_bound(begin, end, edges.edge[at * stride + std::min(j, levels)]) - begin));
}

void HeldTables::repeat_row(std::size_t row) {
  offset.push_back(offset[row]);
  for (std::size_t j = 0; j < static_cast<std::size_t>(stride_); ++j)
    first.push_back(first[row * static_cast<std::size_t>(stride_) + j]);
}

HeldPositionsView HeldTables::view(std::size_t row) const {
  const auto from = static_cast<std::size_t>(offset[row]);
  return {trigger.data() + from, cumulative.data() + from, trigger_sum.data() + from, buffer_sum.data() + from,
          first.data() + row * static_cast<std::size_t>(stride_)};
}

}  // namespace tinderbox
