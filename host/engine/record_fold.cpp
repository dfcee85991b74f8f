#include "host/engine/record_fold.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tinderbox {
namespace {

// Bin of a value; values outside count at the ends.
std::size_t bin_of_value(const std::vector<double>& edges, double value) {
  const auto above = std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
  return static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(above - 1, 0, static_cast<std::ptrdiff_t>(edges.size()) - 2));
}

}  // namespace

std::vector<double> size_edges() {
  std::vector<double> edges{0, 1};
  for (int quarter = 0; quarter <= 36; ++quarter) edges.push_back(1e3 * std::pow(10.0, quarter / 4.0));
  return edges;
}

std::vector<double> amplification_edges() {
  std::vector<double> edges{0, 0.5, 0.9};
  for (int i = 20; i < 60; ++i) edges.push_back(i / 20.0);
  for (int i = 6; i <= 20; ++i) edges.push_back(i / 2.0);
  for (const double edge : {20.0, 50.0, 1000.0}) edges.push_back(edge);
  return edges;
}

RecordFold::RecordFold(std::int32_t replicates, std::int32_t output_steps, const PriceCoordinate& coordinate,
                       double daily_sigma, double money_unit_usd)
    : low(replicates),
      twin_low(replicates),
      coordinate_(coordinate),
      output_steps_(static_cast<std::size_t>(output_steps)),
      least_drop_(daily_sigma),
      money_unit_usd_(money_unit_usd),
      size_edges_(size_edges()),
      amplification_edges_(amplification_edges()) {
  const auto r = static_cast<std::size_t>(replicates);
  paths.assign(r, 0);
  for (auto* sums : {&liquidated[0], &liquidated[1], &liquidated_squares[0], &liquidated_squares[1], &drop, &twin_drop,
                     &deleveraged, &squeezed[0], &squeezed[1], &ladder_end[0], &ladder_end[1]})
    sums->assign(r, 0.0);
  exhausted.assign(r * (output_steps_ + 1), 0.0);
  size_count.assign(size_edges_.size() - 1, 0);
  amplification_count.assign(amplification_edges_.size() - 1, 0);
}

std::size_t RecordFold::replicate_index(std::int64_t path) const {
  return static_cast<std::size_t>(replicate_of(path, static_cast<std::int32_t>(paths.size())));
}

void RecordFold::add(const PathBatch& batch) {
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    const std::int64_t path = batch.first + static_cast<std::int64_t>(i);
    add(path, batch.records[i]);
    exhausted[replicate_index(path) * (output_steps_ + 1) + static_cast<std::size_t>(batch.exhausted_at[i])] += 1;
  }
}

void RecordFold::add(std::int64_t path, const PathRecord& record) {
  const std::size_t r = replicate_index(path);
  ++paths[r];
  double usd = 0;
  for (std::size_t side = 0; side < 2; ++side) {
    const double here = static_cast<double>(record.liquidated[side]) * money_unit_usd_;
    liquidated[side][r] += here;
    liquidated_squares[side][r] += here * here;
    squeezed[side][r] += (record.flags & (kSqueezeLong << side)) != 0 ? 1 : 0;
    ladder_end[side][r] += (record.flags & (kLadderEnd << side)) != 0 ? 1 : 0;
    usd += here;
  }
  ++size_count[bin_of_value(size_edges_, usd)];
  deleveraged[r] += (record.flags & (kDeleveraged | (kDeleveraged << 1))) != 0 ? 1 : 0;
  low.add(r, record.low);
  twin_low.add(r, record.twin_low);
  const double twin = coordinate_.log_drop(record.twin_low);
  if (!(twin >= least_drop_) || twin <= 0) return;
  const double with = coordinate_.log_drop(record.low);
  drop[r] += with;
  twin_drop[r] += twin;
  ++amplification_paths;
  ++amplification_count[bin_of_value(amplification_edges_, with / twin)];
}

}  // namespace tinderbox
