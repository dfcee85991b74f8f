#include "tests/engine/forward_fixture.hpp"

#include <fmt/format.h>

#include <iostream>

namespace tinderbox::testing {
namespace {

constexpr double kSecondsPerYear = kYearDays * kDaySeconds;

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

void make_even(UniformPrior& prior, double value) {
  prior = {value, value};
}

}  // namespace

PriceCoordinate ForwardSetup::coordinate() const {
  return {config.paths.process == "bachelier" ? Scale::kLinear : Scale::kLog, market.mark_close.back()};
}

ForwardSetup forward_setup(const std::string& process, double price_now, std::int64_t paths) {
  ForwardSetup setup;
  setup.market = flat_market(4, price_now);
  RunConfig& c = setup.config;
  c = small_config(setup.market, 1000, 1);
  c.seed = 20260;
  c.paths.count = paths;
  c.paths.process = process;
  c.paths.sample = 0;
  c.paths.volatility_annual = 0.5;
  make_even(c.prior.fast_close_rate_per_day, 0);
  make_even(c.prior.slow_close_rate_per_day, 0);
  c.cascade.fund_usd = 1e13;
  even_book(c.book, 1e16, 1);
  permanent_impact(c.book);
  c.stress.duration_seconds = 60;
  return setup;
}

// FNV-1a.
std::uint64_t seed_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

LadderResult empty_ladder(const std::vector<double>& edges, std::size_t replicates) {
  LadderResult ladder;
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) {
    ladder.price.push_back(0.5 * (edges[k] + edges[k + 1]));
    ladder.price_bounds.push_back(edges[k]);
    ladder.price_bounds.push_back(edges[k + 1]);
  }
  ladder.notional.assign(replicates * kSides * ladder.price.size(), 0.0F);
  ladder.venues = {"test"};
  return ladder;
}

std::vector<double> even_edges(double low, double width, std::size_t bins) {
  std::vector<double> edges;
  for (std::size_t k = 0; k <= bins; ++k) edges.push_back(low + width * static_cast<double>(k));
  return edges;
}

void put(LadderResult& ladder, int side, double price, double usd) {
  fill_side(ladder, side, [&](double low, double high) { return low <= price && price < high ? usd : -1; });
}

void fill_side(LadderResult& ladder, int side, const std::function<double(double, double)>& usd) {
  const std::size_t bins = ladder.price.size();
  for (std::size_t row = static_cast<std::size_t>(side); row * bins < ladder.notional.size(); row += kSides)
    for (std::size_t k = 0; k < bins; ++k) {
      const double held = usd(ladder.price_bounds[2 * k], ladder.price_bounds[2 * k + 1]);
      if (held >= 0) ladder.notional[row * bins + k] = static_cast<float>(held);
    }
}

void even_book(BookConfig& book, double usd_per_unit, double range_units) {
  book.depth_usd_per_percent = usd_per_unit / 100;
  book.depth_slope_usd_per_percent2 = 0;
  book.range_percent = range_units * 100;
  book.depth_multiplier = 1;
}

void set_horizon(PathsConfig& paths, double days, std::int32_t steps, std::int32_t output_steps) {
  paths.steps = steps;
  paths.step_seconds = static_cast<std::int32_t>(std::lround(days * kDaySeconds / steps));
  paths.output_steps = output_steps;
}

void straight_steps(PathsConfig& paths, double change) {
  paths.volatility_annual = 1e-7;
  paths.drift_annual = change * kSecondsPerYear / paths.step_seconds;
}

ForwardRun run_forward(const ForwardSetup& setup, std::int64_t batch_paths) {
  static const std::unique_ptr<Executor> executor = make_cpu_executor(best_cpu_path(), 0);
  NoProgress progress;
  ForwardRun run;
  ForwardVenue venue;
  venue.name = "test";
  venue.ladder = setup.ladder;
  venue.fund_usd = setup.config.cascade.fund_usd;
  venue.open_interest_usd = static_cast<double>(setup.market.open_interest_lots.back()) * setup.market.lot_size *
                            setup.market.mark_close.back();
  run.result = simulate_forward(setup.config, setup.market, {venue}, *executor, batch_paths, progress, &run.records);
  return run;
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
