// A venue's margin rule and liquidation process in the form in which the sampler computes with them.
#pragma once

#include <cstdint>
#include <vector>

#include "host/margin/margin_schedule.hpp"
#include "host/venue/venue.hpp"
#include "sim/liquidation_steps.hpp"
#include "sim/margin_rule.hpp"

namespace tinderbox {

// The arrays behind a MarginRuleView, in host memory. Every family, basis, shape and valuation of a schedule has a
// form.
class SamplerRule {
 public:
  explicit SamplerRule(const MarginSchedule& schedule);

  // Valid as long as this object lives and stays where it is.
  [[nodiscard]] MarginRuleView view() const noexcept;

  [[nodiscard]] const std::vector<TierView>& loads() const noexcept { return loads_; }
  [[nodiscard]] const std::vector<MarginTier>& tiers() const noexcept { return tiers_; }
  [[nodiscard]] const std::vector<double>& max_leverage() const noexcept { return max_leverage_; }

  // Caps of the tiers in USD at a price, ascending; none with a size rate. The last may be infinite.
  [[nodiscard]] std::vector<double> caps_usd(double price_usd) const;
  // What the venue's last tier allows at a price; infinite where it sets no limit.
  [[nodiscard]] double largest_position_usd(double price_usd) const;
  [[nodiscard]] double max_leverage(double notional_usd, double price_usd) const;

 private:
  std::vector<TierView> loads_;
  std::vector<MarginTier> tiers_;
  std::vector<double> max_leverage_;
  MarginRuleView scalars_{};  // without the arrays
};

// The rule in force at `time` (s since 1970). Throws InputError where its tiers are not sourced.
[[nodiscard]] SamplerRule sampler_rule(const Venue& venue, std::int64_t time);

// How the venue liquidates; whole at the trigger where its process is not sourced.
[[nodiscard]] ProcessView process_view(const Venue& venue);

}  // namespace tinderbox
