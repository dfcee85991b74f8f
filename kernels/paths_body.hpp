// Paths in time-major lockstep. A block is kLanes paths of one replicate; a lane is a path.
//
// A step is three lane loops: the exogenous move of every lane; the cascade of those lanes whose mark touched something
// that was not fired yet, compacted; what the step leaves behind. State that the compacted loop needs is shared, the
// rest is private to its lane. The venues' own state is kept by Venues: one_venue_lanes.hpp in shared memory,
// several_venue_lanes.hpp in the executor's.
#pragma once

#include "kernels/one_venue_lanes.hpp"
#include "kernels/path_given.hpp"
#include "kernels/path_process.hpp"
#include "kernels/paths_launch.hpp"
#include "kernels/prepared_lanes.hpp"
#include "kernels/several_venue_lanes.hpp"
#include "kernels/team.hpp"
#include "kernels/venue_outputs.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

// Rounds between two times, on multiples of the round's length.
TINDERBOX_HD std::int32_t rounds_in_step(const PathsLaunch& launch, std::int64_t step) {
  const std::int64_t before = step * launch.step_milliseconds / launch.round_milliseconds;
  return static_cast<std::int32_t>((step + 1) * launch.step_milliseconds / launch.round_milliseconds - before);
}

// First step of an output step.
TINDERBOX_HD std::int32_t first_step_of(const PathsLaunch& launch, std::int32_t output_step) {
  return static_cast<std::int32_t>(static_cast<std::int64_t>(output_step) * launch.steps / launch.output_steps);
}

// Number of edges at or below `ticks`, less one: -1 below the axis, the bin, or `bins` above it.
TINDERBOX_HD std::int32_t bin_of(const PriceAxisView& axis, std::int32_t ticks) {
  std::int32_t low = 0;
  std::int32_t high = axis.bins + 1;
  while (low < high) {
    const std::int32_t middle = (low + high) / 2;
    const bool below = axis.edge[middle] <= ticks;
    low = below ? middle + 1 : low;
    high = below ? high : middle;
  }
  return low - 1;
}

// Adds 1 to every bin that [low, high] meets, as differences.
template <class Team>
TINDERBOX_HD void add_range(const PriceAxisView& axis, std::int32_t low, std::int32_t high, std::int32_t* row) {
  const std::int32_t first = greatest(bin_of(axis, low), 0);
  const std::int32_t last = least(bin_of(axis, high), axis.bins - 1);
  if (first > last) return;
  Team::add(row + first, 1);
  Team::add(row + last + 1, -1);
}

template <class Team, class Process, class Venues>
class PathsBlock {
 public:
  TINDERBOX_HD PathsBlock(Team& team, const PathsLaunch& launch, std::int64_t block)
      : team_(team),
        launch_(launch),
        low_(shared_ints()),
        high_(shared_ints()),
        end_(shared_ints()),
        flags_(shared_ints()),
        list_(shared_ints()),
        process_(team, launch, {end_, low_, high_, list_}),
        place_(place_of(launch, block)),
        first_path_(launch.first_path + place_.slot_in_launch),
        depth_(team.template shared<float>(Team::kLanes)),
        venues_(team, launch, place_) {}

  TINDERBOX_HD void run() {
    start();
    for (std::int32_t h = 0; h < launch_.output_steps; ++h) {
      output_step_ = h;
      begin_output_step();
      const std::int32_t end = first_step_of(launch_, h + 1);
      for (std::int32_t step = first_step_of(launch_, h); step < end; ++step) simulate_step(step);
      end_output_step();
    }
    finish();
  }

 private:
  template <class T>
  using Private = typename Team::template Private<T>;

  TINDERBOX_HD std::int32_t* shared_ints() { return team_.template shared<std::int32_t>(Team::kLanes); }

  [[nodiscard]] TINDERBOX_HD static BlockPlace place_of(const PathsLaunch& launch, std::int64_t block) {
    const std::int64_t room = launch.end_path - launch.first_path;
    const std::int64_t slot = block * Team::kLanes;
    const auto replicate = static_cast<std::int32_t>((launch.first_path + slot) / Team::kLanes % launch.replicates);
    return {room, slot, replicate, static_cast<int>(least<std::int64_t>(Team::kLanes, room - slot))};
  }

  // Row of a tensor [R, H, n].
  [[nodiscard]] TINDERBOX_HD std::int64_t row(std::int32_t n, std::int32_t i) const {
    return (static_cast<std::int64_t>(place_.replicate) * launch_.output_steps + output_step_) * n + i;
  }

  TINDERBOX_HD void start() {
    team_.lanes([&](int lane) {
      process_.start(lane);
      const std::int32_t at = launch_.start_ticks;
      exogenous_[lane] = at;
      venues_.start(lane, at);
      for (int side = 0; side < 2; ++side) slot_liquidated_[side][lane] = 0;
      flags_[lane] = 0;
      triggers_[lane] = 0;
      mark_[lane] = at;
      run_low_[lane] = twin_run_low_[lane] = least(at, 0);
      run_high_[lane] = twin_run_high_[lane] = greatest(at, 0);
      slot_low_[lane] = slot_high_[lane] = at;
      slot_start_[lane] = 0;
    });
    team_.lanes([&](int lane) { start_depth(lane); });
  }

  TINDERBOX_HD void start_depth(int lane) {
    const bool active = launch_.depth.active != 0;
    const auto path = static_cast<std::uint64_t>(first_path_ + lane);
    survival_[lane] = active ? depth_survival(launch_.depth, launch_.seed, path) : 1.0F;
    const DepthMemory calm = calm_memory();
    variance_[lane] = calm.variance;
    trend_[lane] = calm.trend;
    remembered_[lane] = mark_[lane];
    depth_[lane] = active ? depth_multiplier(launch_.depth, calm, survival_[lane]) : 1.0F;
  }

  // The mark of a step enters the depth of the next.
  TINDERBOX_HD void remember_step(int lane, const DepthRule& rule) {
    const DepthMemory memory = remember(rule, {variance_[lane], trend_[lane]}, mark_[lane] - remembered_[lane]);
    variance_[lane] = memory.variance;
    trend_[lane] = memory.trend;
    remembered_[lane] = mark_[lane];
    depth_[lane] = depth_multiplier(rule, memory, survival_[lane]);
  }

  TINDERBOX_HD void begin_output_step() {
    venues_.begin_output_step(output_step_);
    team_.lanes([&](int lane) {
      out_low_[lane] = out_high_[lane] = mark_[lane];
      twin_low_[lane] = twin_high_[lane] = exogenous_[lane];
      if (output_step_ == 0) {
        out_low_[lane] = twin_low_[lane] = run_low_[lane];
        out_high_[lane] = twin_high_[lane] = run_high_[lane];
      }
      venues_.begin_output_step_of(lane);
    });
  }

  TINDERBOX_HD void simulate_step(std::int32_t step) {
    const std::int32_t rounds = rounds_in_step(launch_, step);
    const typename Process::Step uniform = process_.begin_step(step);
    process_.prepare(team_, first_path_, uniform);
    const int may_fire = rounds > 0 ? 1 : 0;
    team_.lanes([&](int lane) { move(lane, may_fire, uniform); });
    if (rounds == 0) {
      team_.lanes([&](int lane) { venues_.wait(lane, low_[lane], high_[lane]); });
    } else {
      const int count = team_.select([&](int lane) { return lane < place_.lanes && triggers_[lane] != 0; }, list_);
      if (count > 0) team_.lanes_below(count, [&](int k) { cascade(list_[k], rounds); });
    }
    const typename Venues::StepDecay left = venues_.settle([&](int lane) { return triggers_[lane] != 0; });
    team_.lanes([&](int lane) { settle(lane, left); });
    if (launch_.depth.active != 0) {
      const DepthRule rule = launch_.depth;
      team_.lanes([&](int lane) { remember_step(lane, rule); });
    }
    if ((step + 1) % launch_.squeeze.slot_steps == 0 || step + 1 == launch_.steps)
      end_slot(step / launch_.squeeze.slot_steps);
  }

  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE void move(int lane, int may_fire, const typename Process::Step& uniform) {
    const StepMove step = process_.move(lane, first_path_ + lane, uniform);
    const std::int32_t at = exogenous_[lane];
    const std::int32_t low = at + step.low;
    const std::int32_t high = at + step.high;
    low_[lane] = low;
    high_[lane] = high;
    end_[lane] = least(greatest(at + step.end, -kTickLimit), +kTickLimit);
    exogenous_[lane] = end_[lane];
    twin_low_[lane] = least(twin_low_[lane], low);
    twin_high_[lane] = greatest(twin_high_[lane], high);
    triggers_[lane] = venues_.touches(lane, low, high) ? may_fire : 0;
  }

  // The lane's rounds; leaves the extremes of the mark in low_ and high_.
  TINDERBOX_HD void cascade(int lane, std::int32_t rounds) {
    const bool low_first = process_.low_first(lane, end_[lane], low_[lane], high_[lane]);
    std::int32_t farthest[2] = {-kTickLimit * 2, -kTickLimit * 2};
    flags_[lane] |= venues_.cascade(lane, {low_[lane], high_[lane], low_first}, rounds,
                                    static_cast<double>(depth_[lane]), farthest);
    low_[lane] = -farthest[0];
    high_[lane] = farthest[1];
  }

  // What the step leaves: decay, extremes and end of the mark.
  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE void settle(int lane, const typename Venues::StepDecay& left) {
    const bool fired = triggers_[lane] != 0;
    const std::int32_t displaced = venues_.settle_of(lane, fired, left);
    const std::int32_t before = fired ? 0 : displaced;
    const std::int32_t low = low_[lane] - before;
    const std::int32_t high = high_[lane] - before;
    const std::int32_t mark = end_[lane] - venues_.displaced(lane);
    mark_[lane] = mark;
    out_low_[lane] = least(out_low_[lane], least(low, mark));
    out_high_[lane] = greatest(out_high_[lane], greatest(high, mark));
    slot_low_[lane] = least(slot_low_[lane], least(low, mark));
    slot_high_[lane] = greatest(slot_high_[lane], greatest(high, mark));
  }

  // Keeps the slot and looks whether the window that ends with it squeezed a side.
  TINDERBOX_HD void end_slot(std::int32_t slot) {
    const std::int64_t paths = place_.room;
    const std::int32_t slots = launch_.squeeze.slots;
    const std::int32_t kept = slot + 1 < slots ? slot + 1 : slots;
    const std::int32_t oldest = slot + 1 - kept;
    team_.lanes_below(place_.lanes, [&](int lane) {
      const std::int64_t at = place_.slot_in_launch + lane;
      std::int32_t* marks = launch_.slot_mark + at;
      std::int64_t* money = launch_.slot_money + at;
      const std::int64_t here = slot % slots;
      marks[(here * 3 + 0) * paths] = slot_start_[lane];
      marks[(here * 3 + 1) * paths] = slot_low_[lane];
      marks[(here * 3 + 2) * paths] = slot_high_[lane];
      for (int side = 0; side < 2; ++side) money[(here * 2 + side) * paths] = slot_liquidated_[side][lane];
      std::int32_t low = slot_low_[lane];
      std::int32_t high = slot_high_[lane];
      for (std::int32_t i = oldest; i < slot; ++i) {
        low = least(low, marks[(static_cast<std::int64_t>(i % slots) * 3 + 1) * paths]);
        high = greatest(high, marks[(static_cast<std::int64_t>(i % slots) * 3 + 2) * paths]);
      }
      const std::int64_t first = oldest % slots;
      const std::int32_t start = marks[first * 3 * paths];
      const std::int32_t adverse[2] = {start - low, high - start};
      for (int side = 0; side < 2; ++side) {
        const std::int64_t forced = venues_.liquidated(lane, side) - money[(first * 2 + side) * paths];
        if (forced >= launch_.squeeze.liquidated && adverse[side] >= launch_.squeeze.adverse[side])
          flags_[lane] |= kSqueezeLong << side;
        slot_liquidated_[side][lane] = venues_.liquidated(lane, side);
      }
      slot_start_[lane] = slot_low_[lane] = slot_high_[lane] = mark_[lane];
    });
  }

  TINDERBOX_HD void end_output_step() {
    team_.lanes_below(place_.lanes, [&](int lane) {
      run_low_[lane] = least(run_low_[lane], out_low_[lane]);
      run_high_[lane] = greatest(run_high_[lane], out_high_[lane]);
      twin_run_low_[lane] = least(twin_run_low_[lane], twin_low_[lane]);
      twin_run_high_[lane] = greatest(twin_run_high_[lane], twin_high_[lane]);
      if (launch_.trace.marks != nullptr) trace(lane);
      if (launch_.with_tensors == 0) return;
      const PriceAxisView& axis = launch_.axis;
      add_range<Team>(axis, out_low_[lane], out_high_[lane], launch_.visits + row(2, 0) * (axis.bins + 1));
      add_range<Team>(axis, twin_low_[lane], twin_high_[lane], launch_.visits + row(2, 1) * (axis.bins + 1));
      count(0, mark_[lane]);
      count(1, run_low_[lane]);
      count(2, exogenous_[lane]);
      count(3, twin_run_low_[lane]);
      venues_.book_fired(lane);
    });
  }

  TINDERBOX_HD void trace(int lane) {
    const std::int64_t paths = place_.room;
    const std::int64_t at = place_.slot_in_launch + lane;
    std::int32_t* marks = launch_.trace.marks + output_step_ * paths * kTraceMarks + at;
    const std::int32_t here[kTraceMarks] = {mark_[lane],      out_low_[lane],  out_high_[lane],
                                            exogenous_[lane], twin_low_[lane], twin_high_[lane]};
    for (int i = 0; i < kTraceMarks; ++i) marks[i * paths] = here[i];
    std::int64_t* money = launch_.trace.money + output_step_ * paths * 2 + at;
    for (int side = 0; side < 2; ++side) money[side * paths] = venues_.liquidated(lane, side);
  }

  TINDERBOX_HD void count(int which, std::int32_t ticks) {
    const std::int64_t cells = launch_.axis.bins + 2;
    Team::add(launch_.histogram + row(kHistograms, which) * cells + bin_of(launch_.axis, ticks) + 1, 1);
  }

  TINDERBOX_HD void finish() {
    team_.lanes_below(place_.lanes, [&](int lane) {
      PathRecord& record = launch_.records[place_.slot_in_launch + lane];
      record.end = mark_[lane];
      record.low = run_low_[lane];
      record.high = run_high_[lane];
      record.twin_end = exogenous_[lane];
      record.twin_low = twin_run_low_[lane];
      record.twin_high = twin_run_high_[lane];
      for (int side = 0; side < 2; ++side) {
        record.liquidated[side] = venues_.liquidated(lane, side);
        flags_[lane] |= venues_.emptied(lane, side) ? kLadderEnd << side : 0;
      }
      record.flags = flags_[lane];
      if (launch_.with_tensors == 0) return;
      std::int32_t* touches =
          launch_.touches + static_cast<std::int64_t>(place_.replicate) * 2 * (launch_.axis.bins + 1);
      add_range<Team>(launch_.axis, run_low_[lane], run_high_[lane], touches);
      add_range<Team>(launch_.axis, twin_run_low_[lane], twin_run_high_[lane], touches + launch_.axis.bins + 1);
    });
    if (launch_.with_tensors != 0) venues_.close_accounts();
  }

  Team& team_;
  const PathsLaunch& launch_;

  // Shared. low_, high_, end_: of the exogenous price in the step; after a cascade low_ and high_ are the mark's.
  std::int32_t *low_, *high_, *end_, *flags_, *list_;

  Process process_;
  BlockPlace place_;
  std::int64_t first_path_;
  float* depth_;  // shared: multiplies the books
  Venues venues_;
  std::int32_t output_step_ = 0;

  Private<std::int32_t> exogenous_, mark_, triggers_;
  Private<std::int32_t> out_low_, out_high_, twin_low_, twin_high_;          // this output step
  Private<std::int32_t> run_low_, run_high_, twin_run_low_, twin_run_high_;  // since now
  Private<std::int32_t> slot_start_, slot_low_, slot_high_;
  Private<std::int64_t> slot_liquidated_[2];
  Private<std::int32_t> remembered_;  // mark at the last step's end
  Private<float> variance_, trend_, survival_;
};

template <class Team, class Venues>
TINDERBOX_HD void in_loop_paths(Team& team, const PathsLaunch& launch, std::int64_t block) {
  if (launch.process == PathProcess::kGiven)
    PathsBlock<Team, GivenLanes<Team>, Venues>(team, launch, block).run();
  else if (launch.process == PathProcess::kDiffusion)
    PathsBlock<Team, DiffusionLanes<Team>, Venues>(team, launch, block).run();
  else if (launch.bars.steps_per_bar > 1)
    PathsBlock<Team, PartBarsLanes<Team>, Venues>(team, launch, block).run();
  else
    PathsBlock<Team, WholeBarsLanes<Team>, Venues>(team, launch, block).run();
}

template <class Team, class Venues>
TINDERBOX_HD void prepared_paths(Team& team, const PathsLaunch& launch, std::int64_t block) {
  PathsBlock<Team, PreparedLanes<Team>, Venues>(team, launch, block).run();
}

// Which processes a body is compiled for: a GPU gives every path the registers of the most demanding one.
enum class ProcessScope { kAny, kInLoop, kPrepared };

template <class Team, class Venues, ProcessScope kScope>
TINDERBOX_HD void paths_of_venues(Team& team, const PathsLaunch& launch, std::int64_t block) {
  if constexpr (kScope != ProcessScope::kInLoop) {
    if (kScope == ProcessScope::kPrepared || is_prepared(launch)) {
      prepared_paths<Team, Venues>(team, launch, block);
      return;
    }
  }
  if constexpr (kScope != ProcessScope::kPrepared) in_loop_paths<Team, Venues>(team, launch, block);
}

// Block b of the launch: paths first_path + b kLanes and on. One venue, or any number of them; in the last, some
// positions keep their own trigger.
template <class Team, ProcessScope kScope = ProcessScope::kAny>
TINDERBOX_HD void one_venue_paths_body(Team& team, const PathsLaunch& launch, std::int64_t block) {
  paths_of_venues<Team, OneVenueLanes<Team>, kScope>(team, launch, block);
}
template <class Team, ProcessScope kScope = ProcessScope::kAny>
TINDERBOX_HD void several_venue_paths_body(Team& team, const PathsLaunch& launch, std::int64_t block) {
  paths_of_venues<Team, SeveralVenueLanes<Team, LadderView>, kScope>(team, launch, block);
}
template <class Team, ProcessScope kScope = ProcessScope::kAny>
TINDERBOX_HD void positions_paths_body(Team& team, const PathsLaunch& launch, std::int64_t block) {
  paths_of_venues<Team, SeveralVenueLanes<Team, MixedLadderView>, kScope>(team, launch, block);
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
