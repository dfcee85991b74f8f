// One part of a step with a variance of its own: moments of the variance in both branches of the scheme, growth of the
// expected price, and the moments of a variance that is followed for days.
#include "sim/variance_process.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::RunningMean;

struct Parameters {
  double kappa, theta, xi, rho, years;
};

VarianceView view_of(const Parameters& p) {
  const double pull = -std::expm1(-p.kappa * p.years);
  VarianceView v{};
  v.long_run = static_cast<float>(p.theta);
  v.pull = static_cast<float>(pull);
  v.spread_now = static_cast<float>(p.xi * p.xi / p.kappa * (1 - pull) * pull);
  v.spread_long_run = static_cast<float>(p.theta * p.xi * p.xi / (2 * p.kappa) * pull * pull);
  v.years = static_cast<float>(p.years);
  v.price_per_noise = static_cast<float>(p.rho / p.xi * (1 + p.kappa * p.years / 2));
  v.shared = static_cast<float>(p.rho * p.rho);
  v.own = static_cast<float>(1 - p.rho * p.rho);
  v.parts = 1;
  v.inside = 1;
  return v;
}

// Every 2^12-th word: the law itself, up to what its tails hold beyond.
template <class Use>
void over_words(const Use& use) {
  for (std::uint64_t word = 1U << 11U; word < 1ULL << 32U; word += 1U << 12U) use(static_cast<std::uint32_t>(word));
}

struct Case {
  Parameters p;
  double now;
};

// From a variance that hardly moves to one that mostly ends at zero: psi = 4e-6, 0.006, 0.35, 0.53, 1.495, 1.508,
// 7, 25.
std::vector<Case> cases() {
  const Parameters minute{4, 0.36, 1, -0.3, 1 / 525600.0};
  const Parameters day{4, 0.36, 1, -0.3, 1 / 365.0};
  const Parameters weeks{2, 0.1, 0.8, -0.7, 0.1};
  const Parameters broken{0.5, 0.04, 1, -0.9, 1 / 365.0};
  return {{minute, 0.49},  {day, 0.49},    {day, 0},         {weeks, 0.1},
          {weeks, 0.0076}, {weeks, 0.007}, {broken, 0.0003}, {broken, 0}};
}

TEST(VarianceStep, FirstTwoMomentsAreExact) {
  for (const auto& [p, now] : cases()) {
    const VarianceView v = view_of(p);
    const double left = std::exp(-p.kappa * p.years);
    const double mean = p.theta + (now - p.theta) * left;
    const double variance = now * p.xi * p.xi / p.kappa * (left - left * left) +
                            p.theta * p.xi * p.xi / (2 * p.kappa) * (1 - left) * (1 - left);
    double sum = 0;
    double squares = 0;
    double n = 0;
    over_words([&](std::uint32_t word) {
      const double off = static_cast<double>(next_variance(v, static_cast<float>(now), word).next) - mean;
      sum += off;
      squares += off * off;
      n += 1;
    });
    EXPECT_NEAR(sum / n, 0, 2e-4 * std::sqrt(variance)) << now;
    EXPECT_NEAR(squares / n / variance, 1, 2e-3) << now;
  }
}

TEST(VarianceStep, BothBranchesAreTaken) {
  int at_zero = 0;
  const VarianceView broken = view_of({0.5, 0.04, 1, -0.9, 1 / 365.0});
  over_words([&](std::uint32_t word) { at_zero += next_variance(broken, 0, word).next == 0 ? 1 : 0; });
  EXPECT_NEAR(at_zero, 24.0 / 26 * (1U << 20U), 100);  // the atom of the exponential branch, (psi - 1) / (psi + 1)
  const VarianceView day = view_of({4, 0.36, 1, -0.3, 1 / 365.0});
  over_words([&](std::uint32_t word) { EXPECT_GT(next_variance(day, 0.49F, word).next, 0.3F); });
}

// growth = ln E exp(A M) with A = c - rho^2 h / 4: what makes the discounted price a martingale.
TEST(VarianceStep, GrowthIsTheCumulantOfTheNoise) {
  for (const auto& [p, now] : cases()) {
    const VarianceView v = view_of(p);
    const double tilt =
        static_cast<double>(v.price_per_noise) - 0.25 * static_cast<double>(v.shared) * static_cast<double>(v.years);
    double excess = 0;
    double n = 0;
    double growth = 0;
    over_words([&](std::uint32_t word) {
      const VarianceMove move = next_variance(v, static_cast<float>(now), word);
      const double x = tilt * static_cast<double>(move.noise);
      excess += std::expm1(x) - x;  // E M = 0, tested above
      n += 1;
      growth = static_cast<double>(move.growth);
    });
    EXPECT_NEAR(growth / std::log1p(excess / n), 1, 3e-3) << now;
  }
}

TEST(VarianceStep, ExpectedPriceStands) {
  for (const auto& [p, now] : cases()) {
    const VarianceView v = view_of(p);
    RunningMean mean;
    RunningMean without;
    for (std::uint32_t i = 0; i < 400'000; ++i) {
      const Words4 words = draw_words(31, {i, Purpose::kPathStep, 1, 0, 0}, 0);
      VarianceMove move = next_variance(v, static_cast<float>(now), words.w3);
      mean.add(std::exp(price_with_variance(v, static_cast<float>(now), move, words, 0).end * kUnitsPerTick));
      move.growth = 0;
      without.add(std::exp(price_with_variance(v, static_cast<float>(now), move, words, 0).end * kUnitsPerTick));
    }
    EXPECT_LT(std::abs(mean.mean() - 1), 4 * mean.stderr_of_mean() + 1e-9) << now;
    if (p.years > 0.05) {
      EXPECT_GT(std::abs(without.mean() - 1), 4 * without.stderr_of_mean()) << "control: " << now;
    }
  }
}

// Moments after days: value = [E v, Var v, E integral of v].
struct VarianceMoments {
  int days;
  double mean, variance, integral;
};

TEST(VarianceStep, OracleMomentsAfterDays) {
  constexpr std::uint32_t kPaths = 100'000;
  for (const VarianceMoments& m :
       {VarianceMoments{1, 0.48858312037004265, 0.001325930363664069, 0.00134052127735236},
        VarianceMoments{7, 0.48040031169357755, 0.008623260359307177, 0.009304031665646703},
        VarianceMoments{30, 0.45357538116706825, 0.028238976833568026, 0.038695195804123346}}) {
    const auto simulate = [&](double xi, RunningMean& mean, RunningMean& square, RunningMean& integral) {
      const VarianceView v = view_of({4, 0.36, xi, -0.3, 1 / 365.0});
      for (std::uint32_t i = 0; i < kPaths; ++i) {
        float now = 0.49F;
        double sum = 0;
        for (std::uint32_t day = 0; day < static_cast<std::uint32_t>(m.days); ++day) {
          const Words4 words = draw_words(32, {i, Purpose::kPathStep, day, 0, 0}, 0);
          const float next = next_variance(v, now, words.w3).next;
          sum += static_cast<double>(now + next) / 2 / 365;
          now = next;
        }
        mean.add(static_cast<double>(now));
        square.add(std::pow(static_cast<double>(now) - m.mean, 2));
        integral.add(sum);
      }
    };
    RunningMean mean;
    RunningMean square;
    RunningMean integral;
    simulate(1, mean, square, integral);
    EXPECT_LT(std::abs(mean.mean() - m.mean), 4 * mean.stderr_of_mean());
    EXPECT_LT(std::abs(square.mean() - m.variance), 4 * square.stderr_of_mean());
    EXPECT_LT(std::abs(integral.mean() - m.integral), 4 * integral.stderr_of_mean());
    RunningMean other_mean;
    RunningMean other_square;
    RunningMean other_integral;
    simulate(1.05, other_mean, other_square, other_integral);
    EXPECT_GT(std::abs(other_square.mean() - m.variance), 4 * other_square.stderr_of_mean()) << "control";
  }
}

TEST(VarianceStep, NeverNegativeNeverBeyondTheLimit) {
  const VarianceView wild = view_of({0.01, 400, 50, 1, 1 / 365.0});
  for (const float start : {0.0F, 1e-30F, 1e-6F, 400.0F, kMostVariance}) {
    float now = start;
    for (std::uint32_t step = 0; step < 20'000; ++step) {
      const Words4 words = draw_words(33, {7, Purpose::kPathStep, step, 0, 0}, 0);
      const VarianceMove move = next_variance(wild, now, words.w3);
      ASSERT_GE(move.next, 0);
      ASSERT_LE(move.next, kMostVariance);
      const StepMove price = price_with_variance(wild, now, move, words, 0);
      ASSERT_LE(price.low, std::min(price.end, 0));
      ASSERT_GE(price.high, std::max(price.end, 0));
      now = move.next;
    }
  }
}

}  // namespace
}  // namespace tinderbox
