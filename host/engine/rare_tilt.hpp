// Exponential tilting: draws whose score is large are made likelier, and every path carries the ratio of its
// likelihoods as a weight, so that means stay what they were (Siegmund, "Importance sampling in the Monte Carlo study
// of sequential tests", Ann. Statist. 4, 1976).
//
// A tilt of strength theta multiplies the probability of a draw with score s by exp(theta s - psi(theta)), where
// psi(theta) = ln E exp(theta s). A path with n tilted draws that add up to S has the weight exp(n psi - theta S).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tinderbox {

// What the tilted draws of one path add up to.
struct TiltScore {
  double sum = 0;
  double draws = 0;
};

// The scores of a draw and their law without a tilt: standard normal, or one of a list, each as likely.
class TiltLaw {
 public:
  // Standard normal.
  TiltLaw() = default;
  // Scores are standardised. At its strongest the tilt leaves as many even choices as `fewest_choices`.
  TiltLaw(std::vector<double> scores, double fewest_choices);

  [[nodiscard]] bool is_normal() const noexcept { return scores_.empty(); }
  [[nodiscard]] double log_mean_exp(double strength) const;  // psi
  [[nodiscard]] double mean(double strength) const;          // of the score under the tilt
  // The strength whose tilted mean is `wanted`; the strongest allowed where none reaches it.
  [[nodiscard]] double strength_for(double wanted) const;
  // Probabilities of the list under the tilt, cumulated: [scores].
  [[nodiscard]] std::vector<double> cumulative(double strength) const;
  [[nodiscard]] double score(std::size_t choice) const { return scores_[choice]; }
  // A raw score in units of the standardised ones.
  [[nodiscard]] double standardised(double raw) const { return (raw - centre_) / spread_; }

 private:
  [[nodiscard]] double even_choices(double strength) const;
  [[nodiscard]] double strongest(double sign) const;

  std::vector<double> scores_;
  double fewest_choices_ = 1;
  double centre_ = 0;
  double spread_ = 1;
};

}  // namespace tinderbox
