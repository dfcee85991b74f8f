#include "host/validate/random_ladders.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "host/engine/shock_answers.hpp"
#include "host/validate/cascade_setup.hpp"

namespace tinderbox::validation {
namespace {

constexpr double kNow = 1e5;
constexpr std::int32_t kBeyond = 64;  // cells that are drawn where no cascade should come
constexpr double kReach = 0.9;        // of the price now, that the cells fill
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

using Realisation = std::vector<double>;  // lumps by cell

Realisation draw_realisation(std::int32_t cells, std::mt19937_64& random, const DrawCell& draw) {
  Realisation lumps;
  double reach = 1;  // cells that the mark would be carried through
  for (std::int32_t i = 0; i < cells && i < reach + kBeyond; ++i) {
    lumps.push_back(draw(random, i));
    reach += lumps.back();
  }
  return lumps;
}

void fill_cells(LadderResult& ladder, std::int32_t cells, const std::vector<Realisation>& realisations) {
  const std::size_t bins = ladder.price.size();
  for (std::size_t r = 0; r < realisations.size(); ++r)
    for (std::size_t i = 0; i < realisations[r].size(); ++i)
      ladder.notional[r * kSides * bins + 2 * (static_cast<std::size_t>(cells) - 1 - i)] =
          static_cast<float>(kLumpUsd * realisations[r][i]);
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

// Realisations on ladders of the same length, a replicate each.
void run_batch(const std::vector<Realisation>& realisations, std::int32_t cells, std::uint64_t seed, Executor& executor,
               const std::function<void(const LumpyCascade&)>& use) {
  const double width = kReach / cells;
  ForwardSetup setup = straight_setup(kNow, 0, width * kNow / kLumpUsd, 1);
  setup.config.seed = seed;
  ForwardVenue venue;
  venue.name = "test";
  venue.ladder = cells_ladder(cells, realisations.size());
  fill_cells(venue.ladder, cells, realisations);
  margins_that_last(venue.ladder);
  venue.fund_usd = setup.config.cascade.fund_usd;
  const PriceCoordinate coordinate = setup.coordinate();
  std::vector<std::int32_t> axis;
  for (std::size_t k = 0; k < venue.ladder.price.size(); ++k)
    axis.push_back(coordinate.ticks(venue.ladder.price_bounds[2 * k]));
  axis.push_back(coordinate.ticks(venue.ladder.price_bounds.back()));
  const LadderTables tables =
      build_ladder_tables({venue.ladder}, {{}}, coordinate,
                          money_unit_for({venue.ladder}, {{}}, static_cast<std::int64_t>(realisations.size())));
  const ExogenousPrice price = straight_move(Scale::kLinear, -width, 1);
  (void)run_paths(plan_of(setup, {venue}, tables, cells), price, tables, axis, 0, executor, nullptr,
                  [&](const PathBatch& batch) {
                    const PathRecord& r = batch.records.front();
                    use({std::round(static_cast<double>(r.liquidated[0]) * tables.money_unit_usd / kLumpUsd),
                         (r.flags & kLadderEnd) != 0});
                  });
}

}  // namespace

// Realisations that need ladders of about the same length, within a factor of two, share a batch: most are short.
void run_random_ladders(std::uint64_t seed, std::int64_t realisations, std::int32_t cells, const DrawCell& draw,
                        Executor& executor, const std::function<void(const LumpyCascade&)>& use) {
  std::mt19937_64 random(seed);
  std::map<std::int32_t, std::vector<Realisation>> waiting;  // by length of the ladder
  for (std::int64_t i = 0; i < realisations; ++i) {
    Realisation lumps = draw_realisation(cells, random, draw);
    const auto needed = static_cast<std::int32_t>(std::bit_ceil(lumps.size()));
    const std::int32_t length = std::min(needed, cells);
    std::vector<Realisation>& batch = waiting[length];
    batch.push_back(std::move(lumps));
    if (static_cast<std::int64_t>(batch.size()) <
        std::clamp<std::int64_t>(kCellsAtOnce / length, 64, kReplicatesAtOnce))
      continue;
    run_batch(batch, length, seed, executor, use);
    batch.clear();
  }
  for (const auto& [length, batch] : waiting)
    if (!batch.empty()) run_batch(batch, length, seed, executor, use);
}

}  // namespace tinderbox::validation
