// The cascade of several venues: closed forms, k identical venues as one, one venue as run_rounds().
#include "sim/market_cascade.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "tests/sim/sample_cascade.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;
using testing::rules_of;
using testing::SampleBook;
using testing::SampleLadder;

constexpr std::int64_t kDeepFund = 1'000'000'000'000'000'000;
constexpr std::int32_t kManyRounds = 1 << 30;

struct Venue {
  CascadeRules rules;
  SampleLadder ladder;
  SampleBook book;
  std::int64_t fund;
  std::int32_t weight;
};

struct Outcome {
  MarketCascade<kMaxVenues> market;
  std::int32_t farthest = -kTickLimit;  // of the index
  std::int32_t rounds = 0;
};

Outcome run(const std::vector<Venue>& venues, std::int32_t pass_through, int side, std::int32_t shock,
            std::int32_t rounds = kManyRounds) {
  std::vector<VenueView> views;
  for (const Venue& v : venues) views.push_back({v.rules, 1, 1, v.book.view(), v.fund, v.weight});
  const MarketView market{views.data(), static_cast<std::int32_t>(views.size()), pass_through};
  Outcome out{};
  out.farthest = -kTickLimit;
  for (std::size_t v = 0; v < venues.size(); ++v) out.market.state[v].fund = venues[v].fund;
  out.rounds = run_market_rounds(
      out.market, market, [&](int v) { return venues[static_cast<std::size_t>(v)].ladder.view(); },
      [](int) { return 1.0; }, side, side == 0 ? -shock : shock, rounds, out.farthest);
  return out;
}

std::vector<std::int32_t> even_weights(int venues) {
  std::vector<std::int32_t> weights(static_cast<std::size_t>(venues), kWhole / venues);
  weights[0] += kWhole - venues * (kWhole / venues);
  return weights;
}

// --- closed forms -------------------------------------------------------------------------------------------------

// A ladder of 1000 money units a tick and a book that the sale of one tick's worth moves by n ticks.
Venue even_venue(double n, double weight) {
  constexpr std::int32_t kWidth = 1'000'000'000;
  constexpr int kBins = 64;
  const double ticks = n / 1000;
  return {rules_of(1), SampleLadder::even(kWidth, std::int64_t{1000} * kWidth),
          SampleBook::even(1 / ticks, 4e12 * ticks / kBins, kBins), kDeepFund,
          static_cast<std::int32_t>(weight * kWhole)};
}

// Where two such venues end: d_v = n_v x_v, x_v = shock + (1 - c) d_v + c D.
double index_drop(double n0, double n1, double w0, double c) {
  // x_v (1 - (1 - c) n_v) = 1 + c D, D = w0 n0 x0 + w1 n1 x1
  const double a = n0 / (1 - (1 - c) * n0);
  const double b = n1 / (1 - (1 - c) * n1);
  const double pull = w0 * a + (1 - w0) * b;
  return 1 + pull / (1 - c * pull);
}

TEST(MarketCascade, TwoEvenVenuesEndWhereTheirEquationsSay) {
  constexpr std::int32_t kShock = 2'000'000;
  for (const double c : {0.0, 0.25, 0.5, 1.0})
    for (const auto& [n0, n1] : std::vector<std::pair<double, double>>{{0.5, 0.5}, {0.3, 0.8}, {0.9, 0.0001}})
      for (const double w0 : {0.5, 0.75})
        for (const int side : {0, 1}) {
          const Outcome out =
              run({even_venue(n0, w0), even_venue(n1, 1 - w0)}, static_cast<std::int32_t>(c * kWhole), side, kShock);
          const double expected = index_drop(n0, n1, w0, c);
          EXPECT_NEAR(out.farthest / 2e6, expected, 1e-4 * expected) << n0 << ' ' << n1 << ' ' << w0 << ' ' << c;
        }
  // the closed form itself: apart the drops average, as one the branching ratios do
  EXPECT_NEAR(index_drop(0.3, 0.8, 0.5, 0), 0.5 / 0.7 + 0.5 / 0.2, 1e-12);
  EXPECT_NEAR(index_drop(0.3, 0.8, 0.5, 1), 1 / (1 - 0.55), 1e-12);
}

// A venue that would run away alone is held by a market that does not, and not if it is left alone.
TEST(MarketCascade, AThinVenueIsHeldByTheIndex) {
  const std::vector<Venue> venues{even_venue(0.3, 0.8), even_venue(1.5, 0.2)};
  const Outcome tied = run(venues, kWhole, 0, 500'000);
  EXPECT_NEAR(tied.farthest / 5e5, 1 / (1 - 0.8 * 0.3 - 0.2 * 1.5), 1e-3);
  const Outcome apart = run(venues, 0, 0, 500'000);
  EXPECT_EQ(apart.market.state[1].liquidated[0], venues[1].ladder.total());
  EXPECT_LT(tied.market.state[1].liquidated[0], venues[1].ladder.total() / 100);
}

// One price: what fires at one venue is fired at its distance at the other.
TEST(MarketCascade, AnImpactReachesTheOtherVenueInTheNextRound) {
  Venue seller = even_venue(0.0001, 0.5);
  seller.ladder = SampleLadder().add_at(1000, 1'000'000);
  seller.book = SampleBook::even(1000, 1'000'000, 8);  // 1e6 units move it by 1000 ticks, the index by 500
  Venue other = seller;
  other.ladder = SampleLadder().add_at(1400, 7'000);
  EXPECT_EQ(run({seller, other}, kWhole, 0, 1000, 1).market.state[1].liquidated[0], 0);
  const Outcome tied = run({seller, other}, kWhole, 0, 1000);
  EXPECT_EQ(tied.rounds, 2);
  EXPECT_EQ(tied.market.state[1].liquidated[0], 7'000);
  EXPECT_EQ(run({seller, other}, 0, 0, 1000).market.state[1].liquidated[0], 0);
  // half of the way: 250 of the 400 ticks
  EXPECT_EQ(run({seller, other}, kWhole / 2, 0, 1000).market.state[1].liquidated[0], 0);
}

TEST(MarketCascade, DisplacementsAreRoundedAlikeOnBothSides) {
  CaseSource cases(31);
  for (int i = 0; i < 10'000; ++i) {
    const std::int32_t own = cases.below32(2'000'000) - 1'000'000;
    const std::int32_t index = cases.below32(2'000'000) - 1'000'000;
    const std::int32_t pass = i % 3 == 0 ? kWhole : cases.below32(kWhole);
    ASSERT_EQ(mark_displacement(-own, -index, pass), -mark_displacement(own, index, pass));
    ASSERT_EQ(mark_displacement(own, index, kWhole), index);
    ASSERT_EQ(mark_displacement(own, index, 0), own);
    ASSERT_EQ(mark_displacement(own, own, pass), own);
    const double exact = own + (static_cast<double>(index) - own) * pass / kWhole;
    ASSERT_NEAR(mark_displacement(own, index, pass), exact, 0.5);
  }
}

// --- any market ---------------------------------------------------------------------------------------------------

CascadeRules random_rules(CaseSource& cases, double round_seconds) {
  CascadeRules rules = rules_of(cases.unit(), cases.unit());
  rules.round_seconds = round_seconds;
  rules.refill_of_round = static_cast<float>(cases.unit());
  rules.reversion_of_round = static_cast<float>(cases.unit());
  rules.clearance_fee = cases.below(2) == 0 ? 0 : 0.01;
  rules.backstop_buffer_share = cases.below(3) == 0 ? cases.unit() : 1;
  return rules;
}

Venue random_venue(CaseSource& cases, double round_seconds) {
  return {random_rules(cases, round_seconds), SampleLadder::random(cases, 20, 300'000, 1'000'000'000),
          SampleBook::random(cases, 20, 5e8), cases.below(100'000'000), 0};
}

std::vector<Venue> random_market(CaseSource& cases, int number) {
  const double round_seconds = cases.below(2) == 0 ? 0 : 1;
  std::vector<Venue> venues;
  std::int32_t left = kWhole;
  for (int v = 0; v < number; ++v) {
    venues.push_back(random_venue(cases, round_seconds));
    venues.back().weight = v + 1 == number ? left : cases.below32(left);
    left -= venues.back().weight;
  }
  return venues;
}

void expect_same_state(const CascadeState& a, const CascadeState& b) {
  EXPECT_EQ(a.permanent, b.permanent);
  EXPECT_EQ(a.fund, b.fund);
  for (int side = 0; side < 2; ++side) {
    EXPECT_EQ(a.touched[side], b.touched[side]);
    EXPECT_EQ(a.frontier[side], b.frontier[side]);
    EXPECT_EQ(a.level[side], b.level[side]);
    EXPECT_EQ(a.transient[side], b.transient[side]);
    EXPECT_EQ(a.eaten[side], b.eaten[side]);
    EXPECT_EQ(a.liquidated[side], b.liquidated[side]);
  }
}
void expect_same_absorbed(const CascadeAbsorbed& a, const CascadeAbsorbed& b) {
  for (int side = 0; side < 2; ++side) {
    EXPECT_EQ(a.fund[side], b.fund[side]);
    EXPECT_EQ(a.adl[side], b.adl[side]);
    EXPECT_EQ(a.paid[side], b.paid[side]);
  }
  EXPECT_EQ(a.exhausted, b.exhausted);
}

TEST(MarketCascade, OneVenueIsTheSingleCascade) {
  CaseSource cases(32);
  for (int i = 0; i < 2000; ++i) {
    const std::vector<Venue> venues = random_market(cases, 1);
    const Venue& v = venues[0];
    const int side = i % 2;
    const std::int32_t shock = cases.below32(2'000'000);
    const std::int32_t rounds = cases.below32(30);
    const Outcome out = run(venues, cases.below32(kWhole), side, shock, rounds);
    CascadeState s{};
    s.fund = v.fund;
    CascadeAbsorbed absorbed{};
    std::int32_t farthest = -kTickLimit;
    const std::int32_t used = run_rounds(s, absorbed, v.rules, v.ladder.view(), v.book.view(), side, 1.0,
                                         side == 0 ? -shock : shock, rounds, farthest);
    ASSERT_EQ(out.rounds, used);
    ASSERT_EQ(out.farthest, farthest);
    expect_same_state(out.market.state[0], s);
    expect_same_absorbed(out.market.absorbed[0], absorbed);
    ASSERT_FALSE(HasFailure()) << i;
  }
}

TEST(MarketCascade, TheOrderOfVenuesDoesNotMatter) {
  CaseSource cases(33);
  for (int i = 0; i < 500; ++i) {
    const int number = 2 + i % (kMaxVenues - 1);
    const std::vector<Venue> venues = random_market(cases, number);
    std::vector<Venue> turned = venues;
    const auto by = static_cast<std::ptrdiff_t>(1 + cases.below(number - 1));
    std::rotate(turned.begin(), turned.begin() + by, turned.end());
    const std::int32_t shock = cases.below32(2'000'000);
    const std::int32_t pass = cases.below32(kWhole);
    const Outcome a = run(venues, pass, i % 2, shock, 20);
    const Outcome b = run(turned, pass, i % 2, shock, 20);
    ASSERT_EQ(a.farthest, b.farthest);
    ASSERT_EQ(a.rounds, b.rounds);
    for (int v = 0; v < number; ++v) {
      const int at = (v + number - static_cast<int>(by)) % number;
      expect_same_state(a.market.state[v], b.market.state[at]);
      expect_same_absorbed(a.market.absorbed[v], b.market.absorbed[at]);
    }
    ASSERT_FALSE(HasFailure()) << i;
  }
}

TEST(MarketCascade, EveryVenueAccountsForWhatItForced) {
  CaseSource cases(34);
  int deleveraged = 0;
  int taken = 0;
  for (int i = 0; i < 1000; ++i) {
    const int number = 1 + i % kMaxVenues;
    std::vector<Venue> venues = random_market(cases, number);
    for (Venue& v : venues) v.rules.refill_of_round = 1;  // all that was ever sold is still eaten
    const Outcome out = run(venues, cases.below32(kWhole), i % 2, cases.below32(2'000'000), 30);
    const int side = i % 2;
    for (int v = 0; v < number; ++v) {
      const CascadeState& s = out.market.state[v];
      const CascadeAbsorbed& absorbed = out.market.absorbed[v];
      const std::int64_t on_book = s.liquidated[side] - absorbed.fund[side] - absorbed.adl[side];
      ASSERT_GE(on_book, 0);
      ASSERT_GE(std::min(absorbed.fund[side], absorbed.adl[side]), 0);
      ASSERT_GE(s.fund, 0);
      ASSERT_GE(static_cast<double>(s.eaten[side]) * (1 + 1e-5) + 1, static_cast<double>(on_book));
      ASSERT_LE(static_cast<double>(s.eaten[side]) * (1 - 1e-5) - 1,
                static_cast<double>(s.liquidated[side] - absorbed.adl[side]));
      deleveraged += absorbed.adl[side] > 0 ? 1 : 0;
      taken += absorbed.fund[side] > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(deleveraged, 300);
  EXPECT_GT(taken, 100);
}

// --- k identical venues -------------------------------------------------------------------------------------------

// Money that k venues share without rest: whole units a tick, deep funds, nothing that rounds to whole units.
struct Divisible {
  SampleLadder ladder;
  SampleBook book{1};

  static Divisible draw(CaseSource& cases, int parts) {
    Divisible d;
    std::int32_t edge = 0;
    CaseSource copy = cases;  // every number of parts draws the same
    for (int j = 0; j < 12; ++j) {
      const std::int32_t width = 1'000 + copy.below32(200'000);
      d.ladder.add(edge += width, copy.below(4) == 0 ? 0 : width * (1 + copy.below(900)) * 840 / parts,
                   static_cast<float>(copy.below32(50'000)));
    }
    SampleBook book(4096);
    for (int bin = 0; bin < 200; ++bin) book.add(static_cast<double>(4096 * (1 + copy.below(2000)) * 840 / parts));
    d.book = book;
    return d;
  }
};

std::vector<Venue> identical(CaseSource& cases, int number, const CascadeRules& rules) {
  const Divisible d = Divisible::draw(cases, number);
  std::vector<Venue> venues;
  for (const std::int32_t weight : even_weights(number))
    venues.push_back({rules, d.ladder, d.book, kDeepFund / number, weight});
  return venues;
}

TEST(MarketCascade, IdenticalVenuesAreOneVenueAtAnyPassThrough) {
  CaseSource cases(35);
  int amplified = 0;
  for (int i = 0; i < 60; ++i) {
    CascadeRules rules = rules_of(0.25 * (i % 5));
    const std::int32_t shock = cases.below32(1'000'000);
    const int side = i % 2;
    const Outcome whole = run(identical(cases, 1, rules), 0, side, shock);
    for (const int number : {2, 4, 8})
      for (const std::int32_t pass : {0, kWhole / 2, kWhole}) {
        const Outcome parts = run(identical(cases, number, rules), pass, side, shock);
        ASSERT_EQ(parts.farthest, whole.farthest) << i << ' ' << number;
        ASSERT_EQ(parts.rounds, whole.rounds);
        std::int64_t liquidated = 0;
        for (int v = 0; v < number; ++v) liquidated += parts.market.state[v].liquidated[side];
        ASSERT_EQ(liquidated, whole.market.state[0].liquidated[side]);
      }
    amplified += whole.farthest > shock + 1000 ? 1 : 0;
    cases.below(7);
  }
  EXPECT_GT(amplified, 30);
}

// The negative control: a part with the whole book falls less.
TEST(MarketCascade, VenuesThatAreNotAPartOfTheWholeDiffer) {
  CaseSource cases(35);
  const CascadeRules rules = rules_of(0.5);
  const Outcome whole = run(identical(cases, 1, rules), 0, 0, 500'000);
  std::vector<Venue> venues = identical(cases, 2, rules);
  venues[1].book = identical(cases, 1, rules)[0].book;
  for (const std::int32_t pass : {0, kWhole}) EXPECT_LT(run(venues, pass, 0, 500'000).farthest, whole.farthest);
}

// Three parts do not halve floats without rest: the same up to their rounding.
TEST(MarketCascade, ThreeIdenticalVenuesAreOneUpToRounding) {
  CaseSource cases(36);
  for (int i = 0; i < 40; ++i) {
    const CascadeRules rules = rules_of(0.5);
    const std::int32_t shock = cases.below32(1'000'000);
    const Outcome whole = run(identical(cases, 1, rules), 0, 0, shock);
    const Outcome parts = run(identical(cases, 3, rules), kWhole / 2, 0, shock);
    EXPECT_NEAR(parts.farthest, whole.farthest, 4 + 1e-5 * whole.farthest);
  }
}

}  // namespace
}  // namespace tinderbox
