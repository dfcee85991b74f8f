#include "host/engine/rare_walk.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/math.hpp"

namespace tinderbox {

ExogenousWalk::ExogenousWalk(const ExogenousPrice& price, std::uint64_t seed, std::int32_t steps, Direction direction)
    : price_(price), seed_(seed), steps_(steps), direction_(direction) {
  if (is_diffusion()) return;
  bars_ = {price.bars.end.data(),
           price.bars.low.data(),
           price.bars.high.data(),
           price.bars.sd_ticks.data(),
           static_cast<std::int32_t>(price.bars.end.size()),
           price.steps_per_bar,
           price.bars_per_step,
           price.restart_threshold,
           price.first_bar,
           price.inside};
  law_ = block_law();
}

double ExogenousWalk::restart_probability() const {
  return static_cast<double>(bars_.restart_threshold) * 0x1p-32;
}

double ExogenousWalk::bars_of_path() const {
  return std::max(1.0, static_cast<double>(steps_) * bars_.bars_per_step / bars_.steps_per_bar);
}

// The score of a starting bar is the return that is expected of its block before the horizon: the sum of the returns
// from it on, each times the probability that the block lasts so long. Tilted blocks start at no fewer bars than one
// block has, or half of the history where that is less.
TiltLaw ExogenousWalk::block_law() const {
  const auto n = static_cast<std::size_t>(bars_.bars);
  const auto horizon = static_cast<std::size_t>(bars_of_path());
  const double lasts = 1 - restart_probability();
  double until_horizon = 1;
  std::vector<double> scores(n, 0.0);
  for (std::size_t k = 0; k < horizon; ++k) {
    scores[0] += until_horizon * bars_.end[k % n];
    until_horizon *= lasts;
  }
  for (std::size_t i = n; i-- > 1;)
    scores[i] = bars_.end[i] + lasts * scores[(i + 1) % n] - until_horizon * bars_.end[(i + horizon) % n];
  return TiltLaw(std::move(scores), std::min(1 / restart_probability(), 0.5 * static_cast<double>(n)));
}

void ExogenousWalk::set_tilt(double strength) {
  strength_ = strength;
  psi_ = law_.log_mean_exp(strength);
  if (!is_diffusion()) cumulative_ = law_.cumulative(strength);
}

double ExogenousWalk::strength_towards(double distance) const {
  const double ticks = direction_ == Direction::kDown ? -distance : distance;
  if (is_diffusion()) {
    const double drift = price_.diffusion.drift_ticks * std::min(steps_, price_.diffusion.drift_steps);
    return law_.strength_for((ticks - drift) / (static_cast<double>(price_.diffusion.sd_ticks) * steps_));
  }
  const double draws = 1 + (bars_of_path() - 1) * restart_probability();
  return law_.strength_for(law_.standardised(ticks / draws));
}

double ExogenousWalk::weight(const TiltScore& score) const {
  return exp(score.draws * psi_ - strength_ * score.sum);
}

StepMove ExogenousWalk::diffuse(std::int32_t number, const WalkNoise& noise, TiltScore* score) const {
  const DiffusionView& v = price_.diffusion;
  const Words4 words = draw_words(seed_, {noise.entity, noise.step, static_cast<std::uint32_t>(number), 0, 0}, 0);
  const float normal = noise.normal != nullptr ? *noise.normal : normal_from_word(words.w0);
  const std::int32_t drift = number < v.drift_steps ? drift_of_step(v.drift_ticks, number) : 0;
  if (score == nullptr) return diffusion_to(v, nearest(normal * v.sd_ticks) + drift, words);
  score->sum += static_cast<double>(normal) + strength_;
  score->draws += 1;
  const auto shift = static_cast<float>(strength_ * static_cast<double>(v.sd_ticks));
  return diffusion_to(v, nearest(normal * v.sd_ticks + shift) + drift, words);
}

// The next bar. A block that begins under a tilt begins at a bar drawn from the tilted law.
void ExogenousWalk::turn(BarState& bar, std::int32_t bar_number, const WalkNoise& noise, TiltScore* score) const {
  const Words4 words = draw_words(seed_, {noise.entity, noise.bar, static_cast<std::uint32_t>(bar_number), 0, 0}, 0);
  const bool begins = bar.bar < 0 || words.w0 < bars_.restart_threshold;
  next_bar(bars_, bar, words);
  if (score == nullptr || !begins) return;
  if (strength_ != 0) {
    const auto at = std::upper_bound(cumulative_.begin(), cumulative_.end() - 1, unit_double(words.w1));
    bar.bar = static_cast<std::int32_t>(at - cumulative_.begin());
  }
  score->sum += law_.score(static_cast<std::size_t>(bar.bar));
  score->draws += 1;
}

// A step that is a part of a bar.
StepMove ExogenousWalk::walk_bar(WalkState& state, std::int32_t number, const WalkNoise& noise,
                                 TiltScore* score) const {
  const std::int32_t part = number % bars_.steps_per_bar;
  if (part == 0) {
    const std::int32_t bar_number = number / bars_.steps_per_bar;
    const DrawId id{noise.entity, noise.bar, static_cast<std::uint32_t>(bar_number), 0, 0};
    turn(state.bar, bar_number, noise, score);
    place_extremes(bars_, state.bar, draw_words(seed_, id, 1), draw_words(seed_, id, 2));
  }
  const DrawId id{noise.entity, noise.step, static_cast<std::uint32_t>(number), 0, 0};
  return part_of_bar(bars_, state.bar, part, draw_words(seed_, id, 0));
}

// A step of whole bars.
StepMove ExogenousWalk::walk_bars(WalkState& state, std::int32_t number, const WalkNoise& noise,
                                  TiltScore* score) const {
  StepMove sum{0, 0, 0};
  for (std::int32_t b = 0; b < bars_.bars_per_step; ++b) {
    turn(state.bar, number * bars_.bars_per_step + b, noise, score);
    const StepMove bar = whole_bar(bars_, state.bar);
    sum.low = std::min(sum.low, sum.end + bar.low);
    sum.high = std::max(sum.high, sum.end + bar.high);
    sum.end += bar.end;
  }
  if (bars_.inside == 0) {
    sum.low = std::min(sum.end, 0);
    sum.high = std::max(sum.end, 0);
  }
  return sum;
}

StepMove ExogenousWalk::step(WalkState& state, std::int32_t number, const WalkNoise& noise, TiltScore* score) const {
  const StepMove move = is_diffusion()            ? diffuse(number, noise, score)
                        : bars_.steps_per_bar > 1 ? walk_bar(state, number, noise, score)
                                                  : walk_bars(state, number, noise, score);
  const std::int32_t reached = direction_ == Direction::kDown ? -(state.at + move.low) : state.at + move.high;
  state.farthest = std::max(state.farthest, reached);
  state.at = std::clamp(state.at + move.end, -kTickLimit, kTickLimit);
  return move;
}

}  // namespace tinderbox
