#include "host/engine/rare_tilt.hpp"

#include <algorithm>
#include <cmath>

#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr double kStrongestNormal = 6;  // noise of 32 bits reaches 6.3
constexpr double kStrongestScore = 50;
constexpr int kHalvings = 60;

}  // namespace

TiltLaw::TiltLaw(std::vector<double> scores, double fewest_choices)
    : scores_(std::move(scores)), fewest_choices_(fewest_choices) {
  const auto n = static_cast<double>(scores_.size());
  double sum = 0;
  for (const double s : scores_) sum += s;
  centre_ = sum / n;
  double squares = 0;
  for (const double s : scores_) squares += (s - centre_) * (s - centre_);
  spread_ = squares > 0 ? std::sqrt(squares / n) : 1;
  for (double& s : scores_) s = standardised(s);
}

double TiltLaw::log_mean_exp(double strength) const {
  if (is_normal()) return strength * strength / 2;
  double largest = 0;
  for (const double s : scores_) largest = std::max(largest, strength * s);
  double sum = 0;
  for (const double s : scores_) sum += exp(strength * s - largest);
  return largest + log(sum / static_cast<double>(scores_.size()));
}

double TiltLaw::mean(double strength) const {
  if (is_normal()) return strength;
  const double psi = log_mean_exp(strength);
  double sum = 0;
  for (const double s : scores_) sum += s * exp(strength * s - psi);
  return sum / static_cast<double>(scores_.size());
}

// 1 / sum of squared probabilities.
double TiltLaw::even_choices(double strength) const {
  return static_cast<double>(scores_.size()) * exp(2 * log_mean_exp(strength) - log_mean_exp(2 * strength));
}

double TiltLaw::strongest(double sign) const {
  if (is_normal()) return sign * kStrongestNormal;
  double allowed = 0;
  double refused = kStrongestScore;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = 0.5 * (allowed + refused);
    (even_choices(sign * middle) >= fewest_choices_ ? allowed : refused) = middle;
  }
  return sign * allowed;
}

double TiltLaw::strength_for(double wanted) const {
  if (is_normal()) return std::clamp(wanted, -kStrongestNormal, kStrongestNormal);
  double weaker = 0;
  double stronger = strongest(wanted < 0 ? -1 : 1);
  if (std::abs(mean(stronger)) <= std::abs(wanted)) return stronger;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = 0.5 * (weaker + stronger);
    (std::abs(mean(middle)) < std::abs(wanted) ? weaker : stronger) = middle;
  }
  return stronger;
}

std::vector<double> TiltLaw::cumulative(double strength) const {
  const double psi = log_mean_exp(strength);
  std::vector<double> sums;
  double sum = 0;
  for (const double s : scores_) sums.push_back(sum += exp(strength * s - psi) / static_cast<double>(scores_.size()));
  return sums;
}

}  // namespace tinderbox
