// Quasi-random tilted paths (rare_paths.hpp).
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "host/engine/rare_paths.hpp"
#include "kernels/team.hpp"
#include "sim/math.hpp"
#include "sim/noise.hpp"

namespace tinderbox {
namespace {

// Word 0 of a path's step, which nothing else uses.
double plain_normal(std::uint64_t seed, std::uint64_t entity, std::size_t step) {
  const DrawId id{entity, Purpose::kPathStep, static_cast<std::uint32_t>(step), 0, 0};
  return static_cast<double>(normal_from_word(draw_words(seed, id, 0).w0));
}

}  // namespace

std::vector<BridgePoint> bridge_order(std::int32_t steps) {
  std::vector<BridgePoint> order{{steps, 0, 0, 1, 0, std::sqrt(static_cast<double>(steps))}};
  std::vector<std::pair<std::int32_t, std::int32_t>> gaps{{0, steps}};
  for (std::size_t g = 0; g < gaps.size(); ++g) {
    const auto [left, right] = gaps[g];
    if (right - left < 2) continue;
    const std::int32_t at = left + (right - left) / 2;
    const double width = right - left;
    const double before = at - left;
    order.push_back(
        {at, left, right, 1 - before / width, before / width, std::sqrt(before * (width - before) / width)});
    gaps.emplace_back(left, at);
    gaps.emplace_back(at, right);
  }
  return order;
}

SobolPaths::SobolPaths(ExogenousWalk walk, std::int32_t until, std::int32_t replicates)
    : TiltedPaths(std::move(walk), until),
      order_(bridge_order(this->walk().steps())),
      scrambles_(static_cast<std::size_t>(replicates)) {
  const int dimensions = std::min<int>(kSobolDimensions, this->walk().steps());
  for (std::size_t r = 0; r < scrambles_.size(); ++r)
    for (int d = 0; d < dimensions; ++d)
      scramble_dimension(scrambles_[r], d, this->walk().seed(), static_cast<std::uint32_t>(r));
}

std::vector<float> SobolPaths::normals(std::int64_t block) const {
  const auto replicates = static_cast<std::int64_t>(scrambles_.size());
  const SobolScramble& scramble = scrambles_[static_cast<std::size_t>(block % replicates)];
  std::vector<float> out(order_.size() * kLanes);
  std::vector<double> path(order_.size() + 1, 0.0);  // at step ends, in standard deviations of a step
  for (int lane = 0; lane < kLanes; ++lane) {
    const auto number = static_cast<std::uint32_t>(block / replicates * kLanes + lane);
    const auto entity = static_cast<std::uint64_t>(block * kLanes + lane);
    for (std::size_t k = 0; k < order_.size(); ++k) {
      const BridgePoint& p = order_[k];
      const double normal = k < kSobolDimensions
                                ? normal_quantile(unit_double(sobol_word(scramble, static_cast<int>(k), number)))
                                : plain_normal(walk().seed(), entity, k);
      const double between =
          p.from_left * path[static_cast<std::size_t>(p.left)] + p.from_right * path[static_cast<std::size_t>(p.right)];
      path[static_cast<std::size_t>(p.at)] = (k == 0 ? 0 : between) + p.sd * normal;
    }
    for (std::size_t step = 0; step < order_.size(); ++step)
      out[step * kLanes + static_cast<std::size_t>(lane)] = static_cast<float>(path[step + 1] - path[step]);
  }
  return out;
}

}  // namespace tinderbox
