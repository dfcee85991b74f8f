// Reported liquidation prices against ours: the summary on rows worked out by hand, and real files.
#include "host/positions/reported_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "host/positions/position_texts.hpp"
#include "tests/positions/sample_positions.hpp"

namespace tinderbox {
namespace {

using testing::flat_rules;
using ::testing::HasSubstr;

ReportedCheck check(const std::string& text) {
  return check_reported(parse_positions(text, "p.csv", ""), flat_rules(0.01));
}

TEST(ReportedCheck, SummarisesTheDifferencesOfEachWay) {
  // By leverage a long of 100 at 5x is liquidated at 80 / 0.99 = 80.808.
  const ReportedCheck result = check(
      "user,side,size,entry,leverage,margin_mode,liq_price\n"
      "a,long,1,100,5,isolated,80.80808\n"
      "b,long,1,100,5,isolated,80.85\n"
      "c,long,1,100,5,isolated,81.5\n"
      "d,long,1,100,5,isolated,160\n"
      "e,long,1,100,1,isolated,\n"
      "f,long,1,100,1,isolated,5\n"
      "g,long,1,100,5,isolated,\n"
      "h,long,1,100,5,cross,50\n");
  EXPECT_EQ(result.rows, 8);
  EXPECT_EQ(result.reported, 6);
  EXPECT_EQ(result.checked, 7);
  ASSERT_EQ(result.summaries.size(), 1U);
  const CheckSummary& s = result.summaries.front();
  EXPECT_EQ(s.by, CheckBy::kLeverage);
  EXPECT_EQ(s.rows, 4);
  EXPECT_DOUBLE_EQ(s.within_tick, 0.5);  // a tick of 0.1
  EXPECT_DOUBLE_EQ(s.within_a_thousandth, 0.5);
  EXPECT_DOUBLE_EQ(s.within_a_hundredth, 0.75);
  EXPECT_EQ(s.both_never, 1);
  EXPECT_EQ(s.only_reported, 1);
  EXPECT_EQ(s.only_ours, 1);
  const double ours = 80 / 0.99;
  EXPECT_NEAR(s.median, (std::abs(ours / 80.85 - 1) + std::abs(ours / 81.5 - 1)) / 2, 1e-12);
  ASSERT_EQ(s.worst.size(), 4U);
  EXPECT_EQ(s.worst.front().user, "d");
  EXPECT_EQ(s.worst.front().line, 5);
  EXPECT_NEAR(s.worst.front().difference, ours / 160 - 1, 1e-12);
  ASSERT_EQ(result.unchecked.size(), 1U);
  EXPECT_EQ(result.unchecked.front().rows, 1);
  EXPECT_THAT(result.unchecked.front().reason, HasSubstr("cross, without account value"));
}

TEST(ReportedCheck, ChecksMarginAndAccountWhereTheFileHasThem) {
  const ReportedCheck result = check(
      "side,size,entry,value,margin_used,account_value,margin_mode,liq_price\n"
      "long,1,100,110,30,,isolated,80.8080808\n"  // W = 20
      "short,1,100,110,,30,cross,138.6138614\n"   // W = 40
      "long,1,100,110,30,500,,80.8080808\n");     // as isolated; as cross it is never liquidated
  ASSERT_EQ(result.summaries.size(), 3U);
  EXPECT_EQ(result.summaries[0].by, CheckBy::kMargin);
  EXPECT_EQ(result.summaries[0].rows, 1);
  EXPECT_LT(result.summaries[0].median, 1e-9);
  EXPECT_EQ(result.summaries[1].by, CheckBy::kAccount);
  EXPECT_EQ(result.summaries[1].rows, 1);
  EXPECT_EQ(result.summaries[1].only_reported, 1);
  EXPECT_LT(result.summaries[1].median, 1e-9);
  EXPECT_EQ(result.summaries[2].by, CheckBy::kMarginOfUnknownMode);
  EXPECT_LT(result.summaries[2].ninety_percent, 1e-9);
  EXPECT_EQ(result.checked, 3);
  EXPECT_TRUE(result.unchecked.empty());
  const std::string text = check_text(check_json(result));
  EXPECT_THAT(text, HasSubstr("isolated, from margin used: 1 rows; within a tick 100.0%"));
  EXPECT_THAT(text, HasSubstr("1 where ours has no price"));
}

TEST(ReportedCheck, SaysThatThereIsNothingToCheck) {
  const ReportedCheck result = check("side,size,entry,leverage\nlong,1,100,5\n");
  EXPECT_TRUE(result.summaries.empty());
  EXPECT_EQ(result.checked, 0);
  EXPECT_THAT(check_text(check_json(result)), HasSubstr("no column of liquidation prices"));
}

std::filesystem::path real_file(const char* name) {
  const std::string folder = TINDERBOX_DATA_DIR;
  return folder.empty() ? std::filesystem::path() : std::filesystem::path(folder) / "hyperliquid" / name;
}

const CheckSummary* summary_of(const ReportedCheck& result, CheckBy by) {
  for (const CheckSummary& summary : result.summaries)
    if (summary.by == by) return &summary;
  return nullptr;
}

// 729 BTC positions of 2025-12-08: every isolated one is liquidated where we say.
TEST(ReportedCheck, ReproducesEveryIsolatedPositionOfARealFile) {
  const auto path = real_file("positions-2025-12-08.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "TINDERBOX_DATA_DIR holds no file of real positions";
  const PositionFile file = read_positions(path, "BTC");
  EXPECT_EQ(file.rows.size(), 729U);
  EXPECT_NEAR(mark_of_file(file).usd, 91242, 1);
  const ReportedCheck result = check_reported(file, testing::hyperliquid_rules());
  EXPECT_EQ(result.reported, 659);
  const CheckSummary* margin = summary_of(result, CheckBy::kMargin);
  ASSERT_NE(margin, nullptr);
  EXPECT_EQ(margin->rows, 288);
  EXPECT_EQ(margin->within_tick, 1);
  EXPECT_LT(margin->worst.front().difference, 1e-9);
  // Leverage and entry alone: what was added or paid since shows.
  const CheckSummary* leverage = summary_of(result, CheckBy::kLeverage);
  ASSERT_NE(leverage, nullptr);
  EXPECT_LT(leverage->median, 1e-3);
  EXPECT_GT(leverage->within_a_hundredth, 0.8);
  ASSERT_EQ(result.unchecked.size(), 1U);
  EXPECT_EQ(result.unchecked.front().rows, 441);
}

// The negative control: a wrong maintenance rate does not reproduce them.
TEST(ReportedCheck, AWrongRuleDoesNotReproduceThem) {
  const auto path = real_file("positions-2025-12-08.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "TINDERBOX_DATA_DIR holds no file of real positions";
  const ReportedCheck result = check_reported(read_positions(path, "BTC"), flat_rules(0.01));
  EXPECT_LT(summary_of(result, CheckBy::kMargin)->within_tick, 0.1);
}

TEST(ReportedCheck, AccountValueReproducesAccountsThatHoldNothingElse) {
  const auto path = real_file("btc-positions-2025-12-02.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "TINDERBOX_DATA_DIR holds no file of real positions";
  const PositionFile file = read_positions(path, "BTC");
  EXPECT_FALSE(file.has_coin_column);
  const ReportedCheck result = check_reported(file, testing::hyperliquid_rules());
  EXPECT_EQ(result.rows, 116);
  EXPECT_EQ(result.checked, 116);
  const CheckSummary* account = summary_of(result, CheckBy::kAccount);
  ASSERT_NE(account, nullptr);
  EXPECT_EQ(account->rows + account->only_reported, 98);
  EXPECT_EQ(account->both_never, 18);
  EXPECT_GT(account->within_a_thousandth, 0.35);
  const CheckSummary* margin = summary_of(result, CheckBy::kMarginOfUnknownMode);
  ASSERT_NE(margin, nullptr);
  EXPECT_GT(margin->within_a_thousandth, 0.1);
}

}  // namespace
}  // namespace tinderbox
