// Whole runs on every shipped venue whose rules are sourced: conserved, in dollars, deterministic.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/engine/market_series.hpp"
#include "host/engine/position_engine.hpp"
#include "host/engine/sampler_rule.hpp"
#include "host/support/error.hpp"
#include "kernels/executor.hpp"
#include "tests/engine/same_result.hpp"
#include "tests/engine/small_market.hpp"
#include "tests/engine/venue_market.hpp"

namespace tinderbox::testing {
namespace {

std::vector<Venue> sampled_venues() {
  std::vector<Venue> venues;
  for (Venue& venue : known_venues()) {
    ProblemList problems;
    check_venue_rules({.size_cap_usd = 1e3}, venue, kLate, 1e5, problems);
    if (problems.size() == 0) venues.push_back(std::move(venue));
  }
  return venues;
}

std::int64_t sum(const std::vector<std::int64_t>& values, std::size_t first, std::size_t count) {
  return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(first),
                         values.begin() + static_cast<std::ptrdiff_t>(first + count), std::int64_t{0});
}

void expect_conserved(const RunResult& run) {
  const std::size_t bins = run.heatmap.price.size();
  for (std::size_t row = 0; row < run.market.bars() * kSides; ++row) {
    const std::int64_t lots =
        sum(run.heatmap.contracts, row * bins, bins) + sum(run.heatmap.contracts_outside, row * kOutsideKinds, 3);
    ASSERT_EQ(lots, run.market.open_interest_lots[row / kSides + 1]);
  }
}

// The density is its lots in dollars: at the bar's mark, or at any price where the contract is inverse.
void expect_dollars(const RunResult& run) {
  const std::size_t bins = run.heatmap.price.size();
  for (std::size_t row = 0; row < run.market.bars() * kSides; ++row) {
    const double lot = usd_of_lots(run.market.contract_terms(), 1, run.market.mark_close[row / kSides]);
    for (std::size_t k = row * bins; k < (row + 1) * bins; ++k)
      ASSERT_NEAR(run.heatmap.density[k], static_cast<double>(run.heatmap.contracts[k]) * lot,
                  1e-6 * run.heatmap.density[k]);
  }
}

double ladder_usd(const RunResult& run) {
  double usd = 0;
  for (const float cell : run.ladder.notional) usd += cell;
  return usd;
}

TEST(EveryVenuesRun, IsConservedAndInDollars) {
  const std::vector<Venue> venues = sampled_venues();
  EXPECT_GE(venues.size(), 12U);
  for (const Venue& venue : venues) {
    const MarketState market = market_of(venue, 60);
    const RunResult run = run_small(config_of(market, venue, 20'000), market, venue);
    SCOPED_TRACE(venue.name + " " + venue.contract);
    expect_conserved(run);
    expect_dollars(run);
    // Two replicates of two sides of the open interest, less what is outside the axis.
    EXPECT_GT(ladder_usd(run), 0.2 * 4 * kOpenInterestUsd);
    EXPECT_LT(ladder_usd(run), 1.5 * 4 * kOpenInterestUsd);
    EXPECT_GT(run.population.side.size(), 500U);
  }
}

TEST(EveryVenuesRun, IsTheSameForAnyCodePathAndBatch) {
  for (const Venue& venue : sampled_venues()) {
    const MarketState market = market_of(venue, 20);
    const RunConfig config = config_of(market, venue, 4'000);
    const RunResult scalar = run_small(config, market, venue, {.code_path = CodePath::kScalar, .threads = 1});
    EXPECT_EQ(differing_datasets(scalar, run_small(config, market, venue, {.batch_positions = 77})), "")
        << venue.name << " " << venue.contract;
  }
}

// A population's levels on the adverse side of the mark, its weights a unit a side, leverage within the limits.
TEST(EveryVenuesRun, PopulationsArePositionsOfTheVenue) {
  for (const Venue& venue : sampled_venues()) {
    SCOPED_TRACE(venue.name + " " + venue.contract);
    const MarketState market = market_of(venue, 60);
    const RunResult run = run_small(config_of(market, venue, 20'000), market, venue);
    const SamplerRule rule = sampler_rule(venue, market.start_time);
    const PopulationResult& p = run.population;
    double weight[kSides] = {0, 0};
    for (std::size_t i = 0; i < p.side.size(); ++i) {
      weight[p.side[i]] += p.weight[i];
      EXPECT_LE(p.leverage[i], rule.max_leverage(p.notional_usd[i], p.entry[i]) * (1 + 1e-6));
      const double beyond = (p.liquidation_price[i] - run.now_mark_usd) * (p.side[i] == 0 ? -1 : 1);
      EXPECT_TRUE(std::isnan(beyond) || beyond > 0);
    }
    EXPECT_NEAR(weight[0], 1, 1e-4);
    EXPECT_NEAR(weight[1], 1, 1e-4);
  }
}

Venue hyperliquid() {
  return find_venue("hyperliquid", "BTC");
}

// Notional of the ladder within `percent` of the mark, both sides.
double near_usd(const RunResult& run, double percent) {
  double usd = 0;
  const std::size_t bins = run.ladder.price.size();
  for (std::size_t i = 0; i < run.ladder.notional.size(); ++i)
    if (std::abs(run.ladder.price[i % bins] / run.now_mark_usd - 1) < percent / 100) usd += run.ladder.notional[i];
  return usd;
}

TEST(LiquidationProcess, APartialShareTakesLessAtTheFirstTriggers) {
  Venue venue = hyperliquid();
  ASSERT_EQ(venue.process.value.kind, ProcessKind::kPartialShare);
  const MarketState market = market_of(venue, 200);
  const RunConfig config = config_of(market, venue, 100'000);
  const RunResult steps = run_small(config, market, venue);
  venue.process.value.kind = ProcessKind::kImmediateTakeover;
  const RunResult whole = run_small(config, market, venue);
  EXPECT_EQ(steps.heatmap.contracts, whole.heatmap.contracts);  // history books whole positions
  EXPECT_GT(near_usd(steps, 3), 0);
  EXPECT_LT(near_usd(steps, 3), 0.999 * near_usd(whole, 3));
  for (std::size_t side = 0; side < kSides; ++side) {
    const std::size_t bins = whole.ladder.price.size();
    for (std::size_t k = side * bins; k < (side + 1) * bins; ++k)
      EXPECT_LE(steps.ladder.cumulative[k], whole.ladder.cumulative[k] * (1 + 1e-3) + 1e3) << side << " " << k;
  }
  // An unknown process is an immediate takeover.
  venue.process.from.sourced = false;
  EXPECT_EQ(differing_datasets(whole, run_small(config, market, venue)), "");
}

TEST(VenueIndex, IsPartOfTheRandomCounterAndOfNothingElse) {
  const MarketState market = walking_market(30);
  const Venue venue = tiered_venue();
  const RunConfig config = small_config(market, 5'000, 2);
  const std::unique_ptr<Executor> executor = make_cpu_executor(best_cpu_path(), 1);
  NoProgress progress;
  const PositionTensors first = sample_positions({config, market, venue}, *executor, progress);
  const PositionTensors again = sample_positions({config, market, venue, 0, 100}, *executor, progress);
  const PositionTensors other = sample_positions({config, market, venue, 1}, *executor, progress);
  EXPECT_EQ(first.pooled, again.pooled);
  EXPECT_EQ(first.population, again.population);
  EXPECT_NE(first.pooled, other.pooled);
  EXPECT_EQ(first.population.size(), other.population.size());
  RunConfig fewer = config;
  fewer.sampling.positions = 500;
  EXPECT_NO_THROW((void)sample_positions({fewer, market, venue, 65535}, *executor, progress));
}

// An inverse run is a linear one in which a contract keeps its dollars: rises do not inflate it.
TEST(InverseRun, OpenInterestInDollarsDoesNotMoveWithThePrice) {
  const Venue venue = find_venue("kraken", "PI_XBTUSD");
  const MarketState market = market_of(venue, 60);
  const RunResult run = run_small(config_of(market, venue, 5'000), market, venue);
  for (std::size_t row = 0; row < market.bars() * kSides; ++row)
    EXPECT_FLOAT_EQ(run.heatmap.open_interest_usd[row],
                    static_cast<float>(market.open_interest_lots[row / kSides + 1]));
}

// What a long pays raises its level and lowers a short's: rate / mark in coin a USD.
TEST(InverseRun, FundingIsPaidInCoin) {
  const Venue venue = find_venue("kraken", "PI_XBTUSD");
  MarketState market = flat_market(3, 100000);
  market.inverse_contract_usd = 1;
  market.funding_paid = {0, 1e-3, 0};
  const PricePyramid p = build_price_pyramid(market);
  EXPECT_DOUBLE_EQ(p.paid_max[2], 1e-3 / 1e6);
  const MarginRuleView rule = sampler_rule(venue, kLate).view();
  EXPECT_TRUE(is_inverse(rule));
  // P / E = 1.01 / (1 + 1 / 10): coin worth 0.1% of the entry moves it by P^2 / (E^2 1.01) * 0.1%.
  const double slope = funding_slope(rule, 1, 1.01 / (1.1 * 1.1), 1e6);
  EXPECT_NEAR(slope * p.paid_max[2], 1e6 * 1e-3 * 1.01 / 1.21, 1e-6);
}

}  // namespace
}  // namespace tinderbox::testing
