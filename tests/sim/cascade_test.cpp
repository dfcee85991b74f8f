// One path's cascade against cases worked by hand and closed forms.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/oracles.hpp"
#include "tests/sim/sample_cascade.hpp"

namespace tinderbox {
namespace {

using testing::rules_of;
using testing::SampleBook;
using testing::SampleLadder;

constexpr std::int32_t kTicksADollar = 1000;
constexpr double kMoney = 1e6;  // money units a dollar or a contract

// Rounds `r_tau` time constants of both reversion and refill apart.
CascadeRules decaying_rules(double r_tau) {
  CascadeRules rules = rules_of(0);
  rules.round_seconds = 1;
  rules.reversion_rate = rules.refill_rate = r_tau;
  rules.reversion_of_round = rules.refill_of_round = left_after(r_tau, 1);
  return rules;
}

// An even book in which each money unit moves the price by `ticks`.
SampleBook linear_book(double ticks, double depth) {
  constexpr int kBins = 64;
  const double bin_ticks = depth * ticks / kBins;
  return SampleBook::even(1 / ticks, bin_ticks, kBins);
}

struct Outcome {
  CascadeState state{};
  CascadeAbsorbed absorbed{};
  std::int32_t rounds = 0;
  std::int32_t farthest = -kTickLimit;  // of the mark, by distance
};

constexpr std::int64_t kDeepFund = 1'000'000'000'000'000'000;
constexpr std::int32_t kManyRounds = 1 << 30;

Outcome run(const CascadeRules& rules, const SampleLadder& ladder, const SampleBook& book, int side,
            std::int32_t shock_ticks, std::int32_t rounds = kManyRounds, std::int64_t fund = kDeepFund) {
  Outcome out;
  out.state.fund = fund;
  out.rounds = run_rounds(out.state, out.absorbed, rules, ladder.view(), book.view(), side, 1.0,
                          side == 0 ? -shock_ticks : shock_ticks, rounds, out.farthest);
  return out;
}

// --- levels apart -------------------------------------------------------------------------------------------------

struct LumpyCase {
  double impact;  // dollars a contract
  double final_price;
  std::int64_t liquidated;
  std::int32_t rounds;
};

void expect_lumpy(const SampleLadder& ladder, const LumpyCase& expected) {
  const SampleBook book = linear_book(expected.impact * kTicksADollar / kMoney, 1000 * kMoney);
  for (const int side : {0, 1}) {
    const Outcome out = run(rules_of(1), ladder, book, side, 800 * kTicksADollar);
    EXPECT_EQ(out.rounds, expected.rounds);
    EXPECT_EQ(out.state.liquidated[side], expected.liquidated * static_cast<std::int64_t>(kMoney));
    EXPECT_EQ(out.farthest, static_cast<std::int32_t>((100'000 - expected.final_price) * kTicksADollar));
    EXPECT_EQ(out.state.permanent, (side == 0 ? 1 : -1) * (out.farthest - 800 * kTicksADollar));
    EXPECT_EQ(out.state.transient[side], 0);
  }
}

SampleLadder lumpy_ladder() {
  SampleLadder ladder;
  for (const auto& [distance, contracts] :
       std::vector<std::pair<std::int32_t, std::int64_t>>{{500, 10}, {1000, 40}, {2000, 60}, {3500, 80}, {10'000, 500}})
    ladder.add_at(distance * kTicksADollar, contracts * static_cast<std::int64_t>(kMoney));
  return ladder;
}

// 20: 800 -> +200 = 1000, which just touches the second level -> +800 = 1800, short of the third.
TEST(Cascade, LumpyLevelsByHand) {
  expect_lumpy(lumpy_ladder(), {20, 98'200, 50, 2});
  expect_lumpy(lumpy_ladder(), {25, 94'450, 190, 4});
  expect_lumpy(lumpy_ladder(), {50, 64'700, 690, 5});
}

TEST(Cascade, LumpyOracles) {
  TINDERBOX_ORACLES(entries, "cascade_lumpy_synchronous");
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    ASSERT_EQ(p.at("Delta"), 800);
    SampleLadder ladder;
    for (const auto& level : p.at("levels"))
      ladder.add_at((100'000 - level.at(0).get<std::int32_t>()) * kTicksADollar,
                    level.at(1).get<std::int64_t>() * static_cast<std::int64_t>(kMoney));
    const auto& value = entry.at("value");
    expect_lumpy(ladder, {std::stod(p.at("lam").get<std::string>()), value.at(0).get<double>(),
                          static_cast<std::int64_t>(value.at(1).get<double>()), value.at(2).get<std::int32_t>()});
  }
}

TEST(Cascade, ALevelOneTickAwayDoesNotFire) {
  const SampleLadder ladder = SampleLadder().add_at(1001, 1'000'000);
  const SampleBook book = linear_book(1e-3, 1e9);
  EXPECT_EQ(run(rules_of(1), ladder, book, 0, 1000).rounds, 0);
  EXPECT_EQ(run(rules_of(1), ladder, book, 0, 1000).state.liquidated[0], 0);
  EXPECT_EQ(run(rules_of(1), ladder, book, 0, 1001).state.liquidated[0], 1'000'000);
}

// --- even ladders -------------------------------------------------------------------------------------------------

// n money units forced by the impact of one.
struct EvenCase {
  double n;
  std::int32_t shock = 2'000'000;
  std::int32_t width = 1'000'000'000;
  double ladder_density = 1000;  // money units a tick

  [[nodiscard]] SampleLadder ladder() const {
    return SampleLadder::even(width, static_cast<std::int64_t>(ladder_density) * width);
  }
  [[nodiscard]] SampleBook book() const { return linear_book(n / ladder_density, 4e12); }
};

double partial_sum(double n, int rounds) {
  return (1 - std::pow(n, rounds + 1)) / (1 - n);
}

TEST(Cascade, PartialSumsOverRounds) {
  for (const double n : {0.3, 0.5, 0.9, 0.99}) {
    const EvenCase even{n};
    for (const int rounds : {0, 1, 2, 5, 10, 50}) {
      const Outcome out = run(rules_of(1), even.ladder(), even.book(), 0, even.shock, rounds);
      EXPECT_NEAR(out.farthest / 2e6, partial_sum(n, rounds), 2e-5 * partial_sum(n, rounds));
      // a whole tick is the least that a round fires
      if (std::pow(n, rounds) * even.shock > 100) {
        EXPECT_EQ(out.rounds, rounds);
      } else {
        EXPECT_LE(out.rounds, rounds);
      }
    }
  }
}

TEST(Cascade, PartialSumOracles) {
  TINDERBOX_ORACLES(entries, "cascade_rounds_partial_sum");
  for (const auto& entry : entries) {
    const EvenCase even{entry.at("params").at("n").get<double>()};
    const Outcome out =
        run(rules_of(1), even.ladder(), even.book(), 1, even.shock, entry.at("params").at("R").get<int>());
    EXPECT_NEAR(out.farthest / 2e6, entry.at("value").get<double>(), 1e-5 * entry.at("value").get<double>());
  }
}

TEST(Cascade, EvenLadderAmplifiesByOneOverOneMinusN) {
  for (const double n : {0.0001, 0.3, 0.5, 0.9, 0.99}) {
    const EvenCase even{n};
    const Outcome out = run(rules_of(1), even.ladder(), even.book(), 0, even.shock);
    EXPECT_NEAR(out.farthest / 2e6, 1 / (1 - n), 2e-5 / (1 - n)) << n;
    EXPECT_NEAR(static_cast<double>(out.state.liquidated[0]), even.ladder_density * out.farthest,
                even.ladder_density * 2);
  }
}

// D = shock + n W: it ends with the ladder, and everything is fired.
TEST(Cascade, SupercriticalEndsAtTheLaddersEnd) {
  const EvenCase even{1.2, 500'000, 10'000'000};
  const Outcome out = run(rules_of(1), even.ladder(), even.book(), 0, even.shock);
  EXPECT_NEAR(out.farthest, 12'500'000, 30);
  EXPECT_EQ(out.state.liquidated[0], even.ladder().total());
  EXPECT_EQ(out.state.level[0], even.ladder().levels());
}

// I(k + 1) = e^{-r tau} I(k) + n (I(k) - I(k - 1)) from I(1) = n; the largest 1 + I, and the rounds that reach it and
// the one that does not.
struct Recursion {
  double drop = 1;
  int rounds = 0;
};
Recursion recursion(double n, double r_tau) {
  Recursion result;
  double before = 0;
  double impact = n;
  result.rounds = 1;
  while (impact > before) {
    result.drop = 1 + impact;
    ++result.rounds;
    const double next = impact * std::exp(-r_tau) + n * (impact - before);
    before = impact;
    impact = next;
  }
  return result;
}

void expect_resilient(double n, double r_tau, double drop, int rounds) {
  const EvenCase even{n};
  const Outcome out = run(decaying_rules(r_tau), even.ladder(), even.book(), 0, even.shock);
  EXPECT_NEAR(out.farthest / 2e6, drop, 1e-5 * drop) << n;
  EXPECT_EQ(out.rounds, rounds) << n;
}

TEST(Cascade, DecayBetweenRoundsFollowsItsRecursion) {
  expect_resilient(0.8, 0.5, 2.1252245, 3);
  expect_resilient(1.2, 0.5, 3.4762636, 4);
  expect_resilient(2.0, 0.5, 20.843245, 7);
  for (const double r_tau : {0.1, 0.5, 2.0})
    for (const double share : {0.2, 0.5, 0.7}) {
      const double n = share * std::pow(1 + std::sqrt(1 - std::exp(-r_tau)), 2);
      const Recursion expected = recursion(n, r_tau);
      expect_resilient(n, r_tau, expected.drop, expected.rounds);
    }
}

TEST(Cascade, DecayOracles) {
  TINDERBOX_ORACLES(entries, "cascade_resilience_total_drop");
  for (const auto& entry : entries)
    expect_resilient(entry.at("params").at("n").get<double>(), entry.at("params").at("r_tau").get<double>(),
                     entry.at("value").at(0).get<double>(), entry.at("value").at(1).get<int>());
}

// Above n_c = (1 + sqrt(1 - e^{-r tau}))^2 the ladder's end is reached, below it is not.
TEST(Cascade, ResilienceHasItsThreshold) {
  for (const double r_tau : {0.1, 0.5, 2.0}) {
    const double critical = std::pow(1 + std::sqrt(1 - std::exp(-r_tau)), 2);
    for (const double factor : {0.8, 1.05}) {
      const EvenCase even{factor * critical, 2'000};
      const Outcome out = run(decaying_rules(r_tau), even.ladder(), even.book(), 0, even.shock);
      EXPECT_EQ(out.state.liquidated[0] == even.ladder().total(), factor > 1) << r_tau;
    }
  }
}

// --- rules --------------------------------------------------------------------------------------------------------

TEST(Cascade, WithoutFeedbackItOnlyCounts) {
  CascadeRules rules = rules_of(1);
  rules.feedback = 0;
  const EvenCase even{0.9};
  const Outcome out = run(rules, even.ladder(), even.book(), 0, even.shock);
  EXPECT_EQ(out.state.liquidated[0], 2'000'000'000);
  EXPECT_EQ(out.farthest, even.shock);
  EXPECT_EQ(out.rounds, 1);
  EXPECT_EQ(displacement(out.state), 0);
  EXPECT_EQ(out.state.eaten[0], 0);
  EXPECT_EQ(out.state.fund, kDeepFund);
  EXPECT_EQ(out.absorbed.fund[0] + out.absorbed.adl[0] + out.absorbed.paid[0], 0);
}

TEST(Cascade, ImpactIsSplitIntoPermanentAndTransient) {
  for (const double share : {0.0, 0.25, 1.0}) {
    const EvenCase even{0.5};
    for (const int side : {0, 1}) {
      const Outcome out = run(rules_of(share), even.ladder(), even.book(), side, even.shock, 1);
      EXPECT_NEAR(side == 0 ? out.state.permanent : -out.state.permanent, share * 1e6, 1);
      EXPECT_NEAR(out.state.transient[side], (1 - share) * 1e6, 1);
      EXPECT_EQ(out.state.transient[1 - side], 0);
      EXPECT_NEAR(mark_distance(out.state, side, side == 0 ? -even.shock : even.shock), 3e6, 1);
    }
  }
}

TEST(Cascade, DecayMovesTowardsZeroAndTouchesNothingElse) {
  CascadeState s{};
  s.permanent = -77;
  s.transient[0] = 1001;
  s.transient[1] = 1;
  s.eaten[0] = 1e9F;
  decay(s, 0.5F, 0.25F);
  EXPECT_EQ(s.permanent, -77);
  EXPECT_EQ(s.transient[0], 500);
  EXPECT_EQ(s.transient[1], 0);
  EXPECT_EQ(s.eaten[0], 2.5e8F);
  EXPECT_EQ(decayed(-1001, 0.5F), -500);
}

TEST(Cascade, OnlyWhatIsStillOpenIsForced) {
  const EvenCase even{0.0001};
  CascadeState s{};
  CascadeAbsorbed absorbed{};
  std::int32_t farthest = -kTickLimit;
  run_rounds(s, absorbed, rules_of(1), even.ladder().view(), even.book().view(), 0, 0.25, -1'000'000, 1, farthest);
  EXPECT_EQ(s.liquidated[0], 250'000'000);
  // what closed does not come back when the share does not fall further
  run_rounds(s, absorbed, rules_of(1), even.ladder().view(), even.book().view(), 0, 0.25, -1'000'000, 1, farthest);
  EXPECT_LT(s.liquidated[0], 250'100'000);
}

// A second visit to the same low fires nothing.
TEST(Cascade, NothingFiresTwice) {
  const SampleLadder ladder = lumpy_ladder();
  const SampleBook book = linear_book(1e-3, 1e9);
  Outcome out = run(rules_of(0), ladder, book, 0, 5'000'000);
  const std::int64_t first = out.state.liquidated[0];
  EXPECT_EQ(first, 190'000'000);
  std::int32_t farthest = -kTickLimit;
  const std::int32_t rounds = run_rounds(out.state, out.absorbed, rules_of(0), ladder.view(), book.view(), 0, 1.0,
                                         -4'000'000, kManyRounds, farthest);
  EXPECT_EQ(rounds, 0);
  EXPECT_EQ(out.state.liquidated[0], first);
}

// What the rounds do not suffice for waits, and is fired later.
TEST(Cascade, WhatWaitsIsFiredLater) {
  const SampleLadder ladder = lumpy_ladder();
  const SampleBook book = linear_book(0.025, 1e9);
  Outcome out = run(rules_of(1), ladder, book, 0, 800'000, 2);
  EXPECT_EQ(out.rounds, 2);
  EXPECT_EQ(out.state.liquidated[0], 50'000'000);
  EXPECT_GT(out.state.touched[0], out.state.frontier[0]);
  std::int32_t farthest = -kTickLimit;
  // the exogenous price has come back by 100 dollars: 1950 + 1500 is short of the fourth level
  run_rounds(out.state, out.absorbed, rules_of(1), ladder.view(), book.view(), 0, 1.0, -700'000, kManyRounds, farthest);
  EXPECT_EQ(out.state.liquidated[0], 110'000'000);
  EXPECT_EQ(farthest, 3'450'000);
}

TEST(Cascade, AnEmptyLadderDoesNothing) {
  const SampleBook book = linear_book(1, 1e9);
  const Outcome out = run(rules_of(1), SampleLadder(), book, 0, 100'000);
  EXPECT_EQ(out.state.liquidated[0], 0);
  EXPECT_EQ(out.farthest, 100'000);
}

TEST(Cascade, AnEmptyBookDeleveragesEverything) {
  const Outcome out = run(rules_of(1), lumpy_ladder(), SampleBook(10), 0, 20'000 * kTicksADollar);
  EXPECT_EQ(out.state.liquidated[0], 690'000'000);
  EXPECT_EQ(out.absorbed.adl[0], 690'000'000);
  EXPECT_EQ(out.absorbed.exhausted, 0);
  EXPECT_EQ(displacement(out.state), 0);
  EXPECT_EQ(out.farthest, 20'000 * kTicksADollar);
}

// The two sides mirror each other.
TEST(Cascade, SidesMirrorEachOther) {
  testing::CaseSource cases(9);
  for (int i = 0; i < 300; ++i) {
    const SampleLadder ladder = SampleLadder::random(cases, 20, 200'000, 1'000'000'000);
    const SampleBook book = SampleBook::random(cases, 20, 1e9);
    const CascadeRules rules = i % 2 == 0 ? decaying_rules(0.3) : rules_of(0.5, 0.5);
    const std::int32_t shock = cases.below32(1'000'000);
    const Outcome down = run(rules, ladder, book, 0, shock, 20, 1'000'000);
    const Outcome up = run(rules, ladder, book, 1, shock, 20, 1'000'000);
    EXPECT_EQ(down.rounds, up.rounds);
    EXPECT_EQ(down.farthest, up.farthest);
    EXPECT_EQ(down.state.permanent, -up.state.permanent);
    EXPECT_EQ(down.state.transient[0], up.state.transient[1]);
    EXPECT_EQ(down.state.liquidated[0], up.state.liquidated[1]);
    EXPECT_EQ(down.state.fund, up.state.fund);
    EXPECT_EQ(down.absorbed.adl[0], up.absorbed.adl[1]);
  }
}

}  // namespace
}  // namespace tinderbox
