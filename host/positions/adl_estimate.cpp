#include "host/positions/adl_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "host/output/adl_group.hpp"
#include "host/positions/adl_queue.hpp"

namespace tinderbox {
namespace {

constexpr std::size_t kAdlPayer = 2;

// The counts of one venue and side, and what their bins stand for.
class TakenCounts {
 public:
  TakenCounts(const RunResult& run, std::int32_t venue, int side)
      : adl_(run.adl),
        now_usd_(run.now_mark_usd),
        venue_(static_cast<std::size_t>(venue)),
        side_(static_cast<std::size_t>(side)) {}

  [[nodiscard]] std::size_t moves() const { return adl_.move_edges.size() - 1; }
  [[nodiscard]] std::size_t shares() const { return adl_.share_edges.size() - 1; }
  [[nodiscard]] std::size_t replicates() const { return adl_.replicate_paths.size(); }
  [[nodiscard]] std::int64_t at(std::size_t replicate, std::size_t move, std::size_t share) const {
    const std::size_t row = (replicate * adl_.venues.size() + venue_) * kSides + side_;
    return adl_.count[(row * moves() + move) * shares() + share];
  }
  [[nodiscard]] std::int64_t over_replicates(std::size_t move, std::size_t share) const {
    std::int64_t paths = 0;
    for (std::size_t r = 0; r < replicates(); ++r) paths += at(r, move, share);
    return paths;
  }
  [[nodiscard]] bool any(std::size_t move) const {
    for (std::size_t s = 0; s < shares(); ++s)
      if (over_replicates(move, s) > 0) return true;
    return false;
  }
  [[nodiscard]] double mark_of(std::size_t move) const {
    const double low = adl_.move_edges[move];
    const double high = adl_.move_edges[move + 1];
    if (move == 0) return now_usd_ * (1 + high);
    return now_usd_ * (1 + (move + 1 == moves() ? low : 0.5 * (low + high)));
  }
  [[nodiscard]] double low_share(std::size_t share) const { return adl_.share_edges[share]; }
  [[nodiscard]] double high_share(std::size_t share) const { return adl_.share_edges[share + 1]; }
  [[nodiscard]] double mean_share(std::size_t share) const { return 0.5 * (low_share(share) + high_share(share)); }
  // Part of a bin's paths on which more than `share` is taken.
  [[nodiscard]] double beyond(std::size_t bin, double share) const {
    return std::clamp((high_share(bin) - share) / (high_share(bin) - low_share(bin)), 0.0, 1.0);
  }

 private:
  const AdlResult& adl_;
  double now_usd_;
  std::size_t venue_, side_;
};

// One sampled position at a mark.
struct Queued {
  double score;
  double weight;
  std::size_t band;
  bool wins;
};

std::size_t band_of(const std::vector<double>& bounds, double leverage) {
  std::size_t band = 0;
  while (2 * band + 3 < bounds.size() && leverage >= bounds[2 * band + 2]) ++band;
  return band;
}

// The side's sampled positions, weights summing to 1.
std::vector<Queued> queue_at(const RunResult& run, std::int32_t venue, int side, const PositionRules& rules,
                             std::optional<AdlRanking> ranking, double mark_usd) {
  const PopulationResult& population = run.population;
  std::vector<Queued> queue;
  double all = 0;
  for (std::size_t i = 0; i < population.side.size(); ++i) {
    if (population.side[i] != side || population.venue[i] != venue) continue;
    const PositionRow row = row_of(population, i, rules);
    const AdlPosition position = adl_position(row, rules, collateral_by_leverage(row, rules), mark_usd);
    const double score = ranking ? adl_score(*ranking, position).value_or(0) : 0;
    queue.push_back({score, static_cast<double>(population.weight[i]),
                     band_of(run.adl.leverage_bounds, static_cast<double>(population.leverage[i])), position.pnl > 0});
    all += queue.back().weight;
  }
  for (Queued& one : queue) one.weight /= all;
  if (ranking)
    std::stable_sort(queue.begin(), queue.end(), [](const Queued& a, const Queued& b) { return a.score > b.score; });
  return queue;
}

double share_in_profit(const std::vector<Queued>& queue) {
  double share = 0;
  for (const Queued& one : queue) share += one.wins ? one.weight : 0;
  return share;
}

// What a taken share comes to in each leverage band, as shares of the side.
void take(const std::vector<Queued>& queue, bool ranked, double share, double paths, std::vector<double>& by_band) {
  const double part = ranked ? 0 : adl_haircut(share, share_in_profit(queue)).part;
  double left = share;
  for (const Queued& one : queue) {
    const double taken = ranked ? std::min(one.weight, left) : (one.wins ? part * one.weight : 0.0);
    left -= taken;
    by_band[one.band] += paths * taken;
  }
}

// Paths that hit, replicate by replicate, and of each the part that is closed.
struct Hits {
  std::vector<double> paths;
  double closed = 0;
};

AdlEstimate estimate_of(const RunResult& run, const Hits& hits) {
  const std::vector<std::int64_t>& paths = run.adl.replicate_paths;
  double n = 0;
  double sum = 0;
  for (std::size_t r = 0; r < paths.size(); ++r) {
    n += static_cast<double>(paths[r]);
    sum += hits.paths[r];
  }
  AdlEstimate out;
  if (!(n > 0)) return out;
  out.probability = sum / n;
  out.closed_share = hits.closed / n;
  double squares = 0;
  double clusters = 0;
  for (std::size_t r = 0; r < paths.size(); ++r) {
    const double rest = hits.paths[r] - out.probability * static_cast<double>(paths[r]);
    squares += rest * rest;
    clusters += paths[r] > 0 ? 1 : 0;
  }
  out.standard_error =
      clusters > 1 ? std::sqrt(clusters / (clusters - 1) * squares) / n : std::numeric_limits<double>::quiet_NaN();
  out.interval = share_interval(out.probability, out.standard_error, n);
  return out;
}

// Adds the paths of a bin of moves. part(share bin): of its paths that hit; closed(share bin): of the position.
template <class Part, class Closed>
void add_move(const TakenCounts& counts, std::size_t move, const Part& part, const Closed& closed, Hits& hits) {
  for (std::size_t s = 0; s < counts.shares(); ++s)
    for (std::size_t r = 0; r < counts.replicates(); ++r) {
      const double paths = part(s) * static_cast<double>(counts.at(r, move, s));
      hits.paths[r] += paths;
      hits.closed += paths * closed(s);
    }
}

std::vector<double> leverage_shares(const RunResult& run, std::int32_t venue, int side, const PositionRules& rules,
                                    std::optional<AdlRanking> ranking) {
  const TakenCounts counts(run, venue, side);
  std::vector<double> by_band(run.adl.leverage_bounds.size() / 2, 0.0);
  for (std::size_t m = 0; m < counts.moves(); ++m) {
    if (!counts.any(m)) continue;
    const std::vector<Queued> queue = queue_at(run, venue, side, rules, ranking, counts.mark_of(m));
    for (std::size_t s = 0; s < counts.shares(); ++s)
      if (const std::int64_t paths = counts.over_replicates(m, s); paths > 0)
        take(queue, ranking.has_value(), counts.mean_share(s), static_cast<double>(paths), by_band);
  }
  return by_band;
}

}  // namespace

std::optional<AdlRanking> queue_of(const Venue& venue, const std::string& policy) {
  if (policy == "pro_rata" || !venue.adl.known()) return std::nullopt;
  const AdlRanking ranking = venue.adl.value.ranking;
  if (ranking == AdlRanking::kRandom || ranking == AdlRanking::kProRata) return std::nullopt;
  return ranking;
}

std::optional<AdlEstimate> adl_estimate(const RunResult& run, std::int32_t venue, const PositionRow& row,
                                        const PositionRules& rules, double collateral,
                                        std::optional<AdlRanking> ranking) {
  if (std::isnan(collateral)) return std::nullopt;
  const TakenCounts counts(run, venue, row.side);
  Hits hits{std::vector<double>(counts.replicates(), 0.0), 0};
  for (std::size_t m = 0; m < counts.moves(); ++m) {
    if (!counts.any(m)) continue;
    const double mark = counts.mark_of(m);
    const std::vector<Queued> queue = queue_at(run, venue, row.side, rules, ranking, mark);
    if (queue.empty()) return std::nullopt;
    const AdlPosition position = adl_position(row, rules, collateral, mark);
    if (ranking) {
      const double score = *adl_score(*ranking, position);
      double ahead = 0;
      for (const Queued& one : queue) ahead += one.score > score ? one.weight : 0;
      add_move(
          counts, m, [&](std::size_t s) { return counts.beyond(s, ahead); }, [](std::size_t) { return 1.0; }, hits);
    } else if (position.pnl > 0) {
      const double winners = share_in_profit(queue);
      add_move(
          counts, m, [](std::size_t) { return 1.0; },
          [&](std::size_t s) { return winners > 0 ? adl_haircut(counts.mean_share(s), winners).part : 1.0; }, hits);
    }
  }
  return estimate_of(run, hits);
}

void fill_adl_by_leverage(const std::vector<Venue>& venues, RunResult& run) {
  if (!has_adl(run)) return;
  AdlResult& adl = run.adl;
  adl.leverage_bounds = run.ladder.leverage_bounds;
  const std::size_t bands = adl.leverage_bounds.size() / 2;
  adl.by_leverage.assign(bands * venues.size() * kSides, 0.0F);
  for (std::size_t v = 0; v < venues.size(); ++v)
    for (std::size_t side = 0; side < kSides; ++side) {
      const auto taken = static_cast<double>(run.cascade.absorbed[(kAdlPayer * venues.size() + v) * kSides + 1 - side]);
      if (!(taken > 0)) continue;
      const std::vector<double> shares =
          leverage_shares(run, static_cast<std::int32_t>(v), static_cast<int>(side),
                          position_rules(venues[v], run.market.end_time()), queue_of(venues[v], adl.policy));
      double all = 0;
      for (const double share : shares) all += share;
      for (std::size_t b = 0; b < bands; ++b)
        adl.by_leverage[(b * venues.size() + v) * kSides + side] = static_cast<float>(taken * shares[b] / all);
    }
}

}  // namespace tinderbox
