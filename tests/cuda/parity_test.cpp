// The CUDA backend gives the CPU's bytes. Runs on a device, or without one under a CUDA runtime for the CPU.
#include <gtest/gtest.h>

#include "kernels/executor.hpp"
#include "tests/engine/same_result.hpp"
#include "tests/engine/small_market.hpp"
#include "tests/engine/venue_market.hpp"

namespace tinderbox::testing {
namespace {

RunResult run_on(Backend backend, const RunConfig& config, const MarketState& market, std::int64_t batch = 0) {
  return run_small(config, market, tiered_venue(),
                   {.backend = backend, .batch_positions = batch, .batch_paths = batch > 0 ? 256 : 0});
}

TEST(CudaParity, EveryDatasetIsTheCpusByteForByte) {
  for (const std::size_t bars : {2U, 33U, 65U}) {
    const MarketState market = walking_market(bars);
    const RunConfig config = small_config(market, 20'000, 4);
    EXPECT_EQ(differing_datasets(run_on(Backend::kCpu, config, market), run_on(Backend::kCuda, config, market)), "")
        << bars << " bars";
  }
}

TEST(CudaParity, RaggedSizesAndBatches) {
  const MarketState market = walking_market(40);
  for (const std::int64_t positions : {1, 31, 33, 1000}) {
    const RunConfig config = small_config(market, positions, 2);
    EXPECT_EQ(differing_datasets(run_on(Backend::kCpu, config, market), run_on(Backend::kCuda, config, market, 7)), "")
        << positions << " positions";
  }
}

TEST(CudaParity, WideGridsSpanSeveralChunks) {
  const MarketState market = walking_market(20);
  RunConfig config = small_config(market, 5'000, 2);
  config.grid = {60000, 50, 1400};
  EXPECT_EQ(differing_datasets(run_on(Backend::kCpu, config, market), run_on(Backend::kCuda, config, market)), "");
}

// Bars walked in one step and in several, a diffusion, a thin book, a fund that runs dry.
TEST(CudaParity, ForwardPathsAreTheCpusByteForByte) {
  const MarketState market = walking_market(40);
  for (const char* process : {"bootstrap", "gbm"})
    for (const int step_seconds : {60, 300}) {
      RunConfig config = small_path_config(market, 3'000, 2, 300, process);
      config.paths.steps = 12;
      config.paths.step_seconds = step_seconds;
      config.cascade.round_seconds = 40;
      EXPECT_EQ(differing_datasets(run_on(Backend::kCpu, config, market), run_on(Backend::kCuda, config, market, 1000)),
                "")
          << process << ", steps of " << step_seconds << " s";
    }
}

// Linear and inverse, tiers of every basis, a rate that grows with the size, every kind of liquidation process.
TEST(CudaParity, RulesAndProcessesOfEveryKind) {
  for (const auto& [name, contract] :
       {std::pair{"binance", "BTCUSD_PERP"}, std::pair{"bitmex", "XBTUSD"}, std::pair{"bitmex", "XBTUSDT"},
        std::pair{"deribit", "BTC-PERPETUAL"}, std::pair{"deribit", "BTC_USDC-PERPETUAL"},
        std::pair{"hyperliquid", "BTC"}, std::pair{"kraken", "PI_XBTUSD"}, std::pair{"okx", "BTC-USDT-SWAP"}}) {
    const Venue venue = find_venue(name, contract);
    const MarketState market = market_of(venue, 12);
    const RunConfig config = config_of(market, venue, 2'000);
    const RunResult cpu = run_small(config, market, venue, {.backend = Backend::kCpu});
    EXPECT_EQ(differing_datasets(cpu, run_small(config, market, venue, {.backend = Backend::kCuda})), "")
        << name << " " << contract;
  }
}

TEST(CudaBackend, AMissingDeviceIsANamedError) {
  EXPECT_THROW((void)make_cuda_executor(99), BackendError);
}

}  // namespace
}  // namespace tinderbox::testing
