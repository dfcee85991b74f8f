// Rates of the path engine on one core, by process, with feedback and without, and beside them the floor: the same
// draws and moves alone, in a plain loop compiled as the generic code path. Items are path-steps; one includes its
// twin.
#include <benchmark/benchmark.h>

#include "host/engine/path_engine.hpp"
#include "kernels/executor.hpp"
#include "sim/price_process.hpp"
#include "tests/engine/small_market.hpp"

namespace {

using namespace tinderbox;

constexpr std::int64_t kPaths = 8192;
constexpr std::int32_t kSteps = 1440;

// 8 bn USD a side, evenly between 0 and 20% from the price, in 16 replicates.
LadderResult even_ladder(double price) {
  LadderResult ladder;
  constexpr int kBins = 440;
  const double width = price * 0.4 / kBins;
  for (int k = 0; k < kBins; ++k) {
    const double low = price * 0.8 + k * width;
    ladder.price.push_back(low + width / 2);
    ladder.price_bounds.push_back(low);
    ladder.price_bounds.push_back(low + width);
  }
  for (int r = 0; r < 16; ++r)
    for (int side = 0; side < kSides; ++side)
      for (int k = 0; k < kBins; ++k) ladder.notional.push_back((side == 0) == (k < kBins / 2) ? 8e9F / 220 : 0.0F);
  ladder.bankruptcy_buffer.assign(ladder.notional.size(), 0.005F);
  ladder.venues = {"test"};
  return ladder;
}

void simulate(benchmark::State& state, const char* process, const char* feedback, CodePath path, int threads) {
  const MarketState market = testing::walking_market(2016);
  RunConfig config = testing::small_config(market, 1000, 16);
  config.paths.count = kPaths;
  config.paths.steps = kSteps;
  config.paths.step_seconds = 60;
  config.paths.process = process;
  config.paths.volatility_annual = 0.55;
  config.cascade.feedback = feedback;
  const LadderResult ladder = even_ladder(market.mark_close.back());
  const auto executor = make_cpu_executor(path == CodePath::kScalar ? CpuPath::kScalar
                                          : path == CodePath::kV3   ? CpuPath::kV3
                                                                    : best_cpu_path(),
                                          threads);
  NoProgress progress;
  ForwardVenue venue;
  venue.name = "test";
  venue.ladder = ladder;
  venue.fund_usd = config.cascade.fund_usd;
  for (auto _ : state)
    benchmark::DoNotOptimize(simulate_forward(config, market, market, {venue}, *executor, 0, progress));
  state.SetItemsProcessed(state.iterations() * kPaths * kSteps);
}

#define PATHS(name, ...) BENCHMARK_CAPTURE(simulate, name, __VA_ARGS__)->Unit(benchmark::kMillisecond)->UseRealTime()
PATHS(gbm_off_best, "gbm", "off", CodePath::kAuto, 1);
PATHS(gbm_on_best, "gbm", "on", CodePath::kAuto, 1);
PATHS(gbm_on_v3, "gbm", "on", CodePath::kV3, 1);
PATHS(gbm_on_scalar, "gbm", "on", CodePath::kScalar, 1);
PATHS(bootstrap_off_best, "bootstrap", "off", CodePath::kAuto, 1);
PATHS(bootstrap_on_best, "bootstrap", "on", CodePath::kAuto, 1);
PATHS(bootstrap_on_best_2_threads, "bootstrap", "on", CodePath::kAuto, 2);

void draws_alone(benchmark::State& state) {
  const DiffusionView view{12000.0F, 1.44e8F, -3.0};
  std::int64_t sum = 0;
  for (auto _ : state)
    for (std::uint64_t path = 0; path < 256; ++path)
      for (std::uint32_t step = 0; step < 16; ++step) {
        const StepMove move = diffusion_step(view, draw_words(1, {path, Purpose::kPathStep, step, 0, 0}, 0), -3);
        sum += move.end + move.low + move.high;
      }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(state.iterations() * 256 * 16);
}
BENCHMARK(draws_alone);

}  // namespace
