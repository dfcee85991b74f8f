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

template <RuleScope kScope>
TINDERBOX_HD Sample draw_sample(const SamplingView& v, const PricePathView& path, const SampleRange& range,
                                std::int32_t group, std::int64_t j) {
  if (range.initial != 0) return {draw_initial<kScope>(v, group, j), j, v.initial_samples[group]};
  const std::int64_t samples = v.birth_samples[group];
  const std::int32_t configured_bar = birth_bar_of(j, samples, v.configured_bars);
  const std::int64_t first = first_sample_of(configured_bar, samples, v.configured_bars);
  const std::int64_t last = first_sample_of(configured_bar + 1, samples, v.configured_bars);
  const std::int32_t bar = configured_bar - v.configured_offset;
  return {draw_birth<kScope>(v, group, bar, j - first, paid_through(path, bar)), j - first, last - first};
}

// Pass 1. Block = group * chunks + chunk.
template <class Team, RuleScope kScope = RuleScope::kAny>
TINDERBOX_HD void find_ends_body(Team& team, const EndsLaunch& launch, std::int64_t block) {
  const auto group = static_cast<std::int32_t>(block / launch.chunks);
  const std::int64_t chunk = block % launch.chunks;
  const GroupRange range = range_of(launch.sampling, launch.range, group);
  team.lanes([&](int lane) {
    const std::int64_t j = range.first + chunk * Team::kLanes + lane;
    if (j >= range.last) return;
    const Sample sample = draw_sample<kScope>(launch.sampling, launch.path, launch.range, group, j);
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

// Positions in kCountUnit that `lots` of them are.
TINDERBOX_HD std::int64_t positions_in(const DensityLaunch& launch, const Position& p, std::int64_t lots) {
  const double entry_usd = p.entry_ticks * launch.sampling.tick_size_usd;
  const double positions = usd_of_lots(launch.contract, static_cast<double>(lots), entry_usd) / p.notional_usd;
  return static_cast<std::int64_t>(positions / kCountUnit + 0.5);
}

TINDERBOX_HD Survivor survivor_of(const DensityLaunch& launch, const Position& p, std::int64_t weight,
                                  std::int32_t cell) {
  Survivor s;
  s.weight = weight;
  s.count = positions_in(launch, p, weight);
  s.level = p.never != 0 ? 0 : level_ticks(p.level, paid_through(launch.path, launch.sampling.bars - 1));
  s.buffer = static_cast<std::int32_t>(least(p.buffer, 1.0) / kBufferUnit + 0.5);
  s.cell = cell;
  s.band = band_of(launch, p.leverage);
  return s;
}

template <class Team>
TINDERBOX_HD void book_survivor(const DensityLaunch& launch, std::int32_t group, const Survivor& s) {
  const std::int32_t cells = cells_of(launch.grid);
  const std::int64_t at = static_cast<std::int64_t>(group) * cells + s.cell;
  Team::add(launch.ladder_lots + at, s.weight);
  Team::add(launch.ladder_ticks + at, s.weight * s.level);
  Team::add(launch.ladder_count + at, s.count);
  Team::add(launch.ladder_buffer + at, s.weight * s.buffer);
  Team::add(launch.ladder_band + (static_cast<std::int64_t>(s.band) * 2 + (group & 1)) * cells + s.cell, s.weight);
}

// The position at now, with what funding left of its margin. Its first trigger is the level that history used.
TINDERBOX_HD StepState steps_of(const DensityLaunch& launch, const Position& p, std::int32_t group) {
  const SamplingView& v = launch.sampling;
  const double side = sign_of(p.level.side);
  const double coin_share = coin_share_of(v.replicate[group >> 1], p.is_cross);
  const double paid = paid_through(launch.path, v.bars - 1) - p.level.paid_at_birth;
  const RuleAccount account =
      account_of(side, p.leverage, coin_share, p.notional_usd, p.entry_ticks * v.tick_size_usd, v.rule);
  const double ratio = fused(p.level.slope, paid, p.level.base) / p.entry_ticks;
  return first_step_state(v.rule, after_funding(v.rule, account, paid, p.entry_ticks), {ratio, 0.0, p.buffer, 0});
}

// Level of a step in ticks: rounded away from the price as DriftingLevel's, and never nearer than the step before.
TINDERBOX_HD std::int32_t step_ticks(const Position& p, double ratio, std::int32_t before) {
  const std::int32_t ticks = level_ticks({ratio * p.entry_ticks, 0.0, 0.0, p.level.side}, 0.0);
  return p.level.side == Side::kLong ? least(ticks, before) : greatest(ticks, before);
}

// What a step after the first books: its level, cell and buffer.
TINDERBOX_HD void place_step(const DensityLaunch& launch, const Position& p, const LiquidationStep& step, Survivor& s) {
  const bool never = step.level <= 0;
  s.level = never ? 0 : step_ticks(p, step.level, s.level);
  s.cell = never ? never_cell(launch.grid) : cell_of(launch.grid, s.level);
  s.buffer = never ? 0 : static_cast<std::int32_t>(least(step.buffer, 1.0) / kBufferUnit + 0.5);
}

// Books sample j into the ladder step by step; `whole` is it as one step at its first trigger. It is drawn once more:
// the few survivors need more of the position than is kept for all lanes.
template <class Team, RuleScope kScope>
TINDERBOX_COLD void book_steps(const DensityLaunch& launch, std::int32_t group, std::int64_t j, const Survivor& whole) {
  const Position p = draw_sample<kScope>(launch.sampling, launch.path, launch.range, group, j).position;
  StepState state = steps_of(launch, p, group);
  Survivor s = whole;
  std::int64_t gone = 0;
  for (bool first = true; state.left > 0; first = false) {
    const LiquidationStep step = next_step(launch.sampling.rule, launch.process, state);
    if (!first) place_step(launch, p, step, s);
    const std::int64_t lots = lots_gone(whole.weight, state.left);
    s.weight = lots - gone;
    s.count = positions_in(launch, p, lots) - positions_in(launch, p, gone);
    if (s.weight > 0) book_survivor<Team>(launch, group, s);
    gone = lots;
  }
}

TINDERBOX_HD void keep_record(const DensityLaunch& launch, const Position& p, std::int32_t group, std::int64_t j,
                              std::int64_t weight) {
  const PopulationPlaces& places = launch.places;
  if (places.stride == 0 || j % places.stride != 0) return;
  const std::int64_t place = (launch.range.initial != 0 ? 0 : places.initial) + j / places.stride;
  const std::int32_t level =
      p.never != 0 ? 0 : level_ticks(p.level, paid_through(launch.path, launch.sampling.bars - 1));
  launch.population[group * places.pitch + place] = {weight,
                                                     p.entry_ticks,
                                                     p.notional_usd,
                                                     p.leverage,
                                                     level,
                                                     static_cast<std::int16_t>(p.is_cross),
                                                     static_cast<std::int16_t>(p.never)};
}

// Pass 2. Block = group * chunks + chunk.
template <class Team, RuleScope kScope = RuleScope::kAny>
TINDERBOX_HD void fill_density_body(Team& team, const DensityLaunch& launch, std::int64_t block) {
  const auto group = static_cast<std::int32_t>(block / launch.chunks);
  const std::int64_t chunk = block % launch.chunks;
  const SamplingView& v = launch.sampling;
  const GroupRange range = range_of(v, launch.range, group);
  const std::int64_t start = range.first + chunk * Team::kLanes;
  auto* survivors = team.template shared<Survivor>(Team::kLanes);
  auto* list = team.template shared<std::int32_t>(Team::kLanes);
  typename Team::template Private<std::int32_t> survives;

  team.lanes([&](int lane) {
    survives[lane] = 0;
    const std::int64_t j = start + lane;
    if (j >= range.last) return;
    const Sample sample = draw_sample<kScope>(v, launch.path, launch.range, group, j);
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
    keep_record(launch, p, group, j, weight);
  });

  const int count = team.select([&](int lane) { return survives[lane] != 0; }, list);
  team.lanes_below(count, [&](int k) {
    const Survivor& s = survivors[list[k]];
    if (launch.process.kind == StepKind::kWhole || s.cell == never_cell(launch.grid)) {
      book_survivor<Team>(launch, group, s);
      return;
    }
    book_steps<Team, kScope>(launch, group, start + list[k], s);
  });
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
