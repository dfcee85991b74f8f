// Byte-for-byte comparison of two results.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox::testing {

// Collects the names of the datasets that differ.
class DatasetComparison {
 public:
  template <class T>
  void add(const char* name, const std::vector<T>& a, const std::vector<T>& b) {
    const bool same = a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
    if (!same) different_ += std::string(name) + " ";
  }
  [[nodiscard]] const std::string& different() const { return different_; }

 private:
  std::string different_;
};

inline std::vector<double> values_of(const Answer& answer) {
  return {answer.value, answer.standard_error, answer.low, answer.high, answer.replicate_share};
}

inline std::string differing_datasets(const RunResult& a, const RunResult& b) {
  DatasetComparison c;
  c.add("heatmap/time", a.heatmap.time, b.heatmap.time);
  c.add("heatmap/price", a.heatmap.price, b.heatmap.price);
  c.add("heatmap/price_bounds", a.heatmap.price_bounds, b.heatmap.price_bounds);
  c.add("heatmap/density", a.heatmap.density, b.heatmap.density);
  c.add("heatmap/density_stderr", a.heatmap.density_stderr, b.heatmap.density_stderr);
  c.add("heatmap/density_low", a.heatmap.density_low, b.heatmap.density_low);
  c.add("heatmap/density_high", a.heatmap.density_high, b.heatmap.density_high);
  c.add("heatmap/contracts", a.heatmap.contracts, b.heatmap.contracts);
  c.add("heatmap/contracts_outside", a.heatmap.contracts_outside, b.heatmap.contracts_outside);
  c.add("heatmap/flow", a.heatmap.flow, b.heatmap.flow);
  c.add("heatmap/open_interest_usd", a.heatmap.open_interest_usd, b.heatmap.open_interest_usd);
  c.add("heatmap/prior_stock_share", a.heatmap.prior_stock_share, b.heatmap.prior_stock_share);
  c.add("heatmap/closure", a.heatmap.closure, b.heatmap.closure);
  c.add("ladder/notional", a.ladder.notional, b.ladder.notional);
  c.add("ladder/cumulative", a.ladder.cumulative, b.ladder.cumulative);
  c.add("ladder/cumulative_stderr", a.ladder.cumulative_stderr, b.ladder.cumulative_stderr);
  c.add("ladder/cumulative_low", a.ladder.cumulative_low, b.ladder.cumulative_low);
  c.add("ladder/cumulative_high", a.ladder.cumulative_high, b.ladder.cumulative_high);
  c.add("ladder/count", a.ladder.count, b.ladder.count);
  c.add("ladder/by_leverage", a.ladder.by_leverage, b.ladder.by_leverage);
  c.add("ladder/by_venue", a.ladder.by_venue, b.ladder.by_venue);
  c.add("ladder/bankruptcy_buffer", a.ladder.bankruptcy_buffer, b.ladder.bankruptcy_buffer);
  c.add("paths/horizon", a.paths.horizon, b.paths.horizon);
  c.add("paths/visit_probability", a.paths.visit_probability, b.paths.visit_probability);
  c.add("paths/visit_probability_stderr", a.paths.visit_probability_stderr, b.paths.visit_probability_stderr);
  c.add("paths/visit_probability_no_feedback", a.paths.visit_probability_no_feedback,
        b.paths.visit_probability_no_feedback);
  c.add("paths/visit_probability_no_feedback_stderr", a.paths.visit_probability_no_feedback_stderr,
        b.paths.visit_probability_no_feedback_stderr);
  c.add("paths/touch_probability", a.paths.touch_probability, b.paths.touch_probability);
  c.add("paths/touch_probability_stderr", a.paths.touch_probability_stderr, b.paths.touch_probability_stderr);
  c.add("paths/touch_probability_low", a.paths.touch_probability_low, b.paths.touch_probability_low);
  c.add("paths/touch_probability_high", a.paths.touch_probability_high, b.paths.touch_probability_high);
  c.add("paths/touch_probability_interval", a.paths.touch_probability_interval, b.paths.touch_probability_interval);
  c.add("paths/touch_probability_replicate_share", a.paths.touch_probability_replicate_share,
        b.paths.touch_probability_replicate_share);
  c.add("paths/touch_probability_no_feedback", a.paths.touch_probability_no_feedback,
        b.paths.touch_probability_no_feedback);
  c.add("paths/touch_probability_no_feedback_stderr", a.paths.touch_probability_no_feedback_stderr,
        b.paths.touch_probability_no_feedback_stderr);
  c.add("paths/liquidated", a.paths.liquidated, b.paths.liquidated);
  c.add("paths/liquidated_stderr", a.paths.liquidated_stderr, b.paths.liquidated_stderr);
  c.add("paths/price_quantile", a.paths.price_quantile, b.paths.price_quantile);
  c.add("paths/price_quantile_no_feedback", a.paths.price_quantile_no_feedback, b.paths.price_quantile_no_feedback);
  c.add("paths/low_quantile", a.paths.low_quantile, b.paths.low_quantile);
  c.add("paths/low_quantile_no_feedback", a.paths.low_quantile_no_feedback, b.paths.low_quantile_no_feedback);
  c.add("cascade/size_count", a.cascade.size_count, b.cascade.size_count);
  c.add("cascade/amplification_count", a.cascade.amplification_count, b.cascade.amplification_count);
  c.add("cascade/branching_ratio", a.cascade.branching_ratio, b.cascade.branching_ratio);
  c.add("cascade/branching_ratio_stderr", a.cascade.branching_ratio_stderr, b.cascade.branching_ratio_stderr);
  c.add("cascade/critical_shock", a.cascade.critical_shock, b.cascade.critical_shock);
  c.add("cascade/critical_shock_no_feedback", a.cascade.critical_shock_no_feedback,
        b.cascade.critical_shock_no_feedback);
  c.add("cascade/value_at_risk", a.cascade.value_at_risk, b.cascade.value_at_risk);
  c.add("cascade/expected_shortfall", a.cascade.expected_shortfall, b.cascade.expected_shortfall);
  c.add("cascade/value_at_risk_no_feedback", a.cascade.value_at_risk_no_feedback, b.cascade.value_at_risk_no_feedback);
  c.add("cascade/expected_shortfall_no_feedback", a.cascade.expected_shortfall_no_feedback,
        b.cascade.expected_shortfall_no_feedback);
  c.add("cascade/absorbed", a.cascade.absorbed, b.cascade.absorbed);
  c.add("cascade/absorbed_stderr", a.cascade.absorbed_stderr, b.cascade.absorbed_stderr);
  c.add("cascade/fund_loss", a.cascade.fund_loss, b.cascade.fund_loss);
  c.add("cascade/insurance_exhausted_probability", a.cascade.insurance_exhausted_probability,
        b.cascade.insurance_exhausted_probability);
  c.add("cascade/adl_notional", a.cascade.adl_notional, b.cascade.adl_notional);
  c.add("cascade/squeeze_probability", a.cascade.squeeze_probability, b.cascade.squeeze_probability);
  c.add("cascade/squeeze_probability_stderr", a.cascade.squeeze_probability_stderr,
        b.cascade.squeeze_probability_stderr);
  c.add("cascade/ladder_end_probability", a.cascade.ladder_end_probability, b.cascade.ladder_end_probability);
  c.add("cascade/account", a.cascade.account, b.cascade.account);
  c.add("cascade/replicate_paths", a.cascade.replicate_paths, b.cascade.replicate_paths);
  c.add("cascade/imbalance", a.cascade.imbalance, b.cascade.imbalance);
  c.add("whatif/forced", a.whatif.forced, b.whatif.forced);
  c.add("whatif/forced_low", a.whatif.forced_low, b.whatif.forced_low);
  c.add("whatif/forced_high", a.whatif.forced_high, b.whatif.forced_high);
  c.add("whatif/stop_price", a.whatif.stop_price, b.whatif.stop_price);
  c.add("whatif/stop_price_low", a.whatif.stop_price_low, b.whatif.stop_price_low);
  c.add("whatif/stop_price_high", a.whatif.stop_price_high, b.whatif.stop_price_high);
  c.add("whatif/book", a.whatif.book, b.whatif.book);
  c.add("whatif/book_low", a.whatif.book_low, b.whatif.book_low);
  c.add("whatif/book_high", a.whatif.book_high, b.whatif.book_high);
  c.add("whatif/fund", a.whatif.fund, b.whatif.fund);
  c.add("whatif/fund_low", a.whatif.fund_low, b.whatif.fund_low);
  c.add("whatif/fund_high", a.whatif.fund_high, b.whatif.fund_high);
  c.add("whatif/adl", a.whatif.adl, b.whatif.adl);
  c.add("whatif/adl_low", a.whatif.adl_low, b.whatif.adl_low);
  c.add("whatif/adl_high", a.whatif.adl_high, b.whatif.adl_high);
  for (int side = 0; side < kSides; ++side)
    c.add("cascade/liquidated_usd", values_of(a.cascade.liquidated[side]), values_of(b.cascade.liquidated[side]));
  c.add("cascade/amplification", values_of(a.cascade.amplification), values_of(b.cascade.amplification));
  c.add("cascade/adl_probability", values_of(a.cascade.adl_probability), values_of(b.cascade.adl_probability));
  c.add("stress/stop_price", values_of(a.stress.stop_price), values_of(b.stress.stop_price));
  c.add("stress/forced", values_of(a.stress.forced), values_of(b.stress.forced));
  c.add("stress/adl", values_of(a.stress.adl), values_of(b.stress.adl));
  return c.different();
}

}  // namespace tinderbox::testing
