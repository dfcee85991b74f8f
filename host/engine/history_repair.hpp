// History without the model's own feedback. What was observed already holds the impact of past liquidations; paths that
// are drawn from it and add feedback count it twice. The repair finds, bar by bar, the exogenous bar (return, low and
// high) that the cascade component of the paths (sim/cascade.hpp: the same book, rounds, permanent share, reversion,
// refill) turns into the observed one when it forces what the model liquidated in that bar, where it triggered:
//
//   mark = exogenous price - displacement
//
// A bar is one step of the engine: its extremes come first, the farther one from its end before the other, then what
// is left of the bar decays. So a replay of the result with steps of a bar and the ladders of the time gives the
// history back within a few ticks (2^-24 of log price), except where no exogenous bar can (RepairResult::missed_bars):
// a bar that closes nearer to its own extreme than the impact that reverts within it, one whose extremes the engine
// would see in the other order, or one in which the model would have run away further than the price went. Such misses
// do not add up: each bar aims at the observed price level.
//
// The mean over replicates of what was liquidated stands for all of them, and one book for those of all venues
// together. Depth is that of book.depth_multiplier = 1, and a run without feedback has the same history: a scenario
// changes no noise.
#pragma once

#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/market_plan.hpp"
#include "host/market/market_state.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

struct RepairedHistory {
  MarketState market;  // its open and marks are exogenous prices
  RepairResult report;
};

// Paths that are drawn get bars whose mean return is the observed one, because impact that stays gives the subtraction
// a mean of its own; a replay ("replay") gets the bars as they are, because its feedback puts that mean back.
[[nodiscard]] RepairedHistory repair_history(const RunConfig& config, const MarketState& market,
                                             const HeatmapResult& heatmap, const std::vector<ForwardVenue>& venues);

}  // namespace tinderbox
