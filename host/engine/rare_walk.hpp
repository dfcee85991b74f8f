// The exogenous price on the host, step by step, as the kernels would walk it from the same noise, and under a tilt.
#pragma once

#include <cstdint>
#include <vector>

#include "host/engine/exogenous_price.hpp"
#include "host/engine/rare_tilt.hpp"
#include "sim/price_process.hpp"
#include "sim/random.hpp"

namespace tinderbox {

// Which way the price goes that is asked for.
enum class Direction { kDown, kUp };

// Where a path stands.
struct WalkState {
  BarState bar{-1, 0, 0, 0};
  std::int32_t at = 0;        // ticks
  std::int32_t farthest = 0;  // so far, in the walk's direction, >= 0
};

// What a path's noise is drawn for. `normal`, if given, stands in for the normal variate of the step (diffusions only).
struct WalkNoise {
  std::uint64_t entity = 0;
  Purpose step = Purpose::kPathStep;
  Purpose bar = Purpose::kPathBar;
  const float* normal = nullptr;
};

class ExogenousWalk {
 public:
  // Diffusions and bootstrapped bars; `price` must outlive the walk. `steps`: of a whole path.
  ExogenousWalk(const ExogenousPrice& price, std::uint64_t seed, std::int32_t steps, Direction direction);

  void set_tilt(double strength);
  [[nodiscard]] double tilt() const noexcept { return strength_; }
  [[nodiscard]] const TiltLaw& law() const noexcept { return law_; }
  [[nodiscard]] std::int32_t steps() const noexcept { return steps_; }
  [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }
  [[nodiscard]] bool is_diffusion() const noexcept { return price_.process == PathProcess::kDiffusion; }

  // Ticks from now, in the walk's direction.
  [[nodiscard]] double position(const WalkState& state) const noexcept {
    return direction_ == Direction::kDown ? -state.at : state.at;
  }

  // The strength under which the mean path ends `distance` ticks away, in the walk's direction.
  [[nodiscard]] double strength_towards(double distance) const;

  // One step. `score`: draws of this step are tilted, and counted there; null: they are not.
  StepMove step(WalkState& state, std::int32_t number, const WalkNoise& noise, TiltScore* score) const;

  // Likelihood ratio of a path.
  [[nodiscard]] double weight(const TiltScore& score) const;

 private:
  [[nodiscard]] StepMove diffuse(std::int32_t number, const WalkNoise& noise, TiltScore* score) const;
  [[nodiscard]] StepMove walk_bar(WalkState& state, std::int32_t number, const WalkNoise& noise,
                                  TiltScore* score) const;
  [[nodiscard]] StepMove walk_bars(WalkState& state, std::int32_t number, const WalkNoise& noise,
                                   TiltScore* score) const;
  void turn(BarState& bar, std::int32_t bar_number, const WalkNoise& noise, TiltScore* score) const;
  [[nodiscard]] TiltLaw block_law() const;
  [[nodiscard]] double bars_of_path() const;
  [[nodiscard]] double restart_probability() const;

  const ExogenousPrice& price_;
  BarsView bars_{};
  std::uint64_t seed_;
  std::int32_t steps_;
  Direction direction_;
  TiltLaw law_;
  double strength_ = 0;
  double psi_ = 0;
  std::vector<double> cumulative_;
};

}  // namespace tinderbox
