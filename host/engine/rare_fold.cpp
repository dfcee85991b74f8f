#include "host/engine/rare_fold.hpp"

#include <cstddef>
#include <limits>

#include "host/engine/cluster_statistics.hpp"

namespace tinderbox {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double total(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

}  // namespace

void WeightedHits::add(std::size_t replicate, double weight, double move) {
  hits_[replicate] += weight;
  move_[replicate] += weight * move;
  squares_ += weight * weight;
  move_squares_ += weight * move * move;
}

Answer WeightedHits::probability(const std::vector<std::int64_t>& stage_paths) const {
  return answer_of({hits_, {}, &stage_paths});
}

Answer WeightedHits::move() const {
  return ratio_answer(move_, hits_);
}

double WeightedHits::effective_sample_size() const {
  const double sum = total(hits_);
  return squares_ > 0 ? sum * sum / squares_ : 0;
}

double WeightedHits::variance_gain(const std::vector<std::int64_t>& stage_paths, double paths, bool is_rare) const {
  const Answer answer = is_rare ? probability(stage_paths) : move();
  const double reached = answer.standard_error * answer.standard_error;
  if (!(reached > 0)) return kNan;
  if (is_rare) return answer.value * (1 - answer.value) / paths / reached;
  return (move_squares_ / total(hits_) - answer.value * answer.value) / paths / reached;
}

RareFold::RareFold(const RareEvent& event, std::int32_t replicates, double money_unit_usd)
    : event_(event),
      money_unit_usd_(money_unit_usd),
      stage_paths_(static_cast<std::size_t>(replicates), 0),
      mark_(static_cast<std::size_t>(replicates)),
      twin_(static_cast<std::size_t>(replicates)),
      liquidated_(static_cast<std::size_t>(replicates), 0.0) {}

void RareFold::add(std::size_t replicate, double weight, const PathRecord& record, const PathRecord& off) {
  if (weight == 0) return;
  if (event_.happens(record)) {
    mark_.add(replicate, weight, event_.move(record));
    liquidated_[replicate] +=
        weight * money_unit_usd_ * static_cast<double>(record.liquidated[0] + record.liquidated[1]);
  }
  if (event_.twin_is_in_record() ? event_.happens_to_twin(record) : event_.happens(off))
    twin_.add(replicate, weight, event_.twin_move(record));
}

void RareFold::fill(RareResult& out, std::int64_t paths) const {
  const auto simulated = static_cast<double>(paths);
  out.paths = paths;
  out.probability = mark_.probability(stage_paths_);
  out.probability_no_feedback = twin_.probability(stage_paths_);
  out.effective_sample_size = mark_.effective_sample_size();
  out.effective_sample_size_no_feedback = twin_.effective_sample_size();
  out.variance_gain = mark_.variance_gain(stage_paths_, simulated, event_.is_rare());
  out.variance_gain_no_feedback = twin_.variance_gain(stage_paths_, simulated, event_.is_rare());
  out.liquidated = ratio_answer(liquidated_, mark_.hits());
  out.move = mark_.move();
  out.move_no_feedback = twin_.move();
}

}  // namespace tinderbox
