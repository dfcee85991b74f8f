#include "host/engine/stock_recursion.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/apportion.hpp"
#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr double kSmallestScale = 1e-100;
constexpr double kLargestWithdrawal = 1 - 1e-9;  // of the stock in one bar

}  // namespace

StockRecursion::StockRecursion(std::int32_t bars)
    : bars_(bars),
      due_(static_cast<std::size_t>(bars), 0.0),
      births_(static_cast<std::size_t>(bars), 0),
      withdrawn_(static_cast<std::size_t>(bars) + 1, 0.0) {}

void StockRecursion::open(std::int64_t lots, const PackedEnds& ends) {
  for (std::int64_t i = 0; i < ends.samples; ++i) {
    const double weight = static_cast<double>(even_share(lots, ends.samples, i)) / scale_;
    stock_ += weight;
    const auto bar = static_cast<std::int32_t>(ends.ends[i] >> 1U);
    if (bar < bars_) due_[static_cast<std::size_t>(bar)] += weight;
  }
}

void StockRecursion::open_initial(std::int64_t stock_lots, const PackedEnds& ends) {
  open(stock_lots, ends);
}

void StockRecursion::advance(std::int32_t t, std::int64_t target_lots, std::int64_t limit_lots,
                             const PackedEnds& ends) {
  const auto bar = static_cast<std::size_t>(t);
  stock_ = std::max(0.0, stock_ - due_[bar]);
  const double needed = static_cast<double>(target_lots) - stock_ * scale_;
  withdrawn_[bar + 1] = withdrawn_[bar];
  if (needed >= 0) {
    const double allowed = std::min(needed, static_cast<double>(std::max<std::int64_t>(limit_lots, 0)));
    births_[bar] = ends.samples > 0 ? static_cast<std::int64_t>(std::floor(allowed)) : 0;
    open(births_[bar], ends);
    return;
  }
  const double share = std::min(-needed / (stock_ * scale_), kLargestWithdrawal);
  withdrawn_[bar + 1] -= log(1 - share);
  scale_ *= 1 - share;
  if (scale_ < kSmallestScale) rescale();
}

void StockRecursion::rescale() {
  stock_ *= scale_;
  for (double& weight : due_) weight *= scale_;
  scale_ = 1;
}

}  // namespace tinderbox
