// Everything a SamplingView points to, built by hand: strata, even mixes, entries, a holding clock, tiers and a path.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/position.hpp"
#include "tests/sim/price_pyramid.hpp"
#include "tests/sim/tier_table.hpp"

namespace tinderbox::testing {

// All outcomes equally likely.
inline std::vector<AliasEntry> even_mix(std::uint32_t strata) {
  std::vector<AliasEntry> mix;
  for (std::uint32_t i = 0; i < strata; ++i) mix.push_back({0xFFFFFFFFU, i});
  return mix;
}

// One outcome only.
inline std::vector<AliasEntry> fixed_mix(std::uint32_t strata, std::uint32_t outcome) {
  return std::vector<AliasEntry>(strata, AliasEntry{0, outcome});
}

// `view()` and `path()` stay valid while this object lives and its vectors keep their sizes. Two mixes: 0 even over the
// strata, 1 stratum 0 alone.
class SampleMarket {
 public:
  std::vector<Stratum> strata;
  std::vector<ReplicateView> replicates;
  std::vector<std::int64_t> birth_samples;    // [G]
  std::vector<std::int64_t> initial_samples;  // [G]
  std::vector<EntryBar> entries;              // [T]
  std::vector<double> clock_days;             // [T + 1]
  std::vector<AliasEntry> mix;                // [2, G, strata]
  TierTable tiers = bitcoin_tiers();
  std::optional<MarginRuleView> rule;  // in place of the tiers; its arrays belong to the test
  PricePyramid pyramid;
  double prehistory_sd_log = 0;

  SampleMarket(PricePyramid walk, std::vector<Stratum> of_strata, std::vector<ReplicateView> of_replicates)
      : strata(std::move(of_strata)), replicates(std::move(of_replicates)), pyramid(std::move(walk)) {
    const auto n = static_cast<std::uint32_t>(strata.size());
    for (const std::vector<AliasEntry>& table : {even_mix(n), fixed_mix(n, 0)})
      for (std::size_t g = 0; g < groups(); ++g) mix.insert(mix.end(), table.begin(), table.end());
    birth_samples.assign(groups(), 1000);
    initial_samples.assign(groups(), 1000);
    clock_days.push_back(0);
    for (std::int32_t t = 0; t < pyramid.bars; ++t) {
      const auto bar = static_cast<std::size_t>(t);
      const double low = pyramid.low_ticks[bar];
      entries.push_back({low, pyramid.high_ticks[bar] - low, t % 3 == 0 ? -1 : (t % 7) / 6.0, t % 2});
      clock_days.push_back(clock_days.back() + (t % 5 == 0 ? 0 : 0.01 * (1 + t % 4)));
    }
  }

  [[nodiscard]] std::size_t groups() const { return replicates.size() * 2; }
  [[nodiscard]] PricePathView path() const { return pyramid.view(); }

  [[nodiscard]] SamplingView view() const {
    SamplingView v{};
    v.seed = 42;
    v.venue = 3;
    v.first_absolute_bar = 5'666'668;
    v.bars = pyramid.bars;
    v.configured_offset = 5;
    v.configured_bars = pyramid.bars + 9;
    v.strata = static_cast<std::int32_t>(strata.size());
    v.groups = static_cast<std::int32_t>(groups());
    v.tick_size_usd = 0.1;
    v.birth_samples = birth_samples.data();
    v.initial_samples = initial_samples.data();
    v.stratum = strata.data();
    v.birth_mix = mix.data();
    v.stock_mix = mix.data();
    v.replicate = replicates.data();
    v.entry = entries.data();
    v.clock_days = clock_days.data();
    v.rule = rule.value_or(tiers.rule());
    v.initial_mark_ticks = 1e6;
    v.prehistory_sd_log = prehistory_sd_log;
    v.sigma_day = 0.03;
    return v;
  }
};

// A walk around 100,000 USD with funding in both directions, eight strata of both margin modes and speeds, within the
// leverage that the tiers allow.
inline SampleMarket small_sample_market(std::uint64_t seed, std::int32_t bars, std::size_t replicates) {
  CaseSource cases(seed);
  std::vector<Stratum> strata;
  for (std::int32_t i = 0; i < 8; ++i)
    strata.push_back(
        {i < 4 ? 100.0 : 1e5, 6.0, i % 4 >= 2 ? 2.0 : (i < 4 ? 20.0 : 5.0), i == 7 ? 0.0 : 1.2, i % 2, (i / 2) % 2});
  std::vector<ReplicateView> views;
  for (std::size_t r = 0; r < replicates; ++r)
    views.push_back({0.23 - 0.3 * static_cast<double>(r % 3), 0.2 * static_cast<double>(r % 4), {6.0, 0.5}});
  return {random_walk(cases, bars, {1e6, 8000, 300, 20, 1}), std::move(strata), std::move(views)};
}

}  // namespace tinderbox::testing
