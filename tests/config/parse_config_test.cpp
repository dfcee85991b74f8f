// Parsing: values, defaults, --set, and what each mistake says.
#include <fstream>

#include "tests/config/config_text.hpp"

namespace tinderbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ParseConfig, ReadsValuesAndKeepsDefaults) {
  const RunConfig config = parse_config(kSmallConfig, "run.toml", {});
  EXPECT_EQ(config.seed, 7U);
  EXPECT_EQ(config.market.source, "synth");
  EXPECT_EQ(config.market.start_utc, 1741392000);
  EXPECT_EQ(config.configured_bars(), 288);
  EXPECT_EQ(config.grid.bins, 1600);
  EXPECT_EQ(config.grid.bin_usd, 50.0);
  RunConfig defaults;
  EXPECT_EQ(config.sampling.positions, defaults.sampling.positions);
  EXPECT_EQ(config.prior.cross_leverage.size(), defaults.prior.cross_leverage.size());
}

TEST(ParseConfig, TakesTimesInEveryTomlForm) {
  for (const char* start : {"\"2025-03-08\"", "\"2025-03-08T00:00:00Z\"", "2025-03-08", "2025-03-08T00:00:00",
                            "2025-03-08T00:00:00Z", "2025-03-08T02:00:00+02:00", "2025-03-07 19:00:00-05:00"}) {
    const std::string set = std::string("market.start_utc=") + start;
    EXPECT_EQ(parse_config(kSmallConfig, "run.toml", {set}).market.start_utc, 1741392000) << start;
  }
}

TEST(ParseConfig, TakesPriorsAsPairOrNumberAndMixesAsLists) {
  const RunConfig config = parse_config(kSmallConfig, "run.toml",
                                        {"prior.size_alpha=0.8", "prior.isolated_share=[0, 0.25]",
                                         "prior.isolated_leverage=[[10, 20, 0.5], [20.5, 125, 2]]"});
  EXPECT_EQ(config.prior.size_alpha.low, 0.8);
  EXPECT_EQ(config.prior.size_alpha.high, 0.8);
  EXPECT_EQ(config.prior.isolated_share.low, 0.0);
  EXPECT_EQ(config.prior.isolated_share.high, 0.25);
  ASSERT_EQ(config.prior.isolated_leverage.size(), 2U);
  EXPECT_EQ(config.prior.isolated_leverage[1].low, 20.5);
  EXPECT_EQ(config.prior.isolated_leverage[1].share, 2.0);
}

TEST(ParseConfig, SetsLieOverTheFileAndTheLastOneWins) {
  const RunConfig config =
      parse_config(kSmallConfig, "run.toml",
                   {"sampling.positions=1e6", "seed=1", "seed=2", "prior.entry=uniform", "market.mark=\"last\""});
  EXPECT_EQ(config.sampling.positions, 1'000'000);
  EXPECT_EQ(config.seed, 2U);
  EXPECT_EQ(config.prior.entry, "uniform");
  EXPECT_EQ(config.market.mark, "last");
}

TEST(ParseConfig, TenMistakesGiveTenLinesInFileOrder) {
  const std::string text = R"(sed = 7
[market]
source = "synht"
start_utc = "2025-02-30"
end_utc = "2025-03-09T00:00:00Z"
[grid]
price_min_usd = "low"
bin_usd = -50
bins = 30000
[sampling]
positions = 0
replicats = 4
[prior]
size_alpha = [0.9, 0.7]
isolated_leverage = [[5, 10, 0.3], [10, 20]]
)";
  EXPECT_THAT(
      problems_of(text),
      ElementsAre(StartsWith("run.toml:1:1: sed: is not a known key; did you mean seed?"),
                  "run.toml:3:10: market.source: is not a known word (found 'synht', expected \"files\" or \"synth\"); "
                  "did you mean \"synth\"?",
                  StartsWith("run.toml:4:13: market.start_utc: is not a time"),
                  StartsWith("run.toml:7:17: grid.price_min_usd: has the wrong type (found 'low', expected a number"),
                  StartsWith("run.toml:8:11: grid.bin_usd: is out of range (found -50"),
                  "run.toml:9:8: grid.bins: is out of range (found 30000, expected a whole number from 1 to 20000)",
                  StartsWith("run.toml:11:13: sampling.positions: is out of range (found 0"),
                  "run.toml:12:1: sampling.replicats: is not a known key; did you mean sampling.replicates?",
                  StartsWith("run.toml:14:14: prior.size_alpha: has its bounds the wrong way round"),
                  StartsWith("run.toml:15:36: prior.isolated_leverage: is not [low, high, share]")));
}

TEST(ParseConfig, SuggestsTheRightSectionToo) {
  EXPECT_THAT(problems_of("positions = 5\n" + kSmallConfig),
              ElementsAre("run.toml:1:1: positions: is not a known key; did you mean sampling.positions?"));
  EXPECT_THAT(problems_of(kSmallConfig + "[smpling]\npositions = 5\n"),
              ElementsAre("run.toml:10:2: smpling: is not a known section; did you mean sampling?"));
  EXPECT_THAT(problems_of(kSmallConfig, {"sampling.position=5"}),
              ElementsAre("--set sampling.position: is not a known key; did you mean sampling.positions?"));
  EXPECT_THAT(problems_of("xyzzyplugh = 5\n" + kSmallConfig),
              ElementsAre("run.toml:1:1: xyzzyplugh: is not a known key; host/docs/config.md lists the keys"));
}

TEST(ParseConfig, SectionsAndKeysAreNotMixedUp) {
  EXPECT_THAT(problems_of("synth = 5\n" + kSmallConfig), ElementsAre(HasSubstr("run.toml:1:1: synth: is a section")));
  EXPECT_THAT(problems_of("prior = [1, 2]\n" + kSmallConfig), ElementsAre(HasSubstr("prior: is a section")));
  EXPECT_THAT(problems_of(kSmallConfig + "[sampling.positions]\nx = 1\n"),
              ElementsAre(HasSubstr("sampling.positions: has the wrong type (found a table")));
  EXPECT_THAT(problems_of(kSmallConfig, {"sampling=5"}), ElementsAre(HasSubstr("--set sampling: is a section")));
}

TEST(ParseConfig, SetProblemsNameTheSet) {
  EXPECT_THAT(problems_of(kSmallConfig, {"sampling.positions"}), ElementsAre(HasSubstr("is not key=value")));
  EXPECT_THAT(problems_of(kSmallConfig, {"=5"}), ElementsAre(HasSubstr("is not key=value")));
  EXPECT_THAT(problems_of(kSmallConfig, {"sampling.positions=many"}),
              ElementsAre(StartsWith("--set sampling.positions: has the wrong type (found 'many'")));
  EXPECT_THAT(problems_of(kSmallConfig, {"sampling.positions="}),
              ElementsAre(StartsWith("--set sampling.positions: has the wrong type (found ''")));
  // More than one value is not smuggled in.
  EXPECT_THAT(problems_of(kSmallConfig, {"seed=1\nother=2"}),
              ElementsAre(StartsWith("--set seed: has the wrong type")));
  EXPECT_THAT(problems_of(kSmallConfig, {"market.end_utc=2025-03-08"}),
              ElementsAre(StartsWith("--set market.end_utc: is not after market.start_utc")));
}

TEST(ParseConfig, MissingKeysAreNamed) {
  const auto lines = problems_of("seed = 1\n");
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines[0], StartsWith("run.toml: market.start_utc: is missing (expected time"));
  EXPECT_THAT(lines[4], StartsWith("run.toml: grid.bins: is missing"));
}

TEST(ParseConfig, RulesBetweenKeys) {
  const auto one = [](const std::string& set) {
    const auto lines = problems_of(kSmallConfig, {set});
    EXPECT_EQ(lines.size(), 1U) << set;
    return lines.empty() ? std::string{} : lines[0];
  };
  EXPECT_THAT(one("market.start_utc=2025-03-08T00:01:00Z"), HasSubstr("is not on the bar grid"));
  EXPECT_THAT(one("market.start_utc=2025-03-10"), HasSubstr("is not after market.start_utc"));
  EXPECT_THAT(one("market.end_utc=2025-03-08T00:05:00Z"), HasSubstr("unusable number of bars (found 1, expected 2 to"));
  EXPECT_THAT(one("market.bar_seconds=7"), HasSubstr("--set market.bar_seconds: does not divide a day"));
  EXPECT_THAT(one("prior.size_cap_usd=1000"), HasSubstr("prior.size_min_usd is not below prior.size_cap_usd"));
  EXPECT_THAT(one("prior.fast_close_rate_per_day=0.3"), HasSubstr("overlaps prior.fast_close_rate_per_day"));
  EXPECT_THAT(one("synth.price_usd=59999"), HasSubstr("--set synth.price_usd: lies outside the price grid"));
  EXPECT_THAT(one("grid.bins=10"), HasSubstr("--set grid.bins: synth.price_usd lies outside the price grid"));
  EXPECT_THAT(one("sampling.replicates=1"), HasSubstr("expected a whole number from 2 to 65535"));
  EXPECT_THAT(one("sampling.initial_share=0.95"), HasSubstr("out of range"));
  EXPECT_THAT(one("prior.size_alpha=nan"), HasSubstr("out of range (found nan"));
  EXPECT_THAT(one("output.memory_gib=inf"), HasSubstr("out of range (found inf"));
  EXPECT_THAT(one("prior.cross_leverage=[]"), HasSubstr("wrong length"));
  EXPECT_THAT(one("prior.cross_leverage=[[1, 2, 0]]"), HasSubstr("share out of range"));
  EXPECT_THAT(one("prior.cross_leverage=[[3, 2, 1]]"), HasSubstr("the wrong way round"));
  EXPECT_THAT(one("grid.bins=16.5"), HasSubstr("is not a whole number"));
  EXPECT_THAT(one("seed=-1"), HasSubstr("out of range"));
  EXPECT_THAT(one("market.contract=\"BTC USDT\""), HasSubstr("is not a name"));
  EXPECT_THAT(one("market.start_utc=1741392000"), HasSubstr("is not a time"));
  EXPECT_THAT(one("market.start_utc=2025-03-08T00:00:00.5Z"), HasSubstr("is not a time in whole seconds"));
}

TEST(ParseConfig, SyntaxErrorsNameTheLine) {
  EXPECT_THAT(problems_of("seed = 1\nbins = [1,\n"), ElementsAre(StartsWith("run.toml:")));
  EXPECT_THAT(problems_of("seed = 1\nname = bare\n"), ElementsAre(StartsWith("run.toml:2:")));
  EXPECT_THAT(problems_of("seed = 1\nname = bare\n"), ElementsAre(HasSubstr("text needs quotes")));
  EXPECT_THAT(problems_of("seed = 1\nseed = 2\n"), ElementsAre(HasSubstr("cannot redefine")));
}

TEST(ParseConfig, ThousandsOfMistakesAreCounted) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "wrong_" + std::to_string(i) + " = 1\n";
  const auto lines = problems_of(text + kSmallConfig);
  ASSERT_EQ(lines.size(), 101U);
  EXPECT_THAT(lines.back(), HasSubstr("2900 more problems are not listed"));
}

class ConfigFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("tinderbox-config-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string error_of(const std::string& bytes) {
    std::ofstream(folder_ / "run.toml", std::ios::binary) << bytes;
    return error_of_path(folder_ / "run.toml");
  }
  static std::string error_of_path(const std::filesystem::path& path) {
    try {
      (void)load_config(path, {});
    } catch (const InputError& error) {
      EXPECT_EQ(error.problems().size(), 1U);
      return error.what();
    }
    return "";
  }

  std::filesystem::path folder_;
};

TEST_F(ConfigFile, UnusableFilesAreNamed) {
  EXPECT_THAT(error_of_path(folder_ / "none.toml"), HasSubstr("none.toml: cannot be found"));
  EXPECT_THAT(error_of_path(folder_), HasSubstr("is a folder"));
  EXPECT_THAT(error_of(""), HasSubstr("run.toml: is empty"));
  EXPECT_THAT(error_of(std::string("\x7f"
                                   "ELF\0\0\1",
                                   7)),
              HasSubstr("is not text (found a binary file"));
  EXPECT_THAT(error_of("\x89HDF\r\n\x1a\n"), HasSubstr("an HDF5 file"));
  EXPECT_THAT(error_of("seed = 1\n# \xff\xfe\n"), HasSubstr("run.toml:2:2: is not valid TOML"));
  EXPECT_THAT(error_of(std::string((1U << 20U) + 1, '#')), HasSubstr("too large"));
  EXPECT_THAT(error_of_path("/dev/zero"), HasSubstr("too large"));
  EXPECT_EQ(error_of("\xef\xbb\xbf" + kSmallConfig), "");  // a byte order mark is fine
  EXPECT_EQ(error_of_path(folder_ / "run.toml"), "");
}

}  // namespace
}  // namespace tinderbox
