// Pass 1 and the stock recursion: when every sample leaves, and from that how many lots each bar opens.
#pragma once

#include <cstdint>
#include <vector>

#include "host/engine/sample_ranges.hpp"
#include "host/engine/sampling_inputs.hpp"
#include "host/engine/stock_recursion.hpp"
#include "host/market/market_state.hpp"
#include "host/support/progress.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

// Runs range by range: the recursion reaches a bar when all samples born before it have their ends.
class WeightPass {
 public:
  WeightPass(const MarketState& market, const SampleRanges& samples, const SamplingInputs& inputs, Executor& executor);

  void run(Progress& progress);

  [[nodiscard]] std::vector<std::int64_t> births() const;  // [G, T] lots
  [[nodiscard]] std::vector<double> withdrawn() const;     // [G, T + 1]

 private:
  void advance(std::size_t group, const SampleRange& range, const std::uint32_t* ends);
  [[nodiscard]] std::int64_t opening_limit(std::int32_t bar) const;

  const MarketState& market_;
  const SampleRanges& samples_;
  const SamplingInputs& inputs_;
  Executor& executor_;
  std::vector<StockRecursion> recursions_;  // [G]
};

}  // namespace tinderbox
