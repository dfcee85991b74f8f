#include "host/engine/sampling_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "host/output/run_result.hpp"

namespace tinderbox {
namespace {

constexpr double kDaysPerYear = 365;

std::vector<ReplicateView> replicate_views(const std::vector<ReplicatePrior>& priors) {
  std::vector<ReplicateView> views;
  for (const ReplicatePrior& p : priors)
    views.push_back(
        {1 - p.size_alpha, p.coin_collateral_share, {p.fast_close_rate_per_day, p.slow_close_rate_per_day}});
  return views;
}

}  // namespace

SamplingInputs::SamplingInputs(const RunConfig& config, const MarketState& market, const SamplerRule& rule,
                               std::uint32_t venue_index, const SampleCounts& counts, Executor& executor)
    : priors_(draw_priors(config.prior, config.seed, config.sampling.replicates)),
      mix_(build_mix_tables(config.prior, priors_, rule, market.open[0])),
      pyramid_(build_price_pyramid(market)),
      birth_samples_(DeviceArray<std::int64_t>::of(executor, counts.births)),
      initial_samples_(DeviceArray<std::int64_t>::of(executor, counts.initial)),
      strata_(DeviceArray<Stratum>::of(executor, mix_.strata)),
      birth_mix_(DeviceArray<AliasEntry>::of(executor, mix_.birth)),
      stock_mix_(DeviceArray<AliasEntry>::of(executor, mix_.stock)),
      replicates_(DeviceArray<ReplicateView>::of(executor, replicate_views(priors_))),
      entry_(DeviceArray<EntryBar>::of(executor, build_entry_bars(market, config.prior))),
      clock_(DeviceArray<double>::of(executor, build_holding_clock(market, config.prior))),
      loads_(DeviceArray<TierView>::of(executor, rule.loads())),
      tiers_(DeviceArray<MarginTier>::of(executor, rule.tiers())),
      max_leverage_(DeviceArray<double>::of(executor, rule.max_leverage())),
      low_(DeviceArray<std::int32_t>::of(executor, pyramid_.low_ticks)),
      high_(DeviceArray<std::int32_t>::of(executor, pyramid_.high_ticks)),
      paid_min_(DeviceArray<double>::of(executor, pyramid_.paid_min)),
      paid_max_(DeviceArray<double>::of(executor, pyramid_.paid_max)) {
  sampling_.venue = venue_index;
  make_sampling_view(config, market, rule);
  make_path_view();
}

void SamplingInputs::make_sampling_view(const RunConfig& config, const MarketState& market, const SamplerRule& rule) {
  SamplingView& v = sampling_;
  v.seed = config.seed;
  v.first_absolute_bar = market.start_time / market.bar_seconds;
  v.configured_bars = static_cast<std::int32_t>(config.configured_bars());
  v.configured_offset = static_cast<std::int32_t>((market.start_time - config.market.start_utc) / market.bar_seconds);
  v.bars = static_cast<std::int32_t>(market.bars());
  v.strata = static_cast<std::int32_t>(mix_.strata.size());
  v.groups = config.sampling.replicates * kSides;
  v.tick_size_usd = market.tick_size_usd;
  v.birth_samples = birth_samples_.data();
  v.initial_samples = initial_samples_.data();
  v.stratum = strata_.data();
  v.birth_mix = birth_mix_.data();
  v.stock_mix = stock_mix_.data();
  v.replicate = replicates_.data();
  v.entry = entry_.data();
  v.clock_days = clock_.data();
  v.rule = rule.view();
  v.rule.loads = loads_.data();
  v.rule.tiers = tiers_.data();
  v.rule.max_leverage = max_leverage_.data();
  v.initial_mark_ticks = market.open[0] / market.tick_size_usd;
  v.prehistory_sd_log = config.prior.prehistory == "lognormal" ? config.prior.prehistory_sd_log : 0;
  v.sigma_day = config.prior.reference_volatility_annual / std::sqrt(kDaysPerYear);
}

void SamplingInputs::make_path_view() {
  path_.low_ticks = low_.data();
  path_.high_ticks = high_.data();
  path_.paid_min = paid_min_.data();
  path_.paid_max = paid_max_.data();
  std::fill(std::begin(path_.offset), std::end(path_.offset), 0);
  std::copy(pyramid_.offset.begin(), pyramid_.offset.end(), std::begin(path_.offset));
  path_.levels = pyramid_.levels();
  path_.bars = pyramid_.bars;
}

}  // namespace tinderbox
