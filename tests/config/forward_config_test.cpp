// [paths], [book], [cascade] and [stress]: values, ranges, what must fit what.
#include <fmt/format.h>

#include <filesystem>

#include "tests/config/config_text.hpp"

namespace tinderbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// kSmallConfig has one day of five-minute bars from 2025-03-08.
constexpr std::int64_t kStart = 1741392000;

RunConfig with(const std::vector<std::string>& sets) {
  return parse_config(kSmallConfig, "run.toml", sets);
}

std::string one_problem(const std::vector<std::string>& sets) {
  const auto lines = problems_of(kSmallConfig, sets);
  EXPECT_EQ(lines.size(), 1U) << ::testing::PrintToString(sets) << ::testing::PrintToString(lines);
  return lines.empty() ? std::string{} : lines[0];
}

TEST(ForwardConfig, DefaultsAreTheStructs) {
  const RunConfig config = with({});
  EXPECT_EQ(config.paths.count, 100'000);
  EXPECT_EQ(config.paths.steps, 1440);
  EXPECT_EQ(config.paths.step_seconds, 60);
  EXPECT_EQ(config.paths.output_steps, 96);
  EXPECT_EQ(config.paths.process, "bootstrap");
  EXPECT_EQ(config.paths.replay_start_utc, 0);
  EXPECT_EQ(config.cascade.feedback, "on");
  EXPECT_EQ(config.stress.price_change_percent, -5.0);
}

TEST(ForwardConfig, ReadsEveryKey) {
  const RunConfig config = parse_config(kSmallConfig + R"(
[paths]
count = 1e9
steps = 20
step_seconds = 600
output_steps = 10
process = "replay"
volatility_annual = 0.6
drift_annual = -1
block_hours = 0.5
replay_start_utc = 2025-03-08T12:00:00Z
extremes = "ends"
[book]
depth_usd_per_percent = 1e7
depth_slope_usd_per_percent2 = 0
range_percent = 100
depth_multiplier = 0
refill_seconds = 1e-3
reversion_seconds = 1e9
permanent_share = 1
[cascade]
feedback = "off"
round_seconds = 6.3
fund_usd = 0
surplus_share = 0.25
[stress]
price_change_percent = 12.5
duration_seconds = 60
depth_multiplier = 0.1
)",
                                        "run.toml", {});
  EXPECT_EQ(config.paths.count, 1'000'000'000);
  EXPECT_EQ(config.paths.steps, 20);
  EXPECT_EQ(config.paths.step_seconds, 600);
  EXPECT_EQ(config.paths.output_steps, 10);
  EXPECT_EQ(config.paths.process, "replay");
  EXPECT_EQ(config.paths.volatility_annual, 0.6);
  EXPECT_EQ(config.paths.drift_annual, -1.0);
  EXPECT_EQ(config.paths.block_hours, 0.5);
  EXPECT_EQ(config.paths.replay_start_utc, kStart + 43200);
  EXPECT_EQ(config.paths.extremes, "ends");
  EXPECT_EQ(config.book.depth_usd_per_percent, 1e7);
  EXPECT_EQ(config.book.depth_slope_usd_per_percent2, 0.0);
  EXPECT_EQ(config.book.range_percent, 100.0);
  EXPECT_EQ(config.book.depth_multiplier, 0.0);
  EXPECT_EQ(config.book.refill_seconds, 1e-3);
  EXPECT_EQ(config.book.reversion_seconds, 1e9);
  EXPECT_EQ(config.book.permanent_share, 1.0);
  EXPECT_EQ(config.cascade.feedback, "off");
  EXPECT_EQ(config.cascade.round_seconds, 6.3);
  EXPECT_EQ(config.cascade.fund_usd, 0.0);
  EXPECT_EQ(config.cascade.surplus_share, 0.25);
  EXPECT_EQ(config.stress.price_change_percent, 12.5);
  EXPECT_EQ(config.stress.duration_seconds, 60);
  EXPECT_EQ(config.stress.depth_multiplier, 0.1);
  expect_equal(config, parse_config(config_toml(config), "again", {}));
}

// Each range: values just inside, values just outside. Processes without bars keep other rules out of the way.
TEST(ForwardConfig, Ranges) {
  struct Case {
    const char* key;
    std::vector<const char*> allowed;
    std::vector<const char*> refused;
  };
  for (const Case& c : std::vector<Case>{
           {"paths.count", {"0", "1", "1e9"}, {"-1", "1000000001", "0.5", "\"many\""}},
           {"paths.steps", {"96", "1e6"}, {"0", "1000001", "-5"}},
           {"paths.step_seconds", {"1", "86400"}, {"0", "86401", "0.5"}},
           {"paths.output_steps", {"1", "1440"}, {"0", "10001"}},
           {"paths.process", {"gbm", "merton", "kou", "heston", "bachelier"}, {"GBM", "bates", "1", "\"\""}},
           {"paths.volatility_annual", {"0", "20"}, {"-0.01", "20.1", "nan", "inf"}},
           {"paths.drift_annual", {"-20", "0", "20"}, {"-20.1", "20.1", "nan"}},
           {"paths.block_hours", {"0", "1e-9", "1e6"}, {"-1", "1000001", "auto"}},
           {"paths.jumps_per_year", {"0", "10000"}, {"-1", "10001", "nan"}},
           {"paths.jump_mean_log", {"-2", "0", "2"}, {"-2.1", "2.1", "inf"}},
           {"paths.jump_sd_log", {"0", "2"}, {"-0.01", "2.1"}},
           {"paths.up_jump_share", {"0", "1"}, {"-0.1", "1.1"}},
           {"paths.up_jump_mean_log", {"1e-6", "0.9"}, {"0", "-0.04", "1"}},
           {"paths.down_jump_mean_log", {"1e-6", "0.9"}, {"0", "-0.04", "1"}},
           {"paths.long_run_volatility_annual", {"0", "20"}, {"-0.6", "21", "nan"}},
           {"paths.variance_reversion_per_year", {"1e-6", "1000"}, {"0", "-4", "1001"}},
           {"paths.volatility_of_variance_annual", {"1e-6", "50"}, {"0", "-1", "51"}},
           {"paths.price_variance_correlation", {"-1", "0", "1"}, {"-1.01", "1.01", "nan"}},
           {"paths.replay_start_utc", {"none", "2025-03-08", "1970-01-01"}, {"\"\"", "0", "never", "1969-12-31"}},
           {"paths.extremes", {"inside", "ends"}, {"outside"}},
           {"book.depth_usd_per_percent", {"0", "1e12"}, {"-1", "1e13", "nan"}},
           {"book.depth_slope_usd_per_percent2", {"0", "1e12"}, {"-1", "1e13"}},
           {"book.range_percent", {"1e-3", "100"}, {"0", "-5", "100.5"}},
           {"book.depth_multiplier", {"0", "1e6"}, {"-0.1", "1e7"}},
           {"book.refill_seconds", {"1e-6", "1e9"}, {"0", "-1", "1e10", "inf"}},
           {"book.reversion_seconds", {"1e-6", "1e9"}, {"0", "-1", "1e10", "inf"}},
           {"book.permanent_share", {"0", "1"}, {"-0.1", "1.1"}},
           {"paths.repair", {"on", "off"}, {"yes", "1", "\"\""}},
           {"book.source", {"figures", "curve"}, {"file", "levels", "fitted_levels", "1"}},
           {"book.depth_file", {"\"\""}, {"depth.csv", "1"}},
           {"book.depth_state", {"on", "off"}, {"yes", "true"}},
           {"book.depth_memory_seconds", {"1e-6", "1e9"}, {"0", "-1", "1e10"}},
           {"book.volatility_response", {"0", "1e6"}, {"-0.1", "nan"}},
           {"book.trend_response", {"0", "1e6"}, {"-0.1", "1e7"}},
           {"book.depth_floor", {"1e-6", "1"}, {"0", "1.1"}},
           {"book.survival_sd", {"0", "3"}, {"-0.1", "3.1"}},
           {"cascade.feedback", {"on", "off"}, {"yes", "true", "\"ON\""}},
           {"cascade.round_seconds", {"0.001", "86400"}, {"0", "0.0009", "86401"}},
           {"cascade.fund_usd", {"0", "1e13"}, {"-1", "1e14"}},
           {"cascade.surplus_share", {"0", "1"}, {"-0.1", "1.1"}},
           {"stress.price_change_percent", {"-99", "-1e-9", "1000"}, {"0", "-0.0", "-99.5", "-100", "1001", "nan"}},
           {"stress.duration_seconds", {"1", "864000"}, {"0", "864001"}},
           {"stress.depth_multiplier", {"0", "1e6"}, {"-1", "1e7"}},
       }) {
    for (const char* value : c.allowed)
      EXPECT_THAT(problems_of(kSmallConfig, {"paths.process=gbm", fmt::format("{}={}", c.key, value)}), IsEmpty())
          << c.key << '=' << value;
    for (const char* value : c.refused)
      EXPECT_THAT(problems_of(kSmallConfig, {"paths.process=gbm", fmt::format("{}={}", c.key, value)}),
                  ElementsAre(StartsWith(fmt::format("--set {}: ", c.key))))
          << c.key << '=' << value;
  }
}

TEST(ForwardConfig, RangesAreSpelledOut) {
  EXPECT_THAT(one_problem({"stress.price_change_percent=0"}),
              HasSubstr("(found 0, expected a number from -99 to 1000, not 0)"));
  EXPECT_THAT(one_problem({"paths.replay_start_utc=soon"}),
              HasSubstr("expected a time such as 2025-03-08T00:00:00Z, from 1970 to 2100, or \"none\")"));
  EXPECT_THAT(one_problem({"market.start_utc=none"}), HasSubstr("is not a time"));
  EXPECT_THAT(one_problem({"paths.process=bootsrap"}), HasSubstr("did you mean \"bootstrap\"?"));
}

TEST(ForwardConfig, NoTimeIsWrittenAsNone) {
  EXPECT_THAT(config_toml(with({})), HasSubstr("\nreplay_start_utc = \"none\"\n"));
  EXPECT_THAT(config_toml(with({"paths.replay_start_utc=2025-03-08T06:00:00Z"})),
              HasSubstr("\nreplay_start_utc = \"2025-03-08T06:00:00Z\"\n"));
  // A later --set takes it back.
  EXPECT_EQ(with({"paths.replay_start_utc=2025-03-08", "paths.replay_start_utc=none"}).paths.replay_start_utc, 0);
}

TEST(ForwardConfig, OutputStepsAreSteps) {
  EXPECT_THAT(
      one_problem({"paths.steps=95"}),
      StartsWith("--set paths.steps: paths.output_steps is more than paths.steps (found 96, expected at most 95"));
  EXPECT_THAT(one_problem({"paths.output_steps=1441"}), StartsWith("--set paths.output_steps: is more than"));
  EXPECT_EQ(with({"paths.steps=1", "paths.output_steps=1"}).paths.steps, 1);
}

TEST(ForwardConfig, StepsFitBarsWhereBarsAreTaken) {
  for (const int step : {1, 2, 60, 150, 300, 600, 1500, 86400})
    EXPECT_THAT(problems_of(kSmallConfig, {fmt::format("paths.step_seconds={}", step)}), IsEmpty()) << step;
  for (const int step : {7, 299, 301, 450, 86399})
    EXPECT_THAT(one_problem({fmt::format("paths.step_seconds={}", step)}),
                StartsWith(fmt::format("--set paths.step_seconds: does not fit the bars (found {}, expected a divisor "
                                       "or a multiple of market.bar_seconds = 300)",
                                       step)));
  EXPECT_THAT(one_problem({"market.bar_seconds=64", "market.end_utc=2025-03-09"}),
              StartsWith("--set market.bar_seconds: paths.step_seconds does not fit the bars"));
  EXPECT_EQ(with({"paths.step_seconds=7", "paths.process=gbm"}).paths.step_seconds, 7);
  EXPECT_EQ(with({"paths.step_seconds=7", "paths.process=bachelier"}).paths.step_seconds, 7);
  EXPECT_THAT(one_problem({"paths.process=replay", "paths.replay_start_utc=2025-03-08", "paths.step_seconds=7"}),
              HasSubstr("paths.process = \"replay\" takes whole bars"));
}

TEST(ForwardConfig, StepsAndBlocksLieWithinTheHistory) {
  const std::string half_day = "market.end_utc=2025-03-08T12:00:00Z";
  EXPECT_THAT(one_problem({half_day}), AllOf(StartsWith("--set market.end_utc: paths.block_hours is longer than the "
                                                        "history (found 24, expected at most the 12 h"),
                                             HasSubstr("paths.count = 0 leaves out the forward half")));
  EXPECT_THAT(one_problem({half_day, "paths.block_hours=12", "paths.step_seconds=86400"}),
              StartsWith("--set paths.step_seconds: is longer than the history (found 86400, expected at most the "
                         "43200 s"));
  EXPECT_EQ(with({half_day, "paths.block_hours=12", "paths.step_seconds=43200"}).paths.block_hours, 12.0);
  EXPECT_THAT(one_problem({"paths.block_hours=0.08"}), HasSubstr("is shorter than a bar (found 0.08, expected at least "
                                                                 "0.0833333)"));
  // Other processes draw no blocks, and without paths nothing has to fit.
  EXPECT_THAT(problems_of(kSmallConfig, {half_day, "paths.process=gbm", "paths.step_seconds=86400"}), IsEmpty());
  EXPECT_THAT(problems_of(kSmallConfig, {half_day, "paths.count=0", "paths.steps=1", "paths.step_seconds=7"}),
              IsEmpty());
}

TEST(ForwardConfig, AReplayLiesWithinTheHistory) {
  const auto replay = [](const std::string& start, const std::string& steps) {
    return std::vector<std::string>{"paths.process=replay", "paths.replay_start_utc=" + start, "paths.steps=" + steps};
  };
  EXPECT_THAT(problems_of(kSmallConfig, replay("2025-03-08T00:00:00Z", "1440")), IsEmpty());
  EXPECT_THAT(problems_of(kSmallConfig, replay("2025-03-08T22:00:00Z", "120")), IsEmpty());
  EXPECT_THAT(one_problem({"paths.process=replay"}),
              StartsWith("--set paths.process: paths.replay_start_utc is missing for paths.process = \"replay\" "
                         "(expected a time from 2025-03-08T00:00:00Z on, 86400 s or more before 2025-03-09T00:00:00Z"));
  EXPECT_THAT(one_problem(replay("2025-03-08T22:00:00Z", "121")),
              AllOf(StartsWith("--set paths.replay_start_utc: leaves too little history to replay (found 7200 s"),
                    HasSubstr("paths.steps x paths.step_seconds = 7260 s")));
  EXPECT_THAT(one_problem(replay("2025-03-08T22:01:00Z", "96")),
              HasSubstr("the nearest before it is 2025-03-08T22:00"));
  for (const char* outside : {"2025-03-07T23:55:00Z", "2025-03-09T00:00:00Z", "2099-12-31T00:00:00Z"})
    EXPECT_THAT(one_problem(replay(outside, "96")), HasSubstr("lies outside the history")) << outside;
  // A horizon of 2,700 years overflows nothing.
  auto longest = replay("2025-03-08", "1000000");
  longest.emplace_back("paths.step_seconds=86400");
  EXPECT_THAT(one_problem(longest), HasSubstr("= 86400000000 s"));
}

// What is wrong in one part hides nothing in another; a window that means nothing is not compared with.
TEST(ForwardConfig, ProblemsAreReportedTogether) {
  const std::string text = kSmallConfig + R"(
[paths]
count = -1
steps = 10
step_seconds = 70
block_hours = 240
[book]
refill_seconds = 0
[stress]
price_change_percent = 0
)";
  EXPECT_THAT(
      problems_of(text, {"prior.size_cap_usd=1000", "cascade.fund_usd=-1"}),
      ElementsAre(
          StartsWith("run.toml:12:9: paths.count: is out of range (found -1"),
          StartsWith("run.toml:17:18: book.refill_seconds: is out of range (found 0, expected a number above 0"),
          StartsWith("run.toml:19:24: stress.price_change_percent: is out of range"),
          StartsWith("--set cascade.fund_usd: is out of range"),
          StartsWith("--set prior.size_cap_usd: prior.size_min_usd is not below"),
          StartsWith("run.toml:13:9: paths.steps: paths.output_steps is more than paths.steps"),
          StartsWith("run.toml:14:16: paths.step_seconds: does not fit the bars"),
          StartsWith("run.toml:15:15: paths.block_hours: is longer than the history (found 240")));
  EXPECT_THAT(problems_of(text, {"paths.count=1", "market.end_utc=2025-03-07", "book.refill_seconds=1",
                                 "stress.price_change_percent=1"}),
              ElementsAre(StartsWith("run.toml:12:9"), StartsWith("run.toml:17:18"), StartsWith("run.toml:19:24"),
                          StartsWith("--set market.end_utc: is not after market.start_utc"),
                          StartsWith("run.toml:13:9: paths.steps: paths.output_steps is more than")));
}

TEST(ForwardConfig, SuggestsTheNearestKey) {
  EXPECT_THAT(one_problem({"paths.cuont=1"}), HasSubstr("did you mean paths.count?"));
  EXPECT_THAT(one_problem({"cascade.rounds_seconds=1"}), HasSubstr("did you mean cascade.round_seconds?"));
  EXPECT_THAT(one_problem({"path.volatility_annual=1"}), HasSubstr("did you mean paths.volatility_annual?"));
  EXPECT_THAT(one_problem({"stres.depth_multiplier=1"}), HasSubstr("did you mean stress.depth_multiplier?"));
  EXPECT_THAT(one_problem({"depth_multiplier=1"}),
              HasSubstr("did you mean book.depth_multiplier or stress.depth_multiplier?"));
  EXPECT_THAT(problems_of(kSmallConfig + "[casacde]\nfund_usd = 1\n"),
              ElementsAre(HasSubstr("casacde: is not a known section; did you mean cascade?")));
  EXPECT_THAT(one_problem({"paths=5"}), HasSubstr("--set paths: is a section"));
}

TEST(RareConfigChecks, WhatDoesNotGoTogetherIsNamed) {
  EXPECT_THAT(one_problem({"rare.method=sobol"}),
              HasSubstr("rare.method: has no Brownian bridge to order in paths.process = \"bootstrap\""));
  EXPECT_THAT(one_problem({"rare.method=tilt", "paths.process=replay", "paths.replay_start_utc=2025-03-08",
                           "paths.steps=2", "paths.output_steps=1"}),
              HasSubstr("does not know paths.process = \"replay\""));
  EXPECT_THAT(one_problem({"rare.method=tilt", "paths.count=0"}), HasSubstr("asks for paths where paths.count = 0"));
  EXPECT_THAT(one_problem({"rare.method=tilt", "rare.event=any"}), HasSubstr("rare.event: leaves nothing to aim at"));
  EXPECT_THAT(one_problem({"rare.level_percent=0"}), HasSubstr("rare.level_percent: is out of range"));
  EXPECT_THAT(one_problem({"rare.share_percent=101"}), HasSubstr("rare.share_percent: is out of range"));
  EXPECT_THAT(one_problem({"rare.method=luck"}), HasSubstr("rare.method"));
}

// The files that users start from parse, and run forward.
TEST(ForwardConfig, ShippedConfigurationsHaveAForwardHalf) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(TINDERBOX_SOURCE_DIR "/configs")) {
    if (entry.path().extension() != ".toml") continue;
    ++files;
    const RunConfig config = load_config(entry.path(), {});
    EXPECT_EQ(config.paths.count, 100'000) << entry.path();
    EXPECT_EQ(config.paths.steps, 1440) << entry.path();
    EXPECT_EQ(config.paths.step_seconds, 60) << entry.path();
    EXPECT_EQ(config.paths.output_steps, 96) << entry.path();
  }
  EXPECT_EQ(files, 4);
}

}  // namespace
}  // namespace tinderbox
