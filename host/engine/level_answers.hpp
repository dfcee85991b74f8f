// From paths to the published /levels: whether price gets to a level, what lies there and beyond, and whether the
// ladder draws it.
#pragma once

#include <cstdint>
#include <vector>

#include "host/engine/level_choice.hpp"
#include "host/engine/path_answers.hpp"
#include "host/engine/path_trace.hpp"
#include "host/output/level_results.hpp"

namespace tinderbox {

class LevelFold {
 public:
  LevelFold(std::vector<ChosenLevel> levels, std::int32_t replicates, std::int64_t output_steps, const TraceGrid& grid);

  [[nodiscard]] const std::vector<ChosenLevel>& levels() const { return levels_; }
  [[nodiscard]] std::vector<std::int32_t> ticks() const;

  void add_run(const PathBatch& batch);        // all paths of the run
  void add_traced(const TracedBatch& traced);  // the followed ones
  void add_smoothed(const PathBatch& batch);   // the same with a smoothed ladder, after them

  // sums, fold: of all paths of the run.
  [[nodiscard]] LevelsResult answers(const PathContext& context, const PathSums& sums, const RecordFold& fold) const;

 private:
  [[nodiscard]] std::size_t replicate(std::int64_t path) const;
  [[nodiscard]] std::size_t cell(std::size_t level, std::size_t replicate) const;
  [[nodiscard]] bool touched(std::size_t level, const PathRecord& record) const;
  void set_breaches(std::size_t level, LevelsResult& out) const;
  void set_beyond(const PathContext& context, const PathSums& sums, std::size_t level, LevelsResult& out) const;

  std::vector<ChosenLevel> levels_;
  std::size_t replicates_;
  std::size_t output_steps_;
  TraceGrid grid_;
  std::vector<std::int64_t> paths_, sample_;               // [R]
  std::vector<double> touches_, twin_touches_;             // [L, R] all paths
  std::vector<double> first_, twin_first_;                 // [L, R, H] followed paths by the output step of their touch
  std::vector<double> squares_, exogenous_squares_;        // [L, R]
  std::vector<bool> sample_touched_;                       // [followed path, L]
  std::vector<double> smooth_touches_, magnet_, changed_;  // [L, R]; changed: squares of the difference a path
};

}  // namespace tinderbox
