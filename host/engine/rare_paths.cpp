#include "host/engine/rare_paths.hpp"

#include <algorithm>
#include <cstddef>

#include "kernels/parallel.hpp"
#include "kernels/paths_launch.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kTableBytes = std::int64_t{96} << 20U;

std::int64_t block_bytes(std::int64_t steps) {
  return steps * kLanes * (kGivenFields + 1) * std::int64_t{sizeof(std::int32_t)};
}

}  // namespace

std::int64_t rare_blocks_at_once(std::int32_t steps) {
  return std::clamp<std::int64_t>(kTableBytes / block_bytes(steps), 1, 256);
}

std::int64_t rare_path_bytes(const RunConfig& config) {
  if (config.rare.method == "none") return 0;
  const std::int64_t tables = config.rare.method == "splitting" ? 3 : 2;  // one is the executor's
  return tables * rare_blocks_at_once(config.paths.steps) * block_bytes(config.paths.steps);
}

void MadePaths::resize(std::int64_t first, std::int64_t blocks, std::int32_t steps) {
  first_block = first;
  slots = blocks * kLanes;
  move.resize(static_cast<std::size_t>(steps) * kGivenFields * static_cast<std::size_t>(slots));
  weight.assign(static_cast<std::size_t>(slots), 1.0);
  score.assign(static_cast<std::size_t>(slots), {});
  farthest.assign(static_cast<std::size_t>(slots), 0);
}

void MadePaths::set_move(std::int32_t step, std::int64_t slot, const StepMove& m) {
  std::int32_t* row = move.data() + step * std::int64_t{kGivenFields} * slots + slot;
  row[0] = m.end;
  row[slots] = m.low;
  row[2 * slots] = m.high;
}

StepMove MadePaths::move_at(std::int32_t step, std::int64_t slot) const {
  const std::int32_t* row = move.data() + step * std::int64_t{kGivenFields} * slots + slot;
  return {row[0], row[slots], row[2 * slots]};
}

const MadePaths& TiltedPaths::make(int, std::int64_t first, std::int64_t blocks) {
  made_.resize(first, blocks, walk_.steps());
  parallel_indices(blocks, [&](std::int64_t b) { make_block(first + b, b * kLanes); });
  return made_;
}

std::vector<float> TiltedPaths::normals(std::int64_t) const {
  return {};
}

void TiltedPaths::make_block(std::int64_t block, std::int64_t slot) {
  const std::vector<float> given = normals(block);
  std::vector<WalkState> states(kLanes);
  for (std::int32_t step = 0; step < walk_.steps(); ++step)
    for (int lane = 0; lane < kLanes; ++lane) {
      WalkState& state = states[static_cast<std::size_t>(lane)];
      WalkNoise noise{static_cast<std::uint64_t>(block * kLanes + lane)};
      if (!given.empty()) noise.normal = given.data() + std::int64_t{step} * kLanes + lane;
      TiltScore* score = state.farthest < until_ ? &made_.score[static_cast<std::size_t>(slot + lane)] : nullptr;
      made_.set_move(step, slot + lane, walk_.step(state, step, noise, score));
    }
  for (int lane = 0; lane < kLanes; ++lane) {
    const auto i = static_cast<std::size_t>(slot + lane);
    made_.weight[i] = walk_.weight(made_.score[i]);
    made_.farthest[i] = states[static_cast<std::size_t>(lane)].farthest;
  }
}

}  // namespace tinderbox
