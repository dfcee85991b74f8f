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

TEST_F(Limits, TiersThatAreNotSourcedAreRefusedWithTheReason) {
  venue_.tier_tables[0].tiers.clear();
  venue_.tier_tables[0].sourced = false;
  venue_.tier_tables[0].missing = "nobody published them";
  EXPECT_NE(plan_error().find("nobody published them"), std::string::npos);
}

TEST_F(Limits, AnInverseContractWithoutItsValue) {
  venue_.kind = "inverse";
  venue_.contract_kind = ContractKind::kInverse;
  venue_.contract_value = 0;
  EXPECT_NE(plan_error().find("without contract value"), std::string::npos);
}

TEST_F(Limits, AMarketOfAnotherContractKindThanTheVenueIsARefusal) {
  market_.inverse_contract_usd = 100;
  EXPECT_THROW((void)run_small(config_, market_, venue_), Failure);
}

// The cap in coin allows the prior's largest size at the top of the axis, and not at the market's price.
TEST_F(Limits, ACapInCoinIsTakenAtTheMarketsPrice) {
  venue_.contract_kind = ContractKind::kInverse;
  venue_.contract_value = 100;
  MarginRule rule;
  rule.as_of = "2020-01-01";
  rule.family = MarginFamily::kInverseMark;
  venue_.margin_rules = {rule};
  venue_.tier_tables[0].tiers.clear();
  venue_.tier_tables[0].basis = TierBasis::kCoinValue;
  venue_.tier_tables[0].brackets = {{0, 900, 100, 0.005, 0}};
  config_.prior.size_cap_usd = 1e8;
  EXPECT_EQ(plan_error(), "");
  market_.inverse_contract_usd = 100;
  EXPECT_THROW((void)run_small(config_, market_, venue_), InputError);
  config_.prior.size_cap_usd = 0.9e8;
  EXPECT_NO_THROW((void)run_small(config_, market_, venue_));
}

TEST_F(Limits, ProblemsAreReportedTogether) {
  venue_.tier_tables[0].sourced = false;
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

TEST_F(Limits, AChangeOfTheMarginRuleInsideTheWindowIsReported) {
  MarginRule rule;
  rule.as_of = "2020-01-01";
  venue_.margin_rules = {rule, rule};
  venue_.margin_rules[1].as_of = "2023-11-15";
  const MarketState market = flat_market(600, 100000, 3600);
  config_ = small_config(market, 2000, 2);
  const RunResult run = run_small(config_, market, venue_);
  ASSERT_EQ(run.warnings.size(), 1U);
  EXPECT_NE(run.warnings[0].find("margin rule changed on 2023-11-15"), std::string::npos);
}

TEST_F(Limits, TheCaveatOfTheTableInUseIsAWarning) {
  venue_.tier_tables[0].caveat = "read from a picture";
  const RunResult run = run_small(config_, market_, venue_);
  ASSERT_EQ(run.warnings.size(), 1U);
  EXPECT_NE(run.warnings[0].find("read from a picture"), std::string::npos);
}

}  // namespace
}  // namespace tinderbox::testing
