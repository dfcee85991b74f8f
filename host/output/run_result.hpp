// What a run computed, in the shapes of the output file (host/docs/format.md). Row-major, last index fastest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/market/market_state.hpp"
#include "host/output/answer.hpp"
#include "host/output/level_results.hpp"

namespace tinderbox {

inline constexpr int kSides = 2;         // 0 long, 1 short
inline constexpr int kOutsideKinds = 3;  // below, above, never
inline constexpr int kFlowKinds = 3;     // opened, closed, liquidated

// Shapes: T bars, K price bins. `where` = below, above, never; `kind` = opened, closed, liquidated.
struct HeatmapResult {
  std::vector<std::int64_t> time;               // [T] bar open, s since 1970; a column is the state at bar close
  std::vector<double> price;                    // [K] bin centres, USD
  std::vector<double> price_bounds;             // [K, 2] bin edges, USD
  std::vector<float> density;                   // [T, side, K] USD at the bar's mark
  std::vector<float> density_stderr;            // [T, side, K] standard error of the mean over replicates
  std::vector<float> density_low;               // [T, side, K] 5% over replicates
  std::vector<float> density_high;              // [T, side, K] 95% over replicates
  std::vector<std::int64_t> contracts;          // [T, side, K] lots
  std::vector<std::int64_t> contracts_outside;  // [T, side, where] lots
  std::vector<std::int64_t> flow;               // [T, side, kind] lots
  std::vector<float> open_interest_usd;         // [T, side] at the bar's mark
  std::vector<float> prior_stock_share;         // [T] share of open interest that was there before bar 0
  std::vector<float> closure;  // [T, side] (raw stock - open interest) / open interest, before apportionment
};

// Shapes: R replicates, B leverage bands, V venues, K price bins (the heatmap's).
struct LadderResult {
  std::vector<double> price;             // [K]
  std::vector<double> price_bounds;      // [K, 2]
  std::vector<float> notional;           // [R, side, K] USD at trigger prices
  std::vector<float> bankruptcy_buffer;  // [R, side, K] mean of |trigger - bankruptcy price| / trigger price; empty in
                                         // a file without it
  std::vector<float> cumulative;         // [side, K] mean over replicates: what a move to this price would force
  std::vector<float> cumulative_stderr;  // [side, K]
  std::vector<float> cumulative_low;     // [side, K] 5% over replicates
  std::vector<float> cumulative_high;    // [side, K] 95% over replicates
  std::vector<std::int64_t> count;       // [side, K] positions, mean over replicates
  std::vector<double> leverage_bounds;   // [B, 2]
  std::vector<float> by_leverage;        // [B, side, K] USD
  std::vector<std::string> venues;       // [V]
  std::vector<float> by_venue;           // [V, side, K] USD
};

// Positions that are open at now, every so many of the samples: what the mapped market is made of, for laws of size and
// distance and for ranks. N positions; each stands for the share `weight` of its side's contracts (of one venue), and
// the weights of a side add up to one over all replicates. Empty in a file without it.
struct PopulationResult {
  std::vector<std::int8_t> side;          // [N] 0 long, 1 short
  std::vector<std::int32_t> venue;        // [N] index into LadderResult::venues
  std::vector<std::int32_t> replicate;    // [N]
  std::vector<std::int8_t> is_cross;      // [N]
  std::vector<float> weight;              // [N]
  std::vector<double> entry;              // [N] USD
  std::vector<double> notional_usd;       // [N] at entry
  std::vector<float> leverage;            // [N] notional / margin at entry
  std::vector<double> liquidation_price;  // [N] USD at now, funding paid since entry included; NaN: never
};

// Forward paths. H output steps, K price bins (the ladder's), Q quantiles. `_no_feedback` is the twin on the same
// noise. Standard errors are clustered by replicate. Empty where the run has no paths.
struct PathsResult {
  std::vector<std::int64_t> horizon;                               // [H] right edge of the output step, s from now
  std::vector<std::int64_t> horizon_bounds;                        // [H, 2]
  std::vector<double> price;                                       // [K]
  std::vector<double> price_bounds;                                // [K, 2]
  std::vector<float> visit_probability, visit_probability_stderr;  // [H, K]
  std::vector<float> visit_probability_no_feedback, visit_probability_no_feedback_stderr;  // [H, K]
  std::vector<float> touch_probability, touch_probability_stderr;                          // [K]
  std::vector<float> touch_probability_low, touch_probability_high;                        // [K] band over replicates
  std::vector<float> touch_probability_interval;                                           // [K, 2] Wilson, 95%
  std::vector<float> touch_probability_replicate_share;  // [K] of the variance, due to the replicate; NaN: unknown
  std::vector<float> touch_probability_no_feedback, touch_probability_no_feedback_stderr;  // [K]
  std::vector<float> liquidated, liquidated_stderr;  // [H, side, K] expected USD in the step, at trigger price
  std::vector<double> quantile;                      // [Q]
  // [H, Q] USD; NaN outside the price axis.
  std::vector<float> price_quantile, price_quantile_stderr;  // mark at the end of the output step
  std::vector<float> price_quantile_no_feedback, price_quantile_no_feedback_stderr;
  std::vector<float> low_quantile, low_quantile_stderr;  // running low of the mark
  std::vector<float> low_quantile_no_feedback, low_quantile_no_feedback_stderr;
};

inline constexpr int kPayers = 3;          // book, fund, adl
inline constexpr int kAccountEntries = 6;  // at_now, survived, closed, book, fund, adl

// What the cascades did. V venues, L confidence levels, H output steps, K price bins, D distances, T bars.
// Payers: `book`: sold at the bankruptcy price or better; `fund`: sold below it, the fund paid the difference; `adl`:
// closed against the other side at the bankruptcy price. They add up to what was liquidated.
struct CascadeResult {
  std::vector<double> size_edges;                 // [S + 1] USD liquidated a path; the first bin holds zero
  std::vector<std::int64_t> size_count;           // [S] paths
  std::vector<double> amplification_edges;        // [A + 1]
  std::vector<std::int64_t> amplification_count;  // [A] of the paths whose twin dropped by a daily sigma
  Answer amplification;                           // running log drop over the twin's, ratio of means over those paths
  std::int64_t amplification_paths = 0;           // how many they are
  std::vector<double> price, price_bounds;        // [K], [K, 2]
  std::vector<float> branching_ratio,
      branching_ratio_stderr;           // [K, side], for a 10 M USD reference order; NaN: no ladder
  double critical_branching_ratio = 0;  // n_c of this book: 1 / permanent share or less
  std::vector<float> critical_shock, critical_shock_stderr;  // [side] fraction of the price; NaN: none
  std::vector<float> critical_shock_no_feedback, critical_shock_no_feedback_stderr;  // [side]
  std::vector<double> level;                                                         // [L] confidence
  // [L] of the running maximum drop, a fraction of the price; NaN where fewer than ten paths lie beyond.
  std::vector<Answer> value_at_risk, expected_shortfall;
  std::vector<Answer> value_at_risk_no_feedback, expected_shortfall_no_feedback;
  std::vector<std::string> venues;                    // [V]
  std::vector<float> absorbed, absorbed_stderr;       // [payer, V, side] expected USD a path
  std::vector<float> fund_loss, fund_loss_stderr;     // [V, side] expected USD paid by the fund a path
  std::vector<std::int64_t> horizon, horizon_bounds;  // [H], [H, 2]
  // Intervals are Wilson's at 95%, for the effective number of independent paths.
  std::vector<float> insurance_exhausted_probability, insurance_exhausted_probability_stderr;  // [H, V] so far
  std::vector<float> insurance_exhausted_probability_interval;                                 // [H, V, 2]
  std::vector<float> adl_notional, adl_notional_stderr;                                        // [H] USD, cumulative
  std::vector<float> squeeze_probability, squeeze_probability_stderr;                          // [side]
  std::vector<float> squeeze_probability_interval;                                             // [side, 2]
  std::vector<float> ladder_end_probability, ladder_end_probability_stderr;  // [side] it reached the ladder's end
  std::vector<float> ladder_end_probability_interval;                        // [side, 2]
  Answer liquidated[kSides];                                                 // USD a path
  Answer adl_probability;                                                    // some position is auto-deleveraged
  std::vector<float> adl_probability_interval;                               // [2]
  double daily_sigma = 0;                                                    // of the exogenous log price
  double money_unit_usd = 0;                                                 // of `account`
  std::vector<std::int64_t> account;          // [side, entry] exact sums over paths: at_now = the other five
  std::vector<std::int64_t> replicate_paths;  // [R] paths that used each replicate
  std::vector<std::int64_t> time;             // [T]
  std::vector<double> distance;               // [D] percent
  std::vector<float> imbalance;               // [T, D] (long - short) / (long + short) of the density, NaN if empty
};

// Auto-deleveraging as it looks from the side that is closed against. V venues, R replicates, B leverage bands.
struct AdlResult {
  std::string policy;               // cascade.adl of the run
  std::vector<std::string> venues;  // [V]
  std::vector<double> move_edges;   // [M + 1] of the mark since now at its farthest, fractions of the price
  std::vector<double> share_edges;  // [S + 1] of the side's open interest at now, were none of it closed since
  std::vector<std::int64_t> count;  // [R, V, side, M, S] paths
  std::vector<std::int64_t> replicate_paths;  // [R] paths that used each replicate
  std::vector<double> leverage_bounds;        // [B, 2]
  std::vector<float> by_leverage;             // [B, V, side] expected USD closed a path; NaN: nobody was sampled
};

// If price trades at a level now: what is forced until the cascade stops, with a fresh book and no time to refill.
// Means over replicates, their standard error and 5% to 95% band, [K]. Down for levels below the mark, up for those
// above.
struct WhatIfResult {
  std::vector<double> price, price_bounds;
  std::vector<float> forced, forced_stderr, forced_low, forced_high;                  // USD, both sides
  std::vector<float> stop_price, stop_price_stderr, stop_price_low, stop_price_high;  // USD
  std::vector<float> book, book_stderr, book_low, book_high;                          // USD
  std::vector<float> fund, fund_stderr, fund_low, fund_high;                          // USD
  std::vector<float> adl, adl_stderr, adl_low, adl_high;                              // USD
  std::vector<float> ladder_end;  // share of the replicates whose cascade reached the end of the ladder
};

// The configured stress: a straight move of the exogenous price at another depth.
struct StressResult {
  double price_change = 0;  // fraction
  std::int64_t duration_seconds = 0;
  double depth_multiplier = 0;
  Answer stop_price;       // USD, the extreme of the mark in the direction of the move
  Answer forced;           // USD
  Answer feedback_share;   // of the whole move, what the forced orders added
  Answer book, fund, adl;  // USD
  double ladder_end = 0;   // share of the replicates whose cascade reached the end of the ladder
};

// A rare event, from weighted paths of its own. Errors are clustered by replicate; `_no_feedback` is the twin. On paths
// with the event: what is liquidated on both sides, and how far the mark goes in the direction of the event.
struct RareResult {
  double level = 0;         // of a drop (< 0) or rise a fraction of the price, else a part of the side's open interest
  std::int64_t paths = 0;   // simulated, over all stages; 0: nothing was asked
  std::int64_t stages = 1;  // of the method
  double tilt = 0;          // strength: standard deviations of a step, or of the return expected of a block
  std::int64_t extrapolated = 0;  // 1: rarer than the history's independent blocks can tell
  Answer probability, probability_no_feedback;
  // Even weights that carry as much as those of the paths with the event: (sum w)^2 / sum w^2.
  double effective_sample_size = 0, effective_sample_size_no_feedback = 0;
  double variance_gain = 0, variance_gain_no_feedback = 0;  // plain variance at as many paths over the one reached
  Answer liquidated;                                        // USD
  Answer move, move_no_feedback;                            // fraction of the price
};

// The venues of a run, in the order of the axis `venue` elsewhere. V venues.
struct VenuesResult {
  std::vector<std::string> venues;              // [V]
  std::vector<float> open_interest_usd;         // [V, side] at now
  std::vector<float> real_usd;                  // [V, side] of it in real positions
  std::vector<std::int64_t> real_positions;     // [V] how many
  std::vector<float> depth_share;               // [V] of all books together, and the weight in the index
  std::vector<float> fund_usd;                  // [V] insurance fund at now
  std::vector<double> total_open_interest_usd;  // [1] a side, of all venues there are, as configured; NaN: not known
};

// What the repair of double counting took out of the history: the modelled impact of the model's own liquidations. T
// bars; prices are logarithms. Empty where the run repairs nothing.
struct RepairResult {
  std::vector<std::int64_t> time;     // [T] bar open
  std::vector<float> liquidated;      // [T, side] USD at trigger prices, by the model
  std::vector<float> displacement;    // [T] exogenous price over the mark at the close
  std::vector<float> return_removed;  // [T] observed less exogenous return
  std::vector<float> low_removed;     // [T] likewise of the low, from the close before
  std::vector<float> high_removed;    // [T]
  double daily_sigma_history = 0;     // standard deviation of a day: as observed
  double daily_sigma_repaired = 0;    // and of what paths are drawn from
  double daily_mean_history = 0;      // mean return of a day: as observed
  double daily_mean_subtracted = 0;   // after the subtraction
  double daily_mean_repaired = 0;     // and of what paths are drawn from
  std::int64_t missed_bars = 0;       // whose low, high or close no exogenous bar gives back
  double largest_miss = 0;            // of these
};

// The book that governed the run, of a depth multiplier of 1. Empty source: not said.
struct BookResult {
  std::string source;                       // book.source
  double depth_usd_per_percent = 0;         // a, and k: configured or fitted; with "levels" beside what governs
  double depth_slope_usd_per_percent2 = 0;  // k
  double range_percent = 0;                 // no orders beyond
  double fit_error = 0;                     // largest relative error of the fitted cumulative depth; 0: nothing fitted
  double impact_exponent = 0;               // of impact over volume, 1 to 100 coins; NaN: empty book
  std::vector<double> percent, level_usd;   // measured: within so many percent rest so many USD; empty: no depth file
};

struct RunProvenance {
  std::string config_toml;  // full effective configuration
  std::string backend;      // "cpu" or "cuda"
  std::string device;       // processor or GPU name and code path
  std::string data_dir;     // where --data pointed, "" for synth
  std::string created_utc;  // ISO 8601
  std::uint64_t seed = 0;
};

struct RunResult {
  RunProvenance provenance;
  MarketState market;
  HeatmapResult heatmap;
  LadderResult ladder;
  PopulationResult population;
  PathsResult paths;      // empty with paths.count = 0
  CascadeResult cascade;  // likewise
  AdlResult adl;          // likewise
  WhatIfResult whatif;
  StressResult stress;
  CourseResult course;
  LevelsResult levels;
  RareResult rare;  // no paths: nothing was asked
  VenuesResult venues;
  RepairResult repair;
  BookResult book;
  double now_mark_usd = 0;            // mark at the close of the last bar
  std::vector<std::string> warnings;  // sanity warnings of the run
};

}  // namespace tinderbox
