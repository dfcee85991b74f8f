#include "tests/output/sample_run.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>

#include "tests/output/sample_forward.hpp"

namespace tinderbox::test {
namespace {

namespace fs = std::filesystem;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

MarketState sample_market(Filler& filler, const SampleShape& shape) {
  MarketState market;
  market.venue = "binance";
  market.contract = "BTCUSDT";
  market.start_time = 1741392000;  // 2025-03-08
  market.bar_seconds = shape.bar_seconds;
  market.tick_size_usd = 0.1;
  market.lot_size = 0.001;
  market.mark_source = "mark";
  market.open = filler.vector<double>(shape.bars, 99900, 100100);
  market.close = filler.vector<double>(shape.bars, 99900, 100100);
  market.high = filler.vector<double>(shape.bars, 100200, 100300);
  market.low = filler.vector<double>(shape.bars, 99700, 99800);
  market.mark_low = market.low;
  market.mark_high = market.high;
  market.mark_close = filler.vector<double>(shape.bars, 99900, 100100);
  market.mark_close.back() = 100000;
  market.volume = filler.vector<double>(shape.bars, 5000, 9000);
  market.vwap = filler.vector<double>(shape.bars, 99900, 100100);
  market.vwap.front() = kNan;
  market.taker_buy_volume = std::vector<double>(shape.bars, kNan);
  market.open_interest_lots = filler.vector<std::int64_t>(shape.bars + 1, 8.0e7, 8.1e7);
  market.funding_paid = filler.vector<double>(shape.bars, -1e-4, 1e-4);
  market.funding_rate = filler.vector<double>(shape.bars, -1e-4, 1e-4);
  market.long_short_ratio = filler.vector<double>(shape.bars, 0.8, 1.2);
  market.long_short_ratio.back() = kNan;
  market.inputs = {{"klines/BTCUSDT-1h.csv", "klines", std::string(64, 'a'), 40, 1741392000, 1741532400},
                   {"metrics-\xC3\xA4.csv", "metrics", std::string(64, 'b'), 11, 1741392000, 1741536000}};
  market.ignored = {"liquidations.csv"};
  market.repairs = {"klines: 2 duplicate rows were dropped", "\"quoted\"\nlines"};
  market.warnings = {"the window was cut"};
  return market;
}

HeatmapResult sample_heatmap(Filler& filler, const SampleShape& shape, const MarketState& market) {
  HeatmapResult heatmap;
  const std::size_t cells = shape.bars * kSides * shape.bins;
  for (std::size_t t = 0; t < shape.bars; ++t)
    heatmap.time.push_back(market.start_time + static_cast<std::int64_t>(t) * market.bar_seconds);
  for (std::size_t k = 0; k < shape.bins; ++k) {
    const double low = 88500 + 1000 * static_cast<double>(k);
    heatmap.price.push_back(low + 500);
    heatmap.price_bounds.insert(heatmap.price_bounds.end(), {low, low + 1000});
  }
  heatmap.density = filler.vector<float>(cells, 0, 5e7);
  heatmap.density_stderr = filler.vector<float>(cells, 0, 1e6);
  heatmap.density_stderr.front() = std::numeric_limits<float>::quiet_NaN();
  heatmap.density_low = filler.vector<float>(cells, 0, 1e7);
  heatmap.density_high = filler.vector<float>(cells, 1e7, 9e7);
  heatmap.contracts = filler.vector<std::int64_t>(cells, 0, 1e6);
  heatmap.contracts_outside = filler.vector<std::int64_t>(shape.bars * kSides * kOutsideKinds, 0, 1e7);
  heatmap.flow = filler.vector<std::int64_t>(shape.bars * kSides * kFlowKinds, 0, 1e5);
  heatmap.open_interest_usd = std::vector<float>(shape.bars * kSides, 8.0e9F);
  heatmap.prior_stock_share = filler.vector<float>(shape.bars, 0.01, 0.1);
  heatmap.closure = filler.vector<float>(shape.bars * kSides, -0.01, 0.01);
  return heatmap;
}

LadderResult sample_ladder(Filler& filler, const SampleShape& shape, const HeatmapResult& heatmap) {
  LadderResult ladder;
  const std::size_t cells = kSides * shape.bins;
  ladder.price = heatmap.price;
  ladder.price_bounds = heatmap.price_bounds;
  ladder.notional = filler.vector<float>(shape.replicates * cells, 0, 5e7);
  ladder.cumulative = filler.vector<float>(cells, 0, 1e9);
  ladder.cumulative_stderr = filler.vector<float>(cells, 0, 1e7);
  ladder.cumulative_low = filler.vector<float>(cells, 0, 1e8);
  ladder.cumulative_high = filler.vector<float>(cells, 1e9, 2e9);
  ladder.count = filler.vector<std::int64_t>(cells, 0, 1e5);
  ladder.leverage_bounds = {0.5, 3, 3, 7, 7, 125};
  ladder.by_leverage = filler.vector<float>(3 * cells, 0, 1e7);
  ladder.venues = {"binance"};
  ladder.by_venue = filler.vector<float>(cells, 0, 1e7);
  ladder.bankruptcy_buffer = filler.vector<float>(shape.replicates * cells, 0.004, 0.006);
  ladder.bankruptcy_buffer.back() = std::numeric_limits<float>::quiet_NaN();
  return ladder;
}

RepairResult sample_repair(const std::vector<std::int64_t>& time, Filler& filler) {
  RepairResult r;
  r.time = time;
  r.liquidated = filler.vector<float>(time.size() * kSides, 0, 1e7);
  r.displacement = filler.vector<float>(time.size(), -0.01, 0.01);
  r.return_removed = filler.vector<float>(time.size(), -0.01, 0.01);
  r.low_removed = filler.vector<float>(time.size(), -0.01, 0);
  r.high_removed = filler.vector<float>(time.size(), 0, 0.01);
  r.daily_sigma_history = 0.025;
  r.daily_sigma_repaired = 0.024;
  r.daily_mean_history = 1e-4;
  r.daily_mean_subtracted = 2e-4;
  r.daily_mean_repaired = 1e-4;
  r.missed_bars = 1;
  r.largest_miss = 1e-5;
  return r;
}

PopulationResult sample_population(const SampleShape& shape) {
  PopulationResult p;
  const auto last = static_cast<std::int32_t>(shape.replicates) - 1;
  p.side = {0, 1, 0, 1, 1};
  p.venue = {0, 0, 0, 0, 0};
  p.replicate = {0, 0, last, last, 0};
  p.is_cross = {1, 0, 1, 0, 1};
  p.weight = {0.25F, 0.5F, 0.75F, 0.25F, 0.25F};
  p.entry = {99'000, 101'000, 100'500.5, 98'000, 97'500};
  p.notional_usd = {5e4, 1e6, 2.5e5, 1e3, 3e7};
  p.leverage = {10, 20, 0.5F, 50, 3};
  p.liquidation_price = {90'000, 105'000, kNan, 99'800, 130'000};
  return p;
}

template <typename T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

void expect_same_market(const MarketState& a, const MarketState& b) {
  EXPECT_EQ(a.venue, b.venue);
  EXPECT_EQ(a.contract, b.contract);
  EXPECT_EQ(a.start_time, b.start_time);
  EXPECT_EQ(a.bar_seconds, b.bar_seconds);
  EXPECT_EQ(a.tick_size_usd, b.tick_size_usd);
  EXPECT_EQ(a.lot_size, b.lot_size);
  EXPECT_EQ(a.inverse_contract_usd, b.inverse_contract_usd);
  EXPECT_EQ(a.synthetic, b.synthetic);
  EXPECT_EQ(a.mark_source, b.mark_source);
  for (const auto member : {&MarketState::open, &MarketState::high, &MarketState::low, &MarketState::close,
                            &MarketState::mark_low, &MarketState::mark_high, &MarketState::mark_close,
                            &MarketState::volume, &MarketState::vwap, &MarketState::taker_buy_volume,
                            &MarketState::funding_paid, &MarketState::funding_rate, &MarketState::long_short_ratio})
    EXPECT_TRUE(same_bytes(a.*member, b.*member));
  EXPECT_EQ(a.open_interest_lots, b.open_interest_lots);
  EXPECT_EQ(a.ignored, b.ignored);
  EXPECT_EQ(a.repairs, b.repairs);
  EXPECT_EQ(a.warnings, b.warnings);
  ASSERT_EQ(a.inputs.size(), b.inputs.size());
  for (std::size_t i = 0; i < a.inputs.size(); ++i) {
    EXPECT_EQ(a.inputs[i].path, b.inputs[i].path);
    EXPECT_EQ(a.inputs[i].kind, b.inputs[i].kind);
    EXPECT_EQ(a.inputs[i].sha256, b.inputs[i].sha256);
    EXPECT_EQ(a.inputs[i].rows, b.inputs[i].rows);
    EXPECT_EQ(a.inputs[i].first_time, b.inputs[i].first_time);
    EXPECT_EQ(a.inputs[i].last_time, b.inputs[i].last_time);
  }
}

}  // namespace

RunResult sample_run(const SampleShape& shape) {
  Filler filler;
  RunResult run;
  run.market = sample_market(filler, shape);
  run.heatmap = sample_heatmap(filler, shape, run.market);
  run.ladder = sample_ladder(filler, shape, run.heatmap);
  run.provenance.config_toml =
      "seed = 7\n\n[sampling]\npositions = 123456\nreplicates = 4\n\n[rare]\nmethod = \"tilt\"\nevent = \"drop\"\n";
  run.provenance.backend = "cpu";
  run.provenance.device = "a processor (x86-64-v3)";
  run.provenance.data_dir = "some/data";
  run.provenance.created_utc = "2025-07-01T00:00:00Z";
  run.provenance.seed = 0xFFFFFFFFFFFFFFFFU;
  run.now_mark_usd = 100000;
  run.population = sample_population(shape);
  if (shape.forward == Forward::kWith) add_forward(run, filler);
  if (shape.forward == Forward::kWith)
    run.book = {"fitted_levels", 1e8, 8e8, 5, 0.1, 0.75, {0.2, 1, 5}, {2e7, 1.5e8, 9e8}};
  if (shape.forward == Forward::kWith) run.repair = sample_repair(run.heatmap.time, filler);
  run.warnings = {"one warning"};
  return run;
}

void expect_same_run(const RunResult& a, const RunResult& b) {
  EXPECT_EQ(a.provenance.config_toml, b.provenance.config_toml);
  EXPECT_EQ(a.provenance.backend, b.provenance.backend);
  EXPECT_EQ(a.provenance.device, b.provenance.device);
  EXPECT_EQ(a.provenance.data_dir, b.provenance.data_dir);
  EXPECT_EQ(a.provenance.created_utc, b.provenance.created_utc);
  EXPECT_EQ(a.provenance.seed, b.provenance.seed);
  EXPECT_EQ(a.now_mark_usd, b.now_mark_usd);
  EXPECT_EQ(a.warnings, b.warnings);
  expect_same_market(a.market, b.market);
  EXPECT_EQ(a.heatmap.time, b.heatmap.time);
  EXPECT_EQ(a.heatmap.price, b.heatmap.price);
  EXPECT_EQ(a.heatmap.price_bounds, b.heatmap.price_bounds);
  for (const auto member : {&HeatmapResult::density, &HeatmapResult::density_stderr, &HeatmapResult::density_low,
                            &HeatmapResult::density_high, &HeatmapResult::open_interest_usd,
                            &HeatmapResult::prior_stock_share, &HeatmapResult::closure})
    EXPECT_TRUE(same_bytes(a.heatmap.*member, b.heatmap.*member));
  EXPECT_EQ(a.heatmap.contracts, b.heatmap.contracts);
  EXPECT_EQ(a.heatmap.contracts_outside, b.heatmap.contracts_outside);
  EXPECT_EQ(a.heatmap.flow, b.heatmap.flow);
  EXPECT_EQ(a.ladder.price, b.ladder.price);
  EXPECT_EQ(a.ladder.price_bounds, b.ladder.price_bounds);
  for (const auto member : {&LadderResult::notional, &LadderResult::cumulative, &LadderResult::cumulative_stderr,
                            &LadderResult::cumulative_low, &LadderResult::cumulative_high, &LadderResult::by_leverage,
                            &LadderResult::by_venue, &LadderResult::bankruptcy_buffer})
    EXPECT_TRUE(same_bytes(a.ladder.*member, b.ladder.*member));
  EXPECT_EQ(a.ladder.count, b.ladder.count);
  EXPECT_EQ(a.ladder.leverage_bounds, b.ladder.leverage_bounds);
  EXPECT_EQ(a.ladder.venues, b.ladder.venues);
  EXPECT_EQ(a.population.side, b.population.side);
  EXPECT_EQ(a.population.venue, b.population.venue);
  EXPECT_EQ(a.population.replicate, b.population.replicate);
  EXPECT_EQ(a.population.is_cross, b.population.is_cross);
  EXPECT_EQ(a.population.weight, b.population.weight);
  EXPECT_EQ(a.population.entry, b.population.entry);
  EXPECT_EQ(a.population.notional_usd, b.population.notional_usd);
  EXPECT_EQ(a.population.leverage, b.population.leverage);
  EXPECT_TRUE(same_bytes(a.population.liquidation_price, b.population.liquidation_price));
  expect_same_forward(a, b);
  EXPECT_EQ(a.book.source, b.book.source);
  EXPECT_EQ(a.book.percent, b.book.percent);
  EXPECT_EQ(a.book.level_usd, b.book.level_usd);
  for (const auto member : {&BookResult::depth_usd_per_percent, &BookResult::depth_slope_usd_per_percent2,
                            &BookResult::range_percent, &BookResult::fit_error, &BookResult::impact_exponent})
    EXPECT_EQ(a.book.*member, b.book.*member);
  EXPECT_EQ(a.repair.time, b.repair.time);
  for (const auto member : {&RepairResult::liquidated, &RepairResult::displacement, &RepairResult::return_removed,
                            &RepairResult::low_removed, &RepairResult::high_removed})
    EXPECT_TRUE(same_bytes(a.repair.*member, b.repair.*member));
  for (const auto member :
       {&RepairResult::daily_sigma_history, &RepairResult::daily_sigma_repaired, &RepairResult::daily_mean_history,
        &RepairResult::daily_mean_subtracted, &RepairResult::daily_mean_repaired, &RepairResult::largest_miss})
    EXPECT_EQ(a.repair.*member, b.repair.*member);
  EXPECT_EQ(a.repair.missed_bars, b.repair.missed_bars);
}

ScratchFolder::ScratchFolder() {
  std::string pattern = (fs::temp_directory_path() / "output-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch folder");
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::size_t ScratchFolder::entries() const {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
}

std::string file_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace tinderbox::test
