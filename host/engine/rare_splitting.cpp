// Multilevel splitting (rare_paths.hpp).
#include <algorithm>
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
constexpr std::int32_t kNowhere = std::numeric_limits<std::int32_t>::max();

// A number of its own for every path of every stage.
std::uint64_t entity_of(int stage, std::int64_t path) {
  return static_cast<std::uint64_t>(path * kMostStages + stage);
}

}  // namespace

SplittingPaths::SplittingPaths(ExogenousWalk walk, std::int32_t target) : walk_(std::move(walk)) {
  find_levels(target);
}

void SplittingPaths::find_levels(std::int32_t target) {
  while (levels_.size() < kMostLevels && (levels_.empty() || levels_.back() < target)) {
    const int stage = static_cast<int>(levels_.size());
    std::vector<std::int32_t> far = make(stage, kPilotBlock, kPilotBlocks).farthest;
    const auto beyond = far.begin() + static_cast<std::ptrdiff_t>((1 - kShareBeyond) * static_cast<double>(far.size()));
    std::nth_element(far.begin(), beyond, far.end());
    const std::int32_t level = std::min(*beyond, target);
    if (level <= (levels_.empty() ? 0 : levels_.back())) return;
    levels_.push_back(level);
    make(stage, kPilotBlock, kPilotBlocks);  // once more, for its crossings of that level
  }
}

std::int32_t SplittingPaths::next_level(int stage) const {
  return stage < static_cast<int>(levels_.size()) ? levels_[static_cast<std::size_t>(stage)] : kNowhere;
}

const MadePaths& SplittingPaths::make(int stage, std::int64_t first, std::int64_t blocks) {
  if (stage != now_.number) std::swap(before_, now_);
  now_.number = stage;
  now_.paths.resize(first, blocks, walk_.steps());
  now_.crossing.assign(static_cast<std::size_t>(now_.paths.slots), {});
  now_.reached.assign(static_cast<std::size_t>(blocks), 1.0);
  parallel_indices(blocks, [&](std::int64_t index) { make_block(index); });
  return now_.paths;
}

// The slot that each path of a block branches off from, -1: none. Every crossing has as many children as any other, up
// to one, and on average exactly (systematic sampling).
std::vector<std::int64_t> SplittingPaths::parents(std::int64_t index) {
  std::vector<std::int64_t> chosen(kLanes, -1);
  if (now_.number == 0) return chosen;
  std::vector<std::int64_t> entrants;
  for (std::int64_t slot = index * kLanes; slot < (index + 1) * kLanes; ++slot)
    if (before_.crossing[static_cast<std::size_t>(slot)].step >= 0) entrants.push_back(slot);
  const auto count = static_cast<double>(entrants.size());
  const auto block = static_cast<std::size_t>(index);
  now_.reached[block] = before_.reached[block] * count / kLanes;
  if (entrants.empty()) return chosen;
  const DrawId id{entity_of(now_.number, (now_.paths.first_block + index) * kLanes), Purpose::kSplitParent, 0, 0, 0};
  const double offset = unit_double(draw_words(walk_.seed(), id, 0).w0);
  for (int lane = 0; lane < kLanes; ++lane)
    chosen[static_cast<std::size_t>(lane)] = entrants[static_cast<std::size_t>((lane + offset) * count / kLanes)];
  return chosen;
}

// Paths of a block whose parents died out stand still and weigh nothing.
void SplittingPaths::make_block(std::int64_t index) {
  const std::vector<std::int64_t> parent = parents(index);
  const std::int64_t slot = index * kLanes;
  const std::int32_t level = next_level(now_.number);
  const bool branched = now_.number > 0;
  std::vector<WalkState> states(kLanes);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (parent[lane] < 0) continue;
    const Crossing& from = before_.crossing[static_cast<std::size_t>(parent[lane])];
    states[lane] = from.state;
    if (from.state.farthest >= level) now_.crossing[static_cast<std::size_t>(slot) + lane] = from;
  }
  for (std::int32_t step = 0; step < walk_.steps(); ++step)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::int64_t to = slot + static_cast<std::int64_t>(lane);
      if (branched && parent[lane] < 0) {
        now_.paths.set_move(step, to, {0, 0, 0});
        continue;
      }
      if (branched && step <= before_.crossing[static_cast<std::size_t>(parent[lane])].step) {
        now_.paths.set_move(step, to, before_.paths.move_at(step, parent[lane]));
        continue;
      }
      const std::int64_t path = now_.paths.first_block * kLanes + to;
      const WalkNoise noise = branched
                                  ? WalkNoise{entity_of(now_.number, path), Purpose::kSplitStep, Purpose::kSplitBar}
                                  : WalkNoise{static_cast<std::uint64_t>(path)};
      now_.paths.set_move(step, to, walk_.step(states[lane], step, noise, nullptr));
      Crossing& crossing = now_.crossing[static_cast<std::size_t>(to)];
      if (crossing.step < 0 && states[lane].farthest >= level) crossing = {step, states[lane]};
    }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::size_t i = static_cast<std::size_t>(slot) + lane;
    now_.paths.farthest[i] = states[lane].farthest;
    now_.paths.weight[i] = now_.crossing[i].step < 0 ? now_.reached[static_cast<std::size_t>(index)] : 0;
  }
}

}  // namespace tinderbox
