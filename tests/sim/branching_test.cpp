// The branching ratio along a path: closed forms of linear books and even ladders, what is eaten and fired counts, and
// several venues as one.
#include "sim/branching.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/sample_cascade.hpp"

namespace tinderbox::testing {
namespace {

constexpr double kOrder = 5e5;

VenueView venue_of(const SampleBook& book, std::int32_t weight = kWhole) {
  VenueView venue{};
  venue.rules = rules_of(1);
  venue.book = book.view();
  venue.index_weight = weight;
  return venue;
}

CascadeState touched_at(std::int32_t distance, float eaten) {
  CascadeState s{};
  s.touched[0] = distance;
  s.frontier[0] = distance;
  s.eaten[0] = eaten;
  return s;
}

// A density of a money units a tick moves an order Q by Q / a ticks, on which a ladder of rho a tick holds rho Q / a.
TEST(Branching, IsLambdaRhoWhateverWasEaten) {
  const SampleBook book = SampleBook::even(1000, 100, 1000);
  const SampleLadder ladder = SampleLadder::even(1'000'000, 700'000'000);
  for (const float eaten : {0.0F, 1e6F, 5e7F})
    EXPECT_NEAR(
        branching_left(touched_at(5000, eaten), venue_of(book).rules, venue_of(book).book, ladder.view(), 0, 1, kOrder),
        0.7, 1e-4);
  EXPECT_NEAR(
      branching_left(touched_at(5000, 0), venue_of(book).rules, venue_of(book).book, ladder.view(), 0, 0.5, kOrder),
      0.35, 1e-4)
      << "half of it is closed";
}

// Density k x: an order on top of V moves the price from sqrt(2 V / k) to sqrt(2 (V + Q) / k).
TEST(Branching, ADepletedBookOfAnotherShapeIsAnotherRatio) {
  const SampleBook book = SampleBook::rising(0, 2, 10, 20000);
  const SampleLadder ladder = SampleLadder::even(1'000'000, 700'000'000);
  const auto expected = [](double eaten) { return 700 * (std::sqrt(eaten + kOrder) - std::sqrt(eaten)) / kOrder; };
  for (const double eaten : {1e6, 1e8}) {
    const CascadeState s = touched_at(5000, static_cast<float>(eaten));
    EXPECT_NEAR(branching_left(s, venue_of(book).rules, venue_of(book).book, ladder.view(), 0, 1, kOrder),
                expected(eaten), 0.01 * expected(eaten));
  }
  EXPECT_GT(expected(1e6), 5 * expected(1e8));
}

TEST(Branching, NothingMovesWhereTheBookIsGoneOrFeedbackOff) {
  const SampleBook book = SampleBook::even(1000, 100, 10);
  const SampleLadder ladder = SampleLadder::even(1'000'000, 700'000'000);
  EXPECT_EQ(
      branching_left(touched_at(5000, 1e6F), venue_of(book).rules, venue_of(book).book, ladder.view(), 0, 1, kOrder),
      0);
  EXPECT_EQ(
      branching_left(touched_at(5000, 9e6F), venue_of(book).rules, venue_of(book).book, ladder.view(), 0, 1, kOrder), 0)
      << "beyond its depth";
  VenueView silent = venue_of(SampleBook::even(1000, 100, 1000));
  silent.rules.feedback = 0;
  EXPECT_EQ(branching_left(touched_at(5000, 0), silent.rules, silent.book, ladder.view(), 0, 1, kOrder), 0);
  const SampleLadder none;
  EXPECT_EQ(branching_left(touched_at(5000, 0), venue_of(book).rules, venue_of(book).book, none.view(), 0, 1, kOrder),
            0);
}

// A lump counts while it lies ahead within the impact, and not once it is behind.
TEST(Branching, CountsWhatLiesAhead) {
  const SampleBook book = SampleBook::even(1000, 100, 1000);  // 500 ticks an order
  SampleLadder ladder;
  ladder.add_at(10'000, 2'000'000).add(20'000, 0);
  const auto at = [&](std::int32_t distance) {
    return branching_left(touched_at(distance, 0), venue_of(book).rules, venue_of(book).book, ladder.view(), 0, 1,
                          kOrder);
  };
  EXPECT_EQ(at(9'400), 0);
  EXPECT_EQ(at(9'600), 4);
  EXPECT_EQ(at(10'000), 0);
  EXPECT_EQ(at(30'000), 0) << "past the ladder's end";
}

TEST(Branching, EqualVenuesAreOne) {
  CaseSource cases(5);
  const SampleBook whole = SampleBook::rising(1000, 0.5, 100, 400);
  const SampleBook half = SampleBook::rising(500, 0.25, 100, 400);
  SampleLadder one, part;
  for (int j = 1; j < 40; ++j) {
    const std::int64_t money = 2 * cases.below(3'000'000);
    one.add(700 * j, money);
    part.add(700 * j, money / 2);
  }
  const VenueView venues[2] = {venue_of(half, kWhole / 2), venue_of(half, kWhole / 2)};
  const MarketView market{venues, 2, kWhole};
  for (const std::int32_t at : {0, 1234, 20'000}) {
    MarketCascade<2> m{};
    m.state[0] = m.state[1] = touched_at(at, 4e5F);
    const float two = market_branching_left(
        m, market, [&](int) { return part.view(); }, [](int) { return 0.9; }, 0, kOrder);
    const float single =
        branching_left(touched_at(at, 8e5F), venue_of(whole).rules, venue_of(whole).book, one.view(), 0, 0.9, kOrder);
    EXPECT_NEAR(two, single, 1e-4 * single);
    EXPECT_GT(single, 0);
  }
}

}  // namespace
}  // namespace tinderbox::testing
