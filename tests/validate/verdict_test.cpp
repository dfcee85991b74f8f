// The built-in entries pass, and none of them does with another value: what is run follows the parameters, and a wrong
// figure is told.
#include <gtest/gtest.h>

#include <cmath>

#include "host/validate/small_run.hpp"
#include "tests/validate/bench.hpp"

namespace tinderbox::testing {
namespace {

using validation::EntryReport;
using validation::Outcome;

EntryReport run(const validation::ReadEntry& entry) {
  static const std::unique_ptr<Executor> executor = make_cpu_executor(best_cpu_path(), 0);
  EngineOptions options;
  options.backend = Backend::kCpu;
  return validation::validate_entry(entry, {*executor, options});
}

// Every number 15% larger.
nlohmann::json larger(const nlohmann::json& value) {
  if (value.is_array()) {
    nlohmann::json list = nlohmann::json::array();
    for (const nlohmann::json& element : value) list.push_back(larger(element));
    return list;
  }
  return 1.15 * validation::number_of(value, "value") + 1e-4;
}

class ShortForm : public ::testing::TestWithParam<std::size_t> {};

TEST_P(ShortForm, PassesAndAnotherValueFails) {
  validation::ReadEntry entry = validation::short_form().at(GetParam());
  const EntryReport right = run(entry);
  EXPECT_EQ(right.outcome, Outcome::kPassed) << right.name << ": " << right.reason;
  if (entry.entry.value.is_string() && entry.entry.name.starts_with("philox"))
    entry.entry.value = "d16cfe09 94fdcceb 5001e420 24126ea2";
  else
    entry.entry.value = larger(entry.entry.value);
  const EntryReport wrong = run(entry);
  EXPECT_EQ(wrong.outcome, Outcome::kFailed) << wrong.name;
}

INSTANTIATE_TEST_SUITE_P(All, ShortForm, ::testing::Range<std::size_t>(0, validation::short_form().size()),
                         [](const ::testing::TestParamInfo<std::size_t>& index) {
                           return validation::short_form().at(index.param).entry.name;
                         });

TEST(Verdict, AStandardErrorThatTellsNothingFails) {
  EXPECT_TRUE(validation::sampled(1, 1.01, 0.01).passed());
  EXPECT_FALSE(validation::sampled(1, 1.01, 0.03).passed()) << "3% of the value";
  EXPECT_FALSE(validation::sampled(1, 1.05, 0.01).passed());
  EXPECT_TRUE(validation::sampled(5e-4, 5.2e-4, 4e-5).passed()) << "8% of a small value";
  EXPECT_FALSE(validation::sampled(5e-4, 5.2e-4, 6e-5).passed());
  EXPECT_FALSE(validation::sampled(1, 1, 0).passed());
  EXPECT_FALSE(validation::sampled(1, std::nan(""), 0.01).passed());
  EXPECT_FALSE(validation::sampled(1, 1, std::nan("")).passed());
  EXPECT_TRUE(validation::exact(3, 3, 0).passed());
  EXPECT_FALSE(validation::exact(3, 3.1, 0.05).passed());
}

}  // namespace
}  // namespace tinderbox::testing
