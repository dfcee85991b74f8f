#include "host/engine/population.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/engine/small_market.hpp"

namespace tinderbox {
namespace {

PositionTensors tensors_with(std::size_t groups, std::size_t pitch) {
  PositionTensors tensors;
  tensors.replicates = static_cast<std::int32_t>(groups / 2);
  tensors.population_pitch = static_cast<std::int64_t>(pitch);
  tensors.population.resize(groups * pitch);
  return tensors;
}

TEST(PopulationPlaces, CoverEverySampleOfASmallRun) {
  const PopulationPlaces places = population_places({{10, 11, 12, 9}, {3, 4, 2, 0}});
  EXPECT_EQ(places.stride, 1);
  EXPECT_EQ(places.initial, 4);
  EXPECT_EQ(places.pitch, 16);
}

TEST(PopulationPlaces, AreBoundedForALargeOne) {
  const PopulationPlaces places = population_places({{400'000'000, 400'000'001}, {100'000'000, 0}});
  EXPECT_LE(900'000'000 / places.stride, 8 * kMostPopulation);
  EXPECT_LE(places.pitch * 2, 2 * (500'000'001 / places.stride + 2));
}

TEST(Population, KeepsEveryNthOpenPosition) {
  PositionTensors tensors = tensors_with(4, 20'000);
  std::int64_t open = 0;
  for (std::size_t i = 0; i < tensors.population.size(); ++i) {
    if (i % 3 == 0) continue;  // closed
    tensors.population[i] = {static_cast<std::int64_t>(1 + i % 5), 1e6, 5e4, 10, 900'000, 1, 0};
    ++open;
  }
  const PopulationResult p = build_population(tensors, testing::flat_market(2), 3);
  const std::int64_t step = (open + kMostPopulation - 1) / kMostPopulation;
  EXPECT_EQ(static_cast<std::int64_t>(p.side.size()), (open + step - 1) / step);
  EXPECT_LE(static_cast<std::int64_t>(p.side.size()), kMostPopulation);
  double weight[2] = {0, 0};
  for (std::size_t i = 0; i < p.side.size(); ++i) weight[p.side[i]] += p.weight[i];
  EXPECT_NEAR(weight[0], 1, 1e-4);
  EXPECT_NEAR(weight[1], 1, 1e-4);
  EXPECT_EQ(p.venue.front(), 3);
  EXPECT_EQ(p.replicate.front(), 0);
  EXPECT_EQ(p.replicate.back(), 1);
  EXPECT_DOUBLE_EQ(p.entry.front(), 1e5);
  EXPECT_DOUBLE_EQ(p.liquidation_price.front(), 9e4);
}

TEST(Population, SaysWhatIsNeverLiquidated) {
  PositionTensors tensors = tensors_with(2, 1);
  tensors.population = {{5, 1e6, 5e4, 0.5, 0, 1, 1}, {7, 1e6, 5e4, 2, 1'400'000, 0, 0}};
  const PopulationResult p = build_population(tensors, testing::flat_market(2), 0);
  ASSERT_EQ(p.side.size(), 2U);
  EXPECT_TRUE(std::isnan(p.liquidation_price[0]));
  EXPECT_EQ(p.is_cross[0], 1);
  EXPECT_EQ(p.side[1], 1);
  EXPECT_EQ(p.weight[1], 1);
}

TEST(Population, OfNothingIsEmpty) {
  EXPECT_TRUE(build_population(tensors_with(2, 5), testing::flat_market(2), 0).side.empty());
}

// The sample follows the ladder it is drawn from: the share of lots beyond a level, by weights and by the ladder.
TEST(Population, HasTheLawOfTheLadder) {
  const MarketState market = testing::walking_market(200);
  const RunResult run = testing::run_small(testing::small_config(market, 200'000, 4), market, testing::tiered_venue());
  const std::size_t bins = run.ladder.price.size();
  for (std::size_t side = 0; side < kSides; ++side) {
    const std::int64_t* lots = run.heatmap.contracts.data() + ((market.bars() - 1) * kSides + side) * bins;
    const std::int64_t* outside = run.heatmap.contracts_outside.data() + ((market.bars() - 1) * kSides + side) * 3;
    const double all =
        static_cast<double>(std::accumulate(lots, lots + bins, std::int64_t{0}) + outside[0] + outside[1] + outside[2]);
    double below = static_cast<double>(outside[0]);
    double worst = 0;
    for (std::size_t k = 0; k < bins; k += 20) {
      double sampled = 0;
      for (std::size_t i = 0; i < run.population.side.size(); ++i)
        if (run.population.side[i] == static_cast<int>(side) &&
            run.population.liquidation_price[i] < run.ladder.price_bounds[2 * k])
          sampled += run.population.weight[i];
      worst = std::max(worst, std::abs(sampled - below / all));
      for (std::size_t j = k; j < std::min(k + 20, bins); ++j) below += static_cast<double>(lots[j]);
    }
    EXPECT_LT(worst, 0.03) << side;
  }
}

}  // namespace
}  // namespace tinderbox
