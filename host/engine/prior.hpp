// What differs between replicates: one draw of the prior each.
#pragma once

#include <cstdint>
#include <vector>

#include "host/config/run_config.hpp"

namespace tinderbox {

struct ReplicatePrior {
  double size_alpha = 0;
  double isolated_share = 0;
  double coin_collateral_share = 0;
  double fast_close_rate_per_day = 0;
  double slow_close_rate_per_day = 0;
  double fast_stock_share = 0;
};

// Independent uniform draws, a pure function of (seed, replicate, parameter).
[[nodiscard]] std::vector<ReplicatePrior> draw_priors(const PriorConfig& prior, std::uint64_t seed, int replicates);

}  // namespace tinderbox
