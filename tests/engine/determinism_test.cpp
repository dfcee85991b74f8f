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
  RunConfig config_ = small_path_config(market_, 100'000, 4, 2'100);
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

TEST_F(Determinism, BatchesOfPathsChangeNothing) {
  for (const std::int64_t batch : {1, 256, 600, 1'000'000}) {
    EXPECT_EQ(differing_datasets(reference_, run({.batch_paths = batch})), "") << "batch " << batch;
  }
}

TEST_F(Determinism, StepsFinerThanBarsAreAsDeterministic) {
  config_.paths.step_seconds = 60;
  const RunResult fine = run({.code_path = CodePath::kScalar, .threads = 1});
  EXPECT_EQ(differing_datasets(fine, run({.threads = 2, .batch_paths = 256})), "");
  EXPECT_NE(differing_datasets(fine, reference_).find("paths/touch_probability "), std::string::npos);
}

// A scenario changes the book or the fund and never the noise: the twins are the same bytes.
TEST_F(Determinism, ScenariosShareTheirNoise) {
  config_.book.depth_multiplier = 10;
  config_.cascade.fund_usd = 0;
  const std::string different = differing_datasets(reference_, run({}));
  EXPECT_NE(different.find("paths/touch_probability "), std::string::npos);
  EXPECT_EQ(different.find("no_feedback"), std::string::npos) << different;
}

TEST_F(Determinism, CodePathsChangeNothing) {
  EXPECT_EQ(differing_datasets(reference_, run({.code_path = CodePath::kV3})), "");
  if (const std::string reason = why_not(CpuPath::kV4); !reason.empty()) GTEST_SKIP() << reason;
  EXPECT_EQ(differing_datasets(reference_, run({.code_path = CodePath::kV4})), "");
}

TEST_F(Determinism, TheSeedChangesTheMap) {
  config_.seed += 1;
  const std::string different = differing_datasets(reference_, run({}));
  EXPECT_NE(different.find("heatmap/density "), std::string::npos);
  EXPECT_NE(different.find("paths/touch_probability "), std::string::npos);
  EXPECT_NE(different.find("paths/touch_probability_no_feedback "), std::string::npos);
}

}  // namespace
}  // namespace tinderbox::testing
