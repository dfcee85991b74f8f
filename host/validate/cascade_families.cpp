// Deterministic cascades on static ladders and books, by the whole forward engine without noise. Prices are scaled so
// that the expected drop is a fair part of the price now; a tick of the coordinate is 6e-8 of that price.
#include <algorithm>
#include <cmath>

#include "host/engine/book_fit.hpp"
#include "host/validate/cascade_setup.hpp"
#include "host/validate/family.hpp"

namespace tinderbox::validation {
namespace {

constexpr double kResolution = 2e-4;  // of an answer: ticks and cents, magnified by feedback

Finding near(double expected, double got) {
  return exact(expected, got, kResolution * std::abs(expected));
}

// Rounds until a cascade of branching ratio n has come to its end.
std::int32_t rounds_until_end(double n) {
  if (n >= 1) return 86400;
  return static_cast<std::int32_t>(std::clamp(std::ceil(16 / (1 - n)) + 16, 32.0, 86400.0));
}

double positive_value(double value) {
  if (!(value > 0) || value > 1e14) throw BadEntry("value: no drop that a cascade could have");
  return value;
}

// Dollars are scaled so that the reference order of the branching ratio, 10 M USD, moves the price by `reach`; this
// changes no price.
double money_scale(double lambda, double reach) {
  return 1e7 * lambda / reach;
}

Findings uniform_linear(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double shock = p.number("Delta", kPositive);
  const double rho = p.number("rho_usd_per_usd", kPositive);
  const double lambda = p.number("lam_usd_per_usd", kPositive);
  const double width = p.number("ladder_width", kPositive);
  const std::vector<double> expected = entry.values(4);
  const double drop = positive_value(expected[1]);
  if (shock > drop * (1 + 1e-9)) throw BadEntry("value: the drop is smaller than the shock");
  const double now = 3 * drop;
  const double scale = money_scale(lambda, 0.2 * std::min(width, drop));
  ForwardSetup setup = straight_setup(now, shock, lambda / scale, rounds_until_end(lambda * rho));
  setup.ladder = uniform_ladder(now, std::min(width, 0.9 * now), rho * scale, 100);
  const ForwardRun run = run_forward(setup, bench.executor);
  const Cascade found = deterministic_cascade(setup, bench.executor);
  // Of the bin next to the price.
  const double n = static_cast<double>(run.result.cascade.branching_ratio[2 * 99]);
  return {near(expected[0], n), near(expected[1], found.drop), near(expected[2], found.liquidated / scale),
          near(expected[3], found.drop / shock)};
}

Findings partial_sum(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double n = p.number("n", {1e-6, 100});
  const auto rounds = static_cast<std::int32_t>(p.whole("R", 1, 86400));
  const double amplification = positive_value(entry.single_value());
  if (amplification > 3e4) throw OutOfReach("the shock would be a few ticks of the drop");
  constexpr double kRho = 20000;
  const double now = 3 * amplification;  // of a shock of 1 USD
  ForwardSetup setup = straight_setup(now, 1, n / kRho, rounds);
  setup.ladder = uniform_ladder(now, 0.9 * now, kRho, 100);
  const double found = deterministic_cascade(setup, bench.executor).drop;
  return {exact(amplification, found, (kResolution + 2 * now * kUnitsPerTick) * amplification)};
}

// Bins of equal mass, so that the ladder is finest where it is densest.
LadderResult exponential_ladder(double now, double mass, double h) {
  constexpr std::size_t kBins = 4000;
  const double reach = std::min(14 * h, 0.9 * now);
  const double held = 1 - std::exp(-reach / h);
  std::vector<double> edges;
  for (std::size_t k = kBins; k > 0; --k) edges.push_back(now + h * std::log1p(-held * static_cast<double>(k) / kBins));
  edges.push_back(now);
  edges.push_back(now * 1.01);
  LadderResult ladder = empty_ladder(edges, 1);
  fill_side(ladder, 0, [&](double low, double) { return low < now ? mass * held / static_cast<double>(kBins) : 0.0; });
  margins_that_last(ladder);
  return ladder;
}

Findings exponential(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double shock = p.number("Delta", kPositive);
  const double mass = p.number("C0", kPositive);
  const double h = p.number("h", kPositive);
  const double lambda = p.number("lam", kPositive);
  const std::vector<double> expected = entry.values(3);
  const double now = std::max(3 * positive_value(expected[1]), 16 * h);
  const double scale = money_scale(lambda, 1e-3 * h);
  ForwardSetup setup = straight_setup(now, shock, lambda / scale, 86400);
  setup.ladder = exponential_ladder(now, mass * scale, h);
  const ForwardRun run = run_forward(setup, bench.executor);
  const Cascade found = deterministic_cascade(setup, bench.executor);
  const double b = static_cast<double>(run.result.cascade.branching_ratio[2 * 3999]);
  // The ratio is that of an order which reaches h / 1000.
  return {exact(expected[0], b, 1e-3 * expected[0]), near(expected[1], found.drop),
          near(expected[2], found.liquidated / scale)};
}

// A book whose density grows from nothing is the square-root law: Q = k D^2 / 2.
void wedge_book(BookConfig& book, double usd_per_usd2, double now, double reach) {
  even_book(book, 0, reach / now);
  book.depth_slope_usd_per_percent2 = usd_per_usd2 * now * now / 1e4;
}

Findings sqrt_impact(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double shock = p.number("Delta", kNotNegative);
  const double rho = p.number("rho", kPositive);
  const double y = p.number("Y", kPositive);
  const double drop = positive_value(entry.single_value());
  const double now = 3 * drop;
  // Any touch at all for a shock of nothing.
  ForwardSetup setup = straight_setup(now, std::max(shock, 1e-5 * drop), 1, 86400);
  wedge_book(setup.config.book, 2 / (y * y), now, 1.5 * drop);
  setup.config.book.refill_seconds = 1e15;
  setup.ladder = uniform_ladder(now, 2 * drop, rho, 100);
  return {near(drop, deterministic_cascade(setup, bench.executor).drop)};
}

// An order: a lump of longs right below the price, which a shock of a few ticks sets off.
struct Order {
  double width;  // of its bin
  double shock;
};
Order order_at(double now) {
  return {now * 16 * kUnitsPerTick, now * 20 * kUnitsPerTick};
}

Findings constant_depth(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double order = p.number("Q0", kPositive);
  const double depth = p.number("d", kPositive);
  const double rho = p.number("rho", kNotNegative);
  if (rho >= depth) throw BadEntry("parameter rho is not below d");
  const std::vector<double> expected = entry.values(2);
  const double now = 3 * positive_value(expected[0]);
  const Order lump = order_at(now);
  ForwardSetup setup = straight_setup(now, lump.shock, 1 / depth, rounds_until_end(rho / depth));
  const double trigger = now - lump.shock;
  std::vector<double> edges = even_edges(0.1 * now, (trigger - 0.1 * now) / 100, 100);
  edges.back() = trigger;
  edges.insert(edges.end(), {trigger + lump.width, now, now * 1.01});
  setup.ladder = empty_ladder(edges, 1);
  fill_side(setup.ladder, 0, [&](double low, double high) { return low < trigger ? rho * (high - low) : 0.0; });
  put(setup.ladder, 0, trigger + 0.5 * lump.width, order);
  margins_that_last(setup.ladder);
  const Cascade found = deterministic_cascade(setup, bench.executor);
  const double magnified = lump.shock / (1 - rho / depth);  // the shock that sets the order off
  const double resolution = kResolution * expected[0] + magnified;
  return {exact(expected[0], found.drop, resolution),
          exact(expected[1], found.liquidated - order, resolution * rho + kResolution * expected[1] + 1)};
}

// The mean fill from what the fund pays for an order whose bankruptcy price is where it is triggered.
Findings wedge_impact(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double order = p.number("Q", {1, 1e15});
  const double kappa = p.number("kappa", kPositive);
  const std::vector<double> expected = entry.values(2);
  const double drop = positive_value(expected[0]);
  const double now = 3 * drop;
  const Order lump = order_at(now);
  ForwardSetup setup = straight_setup(now, lump.shock, 1, 10);
  wedge_book(setup.config.book, kappa, now, 1.5 * drop);
  setup.ladder = empty_ladder({now / 2, now - lump.shock, now - lump.shock + lump.width, now * 1.01}, 1);
  put(setup.ladder, 0, now - lump.shock + 0.5 * lump.width, order);
  setup.ladder.bankruptcy_buffer.assign(setup.ladder.notional.size(), 0.0F);
  const ForwardRun run = run_forward(setup, bench.executor);
  const double paid = static_cast<double>(run.result.cascade.fund_loss[0]);
  const double found = -run.records.front().low * kUnitsPerTick * now;
  return {exact(expected[0], found, kResolution * drop + lump.shock),
          exact(expected[1], paid / order * now, kResolution * expected[1] + lump.shock)};
}

// All impact reverts, e^-(r tau) of it is left after a round.
ForwardSetup resilient_setup(double now, double n, double r_tau, std::int32_t rounds) {
  constexpr double kRho = 20000;
  ForwardSetup setup = straight_setup(now, 1, n / kRho, rounds);
  setup.config.book.permanent_share = 0;
  setup.config.book.reversion_seconds = 1 / r_tau;
  // The book must hold more than the price falls: what is bought back does not fill it again.
  even_book(setup.config.book, now * kRho / n, 40);
  setup.ladder = uniform_ladder(now, 0.95 * now, kRho, 100);
  return setup;
}

Findings resilient_drop(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double n = p.number("n", {1e-6, 100});
  const double r_tau = p.number("r_tau", {1e-6, 100});
  (void)p.number("Delta", kPositive);  // the drop is measured in shocks
  const std::vector<double> expected = entry.values(2);
  const double amplification = positive_value(expected[0]);
  if (amplification > 3e4) throw OutOfReach("the shock would be a few ticks of the drop");
  const double now = 3 * amplification;  // of a shock of 1 USD
  constexpr std::int32_t kMostRounds = 4096;
  const ForwardSetup setup = resilient_setup(now, n, r_tau, kMostRounds);
  const double found = deterministic_cascade(setup, bench.executor).drop;
  return {exact(amplification, found, (kResolution + 2 * now * kUnitsPerTick) * amplification),
          exact(expected[1], rounds_of_cascade(setup, bench.executor, kMostRounds), 0)};
}

// What the engine states, if its cascades run away a little above it and not a little below (right below, they grow by
// orders of magnitude before they turn).
Findings resilience_threshold(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double r_tau = p.number("r_tau", {1e-3, 50});
  const double expected = entry.single_value();
  const auto run = [&](double n) { return run_forward(resilient_setup(1e5, n, r_tau, 86400), bench.executor).result; };
  const double stated = run(1).cascade.critical_branching_ratio;
  for (const double factor : {0.9, 1.03}) {
    const bool runs_away = run(factor * stated).cascade.ladder_end_probability[0] > 0;
    if (runs_away != (factor > 1))
      return {exact(expected, factor * stated, 0)};  // the cascades disagree with what is stated
  }
  return {exact(expected, stated, 1e-6)};
}

Findings response(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const double expected = entry.single_value();
  return {exact(expected, response_of_minute(p.number("Q_btc", {0, 1e9})), 1e-9 * std::abs(expected))};
}

constexpr Family kFamilies[] = {
    {"aggregate_impact_master_curve", "the engine's response of a minute (host/engine/book_fit.hpp)", response},
    {"cascade_uniform_linear", "forward engine without noise: path, branching ratio at the price", uniform_linear},
    {"cascade_rounds_partial_sum", "forward engine without noise: a step of so many rounds", partial_sum},
    {"cascade_exponential_ladder", "forward engine without noise: path, branching ratio at the price", exponential},
    {"cascade_uniform_sqrt_impact", "forward engine without noise: a book whose density grows from nothing",
     sqrt_impact},
    {"cascade_constant_depth_book", "forward engine without noise: the order is a lump below the price",
     constant_depth},
    {"v_shaped_book_impact", "forward engine without noise: likewise; the mean fill from the fund's loss",
     wedge_impact},
    {"cascade_resilience_total_drop", "forward engine without noise: reversion between rounds", resilient_drop},
    {"cascade_resilience_threshold", "the engine's critical branching ratio, and cascades a little below and above it",
     resilience_threshold},
};

}  // namespace

std::span<const Family> cascade_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
