// Every shipped venue, at every date its rules or tiers change: where a position is liquidated, its balance is its
// maintenance by the venue's own table; an independent search agrees; prices move as they must.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "host/margin/formula_text.hpp"
#include "host/margin/margin_solver.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "tests/sim/margin_cases.hpp"

#ifndef TINDERBOX_MARGIN_POSITIONS
#define TINDERBOX_MARGIN_POSITIONS 400'000  // a venue
#endif

namespace tinderbox {
namespace {

using testing::CaseSource;
using testing::Wide;

struct DatedSchedule {
  std::string title;
  MarginSchedule schedule;
};

std::vector<DatedSchedule> schedules_of(const Venue& venue) {
  std::set<std::string> dates;
  for (const MarginRule& rule : venue.margin_rules) dates.insert(rule.as_of);
  for (const TierTable& table : venue.tier_tables) dates.insert(table.as_of);
  std::vector<DatedSchedule> schedules;
  for (const std::string& date : dates) {
    try {
      DatedSchedule dated{venue.name + " " + venue.contract + " " + date,
                          schedule_of(venue, *parse_utc(date), std::nullopt)};
      dated.schedule.tick = 0;  // rounding of the shown price is tested by itself
      schedules.push_back(std::move(dated));
    } catch (const InputError&) {
      continue;  // tiers that are not sourced
    }
  }
  return schedules;
}

// A position that the venue would have let open.
PositionTerms random_terms(CaseSource& cases, const MarginSchedule& schedule) {
  PositionTerms t;
  t.side = cases.below(2) == 0 ? 1 : -1;
  t.entry = cases.log_between(5e3, 2e5);
  const bool open_ended = schedule.tiers.empty() || !std::isfinite(schedule.tiers.back().cap);
  const double most = open_ended ? 300 * t.entry : std::fmin(schedule.tiers.back().cap, 1e10);
  double value = cases.log_between(1e-6, 1) * most;  // in the unit of the tiers
  switch (schedule.basis) {
    case TierBasis::kNotionalUsd:
      t.size = schedule.inverse() ? value : value / t.entry;
      break;
    case TierBasis::kBaseSize:
      t.size = value;
      break;
    case TierBasis::kContracts:
      t.size = value * schedule.contract_value;
      break;
    case TierBasis::kCoinValue:
      t.size = value * t.entry;
      break;
  }
  if (schedule.family == MarginFamily::kBitmexSatoshi) t.size = std::ceil(t.size);
  const auto limit = limit_problem(schedule, t.size, t.entry, 1e9);
  const double top = limit && !limit->size ? limit->most : 1;
  const double leverage = cases.log_between(std::fmin(1.02, top), top);
  t.collateral = (schedule.inverse() ? t.size / t.entry : t.size * t.entry) / leverage;
  t.mark = t.entry * cases.between(0.98, 1.02);
  return t;
}

// By the definition: the tier that the position's value lies in, at the price its maintenance is valued at.
Wide maintenance(const PositionTerms& t, const MarginSchedule& s, Wide price) {
  Wide valued_at = price;
  if (s.at_entry()) valued_at = t.entry;
  if (s.family == MarginFamily::kLinearCurrentMark) valued_at = *t.mark;
  const Wide size = t.size;
  const Wide value = s.inverse() ? size / valued_at : size * valued_at;
  const Wide fee = s.at_entry() ? 0 : s.fee;
  if (s.by_size()) {
    const Wide coins = s.inverse() ? value : size;
    return (static_cast<Wide>(s.maintenance_by_size.base) + s.maintenance_by_size.per_coin * coins + fee) * value;
  }
  Wide measure = value;
  if (s.basis == TierBasis::kContracts) measure = size / static_cast<Wide>(s.contract_value);
  if (s.basis == TierBasis::kBaseSize) measure = size;
  if (s.basis == TierBasis::kNotionalUsd && s.inverse()) measure = size;
  const testing::Tiers table{s.tiers};
  std::size_t i = 0;
  while (i + 1 < s.tiers.size() && measure > static_cast<Wide>(s.tiers[i].cap) * (1 + 1e-13L)) ++i;
  return (static_cast<Wide>(s.tiers[i].rate) + fee) * value - s.tiers[i].amount;
}

Wide equity_of(const PositionTerms& t, const MarginSchedule& s, Wide price) {
  if (s.inverse()) return testing::equity(InversePosition{t.side, t.size, t.entry, t.collateral}, price);
  return testing::equity(LinearPosition{t.side, t.size, t.entry, t.collateral, 0}, price);
}

// Published amounts are rounded, so that tables miss continuity by up to a millionth of the amount at their bounds;
// each satoshi contract is rounded at entry and at the price.
Wide allowed(const PositionTerms& t, const MarginSchedule& s, Wide maintenance_there) {
  const Wide entry_value = s.inverse() ? t.size / static_cast<Wide>(t.entry) : static_cast<Wide>(t.size) * t.entry;
  Wide slack = 1e-9L * maintenance_there + 2e-15L * entry_value;
  if (s.family == MarginFamily::kBitmexSatoshi) slack += 2e-8L * t.size;
  return slack;
}

TEST(EveryVenue, EquityEqualsMaintenanceAtThePrice) {
  for (const Venue& venue : known_venues()) {
    const std::vector<DatedSchedule> schedules = schedules_of(venue);
    CaseSource cases(441);
    for (const DatedSchedule& dated : schedules) {
      int off = 0;
      int priced = 0;
      const int count = TINDERBOX_MARGIN_POSITIONS / static_cast<int>(schedules.size());
      for (int i = 0; i < count; ++i) {
        const PositionTerms t = random_terms(cases, dated.schedule);
        const MarginAnswer answer = solve_margin(t, dated.schedule);
        if (!answer.has_price()) continue;
        ++priced;
        const Wide price = answer.liquidation.price;
        const Wide needed = maintenance(t, dated.schedule, price);
        const Wide misfit = std::fabs(equity_of(t, dated.schedule, price) - needed);
        if (misfit > allowed(t, dated.schedule, std::fabs(needed)) ||
            std::fabs(static_cast<Wide>(answer.maintenance) - needed) >
                allowed(t, dated.schedule, std::fabs(needed)) + 1e-12L * std::fabs(needed))
          ++off;
      }
      EXPECT_EQ(off, 0) << dated.title;
      EXPECT_GT(priced, count / 2) << dated.title;
    }
  }
}

TEST(EveryVenue, SearchAgreesOnASample) {
  for (const Venue& venue : known_venues())
    for (const DatedSchedule& dated : schedules_of(venue)) {
      if (dated.schedule.family == MarginFamily::kBitmexSatoshi) continue;  // rounded; compared above
      CaseSource cases(442);
      for (int i = 0; i < 60; ++i) {
        const PositionTerms t = random_terms(cases, dated.schedule);
        const auto headroom = [&](Wide price) {
          return equity_of(t, dated.schedule, price) - maintenance(t, dated.schedule, price);
        };
        if (headroom(t.entry) <= 0) continue;
        const double walked = testing::by_walking(t.side, t.entry, headroom);
        const MarginAnswer answer = solve_margin(t, dated.schedule);
        if (walked > 0) {
          EXPECT_NEAR(answer.liquidation.price / walked, 1, 1e-9) << dated.title;
        }
      }
    }
}

TEST(EveryVenue, CollateralAndLeverageMoveThePriceTheRightWay) {
  for (const Venue& venue : known_venues())
    for (const DatedSchedule& dated : schedules_of(venue)) {
      CaseSource cases(443);
      int wrong = 0;
      for (int i = 0; i < 5000; ++i) {
        const PositionTerms t = random_terms(cases, dated.schedule);
        PositionTerms richer = t;
        richer.collateral *= 1 + cases.unit();
        const MarginAnswer at = solve_margin(t, dated.schedule);
        const MarginAnswer away = solve_margin(richer, dated.schedule);
        if (at.never() && !away.never()) ++wrong;
        if (!at.has_price() || !away.has_price()) continue;
        if (t.side * away.liquidation.price > t.side * at.liquidation.price * (1 + t.side * 1e-12)) ++wrong;
        // solvent between entry and liquidation: bankruptcy lies beyond it
        if (at.bankruptcy.outcome == LiquidationOutcome::kAtPrice &&
            t.side * at.bankruptcy.price > t.side * at.liquidation.price)
          ++wrong;
      }
      EXPECT_EQ(wrong, 0) << dated.title;
    }
}

// The same at ten times the size and the same leverage: tiers only rise.
TEST(EveryVenue, SizeMovesThePriceTowardsEntry) {
  for (const Venue& venue : known_venues())
    for (const DatedSchedule& dated : schedules_of(venue)) {
      if (dated.schedule.family == MarginFamily::kBitmexSatoshi) continue;  // rounded a contract
      CaseSource cases(444);
      int wrong = 0;
      for (int i = 0; i < 5000; ++i) {
        const PositionTerms t = random_terms(cases, dated.schedule);
        PositionTerms larger = t;
        larger.size *= 10;
        larger.collateral *= 10;
        const MarginAnswer at = solve_margin(t, dated.schedule);
        const MarginAnswer near = solve_margin(larger, dated.schedule);
        if (!at.has_price() || !near.has_price()) continue;
        if (t.side * near.liquidation.price < t.side * at.liquidation.price * (1 - t.side * 1e-12)) ++wrong;
      }
      EXPECT_EQ(wrong, 0) << dated.title;
    }
}

TEST(EveryVenue, FormulaIsWrittenWithNumbers) {
  CaseSource cases(445);
  for (const Venue& venue : known_venues())
    for (const DatedSchedule& dated : schedules_of(venue)) {
      const PositionTerms t = random_terms(cases, dated.schedule);
      const FormulaText text = formula_text(t, dated.schedule, solve_margin(t, dated.schedule));
      EXPECT_TRUE(text.liquidation.starts_with("P = ")) << dated.title;
      EXPECT_NE(text.liquidation_numbers.find(formula_number(t.size)), std::string::npos) << text.liquidation_numbers;
      for (const char* symbol : {" E", " W", " q", " m", " N "})
        EXPECT_EQ(text.liquidation_numbers.find(symbol), std::string::npos) << text.liquidation_numbers;
    }
}

TEST(EveryVenue, MostShippedContractsCanBeExplained) {
  int explained = 0;
  for (const Venue& venue : known_venues()) explained += schedules_of(venue).empty() ? 0 : 1;
  EXPECT_GE(explained, 12);
}

// The binance hedge formula on a pair by hand: (W - L E_L + S E_S) / (L m + S m - L + S).
TEST(Solver, HedgedPairSharesOnePrice) {
  const MarginSchedule schedule = single_rate_schedule(MarginFamily::kLinearMark, 0.01, 0, 0);
  PositionTerms t;
  t.side = 1;
  t.entry = 100;
  t.size = 5;
  t.collateral = 50;
  t.hedge = OppositeLeg{95, 3};
  const MarginAnswer of_long = solve_margin(t, schedule);
  const double expected = (50 - 500 + 285) / (0.05 + 0.03 - 5 + 3);
  EXPECT_NEAR(of_long.liquidation.price, expected, 1e-9);
  EXPECT_NEAR(of_long.equity, of_long.maintenance, 1e-9);
  EXPECT_NEAR(of_long.bankruptcy.price, (50 - 500 + 285) / (3.0 - 5), 1e-9);
  std::swap(t.entry, t.hedge->entry);
  std::swap(t.size, t.hedge->size);
  t.side = -1;
  EXPECT_EQ(solve_margin(t, schedule).liquidation.price, of_long.liquidation.price);
}

// 60 at entry lies in the second tier, and at the liquidation price in the first: a venue says which of them counts.
TEST(Solver, TierAtEntryOrAtTheMark) {
  MarginSchedule schedule;
  schedule.tiers = {{0, 50, 0.01, 0}, {50, 100, 0.02, 0.5}};
  PositionTerms t;
  t.entry = 60;
  t.size = 1;
  t.collateral = 20;
  EXPECT_NEAR(solve_margin(t, schedule).liquidation.price, 40 / 0.99, 1e-12);
  schedule.valued_at = TierValuation::kEntry;
  EXPECT_NEAR(solve_margin(t, schedule).liquidation.price, 39.5 / 0.98, 1e-12);
  EXPECT_EQ(solve_margin(t, schedule).tier, 1U);
}

TEST(Solver, NeedsTheMarkWhereMaintenanceIsValuedThere) {
  const MarginSchedule schedule = single_rate_schedule(MarginFamily::kLinearCurrentMark, 0.01, 0, 0);
  PositionTerms t;
  t.entry = 100;
  t.size = 1;
  t.collateral = 10;
  EXPECT_THROW((void)solve_margin(t, schedule), InputError);
  t.hedge = OppositeLeg{100, 1};
  EXPECT_THROW((void)solve_margin(t, schedule), InputError);
}

}  // namespace
}  // namespace tinderbox
