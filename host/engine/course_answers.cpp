#include "host/engine/course_answers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/engine/cluster_statistics.hpp"
#include "host/output/run_result.hpp"
#include "host/support/share_interval.hpp"

namespace tinderbox {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const std::vector<double> kQuantiles{0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

std::int64_t total(const std::vector<std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

// What the step of a low or peak counts in; a low at now in the first.
std::size_t cell_of(const TraceGrid& grid, std::int32_t step) {
  return grid.output_step(std::max(step, 0));
}

}  // namespace

CourseFold::CourseFold(const TraceGrid& grid, std::int32_t replicates, std::int64_t output_steps,
                       const PriceCoordinate& coordinate, double daily_sigma, double critical, double money_unit_usd)
    : grid_(grid),
      coordinate_(coordinate),
      least_drop_(daily_sigma),
      critical_(critical),
      money_unit_usd_(money_unit_usd) {
  const auto r = static_cast<std::size_t>(replicates);
  for (auto* counts : {&paths_, &liquidating_, &ratio_paths_[0], &ratio_paths_[1]}) counts->assign(r, 0);
  for (auto* sums : {&low_time_,
                     &low_time_squares_,
                     &twin_low_time_,
                     &twin_low_time_squares_,
                     &peak_time_,
                     &peak_time_squares_,
                     &peak_usd_,
                     &peak_usd_squares_,
                     &all_usd_,
                     &fall_,
                     &back_,
                     &back_hour_,
                     &twin_fall_,
                     &twin_back_,
                     &twin_back_hour_,
                     &ratio_sum_[0],
                     &ratio_sum_[1],
                     &ratio_squares_[0],
                     &ratio_squares_[1],
                     &supercritical_[0],
                     &supercritical_[1]})
    sums->assign(r, 0.0);
  for (auto* counts : {&low_count_, &twin_low_count_, &peak_count_})
    counts->assign(static_cast<std::size_t>(output_steps), 0);
}

void CourseFold::add(const TracedBatch& traced) {
  const std::size_t paths = traced.course.size();
  for (std::size_t i = 0; i < paths; ++i) {
    const auto r = static_cast<std::size_t>(
        replicate_of(traced.batch.first + static_cast<std::int64_t>(i), static_cast<std::int32_t>(paths_.size())));
    ++paths_[r];
    add_times(r, traced.course[i]);
    add_rebound(r, traced.course[i]);
    for (std::size_t side = 0; side < kSides; ++side)
      add_branching(r, side, traced.batch.trace_branching[side * paths + i],
                    traced.batch.records[i].liquidated[side] > 0);
  }
}

void CourseFold::add_times(std::size_t r, const PathCourse& course) {
  const auto note = [&](std::vector<double>& sum, std::vector<double>& squares, double value) {
    sum[r] += value;
    squares[r] += value * value;
  };
  note(low_time_, low_time_squares_, grid_.seconds(course.low_step));
  note(twin_low_time_, twin_low_time_squares_, grid_.seconds(course.twin_low_step));
  ++low_count_[cell_of(grid_, course.low_step)];
  ++twin_low_count_[cell_of(grid_, course.twin_low_step)];
  if (course.money <= 0) return;
  ++liquidating_[r];
  ++peak_count_[cell_of(grid_, course.peak_step)];
  note(peak_time_, peak_time_squares_, grid_.seconds(course.peak_step));
  note(peak_usd_, peak_usd_squares_, static_cast<double>(course.peak) * money_unit_usd_);
  all_usd_[r] += static_cast<double>(course.money) * money_unit_usd_;
}

void CourseFold::add_rebound(std::size_t r, const PathCourse& course) {
  const double twin = coordinate_.log_drop(course.twin_low);
  if (!(twin >= least_drop_) || twin <= 0) return;
  ++falling_;
  const double fall = coordinate_.log_drop(course.low);
  fall_[r] += fall;
  back_[r] += fall - coordinate_.log_drop(course.end);
  back_hour_[r] += fall - coordinate_.log_drop(course.hour_mark);
  twin_fall_[r] += twin;
  twin_back_[r] += twin - coordinate_.log_drop(course.twin_end);
  twin_back_hour_[r] += twin - coordinate_.log_drop(course.twin_hour_mark);
}

void CourseFold::add_branching(std::size_t r, std::size_t side, float ratio, bool liquidates) {
  const auto value = static_cast<double>(ratio);
  supercritical_[side][r] += value >= critical_ ? 1 : 0;
  if (!liquidates) return;
  ++ratio_paths_[side][r];
  ratio_sum_[side][r] += value;
  ratio_squares_[side][r] += value * value;
  ratio_[side].push_back({ratio, static_cast<std::uint32_t>(r)});
}

// Over all paths; the error is that of the share of paths below, clustered by replicate (Woodruff, JASA 47, 1952).
Answer CourseFold::quantile(std::size_t side, const std::vector<Ratio>& sorted, double q) const {
  const auto at = [&](double share) {
    const auto last = static_cast<double>(sorted.size() - 1);
    const double place = std::clamp(share * static_cast<double>(sorted.size()), 0.0, last);
    return static_cast<double>(sorted[static_cast<std::size_t>(place)].value);
  };
  Answer answer{at(q), kNan, kNan, kNan, kNan};
  ClusterSums below{std::vector<double>(paths_.size(), 0.0), {}, &ratio_paths_[side]};
  for (const Ratio& ratio : sorted)
    below.sum[ratio.replicate] += static_cast<double>(ratio.value) < answer.value ? 1 : 0;
  const double error = answer_of(below).standard_error;
  if (!std::isnan(error)) answer.standard_error = 0.5 * (at(q + error) - at(q - error));
  return answer;
}

void CourseFold::set_quantiles(CourseResult& out) const {
  out.quantile = kQuantiles;
  for (std::size_t side = 0; side < kSides; ++side) {
    std::vector<Ratio> sorted = ratio_[side];
    std::sort(sorted.begin(), sorted.end(), [](const Ratio& a, const Ratio& b) { return a.value < b.value; });
    for (const double q : kQuantiles) {
      const Answer answer = sorted.empty() ? Answer{kNan, kNan, kNan, kNan, kNan} : quantile(side, sorted, q);
      out.branching_ratio_max_quantile.push_back(static_cast<float>(answer.value));
      out.branching_ratio_max_quantile_stderr.push_back(static_cast<float>(answer.standard_error));
    }
  }
}

CourseResult CourseFold::answers() const {
  CourseResult out;
  out.paths = total(paths_);
  out.step_seconds = grid_.step_seconds;
  out.low_time = answer_of({low_time_, low_time_squares_, &paths_});
  out.low_time_no_feedback = answer_of({twin_low_time_, twin_low_time_squares_, &paths_});
  out.low_count = low_count_;
  out.low_count_no_feedback = twin_low_count_;
  out.liquidating_paths = total(liquidating_);
  out.peak_time = answer_of({peak_time_, peak_time_squares_, &liquidating_});
  out.peak_count = peak_count_;
  out.peak_liquidated = answer_of({peak_usd_, peak_usd_squares_, &liquidating_});
  out.peak_share = ratio_answer(peak_usd_, all_usd_);
  out.falling_paths = falling_;
  out.rebound = ratio_answer(back_, fall_);
  out.rebound_no_feedback = ratio_answer(twin_back_, twin_fall_);
  out.rebound_hour = ratio_answer(back_hour_, fall_);
  out.rebound_hour_no_feedback = ratio_answer(twin_back_hour_, twin_fall_);
  for (std::size_t side = 0; side < kSides; ++side) {
    out.branching_paths.push_back(total(ratio_paths_[side]));
    out.branching_ratio_max.push_back(answer_of({ratio_sum_[side], ratio_squares_[side], &ratio_paths_[side]}));
    const Answer p = answer_of({supercritical_[side], {}, &paths_});
    const ShareInterval sure = share_interval(p.value, p.standard_error, static_cast<double>(out.paths));
    out.supercritical_probability.push_back(static_cast<float>(p.value));
    out.supercritical_probability_stderr.push_back(static_cast<float>(p.standard_error));
    out.supercritical_probability_interval.push_back(static_cast<float>(sure.low));
    out.supercritical_probability_interval.push_back(static_cast<float>(sure.high));
  }
  set_quantiles(out);
  return out;
}

}  // namespace tinderbox
