// The whole forward engine with degenerate inputs against closed forms: deterministic cascades, feedback on Brownian
// paths, who pays.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "host/engine/book_table.hpp"
#include "tests/engine/forward_fixture.hpp"
#include "tests/engine/oracles.hpp"

namespace tinderbox::testing {
namespace {

using nlohmann::json;

constexpr double kNow = 100000;
constexpr std::int64_t kOneBlock = 256;

// One step of an arithmetic price: `drop` USD in `seconds`, a round a second. Longs `rho` USD per USD down to `width`
// below the price, bins of `bin`; a sale of V USD moves the price by lambda V.
ForwardSetup uniform_setup(double drop, double rho, double lambda, double width, double bin, std::int32_t seconds) {
  ForwardSetup setup = forward_setup("bachelier", kNow, kOneBlock);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  setup.config.paths.steps = setup.config.paths.output_steps = 1;
  setup.config.paths.step_seconds = seconds;
  straight_steps(setup.config.paths, -drop / kNow);
  even_book(setup.config.book, kNow / lambda, 1.2);
  setup.ladder = empty_ladder(even_edges(1000, bin, static_cast<std::size_t>(std::lround(110000 / bin))), 2);
  fill_side(setup.ladder, 0, [&](double low, double high) {
    const double from = std::max(low, kNow - width);
    const double to = std::min(high, kNow);
    return to > from ? rho * (to - from) : 0.0;
  });
  return setup;
}

// The answer of the only path, checked to be that of all.
const PathRecord& only_record(const ForwardRun& run) {
  for (const PathRecord& r : run.records) {
    EXPECT_EQ(r.low, run.records[0].low);
    EXPECT_EQ(r.liquidated[0], run.records[0].liquidated[0]);
  }
  return run.records[0];
}

double drop_of(const PathRecord& record) {
  return -record.low * kUnitsPerTick * kNow;
}

struct Cascade {
  double drop;
  double liquidated;
};

Cascade by_path(const ForwardSetup& setup) {
  const ForwardRun run = run_forward(setup);
  const PathRecord& record = only_record(run);
  return {drop_of(record), static_cast<double>(record.liquidated[0]) * run.result.cascade.money_unit_usd};
}

Cascade by_what_if(const ForwardSetup& setup, double level) {
  const WhatIfResult answer = run_forward(setup).result.whatif;
  for (std::size_t k = 0; k < answer.price.size(); ++k)
    if (std::abs(answer.price[k] - level) < 1e-6)
      return {kNow - static_cast<double>(answer.stop_price[k]), static_cast<double>(answer.forced[k])};
  ADD_FAILURE() << "no bin centre at " << level;
  return {};
}

Cascade by_stress(ForwardSetup setup, double drop) {
  setup.config.stress = {-100 * drop / kNow, 600, 1};
  setup.config.cascade.round_seconds = 0.1;
  const StressResult answer = run_forward(setup).result.stress;
  EXPECT_NEAR(answer.feedback_share.value, 1 - drop / (kNow - answer.stop_price.value), 1e-4);
  return {kNow - answer.stop_price.value, answer.forced.value};
}

// A tick that is lost where a cascade stops counts 1 / (1 - n) ticks of 0.006 USD.
void check_cascade(const std::string& name, double drop, double liquidated, const Cascade& found, double tolerance) {
  expect_value({"cascade_uniform_linear", name + " drop", drop, found.drop, tolerance});
  expect_value(
      {"cascade_uniform_linear", name + " liquidated", liquidated, found.liquidated, liquidated * tolerance / drop});
}

TEST(ForwardCascade, UniformLadderLinearImpact) {
  TINDERBOX_NEED_ORACLES("cascade_uniform_linear");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double shock = p.at("Delta").get<double>();
    const double rho = p.at("rho_usd_per_usd").get<double>();
    const double lambda = p.at("lam_usd_per_usd").get<double>();
    const double width = p.at("ladder_width").get<double>();
    const double n = entry.at("value")[0].get<double>();
    const double drop = entry.at("value")[1].get<double>();
    const double liquidated = entry.at("value")[2].get<double>();
    const std::string name = fmt::format("n={}", n);
    // Bins of 1,000 USD: 99,500 is the centre of the first one below the price.
    const ForwardSetup setup = uniform_setup(shock, rho, lambda, width, 1000, 1200);
    check_cascade(name + " path", drop, liquidated, by_path(setup), 0.1);
    check_cascade(name + " what-if", drop, liquidated, by_what_if(setup, kNow - shock), 0.1);
    if (n < 1) check_cascade(name + " stress", drop, liquidated, by_stress(setup, shock), 0.5);

    const Cascade other = by_path(uniform_setup(shock, rho, 1.01 * lambda, width, 1000, 1200));
    expect_rejected({"cascade_uniform_linear", name + " 1.01 n", drop, other.drop, 0.1});
  }
}

TEST(ForwardCascade, TheBranchingRatioIsLambdaRho) {
  TINDERBOX_NEED_ORACLES("cascade_uniform_linear");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double lambda = p.at("lam_usd_per_usd").get<double>();
    const CascadeResult cascade = run_forward(uniform_setup(500, p.at("rho_usd_per_usd").get<double>(), lambda,
                                                            p.at("ladder_width").get<double>(), 1000, 10))
                                      .result.cascade;
    // Bins whose reference order ends inside the ladder.
    for (std::size_t k = 0; k < cascade.price.size(); ++k) {
      if (cascade.price[k] > kNow || cascade.price[k] < kNow - 9000) continue;
      const double n = cascade.branching_ratio[2 * k];
      EXPECT_NEAR(n, entry.at("value")[0].get<double>(), 1e-4) << cascade.price[k];
    }
    EXPECT_EQ(cascade.critical_branching_ratio, 1) << "permanent impact";
  }
}

TEST(ForwardCascade, PartialSumsOfRounds) {
  TINDERBOX_NEED_ORACLES("cascade_rounds_partial_sum");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double n = p.at("n").get<double>();
    const auto rounds = p.at("R").get<std::int32_t>();
    constexpr double kShock = 500;
    constexpr double kRho = 20000;
    const std::string name = fmt::format("n={} R={}", n, rounds);
    const auto amplification = [&](std::int32_t seconds) {
      return by_path(uniform_setup(kShock, kRho, n / kRho, 1e9, 1000, seconds)).drop / kShock;
    };
    const double expected = entry.at("value").get<double>();
    expect_value({"cascade_rounds_partial_sum", name, expected, amplification(rounds), 5e-5 * expected});
    expect_rejected(
        {"cascade_rounds_partial_sum", name + " R-1", expected, amplification(rounds - 1), 5e-5 * expected});
  }
}

TEST(ForwardCascade, ExponentialLadder) {
  TINDERBOX_NEED_ORACLES("cascade_exponential_ladder");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double shock = p.at("Delta").get<double>();
    const double h = p.at("h").get<double>();
    ForwardSetup setup = uniform_setup(shock, 0, p.at("lam").get<double>(), 0, 20, 2400);
    fill_side(setup.ladder, 0, [&](double low, double high) {
      const double to = std::max(kNow - low, 0.0);
      const double from = std::max(kNow - high, 0.0);
      return p.at("C0").get<double>() * (std::exp(-from / h) - std::exp(-to / h));
    });
    const double expected = entry.at("value")[1].get<double>();
    const std::string name = fmt::format("shock={} b={}", shock, entry.at("value")[0].get<double>());
    const Cascade found = by_path(setup);
    expect_value({"cascade_exponential_ladder", name, expected, found.drop, 2e-4 * expected});
    const double liquidated = entry.at("value")[2].get<double>();
    expect_value({"cascade_exponential_ladder", name + " liquidated", liquidated, found.liquidated, 2e-4 * liquidated});
    setup.config.book.depth_multiplier = 1.01;
    expect_rejected(
        {"cascade_exponential_ladder", name + " depth 1.01", expected, by_path(setup).drop, 2e-4 * expected});
  }
}

// All impact reverts with e^-(r tau) left after a round.
ForwardSetup resilient_setup(double n, double r_tau, double shock, std::int32_t rounds) {
  constexpr double kRho = 20000;
  ForwardSetup setup = uniform_setup(shock, kRho, n / kRho, 1e9, 1000, rounds);
  even_book(setup.config.book, kNow * kRho / n, 6);
  setup.config.book.permanent_share = 0;
  setup.config.book.reversion_seconds = 1 / r_tau;
  return setup;
}

TEST(ForwardCascade, ReversionBetweenRounds) {
  TINDERBOX_NEED_ORACLES("cascade_resilience_total_drop");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    constexpr double kShock = 500;
    const double n = p.at("n").get<double>();
    const double expected = entry.at("value")[0].get<double>();
    const auto rounds = entry.at("value")[1].get<std::int32_t>();
    const auto cascade = [&](double r_tau, std::int32_t limit) {
      return by_path(resilient_setup(n, r_tau, kShock, limit));
    };
    const double r_tau = p.at("r_tau").get<double>();
    const std::string name = fmt::format("n={}", n);
    const Cascade all = cascade(r_tau, 60);
    expect_value({"cascade_resilience_total_drop", name, expected, all.drop / kShock, 5e-5 * expected});
    EXPECT_EQ(cascade(r_tau, rounds).liquidated, all.liquidated) << "so many rounds suffice";
    EXPECT_LT(cascade(r_tau, rounds - 1).liquidated, all.liquidated) << "and no fewer";
    expect_rejected({"cascade_resilience_total_drop", name + " 1.02 r", expected,
                     cascade(1.02 * r_tau, 60).drop / kShock, 5e-5 * expected});
  }
}

TEST(ForwardCascade, ResilienceThreshold) {
  TINDERBOX_NEED_ORACLES("cascade_resilience_threshold");
  for (const json& entry : entries) {
    const double r_tau = entry.at("params").at("r_tau").get<double>();
    const double expected = entry.at("value").get<double>();
    const ForwardRun run = run_forward(resilient_setup(0.5, r_tau, 1, 10));
    expect_value({"cascade_resilience_threshold", fmt::format("r tau={}", r_tau), expected,
                  run.result.cascade.critical_branching_ratio, 1e-6});
  }
}

bool warns_of_ladder_end(const ForwardRun& run) {
  return std::any_of(run.result.warnings.begin(), run.result.warnings.end(),
                     [](const std::string& w) { return w.find("reached the end of the ladder") != std::string::npos; });
}

// What is permanent and what is left after a round, and on which side of n_c the cascade is.
TEST(ForwardCascade, CascadesRunAwayAboveTheCriticalRatioOnly) {
  for (const double permanent : {0.0, 0.2, 0.5, 0.8, 1.0})
    for (const double left : {0.2, 0.6, 0.9}) {
      const double critical = critical_branching_ratio(permanent, left);
      const auto reaches_end = [&](double n) {
        ForwardSetup setup = resilient_setup(n, -std::log(left), 1, 3600);
        setup.config.book.permanent_share = permanent;
        const ForwardRun run = run_forward(setup);
        EXPECT_EQ(warns_of_ladder_end(run), run.result.cascade.ladder_end_probability[0] > 0);
        return run.result.cascade.ladder_end_probability[0];
      };
      EXPECT_EQ(reaches_end(1.1 * critical), 1) << permanent << ' ' << left;
      EXPECT_EQ(reaches_end(0.9 * critical), 0) << permanent << ' ' << left;
    }
}

constexpr std::int64_t kPaths = 1 << 15;

// An arithmetic Brownian price over a uniform ladder of longs with permanent linear impact.
ForwardSetup brownian_setup(const json& p, double n, double rho) {
  ForwardSetup setup = uniform_setup(0, rho, n / rho, 1e9, 1000, 1);
  setup.config.seed = seed_of(p.dump());
  setup.config.paths.count = kPaths;
  setup.config.paths.drift_annual = 0;
  set_horizon(setup.config.paths, p.at("T_days").get<double>(), n > 0.8 ? 2 : 8, 2);
  setup.config.paths.volatility_annual = p.at("sigma_per_sqrt_day").get<double>() / kNow * std::sqrt(kYearDays);
  return setup;
}

double n_of(const json& p) {
  return p.at("n").get<double>();
}

TEST(ForwardCascade, MinimumOfABrownianPathWithFeedback) {
  TINDERBOX_NEED_ORACLES("feedback_min_law_bachelier");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double expected = entry.at("value").get<double>();
    const double error = share_error(expected, static_cast<double>(kPaths));
    const std::string name = fmt::format("n={} D={}", n_of(p), p.at("D").get<int>());
    const auto touched = [&](double n) {
      ForwardSetup setup = brownian_setup(p, n, 20000);
      const ForwardRun run = run_forward(setup);
      // The path and its twin differ by the same factor always.
      for (const PathRecord& r : run.records) {
        const bool tells = r.twin_low * kUnitsPerTick < -1e-3 && r.low * kUnitsPerTick > -0.98;
        if (tells) {
          EXPECT_NEAR(static_cast<double>(r.low) / r.twin_low * (1 - n), 1, 1e-4);
        }
      }
      for (std::size_t k = 0; k < setup.ladder.price.size(); ++k)
        if (std::abs(setup.ladder.price_bounds[2 * k + 1] - (kNow - p.at("D").get<double>())) < 1e-6)
          return static_cast<double>(run.result.paths.touch_probability[k]);
      // No edge at the barrier: from the records.
      const std::int32_t at = setup.ticks(kNow - p.at("D").get<double>());
      return static_cast<double>(std::count_if(run.records.begin(), run.records.end(),
                                               [&](const PathRecord& r) { return r.low <= at; })) /
             static_cast<double>(kPaths);
    };
    expect_law({"feedback_min_law_bachelier", name, expected, touched(n_of(p)), error});
    const double other = n_of(p) > 0.8 ? 0.88 : n_of(p) + 0.03;
    expect_rejected(
        {"feedback_min_law_bachelier", name + fmt::format(" with n={:.2f}", other), expected, touched(other), error});
  }
}

TEST(ForwardCascade, ExpectedLiquidationWithFeedback) {
  TINDERBOX_NEED_ORACLES("feedback_expected_liquidated");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double rho = p.at("rho").get<double>();
    const std::string name = fmt::format("n={}", n_of(p));
    const auto check = [&](double n, const auto& verdict, const std::string& suffix) {
      const ForwardRun run = run_forward(brownian_setup(p, n, rho));
      const double unit = run.result.cascade.money_unit_usd;
      const SampleMean usd =
          sample_mean(run.records, [&](const PathRecord& r) { return static_cast<double>(r.liquidated[0]) * unit; });
      verdict({"feedback_expected_liquidated", name + " liquidated" + suffix, entry.at("value")[0].get<double>(),
               usd.value, usd.error});
      EXPECT_NEAR(run.result.cascade.liquidated[0].value, usd.value, 1e-6 * usd.value);
      double cells = 0;
      for (const float cell : run.result.paths.liquidated) cells += static_cast<double>(cell);
      EXPECT_NEAR(cells, usd.value, 1e-5 * usd.value);
      const SampleMean shift =
          sample_mean(run.records, [](const PathRecord& r) { return r.end * kUnitsPerTick * kNow; });
      verdict({"feedback_expected_liquidated", name + " mean shift" + suffix, entry.at("value")[1].get<double>(),
               shift.value, shift.error});
    };
    check(n_of(p), expect_law, "");
    // The mean shift of small n says little, as the end of a path varies by more than that.
    const double other = n_of(p) > 0.8 ? 0.87 : n_of(p) + 0.12;
    check(other, expect_rejected, fmt::format(" with n={:.2f}", other));
  }
}

TEST(ForwardCascade, EndOfABrownianPathWithFeedback) {
  TINDERBOX_NEED_ORACLES("feedback_terminal_law_two_piece_normal");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const auto below = [&](double n) {
      const ForwardRun run = run_forward(brownian_setup(p, n, 20000));
      const double y = p.at("y").get<double>() / kNow * kTicksPerUnit;
      return static_cast<double>(std::count_if(run.records.begin(), run.records.end(),
                                               [&](const PathRecord& r) { return r.end <= y; })) /
             static_cast<double>(kPaths);
    };
    const double expected = entry.at("value").get<double>();
    const double error = share_error(expected, static_cast<double>(kPaths));
    const std::string name = fmt::format("n={} y={}", n_of(p), p.at("y").get<int>());
    expect_law({"feedback_terminal_law_two_piece_normal", name, expected, below(n_of(p)), error});
    expect_rejected(
        {"feedback_terminal_law_two_piece_normal", name + " without feedback", expected, below(1e-9), error});
  }
}

// Ladder and impact even in the log price.
TEST(ForwardCascade, MinimumOfAGbmPathWithFeedback) {
  TINDERBOX_NEED_ORACLES("feedback_min_law_gbm_logladder");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double barrier = p.at("D").get<double>();
    const auto run_with = [&](double n) {
      ForwardSetup setup = forward_setup("gbm", kNow, kPaths / 2);
      setup.config.seed = seed_of(p.dump());
      set_horizon(setup.config.paths, p.at("T_days").get<double>(), n > 0.8 ? 2 : 8, 1);
      setup.config.paths.volatility_annual = p.at("sigma").get<double>();
      std::vector<double> edges{kNow};
      for (int j = 1; j <= 120; ++j) edges.push_back(kNow * std::exp(-barrier * j / 4));
      std::reverse(edges.begin(), edges.end());
      setup.ladder = empty_ladder(edges, 2);
      constexpr double kUsdPerUnit = 1e10;
      fill_side(setup.ladder, 0, [&](double low, double high) { return kUsdPerUnit * std::log(high / low); });
      even_book(setup.config.book, kUsdPerUnit / n, 12);
      return run_forward(setup).result;
    };
    const ForwardResult result = run_with(n_of(p));
    const double expected = entry.at("value").get<double>();
    const double error = share_error(expected, static_cast<double>(kPaths / 2));
    const std::size_t bin = 120 - 5;  // from exp(-5 D / 4) to exp(-D)
    const std::string name = fmt::format("n={} D={}", n_of(p), barrier);
    expect_law({"feedback_min_law_gbm_logladder", name, expected,
                static_cast<double>(result.paths.touch_probability[bin]), error});
    expect_value({"feedback_min_law_gbm_logladder", name + " amplification", 1 / (1 - n_of(p)),
                  result.cascade.amplification.value, 1e-4 / (1 - n_of(p))});
    const ForwardResult other = run_with(n_of(p) - 0.08);
    expect_rejected({"feedback_min_law_gbm_logladder", name + fmt::format(" with n={:.2f}", n_of(p) - 0.08), expected,
                     static_cast<double>(other.paths.touch_probability[bin]), error});
  }
}

// A lump of q contracts sold from its trigger: mean fill p0 - lambda q / 2 against the bankruptcy price. Contracts of
// kNow USD make dollars times relative distance dollars lost.
TEST(ForwardCascade, WhatASaleLosesOrLeaves) {
  TINDERBOX_NEED_ORACLES("insurance_loss_linear_book");
  for (const json& entry : entries) {
    const json& p = entry.at("params");
    const double q = p.at("q").get<double>();
    const double trigger = p.at("p0").get<double>();
    const auto fund_change = [&](double lambda) {
      ForwardSetup setup = forward_setup("bachelier", kNow, kOneBlock);
      setup.market.open_interest_lots.back() = 0;
      setup.config.paths.steps = setup.config.paths.output_steps = 1;
      setup.config.paths.step_seconds = 1;
      straight_steps(setup.config.paths, -(kNow - trigger + 0.5) / kNow);
      even_book(setup.config.book, kNow * kNow / lambda, 1);
      setup.config.cascade.fund_usd = 1e6;
      setup.ladder = empty_ladder({trigger - 0.5, trigger + 0.5, kNow * 1.1}, 1);
      put(setup.ladder, 0, trigger, q * kNow);
      setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.0F);
      setup.ladder.bankruptcy_buffer[0] = static_cast<float>((trigger - p.at("bankruptcy").get<double>()) / trigger);
      const ForwardRun run = run_forward(setup);
      EXPECT_NEAR(static_cast<double>(run.result.cascade.liquidated[0].value), q * kNow, 1);
      return run.result.cascade.fund_loss[0];
    };
    // A surplus goes to the fund only where surplus_share says so: it is no loss.
    const double expected = std::max(-entry.at("value").get<double>(), 0.0);
    const double lambda = p.at("lam").get<double>();
    const std::string name = fmt::format("q={} lambda={}", q, lambda);
    expect_value({"insurance_loss_linear_book", name, expected, fund_change(lambda), 1 + 1e-3 * expected});
    if (expected > 0)
      expect_rejected({"insurance_loss_linear_book", name + " lambda 1.1 l", expected, fund_change(1.1 * lambda),
                       1 + 1e-3 * expected});
  }
}

}  // namespace
}  // namespace tinderbox::testing
