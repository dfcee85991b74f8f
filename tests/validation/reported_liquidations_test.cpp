// The map of real data against the liquidations that the venue reported, four hours at a time. The feed shows at most
// one liquidation a second, so its level is a lower bound (plausibly by up to 5x) and its shape is what can be
// compared.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "host/config/config.hpp"
#include "host/engine/engine.hpp"
#include "host/market/liquidation_readers.hpp"
#include "host/market/load_market.hpp"

namespace tinderbox {
namespace {

struct Reported {
  double usd[2] = {0, 0};  // long, short
};

std::map<std::int64_t, Reported> read_reported(const std::string& path) {
  std::map<std::int64_t, Reported> all;
  read_liquidations({.path = path}, [&](const LiquidationRow& row) {
    all[row.time].usd[row.side == LiquidatedSide::kLong ? 0 : 1] += row.usd;
  });
  return all;
}

std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> rank(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = static_cast<double>(i);
  return rank;
}

double spearman(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> x = ranks(a);
  const std::vector<double> y = ranks(b);
  const double middle = static_cast<double>(a.size() - 1) / 2;
  double xy = 0;
  double xx = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - middle) * (y[i] - middle);
    xx += (x[i] - middle) * (x[i] - middle);
  }
  return xy / xx;
}

TEST(ReportedLiquidations, AgreeInShapeBetterThanTrivialBaselines) {
  const std::string directory = TINDERBOX_DATA_DIR;
  if (directory.empty()) GTEST_SKIP() << "no market data: TINDERBOX_DATA_DIR is not set";
  const RunConfig config = load_config(std::string(TINDERBOX_SOURCE_DIR) + "/configs/btc-4h-real.toml", {});
  const Venue venue = find_venue(config.market.venue, config.market.contract);
  NoProgress progress;
  const RunResult run =
      run_engine(config, {primary_venue(load_market(config.market, venue, directory + "/binance", progress), venue)},
                 {.backend = Backend::kCpu}, progress);
  const std::map<std::int64_t, Reported> reported =
      read_reported(directory + "/binance/BTC-liquidations-4h-2024-11_2025-06.csv");
  // Spearman correlation of the reported amounts with the drop (rise) from the open of the four hours, on this data.
  constexpr double kBaseline[2] = {0.78, 0.69};
  for (std::size_t side = 0; side < 2; ++side) {
    std::vector<double> model;
    std::vector<double> venue_says;
    for (std::size_t t = run.market.bars() / 10 / 4 * 4; t + 4 <= run.market.bars(); t += 4) {
      const auto entry = reported.find(run.heatmap.time[t]);
      if (entry == reported.end()) continue;
      double usd = 0;
      for (std::size_t i = t; i < t + 4; ++i)
        usd += static_cast<double>(run.heatmap.flow[(i * 2 + side) * 3 + 2]) * run.market.lot_size *
               run.market.mark_close[i];
      model.push_back(usd);
      venue_says.push_back(entry->second.usd[side]);
    }
    const double ratio =
        std::accumulate(model.begin(), model.end(), 0.0) / std::accumulate(venue_says.begin(), venue_says.end(), 0.0);
    const double correlation = spearman(model, venue_says);
    std::printf("%s: %zu intervals, modelled / reported %.2f, Spearman %.3f (trivial baseline %.2f)\n",
                side == 0 ? "longs" : "shorts", model.size(), ratio, correlation, kBaseline[side]);
    EXPECT_GT(correlation, kBaseline[side]);
    EXPECT_GT(ratio, 1);
    EXPECT_LT(ratio, 8);
  }
  for (std::size_t i = run.market.bars() / 10 * 2; i < run.heatmap.closure.size(); ++i)
    ASSERT_LT(std::abs(run.heatmap.closure[i]), 0.02F) << "bar " << i / 2;
}

}  // namespace
}  // namespace tinderbox
