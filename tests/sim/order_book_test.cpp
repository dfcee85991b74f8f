// Walking a binned book.
#include "sim/order_book.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "tests/sim/sample_cascade.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;
using testing::SampleBook;

TEST(OrderBook, AnEmptyBookHoldsNothing) {
  const BookView empty = SampleBook(10).view();
  EXPECT_EQ(book_depth(empty), 0);
  EXPECT_EQ(book_point(empty, 0).distance, 0);
  EXPECT_EQ(book_point(empty, 0).moment, 0);
  EXPECT_EQ(book_volume(empty, 1e9), 0);
}

TEST(OrderBook, ByHand) {
  const SampleBook book = SampleBook(100).add(50).add(0).add(200);
  const BookView v = book.view();
  EXPECT_EQ(book_depth(v), 250);
  EXPECT_EQ(book_point(v, 0).distance, 0);
  EXPECT_EQ(book_point(v, 25).distance, 50);
  EXPECT_EQ(book_point(v, 25).moment, 25 * 25.0);
  EXPECT_EQ(book_point(v, 150).distance, 250);
  EXPECT_EQ(book_point(v, 150).moment, 50 * 50.0 + 100 * 225.0);
  EXPECT_EQ(book_point(v, 250).distance, 300);
  EXPECT_EQ(book_point(v, 250).moment, 50 * 50.0 + 200 * 250.0);
  // eaten to a gap, the best price is beyond it
  EXPECT_EQ(book_point(v, 50).distance, 200);
  EXPECT_EQ(book_volume(v, 50), 25);
  EXPECT_EQ(book_volume(v, 150), 50);
  EXPECT_DOUBLE_EQ(book_volume(v, 299), 248);
}

TEST(OrderBook, BeyondItsRangeThereIsNoMore) {
  const SampleBook book = SampleBook::even(2, 10, 5);
  for (const double distance : {50.0, 50.1, 1e12}) EXPECT_EQ(book_volume(book.view(), distance), 100);
  EXPECT_LT(book_volume(book.view(), 49.9), 100);
}

TEST(OrderBook, VolumeAndDistanceInvertEachOther) {
  CaseSource cases(3);
  for (int i = 0; i < 300; ++i) {
    const SampleBook book = SampleBook::random(cases, 30, 1e6);
    const BookView v = book.view();
    if (book_depth(v) == 0) continue;
    for (int j = 0; j < 30; ++j) {
      const double volume = cases.between(0, book_depth(v));
      EXPECT_NEAR(book_volume(v, book_point(v, volume).distance), volume, 1e-9 * book_depth(v));
    }
  }
}

TEST(OrderBook, BothRise) {
  CaseSource cases(4);
  for (int i = 0; i < 100; ++i) {
    const SampleBook book = SampleBook::random(cases, 30, 1e6);
    const BookView v = book.view();
    BookPoint before{0, 0};
    for (int j = 0; j <= 200; ++j) {
      const BookPoint at = book_point(v, book_depth(v) * j / 200);
      EXPECT_GE(at.distance, before.distance);
      EXPECT_GE(at.moment, before.moment);
      before = at;
    }
    EXPECT_LE(before.distance, v.bin_ticks * v.bins * (1 + 1e-12));
  }
}

// The moment is the integral of distance over volume: compare with the trapezium rule.
TEST(OrderBook, MomentIsTheIntegralOfDistance) {
  CaseSource cases(5);
  for (int i = 0; i < 20; ++i) {
    const SampleBook book = SampleBook::random(cases, 12, 1e6);
    const BookView v = book.view();
    const double from = cases.between(0, book_depth(v));
    const double to = cases.between(from, book_depth(v));
    constexpr int kSlices = 20'000;
    double sum = 0;
    for (int j = 0; j < kSlices; ++j)
      sum += book_point(v, from + (to - from) * (j + 0.5) / kSlices).distance * (to - from) / kSlices;
    const double span = v.bin_ticks * v.bins;
    EXPECT_NEAR(book_point(v, to).moment - book_point(v, from).moment, sum, 1e-4 * (span * (to - from) + 1));
  }
}

TEST(OrderBook, FineBinsGiveTheClosedFormOfARisingDensity) {
  constexpr double kA = 3;
  constexpr double kSlope = 0.002;
  const SampleBook book = SampleBook::rising(kA, kSlope, 2, 5000);
  for (double volume = 10; volume < book_depth(book.view()); volume *= 1.3) {
    const double impact = (-kA + std::sqrt(kA * kA + 2 * kSlope * volume)) / kSlope;
    EXPECT_NEAR(book_point(book.view(), volume).distance, impact, 1e-3);
    EXPECT_NEAR(book_volume(book.view(), impact), volume, 1e-3);
    // M(V) = a x^2 / 2 + k x^3 / 3
    const double moment = kA * impact * impact / 2 + kSlope * impact * impact * impact / 3;
    EXPECT_NEAR(book_point(book.view(), volume).moment, moment, 3e-3 * volume);
  }
}

TEST(OrderBook, ControlCoarseBinsMissTheClosedForm) {
  const SampleBook book = SampleBook::rising(3, 0.002, 5000, 2);
  const double impact = (-3 + std::sqrt(9 + 2 * 0.002 * 500)) / 0.002;
  EXPECT_GT(std::fabs(book_point(book.view(), 500).distance - impact), 1e-3);
}

}  // namespace
}  // namespace tinderbox
