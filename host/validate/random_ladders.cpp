#include "host/validate/random_ladders.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/engine/shock_answers.hpp"
#include "host/validate/cascade_setup.hpp"

namespace tinderbox::validation {
namespace {

constexpr double kNow = 1e5;
constexpr double kReach = 0.9;  // of the price now, that the cells fill
constexpr double kLumpUsd = 1e4;
constexpr std::int64_t kCellsAtOnce = 1 << 22;
constexpr std::int64_t kReplicatesAtOnce = 1 << 13;

// Narrow bins, each followed by a gap, from the farthest cell up to the price. A cell's bin lies in the middle of it.
LadderResult cells_ladder(std::int32_t cells, std::size_t replicates) {
  const double width = kReach * kNow / cells;
  std::vector<double> edges;
  for (std::int32_t i = cells; i-- > 0;) {
    const double middle = kNow - width * (i + 0.5);
    edges.push_back(middle - width / 16);
    edges.push_back(middle + width / 16);
  }
  edges.push_back(kNow * 1.01);
  return empty_ladder(edges, replicates);
}

void fill_cells(LadderResult& ladder, std::int32_t cells, std::mt19937_64& random, const DrawCells& draw) {
  const std::size_t bins = ladder.price.size();
  std::vector<double> lumps(static_cast<std::size_t>(cells));
  for (std::size_t row = 0; row * bins < ladder.notional.size(); row += kSides) {
    draw(random, lumps);
    for (std::size_t i = 0; i < lumps.size(); ++i)
      ladder.notional[row * bins + 2 * (lumps.size() - 1 - i)] = static_cast<float>(kLumpUsd * lumps[i]);
  }
}

// One path a replicate, a shock of one cell, as many rounds as there may be levels.
PathPlan plan_of(const ForwardSetup& setup, const std::vector<ForwardVenue>& venues, const LadderTables& tables,
                 std::int32_t cells) {
  PathPlan plan;
  plan.seed = setup.config.seed;
  plan.paths = std::int64_t{tables.replicates} * kLanes;
  plan.steps = 1;
  plan.output_steps = 1;
  plan.step_milliseconds = 2 * (std::int64_t{cells} + 8);
  plan.round_milliseconds = 1;
  plan.market = build_market_plan(setup.config, venues, 1, tables.money_unit_usd);
  plan.open_share = open_shares(setup.config, tables.replicates, {0, 0});
  plan.squeeze = {std::numeric_limits<std::int64_t>::max(), {0, 0}, 1, 1};
  plan.with_tensors = false;
  plan.one_path_a_block = true;
  return plan;
}

}  // namespace

void run_random_ladders(std::uint64_t seed, std::int64_t realisations, std::int32_t cells, const DrawCells& draw,
                        Executor& executor, const std::function<void(const LumpyCascade&)>& use) {
  std::mt19937_64 random(seed);
  const std::int64_t most = std::clamp<std::int64_t>(kCellsAtOnce / cells, 64, kReplicatesAtOnce);
  const double width = kReach / cells;
  for (std::int64_t done = 0; done < realisations; done += most) {
    const std::int64_t replicates = std::min(most, realisations - done);
    ForwardSetup setup = straight_setup(kNow, 0, width * kNow / kLumpUsd, 1);
    ForwardVenue venue;
    venue.name = "test";
    venue.ladder = cells_ladder(cells, static_cast<std::size_t>(replicates));
    fill_cells(venue.ladder, cells, random, draw);
    margins_that_last(venue.ladder);
    venue.fund_usd = setup.config.cascade.fund_usd;
    const PriceCoordinate coordinate = setup.coordinate();
    std::vector<std::int32_t> axis;
    for (std::size_t k = 0; k < venue.ladder.price.size(); ++k)
      axis.push_back(coordinate.ticks(venue.ladder.price_bounds[2 * k]));
    axis.push_back(coordinate.ticks(venue.ladder.price_bounds.back()));
    const LadderTables tables =
        build_ladder_tables({venue.ladder}, coordinate, money_unit_for({venue.ladder}, replicates));
    const ExogenousPrice price = straight_move(Scale::kLinear, -width, 1);
    (void)run_paths(plan_of(setup, {venue}, tables, cells), price, tables, axis, 0, executor, nullptr,
                    [&](const PathBatch& batch) {
                      const PathRecord& r = batch.records.front();
                      use({std::round(static_cast<double>(r.liquidated[0]) * tables.money_unit_usd / kLumpUsd),
                           (r.flags & kLadderEnd) != 0});
                    });
  }
}

}  // namespace tinderbox::validation
