#include "host/engine/position_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "host/engine/population.hpp"
#include "host/engine/run_venue.hpp"
#include "host/engine/sample_ranges.hpp"
#include "host/engine/sampler_rule.hpp"
#include "host/engine/sampling_inputs.hpp"
#include "host/engine/weight_pass.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kDefaultBatch = 4'000'000;

std::int64_t batch_of(std::int64_t batch_positions) {
  return batch_positions > 0 ? batch_positions : kDefaultBatch;
}

PriceGrid grid_of(const GridConfig& grid, double tick_size_usd) {
  return {static_cast<std::int32_t>(std::lround(grid.price_min_usd / tick_size_usd)),
          static_cast<std::int32_t>(std::lround(grid.bin_usd / tick_size_usd)), grid.bins};
}

// Pass 2: the tensor as differences along time and the sums beside it, in the executor's memory.
class DensityPass {
 public:
  DensityPass(const SamplingJob& job, const SampleRanges& samples, const SamplingInputs& inputs,
              const WeightPass& weights, const PriceGrid& grid, Executor& executor)
      : samples_(samples),
        executor_(executor),
        cells_(static_cast<std::size_t>(cells_of(grid))),
        bars_(job.market.bars()),
        places_(population_places(samples.counts())),
        births_(DeviceArray<std::int64_t>::of(executor, weights.births())),
        initial_(DeviceArray<std::int64_t>::of(
            executor, std::vector<std::int64_t>(samples.groups(), job.market.open_interest_lots[0]))),
        withdrawn_(DeviceArray<double>::of(executor, weights.withdrawn())),
        density_(executor, samples.groups() * bars_ * cells_),
        flow_(executor, samples.groups() * bars_ * 2),
        prior_stock_(executor, samples.groups() * bars_),
        ladder_lots_(executor, samples.groups() * cells_),
        ladder_ticks_(executor, samples.groups() * cells_),
        ladder_count_(executor, samples.groups() * cells_),
        ladder_buffer_(executor, samples.groups() * cells_),
        ladder_band_(executor, (leverage_edges().size() - 1) * kSides * cells_),
        population_(executor, samples.groups() * static_cast<std::size_t>(places_.pitch)) {
    fill_launch(job, inputs, grid);
  }

  void run(Progress& progress) {
    for (const SampleRange& range : samples_.ranges()) {
      throw_if_interrupted();
      launch_.range = range;
      launch_.chunks = blocks_for(samples_.longest(range));
      if (launch_.chunks > 0) executor_.fill_density(launch_);
      progress.advance(samples_.total(range));
    }
  }

  // Running sums along time, the exact apportionment to open interest, and the mean over replicates.
  void reduce(const MarketState& market, PositionTensors& out) {
    const auto groups = static_cast<std::int64_t>(samples_.groups());
    const auto cells = static_cast<std::int32_t>(cells_);
    const auto bars = static_cast<std::int32_t>(bars_);
    executor_.accumulate({density_.data(), groups, bars, cells, blocks_for(cells)});
    executor_.accumulate({prior_stock_.data(), groups, bars, 1, 1});
    throw_if_interrupted();
    const DeviceArray<std::int64_t> totals(executor_, market.open_interest_lots.data() + 1, bars_);
    const DeviceArray<std::int64_t> raw(executor_, samples_.groups() * bars_);
    executor_.apportion({density_.data(), totals.data(), raw.data(), groups * bars, bars, cells});
    out.raw_total = raw.to_host();
    throw_if_interrupted();
    const DeviceArray<std::int64_t> pooled(executor_, bars_ * kSides * cells_);
    executor_.pool({density_.data(), pooled.data(), out.replicates, bars, cells});
    out.pooled = pooled.to_host();
    out.flow = flow_.to_host();
    out.prior_stock = prior_stock_.to_host();
    out.ladder_raw = ladder_lots_.to_host();
    apportion_ladder(market);
    out.ladder_lots = ladder_lots_.to_host();
    out.ladder_ticks = ladder_ticks_.to_host();
    out.ladder_count = ladder_count_.to_host();
    out.ladder_buffer = ladder_buffer_.to_host();
    out.ladder_band = ladder_band_.to_host();
    out.population = population_.to_host();
    out.population_pitch = places_.pitch;
    out.density = std::move(density_);
  }

 private:
  void fill_launch(const SamplingJob& job, const SamplingInputs& inputs, const PriceGrid& grid) {
    launch_.sampling = inputs.sampling();
    launch_.path = inputs.path();
    launch_.grid = grid;
    launch_.leverage_bands = static_cast<std::int32_t>(leverage_edges().size() - 1);
    std::copy(leverage_edges().begin() + 1, leverage_edges().end() - 1, std::begin(launch_.leverage_edge));
    launch_.contract = job.market.contract_terms();
    launch_.process = process_view(job.venue);
    launch_.places = places_;
    launch_.births = births_.data();
    launch_.initial_stock = initial_.data();
    launch_.withdrawn = withdrawn_.data();
    launch_.density = density_.data();
    launch_.flow = flow_.data();
    launch_.prior_stock = prior_stock_.data();
    launch_.ladder_lots = ladder_lots_.data();
    launch_.ladder_ticks = ladder_ticks_.data();
    launch_.ladder_count = ladder_count_.data();
    launch_.ladder_buffer = ladder_buffer_.data();
    launch_.ladder_band = ladder_band_.data();
    launch_.population = population_.data();
  }

  // The ladder's rows to the open interest of now, like the last row of the tensor.
  void apportion_ladder(const MarketState& market) {
    const auto groups = static_cast<std::int64_t>(samples_.groups());
    const DeviceArray<std::int64_t> total(executor_, &market.open_interest_lots.back(), 1);
    const DeviceArray<std::int64_t> raw(executor_, samples_.groups());
    executor_.apportion({ladder_lots_.data(), total.data(), raw.data(), groups, 1, static_cast<std::int32_t>(cells_)});
  }

  const SampleRanges& samples_;
  Executor& executor_;
  std::size_t cells_;
  std::size_t bars_;
  PopulationPlaces places_;
  DeviceArray<std::int64_t> births_, initial_;
  DeviceArray<double> withdrawn_;
  DeviceArray<std::int64_t> density_, flow_, prior_stock_;
  DeviceArray<std::int64_t> ladder_lots_, ladder_ticks_, ladder_count_, ladder_buffer_, ladder_band_;
  DeviceArray<PopulationRecord> population_;
  DensityLaunch launch_{};
};

}  // namespace

std::int64_t position_memory_bytes(const RunConfig& config, std::int64_t batch_positions) {
  const std::int64_t groups = std::int64_t{config.sampling.replicates} * kSides;
  const std::int64_t bars = config.configured_bars();
  const std::int64_t cells = config.grid.bins + kOutsideCells;
  const SampleRanges samples(config, config.market.start_utc, static_cast<std::int32_t>(bars),
                             batch_of(batch_positions));
  std::int64_t room = 0;
  for (const SampleRange& range : samples.ranges()) room = std::max(room, samples.longest(range));
  const auto word = static_cast<std::int64_t>(sizeof(std::int64_t));
  return groups * bars * (cells + 8) * word + kSides * bars * cells * word +
         groups * room * static_cast<std::int64_t>(sizeof(std::uint32_t)) +
         2 * groups * population_places(samples.counts()).pitch * static_cast<std::int64_t>(sizeof(PopulationRecord));
}

void check_venue_rules(const PriorConfig& prior, const Venue& venue, std::int64_t time, double price_usd,
                       ProblemList& problems) {
  try {
    const SamplerRule rule = sampler_rule(venue, time);
    const double largest = rule.largest_position_usd(price_usd);
    if (rule.tiers().size() > static_cast<std::size_t>(kMaxTiers))
      problems.add({venue.name, "too many maintenance tiers", fmt::format("{}", rule.tiers().size()),
                    fmt::format("at most {}", kMaxTiers), ""});
    if (prior.size_cap_usd > largest)
      problems.add(
          {"prior.size_cap_usd", fmt::format("is above the largest position of {} {}", venue.name, venue.contract),
           fmt::format("{}", prior.size_cap_usd), fmt::format("at most {} (cap of the last maintenance tier)", largest),
           "a further venue may have its own: [venues.NAME.prior]"});
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) problems.add(problem);
  }
}

PositionTensors sample_positions(const SamplingJob& job, Executor& executor, Progress& progress) {
  const auto& [config, market, venue, venue_index, batch_positions] = job;
  if (market.is_inverse() != (venue.contract_kind == ContractKind::kInverse))
    throw Failure(
        fmt::format("the market of {} {} is of another contract kind than its venue file", venue.name, venue.contract));
  ProblemList problems;
  check_venue_rules(config.prior, venue, market.start_time, market.open[0], problems);
  problems.throw_if_any();
  PositionTensors out;
  out.replicates = config.sampling.replicates;
  out.bars = static_cast<std::int32_t>(market.bars());
  out.grid = grid_of(config.grid, market.tick_size_usd);
  out.leverage_edges = leverage_edges();
  const SampleRanges samples(config, market.start_time, out.bars, batch_of(batch_positions));
  const SamplerRule rule = sampler_rule(venue, market.start_time);
  const SamplingInputs inputs(config, market, rule, venue_index, samples.counts(), executor);

  progress.begin("finding lives", samples.total(), "positions");
  WeightPass weights(market, samples, inputs, executor);
  weights.run(progress);
  progress.end();

  DensityPass density(job, samples, inputs, weights, out.grid, executor);
  progress.begin("filling the map", samples.total(), "positions");
  density.run(progress);
  progress.end();

  progress.begin("reducing", 0, "rows");
  density.reduce(market, out);
  progress.end();
  return out;
}

}  // namespace tinderbox
