// Where a liquidation sets off most others.
#pragma once

#include <optional>

#include "host/output/ladder_stats.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

struct BranchingPeak {
  double ratio = 0;
  double standard_error = 0;
  Side side = Side::kLong;  // that is liquidated there
  double price = 0;         // USD, bin centre
  double distance_percent = 0;
};

// The largest branching ratio within `percent` of the mark: of longs below it, of shorts above it. None without a
// ladder there.
[[nodiscard]] std::optional<BranchingPeak> largest_branching_ratio(const RunResult& run, double percent);

}  // namespace tinderbox
