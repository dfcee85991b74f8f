#include "host/market/synth_noise.hpp"

namespace tinderbox {

HourlyMemory::HourlyMemory(SynthStream stream, double half_life_hours, std::size_t hours) : stream_(stream) {
  const double decay = exp(-kLn2High / half_life_hours);
  double weight = 1;
  double squares = 0;
  for (std::size_t i = 0; i < hours; ++i) {
    weights_.push_back(weight);
    squares += weight * weight;
    weight *= decay;
  }
  for (double& w : weights_) w /= square_root(squares);
}

std::vector<double> HourlyMemory::values(std::uint64_t seed, std::int64_t first, std::size_t count) const {
  const std::size_t memory = weights_.size();
  std::vector<double> shocks;
  for (std::size_t i = 0; i < memory - 1 + count; ++i)
    shocks.push_back(synth_normal(seed, stream_, first - static_cast<std::int64_t>(memory - 1 - i)));
  std::vector<double> result(count, 0.0);
  for (std::size_t h = 0; h < count; ++h)
    for (std::size_t back = 0; back < memory; ++back) result[h] += weights_[back] * shocks[h + memory - 1 - back];
  return result;
}

}  // namespace tinderbox
