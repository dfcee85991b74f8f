// The forward half on its own: ladders, books and markets that leave one law to test.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/engine/path_engine.hpp"
#include "host/engine/price_coordinate.hpp"
#include "host/validate/plain_market.hpp"
#include "sim/price_process.hpp"

namespace tinderbox::validation {

inline constexpr double kDaySeconds = 86400;
inline constexpr double kYearDays = 365;

// Everything that simulate_forward takes.
struct ForwardSetup {
  RunConfig config;
  MarketState market;
  LadderResult ladder;
  HeldSets held;                       // beside it
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
// The same, and a diffusion whose coordinate has this standard deviation and mean at the end, whatever a step is
// rounded to. `drift` is that of the coordinate: of the log price for "gbm".
void set_diffusion(RunConfig& config, double days, std::int32_t steps, std::int32_t output_steps, double sd,
                   double drift);

// No noise: every step moves by `change` (of the coordinate).
void straight_steps(PathsConfig& paths, double change);

// `records`: whether what every path left behind is kept.
enum class Keep { kRecords, kAnswers };
[[nodiscard]] ForwardRun run_forward(const ForwardSetup& setup, Executor& executor, Keep keep = Keep::kRecords,
                                     std::int64_t batch_paths = 0);

// Runs of `paths` paths in all, each under a seed of its own, so that their number is not bounded by memory.
void for_each_run(ForwardSetup setup, Executor& executor, std::int64_t paths,
                  const std::function<void(const ForwardRun&)>& use);
// Their records.
void for_each_record(const ForwardSetup& setup, Executor& executor, std::int64_t paths,
                     const std::function<void(const PathRecord&)>& use);

[[nodiscard]] std::int32_t nearest_ticks(double units);

}  // namespace tinderbox::validation
