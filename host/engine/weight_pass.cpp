#include "host/engine/weight_pass.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kernels/parallel.hpp"

namespace tinderbox {

WeightPass::WeightPass(const MarketState& market, const SampleRanges& samples, const SamplingInputs& inputs,
                       Executor& executor)
    : market_(market), samples_(samples), inputs_(inputs), executor_(executor) {
  recursions_.assign(samples.groups(), StockRecursion(static_cast<std::int32_t>(market.bars())));
}

void WeightPass::run(Progress& progress) {
  std::int64_t room = 0;
  for (const SampleRange& range : samples_.ranges()) room = std::max(room, samples_.longest(range));
  const DeviceArray<std::uint32_t> device_ends(executor_, static_cast<std::size_t>(room) * samples_.groups());
  const auto* view = static_cast<const std::uint32_t*>(executor_.host_view(device_ends.data()));
  std::vector<std::uint32_t> copy(view == nullptr ? device_ends.size() : 0);
  for (const SampleRange& range : samples_.ranges()) {
    throw_if_interrupted();
    const std::int32_t chunks = blocks_for(samples_.longest(range));
    if (chunks > 0) executor_.find_ends({inputs_.sampling(), inputs_.path(), range, chunks, room, device_ends.data()});
    if (!copy.empty()) device_ends.download(copy.data(), copy.size());
    const std::uint32_t* ends = view != nullptr ? view : copy.data();
    parallel_indices(recursions_.size(),
                     [&](std::size_t group) { advance(group, range, ends + group * static_cast<std::size_t>(room)); });
    progress.advance(samples_.total(range));
  }
}

void WeightPass::advance(std::size_t group, const SampleRange& range, const std::uint32_t* ends) {
  StockRecursion& recursion = recursions_[group];
  if (range.initial != 0) {
    recursion.open_initial(market_.open_interest_lots[0], {ends, samples_.counts().initial[group]});
    return;
  }
  const std::int64_t start = samples_.before(range.first_bar, group);
  for (std::int32_t t = range.first_bar; t < range.end_bar; ++t) {
    const std::int64_t first = samples_.before(t, group);
    recursion.advance(t, market_.open_interest_lots[static_cast<std::size_t>(t) + 1], opening_limit(t),
                      {ends + (first - start), samples_.before(t + 1, group) - first});
  }
}

// What a bar's volume allows a side to open: (volume + change of open interest) / 2.
std::int64_t WeightPass::opening_limit(std::int32_t bar) const {
  const auto t = static_cast<std::size_t>(bar);
  const auto change = static_cast<double>(market_.open_interest_lots[t + 1] - market_.open_interest_lots[t]);
  return static_cast<std::int64_t>(std::floor((market_.volume[t] / market_.lot_size + change) / 2));
}

std::vector<std::int64_t> WeightPass::births() const {
  std::vector<std::int64_t> all;
  for (const StockRecursion& r : recursions_) all.insert(all.end(), r.births().begin(), r.births().end());
  return all;
}

std::vector<double> WeightPass::withdrawn() const {
  std::vector<double> all;
  for (const StockRecursion& r : recursions_) all.insert(all.end(), r.withdrawn().begin(), r.withdrawn().end());
  return all;
}

}  // namespace tinderbox
