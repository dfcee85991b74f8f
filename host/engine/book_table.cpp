#include "host/engine/book_table.hpp"

#include <cmath>
#include <limits>

#include "sim/coordinate.hpp"
#include "sim/order_book.hpp"

namespace tinderbox {
namespace {

constexpr int kBookBins = 256;
// Of books that are measured: the response to a minute's flow begins at 0.002% of price, inside the first of 256 bins.
constexpr int kFineBookBins = 2048;

double density_at(const BookConfig& book, double percent) {
  return book.depth_usd_per_percent + book.depth_slope_usd_per_percent2 * percent;
}

// What rests within `percent`, even between two levels.
double within(const std::vector<DepthLevel>& levels, double percent) {
  DepthLevel near;
  for (const DepthLevel& level : levels) {
    if (percent <= level.percent)
      return near.usd + (level.usd - near.usd) * (percent - near.percent) / (level.percent - near.percent);
    near = level;
  }
  return near.usd;
}

}  // namespace

double BookTable::distance(double money) const {
  const BookView view{volume.data(), moment.data(), bin_ticks, bins};
  return book_point(view, std::min(money, depth())).distance;
}

BookTable build_book_table(const RunConfig& config, double depth_multiplier, double money_unit_usd) {
  const std::vector<DepthLevel>& levels = config.depth_levels;
  BookTable table;
  const int bins = config.book.source == "figures" ? kBookBins : kFineBookBins;
  const double bin_percent = (levels.empty() ? config.book.range_percent : levels.back().percent) / bins;
  table.bin_ticks = bin_percent / 100 * kTicksPerUnit;
  table.volume.push_back(0);
  table.moment.push_back(0);
  for (int j = 0; j < bins; ++j) {
    const double usd = levels.empty() ? density_at(config.book, (j + 0.5) * bin_percent) * bin_percent
                                      : within(levels, (j + 1) * bin_percent) - within(levels, j * bin_percent);
    const double held = usd * depth_multiplier / money_unit_usd;
    table.volume.push_back(table.volume.back() + held);
    table.moment.push_back(table.moment.back() + held * (j + 0.5) * table.bin_ticks);
  }
  table.bins = table.volume.back() > 0 ? bins : 0;
  return table;
}

double critical_branching_ratio(double permanent_share, double left_after_round) {
  const double phi = left_after_round;
  const double d = 1 - permanent_share * (1 - phi);
  const double root = std::sqrt(d) + std::sqrt(std::max(d - phi, 0.0));
  const double together = root * root;  // both eigenvalues are sqrt(together * d) there
  if (std::sqrt(together * d) >= 1) return together;
  return permanent_share > 0 ? 1 / permanent_share : std::numeric_limits<double>::infinity();
}

}  // namespace tinderbox
