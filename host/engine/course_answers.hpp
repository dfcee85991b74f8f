// From followed paths to the published /course: when the low comes, when most is liquidated, how much of a fall comes
// back, how near the edge the market gets on the way.
#pragma once

#include <cstdint>
#include <vector>

#include "host/engine/path_trace.hpp"
#include "host/engine/price_coordinate.hpp"
#include "host/output/level_results.hpp"

namespace tinderbox {

class CourseFold {
 public:
  // critical: branching ratio from which cascades run away. daily_sigma: of the exogenous log price.
  CourseFold(const TraceGrid& grid, std::int32_t replicates, std::int64_t output_steps,
             const PriceCoordinate& coordinate, double daily_sigma, double critical, double money_unit_usd);

  void add(const TracedBatch& traced);

  // All but the horizon.
  [[nodiscard]] CourseResult answers() const;

 private:
  void add_times(std::size_t replicate, const PathCourse& course);
  void add_rebound(std::size_t replicate, const PathCourse& course);
  void add_branching(std::size_t replicate, std::size_t side, float ratio, bool liquidates);
  struct Ratio {
    float value;
    std::uint32_t replicate;
  };
  [[nodiscard]] Answer quantile(std::size_t side, const std::vector<Ratio>& sorted, double q) const;
  void set_quantiles(CourseResult& out) const;

  TraceGrid grid_;
  PriceCoordinate coordinate_;
  double least_drop_;
  double critical_;
  double money_unit_usd_;
  std::vector<std::int64_t> paths_;                                    // [R]
  std::vector<std::int64_t> liquidating_;                              // [R]
  std::vector<double> low_time_, low_time_squares_;                    // [R] s
  std::vector<double> twin_low_time_, twin_low_time_squares_;          // [R] s
  std::vector<double> peak_time_, peak_time_squares_;                  // [R] s
  std::vector<double> peak_usd_, peak_usd_squares_, all_usd_;          // [R]
  std::vector<std::int64_t> low_count_, twin_low_count_, peak_count_;  // [H]
  std::int64_t falling_ = 0;
  std::vector<double> fall_, back_, back_hour_;                 // [R] log
  std::vector<double> twin_fall_, twin_back_, twin_back_hour_;  // [R] log
  std::vector<Ratio> ratio_[2];                                 // of the paths that liquidate anything of the side
  std::vector<std::int64_t> ratio_paths_[2];                    // [R]
  std::vector<double> ratio_sum_[2], ratio_squares_[2], supercritical_[2];  // [R]
};

}  // namespace tinderbox
