// From integer sums over paths to the published /paths and /cascade.
#pragma once

#include "host/engine/ladder_tables.hpp"
#include "host/engine/path_run.hpp"
#include "host/engine/price_coordinate.hpp"
#include "host/engine/record_fold.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

// What both need to know about the paths.
struct PathContext {
  const PathPlan& plan;
  const LadderTables& ladders;
  const PriceCoordinate& coordinate;
  const LadderResult& ladder;  // price axis
  double daily_sigma = 0;
};

[[nodiscard]] PathsResult build_paths(const PathContext& context, const PathSums& sums, const RecordFold& fold);

// All of /cascade but critical shocks and the imbalance of the map.
[[nodiscard]] CascadeResult build_cascade(const PathContext& context, const PathSums& sums, const RecordFold& fold);

// The order that branching ratios are measured with.
inline constexpr double kReferenceOrderUsd = 1e7;

// Notional forced by the impact of a reference order of 10 M USD at each bin centre over the order, fresh book, no
// decay.
void fill_branching_ratio(const PathContext& context, CascadeResult& out);

}  // namespace tinderbox
