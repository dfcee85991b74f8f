#include "host/engine/governing_book.hpp"

#include <cmath>

#include "host/engine/book_fit.hpp"
#include "host/engine/book_table.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

void use(const LinearDensity& density, BookConfig& book) {
  book.depth_usd_per_percent = density.usd_per_percent;
  book.depth_slope_usd_per_percent2 = density.slope_usd_per_percent2;
}

}  // namespace

GoverningBook governing_book(const RunConfig& config, double price_usd) {
  GoverningBook result{config, {}};
  RunConfig& own = result.config;
  BookResult& report = result.report;
  report.source = config.book.source;
  const bool measured = config.book.source == "levels" || config.book.source == "fitted_levels";
  if (measured && config.depth_levels.empty())
    throw InputError({"book.depth_file", "has not been read", config.book.source, "levels of a depth file", ""});
  if (measured) {
    const LinearDensity density = fit_density(config.depth_levels);
    use(density, own.book);
    own.book.range_percent = config.depth_levels.back().percent;
    report.fit_error = density.largest_error;
  } else if (config.book.source == "curve") {
    const LinearDensity density = fit_density(depth_of_response(price_usd));
    use(density, own.book);
    report.fit_error = density.largest_error;
  }
  for (const DepthLevel& level : config.depth_levels) {
    report.percent.push_back(level.percent);
    report.level_usd.push_back(level.usd);
  }
  if (config.book.source != "levels") own.depth_levels.clear();
  report.depth_usd_per_percent = own.book.depth_usd_per_percent;
  report.depth_slope_usd_per_percent2 = own.book.depth_slope_usd_per_percent2;
  report.range_percent = own.book.range_percent;
  report.impact_exponent = build_book_table(own, 1, 0.01).bins > 0 ? impact_exponent(own, price_usd) : std::nan("");
  return result;
}

}  // namespace tinderbox
