// The configured order book as the kernels walk it.
#pragma once

#include <vector>

#include "host/config/run_config.hpp"

namespace tinderbox {

// Host memory behind a BookView: cumulative volume in money units and its first moment, at bin edges.
struct BookTable {
  std::vector<double> volume;
  std::vector<double> moment;
  double bin_ticks = 1;
  int bins = 0;  // 0: an empty book

  [[nodiscard]] double depth() const { return bins > 0 ? volume.back() : 0; }
  // Distance in ticks to which an order of `money` units walks the fresh book, its range for orders beyond its depth.
  [[nodiscard]] double distance(double money) const;
};

// Density a + k x in bins, each with the density at its middle, out to the book's range; or config.depth_levels, where
// there are any: even between two of them, out to the last, exact at the edges of bins.
[[nodiscard]] BookTable build_book_table(const RunConfig& config, double depth_multiplier, double money_unit_usd);

// The smallest branching ratio at which cascades run away. Impact keeps `permanent_share` p; of the rest, phi is left
// after a round. For a linear book the drop x and the transient impact T obey, round by round,
//   x' = n x - (1 - phi) T,   T' = phi T + (1 - p) n x,
// which grows without bound if its matrix has a real eigenvalue >= 1: at n = (sqrt(d) + sqrt(d - phi))^2 with
// d = 1 - p (1 - phi) if that root is reached with a double eigenvalue of at least 1, else at n = 1 / p. For p = 1 it
// is 1, for p = 0 it is (1 + sqrt(1 - phi))^2.
[[nodiscard]] double critical_branching_ratio(double permanent_share, double left_after_round);

}  // namespace tinderbox
