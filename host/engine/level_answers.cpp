#include "host/engine/level_answers.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "host/engine/cluster_statistics.hpp"
#include "host/support/share_interval.hpp"

namespace tinderbox {
namespace {

const std::vector<double> kDistancesPercent{1, 2, 5};

// Row `row` of n numbers.
std::vector<double> row_of(const std::vector<double>& values, std::size_t row, std::size_t n) {
  const auto from = values.begin() + static_cast<std::ptrdiff_t>(row * n);
  return {from, from + static_cast<std::ptrdiff_t>(n)};
}

// Square root of a ratio of variances, errors by the delta method.
Answer root_of(Answer ratio) {
  const double root = std::sqrt(ratio.value);
  return {root, ratio.standard_error / (2 * root), std::sqrt(ratio.low), std::sqrt(ratio.high), ratio.replicate_share};
}

// Dollars of each replicate in the bin of a level, on its side.
std::vector<double> usd_at(const LadderTables& ladders, const ChosenLevel& level) {
  std::vector<double> usd(static_cast<std::size_t>(ladders.replicates), 0.0);
  const auto side = static_cast<int>(level.side());
  const std::int32_t* bin = ladders.bin.data() + static_cast<std::ptrdiff_t>(side) * ladders.stride;
  for (std::int32_t j = 0; j < ladders.levels[side]; ++j) {
    if (bin[j] != static_cast<std::int32_t>(level.bin)) continue;
    for (std::int32_t v = 0; v < ladders.venues; ++v)
      for (std::int32_t r = 0; r < ladders.replicates; ++r)
        usd[static_cast<std::size_t>(r)] +=
            static_cast<double>(ladders.in_level(ladders.row_of(v, r, side), static_cast<std::size_t>(j))) *
            ladders.money_unit_usd;
  }
  return usd;
}

// Part of a ladder level that lies between two distances.
double part_between(const LadderTables& ladders, std::size_t side, std::size_t j, double near, double far) {
  const std::size_t at = side * static_cast<std::size_t>(ladders.stride) + j;
  const double low = ladders.edge[at];
  const double high = ladders.edge[at + 1];
  return std::max(std::min(high, far) - std::max(low, near), 0.0) / (high - low);
}

}  // namespace

LevelFold::LevelFold(std::vector<ChosenLevel> levels, std::int32_t replicates, std::int64_t output_steps,
                     const TraceGrid& grid)
    : levels_(std::move(levels)),
      replicates_(static_cast<std::size_t>(replicates)),
      output_steps_(static_cast<std::size_t>(output_steps)),
      grid_(grid) {
  paths_.assign(replicates_, 0);
  sample_.assign(replicates_, 0);
  for (auto* sums : {&touches_, &twin_touches_, &squares_, &exogenous_squares_, &smooth_touches_, &magnet_, &changed_})
    sums->assign(levels_.size() * replicates_, 0.0);
  for (auto* sums : {&first_, &twin_first_}) sums->assign(levels_.size() * replicates_ * output_steps_, 0.0);
}

std::vector<std::int32_t> LevelFold::ticks() const {
  std::vector<std::int32_t> ticks;
  for (const ChosenLevel& level : levels_) ticks.push_back(level.ticks);
  return ticks;
}

std::size_t LevelFold::replicate(std::int64_t path) const {
  return static_cast<std::size_t>(replicate_of(path, static_cast<std::int32_t>(replicates_)));
}

std::size_t LevelFold::cell(std::size_t level, std::size_t replicate) const {
  return level * replicates_ + replicate;
}

bool LevelFold::touched(std::size_t level, const PathRecord& record) const {
  const std::int32_t at = levels_[level].ticks;
  return at < 0 ? record.low <= at : record.high >= at;
}

void LevelFold::add_run(const PathBatch& batch) {
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    const PathRecord& record = batch.records[i];
    const std::size_t r = replicate(batch.first + static_cast<std::int64_t>(i));
    ++paths_[r];
    for (std::size_t l = 0; l < levels_.size(); ++l) {
      const std::int32_t at = levels_[l].ticks;
      touches_[cell(l, r)] += touched(l, record) ? 1 : 0;
      twin_touches_[cell(l, r)] += (at < 0 ? record.twin_low <= at : record.twin_high >= at) ? 1 : 0;
    }
  }
}

void LevelFold::add_traced(const TracedBatch& traced) {
  for (std::size_t i = 0; i < traced.course.size(); ++i) {
    const std::size_t r = replicate(traced.batch.first + static_cast<std::int64_t>(i));
    ++sample_[r];
    for (std::size_t l = 0; l < levels_.size(); ++l) {
      const LevelCourse& course = traced.level[i * levels_.size() + l];
      const std::size_t at = cell(l, r);
      if (course.touch_step < grid_.steps) first_[at * output_steps_ + grid_.output_step(course.touch_step)] += 1;
      if (course.twin_touch_step < grid_.steps)
        twin_first_[at * output_steps_ + grid_.output_step(course.twin_touch_step)] += 1;
      squares_[at] += course.squares;
      exogenous_squares_[at] += course.exogenous_squares;
      sample_touched_.push_back(touched(l, traced.batch.records[i]));
    }
  }
}

void LevelFold::add_smoothed(const PathBatch& batch) {
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    const std::int64_t path = batch.first + static_cast<std::int64_t>(i);
    for (std::size_t l = 0; l < levels_.size(); ++l) {
      const std::size_t at = cell(l, replicate(path));
      const double smooth = touched(l, batch.records[i]) ? 1 : 0;
      const double with = sample_touched_[static_cast<std::size_t>(path) * levels_.size() + l] ? 1 : 0;
      smooth_touches_[at] += smooth;
      magnet_[at] += with - smooth;
      changed_[at] += (with - smooth) * (with - smooth);
    }
  }
}

void LevelFold::set_breaches(std::size_t level, LevelsResult& out) const {
  ClusterSums with{std::vector<double>(replicates_, 0.0), {}, &sample_};
  ClusterSums without = with;
  for (std::size_t h = 0; h < output_steps_; ++h) {
    for (std::size_t r = 0; r < replicates_; ++r) {
      with.sum[r] += first_[cell(level, r) * output_steps_ + h];
      without.sum[r] += twin_first_[cell(level, r) * output_steps_ + h];
    }
    const Answer p = answer_of(with);
    const Answer twin = answer_of(without);
    out.breach_probability.push_back(static_cast<float>(p.value));
    out.breach_probability_stderr.push_back(static_cast<float>(p.standard_error));
    out.breach_probability_no_feedback.push_back(static_cast<float>(twin.value));
    out.breach_probability_no_feedback_stderr.push_back(static_cast<float>(twin.standard_error));
  }
}

// What is fired beyond a level is fired on paths that touch it, so that all of it over their number is the mean of
// theirs.
void LevelFold::set_beyond(const PathContext& c, const PathSums& sums, std::size_t level, LevelsResult& out) const {
  const ChosenLevel& at = levels_[level];
  const std::size_t side = at.side();
  const auto stride = static_cast<std::size_t>(c.ladders.stride);
  const auto steps = output_steps_;
  for (const double percent : kDistancesPercent) {
    const double end = at.price * (1 + (side == 0 ? -1 : 1) * percent / 100);
    const double near = std::abs(static_cast<double>(at.ticks));
    const double far = std::abs(static_cast<double>(c.coordinate.ticks(end)));
    std::vector<double> usd(replicates_, 0.0);
    for (std::size_t j = 0; j < static_cast<std::size_t>(c.ladders.levels[side]); ++j) {
      const double part = part_between(c.ladders, side, j, near, far);
      if (part <= 0) continue;
      for (std::size_t v = 0; v < static_cast<std::size_t>(c.ladders.venues); ++v)
        for (std::size_t r = 0; r < replicates_; ++r) {
          const std::size_t row = v * replicates_ + r;
          const std::size_t held_at = (row * kSides + side) * stride + j;
          const auto held = static_cast<double>(c.ladders.cumulative[held_at + 1] - c.ladders.cumulative[held_at]);
          for (std::size_t h = 0; h < steps; ++h) {
            const std::size_t cell = ((row * steps + h) * kSides + side) * stride + j;
            usd[r] += part * c.ladders.money_unit_usd * c.plan.open_share[r * (steps + 1) + h] *
                      (static_cast<double>(sums.crossed[cell]) * held + static_cast<double>(sums.partial[cell]));
          }
        }
    }
    out.liquidated_beyond.push_back(ratio_answer(usd, row_of(touches_, level, replicates_)));
  }
}

LevelsResult LevelFold::answers(const PathContext& context, const PathSums& sums, const RecordFold& fold) const {
  LevelsResult out;
  out.distance = kDistancesPercent;
  for (const std::int64_t n : sample_) out.sample_paths += n;
  const auto paths = static_cast<double>(context.plan.paths);
  for (std::size_t l = 0; l < levels_.size(); ++l) {
    const auto share = [&](const std::vector<double>& hits, const std::vector<std::int64_t>& of) {
      const std::vector<double> row = row_of(hits, l, replicates_);
      return answer_of({row, row, &of});  // hits are their own squares
    };
    out.level.push_back(levels_[l].price);
    out.source.push_back(static_cast<std::int64_t>(levels_[l].source));
    out.notional.push_back(replicate_answer(usd_at(context.ladders, levels_[l])));
    const Answer p = share(touches_, fold.paths);
    const ShareInterval sure = share_interval(p.value, p.standard_error, paths);
    out.touch_probability.push_back(p);
    out.touch_probability_interval.push_back(static_cast<float>(sure.low));
    out.touch_probability_interval.push_back(static_cast<float>(sure.high));
    out.touch_probability_no_feedback.push_back(share(twin_touches_, fold.paths));
    set_breaches(l, out);
    set_beyond(context, sums, l, out);
    out.volatility_ratio.push_back(
        root_of(ratio_answer(row_of(squares_, l, replicates_), row_of(exogenous_squares_, l, replicates_))));
    out.touch_probability_smoothed.push_back(share(smooth_touches_, sample_));
    out.magnet.push_back(answer_of({row_of(magnet_, l, replicates_), row_of(changed_, l, replicates_), &sample_}));
  }
  return out;
}

}  // namespace tinderbox
