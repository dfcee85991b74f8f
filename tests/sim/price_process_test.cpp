// One step of each process: bridge extremes, drift, the stationary bootstrap and bars walked in parts.
#include "sim/price_process.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/oracles.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox {
namespace {

using testing::CaseSource;
using testing::RunningMean;
using testing::UnitHistogram;

Words4 words_of(std::uint32_t entity, std::uint32_t step = 0) {
  return draw_words(11, {entity, Purpose::kPathStep, step, 0, 0}, 0);
}

// --- bridge -------------------------------------------------------------------------------------------------------

// Daily variance of an oracle's step in ticks squared.
double oracle_variance(const nlohmann::json& params) {
  const double sd = params.at("sigma_day").get<double>() * kTicksPerUnit;
  EXPECT_EQ(params.at("dt_days"), "1/1440");
  return sd * sd / 1440;
}

TEST(Bridge, OracleMinimumOfAnExponential) {
  TINDERBOX_ORACLES(entries, "brownian_bridge_min_inverse");
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    ASSERT_EQ(p.at("x0"), 0);
    const auto move = static_cast<float>(p.at("x1").get<double>() * kTicksPerUnit);
    const auto variance = static_cast<float>(oracle_variance(p));
    const auto exponential = static_cast<float>(-std::log(p.at("U").get<double>()));
    const double exact = entry.at("value").get<double>() * kTicksPerUnit;
    EXPECT_NEAR(bridge_low(move, variance, exponential), exact, 0.51);
    EXPECT_NEAR(bridge_high(-move, variance, exponential), -exact, 0.51);
  }
}

TEST(Bridge, OracleCrossing) {
  TINDERBOX_ORACLES(entries, "brownian_bridge_crossing");
  constexpr int kDraws = 400'000;
  for (const auto& entry : entries) {
    const auto& p = entry.at("params");
    const auto move = static_cast<float>((p.at("x1").get<double>() - p.at("x0").get<double>()) * kTicksPerUnit);
    const double barrier = (p.at("b").get<double>() - p.at("x0").get<double>()) * kTicksPerUnit;
    const auto variance = static_cast<float>(oracle_variance(p));
    int crossed = 0;
    for (std::uint32_t i = 0; i < kDraws; ++i)
      crossed += bridge_low(move, variance, unit_exponential(words_of(i).w1)) <= barrier ? 1 : 0;
    const double exact = entry.at("value").get<double>();
    const double error = std::sqrt(exact * (1 - exact) / kDraws);
    EXPECT_NEAR(crossed / static_cast<double>(kDraws), exact, 4 * error);
  }
}

// Exceedance exp(-2 a b / v), a and b the distances of both ends from the extreme: its probability is uniform.
UnitHistogram bridge_law(double move, double variance, double variance_of_law) {
  UnitHistogram histogram(100);
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    const Words4 words = words_of(i, 1);
    const double low = bridge_low(static_cast<float>(move), static_cast<float>(variance), unit_exponential(words.w1));
    const double high = bridge_high(static_cast<float>(move), static_cast<float>(variance), unit_exponential(words.w2));
    histogram.add(std::exp(-2 * low * (low - move) / variance_of_law));
    histogram.add(std::exp(-2 * high * (high - move) / variance_of_law));
  }
  return histogram;
}

TEST(Bridge, ExtremesHaveTheirExactLaw) {
  const double variance = 1e5 * 1e5;
  for (const double move : {0.0, 2e4, -5e4, 1.5e5, -3e5}) {
    const UnitHistogram fit = bridge_law(move, variance, variance);
    EXPECT_LT(fit.statistic(), fit.limit()) << move;
  }
}

TEST(Bridge, ControlAnotherVarianceIsSeen) {
  const double variance = 1e5 * 1e5;
  for (const double move : {0.0, 2e4, -5e4, 1.5e5, -3e5}) {
    const UnitHistogram fit = bridge_law(move, variance, 1.05 * variance);
    EXPECT_GT(fit.statistic(), fit.limit()) << move;
  }
}

TEST(Bridge, WithoutVarianceTheEndsAreTheExtremes) {
  for (const float move : {0.0F, 17.0F, -123456.0F, 12345678.0F}) {
    EXPECT_EQ(bridge_low(move, 0, 3), static_cast<std::int32_t>(std::fmin(move, 0.0F)));
    EXPECT_EQ(bridge_high(move, 0, 3), static_cast<std::int32_t>(std::fmax(move, 0.0F)));
  }
}

// --- diffusion ----------------------------------------------------------------------------------------------------

TEST(Diffusion, EndIsNormalAndExtremesFollowTheReflectionPrinciple) {
  constexpr float kSd = 1e5F;
  const DiffusionView v{kSd, kSd * kSd, 0};
  UnitHistogram end(100);
  UnitHistogram low(100);
  UnitHistogram high(100);
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    const StepMove move = diffusion_step(v, words_of(i, 2), 0);
    ASSERT_LE(move.low, std::min(move.end, 0));
    ASSERT_GE(move.high, std::max(move.end, 0));
    end.add(0.5 * std::erfc(-move.end / (kSd * std::sqrt(2.0))));
    low.add(std::erf(-move.low / (kSd * std::sqrt(2.0))));
    high.add(std::erf(move.high / (kSd * std::sqrt(2.0))));
  }
  EXPECT_LT(end.statistic(), end.limit());
  EXPECT_LT(low.statistic(), low.limit());
  EXPECT_LT(high.statistic(), high.limit());
}

TEST(Diffusion, WithoutTheBridgeOnlyEndsCount) {
  const DiffusionView v{1e5F, 0, 0};
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const StepMove move = diffusion_step(v, words_of(i, 3), 7);
    EXPECT_EQ(move.low, std::min(move.end, 0));
    EXPECT_EQ(move.high, std::max(move.end, 0));
  }
}

TEST(Diffusion, DriftShiftsTheEnd) {
  const DiffusionView v{1e4F, 1e8F, 0};
  for (std::uint32_t i = 0; i < 1000; ++i)
    for (const std::int32_t drift : {-40'000, 3, 1'000'000})
      EXPECT_EQ(diffusion_step(v, words_of(i, 4), drift).end, diffusion_step(v, words_of(i, 4), 0).end + drift);
}

TEST(Drift, RunningSumIsNeverOffByOne) {
  CaseSource cases(8);
  for (int i = 0; i < 200; ++i) {
    const double drift = i == 0 ? 0 : cases.between(-1, 1) * std::pow(10, cases.below32(6) - 2);
    std::int64_t sum = 0;
    for (std::int64_t step = 0; step < 3000; ++step) {
      sum += drift_of_step(drift, step);
      ASSERT_EQ(sum, static_cast<std::int64_t>(std::floor(drift * static_cast<double>(step + 1)))) << drift;
    }
  }
}

TEST(Drift, ControlRoundingEachStepDriftsAway) {
  EXPECT_GT(std::fabs(3000 * std::floor(0.4) - std::floor(3000 * 0.4)), 1000);
}

// --- bars ---------------------------------------------------------------------------------------------------------

// Random bars, each with its range around both ends.
class SampleBars {
 public:
  SampleBars(std::uint64_t seed, int bars, std::int32_t steps_per_bar) : steps_(steps_per_bar) {
    CaseSource cases(seed);
    for (int i = 0; i < bars; ++i) {
      const std::int32_t scale = 1 + cases.below32(200'000);
      end_.push_back(i % 9 == 0 ? 0 : cases.below32(2 * scale) - scale);
      // some bars end at their own extreme, some do not move at all
      low_.push_back(std::min(end_.back(), 0) - (i % 4 == 0 ? 0 : cases.below32(scale)));
      high_.push_back(std::max(end_.back(), 0) + (i % 6 == 0 ? 0 : cases.below32(scale)));
      sd_.push_back(static_cast<float>(i % 5 == 0 ? 0 : cases.between(0, scale)));
    }
  }
  [[nodiscard]] BarsView view() const {
    return {end_.data(), low_.data(), high_.data(), sd_.data(), static_cast<std::int32_t>(end_.size()), steps_,
            1,           0,           -1,           1};
  }

 private:
  std::vector<std::int32_t> end_, low_, high_;
  std::vector<float> sd_;
  std::int32_t steps_;
};

TEST(NextBar, TheFirstIsUniformOrTheOneAskedFor) {
  const SampleBars bars(1, 40, 5);
  BarsView v = bars.view();
  UnitHistogram drawn(40);
  for (std::uint32_t i = 0; i < 40'000; ++i) {
    BarState state{-1, 99, 99, 99};
    next_bar(v, state, words_of(i));
    ASSERT_GE(state.bar, 0);
    ASSERT_LT(state.bar, 40);
    EXPECT_EQ(state.offset, 0);
    drawn.add((state.bar + 0.5) / 40);
  }
  EXPECT_LT(drawn.statistic(), drawn.limit());
  v.first_bar = 17;
  BarState state{-1, 0, 0, 0};
  next_bar(v, state, words_of(1));
  EXPECT_EQ(state.bar, 17);
}

TEST(NextBar, ContinuesRoundTheCircle) {
  const SampleBars bars(1, 7, 1);
  BarState state{-1, 0, 0, 0};
  next_bar(bars.view(), state, words_of(0));
  for (std::uint32_t i = 1; i < 1000; ++i) {
    const std::int32_t before = state.bar;
    next_bar(bars.view(), state, words_of(i));
    ASSERT_EQ(state.bar, (before + 1) % 7);
  }
}

TEST(NextBar, WithoutRestartsNotEvenTheLowestWordRestarts) {
  const SampleBars bars(1, 7, 1);
  BarState state{3, 0, 0, 0};
  next_bar(bars.view(), state, Words4{0, 0xFFFFFFFFU, 0, 0});
  EXPECT_EQ(state.bar, 4);
}

TEST(NextBar, RestartsAsOftenAsToldAndAnywhere) {
  constexpr std::int32_t kBars = 1000;
  const SampleBars bars(2, kBars, 1);
  BarsView v = bars.view();
  for (const double probability : {0.001, 0.1, 0.6}) {
    v.restart_threshold = static_cast<std::uint32_t>(probability * 0x1p32);
    RunningMean restarts;
    UnitHistogram at(20);
    BarState state{0, 0, 0, 0};
    for (std::uint32_t i = 0; i < 200'000; ++i) {
      const std::int32_t before = state.bar;
      next_bar(v, state, words_of(i, 5));
      // a restart at the bar that follows anyway is not seen
      const bool restarted = state.bar != (before + 1) % kBars;
      restarts.add(restarted ? 1 : 0);
      if (restarted) at.add((state.bar + 0.5) / kBars);
    }
    EXPECT_NEAR(restarts.mean(), probability * (1 - 1.0 / kBars), 4 * restarts.stderr_of_mean());
    if (probability > 0.01) {
      EXPECT_LT(at.statistic(), at.limit());
    }
  }
}

TEST(WholeBar, IsTheBar) {
  const SampleBars bars(4, 50, 1);
  BarsView v = bars.view();
  for (std::int32_t bar = 0; bar < v.bars; ++bar) {
    const StepMove move = whole_bar(v, {bar, 0, 0, 0});
    EXPECT_EQ(move.end, v.end[bar]);
    EXPECT_EQ(move.low, v.low[bar]);
    EXPECT_EQ(move.high, v.high[bar]);
  }
  v.inside = 0;
  for (std::int32_t bar = 0; bar < v.bars; ++bar) {
    const StepMove move = whole_bar(v, {bar, 0, 0, 0});
    EXPECT_EQ(move.low, std::min(v.end[bar], 0));
    EXPECT_EQ(move.high, std::max(v.end[bar], 0));
  }
}

// --- when a bar reaches its extremes ------------------------------------------------------------------------------

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

// Source: Chhikara and Folks, "The inverse Gaussian distribution", 1989, section 2.
double inverse_gaussian_cdf(double x, double mean, double shape) {
  const double root = std::sqrt(shape / x);
  return normal_cdf(root * (x / mean - 1)) + std::exp(2 * shape / mean) * normal_cdf(-root * (x / mean + 1));
}

UnitHistogram inverse_gaussian_law(double mean, double shape, double shape_of_law) {
  UnitHistogram fit(50);
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    const Words4 words = words_of(i, 20);
    const double x = inverse_gaussian(mean, shape, normal_from_word(words.w0), unit_double(words.w1));
    fit.add(inverse_gaussian_cdf(x, mean, shape_of_law));
  }
  return fit;
}

TEST(InverseGaussian, HasItsLaw) {
  for (const double mean : {0.1, 1.0, 5.0})
    for (const double shape : {0.05, 1.0, 20.0}) {
      const UnitHistogram fit = inverse_gaussian_law(mean, shape, shape);
      EXPECT_LT(fit.statistic(), fit.limit()) << mean << " " << shape;
      const UnitHistogram control = inverse_gaussian_law(mean, shape, 1.1 * shape);
      EXPECT_GT(control.statistic(), control.limit()) << mean << " " << shape;
    }
}

// The time t at which a bridge is at its minimum, a below its start and b below its end, has a density in proportion to
// that of first passages from both sides: t^(-3/2) e^(-a^2 / 2 v t) (1 - t)^(-3/2) e^(-b^2 / 2 v (1 - t)).
std::vector<double> shares_of_time(double a, double b, double variance, std::size_t cells) {
  constexpr int kPoints = 400;
  std::vector<double> shares;
  double total = 0;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    double sum = 0;
    for (int i = 0; i < kPoints; ++i) {
      const double t = (static_cast<double>(cell) + (i + 0.5) / kPoints) / static_cast<double>(cells);
      sum += std::pow(t * (1 - t), -1.5) * std::exp(-a * a / (2 * variance * t) - b * b / (2 * variance * (1 - t)));
    }
    shares.push_back(sum);
    total += sum;
  }
  for (double& share : shares) share /= total;
  return shares;
}

// Chi-square of drawn times over the cells that expect enough, less its limit: above 0 is a misfit.
double misfit_of_time(double a, double b, double variance, double variance_of_law) {
  constexpr std::size_t kCells = 20;
  std::vector<std::int64_t> counts(kCells, 0);
  constexpr int kDraws = 40'000;
  for (std::uint32_t i = 0; i < kDraws; ++i) {
    const double t = time_of_extreme(a, b, variance, words_of(i, 21));
    EXPECT_TRUE(t >= 0 && t <= 1);
    ++counts[std::min(static_cast<std::size_t>(t * kCells), kCells - 1)];
  }
  const std::vector<double> shares = shares_of_time(a, b, variance_of_law, kCells);
  double statistic = 0;
  double dof = -1;
  for (std::size_t i = 0; i < kCells; ++i) {
    const double expected = shares[i] * kDraws;
    if (expected < 10) continue;
    dof += 1;
    statistic += std::pow(static_cast<double>(counts[i]) - expected, 2) / expected;
  }
  return statistic - testing::chi_square_limit(dof);
}

TEST(TimeOfExtreme, HasTheLawOfABrownianBridge) {
  for (const auto& [a, b] : std::vector<std::pair<double, double>>{{1, 1}, {0.3, 1}, {1, 0.3}, {2, 0.5}, {0.2, 0.2}}) {
    EXPECT_LT(misfit_of_time(a, b, 1, 1), 0) << a << " " << b;
    EXPECT_LT(misfit_of_time(1e5 * a, 1e5 * b, 1e10, 1e10), 0) << a << " " << b;
    EXPECT_GT(misfit_of_time(a, b, 1, 1.3), 0) << "the control " << a << " " << b;
  }
}

TEST(TimeOfExtreme, AnExtremeAtAnEndIsThere) {
  for (std::uint32_t i = 0; i < 100; ++i) {
    EXPECT_EQ(time_of_extreme(0, 5, 1, words_of(i)), 0);
    EXPECT_EQ(time_of_extreme(5, 0, 1, words_of(i)), 1);
    EXPECT_EQ(time_of_extreme(0, 0, 1, words_of(i)), 0);
  }
}

TEST(Reflected, MirrorsAtTheWallsAndStaysInside) {
  EXPECT_EQ(reflected(3, -10, 10), 3);
  EXPECT_EQ(reflected(-13, -10, 10), -7);
  EXPECT_EQ(reflected(12, -10, 10), 8);
  EXPECT_EQ(reflected(-45, -10, 10), -5);
  EXPECT_EQ(reflected(45, -10, 10), -10);
  EXPECT_EQ(reflected(-95, -10, 10), -10);
  EXPECT_EQ(reflected(5, 0, 0), 0);
}

// --- bars in parts ------------------------------------------------------------------------------------------------

BarState started(const BarsView& v, std::int32_t bar, std::uint32_t seed) {
  BarState state{bar > 0 ? bar - 1 : v.bars - 1, 99, 99, 99};
  next_bar(v, state, words_of(seed, 7));
  place_extremes(v, state, words_of(seed, 8), words_of(seed, 9));
  EXPECT_EQ(state.bar, bar);
  for (const std::int32_t at : {state.low_at, state.high_at}) {
    EXPECT_TRUE(at > 0 && at < v.steps_per_bar * kStepParts);
    EXPECT_NE(at % kStepParts, 0);
  }
  return state;
}

// What the steps of one bar come to, from its open.
StepMove walked(const BarsView& v, BarState state, std::uint32_t seed) {
  StepMove sum{0, 0, 0};
  for (std::int32_t k = 0; k < v.steps_per_bar; ++k) {
    const StepMove move = part_of_bar(v, state, k, words_of(seed, 30 + static_cast<std::uint32_t>(k)));
    EXPECT_LE(move.low, std::min(move.end, 0));
    EXPECT_GE(move.high, std::max(move.end, 0));
    sum.low = std::min(sum.low, sum.end + move.low);
    sum.high = std::max(sum.high, sum.end + move.high);
    sum.end += move.end;
    EXPECT_EQ(state.offset, sum.end);
  }
  return sum;
}

TEST(PartOfBar, StepsReproduceTheBarExactly) {
  for (const std::int32_t steps : {1, 2, 5, 60}) {
    const SampleBars bars(5, 60, steps);
    const BarsView v = bars.view();
    for (std::int32_t bar = 0; bar < v.bars; ++bar)
      for (std::uint32_t draw = 0; draw < 20; ++draw) {
        const StepMove sum = walked(v, started(v, bar, draw), draw);
        ASSERT_EQ(sum.end, v.end[bar]);
        ASSERT_EQ(sum.low, v.low[bar]);
        ASSERT_EQ(sum.high, v.high[bar]);
      }
  }
}

TEST(PartOfBar, WhereOnlyEndsCountItStaysInsideAndEndsAtTheClose) {
  const SampleBars bars(6, 60, 5);
  BarsView v = bars.view();
  v.inside = 0;
  for (std::int32_t bar = 0; bar < v.bars; ++bar)
    for (std::uint32_t draw = 0; draw < 20; ++draw) {
      const StepMove sum = walked(v, started(v, bar, draw), draw);
      EXPECT_EQ(sum.end, v.end[bar]);
      EXPECT_GE(sum.low, v.low[bar]);
      EXPECT_LE(sum.high, v.high[bar]);
    }
}

// Bars of a Brownian motion walked in parts are a Brownian motion again, but for what is approximated: each extreme is
// placed given itself and the end alone, and between them the walls are mirrors.
constexpr std::int32_t kSteps = 5;
struct Rewalked {
  std::vector<RunningMean> square{kSteps};  // of the offset after each step, in steps' variances
  std::vector<RunningMean> low{kSteps};     // running low, in steps' deviations
};
enum class Extremes { kPlaced, kAtTheOpen };

Rewalked rewalk(Extremes extremes) {
  constexpr float kSd = 50'000;
  const DiffusionView diffusion{kSd, kSd * kSd, 0};
  Rewalked result;
  for (std::uint32_t path = 0; path < 40'000; ++path) {
    StepMove bar{0, 0, 0};
    for (std::uint32_t k = 0; k < kSteps; ++k) {
      const StepMove move = diffusion_step(diffusion, words_of(path, 200 + k), 0);
      bar = {bar.end + move.end, std::min(bar.low, bar.end + move.low), std::max(bar.high, bar.end + move.high)};
    }
    const BarsView v{&bar.end, &bar.low, &bar.high, &kSd, 1, kSteps, 1, 0, -1, 1};
    BarState state = started(v, 0, path);
    if (extremes == Extremes::kAtTheOpen) state.low_at = state.high_at = 1;
    std::int32_t lowest = 0;
    for (std::uint32_t k = 0; k < kSteps; ++k) {
      const std::int32_t before = state.offset;
      const StepMove move = part_of_bar(v, state, static_cast<std::int32_t>(k), words_of(path, 300 + k));
      lowest = std::min(lowest, before + move.low);
      result.square[k].add(std::pow(state.offset / static_cast<double>(kSd), 2));
      result.low[k].add(lowest / static_cast<double>(kSd));
    }
  }
  return result;
}

double expected_low(std::size_t step) {
  return -std::sqrt(2 * static_cast<double>(step + 1) / 3.14159265358979);
}

TEST(PartOfBar, BarsOfABrownianMotionComeOutMuchLikeOne) {
  const Rewalked walk = rewalk(Extremes::kPlaced);
  for (std::size_t i = 0; i < kSteps; ++i) {
    const auto steps = static_cast<double>(i + 1);
    EXPECT_GT(walk.square[i].mean(), 0.5 * steps);
    EXPECT_LT(walk.square[i].mean(), 1.1 * steps);
    EXPECT_NEAR(walk.low[i].mean(), expected_low(i), -0.15 * expected_low(i));
    RecordProperty("variance_after_" + std::to_string(i + 1), std::to_string(walk.square[i].mean() / steps));
    RecordProperty("low_after_" + std::to_string(i + 1), std::to_string(walk.low[i].mean() / expected_low(i)));
  }
  const std::size_t last = kSteps - 1;
  EXPECT_NEAR(walk.square[last].mean(), kSteps, 4 * walk.square[last].stderr_of_mean());
  EXPECT_NEAR(walk.low[last].mean(), expected_low(last), 4 * walk.low[last].stderr_of_mean());
}

TEST(PartOfBar, ControlExtremesAtTheOpenAreSeen) {
  const Rewalked walk = rewalk(Extremes::kAtTheOpen);
  EXPECT_GT(std::fabs(walk.low[0].mean() / expected_low(0) - 1), 0.15);
}

}  // namespace
}  // namespace tinderbox
