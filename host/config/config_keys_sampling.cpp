// Keys of [sampling].
#include "host/config/config_key.hpp"

namespace tinderbox {

std::vector<ConfigKey> sampling_config_keys() {
  return {
      {"sampling.positions",
       WholeKind{[](RunConfig& c) -> std::int64_t& { return c.sampling.positions; }, 1, 1'000'000'000'000}, "",
       "Synthetic positions that are sampled, in total over bars, sides and replicates.",
       "choice: sampling error well below the spread between replicates at a run time under a minute"},
      {"sampling.replicates", WholeKind{[](RunConfig& c) -> std::int32_t& { return c.sampling.replicates; }, 2, 65535},
       "",
       "Draws of the priors, each with its own population. Every error bar and band is taken between replicates, so "
       "there must be at least 2.",
       "choice: enough for a standard error; raise it for honest tails of the band"},
      {"sampling.initial_share", RealKind{[](RunConfig& c) -> double& { return c.sampling.initial_share; }, {0, 0.9}},
       "fraction", "Share of the positions that make up the stock of the first bar, whose entries lie before the data.",
       "choice: the first bar holds all of its open interest, later bars only what is opened in them"},
  };
}

}  // namespace tinderbox
