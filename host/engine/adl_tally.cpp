#include "host/engine/adl_tally.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace tinderbox {
namespace {

// Bin of a value; values outside count at the ends.
std::size_t bin_of(const std::vector<double>& edges, double value) {
  const auto above = std::upper_bound(edges.begin() + 1, edges.end() - 1, value);
  return static_cast<std::size_t>(above - edges.begin()) - 1;
}

}  // namespace

std::vector<double> adl_move_edges() {
  const std::vector<double> up{0.01, 0.02,  0.03, 0.04, 0.05, 0.06, 0.08, 0.10, 0.125,
                               0.15, 0.175, 0.2,  0.25, 0.3,  0.35, 0.4,  0.5,  0.6};
  std::vector<double> edges{-1};
  for (auto move = up.rbegin(); move != up.rend(); ++move) edges.push_back(-*move);
  edges.push_back(0);
  edges.insert(edges.end(), up.begin(), up.end());
  edges.push_back(10);
  return edges;
}

std::vector<double> adl_share_edges() {
  std::vector<double> edges{0};
  for (int quarter = -24; quarter <= 0; ++quarter) edges.push_back(std::pow(10.0, quarter / 4.0));
  return edges;
}

AdlTally::AdlTally(std::vector<double> open_interest_usd, std::int32_t replicates, const PriceCoordinate& coordinate,
                   double money_unit_usd)
    : open_interest_usd_(std::move(open_interest_usd)),
      replicates_(static_cast<std::size_t>(replicates)),
      coordinate_(coordinate),
      money_unit_usd_(money_unit_usd),
      move_edges_(adl_move_edges()),
      share_edges_(adl_share_edges()) {
  count_.assign(replicates_ * open_interest_usd_.size() * kSides * (move_edges_.size() - 1) * (share_edges_.size() - 1),
                0);
}

void AdlTally::add(const PathBatch& batch) {
  const std::size_t paths = batch.records.size();
  for (std::size_t v = 0; v < open_interest_usd_.size(); ++v)
    for (int side = 0; side < kSides; ++side)
      for (std::size_t i = 0; i < paths; ++i) {
        const std::size_t at = (v * kSides + static_cast<std::size_t>(side)) * paths + i;
        if (batch.adl_taken[at] == 0) continue;
        const std::int64_t path = batch.first + static_cast<std::int64_t>(i);
        add(static_cast<std::size_t>(replicate_of(path, static_cast<std::int32_t>(replicates_))), v, side,
            batch.adl_taken[at], batch.adl_distance[at]);
      }
}

void AdlTally::add(std::size_t replicate, std::size_t venue, int liquidated_side, std::int64_t taken,
                   std::int32_t distance) {
  const double usd = static_cast<double>(taken) * money_unit_usd_;
  const double all = open_interest_usd_[venue];
  const std::size_t share = bin_of(share_edges_, all > 0 ? usd / all : 1.0);
  const std::size_t move = bin_of(move_edges_, coordinate_.fraction(liquidated_side == 0 ? -distance : distance));
  const std::size_t side = 1 - static_cast<std::size_t>(liquidated_side);  // that the other one is closed against
  const std::size_t row = (replicate * open_interest_usd_.size() + venue) * kSides + side;
  ++count_[(row * (move_edges_.size() - 1) + move) * (share_edges_.size() - 1) + share];
}

AdlResult AdlTally::result(const std::vector<std::string>& venues,
                           const std::vector<std::int64_t>& replicate_paths) const {
  AdlResult out;
  out.venues = venues;
  out.move_edges = move_edges_;
  out.share_edges = share_edges_;
  out.count = count_;
  out.replicate_paths = replicate_paths;
  return out;
}

std::int64_t AdlTally::bytes(std::int64_t venues, std::int64_t replicates) {
  const auto cells = static_cast<std::int64_t>((adl_move_edges().size() - 1) * (adl_share_edges().size() - 1));
  return 2 * venues * replicates * kSides * cells * std::int64_t{sizeof(std::int64_t)};
}

}  // namespace tinderbox
