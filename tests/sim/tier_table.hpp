// Maintenance schedules for tests, evaluated the slow way in long double.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "sim/margin_rule.hpp"

namespace tinderbox::testing {

// A progressive schedule: tier i holds from floor[i] on at rate mmr[i]; amounts follow from continuity,
// c_i = floor_i (m_i - m_(i-1)) + c_(i-1).
class TierTable {
 public:
  TierTable(std::vector<double> floors, std::vector<double> rates) : floors_(std::move(floors)) {
    double amount = 0;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      if (i > 0) amount += floors_[i] * (rates[i] - rates[i - 1]);
      views_.push_back({rates[i], amount});
      const double cap = i + 1 < rates.size() ? floors_[i + 1] : std::numeric_limits<double>::infinity();
      bounded_.push_back({floors_[i], cap, rates[i], amount});
    }
  }

  [[nodiscard]] const TierView* data() const { return views_.data(); }
  [[nodiscard]] int count() const { return static_cast<int>(views_.size()); }

  // The schedule as a rule of the sampler: valued at mark, no fee, leverage without a limit.
  [[nodiscard]] MarginRuleView rule() const {
    MarginRuleView rule{};
    rule.form = RuleForm::kLinearTiersAtMark;
    rule.tier_count = count();
    rule.tier_scale = 1;
    rule.loads = views_.data();
    rule.tiers = bounded_.data();
    return rule;
  }

  // By the tier that the notional lies in, not by the largest over tiers.
  [[nodiscard]] long double maintenance(long double notional) const {
    std::size_t tier = 0;
    while (tier + 1 < floors_.size() && notional > static_cast<long double>(floors_[tier + 1])) ++tier;
    return static_cast<long double>(views_[tier].mmr) * notional -
           static_cast<long double>(views_[tier].maint_amount_usd);
  }

 private:
  std::vector<double> floors_;
  std::vector<TierView> views_;
  std::vector<MarginTier> bounded_;
};

// Floors and rates of the size a large linear bitcoin perpetual has.
inline TierTable bitcoin_tiers() {
  return {{0, 3e5, 8e5, 3e6, 1.2e7, 7e7, 1e8, 2.3e8, 4.8e8, 6e8, 8e8, 1.2e9},
          {0.004, 0.005, 0.0065, 0.01, 0.02, 0.025, 0.05, 0.1, 0.125, 0.15, 0.25, 0.5}};
}

struct MarginCase {
  double side;        // +1 long, -1 short
  double collateral;  // margin / entry notional
  double coin_share;
  double notional_usd;
};

// Margin balance less maintenance at price = ratio * entry, in units of the entry notional.
inline long double headroom(const MarginCase& c, const TierTable& tiers, long double ratio) {
  const long double w = c.collateral;
  const long double phi = c.coin_share;
  const long double q = c.notional_usd;  // entry price 1
  const long double balance =
      w * q * (1 - phi) + w * q * phi * ratio + static_cast<long double>(c.side) * q * (ratio - 1);
  return (balance - tiers.maintenance(q * ratio)) / q;
}

inline LiquidationRatio solve(const MarginCase& c, const TierTable& tiers) {
  return liquidation_ratio(c.side, c.collateral, c.coin_share, c.notional_usd, tiers.data(), tiers.count());
}

}  // namespace tinderbox::testing
