// Error bars mean what they say: over many seeds, the t-interval of a cell covers its expectation as often as it
// claims.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/engine/small_market.hpp"

namespace tinderbox::testing {
namespace {

constexpr int kSeeds = 400;
constexpr int kReplicates = 16;
constexpr double kStudent = 2.131;  // 97.5% quantile of Student's t with 15 degrees of freedom
// 99.9% band of observed coverage of nominal 95% over 400 independent seeds: 0.95 +- 3.29 sqrt(0.95 0.05 / 400)
constexpr double kLeast = 0.9141;
constexpr double kMost = 0.9859;

struct Observations {
  std::vector<std::vector<double>> mean;   // [seed][cell]
  std::vector<std::vector<double>> error;  // [seed][cell]
};

// Cells of the last two columns and the cumulative ladder.
Observations observe() {
  const MarketState market = walking_market(48, 3600);
  RunConfig config = small_config(market, 20'000, kReplicates);
  config.grid = {70000, 2500, 24};
  config.prior.size_cap_usd = 1e6;
  Observations seen;
  for (int seed = 0; seed < kSeeds; ++seed) {
    config.seed = 1000 + static_cast<std::uint64_t>(seed);
    const RunResult run = run_small(config, market, flat_venue(0.005));
    std::vector<double> mean(run.heatmap.density.end() - 96, run.heatmap.density.end());
    std::vector<double> error(run.heatmap.density_stderr.end() - 96, run.heatmap.density_stderr.end());
    mean.insert(mean.end(), run.ladder.cumulative.begin(), run.ladder.cumulative.end());
    error.insert(error.end(), run.ladder.cumulative_stderr.begin(), run.ladder.cumulative_stderr.end());
    seen.mean.push_back(std::move(mean));
    seen.error.push_back(std::move(error));
  }
  return seen;
}

// Observed coverage of each cell that has enough expected events, intervals scaled by `stretch`.
std::vector<double> coverages(const Observations& seen, double stretch, double least_usd) {
  std::vector<double> result;
  for (std::size_t cell = 0; cell < seen.mean[0].size(); ++cell) {
    double truth = 0;
    for (const auto& mean : seen.mean) truth += mean[cell] / kSeeds;
    if (truth < least_usd) continue;
    int covered = 0;
    for (std::size_t s = 0; s < seen.mean.size(); ++s)
      covered += std::abs(seen.mean[s][cell] - truth) <= stretch * kStudent * seen.error[s][cell] ? 1 : 0;
    result.push_back(static_cast<double>(covered) / kSeeds);
  }
  return result;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

TEST(Coverage, OfEveryCellWithAtLeastTenExpectedEvents) {
  const Observations seen = observe();
  // 1000 contracts at about 100,000 USD on each side, held by some 2,500 open samples: ten samples are 400,000 USD.
  const double ten_events = 4e5;
  const std::vector<double> observed = coverages(seen, 1, ten_events);
  ASSERT_GT(observed.size(), 50U);
  EXPECT_GT(mean_of(observed), kLeast);
  EXPECT_LT(mean_of(observed), kMost);
  int outside = 0;
  for (const double c : observed) outside += c < kLeast || c > kMost ? 1 : 0;
  // Of about a hundred cells, one may leave a 99.9% band by chance; two are generous.
  EXPECT_LE(outside, 2);

  const std::vector<double> too_short = coverages(seen, 0.8, ten_events);
  EXPECT_LT(mean_of(too_short), kLeast) << "negative control";
}

}  // namespace
}  // namespace tinderbox::testing
