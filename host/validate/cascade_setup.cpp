#include "host/validate/cascade_setup.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/team.hpp"

namespace tinderbox::validation {

ForwardSetup straight_setup(double now, double shock, double lambda, std::int32_t rounds) {
  ForwardSetup setup = forward_setup("bachelier", now, kLanes);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  setup.config.paths.steps = setup.config.paths.output_steps = 1;
  setup.config.paths.step_seconds = rounds;
  straight_steps(setup.config.paths, -shock / now);
  even_book(setup.config.book, now / lambda, 4);
  return setup;
}

std::vector<double> edges_below(double now, double reach, std::size_t bins) {
  std::vector<double> edges = even_edges(now - reach, reach / static_cast<double>(bins), bins);
  edges.back() = now;
  edges.push_back(now * 1.01);
  return edges;
}

LadderResult uniform_ladder(double now, double reach, double rho, std::size_t bins) {
  LadderResult ladder = empty_ladder(edges_below(now, reach, bins), 1);
  fill_side(ladder, 0, [&](double low, double high) { return low < now ? rho * (high - low) : 0.0; });
  margins_that_last(ladder);
  return ladder;
}

void margins_that_last(LadderResult& ladder) {
  ladder.bankruptcy_buffer.assign(ladder.notional.size(), 0.999F);
}

Cascade deterministic_cascade(const ForwardSetup& setup, Executor& executor) {
  const ForwardRun run = run_forward(setup, executor);
  const PathRecord& record = run.records.front();
  const double now = setup.market.mark_close.back();
  return {-record.low * kUnitsPerTick * now, -record.end * kUnitsPerTick * now,
          static_cast<double>(record.liquidated[0]) * run.result.cascade.money_unit_usd};
}

std::int32_t rounds_of_cascade(ForwardSetup setup, Executor& executor, std::int32_t most) {
  const double change = setup.config.paths.drift_annual * setup.config.paths.step_seconds;
  const auto liquidated = [&](std::int32_t rounds) {
    setup.config.paths.step_seconds = rounds;
    setup.config.paths.drift_annual = change / rounds;
    return deterministic_cascade(setup, executor).liquidated;
  };
  const double all = liquidated(most);
  if (all <= 0) return 0;
  std::int32_t low = 0;
  std::int32_t high = most;
  while (high - low > 1) {
    const std::int32_t middle = low + (high - low) / 2;
    (liquidated(middle) >= all ? high : low) = middle;
  }
  return high;
}

}  // namespace tinderbox::validation
