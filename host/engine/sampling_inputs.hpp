// The executor's copies of everything that the sampling kernels read, and the views over them.
#pragma once

#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/market_series.hpp"
#include "host/engine/mix_table.hpp"
#include "host/engine/prior.hpp"
#include "host/engine/sample_ranges.hpp"
#include "host/engine/sampler_rule.hpp"
#include "host/market/market_state.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

// Views stay valid as long as this object lives.
class SamplingInputs {
 public:
  // `venue_index`: the venue's number in the random counter.
  SamplingInputs(const RunConfig& config, const MarketState& market, const SamplerRule& rule, std::uint32_t venue_index,
                 const SampleCounts& counts, Executor& executor);

  [[nodiscard]] const SamplingView& sampling() const noexcept { return sampling_; }
  [[nodiscard]] const PricePathView& path() const noexcept { return path_; }

 private:
  void make_sampling_view(const RunConfig& config, const MarketState& market, const SamplerRule& rule);
  void make_path_view();

  std::vector<ReplicatePrior> priors_;
  MixTables mix_;
  PricePyramid pyramid_;
  DeviceArray<std::int64_t> birth_samples_, initial_samples_;
  DeviceArray<Stratum> strata_;
  DeviceArray<AliasEntry> birth_mix_, stock_mix_;
  DeviceArray<ReplicateView> replicates_;
  DeviceArray<EntryBar> entry_;
  DeviceArray<double> clock_;
  DeviceArray<TierView> loads_;
  DeviceArray<MarginTier> tiers_;
  DeviceArray<double> max_leverage_;
  DeviceArray<std::int32_t> low_, high_;
  DeviceArray<double> paid_min_, paid_max_;
  SamplingView sampling_{};
  PricePathView path_{};
};

}  // namespace tinderbox
