// The branching ratio along a path: what the impact of a reference order, on top of what rounds have eaten of the book
// and fired of the ladder, would force, over the order.
//
//   n = sum over venues of open x (L(x + m) - L(x)) / Q,   m = sum of w_v (b_v(e_v + w_v Q) - b_v(e_v))
//
// with Q the order, split over the venues by their weights w in the index, b(V) the distance to which V money units eat
// a book, e what is eaten of it, x the farthest distance that the venue's mark has touched, L its ladder. No decay. An
// order moves the price no farther than the book reaches: where nothing is left of it n is 0, and what is forced is
// auto-deleveraged.
#pragma once

#include <cstdint>

#include "sim/cascade.hpp"
#include "sim/held_positions.hpp"
#include "sim/market_cascade.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Ticks by which `order` money units move the price, from a book of which `eaten` is gone.
TINDERBOX_HD double order_impact(const BookView& book, double eaten, double order) {
  const double depth = book_depth(book);
  const double from = least(eaten, depth);
  return book_point(book, least(from + order, depth)).distance - book_point(book, from).distance;
}

// Money units that trigger on the `ahead` ticks beyond what the mark has touched.
template <class Ladder>
TINDERBOX_HD double triggered_ahead(const CascadeState& s, const Ladder& ladder, int side, double open_share,
                                    double ahead) {
  const std::int32_t from = greatest(s.touched[side], 0);
  const std::int32_t to = from + static_cast<std::int32_t>(round_down(ahead + 0.5));
  const std::int32_t near = level_from(ladder, least(s.level[side], levels_of(ladder)), from);
  const std::int32_t far = level_from(ladder, near, to);
  return static_cast<double>(triggered_within(ladder, far, to) - triggered_within(ladder, near, from)) * open_share;
}

// Of a market of one venue. Its rules may leave the price alone: then n is 0.
template <class Ladder>
TINDERBOX_HD float branching_left(const CascadeState& s, const CascadeRules& rules, const BookView& book,
                                  const Ladder& ladder, int side, double open_share, double order) {
  if (rules.feedback == 0) return 0.0F;
  const double ahead = order_impact(book, static_cast<double>(s.eaten[side]), order);
  return static_cast<float>(triggered_ahead(s, ladder, side, open_share, ahead) / order);
}

// Of a market of several; ladder_of(v) and open_share_of(v): of a venue, on this side.
template <int kMost, class LadderOf, class OpenShareOf>
TINDERBOX_HD float market_branching_left(const MarketCascade<kMost>& m, const MarketView& market,
                                         const LadderOf& ladder_of, const OpenShareOf& open_share_of, int side,
                                         double order) {
  if (market.venue[0].rules.feedback == 0) return 0.0F;
  double ahead = 0;
  for (int v = 0; v < market.venues; ++v) {
    const double weight = static_cast<double>(market.venue[v].index_weight) / static_cast<double>(kWhole);
    const auto eaten = static_cast<double>(m.state[v].eaten[side]);
    ahead = fused(weight, order_impact(scaled(market.venue[v].book, market.depth), eaten, weight * order), ahead);
  }
  double triggered = 0;
  for (int v = 0; v < market.venues; ++v)
    triggered += triggered_ahead(m.state[v], ladder_of(v), side, open_share_of(v), ahead);
  return static_cast<float>(triggered / order);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
