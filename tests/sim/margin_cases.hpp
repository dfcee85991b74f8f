// Random positions and tier tables for the tests of margin families, and their balances in long double.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "sim/margin_inverse.hpp"
#include "sim/margin_linear.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox::testing {

using Wide = long double;

struct Tiers {
  std::vector<MarginTier> tiers;

  [[nodiscard]] const MarginTier* data() const { return tiers.data(); }
  [[nodiscard]] int count() const { return static_cast<int>(tiers.size()); }

  // By the tier that the value lies in, not by the largest over tiers.
  [[nodiscard]] Wide maintenance(Wide value) const {
    std::size_t i = 0;
    while (i + 1 < tiers.size() && value > static_cast<Wide>(tiers[i].cap)) ++i;
    return static_cast<Wide>(tiers[i].rate) * value - static_cast<Wide>(tiers[i].amount);
  }
};

enum class Jumps { kNone, kAtBounds };

// Up to 20 tiers with rising rates, from `first_cap` on; amounts make maintenance continuous where it does not jump.
inline Tiers random_tiers(CaseSource& cases, double first_cap, Jumps jumps) {
  Tiers table;
  const int count = 1 + cases.below32(20);
  double floor = 0;
  double cap = first_cap;
  double rate = cases.between(0.001, 0.01);
  double amount = 0;
  for (int i = 0; i < count; ++i) {
    table.tiers.push_back({floor, cap, rate, amount});
    floor = cap;
    cap *= cases.between(1.1, 4);
    const double step = cases.unit() * (0.5 - rate) / 5;
    if (jumps == Jumps::kNone) amount += floor * step;
    rate += step;
  }
  return table;
}

inline LinearPosition random_linear(CaseSource& cases) {
  LinearPosition p;
  p.side = cases.below(2) == 0 ? 1 : -1;
  p.entry = cases.log_between(1e-4, 1e6);
  p.size = cases.log_between(10, 1e9) / p.entry;
  p.collateral = p.size * p.entry / cases.log_between(1.01, 150);
  return p;
}

inline InversePosition random_inverse(CaseSource& cases) {
  InversePosition p;
  p.side = cases.below(2) == 0 ? 1 : -1;
  p.entry = cases.log_between(100, 1e6);
  p.notional = cases.log_between(10, 1e9);
  p.collateral = p.notional / p.entry / cases.log_between(p.side > 0 ? 0.1 : 1.01, 150);
  return p;
}

inline Wide equity(const LinearPosition& p, Wide price) {
  return static_cast<Wide>(p.collateral) + static_cast<Wide>(p.coin) * price +
         static_cast<Wide>(p.side) * static_cast<Wide>(p.size) * (price - static_cast<Wide>(p.entry));
}
inline Wide equity(const InversePosition& p, Wide price) {
  return static_cast<Wide>(p.collateral) +
         static_cast<Wide>(p.side) * static_cast<Wide>(p.notional) * (1 / static_cast<Wide>(p.entry) - 1 / price);
}

// What the tiers count: USD of a linear position, coin of an inverse one.
inline Wide value_at(const LinearPosition& p, Wide price) {
  return static_cast<Wide>(p.size) * price;
}
inline Wide value_at(const InversePosition& p, Wide price) {
  return static_cast<Wide>(p.notional) / price;
}

// |equity - maintenance| where the position is said to be liquidated, relative to maintenance; of which a few last bits
// of the position's own value are forgiven, as that is how exactly its margin is known.
template <class Position>
Wide misfit(const Position& p, Wide price, Wide maintenance) {
  constexpr Wide kLastBits = 8 * std::numeric_limits<double>::epsilon();
  const Wide known = kLastBits * (value_at(p, static_cast<Wide>(p.entry)) + std::fabs(static_cast<Wide>(p.collateral)));
  const Wide off = std::fabs(equity(p, price) - maintenance);
  return std::fmax(off - known, 0) / std::fabs(maintenance);
}

// The price nearest to `start` on the adverse side at which `headroom` is not positive, walking a fine geometric grid
// and then halving; 0 if there is none within a factor of 1e6.
template <class Headroom>
double by_walking(double side, double start, const Headroom& headroom) {
  const Wide step = side > 0 ? 1 / 1.002L : 1.002L;
  Wide safe = start;
  if (headroom(safe) <= 0) return start;
  for (int i = 0; i < 7000; ++i) {
    const Wide next = safe * step;
    if (headroom(next) > 0) {
      safe = next;
      continue;
    }
    Wide burnt = next;
    for (int k = 0; k < 90; ++k) {
      const Wide middle = (safe + burnt) / 2;
      (headroom(middle) > 0 ? safe : burnt) = middle;
    }
    return static_cast<double>(burnt);
  }
  return 0;
}

}  // namespace tinderbox::testing
