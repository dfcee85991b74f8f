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
                {"bootstrap", "gbm", "merton", "kou", "heston", "bachelier", "replay"}},
       "",
       "Exogenous price. `bootstrap`: whole bars of the history, drawn in blocks; `gbm`: geometric Brownian motion; "
       "`merton` and `kou`: that with normal or double exponential jumps; `heston`: with a variance of its own; "
       "`bachelier`: arithmetic Brownian motion; `replay`: the history again from replay_start_utc on.",
       "the stationary bootstrap (Politis and Romano 1994) has the fat tails and the clustered volatility of the "
       "history without a parameter for either"},
      {"paths.volatility_annual", RealKind{[](RunConfig& c) -> double& { return c.paths.volatility_annual; }, {0, 20}},
       "per square root year",
       "Volatility of the exogenous price, relative to the price at now for `bachelier`, of the diffusion alone for "
       "`merton` and `kou`, at now for `heston`; 0 takes that of the history (`replay` always does), jumps included.",
       "choice: the history's own"},
      {"paths.drift_annual", RealKind{[](RunConfig& c) -> double& { return c.paths.drift_annual; }, {-20, 20}},
       "per year",
       "Growth rate of the expected exogenous price (`replay` keeps the history's). The log price then drifts at this "
       "less half the variance, and less jumps_per_year times (E exp(jump) - 1).",
       "choice: no direction is forecast"},
      {"paths.block_hours", RealKind{[](RunConfig& c) -> double& { return c.paths.block_hours; }, {0, 1e6}}, "h",
       "Mean length of a block of the `bootstrap`; at least one bar and at most the history; 0 chooses it by the rule "
       "of "
       "Politis and White.",
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
      {"paths.repair", WordKind{[](RunConfig& c) -> std::string& { return c.paths.repair; }, {"on", "off"}}, "",
       "`on`: what paths take from the history (bars, volatility) is without the modelled impact of the model's own "
       "past "
       "liquidations, so that feedback is not counted twice; `off`: the history as it was.",
       "choice: a history that holds past cascades, with feedback added on top, would amplify twice"},
  };
}

std::vector<ConfigKey> jump_keys() {
  return {
      {"paths.jumps_per_year", RealKind{[](RunConfig& c) -> double& { return c.paths.jumps_per_year; }, {0, 10000}},
       "per year", "Expected jumps of `merton` and `kou`.",
       "assumption: no fitted table for BTC perpetuals was found; two large jumps a month; sweep 5 to 100"},
      {"paths.jump_mean_log", RealKind{[](RunConfig& c) -> double& { return c.paths.jump_mean_log; }, {-2, 2}},
       "log price", "Mean of the normal jumps of `merton`.",
       "assumption: negative jumps dominate on BTC (Saef, Nagy, Sizov and Haerdle 2024); sweep -0.03 to 0.01"},
      {"paths.jump_sd_log", RealKind{[](RunConfig& c) -> double& { return c.paths.jump_sd_log; }, {0, 2}}, "log price",
       "Standard deviation of the normal jumps of `merton`.",
       "assumption: jumps of one to three daily standard deviations; sweep 0.02 to 0.1"},
      {"paths.up_jump_share", RealKind{[](RunConfig& c) -> double& { return c.paths.up_jump_share; }, kFraction},
       "fraction", "Share of the jumps of `kou` that go up.", "assumption: as for jump_mean_log; sweep 0.3 to 0.6"},
      {"paths.up_jump_mean_log",
       RealKind{[](RunConfig& c) -> double& { return c.paths.up_jump_mean_log; }, {0, 0.9, LowEdge::kExcluded}},
       "log price", "Mean of the exponential upward jumps of `kou`; at 1 the expected price would be infinite.",
       "assumption: about one and a half daily standard deviations; sweep 0.01 to 0.06"},
      {"paths.down_jump_mean_log",
       RealKind{[](RunConfig& c) -> double& { return c.paths.down_jump_mean_log; }, {0, 0.9, LowEdge::kExcluded}},
       "log price", "Mean size of the exponential downward jumps of `kou`.",
       "assumption: somewhat larger than upward jumps; sweep 0.01 to 0.08"},
  };
}

std::vector<ConfigKey> variance_keys() {
  return {
      {"paths.long_run_volatility_annual",
       RealKind{[](RunConfig& c) -> double& { return c.paths.long_run_volatility_annual; }, {0, 20}},
       "per square root year", "`heston`: root of the variance that is returned to; 0 takes that at now.",
       "choice: neither a rise nor a fall of volatility is forecast"},
      {"paths.variance_reversion_per_year",
       RealKind{[](RunConfig& c) -> double& { return c.paths.variance_reversion_per_year; },
                {0, 1000, LowEdge::kExcluded}},
       "per year", "`heston`: rate at which the variance returns.",
       "a half-life of 17 days, from a GARCH(1,1) fit to daily BTC returns (PMC7783506); sweep 4 to 50"},
      {"paths.volatility_of_variance_annual",
       RealKind{[](RunConfig& c) -> double& { return c.paths.volatility_of_variance_annual; },
                {0, 50, LowEdge::kExcluded}},
       "per year", "`heston`: the variance v diffuses with this times the square root of v.",
       "the spread of that fit at a volatility of 50%: 0.144 x sqrt(2 x 365) x 0.5; sweep 0.5 to 4"},
      {"paths.price_variance_correlation",
       RealKind{[](RunConfig& c) -> double& { return c.paths.price_variance_correlation; }, {-1, 1}}, "",
       "`heston`: correlation of the noise of price and variance.",
       "assumption: price and volatility jumps of BTC are anticorrelated (Hou, Wang, Chen and Haerdle 2020); sweep "
       "-0.7 to 0.3"},
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
      {"book.source",
       WordKind{[](RunConfig& c) -> std::string& { return c.book.source; },
                {"figures", "levels", "fitted_levels", "curve"}},
       "",
       "What the book is. `figures`: depth_usd_per_percent and depth_slope_usd_per_percent2; `levels`: those of "
       "depth_file, "
       "even between two of them, out to the last; `fitted_levels`: density and slope fitted to them; `curve`: fitted "
       "to the "
       "measured response of Binance BTCUSDT to the net flow of a minute, 1 to 100 BTC.",
       "choice: figures between the curve and visible depth"},
      {"book.depth_file", TextKind{[](RunConfig& c) -> std::string& { return c.book.depth_file; }}, "",
       "Depth by distance, a file of Binance's public archive (`bookDepth`, CSV or zip) in the data folder: the mean "
       "of all "
       "its snapshots and of both sides. For `levels` and `fitted_levels`.",
       "none fits every market"},
  };
}

std::vector<ConfigKey> depth_state_keys() {
  return {
      {"book.depth_state", WordKind{[](RunConfig& c) -> std::string& { return c.book.depth_state; }, {"off", "on"}}, "",
       "`on`: the depth that a path meets falls with the realised volatility and the trend of its own mark, "
       "1 / (1 + volatility_response (V - 1)+ + trend_response (W - 1)+), with V and W the squared moves and the "
       "squared trend over "
       "what the exogenous price has in the mean.",
       "Fosset, Bouchaud and Benzaquen 2020 find that liquidity falls with both; off, as no measurement of the "
       "strength for BTC "
       "was found"},
      {"book.depth_memory_seconds",
       RealKind{[](RunConfig& c) -> double& { return c.book.depth_memory_seconds; }, kLifetimeSeconds}, "s",
       "Time in which all but 1/e of a move is forgotten by the depth.",
       "assumption: books were near-empty for minutes on 2025-10-10 (Kaiko); sweep 60 to 3600"},
      {"book.volatility_response",
       RealKind{[](RunConfig& c) -> double& { return c.book.volatility_response; }, kMultiplier}, "",
       "How strongly depth falls with realised variance.",
       "assumption: 90% of the depth is gone at ten times the usual volatility, as reported of 2025-10-10 (FTI "
       "Consulting); sweep 0 to 1"},
      {"book.trend_response", RealKind{[](RunConfig& c) -> double& { return c.book.trend_response; }, kMultiplier}, "",
       "How strongly it falls with the squared trend.", "assumption: no measurement was found; sweep 0 to 0.2"},
      {"book.depth_floor",
       RealKind{[](RunConfig& c) -> double& { return c.book.depth_floor; }, {0, 1, LowEdge::kExcluded}}, "fraction",
       "Part of the depth that is always there.", "assumption: down 98% is the most that was reported of 2025-10-10"},
      {"book.survival_sd", RealKind{[](RunConfig& c) -> double& { return c.book.survival_sd; }, {0, 3}}, "",
       "Standard deviation of the logarithm of a path's own depth, lognormal with mean 1; 0: all paths meet the same.",
       "choice: off; visible depth varies by about a factor of two from day to day, which is 0.5 to 0.7; sweep 0 to 1"},
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
      {"cascade.adl", WordKind{[](RunConfig& c) -> std::string& { return c.cascade.adl; }, {"ranked", "pro_rata"}}, "",
       "Whom auto-deleveraging closes on the other side. `ranked`: by the venue's own ranking, where it is sourced, "
       "the "
       "head of the queue first; `pro_rata`: all positions in profit, each by the same part.",
       "choice: venues rank; the part by which each winner is cut is the alternative that the literature compares "
       "(Chitra 2025)"},
      {"cascade.first_fill",
       WordKind{[](RunConfig& c) -> std::string& { return c.cascade.first_fill; }, {"trigger", "mark"}}, "",
       "Where the first round of an extreme is sold. `trigger`: price passes one level after the other, each is sold "
       "from its own; `mark`: price gaps, all of it is sold from where the mark then stands. Later rounds always are.",
       "choice: prices of a minute mostly move through levels; `mark` is the cautious end for the fund"},
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
  for (std::vector<ConfigKey>& part : std::vector{process_keys(), jump_keys(), variance_keys(), book_keys(),
                                                  depth_state_keys(), cascade_keys(), stress_keys(), level_keys()})
    std::move(part.begin(), part.end(), std::back_inserter(keys));
  return keys;
}

}  // namespace tinderbox
