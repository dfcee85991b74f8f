#include "host/engine/sample_ranges.hpp"

#include <algorithm>
#include <cmath>

#include "host/output/run_result.hpp"
#include "kernels/team.hpp"
#include "sim/apportion.hpp"

namespace tinderbox {

SampleCounts split_samples(const SamplingConfig& sampling) {
  SampleCounts counts;
  const auto groups = static_cast<std::int64_t>(sampling.replicates) * kSides;
  const auto initial =
      static_cast<std::int64_t>(std::floor(static_cast<double>(sampling.positions) * sampling.initial_share));
  for (std::int64_t g = 0; g < groups; ++g) {
    counts.initial.push_back(even_share(initial, groups, g));
    counts.births.push_back(even_share(sampling.positions - initial, groups, g));
  }
  return counts;
}

SampleRanges::SampleRanges(const RunConfig& config, std::int64_t start_time, std::int32_t bars, std::int64_t batch)
    : counts_(split_samples(config.sampling)),
      configured_bars_(config.configured_bars()),
      configured_offset_((start_time - config.market.start_utc) / config.market.bar_seconds),
      ranges_{{0, 0, 1}} {
  std::int64_t births = 0;
  for (const std::int64_t n : counts_.births) births += n;
  const std::int64_t per_bar = std::max<std::int64_t>(1, births / configured_bars_);
  const auto step = static_cast<std::int32_t>(std::clamp<std::int64_t>(batch / per_bar, 1, bars));
  for (std::int32_t first = 0; first < bars; first += step) ranges_.push_back({first, std::min(first + step, bars), 0});
}

std::int64_t SampleRanges::before(std::int32_t bar, std::size_t group) const {
  return first_sample_of(bar + configured_offset_, counts_.births[group], configured_bars_);
}

std::int64_t SampleRanges::in_group(const SampleRange& range, std::size_t group) const {
  if (range.initial != 0) return counts_.initial[group];
  return before(range.end_bar, group) - before(range.first_bar, group);
}

std::int64_t SampleRanges::longest(const SampleRange& range) const {
  std::int64_t longest = 0;
  for (std::size_t g = 0; g < groups(); ++g) longest = std::max(longest, in_group(range, g));
  return longest;
}

std::int64_t SampleRanges::total(const SampleRange& range) const {
  std::int64_t total = 0;
  for (std::size_t g = 0; g < groups(); ++g) total += in_group(range, g);
  return total;
}

std::int64_t SampleRanges::total() const {
  std::int64_t sum = 0;
  for (const SampleRange& range : ranges_) sum += total(range);
  return sum;
}

std::int32_t blocks_for(std::int64_t items) {
  return static_cast<std::int32_t>((items + kLanes - 1) / kLanes);
}

}  // namespace tinderbox
