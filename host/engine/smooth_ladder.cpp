#include "host/engine/smooth_ladder.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace tinderbox {
namespace {

// Money of a ladder's levels, and the same times their distance to bankruptcy.
struct Spread {
  explicit Spread(std::size_t levels) : money(levels, 0.0), weighted(levels, 0.0) {}

  std::vector<double> money;
  std::vector<double> weighted;
};

// What a row holds by level, positions with a trigger of their own included.
Spread held_by_level(const LadderTables& ladders, std::size_t row) {
  const LadderView ladder = ladders.view(row);
  Spread held(static_cast<std::size_t>(ladder.levels));
  for (std::int32_t j = 0; j < ladder.levels; ++j) {
    const auto at = static_cast<std::size_t>(j);
    held.money[at] = static_cast<double>(ladders.in_level(row, at));
    held.weighted[at] =
        static_cast<double>(ladder.cumulative[j + 1] - ladder.cumulative[j]) * static_cast<double>(ladder.buffer[j]);
    if (ladders.held.empty()) continue;
    const HeldPositionsView positions = ladders.held.view(row);
    held.weighted[at] +=
        wide_difference(positions.buffer_sum[positions.first[j]], positions.buffer_sum[positions.first[j + 1]]);
  }
  return held;
}

// Adds money at `density` a tick between two distances.
void add_between(const LadderView& ladder, double low, double high, double density, double buffer, Spread& to) {
  const auto first = std::upper_bound(ladder.edge, ladder.edge + ladder.levels + 1, low) - ladder.edge - 1;
  for (std::ptrdiff_t j = std::max<std::ptrdiff_t>(first, 0); j < ladder.levels && ladder.edge[j] < high; ++j) {
    const double begin = std::max(low, static_cast<double>(ladder.edge[j]));
    const double end = std::min(high, static_cast<double>(ladder.edge[j + 1]));
    const double money = density * std::max(end - begin, 0.0);
    to.money[static_cast<std::size_t>(j)] += money;
    to.weighted[static_cast<std::size_t>(j)] += money * buffer;
  }
}

// One side of one replicate of a venue. `cumulative` and `buffer`: of its row, to be overwritten.
void smooth_row(const LadderTables& ladders, std::size_t row, double wanted_half_width, std::int64_t* cumulative,
                float* buffer) {
  const LadderView ladder = ladders.view(row);
  const Spread held_money = held_by_level(ladders, row);
  const auto levels = static_cast<std::size_t>(ladder.levels);
  const double end = ladder.edge[ladder.levels];
  const double half_width = std::min(wanted_half_width, end);
  Spread spread(levels);
  for (std::int32_t j = 0; j < ladder.levels; ++j) {
    const double held = held_money.money[static_cast<std::size_t>(j)];
    if (held <= 0) continue;
    const double own_buffer = held_money.weighted[static_cast<std::size_t>(j)] / held;
    const double middle = 0.5 * (static_cast<double>(ladder.edge[j]) + static_cast<double>(ladder.edge[j + 1]));
    const double low = middle - half_width;
    const double high = middle + half_width;
    const double density = held / (2 * half_width);
    const auto add = [&](double from, double to) {
      if (to > from) add_between(ladder, from, to, density, own_buffer, spread);
    };
    add(std::max(low, 0.0), std::min(high, end));
    add(0, -low);
    add(2 * end - high, end);
  }
  const std::vector<double>& money = spread.money;
  const std::vector<double>& weighted = spread.weighted;
  std::int64_t all = 0;
  for (std::size_t j = 0; j < levels; ++j) all += ladders.in_level(row, j);
  double sum = 0;
  for (std::size_t j = 0; j < levels; ++j) {
    sum += money[j];
    cumulative[j + 1] = std::min<std::int64_t>(std::llround(sum), all);
    if (money[j] > 0) buffer[j] = static_cast<float>(weighted[j] / money[j]);
  }
  cumulative[levels] = all;  // what rounding lost
}

}  // namespace

LadderTables smoothed(const LadderTables& ladders, double half_width) {
  LadderTables out = ladders;
  out.held = {};
  for (std::int32_t v = 0; v < ladders.venues; ++v)
    for (std::int32_t r = 0; r < ladders.replicates; ++r)
      for (int side = 0; side < kSides; ++side) {
        if (ladders.levels[side] == 0) continue;
        const std::size_t row = ladders.row_of(v, r, side);
        const std::size_t at = row * static_cast<std::size_t>(ladders.stride);
        smooth_row(ladders, row, half_width, out.cumulative.data() + at, out.buffer.data() + at);
      }
  return out;
}

}  // namespace tinderbox
