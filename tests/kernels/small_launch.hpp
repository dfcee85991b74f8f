// A small but complete run of the kernels, from samples to the pooled tensor, that any executor of them can carry out.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/cpu_path.hpp"
#include "kernels/lifecycle_body.hpp"
#include "kernels/tensor_body.hpp"
#include "tests/kernels/teams.hpp"
#include "tests/sim/sample_market.hpp"

namespace tinderbox::testing {

struct SmallShape {
  std::size_t replicates = 4;
  std::int32_t bars = 40;
  std::int32_t bins = 300;
  // Samples of the groups in turn: over the configured window, and of the initial stock.
  std::vector<std::int64_t> samples{0, 1, 31, 32, 33, 65, 600, 1000};
};

// Inputs of both passes. The market, weights and withdrawals are random; the seed decides all of them.
class SmallLaunch {
 public:
  explicit SmallLaunch(const SmallShape& shape, std::uint64_t seed = 1);

  void set_process(const ProcessView& process) { process_ = process; }
  // Another rule; that of an inverse contract makes the market inverse. Its arrays must outlive this object.
  void set_rule(const MarginRuleView& rule);

  [[nodiscard]] const SampleMarket& market() const { return market_; }
  [[nodiscard]] const PriceGrid& grid() const { return grid_; }
  [[nodiscard]] std::int64_t groups() const { return static_cast<std::int64_t>(market_.groups()); }
  [[nodiscard]] std::int64_t bars() const { return market_.pyramid.bars; }
  [[nodiscard]] std::int64_t cells() const { return cells_of(grid_); }
  [[nodiscard]] const std::vector<std::int64_t>& births() const { return births_; }
  [[nodiscard]] const std::vector<std::int64_t>& initial_stock() const { return initial_stock_; }
  [[nodiscard]] const std::vector<double>& withdrawn() const { return withdrawn_; }
  [[nodiscard]] const std::vector<std::int64_t>& totals() const { return totals_; }

  // The initial stock, then the bars in two parts.
  [[nodiscard]] std::vector<SampleRange> ranges() const;
  [[nodiscard]] std::int64_t most_samples() const;  // of a group, in one range
  // Blocks a group and room a group, one block more than the longest range needs.
  [[nodiscard]] std::int32_t chunks() const;
  [[nodiscard]] std::int64_t stride() const { return std::int64_t{chunks()} * kLanes; }
  // All but the outputs.
  [[nodiscard]] EndsLaunch ends_launch(const SampleRange& range) const;
  [[nodiscard]] DensityLaunch density_launch(const SampleRange& range) const;

 private:
  SampleMarket market_;
  PriceGrid grid_;
  ProcessView process_{};
  ContractTerms contract_{0.001, 0};
  std::vector<std::int64_t> births_;
  std::vector<std::int64_t> initial_stock_;
  std::vector<double> withdrawn_;
  std::vector<std::int64_t> totals_;
};

// Everything that the kernels write.
struct KernelOutputs {
  std::vector<std::vector<std::uint32_t>> ends;  // per range, [G, stride]
  std::vector<std::int64_t> differences;         // density as pass 2 leaves it
  std::vector<std::int64_t> flow;
  std::vector<std::int64_t> prior_stock;  // accumulated
  std::vector<std::int64_t> ladder_lots;
  std::vector<std::int64_t> ladder_ticks;
  std::vector<std::int64_t> ladder_count;
  std::vector<std::int64_t> ladder_buffer;
  std::vector<std::int64_t> ladder_band;
  std::vector<PopulationRecord> population;
  std::vector<std::int64_t> raw_density;  // accumulated
  std::vector<std::int64_t> density;      // apportioned
  std::vector<std::int64_t> raw_total;
  std::vector<std::int64_t> pooled;

  bool operator==(const KernelOutputs&) const = default;
};

// `kernels` has the launching functions of Executor and works on host memory.
template <class Kernels>
KernelOutputs run_all(const SmallLaunch& small, Kernels&& kernels) {
  const auto size = [](std::int64_t a, std::int64_t b, std::int64_t c) { return static_cast<std::size_t>(a * b * c); };
  const std::int64_t groups = small.groups();
  const std::int64_t bars = small.bars();
  const std::int64_t cells = small.cells();
  const auto bars32 = static_cast<std::int32_t>(bars);
  const auto cells32 = static_cast<std::int32_t>(cells);
  KernelOutputs out;
  out.differences.assign(size(groups, bars, cells), 0);
  out.flow.assign(size(groups, bars, 2), 0);
  out.prior_stock.assign(size(groups, bars, 1), 0);
  out.ladder_ticks.assign(size(groups, cells, 1), 0);
  out.ladder_lots = out.ladder_ticks;
  out.ladder_count = out.ladder_ticks;
  out.ladder_buffer = out.ladder_ticks;
  out.ladder_band.assign(size(kMaxLeverageBands, 2, cells), 0);
  out.population.assign(size(groups, small.density_launch({}).places.pitch, 1), {});
  for (const SampleRange& range : small.ranges()) {
    EndsLaunch ends = small.ends_launch(range);
    out.ends.emplace_back(size(groups, ends.stride, 1), 0xFFFFFFFFU);
    ends.ends = out.ends.back().data();
    kernels.find_ends(ends);
    DensityLaunch density = small.density_launch(range);
    density.density = out.differences.data();
    density.flow = out.flow.data();
    density.prior_stock = out.prior_stock.data();
    density.ladder_lots = out.ladder_lots.data();
    density.ladder_ticks = out.ladder_ticks.data();
    density.ladder_count = out.ladder_count.data();
    density.ladder_buffer = out.ladder_buffer.data();
    density.ladder_band = out.ladder_band.data();
    density.population = out.population.data();
    kernels.fill_density(density);
  }
  out.raw_density = out.differences;
  const auto chunks = static_cast<std::int32_t>((cells + kLanes - 1) / kLanes);
  kernels.accumulate(AccumulateLaunch{out.raw_density.data(), groups, bars, cells, chunks});
  kernels.accumulate(AccumulateLaunch{out.prior_stock.data(), groups, bars, 1, 1});
  out.density = out.raw_density;
  out.raw_total.assign(size(groups, bars, 1), -1);
  kernels.apportion(
      ApportionLaunch{out.density.data(), small.totals().data(), out.raw_total.data(), groups * bars, bars32, cells32});
  out.pooled.assign(size(bars, 2, cells), -1);
  kernels.pool(
      PoolLaunch{out.density.data(), out.pooled.data(), static_cast<std::int32_t>(groups / 2), bars32, cells32});
  return out;
}

// The bodies on one kind of team, as an executor launches them.
template <class Runner>
class OnTeam {
 public:
  void find_ends(const EndsLaunch& launch) {
    run(std::int64_t{launch.sampling.groups} * launch.chunks,
        [&](auto& team, std::int64_t block) { find_ends_body(team, launch, block); });
  }
  void fill_density(const DensityLaunch& launch) {
    run(std::int64_t{launch.sampling.groups} * launch.chunks,
        [&](auto& team, std::int64_t block) { fill_density_body(team, launch, block); });
  }
  void accumulate(const AccumulateLaunch& launch) {
    run(launch.outer * launch.chunks, [&](auto& team, std::int64_t block) { accumulate_body(team, launch, block); });
  }
  void apportion(const ApportionLaunch& launch) {
    run(launch.rows, [&](auto& team, std::int64_t block) { apportion_body(team, launch, block); });
  }
  void pool(const PoolLaunch& launch) {
    run(std::int64_t{2} * launch.bars, [&](auto& team, std::int64_t block) { pool_body(team, launch, block); });
  }

 private:
  template <class Body>
  void run(std::int64_t blocks, const Body& body) {
    Runner{}(blocks, body);
  }
};

}  // namespace tinderbox::testing
