#include "tests/kernels/small_launch.hpp"

#include <algorithm>
#include <iterator>

namespace tinderbox::testing {

SmallLaunch::SmallLaunch(const SmallShape& shape, std::uint64_t seed)
    : market_(small_sample_market(seed, shape.bars, shape.replicates)),
      grid_{700'000, 600'000 / shape.bins, shape.bins} {
  CaseSource cases(seed + 1000);
  const std::size_t groups = market_.groups();
  for (std::size_t g = 0; g < groups; ++g) {
    market_.birth_samples[g] = shape.samples[g % shape.samples.size()];
    market_.initial_samples[g] = shape.samples[(g + 3) % shape.samples.size()];
    initial_stock_.push_back(g % 5 == 4 ? 0 : cases.below(100'000));
    withdrawn_.push_back(0);
    for (std::int32_t t = 0; t < shape.bars; ++t) {
      // some bars open nothing, some fewer lots than they have samples
      births_.push_back(t % 7 == 3 ? 0 : (t % 5 == 2 ? cases.below(4) : cases.below(50'000)));
      withdrawn_.push_back(withdrawn_.back() + (t % 6 == 5 ? cases.between(0, 0.3) : 0));
    }
  }
  for (std::int32_t t = 0; t < shape.bars; ++t) totals_.push_back(cases.below(300'000));
}

std::vector<SampleRange> SmallLaunch::ranges() const {
  const std::int32_t bars = market_.pyramid.bars;
  return {{0, 0, 1}, {0, bars / 3, 0}, {bars / 3, bars, 0}};
}

void SmallLaunch::set_rule(const MarginRuleView& rule) {
  market_.rule = rule;
  if (!is_inverse(rule)) return;
  contract_ = {1, 100};
  // The walk's funding counts ticks; a million ticks a contract are a millionth of a coin.
  for (std::vector<double>* paid : {&market_.pyramid.paid_min, &market_.pyramid.paid_max})
    for (double& x : *paid) x *= 1e-12;
}

std::int64_t SmallLaunch::most_samples() const {
  return std::max(*std::max_element(market_.birth_samples.begin(), market_.birth_samples.end()),
                  *std::max_element(market_.initial_samples.begin(), market_.initial_samples.end()));
}

std::int32_t SmallLaunch::chunks() const {
  return static_cast<std::int32_t>((most_samples() + kLanes - 1) / kLanes + 1);
}

EndsLaunch SmallLaunch::ends_launch(const SampleRange& range) const {
  return {market_.view(), market_.path(), range, chunks(), stride(), nullptr};
}

DensityLaunch SmallLaunch::density_launch(const SampleRange& range) const {
  DensityLaunch launch{};
  launch.sampling = market_.view();
  launch.path = market_.path();
  launch.grid = grid_;
  launch.range = range;
  launch.chunks = chunks();
  const std::vector<double> edges{3, 10, 25, 40};
  std::copy(edges.begin(), edges.end(), std::begin(launch.leverage_edge));
  launch.leverage_bands = static_cast<std::int32_t>(edges.size()) + 1;
  launch.contract = contract_;
  launch.process = process_;
  launch.places = {3, (most_samples() + 2) / 3, 2 * ((most_samples() + 2) / 3)};
  launch.births = births_.data();
  launch.initial_stock = initial_stock_.data();
  launch.withdrawn = withdrawn_.data();
  return launch;
}

}  // namespace tinderbox::testing
