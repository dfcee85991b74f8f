// The two passes over sampled positions. Both draw the same positions: memory is for results, not for samples.
#pragma once

#include "kernels/launch.hpp"
#include "kernels/team.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// The samples [first, last) of a group that a launch covers.
struct GroupRange {
  std::int64_t first;
  std::int64_t last;
};

TINDERBOX_HD GroupRange range_of(const SamplingView& v, const SampleRange& range, std::int32_t group) {
  if (range.initial != 0) return {0, v.initial_samples[group]};
  const std::int64_t samples = v.birth_samples[group];
  return {first_sample_of(range.first_bar + v.configured_offset, samples, v.configured_bars),
          first_sample_of(range.end_bar + v.configured_offset, samples, v.configured_bars)};
}

TINDERBOX_HD double paid_through(const PricePathView& path, std::int32_t bar) {
  return bar < 0 ? 0.0 : path.paid_max[bar];  // level 0 of the pyramid: minimum and maximum are the value
}

// A sample and where it stands among those of its bar.
struct Sample {
  Position position;
  std::int64_t index;    // among the samples born in the same bar (or in the initial stock)
  std::int64_t samples;  // how many those are
};

TINDERBOX_HD Sample draw_sample(const SamplingView& v, const PricePathView& path, const SampleRange& range,
                                std::int32_t group, std::int64_t j) {
  if (range.initial != 0) return {draw_initial(v, group, j), j, v.initial_samples[group]};
  const std::int64_t samples = v.birth_samples[group];
  const std::int32_t configured_bar = birth_bar_of(j, samples, v.configured_bars);
  const std::int64_t first = first_sample_of(configured_bar, samples, v.configured_bars);
  const std::int64_t last = first_sample_of(configured_bar + 1, samples, v.configured_bars);
  const std::int32_t bar = configured_bar - v.configured_offset;
  return {draw_birth(v, group, bar, j - first, paid_through(path, bar)), j - first, last - first};
}

// Pass 1. Block = group * chunks + chunk.
template <class Team>
TINDERBOX_HD void find_ends_body(Team& team, const EndsLaunch& launch, std::int64_t block) {
  const auto group = static_cast<std::int32_t>(block / launch.chunks);
  const std::int64_t chunk = block % launch.chunks;
  const GroupRange range = range_of(launch.sampling, launch.range, group);
  team.lanes([&](int lane) {
    const std::int64_t j = range.first + chunk * Team::kLanes + lane;
    if (j >= range.last) return;
    const Sample sample = draw_sample(launch.sampling, launch.path, launch.range, group, j);
    const LifeEnd end = find_end(launch.sampling, launch.path, sample.position);
    launch.ends[group * launch.stride + (j - range.first)] =
        (static_cast<std::uint32_t>(end.bar) << 1U) | static_cast<std::uint32_t>(end.liquidated);
  });
}

// A survivor at now, as the ladder books it.
struct Survivor {
  std::int64_t weight;  // lots
  std::int64_t count;   // positions in kCountUnit
  std::int32_t level;   // ticks
  std::int32_t buffer;  // in kBufferUnit
  std::int32_t cell;
  std::int32_t band;
};

// Adds one position's life to the tensor: its weight at its cell from birth to end, moved where funding shifts the
// level into another cell. Returns the cell it ends in.
template <class Team>
TINDERBOX_HD std::int32_t book_life(const DensityLaunch& launch, const Position& p, std::int32_t group,
                                    std::int64_t weight, std::int32_t from, std::int32_t end) {
  const std::int32_t bars = launch.sampling.bars;
  const std::int32_t cells = cells_of(launch.grid);
  std::int64_t* rows = launch.density + static_cast<std::int64_t>(group) * bars * cells;
  const auto add = [&](std::int32_t bar, std::int32_t cell, std::int64_t lots) {
    if (bar < bars) Team::add(rows + static_cast<std::int64_t>(bar) * cells + cell, lots);
  };
  if (p.never != 0) {
    add(from, never_cell(launch.grid), weight);
    add(end, never_cell(launch.grid), -weight);
    return never_cell(launch.grid);
  }
  std::int32_t cell = cell_of(launch.grid, level_ticks(p.level, paid_through(launch.path, from)));
  add(from, cell, weight);
  std::int32_t bar = from + 1;
  while (bar < end) {
    const TickRange ticks = ticks_of(launch.grid, cell);
    bar = first_departure(launch.path, p.level, ticks.low, ticks.high, bar, end);
    if (bar >= end) break;
    add(bar, cell, -weight);
    cell = cell_of(launch.grid, level_ticks(p.level, paid_through(launch.path, bar)));
    add(bar, cell, weight);
    ++bar;
  }
  add(end, cell, -weight);
  return cell;
}

TINDERBOX_HD std::int32_t band_of(const DensityLaunch& launch, double leverage) {
  std::int32_t band = 0;
  while (band + 1 < launch.leverage_bands && leverage >= launch.leverage_edge[band]) ++band;
  return band;
}

TINDERBOX_HD Survivor survivor_of(const DensityLaunch& launch, const Position& p, std::int64_t weight,
                                  std::int32_t cell) {
  const double entry_usd = p.entry_ticks * launch.sampling.tick_size_usd;
  const double positions = static_cast<double>(weight) * launch.lot_size * entry_usd / p.notional_usd;
  Survivor s;
  s.weight = weight;
  s.count = static_cast<std::int64_t>(positions / kCountUnit + 0.5);
  s.level = p.never != 0 ? 0 : level_ticks(p.level, paid_through(launch.path, launch.sampling.bars - 1));
  s.buffer = static_cast<std::int32_t>(least(p.buffer, 1.0) / kBufferUnit + 0.5);
  s.cell = cell;
  s.band = band_of(launch, p.leverage);
  return s;
}

// Pass 2. Block = group * chunks + chunk.
template <class Team>
TINDERBOX_HD void fill_density_body(Team& team, const DensityLaunch& launch, std::int64_t block) {
  const auto group = static_cast<std::int32_t>(block / launch.chunks);
  const std::int64_t chunk = block % launch.chunks;
  const SamplingView& v = launch.sampling;
  const GroupRange range = range_of(v, launch.range, group);
  const std::int32_t cells = cells_of(launch.grid);
  auto* survivors = team.template shared<Survivor>(Team::kLanes);
  auto* list = team.template shared<std::int32_t>(Team::kLanes);
  typename Team::template Private<std::int32_t> survives;

  team.lanes([&](int lane) {
    survives[lane] = 0;
    const std::int64_t j = range.first + chunk * Team::kLanes + lane;
    if (j >= range.last) return;
    const Sample sample = draw_sample(v, launch.path, launch.range, group, j);
    const Position& p = sample.position;
    const std::int64_t stock = p.birth_bar < 0 ? launch.initial_stock[group]
                                               : launch.births[static_cast<std::int64_t>(group) * v.bars + p.birth_bar];
    const std::int64_t weight = even_share(stock, sample.samples, sample.index);
    if (weight == 0) return;
    LifeEnd end = find_end(v, launch.path, p);
    const double* withdrawn = launch.withdrawn + static_cast<std::int64_t>(group) * (v.bars + 1);
    const std::int32_t exposed = p.birth_bar + 1;
    const std::int32_t withdrawal = first_at_least(withdrawn + 1, withdrawn[exposed] + p.withdraw_at, exposed, v.bars);
    if (withdrawal < end.bar) end = {withdrawal, 0};
    if (end.bar < v.bars)
      Team::add(launch.flow + (static_cast<std::int64_t>(group) * v.bars + end.bar) * 2 + end.liquidated, weight);
    const std::int32_t from = greatest(p.birth_bar, 0);
    if (end.bar <= from) return;
    const std::int32_t cell = book_life<Team>(launch, p, group, weight, from, end.bar);
    if (launch.range.initial != 0) {
      std::int64_t* row = launch.prior_stock + static_cast<std::int64_t>(group) * v.bars;
      Team::add(row, weight);
      if (end.bar < v.bars) Team::add(row + end.bar, -weight);
    }
    if (end.bar < v.bars) return;
    survives[lane] = 1;
    survivors[lane] = survivor_of(launch, p, weight, cell);
  });

  const int count = team.select([&](int lane) { return survives[lane] != 0; }, list);
  team.lanes_below(count, [&](int k) {
    const Survivor& s = survivors[list[k]];
    const std::int64_t at = static_cast<std::int64_t>(group) * cells + s.cell;
    Team::add(launch.ladder_ticks + at, s.weight * s.level);
    Team::add(launch.ladder_count + at, s.count);
    Team::add(launch.ladder_buffer + at, s.weight * s.buffer);
    Team::add(launch.ladder_band + (static_cast<std::int64_t>(s.band) * 2 + (group & 1)) * cells + s.cell, s.weight);
  });
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
