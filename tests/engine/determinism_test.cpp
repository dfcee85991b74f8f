// The same configuration, market and seed give the same bytes however the work is cut up.
#include <gtest/gtest.h>

#include "kernels/executor.hpp"
#include "tests/engine/same_result.hpp"
#include "tests/engine/small_market.hpp"

namespace tinderbox::testing {
namespace {

class Determinism : public ::testing::Test {
 protected:
  [[nodiscard]] RunResult run(EngineOptions options) const {
    options.backend = Backend::kCpu;
    return run_small(config_, market_, venue_, options);
  }

  MarketState market_ = walking_market(200);
  Venue venue_ = tiered_venue();
  RunConfig config_ = small_config(market_, 100'000, 4);
  RunResult reference_ = run({.code_path = CodePath::kScalar, .threads = 1});
};

TEST_F(Determinism, ThreadsChangeNothing) {
  for (const int threads : {1, 2, 5}) {
    EXPECT_EQ(differing_datasets(reference_, run({.threads = threads})), "") << threads << " threads";
  }
}

TEST_F(Determinism, BatchesChangeNothing) {
  for (const std::int64_t batch : {1, 333, 4096, 1'000'000}) {
    EXPECT_EQ(differing_datasets(reference_, run({.batch_positions = batch})), "") << "batch " << batch;
  }
}

TEST_F(Determinism, CodePathsChangeNothing) {
  EXPECT_EQ(differing_datasets(reference_, run({.code_path = CodePath::kV3})), "");
  if (const std::string reason = why_not(CpuPath::kV4); !reason.empty()) GTEST_SKIP() << reason;
  EXPECT_EQ(differing_datasets(reference_, run({.code_path = CodePath::kV4})), "");
}

TEST_F(Determinism, TheSeedChangesTheMap) {
  config_.seed += 1;
  EXPECT_NE(differing_datasets(reference_, run({})).find("heatmap/density "), std::string::npos);
}

}  // namespace
}  // namespace tinderbox::testing
