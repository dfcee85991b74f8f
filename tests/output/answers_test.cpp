// What inspect answers about the time ahead: on numbers set by hand, and where there is nothing to say.
#include "host/output/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/output/inspect.hpp"
#include "host/output/words.hpp"
#include "tests/output/sample_forward.hpp"
#include "tests/output/sample_run.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Bins of 1,000 USD from 88,500 on with centres 89,000, ...; the mark is 100,000.
std::size_t bin_at(double centre) {
  return static_cast<std::size_t>(std::lround((centre - 89000) / 1000));
}

RunResult run_ahead() {
  RunResult run = test::sample_run({80, 24, 4, 21600});
  std::fill(run.ladder.notional.begin(), run.ladder.notional.end(), 0.0F);
  for (std::size_t r = 0; r < 4; ++r)  // 80, 100, 100 and 120 M USD of longs between 95,500 and 96,500
    run.ladder.notional[r * kSides * 24 + bin_at(96000)] = r == 0 ? 8e7F : r == 3 ? 1.2e8F : 1e8F;
  const std::size_t level = bin_at(95000);
  run.whatif.forced[level] = 1.5e8F;
  run.whatif.forced_stderr[level] = 2e7F;
  run.whatif.forced_low[level] = 1.2e8F;
  run.whatif.forced_high[level] = 1.9e8F;
  run.whatif.stop_price[level] = 94200;
  run.whatif.stop_price_stderr[level] = 80;
  run.whatif.book[level] = 1.4e8F;
  run.whatif.book_stderr[level] = 1.8e7F;
  run.whatif.fund[level] = 1e7F;
  run.whatif.fund_stderr[level] = 4e6F;
  run.whatif.adl[level] = 0;
  run.whatif.stop_price_low[level] = 93900;
  run.whatif.stop_price_high[level] = 94600;
  const std::size_t reached = bin_at(94000);  // its upper edge, 94,500, is met first
  run.paths.touch_probability[reached] = 0.125F;
  run.paths.touch_probability_stderr[reached] = 0.0051F;
  run.paths.touch_probability_no_feedback[reached] = 0.101F;
  run.paths.touch_probability_no_feedback_stderr[reached] = 0.0042F;
  return run;
}

// Sets the probability at +-10% (edges 89,500 and 110,500): `hits` of 4,096 paths, and as many twins.
void set_far_probability(RunResult& run, int hits) {
  const auto share = static_cast<float>(hits) / 4096;
  for (const std::size_t k : {bin_at(89000), bin_at(111000)}) {
    run.paths.touch_probability[k] = run.paths.touch_probability_no_feedback[k] = share;
    run.paths.touch_probability_stderr[k] = run.paths.touch_probability_no_feedback_stderr[k] =
        std::sqrt(share * (1 - share)) / 64;
    run.paths.touch_probability_interval[2 * k] = hits == 0 ? 0 : share / 2;
    run.paths.touch_probability_interval[2 * k + 1] = hits == 0 ? 0.00094F : share * 2;
  }
}

TEST(Answers, IfPriceTradesAtALevel) {
  const RunResult run = run_ahead();
  EXPECT_THAT(inspect_text(run),
              HasSubstr("  95,000 (-5.0%): $150 M +- $20 M (5-95%: $120 M to $190 M) forced, stops at 94,200 +- 80 "
                        "(5-95%: 93,900 to 94,600); the move alone forces $100.0 M +- $8.2 M\n"
                        "    who pays: book $140 M +- $18 M, fund $10.0 M +- $4.0 M, auto-deleveraging nothing\n"));
  const json levels = inspect_json(run)["answers"]["levels"];
  ASSERT_EQ(levels.size(), 8U);
  EXPECT_EQ(levels[1]["percent"], -5);
  EXPECT_EQ(levels[1]["price_usd"], 95000);
  EXPECT_NEAR(levels[1]["move_alone_usd"]["value"].get<double>(), 1e8, 1);
  EXPECT_EQ(levels[2]["move_alone_usd"]["value"], 0);  // -3% does not get to 96,500
  EXPECT_THAT(inspect_text(run), HasSubstr("97,000 (-3.0%): $37.22 M +- $0.51 M ("));
  EXPECT_THAT(inspect_text(run), HasSubstr("the move alone forces nothing\n"));
}

TEST(Answers, WhereACascadeReachesTheEndOfTheAxisTheStopIsNotKnown) {
  RunResult run = run_ahead();
  EXPECT_THAT(inspect_text(run), Not(HasSubstr("end of the price axis")));
  run.whatif.ladder_end[bin_at(95000)] = 0.25F;
  EXPECT_THAT(inspect_text(run),
              HasSubstr("auto-deleveraging nothing; in 25.0% of the replicates it runs to the end of "
                        "the price axis, where knowledge ends\n"));
  EXPECT_EQ(inspect_json(run)["answers"]["levels"][1]["ladder_end_share"], 0.25);
  run = run_ahead();
  run.stress.ladder_end = 1;
  EXPECT_THAT(inspect_text(run), HasSubstr("; the cascade runs to the end of the price axis: where it stops is not "
                                           "known.\n"));
}

TEST(Answers, WithFeedbackOffNobodyIsSaidToPay) {
  RunResult run = run_ahead();
  EXPECT_THAT(inspect_text(run), HasSubstr("Who takes it: book $14.00 M"));
  run.provenance.config_toml = "[cascade]\nfeedback = \"off\"\n";
  EXPECT_THAT(inspect_text(run), HasSubstr("If price trades at a level now (feedback is off):\n"));
  EXPECT_THAT(inspect_text(run), HasSubstr("who pays: not said, as forced orders meet no book with feedback off\n"));
  EXPECT_THAT(inspect_text(run), Not(HasSubstr("book $")));
}

TEST(Answers, TooFewPathsForATailAreSaidToBe) {
  RunResult run = run_ahead();
  const double nan = std::nan("");
  run.cascade.value_at_risk[1] = {nan, nan, nan, nan, nan};
  EXPECT_THAT(inspect_text(run), HasSubstr(" one path in 100: too few paths to say."));
}

TEST(Answers, LevelsBeyondThePriceAxisAreNamed) {
  RunResult run = run_ahead();
  run.now_mark_usd = 104000;
  const std::string text = inspect_text(run);
  EXPECT_THAT(text, HasSubstr("beyond the price axis: +10%\n"));
  EXPECT_EQ(inspect_json(run)["answers"]["levels"][7]["inside_price_axis"], false);
  run.now_mark_usd = 1e7;
  EXPECT_THAT(inspect_text(run), HasSubstr("beyond the price axis: -10%, -5%, -3%, -1%, +1%, +3%, +5%, +10%\n"));
}

TEST(Answers, TheStress) {
  RunResult run = run_ahead();
  run.stress.stop_price = {93900, 120.4, 93650, 94200, 0.5};
  run.stress.feedback_share = {0.18, 0.0042, 0.17, 0.19, kNan};
  EXPECT_THAT(inspect_text(run),
              HasSubstr("If price drops 5% in 10 min with half the usual depth, it stops at 93,900 +- "
                        "120 (-6.1%; 5-95%: 93,650 to 94,200).\n  Feedback is 18.00% +- 0.42% of that "
                        "move. Forced: $200.0 M +- "));
  run.stress.price_change = 0.075;
  run.stress.duration_seconds = 7200;
  run.stress.depth_multiplier = 0;
  EXPECT_THAT(inspect_text(run), HasSubstr("If price rises 7.5% in 2 h with an empty book, it stops"));
  run.stress.depth_multiplier = 0.3;
  EXPECT_THAT(inspect_text(run), HasSubstr("with 0.3 times the usual depth"));
  run.stress.depth_multiplier = 1;
  EXPECT_THAT(inspect_text(run), HasSubstr("with the usual depth"));
}

TEST(Answers, WhetherPriceGetsThere) {
  const RunResult run = run_ahead();
  EXPECT_THAT(inspect_text(run), HasSubstr("Probability that price gets there within 1 d (4,096 paths)"));
  EXPECT_THAT(inspect_text(run), HasSubstr("94,500 (-5.5%) 12.50% +- 0.51%, without 10.10% +- 0.42%; "));
  const json level = inspect_json(run)["answers"]["reach"]["levels"][2];
  EXPECT_EQ(level["percent"], -5);
  EXPECT_EQ(level["with_feedback"]["value"], 0.125);
  EXPECT_EQ(level["with_feedback"]["paths"], 4096);
  EXPECT_EQ(level["no_feedback"]["interval"].size(), 2U);
}

TEST(Answers, FewHitsGiveAnIntervalAndNoneAnUpperBound) {
  RunResult run = run_ahead();
  set_far_probability(run, 12);
  EXPECT_THAT(inspect_text(run), HasSubstr("89,500 (-10.5%) 0.29% (95%: 0.15% to 0.59%; 12 of 4,096 paths), without "));
  set_far_probability(run, 0);
  EXPECT_THAT(inspect_text(run),
              HasSubstr("89,500 (-10.5%) fewer than 0.0940% (none of 4,096 paths), without fewer than "
                        "0.0937% (none of 4,096 paths)"));
  set_far_probability(run, 4096);
  EXPECT_THAT(inspect_text(run), HasSubstr("without more than 99.9% (all of 4,096 paths)"));
}

TEST(Answers, WhatTipsItOver) {
  RunResult run = run_ahead();
  run.cascade.value_at_risk = {{0.05, 0.0012, 0.04, 0.06, 0.5}, {0.08, 0.002, 0.07, 0.09, 0.5}};
  run.cascade.expected_shortfall = {{0.07, 0.0021, 0.06, 0.08, 0.5}, {0.10, 0.003, 0.09, 0.11, 0.5}};
  run.cascade.value_at_risk_no_feedback[0] = {0.045, 0.0013, 0.04, 0.05, 0.5};
  run.cascade.expected_shortfall_no_feedback[0] = {0.06, 0.0022, 0.05, 0.07, 0.5};
  run.cascade.branching_ratio[bin_at(96000) * kSides] = 0.41F;
  run.cascade.branching_ratio_stderr[bin_at(96000) * kSides] = 0.023F;
  run.cascade.branching_ratio[bin_at(89000) * kSides] = 9;   // farther than 10%
  run.cascade.branching_ratio[bin_at(104000) * kSides] = 9;  // longs above the mark
  const std::string text = inspect_text(run);
  EXPECT_THAT(text,
              HasSubstr("12.00% +- 1.00% down (without feedback 20.0% +- 2.0%); none up: even 12.5% does not do it "
                        "(without feedback none)."));
  EXPECT_THAT(text, HasSubstr("Branching ratio within 10% of the mark: largest 0.410 +- 0.023 (longs at 96,000), below "
                              "the critical 2.65.\n"));
  EXPECT_THAT(text, HasSubstr("times as deep (the 600 paths whose twin fell a daily sigma, 2.50%)."));
  EXPECT_THAT(text,
              HasSubstr("one path in 20 falls 5.00% +- 0.12% or more, on average 7.00% +- 0.21% (without feedback "
                        "4.50% +- 0.13%, 6.00% +- 0.22%); one path in 100 falls 8.00%"));
  EXPECT_EQ(inspect_json(run)["answers"]["tipping"]["branching_ratio_max"]["side"], "long");
  run.cascade.critical_branching_ratio = 0.4;
  EXPECT_THAT(inspect_text(run), HasSubstr("above the critical 0.400: a cascade that gets there feeds itself.\n"));
}

TEST(Answers, WhoPaysAndWhetherAHedgeIsDeleveraged) {
  const std::string text = inspect_text(run_ahead());
  EXPECT_THAT(text,
              HasSubstr("book $14.00 M +- $0.30 M (92.7%), fund $900 k +- $40 k (5.96%), auto-deleveraging $200 k +- "
                        "$10 k (1.32%)."));
  EXPECT_THAT(text, HasSubstr("The fund runs dry: 0.40% (95%: 0.25% to 0.64%; 16 of 4,096 paths)."));
  // 200,000 USD of longs were auto-deleveraged against 8 bn USD of shorts; 0.4% of paths saw any of it.
  EXPECT_THAT(text,
              HasSubstr("of open interest: 0.00250% +- 0.00013% of shorts (0.625% on paths with any), none of longs."));
  EXPECT_THAT(text, HasSubstr("longs 2.00% +- 0.10%; shorts 1.00% (95%: 0.70% to 1.40%; 41 of 4,096 paths)."));
}

TEST(Answers, TheCourseOfAPath) {
  RunResult run = run_ahead();
  run.course.low_time = {40000, 900, 38000, 42000, kNan};
  run.course.peak_time = {5400, 60, 5000, 6000, kNan};
  run.course.peak_share = {0.11, 0.002, 0.1, 0.12, kNan};
  run.course.rebound = {0.42, 0.02, 0.4, 0.44, kNan};
  run.course.branching_ratio_max[0] = {0.3, 0.02, 0.2, 0.4, kNan};
  const std::string text = inspect_text(run);
  EXPECT_THAT(text, HasSubstr("The course of a path (2,048 followed in steps of 60 s): its low comes after 11.1 +- 0.2 "
                              "hours (without feedback"));
  EXPECT_THAT(text, HasSubstr("Its worst step comes after 90.0 +- 1.0 minutes and liquidates"));
  EXPECT_THAT(text, HasSubstr("42.0% +- 2.0% by the end"));
  EXPECT_THAT(text, HasSubstr("longs 0.300 +- 0.020, at or above the critical one on 5.00% +- 0.50% of paths; no path "
                              "liquidates shorts."));
  const json course = inspect_json(run)["answers"]["course"];
  EXPECT_EQ(course["low_count"], (json{700, 500, 848}));
  EXPECT_EQ(course["branching_ratio_max"]["long"]["quantiles"].size(), 3U);
  EXPECT_TRUE(course["branching_ratio_max"]["short"]["mean"]["value"].is_null());
}

TEST(Answers, WatchedLevels) {
  RunResult run = run_ahead();
  run.levels.touch_probability[0] = {0.08, 0.005, 0.07, 0.09, kNan};
  run.levels.touch_probability_no_feedback = {{0.07, 0.004, 0.06, 0.08, kNan}, {0, 0, 0, 0, kNan}};
  run.levels.notional[0] = {3e7, 2e6, 2e7, 4e7, kNan};
  run.levels.volatility_ratio[0] = {1.2, 0.05, 1.1, 1.3, kNan};
  run.levels.liquidated_beyond[1] = {2e7, 1e6, 1e7, 3e7, kNan};
  const std::string text = inspect_text(run);
  EXPECT_THAT(
      text, HasSubstr("  92,000 (-8.0%, a cluster): $30.0 M +- $2.0 M in its bin; reached with 8.00% +- 0.50%, without "
                      "the cascade 7.00% +- 0.40%; magnet +2.00 +- 0.40 points; where reached, $20.0 M +- $1.0 M go "
                      "within 5% beyond, with 1.200 +- 0.050 times the volatility in the hour after.\n"));
  EXPECT_THAT(text,
              HasSubstr("without the cascade fewer than 0.0937% (none of 4,096 paths); magnet -0.05 +- 0.20 points "
                        "(no clear effect); where reached"));
  const json watched = inspect_json(run)["answers"]["watched"];
  ASSERT_EQ(watched["list"].size(), 2U);
  EXPECT_EQ(watched["list"][1]["source"], "round_number");
  EXPECT_EQ(watched["list"][0]["breach_probability"].size(), test::kOutputSteps);
  EXPECT_EQ(watched["list"][0]["magnet"]["value"], 0.02);
}

TEST(Answers, ARunWithoutPathsSaysSo) {
  const RunResult run = test::sample_run({80, 24, 4, 21600, test::Forward::kNone});
  const std::string text = inspect_text(run);
  EXPECT_THAT(text, HasSubstr("No forward paths (paths.count = 0): no probabilities.\n"));
  for (const char* part : {"If price", "Shock", "Squeeze"}) EXPECT_THAT(text, Not(HasSubstr(part)));
  EXPECT_THAT(text, HasSubstr("Did the map of the past"));
  const json answers = inspect_json(run)["answers"];
  for (const char* part : {"levels", "stress", "reach", "tipping", "course", "watched"})
    EXPECT_TRUE(answers[part].is_null()) << part;
}

TEST(Answers, ARareEventIsToldWithItsErrors) {
  RunResult run = run_ahead();
  run.rare.probability.standard_error = 2e-7;
  const auto report = [&] { return inspect_text(run); };
  EXPECT_THAT(report(), HasSubstr("Rare event: the mark drops by 20% within 1 d: probability 9.9e-06 +- 2e-07 (one in "
                                  "101,010), without feedback 1.1e-07 +- "));
  EXPECT_THAT(report(),
              HasSubstr("By tilt with 65,536 paths, as sure as 380 times as many plain ones; where it happens"));
  EXPECT_THAT(report(), Not(HasSubstr("extrapolation")));
  run.rare.extrapolated = 1;
  EXPECT_THAT(report(), HasSubstr("An extrapolation: the history has too few independent blocks"));
  EXPECT_EQ(inspect_json(run)["answers"]["rare"]["extrapolated"], true);
  run.rare.probability.value = 0;
  EXPECT_THAT(report(), HasSubstr("on none of 65,536 paths, so how rare it is cannot be said"));
  run.rare.paths = 0;
  EXPECT_THAT(report(), Not(HasSubstr("Rare event")));
  EXPECT_TRUE(inspect_json(run)["answers"]["rare"].is_null());
}

TEST(Answers, WhatIsNotKnownIsSaidToBeUnknown) {
  RunResult run = run_ahead();
  const double nan = std::nan("");
  run.cascade.amplification = {nan, nan, nan, nan, nan};
  run.cascade.amplification_paths = 0;
  std::fill(run.cascade.branching_ratio.begin(), run.cascade.branching_ratio.end(), kNan);
  run.cascade.critical_shock = {kNan, kNan};
  run.stress.stop_price = {nan, nan, nan, nan, nan};
  run.stress.feedback_share.standard_error = nan;
  std::fill(run.paths.touch_probability_stderr.begin(), run.paths.touch_probability_stderr.end(), kNan);
  const std::string text = inspect_text(run);
  EXPECT_THAT(text, HasSubstr("Amplification: unknown, no twin fell a daily sigma (2.50%)."));
  EXPECT_THAT(text, HasSubstr("Branching ratio within 10% of the mark: none, nothing would be liquidated there."));
  EXPECT_THAT(text, HasSubstr("none down: even 11.5% does not do it (without feedback 20.0% +- 2.0%)"));
  EXPECT_THAT(text, HasSubstr("it stops at unknown (unknown; 5-95%: unknown to unknown)"));
  EXPECT_THAT(text, HasSubstr("with no error bar of that move"));
  EXPECT_THAT(text, HasSubstr("94,500 (-5.5%) 12"));  // an interval, as there is no standard error
  EXPECT_THAT(text, HasSubstr("512 of 4,096 paths"));
  EXPECT_THAT(text, Not(testing::ContainsRegex("[^i]nan")));
  const json report = inspect_json(run);
  EXPECT_EQ(json::parse(report.dump()), report);
}

TEST(Answers, TheTextFitsOnAScreenOrTwo) {
  RunResult run = run_ahead();
  run.market.synthetic = true;
  const std::string text = inspect_text(run);
  const auto lines = std::count(text.begin(), text.end(), '\n');
  const auto warnings = static_cast<std::ptrdiff_t>(inspect_json(run)["warnings"].size());
  EXPECT_LE(lines - warnings, 74);
}

TEST(Words, Numbers) {
  EXPECT_EQ(words::price(91250.4), "91,250");
  EXPECT_EQ(words::price(-1234567.0), "-1,234,567");
  EXPECT_EQ(words::price(0.12345), "0.12345");
  EXPECT_EQ(words::price_error(91250, 1234.4), "1,234");
  EXPECT_EQ(words::price_error(0.5, 0.0123), "0.012");
  EXPECT_EQ(words::money(nullptr), "unknown");
  EXPECT_EQ(words::duration(90000), "25 h");
  EXPECT_EQ(words::probability({{"value", nullptr}}), "unknown");
}

}  // namespace
}  // namespace tinderbox
