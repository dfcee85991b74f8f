// How much of a side auto-deleveraging takes on a path, and where the mark stands then: what says whose turn it is.
#pragma once

#include <cstdint>
#include <vector>

#include "host/engine/path_run.hpp"
#include "host/engine/price_coordinate.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

// Edges of the move of the mark since now, fractions of the price, and of the share of a side's open interest.
[[nodiscard]] std::vector<double> adl_move_edges();
[[nodiscard]] std::vector<double> adl_share_edges();

class AdlTally {
 public:
  // open_interest_usd: of a side at each venue.
  AdlTally(std::vector<double> open_interest_usd, std::int32_t replicates, const PriceCoordinate& coordinate,
           double money_unit_usd);

  void add(const PathBatch& batch);

  // Everything but who stands where in the queue.
  [[nodiscard]] AdlResult result(const std::vector<std::string>& venues,
                                 const std::vector<std::int64_t>& replicate_paths) const;

  [[nodiscard]] static std::int64_t bytes(std::int64_t venues, std::int64_t replicates);

 private:
  void add(std::size_t replicate, std::size_t venue, int liquidated_side, std::int64_t taken, std::int32_t distance);

  std::vector<double> open_interest_usd_;
  std::size_t replicates_;
  PriceCoordinate coordinate_;
  double money_unit_usd_;
  std::vector<double> move_edges_, share_edges_;
  std::vector<std::int64_t> count_;  // [R, V, side, move, share]
};

}  // namespace tinderbox
