#include "host/positions/exit_cost.hpp"

#include <algorithm>
#include <cmath>

#include "host/output/stored_config.hpp"

namespace tinderbox {
namespace {

// a x + k x^2 / 2.
double volume_within(const BookShape& book, double x) {
  return x * (book.depth_usd_per_percent + 0.5 * book.depth_slope_usd_per_percent2 * x);
}

// (-a + sqrt(a^2 + 2 k V)) / k, without its cancellation and with k of 0.
double distance_for(const BookShape& book, double usd) {
  const double a = book.depth_usd_per_percent;
  const double k = book.depth_slope_usd_per_percent2;
  return usd > 0 ? 2 * usd / (a + std::sqrt(std::max(a * a + 2 * k * usd, 0.0))) : 0;
}

bool usable(const BookShape& book) {
  const double depth = book.depth_usd();
  return book.depth_usd_per_percent >= 0 && book.range_percent > 0 && depth >= 0 && std::isfinite(depth);
}

}  // namespace

double BookShape::depth_usd() const {
  return volume_within(*this, range_percent);
}

std::optional<BookShape> book_of_config(const std::string& config_toml) {
  const auto depth = stored_value<double>(config_toml, "book", "depth_usd_per_percent");
  const auto slope = stored_value<double>(config_toml, "book", "depth_slope_usd_per_percent2");
  const auto range = stored_value<double>(config_toml, "book", "range_percent");
  const auto multiplier = stored_value<double>(config_toml, "book", "depth_multiplier");
  if (!depth || !slope || !range || !multiplier) return std::nullopt;
  const BookShape book{*depth * *multiplier, *slope * *multiplier, *range};
  return usable(book) ? std::optional(book) : std::nullopt;
}

std::optional<BookShape> book_of_run(const RunResult& run) {
  std::optional<BookShape> book = book_of_config(run.provenance.config_toml);
  const auto multiplier = stored_value<double>(run.provenance.config_toml, "book", "depth_multiplier");
  if (!book || !multiplier || run.book.source.empty()) return book;
  const BookShape governing{run.book.depth_usd_per_percent * *multiplier,
                            run.book.depth_slope_usd_per_percent2 * *multiplier, run.book.range_percent};
  return usable(governing) ? std::optional(governing) : std::nullopt;
}

ExitCost exit_cost(const BookShape& book, double order_usd, double taker_fee) {
  ExitCost cost;
  const double filled = std::min(order_usd, book.depth_usd());
  cost.unfilled_usd = order_usd - filled;
  cost.fee_usd = filled * taker_fee;
  if (!(filled > 0)) return cost;
  const double x = std::min(distance_for(book, filled), book.range_percent);
  const double moment = x * x * (book.depth_usd_per_percent / 2 + book.depth_slope_usd_per_percent2 * x / 3);
  cost.worst_distance_percent = x;
  cost.usd = moment / 100;
  cost.basis_points = 1e4 * cost.usd / filled;
  return cost;
}

}  // namespace tinderbox
