// A ladder whose positions are looked at one by one in every round: what sorted ones must equal.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/cascade.hpp"
#include "sim/held_positions.hpp"
#include "tests/sim/sample_cascade.hpp"

namespace tinderbox::testing {

struct ScanPosition {
  std::int32_t trigger;
  std::int64_t money;
  std::int32_t buffer;
};

// Unsorted positions beside a ladder's levels.
struct ScanLadder {
  LadderView spread;
  const std::vector<ScanPosition>* positions;

  // Money of positions that trigger in (from, to].
  [[nodiscard]] std::int64_t held_between(std::int32_t from, std::int32_t to) const {
    std::int64_t money = 0;
    for (const ScanPosition& p : *positions) money += p.trigger > from && p.trigger <= to ? p.money : 0;
    return money;
  }
};

// Found by the template of take_stretch().
inline PassedStretch pass_stretch(CascadeState& s, const ScanLadder& ladder, int side) {
  __extension__ using Wide = unsigned __int128;
  const std::int32_t from = s.frontier[side];
  PassedStretch passed = pass_stretch(s, ladder.spread, side);
  Wide triggers = 0;
  Wide buffers = 0;
  for (const ScanPosition& p : *ladder.positions) {
    if (p.trigger <= from || p.trigger > s.frontier[side]) continue;
    passed.money += p.money;
    triggers += static_cast<Wide>(p.money) * static_cast<Wide>(p.trigger);
    buffers += static_cast<Wide>(p.money) * static_cast<Wide>(p.buffer);
  }
  const auto rounded = [](Wide sum) {
    return fused(static_cast<double>(static_cast<std::uint64_t>(sum >> 64)), 0x1p64,
                 static_cast<double>(static_cast<std::uint64_t>(sum)));
  };
  passed.triggers += rounded(triggers);
  passed.buffers += rounded(buffers);
  return passed;
}

// Ties, nothing at all, one position, positions without money, clusters at the edges of levels. All are nearer than
// the last edge.
inline std::vector<ScanPosition> hostile_positions(CaseSource& cases, const std::vector<std::int32_t>& edges,
                                                   std::int64_t most) {
  std::vector<ScanPosition> positions;
  const std::int32_t end = edges.back();
  if (end < 2) return positions;
  const std::int64_t count = cases.below(4) == 0 ? cases.below(3) : cases.below(most);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int32_t at = 1 + cases.below32(end - 1);
    const std::int64_t kind = cases.below(4);
    if (kind == 0 && !positions.empty()) at = positions.back().trigger;
    if (kind == 1) at = edges[static_cast<std::size_t>(cases.below(static_cast<std::int64_t>(edges.size())))];
    at = std::min(std::max(at, 1), end - 1);
    positions.push_back({at, cases.below(5) == 0 ? 0 : cases.below(1'000'000), cases.below32(50'000)});
  }
  return positions;
}

// Sorted and summed as the host does it, but by itself.
class SampleHeld {
 public:
  SampleHeld(const LadderView& spread, std::vector<ScanPosition> positions) : spread_(spread) {
    std::stable_sort(positions.begin(), positions.end(),
                     [](const ScanPosition& a, const ScanPosition& b) { return a.trigger < b.trigger; });
    for (const ScanPosition& p : positions) {
      trigger.push_back(p.trigger);
      cumulative.push_back(cumulative.back() + p.money);
      trigger_sum.push_back(wide_sum(trigger_sum.back(), p.money, p.trigger));
      buffer_sum.push_back(wide_sum(buffer_sum.back(), p.money, p.buffer));
    }
    for (std::int32_t j = 0; j <= spread.levels; ++j)
      first.push_back(static_cast<std::int32_t>(std::lower_bound(trigger.begin(), trigger.end(), spread.edge[j]) -
                                                trigger.begin()));
  }
  [[nodiscard]] MixedLadderView view() const {
    return {spread_, {trigger.data(), cumulative.data(), trigger_sum.data(), buffer_sum.data(), first.data()}};
  }

  std::vector<std::int32_t> trigger;
  std::vector<std::int64_t> cumulative{0};
  std::vector<WideSum> trigger_sum{{0, 0}}, buffer_sum{{0, 0}};
  std::vector<std::int32_t> first;

 private:
  LadderView spread_;
};

}  // namespace tinderbox::testing
