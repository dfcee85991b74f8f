// The cascade of a market of several venues. Each has its own ladder, book, fund and rules, and a displacement d_v of
// its own as in sim/cascade.hpp; a spot index follows them, and arbitrage ties the marks to it:
//
//   D = sum of w_v d_v,   mark_v = exogenous price - (d_v + c (D - d_v)),   index = exogenous price - D
//
// with the weights w_v summing to 1 and c the pass-through: 0 leaves markets apart, 1 gives one price. In a round every
// venue fires what its own mark has touched, from where the marks stood before; the impacts of all are applied; then
// all marks move, and the next round looks again.
//
// Exactness: weights and pass-through are whole parts of kWhole, D and the marks are rounded to the nearest tick (half
// away from zero), so nothing depends on the order of venues. With one venue D = d_0 and this is run_rounds(). k
// identical venues of weight 1/k give the D of one of them at any c.
//
// Neglected: that arbitrage trades: what moves one venue's mark towards the index takes nothing out of another's book.
#pragma once

#include <cstdint>

#include "sim/cascade.hpp"
#include "sim/liquidation_ladder.hpp"
#include "sim/order_book.hpp"

namespace tinderbox {

inline constexpr int kMaxVenues = 8;
inline constexpr int kWholeBits = 30;
inline constexpr std::int32_t kWhole = 1 << kWholeBits;  // a weight or pass-through of 1

// What is the venue's own but its ladder. Every venue's rules hold the same round_seconds, feedback and gaps.
struct VenueView {
  CascadeRules rules;
  float reversion_of_step;  // what a step without rounds leaves of the transient displacement
  float refill_of_step;     // and of eaten depth
  BookView book;
  std::int64_t fund;          // money units at the start
  std::int32_t index_weight;  // parts of kWhole; over all venues they sum to it
};

struct MarketView {
  const VenueView* venue;  // [venues]
  std::int32_t venues;
  std::int32_t pass_through;  // parts of kWhole
  double depth = 1;           // multiplies every book
};

// One path's state at up to kMost venues.
template <int kMost>
struct MarketCascade {
  CascadeState state[kMost];
  CascadeAbsorbed absorbed[kMost];
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Parts of kWhole to ticks, to the nearest.
TINDERBOX_HD std::int32_t whole_ticks(std::int64_t parts) {
  const std::int64_t size = ((parts < 0 ? -parts : parts) + kWhole / 2) >> kWholeBits;
  return static_cast<std::int32_t>(parts < 0 ? -size : size);
}

// d_v + c (D - d_v).
TINDERBOX_HD std::int32_t mark_displacement(std::int32_t own, std::int32_t index, std::int32_t pass_through) {
  return own + whole_ticks(static_cast<std::int64_t>(index - own) * pass_through);
}

template <int kMost>
TINDERBOX_HD std::int32_t index_displacement(const MarketCascade<kMost>& m, const MarketView& market) {
  std::int64_t parts = 0;
  for (int v = 0; v < market.venues; ++v)
    parts += static_cast<std::int64_t>(market.venue[v].index_weight) * displacement(m.state[v]);
  return whole_ticks(parts);
}

// Distance of a venue's mark on a side while the exogenous price is at `exogenous`.
TINDERBOX_HD std::int32_t venue_distance(const CascadeState& s, const MarketView& market, std::int32_t index, int side,
                                         std::int32_t exogenous) {
  const std::int32_t mark = exogenous - mark_displacement(displacement(s), index, market.pass_through);
  return side == 0 ? -mark : mark;
}

template <int kMost>
TINDERBOX_HD void decay_round(MarketCascade<kMost>& m, const MarketView& market) {
  for (int v = 0; v < market.venues; ++v)
    decay(m.state[v], market.venue[v].rules.reversion_of_round, market.venue[v].rules.refill_of_round);
}

// Every mark where it stands now; returns whether one has touched what was not fired yet.
template <int kMost>
TINDERBOX_HD bool touch_all(MarketCascade<kMost>& m, const MarketView& market, int side, std::int32_t exogenous,
                            std::int32_t& farthest) {
  const std::int32_t index = index_displacement(m, market);
  farthest = greatest(farthest, side == 0 ? index - exogenous : exogenous - index);
  bool found = false;
  for (int v = 0; v < market.venues; ++v) {
    CascadeState& s = m.state[v];
    s.touched[side] = greatest(s.touched[side], venue_distance(s, market, index, side, exogenous));
    found = found || s.touched[side] > s.frontier[side];
  }
  return found;
}

// What the venues' marks have touched, taken off their ladders. Returns whether it forces anything.
template <int kMost, class LadderOf, class OpenShareOf>
TINDERBOX_HD bool take_all(MarketCascade<kMost>& m, const MarketView& market, const LadderOf& ladder_of,
                           const OpenShareOf& open_share_of, int side, FiredStretch (&stretch)[kMost]) {
  bool forces = false;
  for (int v = 0; v < market.venues; ++v) {
    CascadeState& s = m.state[v];
    stretch[v].forced = 0;
    if (s.touched[side] > s.frontier[side]) stretch[v] = take_stretch(s, ladder_of(v), side, open_share_of(v));
    forces = forces || stretch[v].forced > 0;
  }
  return forces;
}

// Sells what a round took, each venue from where the marks stand before the round.
template <int kMost>
TINDERBOX_HD void sell_all(MarketCascade<kMost>& m, const MarketView& market, int side,
                           const FiredStretch (&stretch)[kMost], std::int32_t exogenous, Fill fill,
                           Carry (&carry)[kMost]) {
  const std::int32_t index = index_displacement(m, market);
  for (int v = 0; v < market.venues; ++v) {
    if (stretch[v].forced == 0) continue;
    CascadeState& s = m.state[v];
    sell_stretch(s, m.absorbed[v], market.venue[v].rules, scaled(market.venue[v].book, market.depth), side, stretch[v],
                 venue_distance(s, market, index, side, exogenous), fill, carry[v]);
  }
}

// The rounds that an extreme of the exogenous price sets off on one side, at most `rounds`, as run_rounds() has them
// for one venue. ladder_of(v) and open_share_of(v): of a venue, on this side. `farthest`: likewise the largest distance
// of the index. Returns the rounds in which something was forced anywhere. after_round(m, side): as run_rounds() has
// it.
template <int kMost, class LadderOf, class OpenShareOf, class AfterRound>
TINDERBOX_HD std::int32_t run_market_rounds(MarketCascade<kMost>& m, const MarketView& market,
                                            const LadderOf& ladder_of, const OpenShareOf& open_share_of, int side,
                                            std::int32_t exogenous, std::int32_t rounds, std::int32_t& farthest,
                                            const AfterRound& after_round) {
  const CascadeRules& clock = market.venue[0].rules;
  Carry carry[kMost];
  for (int v = 0; v < market.venues; ++v) carry[v] = {0.5, 0.5};
  FiredStretch stretch[kMost];
  std::int32_t used = 0;
  bool touched = touch_all(m, market, side, exogenous, farthest);
  while (used < rounds && touched) {
    if (!take_all(m, market, ladder_of, open_share_of, side, stretch)) break;
    if (used > 0 && clock.round_seconds > 0) decay_round(m, market);
    if (clock.feedback != 0) sell_all(m, market, side, stretch, exogenous, fill_of_round(clock, used), carry);
    ++used;
    touched = touch_all(m, market, side, exogenous, farthest);
    after_round(m, side);
  }
  return used;
}

template <int kMost, class LadderOf, class OpenShareOf>
TINDERBOX_HD std::int32_t run_market_rounds(MarketCascade<kMost>& m, const MarketView& market,
                                            const LadderOf& ladder_of, const OpenShareOf& open_share_of, int side,
                                            std::int32_t exogenous, std::int32_t rounds, std::int32_t& farthest) {
  return run_market_rounds(m, market, ladder_of, open_share_of, side, exogenous, rounds, farthest,
                           [](const MarketCascade<kMost>&, int) {});
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
