#include "tests/engine/forward_fixture.hpp"

#include <fmt/format.h>

#include <iostream>

namespace tinderbox::testing {
namespace {

struct Line {
  Finding finding;
  const char* verdict;
};

// Prints what was found when all tests have run.
class FindingTable : public ::testing::Environment {
 public:
  void TearDown() override {
    if (lines_.empty()) return;
    std::cout << "| family | entry | expected | found | standard error | z | |\n|---|---|---|---|---|---|---|\n";
    for (const Line& line : lines_)
      std::cout << fmt::format("| {} | {} | {:.8g} | {:.8g} | {:.3g} | {:.2f} | {} |\n", line.finding.family,
                               line.finding.entry, line.finding.expected, line.finding.found, line.finding.error,
                               line.finding.z(), line.verdict);
  }

  void add(const Finding& finding, const char* verdict) {
    lines_.push_back({finding, verdict});
    ::testing::Test::RecordProperty(fmt::format("{} {} ({})", finding.family, finding.entry, verdict),
                                    fmt::format("{:.3f}", finding.z()));
  }

 private:
  std::vector<Line> lines_;
};

auto* const table = dynamic_cast<FindingTable*>(::testing::AddGlobalTestEnvironment(new FindingTable));

std::string describe(const Finding& f) {
  return fmt::format("{} {}: expected {}, found {}, standard error {}", f.family, f.entry, f.expected, f.found,
                     f.error);
}

}  // namespace

// FNV-1a.
std::uint64_t seed_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

ForwardRun run_forward(const ForwardSetup& setup, std::int64_t batch_paths) {
  static const std::unique_ptr<Executor> executor = make_cpu_executor(best_cpu_path(), 0);
  return validation::run_forward(setup, *executor, validation::Keep::kRecords, batch_paths);
}

MarketState market_of_bars(double open, const std::vector<Bar>& bars, std::int32_t bar_seconds) {
  MarketState m = flat_market(bars.size(), open, bar_seconds);
  double last = open;
  for (std::size_t t = 0; t < bars.size(); ++t) {
    m.open[t] = last;
    m.low[t] = m.mark_low[t] = bars[t].low;
    m.high[t] = m.mark_high[t] = bars[t].high;
    m.close[t] = m.mark_close[t] = last = bars[t].close;
  }
  return m;
}

SampleMean sample_mean(const std::vector<PathRecord>& records, const std::function<double(const PathRecord&)>& number) {
  double sum = 0;
  double squares = 0;
  for (const PathRecord& record : records) {
    const double x = number(record);
    sum += x;
    squares += x * x;
  }
  const auto n = static_cast<double>(records.size());
  const double mean = sum / n;
  return {mean, std::sqrt(std::max(squares / n - mean * mean, 0.0) / n)};
}

void expect_law(const Finding& finding) {
  table->add(finding, "");
  EXPECT_LT(std::abs(finding.z()), 4) << describe(finding);
}

void expect_value(const Finding& finding) {
  table->add(finding, "exact");
  EXPECT_LE(std::abs(finding.z()), 1) << describe(finding);
}

void expect_rejected(const Finding& finding) {
  table->add(finding, "control");
  EXPECT_GT(std::abs(finding.z()), 4) << "negative control: " << describe(finding);
}

}  // namespace tinderbox::testing
