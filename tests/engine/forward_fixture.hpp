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

#include "host/engine/path_engine.hpp"
#include "host/engine/price_coordinate.hpp"
#include "tests/engine/small_market.hpp"

namespace tinderbox::testing {

inline constexpr double kDaySeconds = 86400;
inline constexpr double kYearDays = 365;

// Everything that simulate_forward takes.
struct ForwardSetup {
  RunConfig config;
  MarketState market;
  LadderResult ladder;
  HeldSets held;  // beside it
  std::optional<MarketState> history;  // another one than the market's

  [[nodiscard]] PriceCoordinate coordinate() const;
  [[nodiscard]] std::int32_t ticks(double price) const { return coordinate().ticks(price); }
  [[nodiscard]] double usd(std::int32_t ticks) const { return coordinate().price(ticks); }
};

struct ForwardRun {
  ForwardResult result;
  std::vector<PathRecord> records;
};

// Positions that never close, a fund that never ends, a book that sales do not feel, `paths` paths.
[[nodiscard]] ForwardSetup forward_setup(const std::string& process, double price_now, std::int64_t paths);
// A seed of its own for every entry of a table.
[[nodiscard]] std::uint64_t seed_of(const std::string& text);

// Bins between rising edges, the same empty ladder in every replicate.
[[nodiscard]] LadderResult empty_ladder(const std::vector<double>& edges, std::size_t replicates);
// Bins of `width` from `low` up.
[[nodiscard]] std::vector<double> even_edges(double low, double width, std::size_t bins);
// Puts `usd` into the bin that holds `price`, in every replicate.
void put(LadderResult& ladder, int side, double price, double usd);
// Dollars by bin: usd(lower edge, upper edge), in every replicate.
void fill_side(LadderResult& ladder, int side, const std::function<double(double, double)>& usd);

// Even depth of `usd_per_unit` dollars per unit of the coordinate (a log price, or a price over the price now).
void even_book(BookConfig& book, double usd_per_unit, double range_units);
// All of an impact stays.
inline void permanent_impact(BookConfig& book) {
  book.permanent_share = 1;
}

// A horizon of `days` in `steps` steps.
void set_horizon(PathsConfig& paths, double days, std::int32_t steps, std::int32_t output_steps);

// No noise: every step moves by `change` (of the coordinate).
void straight_steps(PathsConfig& paths, double change);

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
