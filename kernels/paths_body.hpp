// Paths in time-major lockstep. A block is kLanes paths of one replicate; a lane is a path.
//
// A step is three lane loops: the exogenous move of every lane; the cascade of those lanes whose mark touched something
// that was not fired yet, compacted; what the step leaves behind. State that the compacted loop needs is shared, the
// rest is private to its lane.
#pragma once

#include "kernels/path_process.hpp"
#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"

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

template <class Team, class Process>
class PathsBlock {
 public:
  TINDERBOX_HD PathsBlock(Team& team, const PathsLaunch& launch, std::int64_t block)
      : team_(team),
        launch_(launch),
        process_(launch),
        room_(launch.end_path - launch.first_path),
        slot_in_launch_(block * Team::kLanes),
        first_path_(launch.first_path + slot_in_launch_),
        replicate_(static_cast<std::int32_t>(first_path_ / Team::kLanes % launch.replicates)),
        lanes_(static_cast<int>(least<std::int64_t>(Team::kLanes, launch.end_path - first_path_))) {
    low_ = shared_ints();
    high_ = shared_ints();
    end_ = shared_ints();
    permanent_ = shared_ints();
    flags_ = shared_ints();
    list_ = shared_ints();
    for (int side = 0; side < 2; ++side) {
      ladder_[side] = ladder_of(launch.ladders, replicate_, side);
      transient_[side] = shared_ints();
      touched_[side] = shared_ints();
      frontier_[side] = shared_ints();
      level_[side] = shared_ints();
      eaten_[side] = team.template shared<float>(Team::kLanes);
      liquidated_[side] = team.template shared<std::int64_t>(Team::kLanes);
    }
    fund_ = team.template shared<std::int64_t>(Team::kLanes);
  }

  TINDERBOX_HD void run() {
    start();
    for (std::int32_t h = 0; h < launch_.output_steps; ++h) {
      output_step_ = h;
      open_share_ = open_share(h);
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

  [[nodiscard]] TINDERBOX_HD double open_share(std::int32_t output_step) const {
    return launch_.open_share[static_cast<std::int64_t>(replicate_) * (launch_.output_steps + 1) + output_step];
  }

  // Row of a tensor [R, H, n].
  [[nodiscard]] TINDERBOX_HD std::int64_t row(std::int32_t n, std::int32_t i) const {
    return (static_cast<std::int64_t>(replicate_) * launch_.output_steps + output_step_) * n + i;
  }

  [[nodiscard]] TINDERBOX_HD std::int32_t displaced(int lane) const {
    return permanent_[lane] + transient_[0][lane] - transient_[1][lane];
  }

  TINDERBOX_HD void start() {
    team_.lanes([&](int lane) {
      process_.start(lane);
      const std::int32_t at = launch_.start_ticks;
      exogenous_[lane] = at;
      for (int side = 0; side < 2; ++side) {
        transient_[side][lane] = 0;
        touched_[side][lane] = greatest(side == 0 ? -at : at, 0);
        frontier_[side][lane] = 0;
        level_[side][lane] = 0;
        eaten_[side][lane] = 0.0F;
        liquidated_[side][lane] = 0;
        slot_liquidated_[side][lane] = 0;
      }
      permanent_[lane] = 0;
      fund_[lane] = launch_.fund;
      flags_[lane] = 0;
      triggers_[lane] = 0;
      mark_[lane] = at;
      run_low_[lane] = twin_run_low_[lane] = least(at, 0);
      run_high_[lane] = twin_run_high_[lane] = greatest(at, 0);
      slot_low_[lane] = slot_high_[lane] = at;
      slot_start_[lane] = 0;
      if (lane < lanes_) launch_.records[slot_in_launch_ + lane].exhausted_at = launch_.output_steps;
    });
  }

  TINDERBOX_HD void begin_output_step() {
    team_.lanes([&](int lane) {
      out_low_[lane] = out_high_[lane] = mark_[lane];
      twin_low_[lane] = twin_high_[lane] = exogenous_[lane];
      if (output_step_ == 0) {
        out_low_[lane] = twin_low_[lane] = run_low_[lane];
        out_high_[lane] = twin_high_[lane] = run_high_[lane];
      }
      for (int side = 0; side < 2; ++side) {
        booked_frontier_[side][lane] = frontier_[side][lane];
        booked_level_[side][lane] = level_[side][lane];
      }
    });
  }

  TINDERBOX_HD void simulate_step(std::int32_t step) {
    const std::int32_t rounds = rounds_in_step(launch_, step);
    const typename Process::Step uniform = process_.begin_step(step);
    if (uniform.prepares) team_.lanes([&](int lane) { process_.prepare(lane, first_path_ + lane, uniform); });
    const int may_fire = rounds > 0 ? 1 : 0;
    team_.lanes([&](int lane) { move(lane, may_fire, uniform); });
    if (rounds == 0) {
      team_.lanes([&](int lane) { wait(lane); });
    } else {
      const int count = team_.select([&](int lane) { return lane < lanes_ && triggers_[lane] != 0; }, list_);
      if (count > 0) team_.lanes_below(count, [&](int k) { cascade(list_[k], rounds); });
    }
    const float reversion = launch_.reversion_of_step;
    const float refill = launch_.refill_of_step;
    team_.lanes([&](int lane) { settle(lane, reversion, refill); });
    if ((step + 1) % launch_.squeeze.slot_steps == 0 || step + 1 == launch_.steps)
      end_slot(step / launch_.squeeze.slot_steps);
  }

  TINDERBOX_HD void move(int lane, int may_fire, const typename Process::Step& uniform) {
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
    const std::int32_t moved = displaced(lane);
    const std::int32_t down = greatest(touched_[0][lane], moved - low) - frontier_[0][lane];
    const std::int32_t up = greatest(touched_[1][lane], high - moved) - frontier_[1][lane];
    triggers_[lane] = greatest(down, up) > 0 ? may_fire : 0;
  }

  // Without a round in a step, what the mark touches waits for the next one.
  TINDERBOX_HD void wait(int lane) {
    const std::int32_t moved = displaced(lane);
    touched_[0][lane] = greatest(touched_[0][lane], moved - low_[lane]);
    touched_[1][lane] = greatest(touched_[1][lane], high_[lane] - moved);
  }

  // The extremes of the step one after the other, each with the rounds it sets off; leaves the extremes of the mark in
  // low_ and high_.
  TINDERBOX_HD void cascade(int lane, std::int32_t rounds) {
    CascadeState s = load(lane);
    CascadeAbsorbed absorbed{};
    const bool low_first = end_[lane] - low_[lane] >= high_[lane] - end_[lane];
    const int first = low_first ? 0 : 1;
    std::int32_t farthest[2] = {-kTickLimit * 2, -kTickLimit * 2};
    std::int32_t used = 0;
    std::int32_t waits = 0;
    for (int turn = 0; turn < 2; ++turn) {
      const int side = turn == 0 ? first : 1 - first;
      const std::int32_t now = run_rounds(s, absorbed, launch_.rules, ladder_[side], launch_.book, side, open_share_,
                                          side == 0 ? low_[lane] : high_[lane], rounds - used, farthest[side]);
      used += now;
      waits += greatest(now - 1, 0);
    }
    const double step_seconds = 1e-3 * static_cast<double>(launch_.step_milliseconds);
    const double rest = greatest(step_seconds - launch_.rules.round_seconds * static_cast<double>(waits), 0.0);
    decay(s, left_after(launch_.rules.reversion_rate, rest), left_after(launch_.rules.refill_rate, rest));
    low_[lane] = -farthest[0];
    high_[lane] = farthest[1];
    store(lane, s);
    book_absorbed(lane, absorbed);
  }

  [[nodiscard]] TINDERBOX_HD CascadeState load(int lane) const {
    CascadeState s;
    for (int side = 0; side < 2; ++side) {
      s.touched[side] = touched_[side][lane];
      s.frontier[side] = frontier_[side][lane];
      s.level[side] = level_[side][lane];
      s.transient[side] = transient_[side][lane];
      s.eaten[side] = eaten_[side][lane];
      s.liquidated[side] = liquidated_[side][lane];
    }
    s.permanent = permanent_[lane];
    s.fund = fund_[lane];
    return s;
  }

  TINDERBOX_HD void store(int lane, const CascadeState& s) {
    for (int side = 0; side < 2; ++side) {
      touched_[side][lane] = s.touched[side];
      frontier_[side][lane] = s.frontier[side];
      level_[side][lane] = s.level[side];
      transient_[side][lane] = s.transient[side];
      eaten_[side][lane] = s.eaten[side];
      liquidated_[side][lane] = s.liquidated[side];
    }
    permanent_[lane] = s.permanent;
    fund_[lane] = s.fund;
  }

  TINDERBOX_HD void book_absorbed(int lane, const CascadeAbsorbed& absorbed) {
    PathRecord& record = launch_.records[slot_in_launch_ + lane];
    if (absorbed.exhausted != 0) record.exhausted_at = least(record.exhausted_at, output_step_);
    for (int side = 0; side < 2; ++side) {
      if (absorbed.adl[side] > 0) flags_[lane] |= kDeleveraged << side;
      if (launch_.with_tensors == 0) continue;
      if (absorbed.adl[side] > 0) {
        Team::add(launch_.adl + row(1, 0), absorbed.adl[side]);
        Team::add(account(side) + 5, absorbed.adl[side]);
      }
      if (absorbed.fund[side] > 0) Team::add(account(side) + 4, absorbed.fund[side]);
      if (absorbed.paid[side] > 0) Team::add(launch_.paid + replicate_ * 2 + side, absorbed.paid[side]);
    }
  }

  [[nodiscard]] TINDERBOX_HD std::int64_t* account(int side) const {
    return launch_.account + (static_cast<std::int64_t>(replicate_) * 2 + side) * 6;
  }

  // What the step leaves: decay, extremes and end of the mark.
  TINDERBOX_HD void settle(int lane, float reversion_of_step, float refill_of_step) {
    const bool fired = triggers_[lane] != 0;
    const std::int32_t before = fired ? 0 : displaced(lane);
    const std::int32_t low = low_[lane] - before;
    const std::int32_t high = high_[lane] - before;
    const float reversion = fired ? 1.0F : reversion_of_step;
    const float refill = fired ? 1.0F : refill_of_step;
    for (int side = 0; side < 2; ++side) {
      transient_[side][lane] = decayed(transient_[side][lane], reversion);
      eaten_[side][lane] *= refill;
    }
    const std::int32_t mark = end_[lane] - displaced(lane);
    mark_[lane] = mark;
    out_low_[lane] = least(out_low_[lane], least(low, mark));
    out_high_[lane] = greatest(out_high_[lane], greatest(high, mark));
    slot_low_[lane] = least(slot_low_[lane], least(low, mark));
    slot_high_[lane] = greatest(slot_high_[lane], greatest(high, mark));
  }

  // Keeps the slot and looks whether the window that ends with it squeezed a side.
  TINDERBOX_HD void end_slot(std::int32_t slot) {
    const std::int64_t paths = room_;
    const std::int32_t slots = launch_.squeeze.slots;
    const std::int32_t kept = slot + 1 < slots ? slot + 1 : slots;
    const std::int32_t oldest = slot + 1 - kept;
    team_.lanes_below(lanes_, [&](int lane) {
      const std::int64_t at = slot_in_launch_ + lane;
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
        const std::int64_t forced = liquidated_[side][lane] - money[(first * 2 + side) * paths];
        if (forced >= launch_.squeeze.liquidated && adverse[side] >= launch_.squeeze.adverse[side])
          flags_[lane] |= kSqueezeLong << side;
        slot_liquidated_[side][lane] = liquidated_[side][lane];
      }
      slot_start_[lane] = slot_low_[lane] = slot_high_[lane] = mark_[lane];
    });
  }

  TINDERBOX_HD void end_output_step() {
    team_.lanes_below(lanes_, [&](int lane) {
      run_low_[lane] = least(run_low_[lane], out_low_[lane]);
      run_high_[lane] = greatest(run_high_[lane], out_high_[lane]);
      twin_run_low_[lane] = least(twin_run_low_[lane], twin_low_[lane]);
      twin_run_high_[lane] = greatest(twin_run_high_[lane], twin_high_[lane]);
      if (launch_.with_tensors == 0) return;
      const PriceAxisView& axis = launch_.axis;
      add_range<Team>(axis, out_low_[lane], out_high_[lane], launch_.visits + row(2, 0) * (axis.bins + 1));
      add_range<Team>(axis, twin_low_[lane], twin_high_[lane], launch_.visits + row(2, 1) * (axis.bins + 1));
      count(0, mark_[lane]);
      count(1, run_low_[lane]);
      count(2, exogenous_[lane]);
      count(3, twin_run_low_[lane]);
      for (int side = 0; side < 2; ++side) book_fired(side, lane);
    });
  }

  TINDERBOX_HD void count(int which, std::int32_t ticks) {
    const std::int64_t cells = launch_.axis.bins + 2;
    Team::add(launch_.histogram + row(kHistograms, which) * cells + bin_of(launch_.axis, ticks) + 1, 1);
  }

  // Books the levels between the frontier at the last output step and now: whole ones by count, the ends by amount.
  TINDERBOX_HD void book_fired(int side, int lane) {
    const std::int32_t from = booked_frontier_[side][lane];
    const std::int32_t to = frontier_[side][lane];
    if (to <= from) return;
    const LadderView& ladder = ladder_[side];
    const std::int32_t first = booked_level_[side][lane];
    const std::int32_t last = level_[side][lane];
    std::int64_t* partial = launch_.partial + row(2, side) * launch_.ladders.stride;
    const std::int64_t before = triggered_within(ladder, first, from);
    const std::int64_t after = triggered_within(ladder, last, to);
    if (first >= ladder.levels) return;
    if (first == last) {
      Team::add(partial + first, after - before);
      return;
    }
    Team::add(partial + first, ladder.cumulative[first + 1] - before);
    if (last < ladder.levels) Team::add(partial + last, after - ladder.cumulative[last]);
    if (last == first + 1) return;
    std::int32_t* crossed = launch_.crossed + row(2, side) * launch_.ladders.stride;
    Team::add(crossed + first + 1, 1);
    Team::add(crossed + last, -1);
  }

  TINDERBOX_HD void finish() {
    team_.lanes_below(lanes_, [&](int lane) {
      PathRecord& record = launch_.records[slot_in_launch_ + lane];
      record.end = mark_[lane];
      record.low = run_low_[lane];
      record.high = run_high_[lane];
      record.twin_end = exogenous_[lane];
      record.twin_low = twin_run_low_[lane];
      record.twin_high = twin_run_high_[lane];
      for (int side = 0; side < 2; ++side) {
        record.liquidated[side] = liquidated_[side][lane];
        const bool emptied = ladder_[side].levels > 0 && level_[side][lane] >= ladder_[side].levels;
        flags_[lane] |= emptied ? kLadderEnd << side : 0;
      }
      record.flags = flags_[lane];
      if (launch_.with_tensors == 0) return;
      std::int32_t* touches = launch_.touches + static_cast<std::int64_t>(replicate_) * 2 * (launch_.axis.bins + 1);
      add_range<Team>(launch_.axis, run_low_[lane], run_high_[lane], touches);
      add_range<Team>(launch_.axis, twin_run_low_[lane], twin_run_high_[lane], touches + launch_.axis.bins + 1);
    });
    if (launch_.with_tensors != 0)
      for (int side = 0; side < 2; ++side) close_account(side);
  }

  // At now = survived + closed + liquidated; the last is told apart into book, fund and ADL by the host.
  TINDERBOX_HD void close_account(int side) {
    const LadderView& ladder = ladder_[side];
    const std::int64_t total = ladder.cumulative[ladder.levels];
    const double still_open = open_share(launch_.output_steps);
    const auto survived = [&](int lane) {
      const std::int64_t rest = total - triggered_within(ladder, level_[side][lane], frontier_[side][lane]);
      return lane < lanes_ ? static_cast<std::int64_t>(static_cast<double>(rest) * still_open) : std::int64_t{0};
    };
    const std::int64_t survivors = team_.sum(survived);
    const std::int64_t liquidated =
        team_.sum([&](int lane) { return lane < lanes_ ? liquidated_[side][lane] : std::int64_t{0}; });
    team_.single([&] {
      Team::add(account(side) + 0, total * lanes_);
      Team::add(account(side) + 1, survivors);
      Team::add(account(side) + 2, total * lanes_ - survivors - liquidated);
      Team::add(account(side) + 3, liquidated);
    });
  }

  Team& team_;
  const PathsLaunch& launch_;
  Process process_;
  std::int64_t room_;            // paths of the launch
  std::int64_t slot_in_launch_;  // of lane 0
  std::int64_t first_path_;
  std::int32_t replicate_;
  int lanes_;  // of this block that hold a path
  std::int32_t output_step_ = 0;
  double open_share_ = 1.0;
  LadderView ladder_[2];

  // Shared. low_, high_, end_: of the exogenous price in the step; after a cascade low_ and high_ are the mark's.
  std::int32_t *low_, *high_, *end_, *permanent_, *flags_, *list_;
  std::int32_t *transient_[2], *touched_[2], *frontier_[2], *level_[2];
  float* eaten_[2];
  std::int64_t *liquidated_[2], *fund_;

  Private<std::int32_t> exogenous_, mark_, triggers_;
  Private<std::int32_t> out_low_, out_high_, twin_low_, twin_high_;          // this output step
  Private<std::int32_t> run_low_, run_high_, twin_run_low_, twin_run_high_;  // since now
  Private<std::int32_t> booked_frontier_[2], booked_level_[2];               // at the last output step
  Private<std::int32_t> slot_start_, slot_low_, slot_high_;
  Private<std::int64_t> slot_liquidated_[2];
};

// Block b of the launch: paths first_path + b kLanes and on.
template <class Team>
TINDERBOX_HD void paths_body(Team& team, const PathsLaunch& launch, std::int64_t block) {
  if (launch.uses_bars == 0)
    PathsBlock<Team, DiffusionLanes<Team>>(team, launch, block).run();
  else if (launch.bars.steps_per_bar > 1)
    PathsBlock<Team, PartBarsLanes<Team>>(team, launch, block).run();
  else
    PathsBlock<Team, WholeBarsLanes<Team>>(team, launch, block).run();
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
