#include "host/engine/smooth_ladder.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace tinderbox {
namespace {

// Adds `amount`, spread evenly between two distances, to the levels there; `from` is the first of them.
void spread(const LadderView& ladder, std::int32_t from, double low, double high, double amount,
            std::vector<double>& to) {
  for (std::int32_t j = from; j < ladder.levels && ladder.edge[j] < high; ++j) {
    const double begin = std::max(low, static_cast<double>(ladder.edge[j]));
    const double end = std::min(high, static_cast<double>(ladder.edge[j + 1]));
    if (end > begin) to[static_cast<std::size_t>(j)] += amount * (end - begin) / (high - low);
  }
}

// One side of one replicate of a venue, in place. `cumulative` and `buffer`: of its row.
void smooth_row(const LadderView& ladder, double half_width, std::int64_t* cumulative, float* buffer) {
  const auto levels = static_cast<std::size_t>(ladder.levels);
  std::vector<double> money(levels, 0.0);
  std::vector<double> weighted(levels, 0.0);  // times the buffer
  const double end = ladder.edge[ladder.levels];
  std::int32_t from = 0;
  for (std::int32_t j = 0; j < ladder.levels; ++j) {
    const double middle = 0.5 * (static_cast<double>(ladder.edge[j]) + static_cast<double>(ladder.edge[j + 1]));
    const double low = std::max(middle - half_width, 0.0);
    const double high = std::min(middle + half_width, end);
    while (ladder.edge[from + 1] <= low) ++from;
    const auto held = static_cast<double>(ladder.cumulative[j + 1] - ladder.cumulative[j]);
    if (held <= 0 || high <= low) continue;
    spread(ladder, from, low, high, held, money);
    spread(ladder, from, low, high, held * static_cast<double>(ladder.buffer[j]), weighted);
  }
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
