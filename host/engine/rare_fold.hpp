// Weighted sums over rare paths, replicate by replicate, and the answers that follow.
#pragma once

#include <cstdint>
#include <vector>

#include "host/engine/rare_event.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

// What one of a path and its twin contribute where the event happens.
class WeightedHits {
 public:
  explicit WeightedHits(std::size_t replicates) : hits_(replicates, 0.0), move_(replicates, 0.0) {}

  void add(std::size_t replicate, double weight, double move);

  // `stage_paths`: [R] of one stage. `paths`: over all stages.
  [[nodiscard]] Answer probability(const std::vector<std::int64_t>& stage_paths) const;
  [[nodiscard]] Answer move() const;  // mean where the event happens
  [[nodiscard]] double effective_sample_size() const;
  // Of the probability; of the mean move where every path counts.
  [[nodiscard]] double variance_gain(const std::vector<std::int64_t>& stage_paths, double paths, bool is_rare) const;
  [[nodiscard]] const std::vector<double>& hits() const noexcept { return hits_; }

 private:
  std::vector<double> hits_, move_;  // [R]
  double squares_ = 0;               // of weights
  double move_squares_ = 0;
};

class RareFold {
 public:
  RareFold(const RareEvent& event, std::int32_t replicates, double money_unit_usd);

  // A path of any stage. `off`: its record without feedback.
  void add(std::size_t replicate, double weight, const PathRecord& record, const PathRecord& off);
  // Paths of stage 0.
  void count(std::size_t replicate, std::int64_t paths) { stage_paths_[replicate] += paths; }

  // Fills all of a result but its `tilt`, `stages`, `level` and `extrapolated`. `paths`: over all stages.
  void fill(RareResult& out, std::int64_t paths) const;

 private:
  const RareEvent& event_;
  double money_unit_usd_;
  std::vector<std::int64_t> stage_paths_;  // [R]
  WeightedHits mark_, twin_;
  std::vector<double> liquidated_;  // [R] weighted USD
};

}  // namespace tinderbox
