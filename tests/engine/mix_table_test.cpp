#include "host/engine/mix_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/engine/small_market.hpp"

namespace tinderbox {
namespace {

// Probability of each outcome as an alias table encodes it.
std::vector<double> probabilities(const std::vector<AliasEntry>& table) {
  std::vector<double> p(table.size(), 0.0);
  const auto n = static_cast<double>(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double own = table[i].threshold == 0xFFFFFFFFU ? 1.0 : table[i].threshold * 0x1p-32;
    p[i] += own / n;
    p[table[i].alias] += (1 - own) / n;
  }
  return p;
}

TEST(AliasTable, EncodesTheWeights) {
  for (const std::vector<double>& weights :
       {std::vector<double>{1}, {1, 1}, {0, 1, 3}, {5, 0.001, 2, 2, 0, 7}, std::vector<double>(1000, 0.1)}) {
    double total = 0;
    for (const double w : weights) total += w;
    const std::vector<double> p = probabilities(build_alias_table(weights));
    for (std::size_t i = 0; i < weights.size(); ++i) EXPECT_NEAR(p[i], weights[i] / total, 1e-9);
  }
}

class Mix : public ::testing::Test {
 protected:
  [[nodiscard]] MixTables build(const PriorConfig& prior) const {
    return build_mix_tables(prior, draw_priors(prior, 1, 1), rule_, 100000);
  }
  // Stock or birth probabilities of the neutral mix, long side.
  static std::vector<double> neutral(const MixTables& tables, const std::vector<AliasEntry>& all) {
    const std::size_t strata = tables.strata.size();
    const auto mix = static_cast<std::size_t>(mix_index(1e-4, std::nan("")));
    const auto start = all.begin() + static_cast<std::ptrdiff_t>(mix * 2 * strata);
    return probabilities({start, start + static_cast<std::ptrdiff_t>(strata)});
  }

  SamplerRule rule_ = sampler_rule(testing::tiered_venue(), testing::kStart);
  PriorConfig prior_;
};

TEST_F(Mix, HoldsTheConfiguredIsolatedShareAndFastShare) {
  prior_.isolated_share = {0.1, 0.1};
  prior_.fast_stock_share = {0.2, 0.2};
  const MixTables tables = build(prior_);
  const std::vector<double> p = neutral(tables, tables.stock);
  double isolated = 0;
  double fast = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (tables.strata[i].is_cross == 0) isolated += p[i];
    if (tables.strata[i].speed == 0) fast += p[i];
  }
  EXPECT_NEAR(isolated, 0.1, 1e-6);
  EXPECT_NEAR(fast, 0.2, 1e-6);
}

TEST_F(Mix, KeepsTheLeverageMixWhereNothingTiltsOrCutsIt) {
  prior_.isolated_share = {1, 1};
  prior_.leverage_size_exponent = 0;
  prior_.isolated_leverage = {{2, 4, 0.25}, {4, 10, 0.75}};
  const MixTables tables = build(prior_);
  const std::vector<double> p = neutral(tables, tables.stock);
  double low = 0;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (tables.strata[i].leverage_low < 3) low += p[i];
  EXPECT_NEAR(low, 0.25, 1e-6);
}

TEST_F(Mix, NeverAllowsMoreLeverageThanTheTierOfTheSize) {
  const MixTables tables = build(prior_);
  for (const Stratum& s : tables.strata) {
    const double highest = s.leverage_low * std::exp(s.leverage_log_ratio);
    const double largest = s.size_low_usd * std::exp(s.size_log_ratio);
    EXPECT_LE(highest, rule_.max_leverage(largest * (1 - 1e-9), 100000) * (1 + 1e-9));
  }
}

TEST_F(Mix, BirthsAreStockDividedByExpectedLife) {
  const MixTables tables = build(prior_);
  const std::vector<double> stock = neutral(tables, tables.stock);
  const std::vector<double> birth = neutral(tables, tables.birth);
  // Within one size band and speed, the isolated stratum of highest leverage lives shortest.
  std::map<int, std::pair<double, double>> ratio_by_speed;
  for (std::size_t i = 0; i < stock.size(); ++i) {
    const Stratum& s = tables.strata[i];
    if (s.size_low_usd != prior_.size_min_usd || s.is_cross != 0) continue;
    const double ratio = birth[i] / stock[i];
    auto& [lowest, highest] = ratio_by_speed[s.speed];
    if (s.leverage_low == 5) lowest = ratio;
    if (s.leverage_low == 50) highest = ratio;
  }
  // Fast money (closed several times a day) is liquidated less often than slow money of the same leverage.
  EXPECT_GT(ratio_by_speed[0].second, 1.3 * ratio_by_speed[0].first);
  EXPECT_GT(ratio_by_speed[1].second, 2.0 * ratio_by_speed[1].first);
}

TEST_F(Mix, SmallPositionsUseMoreLeverage) {
  const MixTables tables = build(prior_);
  const std::vector<double> p = neutral(tables, tables.stock);
  const auto mean_log_leverage = [&](double from, double to) {
    double sum = 0;
    double weight = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      const Stratum& s = tables.strata[i];
      if (s.size_low_usd < from || s.size_low_usd >= to) continue;
      sum += p[i] * (std::log(s.leverage_low) + s.leverage_log_ratio / 2);
      weight += p[i];
    }
    return sum / weight;
  };
  EXPECT_GT(mean_log_leverage(1e3, 1e5), mean_log_leverage(1e7, 1e8) + 0.3);
}

TEST_F(Mix, FundingTiltsTheCrowdedSideTowardsLeverage) {
  const MixTables tables = build(prior_);
  const std::size_t strata = tables.strata.size();
  const auto leverage = [&](int mix, std::size_t side) {
    const auto start =
        tables.stock.begin() + static_cast<std::ptrdiff_t>((static_cast<std::size_t>(mix) * 2 + side) * strata);
    const std::vector<double> p = probabilities({start, start + static_cast<std::ptrdiff_t>(strata)});
    double sum = 0;
    for (std::size_t i = 0; i < strata; ++i) sum += p[i] * std::log(tables.strata[i].leverage_low);
    return sum;
  };
  const int crowded = mix_index(5e-4, std::nan(""));
  const int neutral_mix = mix_index(1e-4, std::nan(""));
  EXPECT_GT(leverage(crowded, 0), leverage(neutral_mix, 0));
  EXPECT_LT(leverage(crowded, 1), leverage(neutral_mix, 1));
}

TEST(MixIndex, ClampsAndTreatsTheUnknownAsNeutral) {
  EXPECT_EQ(mix_index(1e-4, std::nan("")), mix_index(1e-4, 1.0));
  EXPECT_EQ(mix_index(1, 1e9), kMixes - 1);
  EXPECT_EQ(mix_index(-1, 1e-9), 0);
  EXPECT_EQ(mix_index(1e-4, 0), mix_index(1e-4, 1.0));
}

}  // namespace
}  // namespace tinderbox
