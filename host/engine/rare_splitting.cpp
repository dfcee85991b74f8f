// Multilevel splitting (rare_paths.hpp).
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "host/engine/rare_paths.hpp"
#include "kernels/parallel.hpp"
#include "kernels/team.hpp"

namespace tinderbox {
namespace {

constexpr double kShareBeyond = 0.2;  // of a stage, that reaches the next level
constexpr std::int64_t kPilotBlocks = 8;
constexpr std::size_t kMostLevels = 63;
constexpr std::int64_t kMostStages = 64;
constexpr double kLeastProgress = 0.99;  // a level that is hardly nearer than the one before is the end of the way
constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kNowhere = -1;

// A number of its own for every path of every stage.
std::uint64_t entity_of(int stage, std::int64_t path) {
  return static_cast<std::uint64_t>(path * kMostStages + stage);
}

}  // namespace

SplittingPaths::SplittingPaths(ExogenousWalk walk, std::int32_t target, std::int32_t replicates)
    : walk_(std::move(walk)), target_(target), replicates_(replicates) {
  find_levels();
}

double SplittingPaths::way_left(const WalkState& state, std::int32_t step) const {
  if (state.farthest >= target_) return 0;
  const std::int32_t steps_left = walk_.steps() - 1 - step;
  if (steps_left == 0) return kInfinite;
  return (static_cast<double>(target_) - walk_.position(state)) / std::sqrt(static_cast<double>(steps_left));
}

void SplittingPaths::find_levels() {
  double last = kInfinite;
  while (levels_.size() < kMostLevels && last > 0) {
    const int stage = static_cast<int>(levels_.size());
    make(stage, kPilotBlock, kPilotBlocks);
    std::vector<double> way = now_.nearest;
    const auto cut = way.begin() + static_cast<std::ptrdiff_t>(kShareBeyond * static_cast<double>(way.size()));
    std::nth_element(way.begin(), cut, way.end());
    if (!(*cut < kLeastProgress * last)) return;
    levels_.push_back(last = *cut);
    make(stage, kPilotBlock, kPilotBlocks);  // once more, for its crossings of that level
  }
}

double SplittingPaths::next_level(int stage) const {
  return stage < static_cast<int>(levels_.size()) ? levels_[static_cast<std::size_t>(stage)] : kNowhere;
}

const MadePaths& SplittingPaths::make(int stage, std::int64_t first, std::int64_t blocks) {
  if (stage != now_.number) std::swap(before_, now_);
  now_.number = stage;
  now_.paths.resize(first, blocks, walk_.steps());
  now_.crossing.assign(static_cast<std::size_t>(now_.paths.slots), {});
  now_.nearest.assign(static_cast<std::size_t>(now_.paths.slots), kInfinite);
  now_.reached.assign(static_cast<std::size_t>(blocks), 1.0);
  now_.parent.assign(static_cast<std::size_t>(now_.paths.slots), -1);
  if (stage > 0)
    for (std::int64_t index = 0; index < std::min<std::int64_t>(replicates_, blocks); ++index) choose_parents(index);
  parallel_indices(blocks, [&](std::int64_t index) { make_block(index); });
  return now_.paths;
}

// Of the population of block `index`: every crossing has as many children as any other, up to one, and on average
// exactly (systematic sampling).
void SplittingPaths::choose_parents(std::int64_t index) {
  std::vector<std::int64_t> slots;
  std::vector<std::int64_t> entrants;
  for (std::int64_t block = index; block * kLanes < now_.paths.slots; block += replicates_)
    for (std::int64_t slot = block * kLanes; slot < (block + 1) * kLanes; ++slot) {
      slots.push_back(slot);
      if (before_.crossing[static_cast<std::size_t>(slot)].step >= 0) entrants.push_back(slot);
    }
  const double share = static_cast<double>(entrants.size()) / static_cast<double>(slots.size());
  for (std::int64_t block = index; block * kLanes < now_.paths.slots; block += replicates_)
    now_.reached[static_cast<std::size_t>(block)] = before_.reached[static_cast<std::size_t>(block)] * share;
  if (entrants.empty()) return;
  const DrawId id{entity_of(now_.number, (now_.paths.first_block + index) * kLanes), Purpose::kSplitParent, 0, 0, 0};
  double place = unit_double(draw_words(walk_.seed(), id, 0).w0);
  for (const std::int64_t slot : slots) {
    now_.parent[static_cast<std::size_t>(slot)] = entrants[static_cast<std::size_t>(place * share)];
    place += 1;
  }
}

// Where a path that branches off starts, and whether it has crossed the next level as well.
void SplittingPaths::start_lane(std::size_t slot, double level, WalkState& state) {
  if (now_.parent[slot] < 0) return;
  const Crossing& from = before_.crossing[static_cast<std::size_t>(now_.parent[slot])];
  state = from.state;
  now_.nearest[slot] = from.way_left;
  if (from.way_left <= level) now_.crossing[slot] = from;
}

// Paths whose parents died out stand still and weigh nothing.
void SplittingPaths::make_block(std::int64_t index) {
  const bool branched = now_.number > 0;
  const double level = next_level(now_.number);
  std::vector<WalkState> states(kLanes);
  const std::int64_t first = index * kLanes;
  for (int lane = 0; lane < kLanes; ++lane)
    start_lane(static_cast<std::size_t>(first + lane), level, states[static_cast<std::size_t>(lane)]);
  for (std::int32_t step = 0; step < walk_.steps(); ++step)
    for (int lane = 0; lane < kLanes; ++lane) {
      const std::int64_t slot = first + lane;
      const auto i = static_cast<std::size_t>(slot);
      const std::int64_t parent = now_.parent[i];
      if (branched && (parent < 0 || step <= before_.crossing[static_cast<std::size_t>(parent)].step)) {
        now_.paths.set_move(step, slot, parent < 0 ? StepMove{0, 0, 0} : before_.paths.move_at(step, parent));
        continue;
      }
      const std::int64_t path = now_.paths.first_block * kLanes + slot;
      const WalkNoise noise = branched
                                  ? WalkNoise{entity_of(now_.number, path), Purpose::kSplitStep, Purpose::kSplitBar}
                                  : WalkNoise{static_cast<std::uint64_t>(path)};
      WalkState& state = states[static_cast<std::size_t>(lane)];
      now_.paths.set_move(step, slot, walk_.step(state, step, noise, nullptr));
      now_.nearest[i] = std::min(now_.nearest[i], way_left(state, step));
      if (now_.crossing[i].step < 0 && now_.nearest[i] <= level) now_.crossing[i] = {step, state, now_.nearest[i]};
    }
  for (int lane = 0; lane < kLanes; ++lane) {
    const auto i = static_cast<std::size_t>(first + lane);
    now_.paths.farthest[i] = states[static_cast<std::size_t>(lane)].farthest;
    now_.paths.weight[i] = now_.crossing[i].step < 0 ? now_.reached[static_cast<std::size_t>(index)] : 0;
  }
}

}  // namespace tinderbox
