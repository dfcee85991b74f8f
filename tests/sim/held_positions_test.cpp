// Positions with their own trigger against a scan over all of them in every round: the same integers.
#include "sim/held_positions.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "sim/cascade.hpp"
#include "tests/sim/sample_cascade.hpp"
#include "tests/sim/scan_ladder.hpp"

namespace tinderbox::testing {
namespace {

constexpr std::int32_t kManyRounds = 1 << 28;

struct Outcome {
  CascadeState state{};
  CascadeAbsorbed absorbed{};
  std::int32_t rounds = 0;
  std::int32_t farthest = -kTickLimit;
};

// Three extremes after each other, each farther, so that a cascade goes on from where the last one stopped.
template <class Ladder>
Outcome run(const Ladder& ladder, const CascadeRules& rules, const BookView& book, int side, std::int64_t fund,
            std::int32_t widest) {
  Outcome out;
  out.state.fund = fund;
  for (const std::int32_t part : {4, 2, 1}) {
    const std::int32_t at = widest / part;
    out.rounds += run_rounds(out.state, out.absorbed, rules, ladder, book, side, 0.9, side == 0 ? -at : at, kManyRounds,
                             out.farthest);
  }
  return out;
}

void expect_same(const Outcome& a, const Outcome& b, std::int64_t trial) {
  EXPECT_EQ(a.rounds, b.rounds) << trial;
  EXPECT_EQ(a.farthest, b.farthest) << trial;
  EXPECT_EQ(a.state.fund, b.state.fund) << trial;
  EXPECT_EQ(a.state.permanent, b.state.permanent) << trial;
  for (int side = 0; side < 2; ++side) {
    EXPECT_EQ(a.state.liquidated[side], b.state.liquidated[side]) << trial;
    EXPECT_EQ(a.state.frontier[side], b.state.frontier[side]) << trial;
    EXPECT_EQ(a.state.eaten[side], b.state.eaten[side]) << trial;
    EXPECT_EQ(a.absorbed.fund[side], b.absorbed.fund[side]) << trial;
    EXPECT_EQ(a.absorbed.adl[side], b.absorbed.adl[side]) << trial;
    EXPECT_EQ(a.absorbed.paid[side], b.absorbed.paid[side]) << trial;
  }
}

TEST(HeldPositions, AreAScanOfAllOfThem) {
  CaseSource cases(20261);
  std::int64_t lumps = 0;
  for (std::int64_t trial = 0; trial < 3000; ++trial) {
    const SampleLadder ladder = SampleLadder::random(cases, 12, 4000, trial % 3 == 0 ? 1 : 1'000'000);
    const SampleBook book = SampleBook::random(cases, 30, 4e6);
    const std::vector<ScanPosition> positions = hostile_positions(cases, ladder.edges(), 300);
    CascadeRules rules = rules_of(cases.unit(), cases.unit());
    rules.gaps = cases.below32(2);
    rules.backstop_buffer_share = trial % 4 == 0 ? cases.unit() : 1;
    const std::int64_t fund = cases.below(3) == 0 ? cases.below(2000) : 1'000'000'000;
    const int side = cases.below32(2);
    const std::int32_t widest = 8 + cases.below32(ladder.edges().back() + 8);
    const SampleHeld held(ladder.view(), positions);
    const Outcome fast = run(held.view(), rules, book.view(), side, fund, widest);
    const Outcome slow = run(ScanLadder{ladder.view(), &positions}, rules, book.view(), side, fund, widest);
    expect_same(fast, slow, trial);
    lumps += fast.state.liquidated[side] > 0 ? 1 : 0;
    if (HasFailure()) return;
  }
  EXPECT_GT(lumps, 1000) << "cascades that fired something";
}

TEST(HeldPositions, AMillionOfThemAreAScan) {
  CaseSource cases(7);
  const SampleLadder ladder = SampleLadder().add(3'000'000, 0).add(4'000'000, 0);
  std::vector<ScanPosition> positions;
  for (int i = 0; i < 1'000'000; ++i)
    positions.push_back({1 + cases.below32(3'999'998), cases.below(50'000'000), cases.below32(80'000)});
  const SampleBook book = SampleBook::even(9e6, 50'000, 100);
  const SampleHeld held(ladder.view(), positions);
  const Outcome fast = run(held.view(), rules_of(1, 0.5), book.view(), 0, 1'000'000'000'000'000, 2'000'000);
  const Outcome slow =
      run(ScanLadder{ladder.view(), &positions}, rules_of(1, 0.5), book.view(), 0, 1'000'000'000'000'000, 2'000'000);
  expect_same(fast, slow, 0);
  EXPECT_GT(fast.rounds, 20);
}

// A position fires at its own tick, one tick nearer it does not, and never twice.
TEST(HeldPositions, FireAtTheirTickAndOnce) {
  const SampleLadder ladder = SampleLadder().add(100, 0).add(200, 0).add(300, 0);
  const SampleBook book = SampleBook::even(1e12, 1000, 10);
  for (const std::int32_t trigger : {1, 99, 100, 101, 200, 299}) {
    const SampleHeld held(ladder.view(), {{trigger, 70, 5}});
    const auto fired = [&](std::int32_t touched) {
      CascadeState s{};
      CascadeAbsorbed absorbed{};
      std::int32_t farthest = -kTickLimit;
      run_rounds(s, absorbed, rules_of(1), held.view(), book.view(), 0, 1.0, -touched, kManyRounds, farthest);
      run_rounds(s, absorbed, rules_of(1), held.view(), book.view(), 0, 1.0, -touched - 1, kManyRounds, farthest);
      return s.liquidated[0];
    };
    EXPECT_EQ(fired(trigger), 70) << trigger;
    EXPECT_EQ(fired(trigger - 1), 70) << "by the second extreme";
    EXPECT_EQ(fired(trigger - 2), 0) << trigger;
  }
}

TEST(HeldPositions, SplittingOneChangesNothing) {
  CaseSource cases(31);
  for (int trial = 0; trial < 300; ++trial) {
    const SampleLadder ladder = SampleLadder::random(cases, 12, 4000, 1'000'000);
    std::vector<ScanPosition> whole = hostile_positions(cases, ladder.edges(), 300);
    std::vector<ScanPosition> split;
    for (const ScanPosition& p : whole) {
      const std::int64_t part = cases.below(p.money + 1);
      split.push_back({p.trigger, part, p.buffer});
      split.insert(split.begin(), {p.trigger, p.money - part, p.buffer});
    }
    const SampleBook book = SampleBook::random(cases, 30, 4e6);
    const std::int32_t widest = 8 + ladder.edges().back();
    expect_same(run(SampleHeld(ladder.view(), whole).view(), rules_of(0.5), book.view(), 0, 1000, widest),
                run(SampleHeld(ladder.view(), split).view(), rules_of(0.5), book.view(), 0, 1000, widest), trial);
  }
}

// Without positions a mixed ladder is its levels.
TEST(HeldPositions, NoneChangeNothing) {
  CaseSource cases(32);
  for (int trial = 0; trial < 300; ++trial) {
    const SampleLadder ladder = SampleLadder::random(cases, 12, 4000, 1'000'000);
    const SampleBook book = SampleBook::random(cases, 30, 4e6);
    expect_same(run(SampleHeld(ladder.view(), {}).view(), rules_of(0.5), book.view(), 1, 1000, 9000),
                run(ladder.view(), rules_of(0.5), book.view(), 1, 1000, 9000), trial);
  }
}

TEST(HeldPositions, SumsAreExactBeyond64Bits) {
  const std::int64_t money = (std::int64_t{1} << 61) + 12345;
  WideSum sum{0, 0};
  for (int i = 0; i < 5; ++i) sum = wide_sum(sum, money, 1'000'000'007);
  __extension__ const unsigned __int128 expected =
      static_cast<unsigned __int128>(money) * 5U * static_cast<unsigned __int128>(1'000'000'007);
  EXPECT_EQ(sum.low, static_cast<std::uint64_t>(expected));
  EXPECT_EQ(sum.high, static_cast<std::uint64_t>(expected >> 64));
  EXPECT_EQ(wide_difference({~std::uint64_t{0}, 3}, {4, 5}), 0x1p64 + 5.0) << "with a borrow";
}

}  // namespace
}  // namespace tinderbox::testing
