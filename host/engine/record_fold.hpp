// Folds the records of paths into what the published answers need, path by path in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/engine/drop_tally.hpp"
#include "host/engine/path_run.hpp"
#include "host/engine/price_coordinate.hpp"
#include "kernels/paths_launch.hpp"

namespace tinderbox {

// Histogram edges of liquidated dollars: 0, 1, then four a decade from 1e3 to 1e12.
[[nodiscard]] std::vector<double> size_edges();
// Of amplification: 0, 0.5, 0.9, then 1 to 3 by 0.05, to 10 by 0.5, 20, 50, 1000.
[[nodiscard]] std::vector<double> amplification_edges();

class RecordFold {
 public:
  // daily_sigma: of the exogenous log price; amplification is taken over paths whose twin dropped by that much.
  RecordFold(std::int32_t replicates, std::int32_t output_steps, const PriceCoordinate& coordinate, double daily_sigma,
             double money_unit_usd);

  void add(const PathBatch& batch);

  std::vector<std::int64_t> paths;                           // [R]
  std::vector<double> liquidated[2], liquidated_squares[2];  // [R] USD
  std::vector<double> drop, twin_drop;                       // [R] log, over the paths that count for amplification
  std::vector<double> deleveraged;                           // [R] paths
  std::vector<double> squeezed[2];                           // [R] paths
  std::vector<double> exhausted;                             // [R, H + 1] paths by output step, the last: never
  std::vector<double> ladder_end[2];                         // [R] paths
  std::vector<std::int64_t> size_count, amplification_count;
  std::int64_t amplification_paths = 0;
  DropTally low, twin_low;  // running lows

 private:
  void add(std::int64_t path, const PathRecord& record);
  [[nodiscard]] std::size_t replicate_index(std::int64_t path) const;

  PriceCoordinate coordinate_;
  std::size_t output_steps_;
  double least_drop_;
  double money_unit_usd_;
  std::vector<double> size_edges_, amplification_edges_;
};

}  // namespace tinderbox
