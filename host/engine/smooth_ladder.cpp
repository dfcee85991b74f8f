#include "host/engine/smooth_ladder.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace tinderbox {
namespace {

// Money of a ladder's levels, and the same times their distance to bankruptcy.
struct Spread {
  std::vector<double> money;
  std::vector<double> weighted;
};

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

// One side of one replicate of a venue, in place. `cumulative` and `buffer`: of its row.
void smooth_row(const LadderView& ladder, double wanted_half_width, std::int64_t* cumulative, float* buffer) {
  const auto levels = static_cast<std::size_t>(ladder.levels);
  const double end = ladder.edge[ladder.levels];
  const double half_width = std::min(wanted_half_width, end);
  Spread spread{std::vector<double>(levels, 0.0), std::vector<double>(levels, 0.0)};
  for (std::int32_t j = 0; j < ladder.levels; ++j) {
    const auto held = static_cast<double>(ladder.cumulative[j + 1] - ladder.cumulative[j]);
    if (held <= 0) continue;
    const double middle = 0.5 * (static_cast<double>(ladder.edge[j]) + static_cast<double>(ladder.edge[j + 1]));
    const double low = middle - half_width;
    const double high = middle + half_width;
    const double density = held / (2 * half_width);
    const auto add = [&](double from, double to) {
      if (to > from) add_between(ladder, from, to, density, static_cast<double>(ladder.buffer[j]), spread);
    };
    add(std::max(low, 0.0), std::min(high, end));
    add(0, -low);
    add(2 * end - high, end);
  }
  const std::vector<double>& money = spread.money;
  const std::vector<double>& weighted = spread.weighted;
  const std::int64_t all = ladder.cumulative[ladder.levels];
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
  for (std::int32_t v = 0; v < ladders.venues; ++v)
    for (std::int32_t r = 0; r < ladders.replicates; ++r)
      for (int side = 0; side < kSides; ++side) {
        if (ladders.levels[side] == 0) continue;
        const auto row = static_cast<std::size_t>((std::int64_t{v} * ladders.replicates + r) * kSides + side) *
                         static_cast<std::size_t>(ladders.stride);
        smooth_row(ladders.view(v, r, side), half_width, out.cumulative.data() + row, out.buffer.data() + row);
      }
  return out;
}

}  // namespace tinderbox
