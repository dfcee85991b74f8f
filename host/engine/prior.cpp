#include "host/engine/prior.hpp"

#include "sim/random.hpp"

namespace tinderbox {
namespace {

// The number of a parameter is part of the random counter: append, never reorder.
enum class Parameter : std::uint64_t {
  kSizeAlpha = 0,
  kIsolatedShare = 1,
  kCoinCollateralShare = 2,
  kFastCloseRate = 3,
  kSlowCloseRate = 4,
  kFastStockShare = 5,
};

double draw(const UniformPrior& range, std::uint64_t seed, int replicate, Parameter parameter) {
  const DrawId id{static_cast<std::uint64_t>(parameter), Purpose::kPriorDraw, 0, static_cast<std::uint32_t>(replicate),
                  0};
  return range.low + (range.high - range.low) * unit_double(draw_words(seed, id, 0).w0);
}

}  // namespace

std::vector<ReplicatePrior> draw_priors(const PriorConfig& prior, std::uint64_t seed, int replicates) {
  std::vector<ReplicatePrior> priors;
  for (int r = 0; r < replicates; ++r) {
    ReplicatePrior p;
    p.size_alpha = draw(prior.size_alpha, seed, r, Parameter::kSizeAlpha);
    p.isolated_share = draw(prior.isolated_share, seed, r, Parameter::kIsolatedShare);
    p.coin_collateral_share = draw(prior.cross_coin_collateral_share, seed, r, Parameter::kCoinCollateralShare);
    p.fast_close_rate_per_day = draw(prior.fast_close_rate_per_day, seed, r, Parameter::kFastCloseRate);
    p.slow_close_rate_per_day = draw(prior.slow_close_rate_per_day, seed, r, Parameter::kSlowCloseRate);
    p.fast_stock_share = draw(prior.fast_stock_share, seed, r, Parameter::kFastStockShare);
    priors.push_back(p);
  }
  return priors;
}

}  // namespace tinderbox
