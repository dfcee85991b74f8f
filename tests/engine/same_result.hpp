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
  return c.different();
}

}  // namespace tinderbox::testing
