// The mix of positions as alias tables over strata. The configured shares are shares of the *stock* of notional;
// births are stock divided by expected life, so that short-lived positions are born more often than they are seen.
#pragma once

#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/prior.hpp"
#include "host/engine/sampler_rule.hpp"
#include "sim/alias_table.hpp"
#include "sim/position.hpp"

namespace tinderbox {

// Market conditions tilt the mix in steps: leverage follows funding, the size of positions the ratio of accounts.
inline constexpr int kFundingTilts = 5;  // -2 .. 2 steps of 1e-4 a funding interval around the neutral 1e-4
inline constexpr int kAccountTilts = 3;  // -1 .. 1 steps of ln 1.5 in accounts long / accounts short
inline constexpr int kMixes = kFundingTilts * kAccountTilts;

// The mix in force for a funding rate and an account ratio (NaN: neutral).
[[nodiscard]] int mix_index(double funding_rate, double long_short_ratio);

struct MixTables {
  std::vector<Stratum> strata;
  std::vector<AliasEntry> birth;  // [mix, group, stratum]
  std::vector<AliasEntry> stock;  // [mix, group, stratum]
};

// Tiers that count base units, contracts or coin are taken at `reference_price_usd`.
[[nodiscard]] MixTables build_mix_tables(const PriorConfig& prior, const std::vector<ReplicatePrior>& replicates,
                                         const SamplerRule& rule, double reference_price_usd);

// Vose's construction; weights are relative and not all zero.
[[nodiscard]] std::vector<AliasEntry> build_alias_table(const std::vector<double>& weights);

}  // namespace tinderbox
