// The forward half on its own: ladders, books and markets that leave one law to test, and the table of what was found.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/validate/forward_setup.hpp"
#include "tests/engine/small_market.hpp"

namespace tinderbox::testing {

using validation::empty_ladder;
using validation::even_book;
using validation::even_edges;
using validation::fill_side;
using validation::forward_setup;
using validation::ForwardRun;
using validation::ForwardSetup;
using validation::kDaySeconds;
using validation::kYearDays;
using validation::permanent_impact;
using validation::put;
using validation::set_horizon;
using validation::straight_steps;

// A seed of its own for every entry of a table.
[[nodiscard]] std::uint64_t seed_of(const std::string& text);

// On all processors.
[[nodiscard]] ForwardRun run_forward(const ForwardSetup& setup, std::int64_t batch_paths = 0);

// Bars that open at the last close.
struct Bar {
  double low;
  double high;
  double close;
};
[[nodiscard]] MarketState market_of_bars(double open, const std::vector<Bar>& bars, std::int32_t bar_seconds);

// Mean of a number a path, and its standard error.
struct SampleMean {
  double value = 0;
  double error = 0;
};
[[nodiscard]] SampleMean sample_mean(const std::vector<PathRecord>& records,
                                     const std::function<double(const PathRecord&)>& number);

// Compares with a law and keeps the line for the table that is printed when the tests end.
struct Finding {
  std::string family;
  std::string entry;
  double expected = 0;
  double found = 0;
  double error = 0;  // standard error, or the tolerance of a deterministic answer

  [[nodiscard]] double z() const { return (found - expected) / error; }
};
// Within 4 standard errors.
void expect_law(const Finding& finding);
// Deterministic: within the tolerance.
void expect_value(const Finding& finding);
// A negative control: not within 4 standard errors.
void expect_rejected(const Finding& finding);

// Standard error of a share among n.
[[nodiscard]] inline double share_error(double p, double n) {
  return std::sqrt(p * (1 - p) / n);
}

}  // namespace tinderbox::testing
