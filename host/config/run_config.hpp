// The typed configuration of a run. Units stand in the key names; every default is a prior with a source
// (host/docs/config.md). The key of a member is its section and its name: `sampling.positions`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tinderbox {

// A prior drawn once a replicate, uniformly between low and high; low == high fixes it.
struct UniformPrior {
  double low = 0;
  double high = 0;
};

// A share of notional held at leverages between low and high (log-uniform within; low == high fixes the leverage).
struct LeverageShare {
  double low = 0;
  double high = 0;
  double share = 0;  // relative weight; the shares of a mix need not sum to one
};

struct MarketConfig {
  std::string source = "files";  // "files": read from --data; "synth": the seeded generator
  std::string venue = "binance";
  std::string contract = "BTCUSDT";
  std::int64_t start_utc = 0;  // open of the first bar, s since 1970 (written as an ISO 8601 time in the file)
  std::int64_t end_utc = 0;    // close of the last bar
  std::int32_t bar_seconds = 300;
  std::string mark = "auto";           // "auto": mark-price klines if given, else last; "mark": required; "last"
  double total_open_interest_usd = 0;  // of all venues at now, as known from elsewhere; 0: not known
};

// The generated market (host/market/synth): stochastic log-volatility with fat-tailed returns, open interest that
// builds up and is flushed, funding that follows the premium.
struct SynthConfig {
  std::uint64_t seed = 1;
  double price_usd = 100000;
  double volatility_annual = 0.50;
  double open_interest_usd = 8.3e9;
  double turnover_per_day = 2.3;  // volume / open interest
};

// Price axis: `bins` bins of `bin_usd` from `price_min_usd` up. All three come from the config alone, so that more
// data never moves the grid.
struct GridConfig {
  double price_min_usd = 0;
  double bin_usd = 0;
  std::int32_t bins = 0;
};

struct SamplingConfig {
  std::int64_t positions = 10'000'000;  // total over bars, sides and replicates
  std::int32_t replicates = 16;
  double initial_share = 0.15;  // share of the positions that make up the stock of bar 0
};

struct PriorConfig {
  // size: truncated Pareto
  UniformPrior size_alpha{0.70, 0.90};
  double size_min_usd = 1e3;
  double size_cap_usd = 1e8;
  // margin mode and leverage: shares of the *stock* of notional
  UniformPrior isolated_share{0.05, 0.15};
  double isolated_size_exponent = 0.3;    // isolated share falls as size^-exponent
  double short_leverage_exponent = -0.5;  // shorts hold more hedges: their leverage weights are multiplied by L^this
  double leverage_size_exponent = 0.10;   // tilt of leverage with size: weight *= (size / median)^(-exponent * ln L)
  std::vector<LeverageShare> isolated_leverage{{5, 10, 0.65}, {10, 20, 0.27}, {20, 50, 0.07}, {50, 125, 0.01}};
  std::vector<LeverageShare> cross_leverage{
      {0.5, 1, 0.12}, {1, 3, 0.32}, {3, 7, 0.47}, {7, 15, 0.085}, {15, 25, 0.005}};
  UniformPrior cross_coin_collateral_share{0.0, 0.3};  // part of cross collateral whose value moves with the mark
  double funding_leverage_tilt = 0.10;    // leverage exponent of the crowded side per 1e-4 of funding above neutral
  double account_ratio_size_tilt = 0.15;  // size exponent of the side with more accounts, per step of the ratio
  // holding times
  std::string close_clock = "volume";       // "volume": hazards scale with volume / open interest; "calendar"
  double reference_turnover_per_day = 2.2;  // volume / OI at which the rates below hold (volume clock)
  UniformPrior fast_close_rate_per_day{2.0, 6.0};
  UniformPrior slow_close_rate_per_day{0.15, 0.35};
  UniformPrior fast_stock_share{0.05, 0.15};  // share of the stock that is fast money
  // pre-history: where the stock of bar 0 was entered
  std::string prehistory = "aged";  // "aged": by age, volatility and survival; "lognormal": spread below, no survival
  double prehistory_sd_log = 0.04;  // "lognormal" only
  double reference_volatility_annual = 0.50;  // for expected lives and pre-history
  // entries inside a bar
  std::string entry = "volume";  // "volume": triangular on [low, high] around the volume-weighted price; "uniform"
};

// Another venue of the same market: its own open interest, tiers, positions, ladder, book and fund, on the primary
// venue's price axis and clock.
struct VenueConfig {
  std::string exchange;                   // "bybit"
  std::string contract;                   // "BTCUSDT"
  std::string source = "files";           // "files": its market files; "primary": the primary's bars, with the open
                                          // interest below; "positions": nothing but the positions of the file
  double open_interest_usd = 0;           // a side at now; "primary" only
  std::string positions_file;             // real positions, in the data folder; "": none
  std::string coin;                       // which of them, where the file holds several coins; "": all
  double sampling_weight = 1;             // its part of sampling.positions; the primary's is 1
  double depth_ratio = -1;                // of its book over the primary's; -1: as its open interest at now
  double fund_usd = -1;                   // insurance fund at now; -1: cascade.fund_usd by open interest at now
  std::optional<PriorConfig> prior = {};  // of its positions; none: as at the primary venue
};

// Forward paths: they start at the close of the last bar ("now") and run steps * step_seconds.
struct PathsConfig {
  std::int64_t count = 100'000;  // in total over replicates; 0: no forward half
  std::int32_t steps = 1440;
  std::int32_t step_seconds = 60;
  std::int32_t output_steps = 96;  // columns of the forward tensors; output step i ends with step floor((i + 1) S / O)
  std::string process = "bootstrap";  // "bootstrap", "gbm", "merton", "kou", "heston", "bachelier", "replay"
  double volatility_annual = 0;       // of the exogenous price; 0: that of the history
  double drift_annual = 0;            // growth rate of the expected exogenous price
  double block_hours = 24;            // mean block of the stationary bootstrap; 0: chosen from the history
  double jumps_per_year = 20;         // "merton", "kou"
  double jump_mean_log = -0.01;       // "merton": normal jumps of the log price
  double jump_sd_log = 0.05;
  double up_jump_share = 0.45;  // "kou": double exponential jumps of the log price
  double up_jump_mean_log = 0.04;
  double down_jump_mean_log = 0.05;
  double long_run_volatility_annual = 0;     // "heston"; 0: volatility_annual
  double variance_reversion_per_year = 15;   // kappa
  double volatility_of_variance_annual = 2;  // xi
  double price_variance_correlation = -0.3;  // rho
  std::int64_t replay_start_utc = 0;         // "replay" only: first bar of the history that is replayed from now on
  std::string extremes = "inside";           // "inside": lows and highs inside a step count; "ends": only its end
  std::string repair = "on";   // "on": the modelled impact of past liquidations is taken out of the history
  std::int64_t sample = 4096;  // paths that are followed step by step; 0: none
};

// The order book that forced orders walk, the same on both sides: density a + k x at distance x from the price.
struct BookConfig {
  double depth_usd_per_percent = 1e8;         // a
  double depth_slope_usd_per_percent2 = 8e8;  // k
  double range_percent = 3;                   // no orders beyond
  double depth_multiplier = 1;                // of the whole book
  double refill_seconds = 15;                 // e-folding time in which eaten depth comes back
  double reversion_seconds = 1800;            // e-folding time in which displaced price comes back
  double permanent_share = 0.5;               // part of an impact that stays for good
  std::string source = "figures";             // "figures", "levels", "fitted_levels", "curve": what gives a and k
  std::string depth_file;                     // measured depth, in the data folder; "": none
  std::string depth_state = "off";            // "on": depth falls with the path's own volatility and trend
  double depth_memory_seconds = 600;          // e-folding time of what it remembers of them
  double volatility_response = 0.1;           // c_v: depth over 1 + c_v (variance ratio - 1)
  double trend_response = 0.02;               // c_t: likewise, of the squared trend
  double depth_floor = 0.02;                  // it never falls below this part
  double survival_sd = 0;                     // of the log of a path's own depth; 0: all paths meet the same
};

// What rests within so many percent of the price, on one side.
struct DepthLevel {
  double percent = 0;
  double usd = 0;
};

struct CascadeConfig {
  std::string feedback = "on";  // "off": forced orders do not move the price
  double round_seconds = 1;     // tau: the venue looks for liquidations this often
  double fund_usd = 1e8;        // insurance fund at now
  double surplus_share = 0;     // part of the margin left over at a liquidation that goes to the fund
  std::string adl = "ranked";   // whom auto-deleveraging closes: by the venue's ranking; "pro_rata": winners alike
  std::string first_fill = "trigger";  // "mark": price gaps over levels, also the first round is sold from the mark
  double pass_through = 0.9;  // of several venues: how far the mark of each follows the index of all; 1: one price
};

// The stress that every run answers beside its own paths: a straight move with another depth.
struct StressConfig {
  double price_change_percent = -5;
  std::int32_t duration_seconds = 600;
  double depth_multiplier = 0.5;  // times book.depth_multiplier
};

// Single prices that the run watches; its paths are those of paths.sample.
struct LevelsConfig {
  std::vector<double> prices_usd;  // named by the user
  std::int32_t clusters = 2;       // largest of the ladder, a side
  std::int32_t round_numbers = 1;  // next to the price, a side
  double recent_hours = 24;        // high and low of; 0: neither
  double smoothing_percent = 1;    // of price, to each side: over which the smoothed ladder spreads a cluster
};

// An event too rare for the plain paths, answered with paths of its own.
struct RareConfig {
  std::string method = "none";  // "none", "tilt", "splitting", "sobol"
  std::string event = "drop";   // "drop", "rise", "longs_liquidated", "shorts_liquidated", "any"
  double level_percent = 20;    // "drop" and "rise": how far the mark goes
  double share_percent = 10;    // liquidations: of the side's open interest at now
  std::int64_t paths = 65'536;  // over all stages of the method
};

struct OutputConfig {
  std::int32_t deflate_level = 2;  // 1 to 4
  double memory_gib = 2;           // a run that would need more is refused before it starts
};

struct RunConfig {
  std::uint64_t seed = 1;
  MarketConfig market;
  SynthConfig synth;
  GridConfig grid;
  SamplingConfig sampling;
  PriorConfig prior;
  PathsConfig paths;
  BookConfig book;
  CascadeConfig cascade;
  StressConfig stress;
  LevelsConfig levels;
  RareConfig rare;
  OutputConfig output;
  std::map<std::string, VenueConfig> venues;  // beside the primary one, by name
  std::vector<DepthLevel> depth_levels;       // of book.depth_file, rising; no key
  VenueConfig venue;                          // the one whose table is read or written; no part of a run

  // Bars in the configured window, whether or not data exist for all of them.
  [[nodiscard]] std::int64_t configured_bars() const noexcept {
    return (market.end_utc - market.start_utc) / market.bar_seconds;
  }
};

}  // namespace tinderbox
