#include "host/engine/book_table.hpp"

#include <cmath>
#include <limits>

#include "sim/coordinate.hpp"
#include "sim/order_book.hpp"

namespace tinderbox {
namespace {

constexpr int kBookBins = 256;

}  // namespace

double BookTable::distance(double money) const {
  const BookView view{volume.data(), moment.data(), bin_ticks, bins};
  return book_point(view, std::min(money, depth())).distance;
}

BookTable build_book_table(const BookConfig& book, double depth_multiplier, double money_unit_usd) {
  BookTable table;
  const double bin_percent = book.range_percent / kBookBins;
  table.bin_ticks = bin_percent / 100 * kTicksPerUnit;
  table.volume.push_back(0);
  table.moment.push_back(0);
  for (int j = 0; j < kBookBins; ++j) {
    const double density = book.depth_usd_per_percent + book.depth_slope_usd_per_percent2 * (j + 0.5) * bin_percent;
    const double held = density * bin_percent * depth_multiplier / money_unit_usd;
    table.volume.push_back(table.volume.back() + held);
    table.moment.push_back(table.moment.back() + held * (j + 0.5) * table.bin_ticks);
  }
  table.bins = table.volume.back() > 0 ? kBookBins : 0;
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
