#include "host/cli/run_venues.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "host/config/config.hpp"
#include "host/engine/engine.hpp"
#include "host/engine/venue_market.hpp"
#include "host/market/depth_file.hpp"
#include "host/market/load_market.hpp"
#include "host/market/synth.hpp"
#include "host/positions/explicit_ladder.hpp"
#include "host/positions/position_file.hpp"
#include "host/positions/position_margin.hpp"
#include "host/support/error.hpp"
#include "host/support/sha256.hpp"

namespace tinderbox {
namespace {

// The problems of an error, each under the name of a venue.
std::vector<Problem> under(const std::string& venue, const InputError& error) {
  std::vector<Problem> problems = error.problems();
  for (Problem& problem : problems) problem.where = venue + ": " + problem.where;
  return problems;
}

// The configured price axis and leverage bands, as ladders have them.
struct LadderAxes {
  std::vector<double> price_bounds;
  std::vector<double> leverage_bounds;
};

LadderAxes axes_of(const GridConfig& grid) {
  LadderAxes axes;
  for (std::int32_t k = 0; k < grid.bins; ++k) {
    axes.price_bounds.push_back(grid.price_min_usd + grid.bin_usd * k);
    axes.price_bounds.push_back(grid.price_min_usd + grid.bin_usd * (k + 1));
  }
  for (std::size_t b = 0; b + 1 < leverage_edges().size(); ++b) {
    axes.leverage_bounds.push_back(leverage_edges()[b]);
    axes.leverage_bounds.push_back(leverage_edges()[b + 1]);
  }
  return axes;
}

// The configuration of a venue's market: the primary's window and bars.
MarketConfig market_config_of(const RunConfig& config, const VenueConfig& venue) {
  MarketConfig market = config.market;
  market.venue = venue.exchange;
  market.contract = venue.contract;
  return market;
}

RealPositions real_positions(const RunConfig& config, const RunVenue& venue, const std::filesystem::path& path,
                             double mark_usd, std::int64_t now, MarketState& primary) {
  const PositionFile file = read_positions(path, venue.config.coin);
  const LadderAxes axes = axes_of(config.grid);
  const ExplicitLadder ladder = build_explicit_ladder(file, position_rules(venue.venue, now),
                                                      {axes.price_bounds, axes.leverage_bounds, mark_usd});
  RealPositions real;
  real.notional = ladder.notional;
  real.count = ladder.count;
  real.bankruptcy_buffer = ladder.bankruptcy_buffer;
  real.by_leverage = ladder.by_leverage;
  HeldPositions held;
  for (const ExplicitPosition& p : ladder.positions)
    held.push_back({p.side, p.trigger_usd, p.notional_usd, p.bankruptcy_buffer});
  real.held = std::make_shared<const HeldPositions>(std::move(held));
  for (int side = 0; side < kSides; ++side) {
    real.open_interest_usd[side] = ladder.all[side].usd;
    real.rows += ladder.all[side].count;
    const ExplicitOutside& outside = ladder.outside[side];
    if (outside.crossed.count > 0)
      primary.warnings.push_back(
          fmt::format("{}: {} real positions of {} are left out of the ladder, as the mark of now lies beyond their "
                      "liquidation price: "
                      "the file is of another time",
                      venue.name, outside.crossed.count, side == 0 ? "longs" : "shorts"));
    if (outside.unknown.count > 0)
      primary.warnings.push_back(
          fmt::format("{}: {} real positions of {} have no known liquidation price and are on no "
                      "ladder",
                      venue.name, outside.unknown.count, side == 0 ? "longs" : "shorts"));
  }
  if (const FileMark mark = mark_of_file(file); std::abs(mark.usd / mark_usd - 1) > 0.02)
    primary.warnings.push_back(
        fmt::format("{}: the positions were taken at a mark of {:.6g} USD, the run's is {:.6g} USD", venue.name,
                    mark.usd, mark_usd));
  primary.inputs.push_back(
      {path.string(), "positions", sha256_of_file(path), static_cast<std::int64_t>(file.rows.size()), now, now});
  return real;
}

// Market of a venue beside the primary one.
MarketState market_of(const RunConfig& config, const RunVenue& venue, const MarketState& primary,
                      const std::string& data_dir, Progress& progress) {
  if (venue.config.source == "primary")
    return market_like(primary, venue.name, venue.venue, venue.config.open_interest_usd);
  if (venue.config.source == "positions") return market_like(primary, venue.name, venue.venue, 0);
  try {
    MarketState market = load_market(market_config_of(config, venue.config), venue.venue, data_dir, progress);
    market.venue = venue.name;
    return market;
  } catch (const InputError& error) {
    throw InputError(under("venues." + venue.name, error));
  }
}

// What the reader of another venue has to say goes to the primary market, under the venue's name.
void collect(const RunVenue& venue, MarketState& primary) {
  for (const InputRecord& input : venue.market.inputs) {
    const bool known = std::any_of(primary.inputs.begin(), primary.inputs.end(),
                                   [&](const InputRecord& other) { return other.path == input.path; });
    if (!known) primary.inputs.push_back(input);
  }
  for (const std::string& text : venue.market.repairs) primary.repairs.push_back(venue.name + ": " + text);
  for (const std::string& text : venue.market.warnings) primary.warnings.push_back(venue.name + ": " + text);
}

// The levels of book.depth_file, none where no file is named. It becomes an input of the primary market.
std::vector<DepthLevel> load_depth(const RunConfig& config, const std::string& data_dir, MarketState& primary,
                                   Progress& progress) {
  if (config.book.depth_file.empty()) return {};
  const std::filesystem::path path = std::filesystem::path(data_dir) / config.book.depth_file;
  DepthFile depth = read_depth_file(path, progress);
  primary.inputs.push_back({path.string(), "depth", depth.sha256, depth.rows, depth.first_time, depth.last_time});
  return std::move(depth.levels);
}

}  // namespace

std::vector<Venue> find_venues(const RunConfig& config, const std::filesystem::path& beside) {
  std::vector<Venue> venues{find_venue(config.market.venue, config.market.contract, beside)};
  for (const auto& [name, venue] : config.venues) try {
      venues.push_back(find_venue(venue.exchange, venue.contract, beside));
    } catch (const InputError& error) {
      throw InputError(under("venues." + name, error));
    }
  return venues;
}

std::vector<RunVenue> load_venues(const RunConfig& config, const std::vector<Venue>& venues,
                                  const std::string& data_dir, Progress& progress) {
  std::vector<RunVenue> result;
  result.push_back(primary_venue(config.market.source == "synth"
                                     ? synthesize_market(config, venues.front())
                                     : load_market(config.market, venues.front(), data_dir, progress),
                                 venues.front()));
  std::size_t at = 1;
  for (const auto& [name, venue_config] : config.venues) {
    RunVenue venue;
    venue.name = name;
    venue.venue = venues[at++];
    venue.config = venue_config;
    venue.sampled = venue_config.source != "positions";
    venue.market = market_of(config, venue, result.front().market, data_dir, progress);
    collect(venue, result.front().market);
    result.push_back(std::move(venue));
  }
  cut_to_common_bars(result);
  MarketState& primary = result.front().market;
  result.front().depth = load_depth(config, data_dir, primary, progress);
  for (RunVenue& venue : result)
    if (!venue.config.positions_file.empty())
      venue.real = real_positions(config, venue, std::filesystem::path(data_dir) / venue.config.positions_file,
                                  primary.mark_close.back(), primary.end_time(), primary);
  return result;
}

Venue venue_at(const RunResult& run, std::int32_t index) {
  const RunConfig config = parse_config(run.provenance.config_toml, "config_toml", {});
  if (index == 0) return find_venue(config.market.venue, config.market.contract);
  if (index < 0 || index > static_cast<std::int32_t>(config.venues.size()))
    throw InputError({"venue", "is no venue of the run", fmt::format("{}", index),
                      fmt::format("0 to {}", config.venues.size()), ""});
  const VenueConfig& venue = std::next(config.venues.begin(), index - 1)->second;
  return find_venue(venue.exchange, venue.contract);
}

}  // namespace tinderbox
