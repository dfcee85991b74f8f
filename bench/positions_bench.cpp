// Rates of the position half of the pipeline: whole runs over a week of 5-minute bars, by code path and threads, and
// liquidation prices alone. Items are positions.
#include <benchmark/benchmark.h>

#include "sim/margin.hpp"
#include "tests/engine/small_market.hpp"

namespace {

using namespace tinderbox;

void map_positions(benchmark::State& state, CodePath path, int threads) {
  const MarketState market = testing::walking_market(2016);
  const RunConfig config = testing::small_config(market, state.range(0), 16);
  const Venue venue = testing::tiered_venue();
  NoProgress progress;
  const EngineOptions options{.backend = Backend::kCpu, .code_path = path, .threads = threads};
  for (auto _ : state) benchmark::DoNotOptimize(run_engine(config, {primary_venue(market, venue)}, options, progress));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(map_positions, scalar_1_thread, CodePath::kScalar, 1)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(map_positions, v3_1_thread, CodePath::kV3, 1)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(map_positions, best_1_thread, CodePath::kAuto, 1)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(map_positions, best_2_threads, CodePath::kAuto, 2)
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void liquidation_prices(benchmark::State& state) {
  const std::vector<MaintenanceTier> tiers = testing::tiered_venue().tier_tables[0].tiers;
  std::vector<TierView> views;
  for (const MaintenanceTier& tier : tiers) views.push_back({tier.mmr, tier.maint_amount_usd});
  double collateral = 0.01;
  for (auto _ : state) {
    collateral = collateral < 0.5 ? collateral * 1.0001 : 0.01;
    benchmark::DoNotOptimize(liquidation_ratio(1, collateral, 0.1, 1e6, views.data(), static_cast<int>(views.size())));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(liquidation_prices);

}  // namespace
