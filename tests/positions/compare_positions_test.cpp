// Sampled positions against real ones: on laws set by hand, on equal and unequal laws, and what stands in text and
// JSON.
#include "host/positions/compare_positions.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <random>

#include "host/positions/position_laws.hpp"
#include "host/positions/position_texts.hpp"
#include "host/support/error.hpp"
#include "tests/positions/sample_positions.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using testing::add_position;
using testing::flat_rules;
using ::testing::HasSubstr;

json compare(const RunResult& run, const PositionFile& file, const PositionRules& rules) {
  return compare_positions_json({&run, "run.h5", 0, ContractKind::kLinear}, {&file, &rules, mark_of_file(file)});
}

const json& law(const json& comparison, const char* side, const char* name, const char* weight) {
  for (const json& one : comparison["sides"][side]["laws"])
    if (one["law"] == name && one["weighted_by"] == weight) return one;
  throw std::runtime_error("no such law");
}

TEST(PositionLaws, WeighsSampledPositionsByWhatTheyStandFor) {
  RunResult run = testing::small_run();
  add_position(run, {0, 0.75, 100000, 1000, 10, 90000, 0});       // stands for three quarters of the contracts
  add_position(run, {0, 0.25, 50000, 1000, 2, std::nan(""), 1});  // twice the contracts each: a sixth as many
  add_position(run, {1, 1.0, 100000, 5000, 5, 120000, 0});
  add_position(run, {0, 9.0, 100000, 5000, 5, 50000, 0, 1});  // another venue
  const auto longs = sampled_positions(run, 0, ContractKind::kLinear, 0);
  ASSERT_EQ(longs.size(), 2U);
  EXPECT_NEAR(longs[0].distance, 0.1, 1e-12);
  EXPECT_TRUE(std::isinf(longs[1].distance));
  EXPECT_TRUE(std::isnan(longs[1].leverage));
  EXPECT_DOUBLE_EQ(longs[0].notional_weight / longs[1].notional_weight, 3);
  EXPECT_DOUBLE_EQ(longs[0].count_weight / longs[1].count_weight, 6);
  // Inverse contracts are counted in dollars.
  const auto inverse = sampled_positions(run, 0, ContractKind::kInverse, 0);
  EXPECT_DOUBLE_EQ(inverse[0].count_weight / inverse[1].count_weight, 3);
}

TEST(PositionLaws, FileDistancesAreFromTheFilesOwnMark) {
  const PositionFile file = parse_positions(
      "side,size,entry,liq_price,value,margin_mode\nlong,1,100,80,90,cross\nlong,2,100,,180,cross\nshort,1,80,120,90,"
      "cross\n",
      "p.csv", "");
  const PositionRules rules = flat_rules(0.01);
  const auto longs = file_positions(file, rules, 90, 0);
  ASSERT_EQ(longs.size(), 2U);
  EXPECT_DOUBLE_EQ(longs[0].distance, 1 - 80.0 / 90);
  EXPECT_TRUE(std::isinf(longs[1].distance));
  EXPECT_DOUBLE_EQ(longs[1].notional_weight, 180);
  EXPECT_DOUBLE_EQ(longs[1].size_usd, 200);
  EXPECT_DOUBLE_EQ(longs[1].count_weight, 1);
}

TEST(ComparePositions, StatesQuantilesAndDistanceSideBySide) {
  RunResult run = testing::small_run();
  for (int i = 0; i < 40; ++i)
    add_position(run, {0, 1 / 40.0, 100000, 10000, 10, 100000 - 1000 * (i % 10 + 1.0), i % 4});
  std::string text = "side,size,entry,leverage,liq_price,value\n";
  for (int i = 0; i < 30; ++i) text += fmt::format("long,1,50,5,{},50\n", 50 * (1 - 0.01 * (i % 10 + 11)));
  const PositionFile file = parse_positions(text, "p.csv", "");
  const json comparison = compare(run, file, flat_rules(0.01));
  EXPECT_EQ(comparison["file"]["mark_usd"], 50);
  EXPECT_EQ(comparison["run"]["mark_usd"], 100000);
  const json& distance = law(comparison, "long", "distance", "notional");
  EXPECT_NEAR(distance["run"]["quantiles"][2].get<double>(), 0.05, 1e-9);
  EXPECT_NEAR(distance["file"]["quantiles"][2].get<double>(), 0.15, 1e-9);
  EXPECT_DOUBLE_EQ(distance["ks"]["distance"].get<double>(), 1);  // no overlap
  EXPECT_NEAR(distance["ks"]["at"].get<double>(), 0.1, 1e-9);
  EXPECT_EQ(distance["run"]["never_share"], 0);
  const json& size = law(comparison, "long", "size_usd", "count");
  EXPECT_NEAR(size["run"]["quantiles"][0].get<double>(), 10000, 1e-6);
  EXPECT_EQ(comparison["sides"]["long"]["below_smallest"]["file_count"], 1);
  EXPECT_EQ(comparison["sides"]["short"]["file_positions"], 0);
  const std::string sentences = compare_positions_text(comparison);
  EXPECT_THAT(sentences, HasSubstr("Marks: 100,000 in the run, 50 in the file (median of value / size over 30 rows"));
  EXPECT_THAT(sentences, HasSubstr("Half of the dollars of longs would be liquidated within 5.00% of the mark in the "
                                   "run, within 15.0% of the mark in the file."));
  EXPECT_THAT(sentences, HasSubstr("the run holds 100 points more of its dollars within 10.0"));
  EXPECT_THAT(sentences,
              HasSubstr("Below the smallest position of the run ($10.0 k) lie 100% of the file's positions"));
  EXPECT_THAT(sentences, HasSubstr("Nothing to compare."));  // shorts
  for (const std::string line = sentences; const char c : line) EXPECT_TRUE(c == '\n' || (c >= 32 && c < 127));
}

// A file drawn from the run's own law does not differ from it, a stretched one does.
TEST(ComparePositions, EqualLawsAreCalledEqual) {
  std::mt19937_64 random(12);
  std::uniform_real_distribution<double> uniform(0.02, 0.5);
  RunResult run = testing::small_run();
  for (int i = 0; i < 4000; ++i)
    add_position(run, {1, 1 / 4000.0, 100000, 10000, 4, 100000 * (1 + uniform(random)), i % 8});
  for (const double stretch : {1.0, 1.5}) {
    std::string text = "side,size,entry,liq_price,value\n";
    for (int i = 0; i < 500; ++i) text += fmt::format("short,1,50,{},50\n", 50 * (1 + stretch * uniform(random)));
    const json comparison = compare(run, parse_positions(text, "p.csv", ""), flat_rules(0.01));
    const json& ks = law(comparison, "short", "distance", "count")["ks"];
    EXPECT_EQ(ks["distance"] > ks["by_chance"], stretch > 1) << stretch;
    EXPECT_GT(ks["standard_error"].get<double>(), 0);
    EXPECT_LT(ks["standard_error"].get<double>(), 0.04);
  }
}

TEST(ComparePositions, SaysWhatIsMissing) {
  const PositionRules rules = flat_rules(0.01);
  const PositionFile file = parse_positions("side,size,entry,value\nlong,1,100,100\n", "p.csv", "");
  const auto refused = [&](const RunResult& run, const PositionFile& positions, const char* text) {
    try {
      (void)compare(run, positions, rules);
      ADD_FAILURE() << text;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr(text));
    }
  };
  RunResult run = testing::small_run();
  refused(run, file, "run.h5: holds no sample of its open positions");
  add_position(run, {});
  refused(run, parse_positions("side,size,entry\nlong,1,100\n", "p.csv", ""), "give the mark with --mark");
  EXPECT_EQ(venue_of_run(run, "", "--run-venue"), 0);
  EXPECT_EQ(venue_of_run(run, "binance", "--run-venue"), 0);
  EXPECT_THROW((void)venue_of_run(run, "bybit", "--run-venue"), InputError);
  EXPECT_THAT(compare_positions_text(compare(run, file, rules)),
              HasSubstr("1 rows have no liquidation price that can be known"));
}

TEST(ComparePositions, ReadsARealFile) {
  const std::string folder = TINDERBOX_DATA_DIR;
  const auto path = std::filesystem::path(folder) / "hyperliquid" / "positions-2025-12-08.csv";
  if (folder.empty() || !std::filesystem::exists(path))
    GTEST_SKIP() << "TINDERBOX_DATA_DIR holds no " << path.filename().string();
  RunResult run = testing::small_run();
  for (int i = 0; i < 100; ++i)
    add_position(run, {i % 2, 0.02, 100000, 5000, 5, i % 2 == 0 ? 85000.0 : 115000.0, i % 4});
  const json comparison = compare(run, read_positions(path, "btc"), testing::hyperliquid_rules());
  EXPECT_EQ(comparison["file"]["rows"], 729);
  const json& distance = law(comparison, "long", "distance", "notional");
  EXPECT_EQ(distance["file"]["positions"].get<int>() +
                law(comparison, "short", "distance", "notional")["file"]["positions"].get<int>(),
            729);
  EXPECT_GT(distance["file"]["never_share"].get<double>(), 0);
  EXPECT_THAT(compare_positions_text(comparison), HasSubstr("not checked: 441 rows: cross, without account value"));
}

}  // namespace
}  // namespace tinderbox
