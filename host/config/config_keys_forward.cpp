// Keys of the forward half: [paths], [book], [cascade], [stress] and [levels].
#include "host/config/config_key.hpp"

namespace tinderbox {
namespace {

constexpr RealRange kFraction{0, 1};
constexpr RealRange kMultiplier{0, 1e6};
constexpr RealRange kDepth{0, 1e12};
constexpr RealRange kLifetimeSeconds{0, 1e9, LowEdge::kExcluded};
constexpr RealRange kPrice{0, 1e9, LowEdge::kExcluded};
constexpr std::int64_t kSecondsPerDay = 86400;

std::vector<ConfigKey> path_shape_keys() {
  return {
      {"paths.count", WholeKind{[](RunConfig& c) -> std::int64_t& { return c.paths.count; }, 0, 1'000'000'000}, "",
       "Forward price paths, in total over replicates, each with its twin without feedback; 0 leaves out the forward "
       "half.",
       "choice: the sampling error of a probability is at most 0.0016"},
      {"paths.steps", WholeKind{[](RunConfig& c) -> std::int32_t& { return c.paths.steps; }, 1, 1'000'000}, "",
       "Simulation steps of a path.", "choice: with the default step, one day ahead"},
      {"paths.step_seconds",
       WholeKind{[](RunConfig& c) -> std::int32_t& { return c.paths.step_seconds; }, 1, kSecondsPerDay}, "s",
       "Length of a step; for `bootstrap` and `replay` it divides bar_seconds or is a multiple of it.",
       "choice: lows and highs inside a step count, so a finer step changes little"},
      {"paths.output_steps", WholeKind{[](RunConfig& c) -> std::int32_t& { return c.paths.output_steps; }, 1, 10000},
       "", "Columns of the forward map, at most one a step.", "choice: with the other defaults, 15 minutes a column"},
      {"paths.sample", WholeKind{[](RunConfig& c) -> std::int64_t& { return c.paths.sample; }, 0, 100'000'000}, "",
       "Paths that are followed step by step, for the course of paths in time and for levels: rounded up to 256 times "
       "a "
       "whole number for each replicate, at most paths.count; 0 leaves both out.",
       "choice: the sampling error of a probability is at most 0.008"},
  };
}

std::vector<ConfigKey> process_keys() {
  return {
      {"paths.process",
       WordKind{[](RunConfig& c) -> std::string& { return c.paths.process; },
                {"bootstrap", "gbm", "bachelier", "replay"}},
       "",
       "Exogenous price. `bootstrap`: whole bars of the history, drawn in blocks; `gbm`: geometric Brownian motion; "
       "`bachelier`: arithmetic Brownian motion; `replay`: the history again from replay_start_utc on.",
       "the stationary bootstrap (Politis and Romano 1994) has the fat tails and the clustered volatility of the "
       "history without a parameter for either"},
      {"paths.volatility_annual", RealKind{[](RunConfig& c) -> double& { return c.paths.volatility_annual; }, {0, 20}},
       "per square root year",
       "Volatility of the exogenous price, relative to the price at now for `bachelier`; 0 takes that of the history "
       "(`replay` always does).",
       "choice: the history's own"},
      {"paths.drift_annual", RealKind{[](RunConfig& c) -> double& { return c.paths.drift_annual; }, {-20, 20}},
       "per year", "Growth rate of the expected exogenous price (`replay` keeps the history's).",
       "choice: no direction is forecast"},
      {"paths.block_hours",
       RealKind{[](RunConfig& c) -> double& { return c.paths.block_hours; }, {0, 1e6, LowEdge::kExcluded}}, "h",
       "Mean length of a block of the `bootstrap`; at least one bar and at most the history.",
       "assumption: a day keeps the daily rhythm and most of the clustering; cube-root rules (Politis and White 2004) "
       "give shorter blocks for histories of weeks; sweep 4 to 72"},
      {"paths.replay_start_utc",
       TimeKind{[](RunConfig& c) -> std::int64_t& { return c.paths.replay_start_utc; }, NoTime::kAllowed},
       "ISO 8601 time, UTC", "Open of the first bar that `replay` replays; the whole horizon lies inside the history.",
       "none fits every history; `replay` must be told"},
      {"paths.extremes", WordKind{[](RunConfig& c) -> std::string& { return c.paths.extremes; }, {"inside", "ends"}},
       "", "`inside`: lows and highs within a step touch levels; `ends`: only the price at its end does.",
       "venues watch the mark all the time; at 60% volatility, one-minute ends alone misplace a level by 0.048% of "
       "price (Broadie, Glasserman and Kou 1997)"},
  };
}

std::vector<ConfigKey> book_keys() {
  return {
      {"book.depth_usd_per_percent",
       RealKind{[](RunConfig& c) -> double& { return c.book.depth_usd_per_percent; }, kDepth}, "USD per % of price",
       "Density of resting orders next to the price, each side; 0 with slope 0 is an empty book.",
       "with the slope it lets 10 million USD move the price by 0.077% and 2.5 million by 0.023%; measured responses "
       "of "
       "Binance BTCUSDT to the net flow of a minute are 0.071% and 0.032% (fit of somtri, impact-lab), visible depth "
       "alone would give 0.3% and 0.07%; sweep 1e7 to 2e8"},
      {"book.depth_slope_usd_per_percent2",
       RealKind{[](RunConfig& c) -> double& { return c.book.depth_slope_usd_per_percent2; }, kDepth},
       "USD per % of price squared", "Growth of that density with distance from the price.",
       "likewise; latent depth grows in proportion to distance (Donier and Bouchaud 2015, on Bitcoin), visible depth "
       "thins out (Amberdata 2025); sweep 0 to 4e9"},
      {"book.range_percent",
       RealKind{[](RunConfig& c) -> double& { return c.book.range_percent; }, {0, 100, LowEdge::kExcluded}},
       "% of price", "No orders rest farther from the price than this.",
       "assumption: most depth is quoted within a few percent; on 2025-10-10 what was left stood 4 to 10% away "
       "(Kaiko); "
       "sweep 1 to 10"},
      {"book.depth_multiplier", RealKind{[](RunConfig& c) -> double& { return c.book.depth_multiplier; }, kMultiplier},
       "", "Multiplies the whole book; 0 empties it.",
       "choice: the book of a calm day; 0.1 is what was reported of 2025-10-10 (FTI Consulting)"},
      {"book.refill_seconds", RealKind{[](RunConfig& c) -> double& { return c.book.refill_seconds; }, kLifetimeSeconds},
       "s", "Time in which all but 1/e of eaten depth comes back.",
       "assumption: no measurement for BTC perpetuals was found; sweep 1 to 300, seconds in calm and minutes in "
       "stress"},
      {"book.reversion_seconds",
       RealKind{[](RunConfig& c) -> double& { return c.book.reversion_seconds; }, kLifetimeSeconds}, "s",
       "Time in which all but 1/e of the transient part of an impact is gone from the price.",
       "assumption: uninformed impact on BTC decays almost fully (Donier and Bonart 2014), at a rate for which no "
       "measurement was found; sweep 60 to 7200"},
      {"book.permanent_share", RealKind{[](RunConfig& c) -> double& { return c.book.permanent_share; }, kFraction},
       "fraction", "Part of an impact that stays for good.",
       "assumption: no measurement for BTC was found; the upper end of 0.2 to 0.5, where calm runs come near the "
       "expected "
       "amplification of 1.1 to 1.6; sweep that range"},
  };
}

std::vector<ConfigKey> cascade_keys() {
  return {
      {"cascade.feedback", WordKind{[](RunConfig& c) -> std::string& { return c.cascade.feedback; }, {"on", "off"}}, "",
       "`on`: forced orders move the price; `off`: they do not, so that each path equals its twin.",
       "choice: what feedback adds is the question"},
      {"cascade.round_seconds",
       RealKind{[](RunConfig& c) -> double& { return c.cascade.round_seconds; }, {0.001, 86400}}, "s",
       "The venue looks for liquidations this often; forced orders of one round move the mark of the next.",
       "assumption for Binance; Hyperliquid's came in batches 6 to 7 s apart on 2025-10-10 (ConejoCapital, "
       "HyperMultiAssetedADL); sweep 1 to 6"},
      {"cascade.fund_usd", RealKind{[](RunConfig& c) -> double& { return c.cascade.fund_usd; }, {0, 1e13}}, "USD",
       "Insurance fund at now; what it cannot pay falls to auto-deleveraging.",
       "assumption: somewhat less than BitMEX held in March 2020, 33,880 to 35,500 BTC (Cointelegraph); sweep 0 to "
       "1e9"},
      {"cascade.surplus_share", RealKind{[](RunConfig& c) -> double& { return c.cascade.surplus_share; }, kFraction},
       "fraction", "Part of the margin left over at a liquidation that goes to the fund.",
       "assumption: the cautious end, the fund gains nothing; sweep 0 to 1"},
      {"cascade.pass_through", RealKind{[](RunConfig& c) -> double& { return c.cascade.pass_through; }, kFraction},
       "fraction",
       "Of several venues: how far the mark of each follows the index of all. 0: separate markets; 1: one price.",
       "assumption: basis between BTC venues stays within some basis points outside of crises; sweep 0.5 to 1"},
  };
}

std::vector<ConfigKey> stress_keys() {
  return {
      {"stress.price_change_percent",
       RealKind{[](RunConfig& c) -> double& { return c.stress.price_change_percent; },
                {-99, 1000, LowEdge::kIncluded, Zero::kExcluded}},
       "% of price", "Exogenous move of the stress, in a straight line from now.",
       "choice: a low 5% below the day's open came on 9% of days (Binance BTCUSDT public archive, 2024-11 to 2025-06)"},
      {"stress.duration_seconds",
       WholeKind{[](RunConfig& c) -> std::int32_t& { return c.stress.duration_seconds; }, 1, 10 * kSecondsPerDay}, "s",
       "Time that the move takes.", "choice: ten minutes; sweep 60 to 3600"},
      {"stress.depth_multiplier",
       RealKind{[](RunConfig& c) -> double& { return c.stress.depth_multiplier; }, kMultiplier}, "",
       "Multiplies the book during the stress, on top of book.depth_multiplier.",
       "choice: half the usual depth; sweep 0.1 to 1"},
  };
}

std::vector<ConfigKey> level_keys() {
  return {
      {"levels.prices_usd",
       RealListKind{[](RunConfig& c) -> std::vector<double>& { return c.levels.prices_usd; }, kPrice, 64}, "USD",
       "Levels by name, such as support and resistance; each on the price axis.", "choice: none"},
      {"levels.clusters", WholeKind{[](RunConfig& c) -> std::int32_t& { return c.levels.clusters; }, 0, 20}, "",
       "What stands out most of the smoothed ladder, on each side within 10% of the price and at least 1% apart, as "
       "levels: the near edges of these bins.",
       "choice: what a map of liquidations is read for"},
      {"levels.round_numbers", WholeKind{[](RunConfig& c) -> std::int32_t& { return c.levels.round_numbers; }, 0, 20},
       "",
       "The next round numbers on each side as levels, in steps of 1, 2 or 5 times a power of ten near 5% of price.",
       "choice: the nearest"},
      {"levels.recent_hours", RealKind{[](RunConfig& c) -> double& { return c.levels.recent_hours; }, {0, 1e6}}, "h",
       "The high and the low of the history's last hours as levels; 0 leaves them out.", "choice: a day"},
      {"levels.smoothing_percent",
       RealKind{[](RunConfig& c) -> double& { return c.levels.smoothing_percent; }, {0, 50, LowEdge::kExcluded}},
       "% of price",
       "The ladder that a magnet is measured against has the same dollars, spread evenly over this distance to each "
       "side.",
       "choice: wide against a cluster, narrow against the ladder; sweep 1 to 5"},
  };
}

}  // namespace

std::vector<ConfigKey> forward_config_keys() {
  std::vector<ConfigKey> keys = path_shape_keys();
  for (std::vector<ConfigKey>& part :
       std::vector{process_keys(), book_keys(), cascade_keys(), stress_keys(), level_keys()})
    std::move(part.begin(), part.end(), std::back_inserter(keys));
  return keys;
}

}  // namespace tinderbox
