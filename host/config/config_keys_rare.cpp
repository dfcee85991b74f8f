// Keys of [rare].
#include "host/config/config_key.hpp"

namespace tinderbox {

std::vector<ConfigKey> rare_config_keys() {
  return {
      {"rare.method",
       WordKind{[](RunConfig& c) -> std::string& { return c.rare.method; }, {"none", "tilt", "splitting", "sobol"}}, "",
       "How a rare event is sampled. `none`: it is not; `tilt`: importance sampling, the exogenous price is pushed "
       "towards it (`gbm`, `bachelier`, `bootstrap`); `splitting`: paths that got far branch (likewise); `sobol`: a "
       "tilt on scrambled Sobol' points (`gbm`, `bachelier`).",
       "choice: it takes paths of its own"},
      {"rare.event",
       WordKind{[](RunConfig& c) -> std::string& { return c.rare.event; },
                {"drop", "rise", "longs_liquidated", "shorts_liquidated", "any"}},
       "",
       "What is asked. `drop`, `rise`: the mark gets level_percent away from now within the horizon; "
       "`longs_liquidated`, `shorts_liquidated`: share_percent of that side is liquidated; `any`: nothing rare, the "
       "mean deepest drop over all paths (`sobol` only).",
       "choice: how deep it goes is asked most often"},
      {"rare.level_percent",
       RealKind{[](RunConfig& c) -> double& { return c.rare.level_percent; }, {0, 99, LowEdge::kExcluded}},
       "% of price", "Distance of the level of `drop` and `rise`.",
       "choice: lows a fifth below the open came on 2020-03-12 and on few days since"},
      {"rare.share_percent",
       RealKind{[](RunConfig& c) -> double& { return c.rare.share_percent; }, {0, 100, LowEdge::kExcluded}},
       "% of open interest", "Part of a side's open interest at now that a liquidation event takes.",
       "choice: open interest fell 14% in contracts on 2025-10-10 (CoinDesk, Glassnode)"},
      {"rare.paths", WholeKind{[](RunConfig& c) -> std::int64_t& { return c.rare.paths; }, 256, 1'000'000'000}, "",
       "Paths over all replicates and stages, rounded up to 256 a replicate and stage; for `sobol` down to a power of "
       "two a replicate.",
       "choice: with the default replicates a relative error of a few percent at 1e-6"},
  };
}

}  // namespace tinderbox
