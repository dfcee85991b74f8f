#include "host/engine/drop_tally.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "host/engine/cluster_statistics.hpp"
#include "host/support/quantile.hpp"

namespace tinderbox {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr int kOctaveBits = 9;
constexpr std::size_t kPerOctave = std::size_t{1} << kOctaveBits;
constexpr std::size_t kExact = 2 * kPerOctave;
constexpr std::size_t kCells = kExact + (31 - kOctaveBits - 1) * kPerOctave;

std::size_t cell_of(std::uint32_t drop) {
  if (drop < kExact) return drop;
  const int shift = std::bit_width(drop) - kOctaveBits - 1;
  return static_cast<std::size_t>(shift) * kPerOctave + (drop >> shift);
}

void set_band(Answer& answer, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  answer.low = values.empty() ? kNan : quantile_of_sorted(values, 0.05);
  answer.high = values.empty() ? kNan : quantile_of_sorted(values, 0.95);
}

}  // namespace

DropTally::DropTally(std::int32_t replicates) {
  const Cells empty{std::vector<std::int64_t>(kCells, 0), std::vector<std::int64_t>(kCells, 0)};
  replicate_.assign(static_cast<std::size_t>(replicates), empty);
  all_ = empty;
  paths_.assign(static_cast<std::size_t>(replicates), 0);
}

std::int64_t DropTally::bytes(std::int64_t replicates) {
  return (replicates + 1) * static_cast<std::int64_t>(kCells * 2 * sizeof(std::int64_t));
}

void DropTally::add(std::size_t replicate, std::int32_t low_ticks) {
  const std::int64_t drop = std::max<std::int64_t>(0, -static_cast<std::int64_t>(low_ticks));
  const std::size_t cell = cell_of(static_cast<std::uint32_t>(drop));
  for (Cells* cells : {&replicate_[replicate], &all_}) {
    ++cells->count[cell];
    cells->ticks[cell] += drop;
  }
  ++paths_[replicate];
}

double DropTally::drop_of(const Cells& cells, std::size_t cell, const PriceCoordinate& coordinate) {
  const double mean = static_cast<double>(cells.ticks[cell]) / static_cast<double>(cells.count[cell]);
  return 1 - coordinate.price(-mean) / coordinate.price_now;
}

DropTally::Cut DropTally::cut_at(const Cells& cells, double paths_beyond, const PriceCoordinate& coordinate) {
  double seen = 0;
  Cut cut;
  for (std::size_t cell = kCells; cell-- > 0;) {
    if (cells.count[cell] == 0) continue;
    const auto here = static_cast<double>(cells.count[cell]);
    cut = {cell, std::min(1.0, (paths_beyond - seen) / here), drop_of(cells, cell, coordinate)};
    if (seen + here >= paths_beyond) break;
    seen += here;
  }
  return cut;
}

double DropTally::shortfall(const Cells& cells, double paths_beyond, const PriceCoordinate& coordinate) {
  const Cut cut = cut_at(cells, paths_beyond, coordinate);
  double sum = 0;
  for (std::size_t cell = cut.cell; cell < kCells; ++cell)
    if (cells.count[cell] > 0)
      sum += (cell == cut.cell ? cut.part : 1.0) * static_cast<double>(cells.count[cell]) *
             drop_of(cells, cell, coordinate);
  return sum / paths_beyond;
}

TailAnswers DropTally::tail(double level, const PriceCoordinate& coordinate) const {
  double paths = 0;
  for (const std::int64_t n : paths_) paths += static_cast<double>(n);
  const double share = 1 - level;
  // A hair of slack, so that 1 - 0.9 of 100 paths are 10.
  if (share * paths < kFewestPaths - 1e-6) {
    const Answer unknown{kNan, kNan, kNan, kNan, kNan};
    return {unknown, unknown};
  }
  const Cut cut = cut_at(all_, share * paths, coordinate);
  ClusterSums hits{std::vector<double>(paths_.size(), 0.0), {}, &paths_};
  ClusterSums excess{std::vector<double>(paths_.size(), 0.0), std::vector<double>(paths_.size(), 0.0), &paths_};
  std::vector<double> values;
  std::vector<double> shortfalls;
  for (std::size_t r = 0; r < paths_.size(); ++r) {
    if (paths_[r] == 0) continue;
    const Cells& cells = replicate_[r];
    hits.sum[r] = cut.part * static_cast<double>(cells.count[cut.cell]);
    for (std::size_t cell = cut.cell + 1; cell < kCells; ++cell) {
      if (cells.count[cell] == 0) continue;
      const auto count = static_cast<double>(cells.count[cell]);
      const double beyond = drop_of(cells, cell, coordinate) - cut.drop;
      hits.sum[r] += count;
      excess.sum[r] += count * beyond;
      excess.squares[r] += count * beyond * beyond;
    }
    const double own = share * static_cast<double>(paths_[r]);
    values.push_back(cut_at(cells, own, coordinate).drop);
    shortfalls.push_back(shortfall(cells, own, coordinate));
  }
  hits.squares = hits.sum;
  const Answer tail_share = answer_of(hits);
  const Answer mean_excess = answer_of(excess);
  const double error = tail_share.standard_error;
  const double farther = cut_at(all_, std::max(share - error, 0.5 / paths) * paths, coordinate).drop;
  const double nearer = cut_at(all_, std::min(share + error, 1.0) * paths, coordinate).drop;
  TailAnswers answers;
  answers.value_at_risk = {cut.drop, std::isnan(error) ? kNan : 0.5 * (farther - nearer), 0, 0,
                           tail_share.replicate_share};
  answers.expected_shortfall = {shortfall(all_, share * paths, coordinate), mean_excess.standard_error / share, 0, 0,
                                mean_excess.replicate_share};
  set_band(answers.value_at_risk, std::move(values));
  set_band(answers.expected_shortfall, std::move(shortfalls));
  return answers;
}

}  // namespace tinderbox
