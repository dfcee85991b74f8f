// Random mark paths for tests: extremes in ticks, cumulative funding, and the pyramid over them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/price_path.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox::testing {

// The arrays behind a PricePathView; `view()` stays valid while this object lives and is not changed.
struct PricePyramid {
  std::vector<std::int32_t> low_ticks;
  std::vector<std::int32_t> high_ticks;
  std::vector<double> paid_min;
  std::vector<double> paid_max;
  std::vector<std::int32_t> offset{0};
  std::int32_t bars = 0;

  // From leaves of equal length.
  PricePyramid(std::vector<std::int32_t> low, std::vector<std::int32_t> high, const std::vector<double>& paid)
      : low_ticks(std::move(low)),
        high_ticks(std::move(high)),
        paid_min(paid),
        paid_max(paid),
        bars(static_cast<std::int32_t>(paid.size())) {
    std::size_t first = 0;
    for (std::size_t nodes = paid.size(); nodes > 1; nodes = (nodes + 1) / 2) {
      offset.push_back(static_cast<std::int32_t>(low_ticks.size()));
      for (std::size_t left = 0; left < nodes; left += 2)
        add_parent(first + left, first + std::min(left + 1, nodes - 1));
      first += nodes;
    }
  }

  [[nodiscard]] PricePathView view() const {
    PricePathView v{};
    v.low_ticks = low_ticks.data();
    v.high_ticks = high_ticks.data();
    v.paid_min = paid_min.data();
    v.paid_max = paid_max.data();
    std::copy(offset.begin(), offset.end(), v.offset);
    v.levels = static_cast<std::int32_t>(offset.size());
    v.bars = bars;
    return v;
  }

 private:
  void add_parent(std::size_t left, std::size_t right) {
    low_ticks.push_back(std::min(low_ticks[left], low_ticks[right]));
    high_ticks.push_back(std::max(high_ticks[left], high_ticks[right]));
    paid_min.push_back(std::min(paid_min[left], paid_min[right]));
    paid_max.push_back(std::max(paid_max[left], paid_max[right]));
  }
};

struct WalkShape {
  double start_ticks = 1e6;
  double step_ticks = 2000;        // of the close, up to
  double funding_ticks = 0;        // a payment, up to, in both directions around `funding_bias`
  double funding_bias = 0;         // mean payment in ticks
  std::int32_t funding_every = 1;  // bars
};

inline PricePyramid random_walk(CaseSource& cases, std::int32_t bars, const WalkShape& shape) {
  std::vector<std::int32_t> low;
  std::vector<std::int32_t> high;
  std::vector<double> paid;
  double price = shape.start_ticks;
  double total = 0;
  for (std::int32_t t = 0; t < bars; ++t) {
    const double next = price + cases.between(-shape.step_ticks, shape.step_ticks);
    low.push_back(static_cast<std::int32_t>(std::min(price, next) - cases.between(0, shape.step_ticks / 2)));
    high.push_back(static_cast<std::int32_t>(std::max(price, next) + cases.between(0, shape.step_ticks / 2)));
    if (t % shape.funding_every == 0)
      total += shape.funding_bias + cases.between(-shape.funding_ticks, shape.funding_ticks);
    paid.push_back(total);
    price = next;
  }
  return {std::move(low), std::move(high), paid};
}

}  // namespace tinderbox::testing
