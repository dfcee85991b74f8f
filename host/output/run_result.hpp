// What a run computed, in the shapes of the output file (host/docs/format.md). Row-major, last index fastest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/market/market_state.hpp"

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
  double now_mark_usd = 0;            // mark at the close of the last bar
  std::vector<std::string> warnings;  // sanity warnings of the run
};

}  // namespace tinderbox
