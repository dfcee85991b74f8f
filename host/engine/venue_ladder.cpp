#include "host/engine/venue_ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/engine/heatmap.hpp"

namespace tinderbox {
namespace {

double open_interest_of(const RunVenue& venue) {
  return 0.5 * (open_interest_of(venue, 0) + open_interest_of(venue, 1));
}

// A figure of another venue relative to the primary's open interest; the primary's own is 1.
double interest_ratio(const std::vector<RunVenue>& venues, std::size_t v) {
  if (v == 0) return 1;
  const double primary = open_interest_of(venues.front());
  return primary > 0 ? open_interest_of(venues[v]) / primary : 0;
}

// Adds real money to a sampled cell of every replicate; its buffer becomes the mean of both.
void add_to_cell(const RealPositions& real, std::size_t cell, LadderResult& ladder) {
  const std::size_t row = kSides * ladder.price.size();
  const double held = real.notional[cell];
  for (std::size_t at = cell; at < ladder.notional.size(); at += row) {
    const auto sampled = static_cast<double>(ladder.notional[at]);
    const double all = sampled + held;
    const double buffers =
        sampled * static_cast<double>(ladder.bankruptcy_buffer[at]) + held * real.bankruptcy_buffer[cell];
    ladder.bankruptcy_buffer[at] = all > 0 ? static_cast<float>(buffers / all) : 0.0F;
    ladder.notional[at] = static_cast<float>(all);
  }
}

void scale_side(std::size_t side, double share, LadderResult& ladder) {
  const std::size_t bins = ladder.price.size();
  const auto scale = [&](std::vector<float>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (i / bins % kSides == side) cells[i] = static_cast<float>(share * static_cast<double>(cells[i]));
  };
  for (std::vector<float>* cells : {&ladder.notional, &ladder.by_leverage, &ladder.by_venue}) scale(*cells);
  for (std::size_t k = side * bins; k < (side + 1) * bins; ++k)
    ladder.count[k] = std::llround(share * static_cast<double>(ladder.count[k]));
}

}  // namespace

const std::vector<double>& leverage_edges() {
  static const std::vector<double> kEdges{0, 3, 7, 15, 30, 60, 150};
  return kEdges;
}

LadderResult bare_ladder(const LadderResult& like, const std::string& name) {
  LadderResult ladder = like;
  for (std::vector<float>* cells : {&ladder.notional, &ladder.bankruptcy_buffer, &ladder.by_leverage})
    std::fill(cells->begin(), cells->end(), 0.0F);
  std::fill(ladder.count.begin(), ladder.count.end(), 0);
  ladder.by_venue.assign(kSides * ladder.price.size(), 0.0F);
  ladder.venues = {name};
  summarize_ladder(ladder);
  return ladder;
}

void make_room(const RealPositions& real, double open_interest_usd, LadderResult& ladder,
               std::vector<std::string>& warnings) {
  for (int side = 0; side < kSides; ++side) {
    const double rest = open_interest_usd - real.open_interest_usd[side];
    if (rest < 0 && open_interest_usd > 0)
      warnings.push_back(fmt::format(
          "{}: the real positions hold {:.4g} USD of {}, more than the open interest of {:.4g} USD; none are sampled "
          "there",
          ladder.venues.front(), real.open_interest_usd[side], side == 0 ? "longs" : "shorts", open_interest_usd));
    scale_side(static_cast<std::size_t>(side), open_interest_usd > 0 ? std::max(rest, 0.0) / open_interest_usd : 0,
               ladder);
  }
  summarize_ladder(ladder);
}

void add_real_positions(const RealPositions& real, LadderResult& ladder) {
  for (std::size_t cell = 0; cell < real.notional.size(); ++cell) {
    add_to_cell(real, cell, ladder);
    ladder.count[cell] += real.count[cell];
    ladder.by_venue[cell] = static_cast<float>(static_cast<double>(ladder.by_venue[cell]) + real.notional[cell]);
  }
  for (std::size_t i = 0; i < ladder.by_leverage.size(); ++i)
    ladder.by_leverage[i] = static_cast<float>(static_cast<double>(ladder.by_leverage[i]) + real.by_leverage[i]);
  summarize_ladder(ladder);
}

double open_interest_of(const RunVenue& venue, int side) {
  if (!venue.sampled) return venue.real ? venue.real->open_interest_usd[side] : 0;
  const MarketState& market = venue.market;
  return usd_of_lots(market.contract_terms(), static_cast<double>(market.open_interest_lots.back()),
                     market.mark_close.back());
}

std::vector<ForwardVenue> forward_venues(const RunConfig& config, const std::vector<RunVenue>& venues,
                                         const std::vector<LadderResult>& ladders) {
  std::vector<ForwardVenue> forward;
  for (std::size_t v = 0; v < venues.size(); ++v) {
    const RunVenue& venue = venues[v];
    const double ratio = interest_ratio(venues, v);
    const double backstop = venue.venue.process.known() ? venue.venue.process.value.backstop_share : 0;
    ForwardVenue to;
    to.name = venue.name;
    to.ladder = ladders[v];
    if (venue.real) to.held = {venue.real->held};
    to.open_interest_usd = open_interest_of(venue);
    to.depth_ratio = v > 0 && venue.config.depth_ratio >= 0 ? venue.config.depth_ratio : ratio;
    to.fund_usd = v > 0 && venue.config.fund_usd >= 0 ? venue.config.fund_usd : config.cascade.fund_usd * ratio;
    to.clearance_fee = std::isfinite(venue.venue.liquidation_fee) ? venue.venue.liquidation_fee : 0;
    to.backstop_buffer_share = backstop > 0 ? 1 - backstop : 1;
    forward.push_back(std::move(to));
  }
  return forward;
}

VenuesResult describe_venues(const RunConfig& config, const std::vector<RunVenue>& venues,
                             const std::vector<ForwardVenue>& forward) {
  VenuesResult out;
  const double known = config.market.total_open_interest_usd;
  out.total_open_interest_usd = {known > 0 ? known : std::numeric_limits<double>::quiet_NaN()};
  double depth = 0;
  for (const ForwardVenue& venue : forward) depth += venue.depth_ratio;
  for (std::size_t v = 0; v < venues.size(); ++v) {
    const RunVenue& venue = venues[v];
    out.venues.push_back(venue.name);
    for (int side = 0; side < kSides; ++side) {
      out.open_interest_usd.push_back(static_cast<float>(open_interest_of(venue, side)));
      out.real_usd.push_back(venue.real ? static_cast<float>(venue.real->open_interest_usd[side]) : 0.0F);
    }
    out.real_positions.push_back(venue.real ? venue.real->rows : 0);
    out.depth_share.push_back(static_cast<float>(depth > 0 ? forward[v].depth_ratio / depth : 0));
    out.fund_usd.push_back(static_cast<float>(forward[v].fund_usd));
  }
  return out;
}

}  // namespace tinderbox
