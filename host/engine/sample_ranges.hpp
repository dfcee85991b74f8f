// How the configured number of samples is split over groups, bars and launches. Everything here follows from the
// configuration alone, so that more data never moves a sample.
#pragma once

#include <cstdint>
#include <vector>

#include "host/config/run_config.hpp"
#include "kernels/launch.hpp"

namespace tinderbox {

// Samples of each group (replicate, side): [G].
struct SampleCounts {
  std::vector<std::int64_t> births;   // over the configured window
  std::vector<std::int64_t> initial;  // the stock of bar 0
};

// The initial share first, then both parts as evenly as integers allow.
[[nodiscard]] SampleCounts split_samples(const SamplingConfig& sampling);

// The samples of a market's bars as launches: the initial stock, then runs of bars of about `batch` samples.
class SampleRanges {
 public:
  // The data hold `bars` bars from `start_time` on, which lie inside the configured window.
  SampleRanges(const RunConfig& config, std::int64_t start_time, std::int32_t bars, std::int64_t batch);

  [[nodiscard]] const std::vector<SampleRange>& ranges() const noexcept { return ranges_; }
  [[nodiscard]] const SampleCounts& counts() const noexcept { return counts_; }
  [[nodiscard]] std::size_t groups() const noexcept { return counts_.births.size(); }
  [[nodiscard]] std::int64_t in_group(const SampleRange& range, std::size_t group) const;
  [[nodiscard]] std::int64_t longest(const SampleRange& range) const;  // over groups
  [[nodiscard]] std::int64_t total(const SampleRange& range) const;
  [[nodiscard]] std::int64_t total() const;  // of all ranges
  // Samples of a group that are born before bar t.
  [[nodiscard]] std::int64_t before(std::int32_t bar, std::size_t group) const;

 private:
  SampleCounts counts_;
  std::int64_t configured_bars_;
  std::int64_t configured_offset_;
  std::vector<SampleRange> ranges_;
};

// Blocks that cover `items` lanes.
[[nodiscard]] std::int32_t blocks_for(std::int64_t items);

}  // namespace tinderbox
