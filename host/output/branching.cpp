#include "host/output/branching.hpp"

#include <cmath>

namespace tinderbox {

std::optional<BranchingPeak> largest_branching_ratio(const RunResult& run, double percent) {
  const CascadeResult& cascade = run.cascade;
  std::optional<BranchingPeak> largest;
  for (std::size_t k = 0; k < cascade.price.size(); ++k) {
    const double distance = (cascade.price[k] / run.now_mark_usd - 1) * 100;
    const Side side = distance < 0 ? Side::kLong : Side::kShort;
    const std::size_t i = k * kSides + static_cast<std::size_t>(side);
    const auto ratio = static_cast<double>(cascade.branching_ratio[i]);
    if (!(std::abs(distance) <= percent) || std::isnan(ratio) || (largest && ratio <= largest->ratio)) continue;
    largest = {ratio, static_cast<double>(cascade.branching_ratio_stderr[i]), side, cascade.price[k], distance};
  }
  return largest;
}

}  // namespace tinderbox
