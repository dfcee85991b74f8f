#include "tests/kernels/paths_reference.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace tinderbox::testing {
namespace {

// The exogenous price of one path.
class Walk {
 public:
  Walk(const PathsLaunch& l, std::int64_t path)
      : l_(l), path_(static_cast<std::uint64_t>(path)), variance_(l.variance.now) {}

  // The step, and whether its low came first.
  std::pair<StepMove, bool> next(std::int32_t step) {
    if (l_.process == PathProcess::kJumps) return ordered(jumping(step));
    if (l_.process == PathProcess::kVariance) return ordered(varying(step));
    const StepMove move = l_.process == PathProcess::kBars ? of_bars(step) : diffusing(step);
    return {move, farther_first(move)};
  }

 private:
  // The extreme that lies farther from the end comes first; in a draw the low.
  static bool farther_first(const StepMove& move) { return move.end - move.low >= move.high - move.end; }

  static std::pair<StepMove, bool> ordered(const StepWalk& walk) { return {walk.move, walk.low_first != 0}; }

  static std::int32_t drift(double ticks, std::int64_t step) {
    const auto number = static_cast<double>(step);
    return static_cast<std::int32_t>(std::floor(ticks * (number + 1)) - std::floor(ticks * number));
  }

  [[nodiscard]] StepMove diffusing(std::int32_t step) const {
    return diffusion_step(l_.diffusion, words(Purpose::kPathStep, step), drift(l_.diffusion.drift_ticks, step));
  }

  // Tries jumps in every step, whatever its spare word.
  [[nodiscard]] StepWalk jumping(std::int32_t step) const {
    const StepMove move = diffusing(step);
    const StepWalk plain{move, farther_first(move) ? 1 : 0};
    return with_jumps(plain, l_.diffusion, l_.jumps, l_.seed,
                      {path_, Purpose::kPathJump, static_cast<std::uint32_t>(step), 0, 0},
                      words(Purpose::kPathStep, step).w3, drift(l_.diffusion.drift_ticks, step));
  }

  StepWalk varying(std::int32_t step) {
    StepWalk walk{{0, 0, 0}, 1};
    for (std::int32_t part = 0; part < l_.variance.parts; ++part) {
      const Words4 noise = words(Purpose::kPathStep, step, static_cast<std::uint32_t>(part));
      const VarianceMove move = next_variance(l_.variance, variance_, noise.w3);
      const std::int64_t number = std::int64_t{step} * l_.variance.parts + part;
      walk = followed_by(
          walk, price_with_variance(l_.variance, variance_, move, noise, drift(l_.variance.drift_ticks, number)));
      variance_ = move.next;
    }
    const std::int32_t end = walk.move.end;
    if (l_.variance.inside == 0) walk.move = {end, std::min(end, 0), std::max(end, 0)};
    return walk;
  }

  StepMove of_bars(std::int32_t step) {
    const std::int32_t parts = l_.bars.steps_per_bar;
    if (parts > 1) {
      if (step % parts == 0) {
        const std::int32_t bar = step / parts;
        next_bar(l_.bars, state_, words(Purpose::kPathBar, bar));
        place_extremes(l_.bars, state_, words(Purpose::kPathBar, bar, 1), words(Purpose::kPathBar, bar, 2));
      }
      return part_of_bar(l_.bars, state_, step % parts, words(Purpose::kPathStep, step));
    }
    StepMove sum{0, 0, 0};
    for (std::int32_t number = step * l_.bars.bars_per_step; number < (step + 1) * l_.bars.bars_per_step; ++number) {
      next_bar(l_.bars, state_, words(Purpose::kPathBar, number));
      const StepMove bar = whole_bar(l_.bars, state_);
      sum = {sum.end + bar.end, std::min(sum.low, sum.end + bar.low), std::max(sum.high, sum.end + bar.high)};
    }
    return sum;
  }

  [[nodiscard]] Words4 words(Purpose purpose, std::int32_t step, std::uint32_t draw = 0) const {
    return draw_words(l_.seed, {path_, purpose, static_cast<std::uint32_t>(step), 0, 0}, draw);
  }

  const PathsLaunch& l_;
  std::uint64_t path_;
  BarState state_{-1, 0, 0, 0};
  float variance_;
};

struct Range {
  std::int32_t low;
  std::int32_t high;
  void include(const Range& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
  }
};

// A step as it left the path.
struct Trace {
  Range mark;
  std::int32_t end;
  std::int64_t liquidated[2];
};

// What one venue keeps of a path.
struct PlainVenue {
  ScanLadder ladder[2];
  CascadeState s{};
  CascadeAbsorbed absorbed{};
  Carry carry{};
  FiredStretch stretch{};
  std::int32_t exhausted_at = 0;
  std::int64_t taken[2] = {0, 0};  // by auto-deleveraging
  std::int32_t taken_at[2] = {0, 0};
  std::int32_t booked[2] = {0, 0};  // frontiers at the last output step

  [[nodiscard]] std::int32_t own() const { return s.permanent + s.transient[0] - s.transient[1]; }
  [[nodiscard]] bool waits(int side) const { return s.touched[side] > s.frontier[side]; }
  [[nodiscard]] std::int64_t within(int side, std::int32_t distance) const {
    const LadderView& l = ladder[side].spread;
    return triggered_within(l, level_from(l, 0, distance), distance) + ladder[side].held_between(0, distance);
  }
};

class PlainPath {
 public:
  PlainPath(const SmallPaths& small, const PathsLaunch& l, std::int64_t path, PathCounts& counts)
      : small_(small),
        l_(l),
        counts_(counts),
        replicate_(path / kLanes % l.replicates),
        walk_(l, path),
        exogenous_(l.start_ticks),
        mark_(l.start_ticks),
        run_{std::min(l.start_ticks, 0), std::max(l.start_ticks, 0)},
        twin_run_(run_),
        venues_(static_cast<std::size_t>(l.venues)) {
    if (l.depth.active != 0) survival_ = depth_survival(l.depth, l.seed, static_cast<std::uint64_t>(path));
    for (std::size_t v = 0; v < venues_.size(); ++v) {
      for (int side = 0; side < 2; ++side) venues_[v].ladder[side] = ladder(v, side);
      venues_[v].s.touched[0] = std::max(-l.start_ticks, 0);
      venues_[v].s.touched[1] = std::max(l.start_ticks, 0);
      venues_[v].s.fund = l.venue[v].fund;
      venues_[v].exhausted_at = l.output_steps;
    }
  }

  void run() {
    for (output_step_ = 0; output_step_ < l_.output_steps; ++output_step_) {
      Range mark = output_step_ == 0 ? run_ : Range{mark_, mark_};
      Range twin = output_step_ == 0 ? twin_run_ : Range{exogenous_, exogenous_};
      for (PlainVenue& v : venues_) std::copy(v.s.frontier, v.s.frontier + 2, v.booked);
      const std::int64_t end = static_cast<std::int64_t>(output_step_ + 1) * l_.steps / l_.output_steps;
      for (; step_ < end; ++step_) simulate(mark, twin);
      run_.include(mark);
      twin_run_.include(twin);
      count(mark, twin);
    }
    finish();
  }

 private:
  [[nodiscard]] std::int64_t row(std::size_t venue) const {
    return static_cast<std::int64_t>(venue) * l_.replicates + replicate_;
  }
  [[nodiscard]] ScanLadder ladder(std::size_t venue, int side) const {
    return {small_.spread(row(venue) * 2 + side), &small_.positions(row(venue) * 2 + side)};
  }
  [[nodiscard]] double open_share(std::size_t venue, std::int32_t output_step) const {
    return l_.open_share[row(venue) * (l_.output_steps + 1) + output_step];
  }

  // Displacements: of the index, and of each venue's mark. long double holds the products exactly.
  static std::int32_t nearest(long double ticks) { return static_cast<std::int32_t>(std::lroundl(ticks)); }
  [[nodiscard]] std::int32_t index() const {
    long double sum = 0;
    for (std::size_t v = 0; v < venues_.size(); ++v)
      sum += static_cast<long double>(l_.venue[v].index_weight) * venues_[v].own();
    return nearest(sum / kWhole);
  }
  [[nodiscard]] std::vector<std::int32_t> marks() const {
    const std::int32_t at = index();
    std::vector<std::int32_t> displaced;
    for (const PlainVenue& v : venues_)
      displaced.push_back(v.own() + nearest(static_cast<long double>(l_.pass_through) * (at - v.own()) / kWhole));
    return displaced;
  }

  // Every mark touches what it reaches at this extreme.
  void touch(int side, std::int32_t extreme) {
    const std::vector<std::int32_t> displaced = marks();
    for (std::size_t v = 0; v < venues_.size(); ++v) {
      const std::int32_t distance = side == 0 ? displaced[v] - extreme : extreme - displaced[v];
      venues_[v].s.touched[side] = std::max(venues_[v].s.touched[side], distance);
    }
  }
  [[nodiscard]] bool any_waits(int side) const {
    return std::any_of(venues_.begin(), venues_.end(), [&](const PlainVenue& v) { return v.waits(side); });
  }
  void decay_step() {
    for (std::size_t v = 0; v < venues_.size(); ++v)
      decay(venues_[v].s, l_.venue[v].reversion_of_step, l_.venue[v].refill_of_step);
  }

  void simulate(Range& mark, Range& twin) {
    const std::int64_t from = step_ * l_.step_milliseconds;
    const auto rounds =
        static_cast<std::int32_t>((from + l_.step_milliseconds) / l_.round_milliseconds - from / l_.round_milliseconds);
    const auto [move, low_first] = walk_.next(step_);
    const Range exogenous{exogenous_ + move.low, exogenous_ + move.high};
    exogenous_ += move.end;
    twin.include(exogenous);
    Range here{exogenous.low - index(), exogenous.high - index()};
    const std::vector<PlainVenue> before = venues_;
    touch(0, exogenous.low);
    touch(1, exogenous.high);
    if (rounds > 0 && (any_waits(0) || any_waits(1))) {
      venues_ = before;
      here = fire_both(exogenous, low_first ? 0 : 1, rounds);
    } else {
      decay_step();
    }
    const std::int32_t last = mark_;
    mark_ = exogenous_ - index();
    if (l_.depth.active != 0) memory_ = remember(l_.depth, memory_, mark_ - last);
    here.include({mark_, mark_});
    mark.include(here);
    trace_.push_back({here, mark_, {liquidated(0), liquidated(1)}});
    if ((step_ + 1) % l_.squeeze.slot_steps == 0 || step_ + 1 == l_.steps) look_back();
  }

  // `first`: the side whose extreme comes first.
  Range fire_both(const Range& exogenous, int first, std::int32_t rounds) {
    for (PlainVenue& v : venues_) v.absorbed = {};
    std::int32_t farthest[2] = {-kTickLimit, -kTickLimit};
    double waited = 0;
    for (const int side : {first, 1 - first}) {
      const std::int32_t used = fire(side, side == 0 ? exogenous.low : exogenous.high, rounds, farthest[side]);
      rounds -= used;
      if (used > 1) waited += l_.venue[0].rules.round_seconds * (used - 1);
    }
    const double rest = std::max(1e-3 * static_cast<double>(l_.step_milliseconds) - waited, 0.0);
    for (std::size_t v = 0; v < venues_.size(); ++v) {
      const CascadeRules& rules = l_.venue[v].rules;
      decay(venues_[v].s, left_after(rules.reversion_rate, rest), left_after(rules.refill_rate, rest));
      book(v, farthest);
    }
    return {-farthest[0], farthest[1]};
  }

  // The rounds of one extreme; returns how many forced something.
  std::int32_t fire(int side, std::int32_t extreme, std::int32_t rounds, std::int32_t& farthest) {
    for (PlainVenue& v : venues_) v.carry = {0.5, 0.5};
    std::int32_t used = 0;
    while (true) {
      farthest = std::max(farthest, side == 0 ? index() - extreme : extreme - index());
      touch(side, extreme);
      if (used > 0) note_branching(side);
      if (used == rounds || !any_waits(side) || !take(side)) return used;
      if (used > 0)
        for (std::size_t v = 0; v < venues_.size(); ++v)
          decay(venues_[v].s, l_.venue[v].rules.reversion_of_round, l_.venue[v].rules.refill_of_round);
      if (l_.venue[0].rules.feedback != 0) sell(side, extreme, used == 0 ? Fill::kFromTrigger : Fill::kFromMark);
      ++used;
    }
  }

  // Multiplies the books.
  [[nodiscard]] double depth() const {
    return static_cast<double>(l_.depth.active != 0 ? depth_multiplier(l_.depth, memory_, survival_) : 1.0F);
  }

  // What another order would force, split over the venues by weight.
  void note_branching(int side) {
    double ahead = 0;
    for (std::size_t v = 0; v < venues_.size(); ++v) {
      const BookView book = scaled(l_.venue[v].book, depth());
      const double weight = static_cast<double>(l_.venue[v].index_weight) / kWhole;
      const double eaten = std::min(static_cast<double>(venues_[v].s.eaten[side]), book_depth(book));
      const double full = std::min(eaten + weight * kSmallOrder, book_depth(book));
      ahead = std::fma(weight, book_point(book, full).distance - book_point(book, eaten).distance, ahead);
    }
    double forced = 0;
    for (std::size_t v = 0; v < venues_.size(); ++v) {
      const std::int32_t at = venues_[v].s.touched[side];
      const auto to = at + static_cast<std::int32_t>(std::floor(ahead + 0.5));
      forced +=
          static_cast<double>(venues_[v].within(side, to) - venues_[v].within(side, at)) * open_share(v, output_step_);
    }
    if (l_.venue[0].rules.feedback == 0) forced = 0;
    branching_[side] = std::max(branching_[side], static_cast<float>(forced / kSmallOrder));
  }

  // Whether what the marks have touched forces anything.
  bool take(int side) {
    std::int64_t forced = 0;
    for (std::size_t v = 0; v < venues_.size(); ++v) {
      venues_[v].stretch = {};
      if (venues_[v].waits(side))
        venues_[v].stretch = take_stretch(venues_[v].s, venues_[v].ladder[side], side, open_share(v, output_step_));
      forced += venues_[v].stretch.forced;
    }
    return forced > 0;
  }

  void sell(int side, std::int32_t extreme, Fill fill) {
    const std::vector<std::int32_t> displaced = marks();
    for (std::size_t v = 0; v < venues_.size(); ++v) {
      PlainVenue& venue = venues_[v];
      if (venue.stretch.forced > 0)
        sell_stretch(venue.s, venue.absorbed, l_.venue[v].rules, scaled(l_.venue[v].book, depth()), side, venue.stretch,
                     side == 0 ? displaced[v] - extreme : extreme - displaced[v], fill, venue.carry);
    }
  }

  void book(std::size_t v, const std::int32_t (&farthest)[2]) {
    const CascadeAbsorbed& absorbed = venues_[v].absorbed;
    if (absorbed.exhausted != 0) venues_[v].exhausted_at = std::min(venues_[v].exhausted_at, output_step_);
    for (int side = 0; side < 2; ++side) {
      if (absorbed.adl[side] > 0) {
        flags_ |= kDeleveraged << side;
        venues_[v].taken[side] +=
            static_cast<std::int64_t>(static_cast<double>(absorbed.adl[side]) / open_share(v, output_step_));
        venues_[v].taken_at[side] = std::max(venues_[v].taken_at[side], farthest[side]);
      }
      add(counts_.adl, row(v) * l_.output_steps + output_step_, absorbed.adl[side]);
      add(counts_.account, (row(v) * 2 + side) * 6 + 4, absorbed.fund[side]);
      add(counts_.account, (row(v) * 2 + side) * 6 + 5, absorbed.adl[side]);
      add(counts_.paid, row(v) * 2 + side, absorbed.paid[side]);
    }
  }

  [[nodiscard]] std::int64_t liquidated(int side) const {
    std::int64_t sum = 0;
    for (const PlainVenue& v : venues_) sum += v.s.liquidated[side];
    return sum;
  }

  // The last `slots` slots, or as many as there were; the paths' end may cut the last one short.
  void look_back() {
    const std::int64_t begun = step_ / l_.squeeze.slot_steps + 1;
    const std::int64_t first = std::max<std::int64_t>(begun - l_.squeeze.slots, 0) * l_.squeeze.slot_steps;
    const auto at = static_cast<std::size_t>(first);
    const std::int32_t start = first == 0 ? 0 : trace_[at - 1].end;
    Range window{start, start};
    if (first == 0) window.include({l_.start_ticks, l_.start_ticks});
    for (std::size_t i = at; i < trace_.size(); ++i) window.include(trace_[i].mark);
    const std::int32_t adverse[2] = {start - window.low, window.high - start};
    for (int side = 0; side < 2; ++side) {
      const std::int64_t forced = liquidated(side) - (first == 0 ? 0 : trace_[at - 1].liquidated[side]);
      if (forced >= l_.squeeze.liquidated && adverse[side] >= l_.squeeze.adverse[side]) flags_ |= kSqueezeLong << side;
    }
  }

  static void add(std::vector<std::int64_t>& sums, std::int64_t at, std::int64_t value) {
    sums[static_cast<std::size_t>(at)] += value;
  }

  void count_range(std::vector<std::int64_t>& sums, std::int64_t row, const Range& range) const {
    for (std::int32_t k = 0; k < l_.axis.bins; ++k)
      if (range.high >= l_.axis.edge[k] && range.low < l_.axis.edge[k + 1]) add(sums, row * l_.axis.bins + k, 1);
  }

  void count_price(int which, std::int32_t ticks) const {
    std::int32_t cell = 0;
    while (cell <= l_.axis.bins && l_.axis.edge[cell] <= ticks) ++cell;
    const std::int64_t at = replicate_ * l_.output_steps + output_step_;
    add(counts_.histogram, (at * kHistograms + which) * (l_.axis.bins + 2) + cell, 1);
  }

  void count(const Range& mark, const Range& twin) {
    const std::int64_t at = replicate_ * l_.output_steps + output_step_;
    count_range(counts_.visits, at * 2, mark);
    count_range(counts_.visits, at * 2 + 1, twin);
    count_price(0, mark_);
    count_price(1, run_.low);
    count_price(2, exogenous_);
    count_price(3, twin_run_.low);
    marks_left_.insert(marks_left_.end(), {mark_, mark.low, mark.high, exogenous_, twin.low, twin.high});
    money_left_.insert(money_left_.end(), {liquidated(0), liquidated(1)});
    for (std::size_t v = 0; v < venues_.size(); ++v)
      for (int side = 0; side < 2; ++side) count_levels(v, side);
  }

  void count_levels(std::size_t v, int side) const {
    const PlainVenue& venue = venues_[v];
    const LadderView& l = venue.ladder[side].spread;
    const std::int64_t at = (row(v) * l_.output_steps + output_step_) * 2 + side;
    for (std::int32_t j = 0; j < l.levels; ++j) {
      const std::int32_t from = std::clamp(venue.booked[side], l.edge[j], l.edge[j + 1]);
      const std::int32_t to = std::clamp(venue.s.frontier[side], l.edge[j], l.edge[j + 1]);
      const std::int64_t spread = triggered_within(l, j, to) - triggered_within(l, j, from);
      add(counts_.by_level, at * (small_.stride() - 1) + j, spread + fired_of_level(venue, side, j));
    }
  }

  // Held money of a level that fired in this output step.
  [[nodiscard]] static std::int64_t fired_of_level(const PlainVenue& venue, int side, std::int32_t level) {
    const std::int32_t* edge = venue.ladder[side].spread.edge + level;
    const std::int32_t from = std::max(venue.booked[side], edge[0] - 1);
    const std::int32_t to = std::min(venue.s.frontier[side], edge[1] - 1);
    return from < to ? venue.ladder[side].held_between(from, to) : 0;
  }

  void finish() {
    count_range(counts_.touches, replicate_ * 2, run_);
    count_range(counts_.touches, replicate_ * 2 + 1, twin_run_);
    for (std::size_t v = 0; v < venues_.size(); ++v)
      for (int side = 0; side < 2; ++side) close(v, side);
    counts_.records.push_back(row_of(PathRecord{mark_,
                                                run_.low,
                                                run_.high,
                                                exogenous_,
                                                twin_run_.low,
                                                twin_run_.high,
                                                {liquidated(0), liquidated(1)},
                                                flags_}));
    for (std::size_t v = 0; v < venues_.size(); ++v) {
      counts_.exhausted_at[v].push_back(venues_[v].exhausted_at);
      for (std::size_t side = 0; side < 2; ++side) {
        counts_.adl_taken[v * 2 + side].push_back(venues_[v].taken[side]);
        counts_.adl_distance[v * 2 + side].push_back(venues_[v].taken_at[side]);
      }
    }
    std::vector<std::int64_t> left = marks_left_;
    left.insert(left.end(), money_left_.begin(), money_left_.end());
    for (const float ratio : branching_) left.push_back(bits_of(ratio));
    counts_.traces.push_back(std::move(left));
  }

  void close(std::size_t v, int side) {
    const PlainVenue& venue = venues_[v];
    const LadderView& l = venue.ladder[side].spread;
    const std::int64_t total = venue.within(side, l.edge[l.levels]);
    const auto left = static_cast<double>(total - venue.within(side, venue.s.frontier[side]));
    const auto survived = static_cast<std::int64_t>(left * open_share(v, l_.output_steps));
    const std::int64_t at = (row(v) * 2 + side) * 6;
    add(counts_.account, at + 0, total);
    add(counts_.account, at + 1, survived);
    add(counts_.account, at + 2, total - survived - venue.s.liquidated[side]);
    add(counts_.account, at + 3, venue.s.liquidated[side]);
    if (venue.s.frontier[side] >= l.edge[l.levels]) flags_ |= kLadderEnd << side;
  }

  const SmallPaths& small_;
  const PathsLaunch& l_;
  PathCounts& counts_;
  std::int64_t replicate_;
  Walk walk_;
  std::int32_t step_ = 0;
  std::int32_t output_step_ = 0;
  std::int32_t exogenous_, mark_;
  Range run_, twin_run_;
  std::vector<PlainVenue> venues_;
  DepthMemory memory_ = calm_memory();
  float survival_ = 1;
  std::int32_t flags_ = 0;
  std::vector<Trace> trace_;
  std::vector<std::int64_t> marks_left_, money_left_;  // at the ends of output steps
  float branching_[2] = {0, 0};
};

// Running sums within rows of n + 1, without the last.
std::vector<std::int64_t> prefix_sums(const std::vector<std::int32_t>& differences, std::int32_t n) {
  std::vector<std::int64_t> sums;
  for (std::size_t row = 0; row < differences.size(); row += static_cast<std::size_t>(n) + 1) {
    std::int64_t sum = 0;
    for (std::int32_t k = 0; k < n; ++k) sums.push_back(sum += differences[row + static_cast<std::size_t>(k)]);
  }
  return sums;
}

}  // namespace

PathCounts plain_paths(const SmallPaths& small) {
  PathCounts counts = read_out(small, small.zeros());
  const PathsLaunch launch = small.launch(0, small.shape().paths);
  for (std::int64_t path = 0; path < small.shape().paths; ++path) PlainPath(small, launch, path, counts).run();
  return counts;
}

PathCounts read_out(const SmallPaths& small, const PathOutputs& o) {
  PathCounts counts;
  counts.records = o.records;
  counts.exhausted_at = o.exhausted_at;
  counts.adl_taken = o.adl_taken;
  counts.adl_distance = o.adl_distance;
  counts.visits = prefix_sums(o.visits, small.bins());
  counts.touches = prefix_sums(o.touches, small.bins());
  counts.by_level = prefix_sums(o.crossed, small.stride() - 1);
  const auto levels = static_cast<std::size_t>(small.stride() - 1);
  for (std::size_t i = 0; i < counts.by_level.size(); ++i) {
    const std::size_t row = i / levels;                                                         // [V, R, H, side]
    const std::size_t ladder = row / 2 / static_cast<std::size_t>(small.shape().output_steps);  // [V, R]
    const ScanLadder l{small.spread(static_cast<std::int64_t>(ladder * 2 + row % 2)),
                       &small.positions(static_cast<std::int64_t>(ladder * 2 + row % 2))};
    const std::size_t j = i % levels;
    const std::int64_t held = static_cast<std::int32_t>(j) < l.spread.levels
                                  ? l.held_between(l.spread.edge[j] - 1, l.spread.edge[j + 1] - 1)
                                  : 0;
    counts.by_level[i] = counts.by_level[i] * (l.spread.cumulative[j + 1] - l.spread.cumulative[j] + held) +
                         o.partial[row * (levels + 1) + j];
  }
  counts.histogram.assign(o.histogram.begin(), o.histogram.end());
  counts.adl = o.adl;
  counts.account = o.account;
  counts.paid = o.paid;
  counts.traces = o.traces;
  return counts;
}

}  // namespace tinderbox::testing
