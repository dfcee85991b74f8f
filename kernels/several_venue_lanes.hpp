// The same for a market of several venues (sim/market_cascade.hpp), with its state in scratch of the executor's memory:
// shared memory does not hold it.
//
// What happens in every step goes venue by venue over all lanes, so that it vectorises. A lane keeps the index and, for
// each side, the distance of the exogenous price at which the first venue would fire; only a cascade, a wait or a
// settling changes them, and each step ends with a settling.
#pragma once

#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"
#include "kernels/venue_outputs.hpp"
#include "sim/branching.hpp"
#include "sim/market_cascade.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

template <class Team, class Ladder>
class SeveralVenueLanes {
 public:
  TINDERBOX_HD SeveralVenueLanes(Team& team, const PathsLaunch& launch, const BlockPlace& place)
      : team_(team), launch_(launch), market_(market_of(launch)), outputs_(launch, place) {
    const std::int64_t first = place.slot_in_launch * launch.venues;
    whole_ = launch.venue_state.whole + first * kVenueWholes;
    eaten_ = launch.venue_state.eaten + first * 2;
    money_ = launch.venue_state.money + first * kVenueMoneys;
  }

  TINDERBOX_HD void start(int lane, std::int32_t at) {
    for (int v = 0; v < market_.venues; ++v) {
      CascadeState s{};
      s.touched[0] = greatest(-at, 0);
      s.touched[1] = greatest(at, 0);
      s.fund = market_.venue[v].fund;
      store(lanes_of(v), lane, s);
      outputs_.start(v, lane);
    }
    index_[lane] = before_[lane] = 0;
    first_[0][lane] = at < 0 ? kFires : 0;
    first_[1][lane] = at > 0 ? kFires : 0;
  }

  TINDERBOX_HD void begin_output_step(std::int32_t output_step) { output_step_ = output_step; }

  TINDERBOX_HD void begin_output_step_of(int lane) {
    for (int v = 0; v < market_.venues; ++v) {
      const Lanes l = lanes_of(v);
      for (int side = 0; side < 2; ++side) {
        l.booked_frontier[side][lane] = l.frontier[side][lane];
        l.booked_level[side][lane] = l.level[side][lane];
      }
    }
  }

  [[nodiscard]] TINDERBOX_HD std::int32_t displaced(int lane) const { return index_[lane]; }

  [[nodiscard]] TINDERBOX_HD bool touches(int lane, std::int32_t low, std::int32_t high) const {
    return ((-low > first_[0][lane]) | (high > first_[1][lane])) != 0;
  }

  TINDERBOX_HD void wait(int lane, std::int32_t low, std::int32_t high) {
    for (int v = 0; v < market_.venues; ++v) {
      const Lanes l = lanes_of(v);
      const std::int32_t moved = mark_displacement(displacement_of(l, lane), index_[lane], market_.pass_through);
      l.touched[0][lane] = greatest(l.touched[0][lane], moved - low);
      l.touched[1][lane] = greatest(l.touched[1][lane], high - moved);
    }
  }

  TINDERBOX_HD std::int32_t cascade(int lane, const StepExtremes& step, std::int32_t rounds, double depth,
                                    std::int32_t (&farthest)[2]) {
    MarketCascade<kMaxVenues> m;
    for (int v = 0; v < market_.venues; ++v) {
      m.state[v] = load(lanes_of(v), lane);
      m.absorbed[v] = {};
    }
    const std::int32_t waits = fire_both(m, lane, step, rounds, depth, farthest);
    const double rest = rest_of_step(launch_, waits);
    std::int32_t flags = 0;
    for (int v = 0; v < market_.venues; ++v) {
      decay_rest(m.state[v], market_.venue[v].rules, rest);
      store(lanes_of(v), lane, m.state[v]);
      flags |= outputs_.book_absorbed(v, lane, output_step_, m.absorbed[v], farthest);
    }
    return flags;
  }

  struct StepDecay {};

  template <class Fired>
  [[nodiscard]] TINDERBOX_HD StepDecay settle(const Fired& fired) {
    team_.lanes([&](int lane) {
      before_[lane] = index_[lane];
      parts_[lane] = 0;
      first_[0][lane] = first_[1][lane] = kNever;
    });
    for (int v = 0; v < market_.venues; ++v) decay_venue(v, fired);
    team_.lanes([&](int lane) { index_[lane] = whole_ticks(parts_[lane]); });
    for (int v = 0; v < market_.venues; ++v) find_first(v);
    return {};
  }

  TINDERBOX_HD std::int32_t settle_of(int lane, bool, const StepDecay&) { return before_[lane]; }

  [[nodiscard]] TINDERBOX_HD std::int64_t liquidated(int lane, int side) const {
    std::int64_t sum = 0;
    for (int v = 0; v < market_.venues; ++v) sum += lanes_of(v).liquidated[side][lane];
    return sum;
  }

  [[nodiscard]] TINDERBOX_HD bool emptied(int lane, int side) const {
    const std::int32_t levels = launch_.ladders.levels[side];
    bool any = false;
    for (int v = 0; v < market_.venues; ++v) any = any || lanes_of(v).level[side][lane] >= levels;
    return levels > 0 && any;
  }

  TINDERBOX_HD void book_fired(int lane) const {
    for (int v = 0; v < market_.venues; ++v) {
      const Lanes l = lanes_of(v);
      for (int side = 0; side < 2; ++side)
        outputs_.book_fired(v, side, output_step_, outputs_.ladder(v, side),
                            {l.booked_frontier[side][lane], l.booked_level[side][lane]},
                            {l.frontier[side][lane], l.level[side][lane]});
    }
  }

  TINDERBOX_HD void close_accounts() {
    for (int v = 0; v < market_.venues; ++v)
      for (int side = 0; side < 2; ++side) {
        const Lanes l = lanes_of(v);
        outputs_.close_account(
            team_, v, side, outputs_.ladder(v, side),
            [&](int lane) {
              return FiredPoint{l.frontier[side][lane], l.level[side][lane]};
            },
            [&](int lane) { return l.liquidated[side][lane]; });
      }
  }

 private:
  template <class T>
  using Private = typename Team::template Private<T>;

  static constexpr std::int32_t kFires = -2 * kTickLimit;  // nearer than any price
  static constexpr std::int32_t kNever = 0x7fffffff;       // and farther

  // One venue's rows of the block's scratch.
  struct Lanes {
    std::int32_t* permanent;
    std::int32_t *transient[2], *touched[2], *frontier[2], *level[2], *booked_frontier[2], *booked_level[2];
    float* eaten[2];
    std::int64_t *fund, *liquidated[2];
  };

  [[nodiscard]] TINDERBOX_HD Lanes lanes_of(int v) const {
    constexpr std::int64_t kRow = Team::kLanes;
    std::int32_t* whole = whole_ + v * kVenueWholes * kRow;
    float* eaten = eaten_ + v * 2 * kRow;
    std::int64_t* money = money_ + v * kVenueMoneys * kRow;
    return {whole,
            {whole + kRow, whole + 2 * kRow},
            {whole + 3 * kRow, whole + 4 * kRow},
            {whole + 5 * kRow, whole + 6 * kRow},
            {whole + 7 * kRow, whole + 8 * kRow},
            {whole + 9 * kRow, whole + 10 * kRow},
            {whole + 11 * kRow, whole + 12 * kRow},
            {eaten, eaten + kRow},
            money,
            {money + kRow, money + 2 * kRow}};
  }

  [[nodiscard]] TINDERBOX_HD static std::int32_t displacement_of(const Lanes& l, int lane) {
    return l.permanent[lane] + l.transient[0][lane] - l.transient[1][lane];
  }

  // Returns how often a round waited for the one before.
  TINDERBOX_HD std::int32_t fire_both(MarketCascade<kMaxVenues>& m, int lane, const StepExtremes& step,
                                      std::int32_t rounds, double depth, std::int32_t (&farthest)[2]) const {
    MarketView market = market_;
    market.depth = depth;
    std::int32_t used = 0;
    std::int32_t waits = 0;
    for (int turn = 0; turn < 2; ++turn) {
      const int side = (turn == 0) == step.low_first ? 0 : 1;
      const auto ladder_of = [&](int v) { return outputs_.ladder(v, side); };
      const auto open_share_of = [&](int v) { return outputs_.open_share(v, output_step_); };
      const auto note_branching = [&](const MarketCascade<kMaxVenues>& left, int) {
        if (outputs_.traced())
          outputs_.book_branching(
              side, lane, market_branching_left(left, market, ladder_of, open_share_of, side, launch_.trace.order));
      };
      const std::int32_t now =
          run_market_rounds(m, market, ladder_of, open_share_of, side, side == 0 ? step.low : step.high, rounds - used,
                            farthest[side], note_branching);
      used += now;
      waits += greatest(now - 1, 0);
    }
    return waits;
  }

  // What is left of a venue's displacement, and its part of the index.
  template <class Fired>
  TINDERBOX_HD void decay_venue(int v, const Fired& fired) {
    const Lanes l = lanes_of(v);
    const float reversion_of_step = market_.venue[v].reversion_of_step;
    const float refill_of_step = market_.venue[v].refill_of_step;
    const std::int64_t weight = market_.venue[v].index_weight;
    team_.lanes([&](int lane) {
      const float reversion = fired(lane) ? 1.0F : reversion_of_step;
      const float refill = fired(lane) ? 1.0F : refill_of_step;
      for (int side = 0; side < 2; ++side) {
        l.transient[side][lane] = decayed(l.transient[side][lane], reversion);
        l.eaten[side][lane] *= refill;
      }
      parts_[lane] += weight * displacement_of(l, lane);
    });
  }

  // The nearest distance at which a venue fires, taken into the lane's.
  TINDERBOX_HD void find_first(int v) {
    const Lanes l = lanes_of(v);
    const std::int32_t pass_through = market_.pass_through;
    team_.lanes([&](int lane) {
      const std::int32_t moved = mark_displacement(displacement_of(l, lane), index_[lane], pass_through);
      const std::int32_t down = l.frontier[0][lane] - moved;
      const std::int32_t up = l.frontier[1][lane] + moved;
      first_[0][lane] = least(first_[0][lane], l.touched[0][lane] > l.frontier[0][lane] ? kFires : down);
      first_[1][lane] = least(first_[1][lane], l.touched[1][lane] > l.frontier[1][lane] ? kFires : up);
    });
  }

  [[nodiscard]] TINDERBOX_HD static CascadeState load(const Lanes& l, int lane) {
    CascadeState s;
    for (int side = 0; side < 2; ++side) {
      s.touched[side] = l.touched[side][lane];
      s.frontier[side] = l.frontier[side][lane];
      s.level[side] = l.level[side][lane];
      s.transient[side] = l.transient[side][lane];
      s.eaten[side] = l.eaten[side][lane];
      s.liquidated[side] = l.liquidated[side][lane];
    }
    s.permanent = l.permanent[lane];
    s.fund = l.fund[lane];
    return s;
  }

  TINDERBOX_HD static void store(const Lanes& l, int lane, const CascadeState& s) {
    for (int side = 0; side < 2; ++side) {
      l.touched[side][lane] = s.touched[side];
      l.frontier[side][lane] = s.frontier[side];
      l.level[side][lane] = s.level[side];
      l.transient[side][lane] = s.transient[side];
      l.eaten[side][lane] = s.eaten[side];
      l.liquidated[side][lane] = s.liquidated[side];
    }
    l.permanent[lane] = s.permanent;
    l.fund[lane] = s.fund;
  }

  Team& team_;
  const PathsLaunch& launch_;
  MarketView market_;
  VenueOutputs<Team, Ladder> outputs_;
  std::int32_t output_step_ = 0;
  std::int32_t* whole_;
  float* eaten_;
  std::int64_t* money_;

  Private<std::int32_t> index_, before_;  // displacement of the index, and what it was before the step's settling
  Private<std::int32_t> first_[2];        // distance of the exogenous price beyond which a venue fires
  Private<std::int64_t> parts_;
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
