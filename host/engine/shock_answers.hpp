// Answers that need launches of their own: what-if by price, the configured stress, critical shocks.
#pragma once

#include "host/config/run_config.hpp"
#include "host/engine/exogenous_price.hpp"
#include "host/engine/ladder_tables.hpp"
#include "host/engine/market_plan.hpp"
#include "host/engine/path_run.hpp"
#include "host/engine/price_coordinate.hpp"
#include "host/output/run_result.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

// Everything at now that they share.
struct ShockContext {
  const RunConfig& config;
  const std::vector<ForwardVenue>& venues;
  const LadderResult& ladder;  // price axis and venues
  const LadderTables& ladders;
  const PriceCoordinate& coordinate;
  const std::vector<std::int32_t>& axis_ticks;  // [K + 1]
  Executor& executor;
};

[[nodiscard]] WhatIfResult what_if(const ShockContext& context);

[[nodiscard]] StressResult stress(const ShockContext& context);

// A fraction of the price, NaN: none up to the ladder's end. The error is that of the share of paths at the shock,
// clustered by replicate, carried over to the shock (Woodruff, JASA 47, 1952).
struct ShockSize {
  double value = 0;
  double standard_error = 0;
};

// Smallest instantaneous shock after which half of 256 paths a replicate (at most paths.count) liquidate at least 10%
// of that side's open interest within an hour (one step, where that is longer); by bisection on the same noise, to 1e-4
// of the price. With and without feedback.
struct CriticalShock {
  ShockSize with_feedback;
  ShockSize without;
};
[[nodiscard]] CriticalShock critical_shock(const ShockContext& context, const ExogenousPrice& price, int side,
                                           double open_interest_usd);

// Part of the ladder that is still open after `days`: fast and slow money close at the replicate's rates.
// [R, times.size()].
[[nodiscard]] std::vector<double> open_shares(const RunConfig& config, std::int32_t replicates,
                                              const std::vector<double>& days);

}  // namespace tinderbox
