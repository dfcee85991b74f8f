// Who pays for a forced order: book, fund, auto-deleveraging.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "tests/sim/oracles.hpp"
#include "tests/sim/sample_cascade.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;
using testing::SampleBook;
using testing::SampleLadder;

CascadeRules rules_of(double permanent_share, double surplus_share) {
  CascadeRules rules{};
  rules.permanent_share = permanent_share;
  rules.surplus_share = surplus_share;
  rules.round_seconds = 1;
  rules.reversion_rate = rules.refill_rate = 0.2;
  rules.reversion_of_round = rules.refill_of_round = left_after(0.2, 1);
  rules.feedback = 1;
  return rules;
}

struct Sold {
  CascadeState state{};
  CascadeAbsorbed absorbed{};
  [[nodiscard]] std::int64_t adl() const { return absorbed.adl[0]; }
  [[nodiscard]] std::int64_t on_fund() const { return absorbed.fund[0]; }
  [[nodiscard]] std::int64_t paid() const { return absorbed.paid[0]; }
};

// One order of `forced`, `lead` ticks beyond its bankruptcy price, into a book of which `eaten` is gone.
Sold sell(const BookView& book, double eaten, std::int64_t forced, double lead, std::int64_t fund,
          double surplus_share = 0) {
  Sold sold;
  sold.state.fund = fund;
  sold.state.eaten[0] = static_cast<float>(eaten);
  Carry carry{0.5, 0.5};
  absorb(sold.state, sold.absorbed, rules_of(1, surplus_share), book, 0, forced, lead, carry);
  return sold;
}

// --- by hand ------------------------------------------------------------------------------------------------------

// Money and ticks of which a money unit sold 2^12 ticks beyond bankruptcy costs 2^-12.
constexpr double kTick = 4096;

// A density of one money unit a 2^12 ticks: V units move the price by V ticks of 2^12 and lose V (lead + V / 2) / 4096.
SampleBook hand_book(int depth) {
  return SampleBook::even(1 / kTick, kTick, depth);
}

TEST(Waterfall, TheBookTakesWhatIsFilledBeforeBankruptcy) {
  const SampleBook book = hand_book(100'000);
  // 4096 units at a mean 2048 short of a bankruptcy price 10,240 away leave 4096 x 8192 / 4096
  for (const double share : {0.0, 0.5, 1.0}) {
    const Sold sold = sell(book.view(), 0, 4096, -10'240 * kTick, 7, share);
    EXPECT_EQ(sold.adl(), 0);
    EXPECT_EQ(sold.on_fund(), 0);
    EXPECT_EQ(sold.paid(), 0);
    EXPECT_EQ(sold.state.fund, 7 + static_cast<std::int64_t>(8192 * share));
    EXPECT_EQ(sold.state.permanent, 4096 * 4096);
  }
}

TEST(Waterfall, TheFundPaysWhatIsFilledBeyond) {
  const SampleBook book = hand_book(100'000);
  // from 1024 short of bankruptcy, 4096 units lose 4096 (2048 - 1024) / 4096; all but the first 1024 lie below it
  const Sold sold = sell(book.view(), 0, 4096, -1024 * kTick, 5000, 1);
  EXPECT_EQ(sold.adl(), 0);
  EXPECT_EQ(sold.paid(), 1024);
  EXPECT_EQ(sold.on_fund(), 3072);
  EXPECT_EQ(sold.state.fund, 5000 - 1024);
  EXPECT_EQ(sold.absorbed.exhausted, 0);
}

TEST(Waterfall, BeyondTheFundPositionsAreDeleveraged) {
  const SampleBook book = hand_book(100'000);
  // at bankruptcy to begin with, V units lose V^2 / 8192: a fund of 512 pays for 2048
  const Sold sold = sell(book.view(), 0, 4096, 0, 512, 1);
  EXPECT_EQ(sold.adl(), 2048);
  EXPECT_EQ(sold.on_fund(), 2048);
  EXPECT_EQ(sold.paid(), 512);
  EXPECT_EQ(sold.state.fund, 0);
  EXPECT_EQ(sold.absorbed.exhausted, 1);
  EXPECT_EQ(sold.state.permanent, 2048 * 4096);  // what was not sold does not move the price
}

TEST(Waterfall, WithoutAFundTheBookStillTakesWhatItCanAtBankruptcy) {
  const SampleBook book = hand_book(100'000);
  // from 1024 short, the first 2048 units break even
  const Sold sold = sell(book.view(), 0, 4096, -1024 * kTick, 0, 1);
  EXPECT_EQ(sold.adl(), 2048);
  EXPECT_EQ(sold.paid(), 0);
  EXPECT_EQ(sold.absorbed.exhausted, 1);
  EXPECT_EQ(sell(book.view(), 0, 4096, 10 * kTick, 0).adl(), 4096);
}

TEST(Waterfall, BeyondTheBookPositionsAreDeleveragedThoughTheFundIsDeep) {
  const SampleBook book = hand_book(1000);
  const Sold sold = sell(book.view(), 200, 4096, -1e9 * kTick, 1'000'000);
  EXPECT_EQ(sold.adl(), 4096 - 800);
  EXPECT_EQ(sold.absorbed.exhausted, 0);
  EXPECT_EQ(sold.state.eaten[0], 1000);
  EXPECT_EQ(sell(book.view(), 5000, 4096, -1e9 * kTick, 0).adl(), 4096);
}

// The fund's change is q (mean fill - bankruptcy price); ticks are 2^-24 of 100,000 dollars.
TEST(Waterfall, InsuranceOracles) {
  TINDERBOX_ORACLES(entries, "insurance_loss_linear_book");
  constexpr double kDollar = kTicksPerUnit / 100'000;
  constexpr double kUnits = 1000;  // money units a dollar
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    const double contract = 100'000 * kUnits;  // money units at the price now
    const double impact = p.at("lam").get<double>() * kDollar / contract;
    const SampleBook book = SampleBook::even(1 / impact, 100 * kDollar, 100);
    const double lead = (p.at("bankruptcy").get<double>() - p.at("p0").get<double>()) * kDollar;
    const auto forced = static_cast<std::int64_t>(p.at("q").get<double>() * contract);
    const Sold sold = sell(book.view(), 0, forced, lead, 1'000'000'000, 1);
    EXPECT_NEAR(static_cast<double>(sold.state.fund - 1'000'000'000) / kUnits, entry.at("value").get<double>(), 0.002);
  }
}

// --- clearance fee ------------------------------------------------------------------------------------------------

Sold sell_by(const CascadeRules& rules, const BookView& book, const FiredStretch& stretch, std::int32_t mark, Fill fill,
             std::int64_t fund, float eaten = 0) {
  Sold sold;
  sold.state.fund = fund;
  sold.state.liquidated[0] = stretch.forced;
  sold.state.eaten[0] = eaten;
  Carry carry{0.5, 0.5};
  sell_stretch(sold.state, sold.absorbed, rules, book, 0, stretch, mark, fill, carry);
  return sold;
}

// One position of 4096 units whose bankruptcy price lies `buffer` x 2^12 ticks beyond its trigger, sold from there: the
// mean fill is 2048 beyond, so buffer - 2048 money units are left of the margin.
FiredStretch one_position(double buffer) {
  return {4096, 1000 * kTick, buffer * kTick};
}

TEST(Waterfall, TheClearanceFeeComesOutOfWhatIsLeftBeforeTheSurplus) {
  const SampleBook book = hand_book(100'000);
  const auto fund_of = [&](double fee, double surplus_share, double buffer) {
    CascadeRules rules = rules_of(1, surplus_share);
    rules.clearance_fee = fee;
    const Sold sold = sell_by(rules, book.view(), one_position(buffer), 1000 * 4096, Fill::kFromTrigger, 7);
    EXPECT_EQ(sold.adl() + sold.on_fund() + sold.paid(), 0);
    EXPECT_EQ(sold.state.permanent, 4096 * 4096);  // the fee does not move the price
    return sold.state.fund - 7;
  };
  // 8192 are left; 1/64 of 4096 is 64
  EXPECT_EQ(fund_of(0, 0, 10'240), 0);
  EXPECT_EQ(fund_of(0, 0.5, 10'240), 4096);
  EXPECT_EQ(fund_of(1 / 64.0, 0, 10'240), 64);
  EXPECT_EQ(fund_of(1 / 64.0, 0.5, 10'240), 64 + (8192 - 64) / 2);
  EXPECT_EQ(fund_of(1 / 64.0, 1, 10'240), 8192);
  // no more than is left
  EXPECT_EQ(fund_of(1 / 64.0, 0, 2048 + 20), 20);
  EXPECT_EQ(fund_of(1 / 64.0, 0.5, 2048 + 20), 20);
  EXPECT_EQ(fund_of(1 / 64.0, 0, 2048), 0);
}

TEST(Waterfall, ThereIsNoFeeBelowBankruptcy) {
  const SampleBook book = hand_book(100'000);
  CascadeRules rules = rules_of(1, 0.5);
  rules.clearance_fee = 0.5;
  const Sold sold = sell_by(rules, book.view(), one_position(1024), 1000 * 4096, Fill::kFromTrigger, 5000);
  EXPECT_EQ(sold.paid(), 1024);
  EXPECT_EQ(sold.state.fund, 5000 - 1024);
}

// --- backstop -----------------------------------------------------------------------------------------------------

CascadeRules vault_rules(double backstop_buffer_share, double surplus_share = 0) {
  CascadeRules rules = rules_of(1, surplus_share);
  rules.backstop_buffer_share = backstop_buffer_share;
  return rules;
}

// The book takes what fits into that share of the buffer, a unit for each 2^12 ticks; the vault has the rest.
TEST(Waterfall, TheVaultTakesWhatDoesNotFitIntoItsShareOfTheBuffer) {
  const SampleBook book = hand_book(100'000);
  for (const double share : {0.0, 0.25, 0.5}) {
    const Sold sold =
        sell_by(vault_rules(share, 1), book.view(), one_position(2048), 1000 * 4096, Fill::kFromTrigger, 7);
    const auto on_book = static_cast<std::int64_t>(2048 * share);
    EXPECT_EQ(sold.on_fund(), 4096 - on_book);
    EXPECT_EQ(sold.adl(), 0);
    EXPECT_EQ(sold.paid(), 0);
    EXPECT_EQ(sold.absorbed.exhausted, 0);
    EXPECT_EQ(sold.state.permanent, on_book * 4096);  // what is taken over does not move the price
    // filled on_book / 2 beyond the trigger at the mean
    EXPECT_EQ(sold.state.fund, 7 + on_book * (2048 - on_book / 2) / 4096);
  }
}

// The negative control: without a backstop all of it is sold into the book, half of it beyond bankruptcy.
TEST(Waterfall, WithoutABackstopTheBookTakesAll) {
  const SampleBook book = hand_book(100'000);
  const Sold sold = sell_by(vault_rules(1), book.view(), one_position(2048), 1000 * 4096, Fill::kFromTrigger, 7);
  EXPECT_EQ(sold.on_fund() + sold.adl() + sold.paid(), 0);
  EXPECT_EQ(sold.state.permanent, 4096 * 4096);
}

TEST(Waterfall, APositionThatFitsNeverMeetsTheVault) {
  const SampleBook book = hand_book(100'000);
  const Sold sold = sell_by(vault_rules(0.5), book.view(), one_position(8192), 1000 * 4096, Fill::kFromTrigger, 7);
  EXPECT_EQ(sold.on_fund() + sold.adl(), 0);
  EXPECT_EQ(sold.state.permanent, 4096 * 4096);
}

// The mark already stands beyond: nothing is sold. Up to bankruptcy that costs nothing, then the difference.
TEST(Waterfall, TheFundPaysForATakeoverBeyondBankruptcy) {
  const SampleBook book = hand_book(100'000);
  const auto taken_at = [&](std::int32_t beyond_trigger, std::int64_t fund) {
    return sell_by(vault_rules(0.5), book.view(), one_position(2048), (1000 + beyond_trigger) * 4096, Fill::kFromMark,
                   fund);
  };
  const Sold before = taken_at(2000, 100);
  EXPECT_EQ(before.on_fund(), 4096);
  EXPECT_EQ(before.paid() + before.adl(), 0);
  // 1024 x 2^12 ticks beyond: a quarter of a unit each
  const Sold rich = taken_at(2048 + 1024, 2000);
  EXPECT_EQ(rich.on_fund(), 4096);
  EXPECT_EQ(rich.paid(), 1024);
  EXPECT_EQ(rich.state.fund, 2000 - 1024);
  EXPECT_EQ(rich.absorbed.exhausted, 0);
  EXPECT_EQ(displacement(rich.state), 0);
  const Sold poor = taken_at(2048 + 1024, 512);
  EXPECT_EQ(poor.on_fund(), 2048);
  EXPECT_EQ(poor.adl(), 2048);
  EXPECT_EQ(poor.paid(), 512);
  EXPECT_EQ(poor.state.fund, 0);
  EXPECT_EQ(poor.absorbed.exhausted, 1);
  EXPECT_EQ(taken_at(2048 + 1024, 0).adl(), 4096);
}

// How far the price may still move counts from where earlier orders left the book.
TEST(Waterfall, TheVaultsShareCountsFromWhereTheBookStands) {
  const SampleBook book = hand_book(100'000);
  for (const float eaten : {0.0F, 700.0F, 50'000.0F}) {
    const Sold sold =
        sell_by(vault_rules(0.5), book.view(), one_position(2048), 1000 * 4096, Fill::kFromTrigger, 7, eaten);
    EXPECT_EQ(sold.on_fund(), 4096 - 1024);
    EXPECT_EQ(sold.state.eaten[0], eaten + 1024);
  }
}

// What a thin book cannot hold is the vault's as well.
TEST(Waterfall, TheVaultTakesWhatTheBookCannotHold) {
  const SampleBook book = hand_book(100);
  const Sold sold = sell_by(vault_rules(0.5), book.view(), one_position(8192), 1000 * 4096, Fill::kFromTrigger, 7);
  EXPECT_EQ(sold.on_fund(), 4096 - 100);
  EXPECT_EQ(sold.adl(), 0);
}

TEST(Waterfall, WithAVaultEveryUnitIsAccountedForInAnyCascade) {
  CaseSource cases(26);
  int taken = 0;
  for (int i = 0; i < 3000; ++i) {
    const SampleLadder ladder = SampleLadder::random(cases, 20, 300'000, 1'000'000'000);
    const SampleBook book = SampleBook::random(cases, 20, 5e8);
    CascadeRules rules = vault_rules(0.98 * cases.unit(), cases.unit());
    rules.refill_of_round = 1;
    rules.clearance_fee = 0.01;
    CascadeState s{};
    s.fund = 1'000'000'000'000'000;
    const std::int64_t fund = s.fund;
    CascadeAbsorbed absorbed{};
    std::int32_t farthest = -kTickLimit;
    run_rounds(s, absorbed, rules, ladder.view(), book.view(), i % 2, 1.0,
               (i % 2 == 0 ? -1 : 1) * cases.below32(2'000'000), 30, farthest);
    const int side = i % 2;
    ASSERT_EQ(absorbed.adl[side], 0);  // the fund pays, and the vault holds all
    const auto on_book = static_cast<double>(s.liquidated[side] - absorbed.fund[side]);
    ASSERT_NEAR(static_cast<double>(s.eaten[side]), on_book, 1 + 1e-5 * on_book);
    ASSERT_GE(s.fund, fund - absorbed.paid[side]);
    taken += absorbed.fund[side] > 0 ? 1 : 0;
  }
  EXPECT_GT(taken, 1000);
}

// --- random states ------------------------------------------------------------------------------------------------

struct RandomSale {
  SampleBook book;
  double eaten;
  std::int64_t forced;
  double lead;
  std::int64_t fund;

  static RandomSale draw(CaseSource& cases, std::int64_t most_forced) {
    SampleBook book = SampleBook::random(cases, 12, static_cast<double>(most_forced) / 4);
    const double eaten = cases.below(3) == 0 ? 0 : cases.between(0, 1.1) * book_depth(book.view());
    const double span = book.view().bin_ticks * book.view().bins + 1;
    return {book, eaten, 1 + cases.below(most_forced), cases.between(-1.5, 0.5) * span,
            cases.below(4) == 0 ? 0 : cases.below(most_forced / 16 + 1)};
  }
};

TEST(Waterfall, EveryUnitIsAccountedForInAnyState) {
  CaseSource cases(21);
  int on_fund = 0;
  int exhausted = 0;
  int out_of_depth = 0;
  for (int i = 0; i < 20'000; ++i) {
    const RandomSale r = RandomSale::draw(cases, i % 2 == 0 ? 1'000'000 : 10'000'000'000);
    const Sold sold = sell(r.book.view(), r.eaten, r.forced, r.lead, r.fund, cases.unit());
    const std::int64_t on_book = r.forced - sold.on_fund() - sold.adl();
    ASSERT_GE(on_book, 0);
    ASSERT_GE(sold.on_fund(), 0);
    ASSERT_GE(sold.adl(), 0);
    // what was eaten is what was sold, to the precision of a float
    const double from = std::fmin(static_cast<double>(static_cast<float>(r.eaten)), book_depth(r.book.view()));
    const auto to = static_cast<double>(sold.state.eaten[0]);
    ASSERT_NEAR(to - from, static_cast<double>(on_book + sold.on_fund()), 1e-6 * (to + 1));
    ASSERT_GE(sold.state.fund, 0);
    ASSERT_GE(sold.paid(), 0);
    ASSERT_LE(sold.paid(), r.fund);
    if (sold.paid() > 0) {
      ASSERT_EQ(sold.state.fund, r.fund - sold.paid());
    } else {
      ASSERT_GE(sold.state.fund, r.fund);
    }
    const bool shallow = static_cast<double>(r.forced) > std::floor(book_depth(r.book.view()) - from);
    ASSERT_EQ(sold.adl() > 0, shallow || sold.absorbed.exhausted != 0);
    on_fund += sold.paid() > 0 ? 1 : 0;
    exhausted += sold.absorbed.exhausted;
    out_of_depth += shallow && sold.absorbed.exhausted == 0 ? 1 : 0;
  }
  EXPECT_GT(on_fund, 1000);
  EXPECT_GT(exhausted, 1000);
  EXPECT_GT(out_of_depth, 1000);
}

// The waterfall sold unit by unit, each at the book's distance in its middle. The largest part that the fund can pay is
// found by walking on while the loss allows, and it may come back from a loss never (fills only get worse).
struct Walked {
  std::int64_t sold = 0;
  double loss = 0;
  std::int64_t below = 0;  // sold beyond bankruptcy
  bool stopped = false;    // by the fund
};
Walked walk(const RandomSale& r) {
  const BookView book = r.book.view();
  const double eaten = std::fmin(static_cast<double>(static_cast<float>(r.eaten)), book_depth(book));
  const double start = book_point(book, eaten).distance;
  Walked w;
  for (; w.sold < r.forced && eaten + static_cast<double>(w.sold) + 1 <= book_depth(book); ++w.sold) {
    double mean = 0;
    for (int j = 0; j < 8; ++j)
      mean += book_point(book, eaten + static_cast<double>(w.sold) + (j + 0.5) / 8).distance / 8;
    const double beyond = r.lead + mean - start;
    if (w.loss + beyond * kUnitsPerTick > static_cast<double>(r.fund)) {
      w.stopped = true;
      break;
    }
    w.loss += beyond * kUnitsPerTick;
    w.below += beyond > 0 ? 1 : 0;
  }
  return w;
}

TEST(Waterfall, IsAWalkUnitByUnit) {
  CaseSource cases(22);
  int stopped = 0;
  int paid = 0;
  for (int i = 0; i < 1500; ++i) {
    RandomSale r = RandomSale::draw(cases, 400);
    r.lead = cases.between(-1, 1) * 4'000'000;
    const Walked w = walk(r);
    const Sold sold = sell(r.book.view(), r.eaten, r.forced, r.lead, r.fund);
    ASSERT_NEAR(static_cast<double>(r.forced - sold.adl()), static_cast<double>(w.sold), 1) << i;
    ASSERT_EQ(sold.absorbed.exhausted != 0, w.stopped) << i;
    ASSERT_NEAR(static_cast<double>(sold.paid()), std::fmax(w.loss, 0), 2 + 0.01 * std::fabs(w.loss)) << i;
    if (sold.paid() > 0) {
      ASSERT_NEAR(static_cast<double>(sold.on_fund()), static_cast<double>(w.below), 2) << i;
    }
    stopped += w.stopped ? 1 : 0;
    paid += sold.paid() > 0 ? 1 : 0;
  }
  EXPECT_GT(stopped, 200);
  EXPECT_GT(paid, 50);
}

TEST(Waterfall, ADeeperBookNeverHurts) {
  CaseSource cases(23);
  for (int i = 0; i < 5000; ++i) {
    RandomSale r = RandomSale::draw(cases, 1'000'000);
    r.eaten = 0;
    const BookView v = r.book.view();
    SampleBook deeper(v.bin_ticks);
    for (std::int32_t bin = 0; bin < v.bins; ++bin) deeper.add(1.7 * (v.volume[bin + 1] - v.volume[bin]));
    const Sold thin = sell(v, 0, r.forced, r.lead, r.fund);
    const Sold deep = sell(deeper.view(), 0, r.forced, r.lead, r.fund);
    ASSERT_LE(deep.adl(), thin.adl());
    // where both sell all of it, the deep book moves less and costs the fund less
    if (thin.adl() > 0) continue;
    ASSERT_LE(deep.state.permanent, thin.state.permanent);
    ASSERT_LE(deep.paid(), thin.paid());
  }
}

TEST(Waterfall, ADeeperFundNeverDeleveragesMore) {
  CaseSource cases(24);
  for (int i = 0; i < 5000; ++i) {
    const RandomSale r = RandomSale::draw(cases, 1'000'000);
    const Sold poor = sell(r.book.view(), r.eaten, r.forced, r.lead, r.fund);
    const Sold rich = sell(r.book.view(), r.eaten, r.forced, r.lead, 2 * r.fund + 1000);
    ASSERT_LE(rich.adl(), poor.adl());
    ASSERT_GE(rich.paid(), poor.paid());
  }
}

// Whole cascades: what was forced is what was absorbed, over any rounds.
TEST(Waterfall, CascadesAddUp) {
  CaseSource cases(25);
  int with_adl = 0;
  for (int i = 0; i < 4000; ++i) {
    const SampleLadder ladder = SampleLadder::random(cases, 20, 300'000, 1'000'000'000);
    const SampleBook book = SampleBook::random(cases, 20, 5e8);
    CascadeRules rules = rules_of(cases.unit(), cases.unit());
    // without refill, all that was ever sold is still eaten
    rules.refill_of_round = 1;
    CascadeState s{};
    const std::int64_t fund = cases.below(100'000'000);
    s.fund = fund;
    CascadeAbsorbed absorbed{};
    std::int32_t low = -kTickLimit;
    std::int32_t high = -kTickLimit;
    const std::int32_t shock = cases.below32(2'000'000);
    run_rounds(s, absorbed, rules, ladder.view(), book.view(), 0, 1.0, -shock, 30, low);
    run_rounds(s, absorbed, rules, ladder.view(), book.view(), 1, 1.0, shock / 2, 30, high);
    for (int side = 0; side < 2; ++side) {
      const std::int64_t sold = s.liquidated[side] - absorbed.adl[side];
      ASSERT_GE(sold, absorbed.fund[side]);
      ASSERT_NEAR(static_cast<double>(s.eaten[side]), static_cast<double>(sold), 1e-5 * (1 + s.eaten[side]));
    }
    ASSERT_GE(s.fund, fund - absorbed.paid[0] - absorbed.paid[1]);
    ASSERT_GE(s.fund, 0);
    with_adl += absorbed.adl[0] > 0 ? 1 : 0;
  }
  EXPECT_GT(with_adl, 500);
}

}  // namespace
}  // namespace tinderbox
