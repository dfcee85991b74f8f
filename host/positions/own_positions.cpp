#include "host/positions/own_positions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/output/adl_group.hpp"
#include "host/output/forward_groups.hpp"
#include "host/output/ladder_stats.hpp"
#include "host/positions/adl_queue.hpp"

namespace tinderbox {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kAdlPayer = 2;
constexpr double kTwoSided95 = 1.959963984540054;

double paths_of(const RunResult& run) {
  double paths = 0;
  for (const std::int64_t count : run.cascade.replicate_paths) paths += static_cast<double>(count);
  return paths;
}

// The probability of reaching an edge of the price axis from the mark.
struct Edge {
  double price = 0;
  double probability = 0;
  double standard_error = 0;
};

// Edges outward from the mark on one side of it: the mark itself, then the near edge of each bin beyond. Coming from
// the mark, the running range meets a bin when it reaches the near edge.
class Edges {
 public:
  Edges(const RunResult& run, Twin twin, bool below) : paths_(run.paths), twin_(twin), below_(below) {
    edges_.push_back({run.now_mark_usd, 1, 0});
    const std::size_t bins = paths_.price.size();
    for (std::size_t i = 0; i < bins; ++i) {
      const std::size_t bin = below ? bins - 1 - i : i;
      const double near = paths_.price_bounds[2 * bin + (below ? 1 : 0)];
      if (below ? near < run.now_mark_usd : near > run.now_mark_usd) edges_.push_back(edge_of(bin, near));
    }
  }

  // The last edge that lies between the mark and the price, or at the price.
  [[nodiscard]] std::size_t before(double price) const {
    std::size_t last = 0;
    while (last + 1 < edges_.size() && (below_ ? edges_[last + 1].price >= price : edges_[last + 1].price <= price))
      ++last;
    return last;
  }
  [[nodiscard]] const std::vector<Edge>& all() const noexcept { return edges_; }

 private:
  [[nodiscard]] Edge edge_of(std::size_t bin, double price) const {
    const bool with = twin_ == Twin::kWithFeedback;
    const auto& probability = with ? paths_.touch_probability : paths_.touch_probability_no_feedback;
    const auto& error = with ? paths_.touch_probability_stderr : paths_.touch_probability_no_feedback_stderr;
    return {price, static_cast<double>(probability[bin]), static_cast<double>(error[bin])};
  }

  const PathsResult& paths_;
  Twin twin_;
  bool below_;
  std::vector<Edge> edges_;
};

Reach estimate(double value, double standard_error, double paths) {
  Reach reach;
  reach.kind = ReachKind::kEstimate;
  reach.value = reach.low = reach.high = value;
  reach.standard_error = standard_error;
  reach.interval = share_interval(value, standard_error, paths);
  return reach;
}

// Errors of neighbouring edges go together, so the mean of the errors is no smaller than the error of the mean.
Reach between(const Edge& near, const Edge& far, double price, double paths) {
  const double part = (price - near.price) / (far.price - near.price);
  Reach reach = estimate(near.probability + part * (far.probability - near.probability),
                         near.standard_error + part * (far.standard_error - near.standard_error), paths);
  reach.low = std::min(near.probability, far.probability);
  reach.high = std::max(near.probability, far.probability);
  return reach;
}

Reach at_most(const Edge& last, double paths) {
  Reach reach;
  reach.kind = ReachKind::kAtMost;
  reach.value = kUnknown;
  reach.standard_error = last.standard_error;
  reach.low = 0;
  reach.high = last.probability;
  reach.interval = {0, share_interval(last.probability, last.standard_error, paths).high};
  return reach;
}

Reach certain(ReachKind kind, double value) {
  return {kind, value, 0, value, value, {value, value}};
}

Reach unknown_reach() {
  return {ReachKind::kUnknown, kUnknown, kUnknown, 0, 1, {0, 1}};
}

Reach liquidated(const OwnContext& context, const OwnPosition& own, Twin twin) {
  switch (own.liquidation.outcome) {
    case RowOutcome::kNever:
      return certain(ReachKind::kNever, 0);
    case RowOutcome::kUnknown:
      return unknown_reach();
    case RowOutcome::kAtPrice:
      break;
  }
  const double room = own.row.sign() * (context.run->now_mark_usd - own.liquidation.price);
  if (room <= 0) return certain(ReachKind::kCrossed, 1);
  return reach_of_price(*context.run, own.liquidation.price, twin);
}

// Liquidations of the other side are what deleverages this one.
void take_expected(const OwnContext& context, int side, AdlBound& bound) {
  const CascadeResult& cascade = context.run->cascade;
  bound.any = cascade.adl_probability.value;
  bound.any_error = cascade.adl_probability.standard_error;
  bound.any_interval = share_interval(bound.any, bound.any_error, paths_of(*context.run));
  bound.at_most_high = bound.any_interval.high;
  const std::size_t venues = cascade.venues.size();
  const auto venue = std::min(static_cast<std::size_t>(context.venue_index), venues - 1);
  const std::size_t cell = (kAdlPayer * venues + venue) * kSides + static_cast<std::size_t>(1 - side);
  bound.taken_usd = static_cast<double>(cascade.absorbed[cell]);
  bound.taken_error = static_cast<double>(cascade.absorbed_stderr[cell]);
}

// Open interest of the venue that holds the positions. A run file without /venues holds that of its whole market.
double side_open_interest(const OwnContext& context, int side) {
  const VenuesResult& venues = context.run->venues;
  const auto cell = static_cast<std::size_t>(context.venue_index) * kSides + static_cast<std::size_t>(side);
  if (cell < venues.open_interest_usd.size()) return static_cast<double>(venues.open_interest_usd[cell]);
  if (context.run->ladder.venues.size() > 1) return kUnknown;
  return open_interest_now(*context.run, side == 0 ? Side::kLong : Side::kShort);
}

void take_rank(const OwnContext& context, const OwnPosition& own, AdlBound& bound) {
  const double collateral = collateral_behind(own.row, own.liquidation, context.rules);
  const AdlRanking ranking = context.venue->adl.value.ranking;
  const double mark = context.run->now_mark_usd;
  const auto score = adl_score(ranking, adl_position(own.row, context.rules, collateral, mark));
  bound.ranked = score.has_value();
  if (!score || std::isnan(collateral)) return;
  const QueueShare ahead = share_ahead(*context.run, context.venue_index, own.row.side, ranking, context.rules, *score);
  if (std::isnan(ahead.share)) return;
  bound.ahead_share = ahead.share;
  bound.ahead_share_error = ahead.standard_error;
  bound.ahead_usd = ahead.share * bound.side_usd;
  if (!(bound.ahead_usd > 0)) return;
  const double by_rank = bound.taken_usd / bound.ahead_usd;
  // Nothing taken on any path bounds nothing: what was not seen may be there.
  if (!(by_rank > 0 && by_rank < bound.at_most)) return;
  bound.at_most = by_rank;
  bound.at_most_error = by_rank * std::hypot(bound.taken_error / bound.taken_usd, ahead.standard_error / ahead.share);
  bound.at_most_high = std::min(bound.at_most_high, by_rank + kTwoSided95 * bound.at_most_error);
}

AdlBound deleveraged(const OwnContext& context, const OwnPosition& own) {
  AdlBound bound;
  if (!has_cascade(*context.run) || context.run->cascade.venues.empty()) return bound;
  bound.known = true;
  take_expected(context, own.row.side, bound);
  bound.at_most = bound.any;
  bound.at_most_error = bound.any_error;
  bound.side_usd = side_open_interest(context, own.row.side);
  // Where the run closes pro rata, rank bounds nothing.
  const bool pro_rata = has_adl(*context.run) && context.run->adl.policy == "pro_rata";
  if (context.venue->adl.known() && !pro_rata) take_rank(context, own, bound);
  if (has_adl(*context.run))
    bound.estimate = adl_estimate(*context.run, context.venue_index, own.row, context.rules,
                                  collateral_behind(own.row, own.liquidation, context.rules),
                                  queue_of(*context.venue, context.run->adl.policy));
  return bound;
}

}  // namespace

Reach reach_of_price(const RunResult& run, double price, Twin twin) {
  if (!has_paths(run)) return unknown_reach();
  const Edges edges(run, twin, price < run.now_mark_usd);
  const double paths = paths_of(run);
  const std::size_t near = edges.before(price);
  const Edge& before = edges.all()[near];
  if (std::isnan(before.probability)) return unknown_reach();
  if (before.price == price) return estimate(before.probability, before.standard_error, paths);
  if (near + 1 == edges.all().size()) return at_most(before, paths);
  const Edge& beyond = edges.all()[near + 1];
  return std::isnan(beyond.probability) ? unknown_reach() : between(before, beyond, price, paths);
}

OwnContext own_context(const RunResult& run, const Venue& venue, std::int32_t venue_index) {
  return {&run, &venue, venue_index, position_rules(venue, run.market.end_time())};
}

std::vector<OwnPosition> own_positions(const OwnContext& context, const PositionFile& file) {
  const auto book = book_of_run(*context.run);
  std::vector<OwnPosition> positions;
  for (const PositionRow& row : file.rows) {
    OwnPosition own;
    own.row = row;
    own.liquidation = liquidation_of(row, file, context.rules);
    own.notional_usd = usd_at(row, context.rules, context.run->now_mark_usd);
    own.with_feedback = liquidated(context, own, Twin::kWithFeedback);
    own.no_feedback = liquidated(context, own, Twin::kNoFeedback);
    own.adl = deleveraged(context, own);
    if (book) own.exit = exit_cost(*book, own.notional_usd, context.venue->taker_fee);
    positions.push_back(std::move(own));
  }
  return positions;
}

}  // namespace tinderbox
