// One cascade over a million explicit positions, each with its own trigger: sorted with prefix sums, and the same
// positions looked at one by one. "marks": 40 marks, each farther, and what fires between them, without impact.
// "cascade": forced orders move the mark until nothing fires. Items are positions.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "tests/sim/scan_ladder.hpp"

namespace {

using namespace tinderbox;
using testing::SampleBook;
using testing::SampleHeld;
using testing::SampleLadder;
using testing::ScanLadder;
using testing::ScanPosition;

constexpr std::int64_t kPositions = 1'000'000;
constexpr std::int32_t kWidest = 3'500'000;  // about 20% of the price, in ticks
constexpr int kMarks = 40;

// Truncated Pareto sizes from 10 USD (alpha 0.77, in cents), triggers even in distance, in 440 levels.
struct Market {
  SampleLadder levels;
  std::vector<ScanPosition> positions;
  SampleHeld held;

  static SampleLadder empty_levels() {
    SampleLadder ladder;
    for (int j = 1; j <= 440; ++j) ladder.add(j * (kWidest / 440 + 1), 0);
    return ladder;
  }
  static std::vector<ScanPosition> draw() {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> unit(1e-6, 1);
    std::uniform_int_distribution<std::int32_t> at(1, kWidest);
    std::vector<ScanPosition> positions;
    for (std::int64_t i = 0; i < kPositions; ++i) {
      const double size = std::min(1e3 * std::pow(unit(random), -1 / 0.77), 1e10);
      positions.push_back({at(random), static_cast<std::int64_t>(size), 80'000});
    }
    return positions;
  }
  Market() : levels(empty_levels()), positions(draw()), held(levels.view(), positions) {}
};

const Market& market() {
  static const Market kMarket;
  return kMarket;
}

template <class Ladder>
std::int64_t pass_marks(const Ladder& ladder) {
  CascadeState s{};
  std::int64_t money = 0;
  for (std::int32_t mark = 1; mark <= kMarks; ++mark) {
    s.touched[0] = kWidest / kMarks * mark;
    money += pass_stretch(s, ladder, 0).money;
  }
  return money;
}

// A tight loop over triggers and money alone: the fastest scan there is.
std::int64_t scan_marks(const std::vector<std::int32_t>& trigger, const std::vector<std::int64_t>& money) {
  std::int64_t sum = 0;
  std::int32_t from = 0;
  for (std::int32_t mark = 1; mark <= kMarks; ++mark) {
    const std::int32_t to = kWidest / kMarks * mark;
    for (std::size_t i = 0; i < trigger.size(); ++i) sum += trigger[i] > from && trigger[i] <= to ? money[i] : 0;
    from = to;
  }
  return sum;
}

// Forced orders of a shock of 2%; the book makes n about 0.5.
template <class Ladder>
CascadeState cascade(const Ladder& ladder) {
  static const SampleBook kBook = SampleBook::even(3e3, 35'000, 200);
  CascadeState s{};
  CascadeAbsorbed absorbed{};
  s.fund = std::int64_t{1} << 60;
  std::int32_t farthest = -kTickLimit;
  run_rounds(s, absorbed, testing::rules_of(1), ladder, kBook.view(), 0, 1.0, -kWidest / 10, 1 << 30, farthest);
  return s;
}

void done(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * kPositions);
}

void marks_sorted(benchmark::State& state) {
  const MixedLadderView ladder = market().held.view();
  for (auto _ : state) benchmark::DoNotOptimize(pass_marks(ladder));
  done(state);
}
BENCHMARK(marks_sorted);

void marks_scan(benchmark::State& state) {
  std::vector<std::int32_t> trigger;
  std::vector<std::int64_t> money;
  for (const ScanPosition& p : market().positions) {
    trigger.push_back(p.trigger);
    money.push_back(p.money);
  }
  if (scan_marks(trigger, money) != pass_marks(market().held.view())) state.SkipWithError("the scan differs");
  for (auto _ : state) benchmark::DoNotOptimize(scan_marks(trigger, money));
  done(state);
}
BENCHMARK(marks_scan)->Unit(benchmark::kMicrosecond);

void cascade_sorted(benchmark::State& state) {
  const MixedLadderView ladder = market().held.view();
  for (auto _ : state) benchmark::DoNotOptimize(cascade(ladder));
  done(state);
}
BENCHMARK(cascade_sorted);

void cascade_scan_each_round(benchmark::State& state) {
  const ScanLadder ladder{market().levels.view(), &market().positions};
  if (cascade(ladder).liquidated[0] != cascade(market().held.view()).liquidated[0])
    state.SkipWithError("the scan differs");
  for (auto _ : state) benchmark::DoNotOptimize(cascade(ladder));
  done(state);
}
BENCHMARK(cascade_scan_each_round)->Unit(benchmark::kMicrosecond);

void sort_and_sum(benchmark::State& state) {
  const LadderView levels = market().levels.view();
  for (auto _ : state) benchmark::DoNotOptimize(SampleHeld(levels, market().positions).cumulative.back());
  done(state);
}
BENCHMARK(sort_and_sum)->Unit(benchmark::kMillisecond);

}  // namespace
