#include "host/validate/forward_setup.hpp"

#include <algorithm>

namespace tinderbox::validation {
namespace {

constexpr double kSecondsPerYear = kYearDays * kDaySeconds;
constexpr std::int64_t kPathsAtOnce = 1 << 20;

void make_even(UniformPrior& prior, double value) {
  prior = {value, value};
}

}  // namespace

PriceCoordinate ForwardSetup::coordinate() const {
  return {config.paths.process == "bachelier" ? Scale::kLinear : Scale::kLog, market.mark_close.back()};
}

ForwardSetup forward_setup(const std::string& process, double price_now, std::int64_t paths) {
  ForwardSetup setup;
  setup.market = flat_market(4, price_now);
  RunConfig& c = setup.config;
  c = small_config(setup.market, 1000, 1);
  c.seed = 20260;
  c.paths.count = paths;
  c.paths.process = process;
  c.paths.sample = 0;
  c.paths.volatility_annual = 0.5;
  make_even(c.prior.fast_close_rate_per_day, 0);
  make_even(c.prior.slow_close_rate_per_day, 0);
  c.cascade.fund_usd = 1e13;
  even_book(c.book, 1e16, 1);
  permanent_impact(c.book);
  c.stress.duration_seconds = 60;
  return setup;
}

LadderResult empty_ladder(const std::vector<double>& edges, std::size_t replicates) {
  LadderResult ladder;
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) {
    ladder.price.push_back(0.5 * (edges[k] + edges[k + 1]));
    ladder.price_bounds.push_back(edges[k]);
    ladder.price_bounds.push_back(edges[k + 1]);
  }
  ladder.notional.assign(replicates * kSides * ladder.price.size(), 0.0F);
  ladder.venues = {"test"};
  return ladder;
}

std::vector<double> even_edges(double low, double width, std::size_t bins) {
  std::vector<double> edges;
  for (std::size_t k = 0; k <= bins; ++k) edges.push_back(low + width * static_cast<double>(k));
  return edges;
}

void put(LadderResult& ladder, int side, double price, double usd) {
  fill_side(ladder, side, [&](double low, double high) { return low <= price && price < high ? usd : -1; });
}

void fill_side(LadderResult& ladder, int side, const std::function<double(double, double)>& usd) {
  const std::size_t bins = ladder.price.size();
  for (std::size_t row = static_cast<std::size_t>(side); row * bins < ladder.notional.size(); row += kSides)
    for (std::size_t k = 0; k < bins; ++k) {
      const double held = usd(ladder.price_bounds[2 * k], ladder.price_bounds[2 * k + 1]);
      if (held >= 0) ladder.notional[row * bins + k] = static_cast<float>(held);
    }
}

void even_book(BookConfig& book, double usd_per_unit, double range_units) {
  book.depth_usd_per_percent = usd_per_unit / 100;
  book.depth_slope_usd_per_percent2 = 0;
  book.range_percent = range_units * 100;
  book.depth_multiplier = 1;
}

void set_horizon(PathsConfig& paths, double days, std::int32_t steps, std::int32_t output_steps) {
  paths.steps = steps;
  paths.step_seconds = static_cast<std::int32_t>(std::lround(std::clamp(days * kDaySeconds / steps, 1.0, 1e9)));
  paths.output_steps = output_steps;
}

void set_diffusion(RunConfig& config, double days, std::int32_t steps, std::int32_t output_steps, double sd,
                   double drift) {
  set_horizon(config.paths, days, steps, output_steps);
  const double years = static_cast<double>(config.paths.step_seconds) * steps / kSecondsPerYear;
  config.paths.volatility_annual = sd / std::sqrt(years);
  const double growth = config.paths.process == "bachelier" ? drift : drift + sd * sd / 2;
  config.paths.drift_annual = growth / years;
}

void straight_steps(PathsConfig& paths, double change) {
  paths.volatility_annual = 1e-7;
  paths.drift_annual = change * kSecondsPerYear / paths.step_seconds;
}

ForwardRun run_forward(const ForwardSetup& setup, Executor& executor, Keep keep, std::int64_t batch_paths) {
  NoProgress progress;
  ForwardRun run;
  ForwardVenue venue;
  venue.name = "test";
  venue.ladder = setup.ladder;
  venue.held = setup.held;
  venue.fund_usd = setup.config.cascade.fund_usd;
  venue.open_interest_usd = static_cast<double>(setup.market.open_interest_lots.back()) * setup.market.lot_size *
                            setup.market.mark_close.back();
  run.result = simulate_forward(setup.config, setup.market, setup.history.value_or(setup.market), {venue}, executor,
                                batch_paths, progress, keep == Keep::kRecords ? &run.records : nullptr);
  return run;
}

void for_each_run(ForwardSetup setup, Executor& executor, std::int64_t paths,
                  const std::function<void(const ForwardRun&)>& use) {
  for (std::int64_t done = 0; done < paths; done += kPathsAtOnce, ++setup.config.seed) {
    setup.config.paths.count = std::min(paths - done, kPathsAtOnce);
    use(run_forward(setup, executor));
  }
}

void for_each_record(const ForwardSetup& setup, Executor& executor, std::int64_t paths,
                     const std::function<void(const PathRecord&)>& use) {
  for_each_run(setup, executor, paths, [&](const ForwardRun& run) {
    for (const PathRecord& record : run.records) use(record);
  });
}

std::int32_t nearest_ticks(double units) {
  return static_cast<std::int32_t>(std::lround(units * kTicksPerUnit));
}

}  // namespace tinderbox::validation
