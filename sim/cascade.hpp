// One path's cascade: positions whose trigger the mark has reached are sold in rounds, the sale moves the mark, which
// may trigger more. Sides are 0 long (triggered downwards, sells) and 1 short (triggered upwards, buys).
//
//   mark = exogenous price - displacement,   displacement = permanent + transient of the bids - transient of the asks
//
// A round fires everything between the frontier (what was fired so far) and the farthest distance the mark has touched.
// The order walks the book from where earlier orders left it; `permanent_share` of the way it moves the price stays,
// the rest reverts with its own constant, and eaten depth refills with another. Rounds are `round_seconds` apart.
//
// The first round of an extreme is a sweep: the exogenous price passes levels one after the other, and each is sold
// from its own trigger. What later rounds fire was reached by the impact of the round before: it is sold from where the
// mark then stands. Where price gaps, the first round is sold from where the mark stands as well.
//
// Waterfall of a round, with f the mean fill and b the mean bankruptcy distance of what it fires:
//   filled no worse than b      the book takes it; `surplus_share` of what is left of the margin goes to the fund
//   filled worse than b         the fund pays volume x (f - b), as long as it can
//   beyond the fund             not sold: closed at the bankruptcy price against the other side (ADL)
// What the book cannot hold (its range is finite) is auto-deleveraged as well. In money units
//   forced = sold at b or better + sold below b on the fund's account + auto-deleveraged, exactly.
// A venue may take `clearance_fee` of what is sold: it comes out of what is left of the margin, as far as that reaches,
// and goes to the fund whole, before `surplus_share` of the rest does.
//
// Backstop: with t the mean trigger and f the mean buffer of what a round fires, the book is only sold into until the
// price reaches t + backstop_buffer_share x f. What is not sold by then (nor fits into the book) is taken over by the
// venue's vault: it does not move the price, and counts as sold on the fund's account. Where the price already stands
// beyond b at the takeover, the fund pays the difference as far as it reaches; what it cannot pay is auto-deleveraged.
//
// Neglected: that fills and dollars differ within a round between positions (the mean trigger and the mean buffer of
// the stretch stand for all); that a relative loss is log(1 - x) rather than x. Of the vault: what it earns or loses
// after the takeover (the margin it keeps above b, the price beyond b later), that it sells what it took, that its
// capacity ends.
#pragma once

#include <cstdint>

#include "sim/coordinate.hpp"
#include "sim/held_positions.hpp"
#include "sim/liquidation_ladder.hpp"
#include "sim/order_book.hpp"

namespace tinderbox {

struct CascadeRules {
  double permanent_share;
  double surplus_share;
  double refill_rate;                // per second
  double reversion_rate;             // per second
  double round_seconds;              // 0: rounds follow at once
  float refill_of_round;             // what is left of eaten depth after a round's time
  float reversion_of_round;          // likewise of the transient displacement
  std::int32_t feedback;             // 0: forced orders do not move the price and meet no book
  double clearance_fee = 0;          // fraction of what is sold
  double backstop_buffer_share = 1;  // of the way from trigger to bankruptcy, before the vault takes over; 1: no vault
  std::int32_t gaps = 0;             // 1: the exogenous price jumps over levels, none is sold at its own trigger
};

// One path's state. Distances in ticks.
struct CascadeState {
  std::int32_t touched[2];   // farthest distance of the mark
  std::int32_t frontier[2];  // everything nearer has been fired
  std::int32_t level[2];     // of the ladder, that holds the frontier
  std::int32_t permanent;
  std::int32_t transient[2];
  float eaten[2];  // money units of the book
  std::int64_t fund;
  std::int64_t liquidated[2];
};

// What one call added, for the accounts.
struct CascadeAbsorbed {
  std::int64_t fund[2];    // sold below the bankruptcy price, or taken over by the vault
  std::int64_t adl[2];     // auto-deleveraged
  std::int64_t paid[2];    // by the fund
  std::int32_t exhausted;  // 1: the fund could not pay
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

TINDERBOX_HD std::int32_t displacement(const CascadeState& s) {
  return s.permanent + s.transient[0] - s.transient[1];
}

// Distance of the mark on a side while the exogenous price is at `exogenous`.
TINDERBOX_HD std::int32_t mark_distance(const CascadeState& s, int side, std::int32_t exogenous) {
  const std::int32_t mark = exogenous - displacement(s);
  return side == 0 ? -mark : mark;
}

// A displacement after some time, whole ticks towards zero.
TINDERBOX_HD std::int32_t decayed(std::int32_t ticks, float factor) {
  return static_cast<std::int32_t>(static_cast<float>(ticks) * factor);
}

// What is left of something that decays at `rate` a second.
TINDERBOX_HD float left_after(double rate, double seconds) {
  return static_cast<float>(exp(-rate * seconds));
}

TINDERBOX_HD void decay(CascadeState& s, float reversion, float refill) {
  for (int side = 0; side < 2; ++side) {
    s.transient[side] = decayed(s.transient[side], reversion);
    s.eaten[side] *= refill;
  }
}

// A sale being filled: where it starts and what it costs beyond the bankruptcy distance.
struct Sale {
  double eaten;  // of the book before it
  BookPoint from;
  double lead;  // distance of the mark before it beyond the bankruptcy distance, ticks; negative: short of it
};

// Money units that filling `volume` loses beyond bankruptcy; negative: what is left of the margin.
TINDERBOX_HD double loss_of(const BookView& book, const Sale& sale, double volume) {
  const BookPoint to = book_point(book, least(sale.eaten + volume, book_depth(book)));
  const double beyond = fused(volume, sale.lead - sale.from.distance, to.moment - sale.from.moment);
  return beyond * kUnitsPerTick;
}

// The largest part of `volume` whose loss the fund can pay.
TINDERBOX_HD std::int64_t affordable(const BookView& book, const Sale& sale, std::int64_t volume, std::int64_t fund) {
  std::int64_t low = 0;
  std::int64_t high = volume;
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    if (loss_of(book, sale, static_cast<double>(middle)) <= static_cast<double>(fund))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

// What of `sold` lies beyond the bankruptcy distance.
TINDERBOX_HD std::int64_t below_bankruptcy(const BookView& book, const Sale& sale, std::int64_t sold) {
  const double until = sale.from.distance - sale.lead;
  const double good = until > 0 ? book_volume(book, until) - sale.eaten : 0.0;
  if (good >= static_cast<double>(sold)) return 0;
  return sold - static_cast<std::int64_t>(greatest(good, 0.0));
}

// Parts of ticks that rounds so far did not move. They are carried on, because rounding each round to the nearest would
// let a tick that fires move the mark by a tick wherever the impact exceeds half of one: a cascade below criticality
// would creep on for ever.
struct Carry {
  double moved;
  double stays;  // of the permanent part
};

// What the fund receives of the margin that a sale left: the clearance fee, then its share of the rest.
TINDERBOX_HD std::int64_t fund_income(const CascadeRules& rules, double sold, double left) {
  const double fee = least(rules.clearance_fee * sold, left);
  return static_cast<std::int64_t>(fee + (left - fee) * rules.surplus_share);
}

// Sells `forced` money units. `lead`: how far beyond their bankruptcy price the sale starts, ticks; negative: before
// it.
TINDERBOX_HD void absorb(CascadeState& s, CascadeAbsorbed& out, const CascadeRules& rules, const BookView& book,
                         int side, std::int64_t forced, double lead, Carry& carry) {
  Sale sale;
  sale.eaten = least(static_cast<double>(s.eaten[side]), book_depth(book));
  sale.from = book_point(book, sale.eaten);
  sale.lead = lead;
  const double room = book_depth(book) - sale.eaten;
  std::int64_t sold = room >= static_cast<double>(forced) ? forced : static_cast<std::int64_t>(room);
  double loss = loss_of(book, sale, static_cast<double>(sold));
  if (loss > static_cast<double>(s.fund)) {
    sold = affordable(book, sale, sold, s.fund);
    loss = loss_of(book, sale, static_cast<double>(sold));
    out.exhausted = 1;
  }
  if (loss > 0) {
    const std::int64_t paid = least(static_cast<std::int64_t>(loss), s.fund);
    s.fund -= paid;
    out.paid[side] += paid;
    out.fund[side] += below_bankruptcy(book, sale, sold);
  } else {
    s.fund += fund_income(rules, static_cast<double>(sold), -loss);
  }
  out.adl[side] += forced - sold;
  const BookPoint to = book_point(book, least(sale.eaten + static_cast<double>(sold), book_depth(book)));
  carry.moved += greatest(to.distance - sale.from.distance, 0.0);
  const auto moved = static_cast<std::int32_t>(carry.moved);
  carry.moved -= static_cast<double>(moved);
  carry.stays += rules.permanent_share * static_cast<double>(moved);
  const auto stays = static_cast<std::int32_t>(carry.stays);
  carry.stays -= static_cast<double>(stays);
  s.permanent += side == 0 ? stays : -stays;
  s.transient[side] += moved - stays;
  s.eaten[side] = static_cast<float>(sale.eaten + static_cast<double>(sold));
}

// Money units that the book takes before the price has moved `ahead` ticks.
TINDERBOX_HD double taken_within(const CascadeState& s, const BookView& book, int side, double ahead) {
  const double eaten = least(static_cast<double>(s.eaten[side]), book_depth(book));
  if (!(ahead > 0)) return 0.0;
  return greatest(book_volume(book, book_point(book, eaten).distance + ahead) - eaten, 0.0);
}

// The vault takes `volume` over, `lead` ticks beyond the bankruptcy price.
TINDERBOX_HD void take_over(CascadeState& s, CascadeAbsorbed& out, int side, std::int64_t volume, double lead) {
  const double loss_of_unit = greatest(lead, 0.0) * kUnitsPerTick;
  const double loss = static_cast<double>(volume) * loss_of_unit;
  std::int64_t taken = volume;
  if (loss > static_cast<double>(s.fund)) {
    taken = least(volume, static_cast<std::int64_t>(static_cast<double>(s.fund) / loss_of_unit));
    out.exhausted = 1;
  }
  const std::int64_t paid = least(static_cast<std::int64_t>(static_cast<double>(taken) * loss_of_unit), s.fund);
  s.fund -= paid;
  out.paid[side] += paid;
  out.fund[side] += taken;
  out.adl[side] += volume - taken;
}

// What a round takes off the ladder: everything between the frontier and what the mark has touched.
struct FiredStretch {
  std::int64_t forced;  // money units
  double trigger;       // mean distance at which it triggers, weighted by money
  double buffer;        // mean distance from trigger to bankruptcy price, likewise
};

// The same before closings: money units, and their sums of distances.
struct PassedStretch {
  std::int64_t money;
  double triggers;
  double buffers;
};

// Moves the frontier to what the mark has touched.
TINDERBOX_HD PassedStretch pass_stretch(CascadeState& s, const LadderView& ladder, int side) {
  const std::int32_t end = s.touched[side];
  std::int32_t level = s.level[side];
  std::int32_t from = s.frontier[side];
  const std::int64_t first = triggered_within(ladder, level, from);
  std::int64_t before = first;
  double triggers = 0;
  double buffers = 0;
  while (level < ladder.levels && from < end) {
    const std::int32_t edge = ladder.edge[level + 1];
    const std::int32_t to = least(edge, end);
    const std::int64_t within = to < edge ? triggered_within(ladder, level, to) : ladder.cumulative[level + 1];
    const auto held = static_cast<double>(within - before);
    triggers = fused(held, 0.5 * (static_cast<double>(from) + static_cast<double>(to)), triggers);
    buffers = fused(held, static_cast<double>(ladder.buffer[level]), buffers);
    before = within;
    from = to;
    level += to < edge ? 0 : 1;
  }
  s.level[side] = level;
  s.frontier[side] = end;
  return {before - first, triggers, buffers};
}

TINDERBOX_HD PassedStretch pass_stretch(CascadeState& s, const MixedLadderView& ladder, int side) {
  const std::int32_t first = reached_positions(ladder, s.level[side], s.frontier[side]);
  PassedStretch passed = pass_stretch(s, ladder.spread, side);
  const std::int32_t end = reached_positions(ladder, s.level[side], s.frontier[side]);
  const HeldPositionsView& held = ladder.held;
  passed.money += held.cumulative[end] - held.cumulative[first];
  passed.triggers += wide_difference(held.trigger_sum[first], held.trigger_sum[end]);
  passed.buffers += wide_difference(held.buffer_sum[first], held.buffer_sum[end]);
  return passed;
}

// `open_share`: part of the ladder that is still open.
template <class Ladder>
TINDERBOX_HD FiredStretch take_stretch(CascadeState& s, const Ladder& ladder, int side, double open_share) {
  const PassedStretch passed = pass_stretch(s, ladder, side);
  const auto open = static_cast<double>(passed.money);
  FiredStretch stretch;
  stretch.forced = static_cast<std::int64_t>(open * open_share);
  stretch.trigger = open > 0 ? passed.triggers / open : 0.0;
  stretch.buffer = open > 0 ? passed.buffers / open : 0.0;
  s.liquidated[side] += stretch.forced;
  return stretch;
}

enum class Fill { kFromTrigger, kFromMark };

// Of a round after so many others that one extreme set off.
TINDERBOX_HD Fill fill_of_round(const CascadeRules& rules, std::int32_t before) {
  return before == 0 && rules.gaps == 0 ? Fill::kFromTrigger : Fill::kFromMark;
}

// Sells a stretch that forces something, or hands it to the vault. `mark`: distance of the mark before the round.
TINDERBOX_HD void sell_stretch(CascadeState& s, CascadeAbsorbed& out, const CascadeRules& rules, const BookView& book,
                               int side, const FiredStretch& stretch, std::int32_t mark, Fill fill, Carry& carry) {
  const auto at = static_cast<double>(mark);
  const double from = fill == Fill::kFromTrigger ? least(stretch.trigger, at) : at;
  const double lead = from - stretch.trigger - stretch.buffer;
  std::int64_t forced = stretch.forced;
  if (rules.backstop_buffer_share < 1) {
    const double ahead = fused(rules.backstop_buffer_share, stretch.buffer, stretch.trigger - from);
    const double for_book = taken_within(s, book, side, ahead);
    if (for_book < static_cast<double>(forced)) forced = static_cast<std::int64_t>(for_book);
    take_over(s, out, side, stretch.forced - forced, lead);
  }
  if (forced > 0) absorb(s, out, rules, book, side, forced, lead, carry);
}

// The rounds that an extreme of the exogenous price sets off on one side, at most `rounds`. Time passes between rounds.
// `farthest` returns the largest distance of the mark, also of what was not fired. Returns the rounds that forced
// something; a stretch that holds nothing takes none. after_round(s, side): sees what each of them leaves.
template <class Ladder, class AfterRound>
TINDERBOX_HD std::int32_t run_rounds(CascadeState& s, CascadeAbsorbed& out, const CascadeRules& rules,
                                     const Ladder& ladder, const BookView& book, int side, double open_share,
                                     std::int32_t exogenous, std::int32_t rounds, std::int32_t& farthest,
                                     const AfterRound& after_round) {
  farthest = greatest(farthest, mark_distance(s, side, exogenous));
  s.touched[side] = greatest(s.touched[side], farthest);
  std::int32_t used = 0;
  Carry carry{0.5, 0.5};  // sums over rounds are rounded to the nearest
  while (used < rounds && s.touched[side] > s.frontier[side]) {
    const FiredStretch stretch = take_stretch(s, ladder, side, open_share);
    if (stretch.forced == 0) break;
    if (used > 0 && rules.round_seconds > 0) decay(s, rules.reversion_of_round, rules.refill_of_round);
    if (rules.feedback != 0)
      sell_stretch(s, out, rules, book, side, stretch, mark_distance(s, side, exogenous), fill_of_round(rules, used),
                   carry);
    ++used;
    farthest = greatest(farthest, mark_distance(s, side, exogenous));
    s.touched[side] = greatest(s.touched[side], farthest);
    after_round(s, side);
  }
  return used;
}

template <class Ladder>
TINDERBOX_HD std::int32_t run_rounds(CascadeState& s, CascadeAbsorbed& out, const CascadeRules& rules,
                                     const Ladder& ladder, const BookView& book, int side, double open_share,
                                     std::int32_t exogenous, std::int32_t rounds, std::int32_t& farthest) {
  return run_rounds(s, out, rules, ladder, book, side, open_share, exogenous, rounds, farthest,
                    [](const CascadeState&, int) {});
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
