// What becomes of entries that are wrong: no crash, a verdict, and a reason that names the trouble.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "host/validate/small_run.hpp"
#include "tests/validate/bench.hpp"

namespace tinderbox::testing {
namespace {

using ::testing::HasSubstr;
using validation::EntryReport;
using validation::Family;
using validation::Outcome;

constexpr const char* kBridge = R"({"x0": 0, "x1": 0, "b": -0.001, "sigma_day": 0.03, "dt_days": "1/1440"})";

void expect_failed(const std::string& name, const std::string& params, const std::string& value,
                   const std::string& reason) {
  const EntryReport report = run_entry(entry_text(name, params, value));
  EXPECT_EQ(report.outcome, Outcome::kFailed) << params;
  EXPECT_THAT(report.reason, HasSubstr(reason)) << params;
}

TEST(Entries, WhatIsNoListIsAnInputError) {
  for (const char* text : {"", "{}", "3", "null", "[1", "\"x\"", "{\"name\": []}"})
    EXPECT_THROW((void)validation::parse_oracles(text, "bad.json"), InputError) << text;
  EXPECT_TRUE(validation::parse_oracles("[]", "empty.json").empty());
  EXPECT_THROW((void)validation::read_oracles("/nowhere/oracles.json"), InputError);
}

TEST(Entries, ElementsThatAreNoEntriesFailAlone) {
  for (const char* element : {"1", "null", "[]", "{}", R"({"name": 3})", R"({"params": {}})"}) {
    const EntryReport report = run_entry(element);
    EXPECT_EQ(report.outcome, Outcome::kFailed) << element;
    EXPECT_EQ(report.name, "entry 1");
  }
}

TEST(Entries, UnknownFamiliesAreNotRun) {
  const EntryReport report = run_entry(entry_text("no_such_law", "{}", "1"));
  EXPECT_EQ(report.outcome, Outcome::kNotRun);
  EXPECT_THAT(report.reason, HasSubstr("no family"));
}

TEST(Entries, ExtraKeysDoNotMatter) {
  const EntryReport report = run_entry(
      R"({"name": "max_abs_z_bonferroni", "params": {"m": 1, "alpha": "1/20", "note": "x"}, "value": 1.959963984540054, "source": 7})");
  EXPECT_EQ(report.outcome, Outcome::kPassed) << report.reason;
}

TEST(Entries, MissingAndSillyParametersFailWithTheirName) {
  expect_failed("brownian_bridge_crossing", "{}", "0.04", "parameter sigma_day is missing");
  expect_failed("brownian_bridge_crossing", "7", "0.04", "parameter sigma_day is missing");
  expect_failed("brownian_bridge_crossing", R"({"sigma_day": "1/0"})", "0.04", "division by zero");
  expect_failed("brownian_bridge_crossing", R"({"sigma_day": -1})", "0.04", "parameter sigma_day is out of range");
  expect_failed("brownian_bridge_crossing", R"({"sigma_day": []})", "0.04", "parameter sigma_day");
  expect_failed("brownian_bridge_crossing", R"({"x0": 0, "x1": 0, "b": 0.1, "sigma_day": 0.03, "dt_days": 1})", "0.04",
                "parameter b");
  expect_failed("gbm_first_passage_down", R"({"S0": 100, "K": 105, "sigma": 0.6, "T_days": 1})", "0.1", "wrong side");
  expect_failed("merton_cdf", R"({"x": 0, "T_days": 1, "sigma": 0.4, "lam": -3, "muJ": 0, "sigJ": 0.1})", "0.1",
                "parameter lam");
  expect_failed("heston_cdf", R"({"x": 0, "T_days": 1, "kappa": 4, "theta": 0.3, "xi": 1, "rho": -1.5, "v0": 0.4})",
                "0.1", "parameter rho");
  expect_failed("cascade_poisson_ladder_moments", R"({"theta": 2, "n": 1.5})", "[4, 16]", "parameter n");
  expect_failed("cascade_lumpy_synchronous", R"({"S0": 100, "Delta": 1, "lam": 1, "levels": [[200, 1]]})", "[1, 2, 3]",
                "parameter levels");
  expect_failed("philox4x32_10_kat", R"({"ctr": ["0", "0", "0"], "key": ["0", "0"]})", R"("0 0 0 0")", "parameter ctr");
  expect_failed("ladder_mass_uniform_entry",
                R"({"Q": 1, "a": 1, "b": 2, "mmr": 0.01, "mix": {"5": 0.4}, "lo": 1, "hi": 2})", "0.5",
                "add up to 0.4");
}

TEST(Entries, ValuesOfTheWrongKindFail) {
  for (const char* value : {"null", "\"x\"", "[]", "[1, 2]", "{}", "true", "1e999"}) {
    if (std::string(value) == "1e999") {
      EXPECT_THROW((void)run_entry(entry_text("brownian_bridge_crossing", kBridge, value)), InputError);
      continue;
    }
    const EntryReport report = run_entry(entry_text("brownian_bridge_crossing", kBridge, value));
    EXPECT_EQ(report.outcome, Outcome::kFailed) << value;
    EXPECT_THAT(report.reason, HasSubstr("value")) << value;
  }
  for (const char* value : {"0", "-1", "2"})
    EXPECT_EQ(run_entry(entry_text("brownian_bridge_crossing", kBridge, value)).outcome, Outcome::kFailed) << value;
}

TEST(Entries, WhatTakesTooLongIsNotRun) {
  const EntryReport report = run_entry(entry_text("brownian_bridge_crossing", kBridge, "1e-12"));
  EXPECT_EQ(report.outcome, Outcome::kNotRun);
  EXPECT_THAT(report.reason, HasSubstr("samples"));
}

// Every family, with nothing at all and with parameters of the wrong kind.
TEST(Entries, NoFamilyIsBroughtDown) {
  const std::string wrong =
      R"x({"S0": "x", "K": [], "T_days": null, "sigma": "1/0", "n": "nan", "theta": {}, "levels": 3, "mix": [], "x": "ln(0)",
          "m": -1, "d": "", "b": true, "R": 1e300, "Delta": -1, "Q": 0, "alpha": "9^999", "N": 1.5, "word": "xyz",
          "sigma_day": 0, "sigma_per_sqrt_day": -5, "r_tau": 0, "side": 0, "entry": -1, "opened": "?", "p": 2, "a": -1,
          "rho_usd_per_usd": "1e", "close_rate_day": -1, "Q0": "(", "Y": -1, "C0": "}", "mu": {}, "x0": "1+"})x";
  std::set<std::string_view> names;
  for (const Family& family : validation::all_families()) {
    EXPECT_TRUE(names.insert(family.name).second) << "twice: " << family.name;
    EXPECT_FALSE(family.driven_by.empty()) << family.name;
    const Outcome expected = family.drive != nullptr ? Outcome::kFailed : Outcome::kNotRun;
    if (family.name != "bgk_constant") {  // it has no parameters
      EXPECT_EQ(run_entry(entry_text(std::string(family.name), "{}", "1")).outcome, expected) << family.name;
    }
    EXPECT_EQ(run_entry(entry_text(std::string(family.name), wrong, "null")).outcome, expected) << family.name;
  }
}

TEST(Entries, EveryFamilyIsDocumented) {
  std::ifstream file(TINDERBOX_SOURCE_DIR "/host/docs/validation.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const Family& family : validation::all_families())
    EXPECT_THAT(text, HasSubstr("| `" + std::string(family.name) + "` | " + std::string(family.driven_by) + " |"));
}

TEST(Report, LastLineCountsAndReasonsAreOnTheirOwnLines) {
  validation::ValidationReport report;
  report.entries.push_back(
      run_entry(entry_text("max_abs_z_bonferroni", R"({"m": 1, "alpha": 0.05})", "1.95996398454")));
  report.entries.push_back(run_entry(entry_text("max_abs_z_bonferroni", R"({"m": 1, "alpha": 0.05})", "1.96")));
  report.entries.push_back(run_entry(entry_text("nothing\\u0007", "{}", "1")));
  EXPECT_FALSE(report.ok());
  const std::string text = report_text(report);
  EXPECT_TRUE(text.ends_with("\n1 passed, 1 failed, 1 not run\n")) << text;
  EXPECT_THAT(text, HasSubstr("FAILED: max_abs_z_bonferroni (alpha=0.05 m=1): differs by"));
  EXPECT_EQ(text.find('\x07'), std::string::npos) << "control characters of a file are escaped";
  EXPECT_EQ(report_json(report)["failed"], 1);
}

TEST(ShippedDigests, AChangedDigestAMissingDatasetAndNoDigestsFail) {
  EngineOptions options;
  options.backend = Backend::kCpu;
  const std::string shipped(validation::shipped_digests());
  EXPECT_EQ(validation::validate_digests(shipped, options).outcome, Outcome::kPassed)
      << validation::validate_digests(shipped, options).reason;
  std::string changed = shipped;
  const std::size_t at = changed.find("  /paths/visit_probability\n");
  ASSERT_NE(at, std::string::npos);
  changed[at - 1] = changed[at - 1] == '0' ? '1' : '0';
  const EntryReport report = validation::validate_digests(changed, options);
  EXPECT_EQ(report.outcome, Outcome::kFailed);
  EXPECT_THAT(report.reason, HasSubstr("shipped: /paths/visit_probability"));
  EXPECT_EQ(validation::validate_digests("# none\n", options).outcome, Outcome::kFailed);
}

}  // namespace
}  // namespace tinderbox::testing
