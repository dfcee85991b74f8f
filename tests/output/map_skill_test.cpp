// The test of the map's past against markets that were made so that the answer is known.
#include "host/output/map_skill.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "host/output/answers.hpp"
#include "host/output/inspect.hpp"
#include "host/support/share_interval.hpp"
#include "tests/output/sample_run.hpp"

namespace tinderbox {
namespace {

using testing::HasSubstr;

constexpr std::size_t kBarsADay = 4;  // of 6 h
constexpr std::size_t kBins = 24;     // of 1,000 USD from 88,500 on; the mark is 100,000
constexpr std::size_t kBelow = 8;     // 96,500 to 97,500
constexpr std::size_t kAbove = 14;    // 102,500 to 103,500

// A market that stands still, with nothing to liquidate.
RunResult quiet_run(std::size_t days) {
  RunResult run = test::sample_run({days * kBarsADay, kBins, 2, 21600, test::Forward::kNone});
  for (auto* series : {&run.market.mark_low, &run.market.mark_high, &run.market.mark_close})
    std::fill(series->begin(), series->end(), 100000.0);
  std::fill(run.heatmap.density.begin(), run.heatmap.density.end(), 0.0F);
  return run;
}

// In the middle of the day, price goes 2% to one side and 1% to the other.
void move(RunResult& run, std::size_t day, bool down) {
  const std::size_t t = day * kBarsADay + 2;
  run.market.mark_low[t] = 100000 * std::exp(down ? -0.02 : -0.01);
  run.market.mark_high[t] = 100000 * std::exp(down ? 0.01 : 0.02);
}

// The map before the day holds more on one side, and something on the other.
void point(RunResult& run, std::size_t day, bool down) {
  float* row = run.heatmap.density.data() + (day * kBarsADay - 1) * kSides * kBins;
  row[kBelow] = down ? 3e7F : 1e7F;
  row[kBins + kAbove] = down ? 1e7F : 3e7F;
}

// Twenty days that go down, down, up, up, ...; the first two are warm-up. The map is right or wrong every day.
RunResult run_with_a_map_that_is(bool right) {
  RunResult run = quiet_run(20);
  for (std::size_t day = 0; day < 20; ++day) {
    const bool down = day % 4 < 2;
    move(run, day, down);
    if (day > 0) point(run, day, down == right);
  }
  return run;
}

TEST(MapSkill, ARuleThatAlwaysWins) {
  const RunResult run = run_with_a_map_that_is(true);
  const MapSkill skill = map_skill(run);
  EXPECT_EQ(skill.map.days, 17);  // the column before day 2 is the last of the warm-up
  EXPECT_EQ(skill.map.hits, 17);
  EXPECT_EQ(skill.map.share, 1);
  EXPECT_NEAR(skill.map.low, 17 / (17 + 3.841458820694124), 1e-12);
  EXPECT_EQ(skill.map.high, 1);
  EXPECT_EQ(skill.day_before.days, 17);
  EXPECT_EQ(skill.day_before.hits, 9);
  EXPECT_EQ(skill.down_days, 8);
  EXPECT_EQ(skill.verdict, Skill::kSome);
  EXPECT_THAT(inspect_text(run),
              HasSubstr("on 17 of 17 (100%, 95%: 82% to 100%); that side lay below on 8. A coin: 50%; "
                        "\"as the day before\": 9 of 17 (53%, 95%: 31% to 74%)."));
  EXPECT_THAT(inspect_text(run), HasSubstr("The map did better than both here"));
}

TEST(MapSkill, ARuleThatNeverWins) {
  const RunResult run = run_with_a_map_that_is(false);
  const MapSkill skill = map_skill(run);
  EXPECT_EQ(skill.map.days, 17);
  EXPECT_EQ(skill.map.hits, 0);
  EXPECT_EQ(skill.verdict, Skill::kWorse);
  EXPECT_THAT(inspect_text(run), HasSubstr("on 0 of 17 (0%, 95%: 0% to 18%)"));
  EXPECT_THAT(inspect_text(run), HasSubstr("The map did worse than a coin here."));
}

TEST(MapSkill, HalfOfTheDaysIsNoSkill) {
  RunResult run = run_with_a_map_that_is(true);
  for (std::size_t day = 1; day < 20; day += 2) point(run, day, day % 4 >= 2);
  EXPECT_EQ(map_skill(run).verdict, Skill::kNone);
  EXPECT_THAT(inspect_text(run), HasSubstr("The map showed no skill at this: the interval holds 50%."));
}

TEST(MapSkill, ATrendThatTheDayBeforeTellsAsWellIsNoSkillOfTheMap) {
  RunResult run = quiet_run(20);
  for (std::size_t day = 1; day < 20; ++day) {
    move(run, day, true);
    point(run, day, true);
  }
  const MapSkill skill = map_skill(run);
  EXPECT_EQ(skill.map.share, 1);
  EXPECT_EQ(skill.verdict, Skill::kNoBetterThanDayBefore);
  EXPECT_THAT(inspect_text(run), HasSubstr("it showed no skill of its own"));
}

TEST(MapSkill, OnlyWhatLiesWithinFivePercentCounts) {
  RunResult run = run_with_a_map_that_is(true);
  for (std::size_t t = 0; t < run.market.bars(); ++t) {
    float* row = run.heatmap.density.data() + t * kSides * kBins;
    row[5] = 9e9F;           // 93,500 to 94,500: too far
    row[kBins + 17] = 9e9F;  // 105,500 to 106,500
    row[kAbove] = 9e9F;      // longs above the mark are no target of a fall
  }
  EXPECT_EQ(map_skill(run).map.hits, 17);
}

TEST(MapSkill, TiesSayNothing) {
  EXPECT_EQ(map_skill(quiet_run(20)).map.days, 0);
  RunResult run = run_with_a_map_that_is(true);
  const std::size_t row = (5 * kBarsADay - 1) * kSides * kBins;
  run.heatmap.density[row + kBelow] = run.heatmap.density[row + kBins + kAbove];
  for (const std::size_t t : {28U, 29U, 30U, 31U}) run.market.mark_low[t] = run.market.mark_high[t] = 100000;  // day 7
  EXPECT_EQ(map_skill(run).map.days, 15);
  EXPECT_EQ(map_skill(run).day_before.days, 14);  // nor does the still day say anything about day 8
}

TEST(MapSkill, TheMapOfTheDayItselfIsNotLookedAt) {
  RunResult run = run_with_a_map_that_is(true);
  for (std::size_t day = 1; day < 20; ++day)
    for (std::size_t bar = 0; bar + 1 < kBarsADay; ++bar)
      run.heatmap.density[((day * kBarsADay + bar) * kSides + (day % 4 < 2 ? 1 : 0)) * kBins +
                          (day % 4 < 2 ? kAbove : kBelow)] = 9e9F;
  EXPECT_EQ(map_skill(run).map.hits, 17);
}

TEST(MapSkill, DaysAreThoseOfUtcAndWhole) {
  RunResult run = run_with_a_map_that_is(true);
  run.market.start_time += 6 * 3600;  // the columns before the days are now others, and empty
  EXPECT_EQ(map_skill(run).map.days, 0);
  run.market.start_time += 18 * 3600;
  EXPECT_EQ(map_skill(run).map.days, 17);
  run.market.bar_seconds = 7 * 3600;  // divides no day
  EXPECT_EQ(map_skill(run).map.days, 0);
  EXPECT_EQ(map_skill(run).verdict, Skill::kUnknown);
  run.market.bar_seconds = 7 * 86400;
  EXPECT_EQ(map_skill(run).map.days, 0);
}

TEST(MapSkill, WithoutADayItIsUnknown) {
  const RunResult run = test::sample_run({10, 8, 2, 300});
  EXPECT_THAT(inspect_text(run), HasSubstr("Unknown: no whole UTC day to test."));
  EXPECT_TRUE(inspect_json(run)["answers"]["skill"]["map"]["share"].is_null());
}

TEST(ShareInterval, WilsonsOwnNumbers) {
  // Newcombe, "Two-sided confidence intervals for the single proportion", Stat. Med. 17 (1998), table I.
  EXPECT_NEAR(share_interval(81.0 / 263, 263).low, 0.2553, 5e-5);
  EXPECT_NEAR(share_interval(81.0 / 263, 263).high, 0.3662, 5e-5);
  EXPECT_NEAR(share_interval(15.0 / 148, 148).low, 0.0624, 5e-5);
  EXPECT_NEAR(share_interval(15.0 / 148, 148).high, 0.1605, 5e-5);
  EXPECT_EQ(share_interval(0, 20).low, 0);
  EXPECT_NEAR(share_interval(0, 20).high, 0.1611, 5e-5);
  EXPECT_NEAR(share_interval(1.0 / 29, 29).high, 0.1718, 5e-5);
}

TEST(ShareInterval, ClusteredTrialsCountForLess) {
  const double independent = std::sqrt(0.1 * 0.9 / 1000);
  EXPECT_NEAR(share_interval(0.1, independent, 1000).high, share_interval(0.1, 1000).high, 1e-12);
  EXPECT_NEAR(share_interval(0.1, 2 * independent, 1000).high, share_interval(0.1, 250).high, 1e-12);
  EXPECT_EQ(share_interval(0.1, independent / 2, 1000).high, share_interval(0.1, 1000).high);  // never for more
  EXPECT_EQ(share_interval(std::nan(""), 1, 10).high, 1);
  EXPECT_EQ(share_interval(0.5, 0.1, 0).low, 0);
}

}  // namespace
}  // namespace tinderbox
