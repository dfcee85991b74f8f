// What the engine refuses, and how it says so.
#include <gtest/gtest.h>

#include "host/support/error.hpp"
#include "kernels/executor.hpp"
#include "tests/engine/small_market.hpp"

namespace tinderbox::testing {
namespace {

class Limits : public ::testing::Test {
 protected:
  [[nodiscard]] std::string plan_error() const {
    try {
      (void)plan_run(config_, {venue_}, {.backend = Backend::kCpu});
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  MarketState market_ = flat_market(10);
  Venue venue_ = flat_venue(0.005);
  RunConfig config_ = small_config(market_, 1000, 2);
};

TEST_F(Limits, AGoodPlanSaysWhatTheRunTakes) {
  const RunPlan plan = plan_run(config_, {venue_}, {.backend = Backend::kCpu});
  EXPECT_EQ(plan.cells, 10 * 2 * 400);
  EXPECT_EQ(plan.positions, 1000);
  EXPECT_GT(plan.memory_bytes, plan.cells * 8);
  EXPECT_GT(plan.estimated_seconds, 0);
  EXPECT_NE(plan.backend.find("cpu ("), std::string::npos);
}

TEST_F(Limits, MoreMemoryThanAllowed) {
  config_.output.memory_gib = 1e-4;
  EXPECT_NE(plan_error().find("output.memory_gib"), std::string::npos);
}

TEST_F(Limits, BinsThatAreNoWholeTicks) {
  config_.grid.bin_usd = 0.25;
  EXPECT_NE(plan_error().find("grid.bin_usd"), std::string::npos);
}

TEST_F(Limits, ASizeCapAboveTheVenuesLargestPosition) {
  venue_.tier_tables[0].tiers[0].cap_usd = 1e6;
  EXPECT_NE(plan_error().find("prior.size_cap_usd"), std::string::npos);
}

TEST_F(Limits, AnInverseContract) {
  venue_.kind = "inverse";
  EXPECT_NE(plan_error().find("linear"), std::string::npos);
}

TEST_F(Limits, ProblemsAreReportedTogether) {
  venue_.kind = "inverse";
  config_.grid.bin_usd = 0.25;
  config_.output.memory_gib = 1e-6;
  try {
    (void)plan_run(config_, {venue_}, {.backend = Backend::kCpu});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().size(), 3U);
  }
}

TEST_F(Limits, AGridThatMissesThePrice) {
  config_.grid.price_min_usd = 120000;
  EXPECT_THROW((void)run_small(config_, market_, venue_), InputError);
}

TEST_F(Limits, OneBarIsTooFew) {
  EXPECT_THROW((void)run_small(config_, flat_market(1), venue_), InputError);
}

TEST_F(Limits, MoreLotsThanSumsHold) {
  market_.open_interest_lots.back() = 9'000'000'000;
  EXPECT_THROW((void)run_small(config_, market_, venue_), InputError);
}

TEST_F(Limits, CudaWithoutADeviceIsANamedError) {
  const std::string reason = why_not_cuda();
  if (reason.empty()) GTEST_SKIP() << "a CUDA device is there";
  try {
    (void)run_small(config_, market_, venue_, {.backend = Backend::kCuda});
    FAIL();
  } catch (const Failure& error) {
    EXPECT_NE(std::string(error.what()).find(reason), std::string::npos);
  }
}

TEST_F(Limits, InterruptedRunsStop) {
  interrupt_requested = true;
  EXPECT_THROW((void)run_small(config_, market_, venue_), Interrupted);
  interrupt_requested = false;
}

TEST_F(Limits, AChangeOfTiersInsideTheWindowIsReported) {
  venue_.tier_tables.push_back({"2023-11-15", "test", venue_.tier_tables[0].tiers});
  const MarketState market = flat_market(600, 100000, 3600);
  config_ = small_config(market, 2000, 2);
  const RunResult run = run_small(config_, market, venue_);
  ASSERT_EQ(run.warnings.size(), 1U);
  EXPECT_NE(run.warnings[0].find("2023-11-15"), std::string::npos);
}

TEST_F(Limits, AMarginRuleThatIsNotMappedIsRefused) {
  MarginRule rule;
  rule.as_of = "2020-01-01";
  venue_.margin_rules = {rule};
  EXPECT_EQ(plan_error(), "");
  venue_.margin_rules[0].fee_in_trigger = 0.0005;
  EXPECT_NE(plan_error().find("its margin rule is not mapped"), std::string::npos);
  venue_.margin_rules[0] = rule;
  venue_.margin_rules[0].family = MarginFamily::kLinearEntry;
  EXPECT_NE(plan_error().find("its margin rule is not mapped"), std::string::npos);
}

}  // namespace
}  // namespace tinderbox::testing
