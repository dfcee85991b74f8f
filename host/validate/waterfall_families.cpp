// Lumpy ladders, who pays, who is deleveraged first, and that nothing is lost.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "host/engine/book_table.hpp"
#include "host/margin/margin_solver.hpp"
#include "host/validate/cascade_setup.hpp"
#include "host/validate/family.hpp"
#include "sim/adl_rank.hpp"
#include "sim/cascade.hpp"

namespace tinderbox::validation {
namespace {

// --- lumps --------------------------------------------------------------------------------------------------------

// A lump fires once the price is at or below its level; so many ticks above it cover the rounding of the impacts
// before.
constexpr double kLumpTicks = 16;

struct Lump {
  double level;
  double quantity;
  double bankruptcy = 0;  // price; 0: far enough for the fund never to pay
};

// One contract is worth `now` dollars, so that dollars times relative distance are dollars of loss.
HeldPositions held_lumps(const std::vector<Lump>& lumps, double now) {
  HeldPositions positions;
  for (const Lump& lump : lumps) {
    const double trigger = lump.level + kLumpTicks * now * kUnitsPerTick;
    const double margin = lump.bankruptcy > 0 ? (trigger - lump.bankruptcy) / trigger : 0.99;
    positions.push_back({0, trigger, lump.quantity * now, margin});
  }
  return positions;
}

std::vector<Lump> lumps_of(const Parameters& p, double now) {
  const nlohmann::json& levels = p.at("levels");
  if (!levels.is_array() || levels.empty() || levels.size() > 10000)
    throw BadEntry("parameter levels is no list of [price, quantity]");
  std::vector<Lump> lumps;
  for (const nlohmann::json& level : levels) {
    if (!level.is_array() || level.size() != 2) throw BadEntry("parameter levels is no list of [price, quantity]");
    lumps.push_back({number_of(level[0], "parameter levels"), number_of(level[1], "parameter levels")});
    if (!(lumps.back().level > 0) || !(lumps.back().level < now * (1 - 1e-5)) || lumps.back().quantity < 0)
      throw BadEntry(
          fmt::format("parameter levels: {} at {} is out of range", lumps.back().quantity, lumps.back().level));
  }
  return lumps;
}

double lump_resolution(double now) {
  return 64 * now * kUnitsPerTick;
}

struct LumpyRun {
  double final_price;
  double liquidated;  // quantity
  std::int32_t rounds;
};

ForwardSetup lumpy_setup(const std::vector<Lump>& lumps, double now, double shock, double lambda) {
  ForwardSetup setup = straight_setup(now, shock, lambda / now, static_cast<std::int32_t>(lumps.size()) + 2);
  double lowest = now;
  for (const Lump& lump : lumps) lowest = std::min(lowest, lump.level);
  setup.ladder = empty_ladder({0.5 * lowest, now, 1.01 * now}, 1);
  setup.held.push_back(std::make_shared<const HeldPositions>(held_lumps(lumps, now)));
  return setup;
}

LumpyRun run_lumps(const ForwardSetup& setup, const Bench& bench) {
  const double now = setup.market.mark_close.back();
  const Cascade found = deterministic_cascade(setup, bench.executor);
  const auto most = static_cast<std::int32_t>(setup.held.front()->size()) + 2;
  return {now - found.final_drop, found.liquidated / now, rounds_of_cascade(setup, bench.executor, most)};
}

Findings lumpy_cascade(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double now = p.number("S0", {1e-3, 1e12});
  const double shock = p.number("Delta", {0, now});
  const double lambda = p.number("lam", {0, 1e12});
  const std::vector<Lump> lumps = lumps_of(p, now);
  double all = 0;
  for (const Lump& lump : lumps) all += lump.quantity;
  if (lambda * all > 20 * now) throw OutOfReach("the cascade would carry the price beyond the price axis");
  const std::vector<double> expected = entry.values(3);
  const LumpyRun found = run_lumps(lumpy_setup(lumps, now, shock, std::max(lambda, 1e-12)), bench);
  return {exact(expected[0], found.final_price, lump_resolution(now)),
          exact(expected[1], found.liquidated, 1e-6 * (1 + all)), exact(expected[2], found.rounds, 0)};
}

// The formula's three positions.
struct MiniPosition {
  const char* name;
  double quantity, entry, leverage;
};
constexpr MiniPosition kMiniVenue[] = {{"A", 10, 100000, 20}, {"B", 40, 100000, 10}, {"C", 60, 99000, 5}};
constexpr double kMiniPrice = 100000;
constexpr double kMiniRate = 0.005;

MarginAnswer mini_margin(const MiniPosition& position) {
  PositionTerms terms;
  terms.entry = position.entry;
  terms.size = position.quantity;
  terms.collateral = position.quantity * position.entry / position.leverage;
  return solve_margin(terms, single_rate_schedule(MarginFamily::kLinearMark, kMiniRate, 0, 0));
}

// All are sold from where the mark then stands; the fund keeps what is left over.
ForwardSetup mini_setup(double shock, double lambda) {
  std::vector<Lump> lumps;
  for (const MiniPosition& position : kMiniVenue) {
    const MarginAnswer margin = mini_margin(position);
    lumps.push_back({margin.liquidation.price, position.quantity, margin.bankruptcy.price});
  }
  ForwardSetup setup = lumpy_setup(lumps, kMiniPrice, shock, lambda);
  setup.config.cascade.first_fill = "mark";
  setup.config.cascade.surplus_share = 1;
  return setup;
}

Findings mini_venue(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double shock = p.number("Delta", {1e-3, 99000});
  const double lambda = p.number("lam", {1e-3, 5000});
  const nlohmann::json& value = entry.value;
  if (!value.is_array() || value.size() != 4 || !value[3].is_array())
    throw BadEntry("value: final price, fund change, rounds and order were expected");
  const ForwardSetup setup = mini_setup(shock, lambda);
  const LumpyRun found = run_lumps(setup, bench);
  const auto paid = static_cast<double>(run_forward(setup, bench.executor).result.cascade.fund_loss[0]);
  // The engine fires by level, the highest first: what was liquidated tells which.
  std::string order;
  double lowest = 0;
  for (const MiniPosition& position : kMiniVenue) {
    lowest += position.quantity;
    if (found.liquidated > lowest - 0.5) order += position.name;
  }
  std::string expected_order;
  for (const nlohmann::json& name : value[3]) expected_order += name.is_string() ? name.get<std::string>() : "?";
  const double fund = number_of(value[1], "value");
  return {exact(number_of(value[0], "value"), found.final_price, lump_resolution(kMiniPrice)),
          exact(fund, -paid, 1 + 1e-4 * std::abs(fund)), exact(number_of(value[2], "value"), found.rounds, 0),
          exact(static_cast<double>(expected_order.size()),
                order == expected_order ? static_cast<double>(order.size()) : -1, 0)};
}

Findings haircut(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const double deficit = p.number("deficit", {0, 1e15});
  double won = 0;
  for (const double winner : p.numbers("winners", {-1e15, 1e15})) won += std::max(winner, 0.0);
  const std::vector<double> expected = entry.values(2);
  const AdlHaircut found = adl_haircut(deficit, won);
  return {exact(expected[0], found.part, 1e-12), exact(expected[1], found.residual, 1e-9 * (1 + deficit))};
}

// --- fund ---------------------------------------------------------------------------------------------------------

// One sale, by the function that the kernels call. Contracts of p0 USD make dollars times relative distance dollars.
Findings sale_result(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const double q = p.number("q", {1e-6, 1e9});
  const double bankruptcy = p.number("bankruptcy", kPositive);
  const double trigger = p.number("p0", {1e-3, 1e9});
  const double lambda = p.number("lam", {1e-9, 1e9});
  if (q * lambda > 3 * trigger) throw OutOfReach("the sale moves the price beyond the book of the engine");
  const double unit = std::max(0.01, q * trigger * 1e-15);
  constexpr double kFund = 1e15;  // units
  RunConfig config;
  even_book(config.book, trigger * trigger / lambda, 4);
  const BookTable book = build_book_table(config, 1, unit);
  const BookView view{book.volume.data(), book.moment.data(), book.bin_ticks, book.bins};
  CascadeRules rules{};
  rules.permanent_share = 1;
  rules.surplus_share = 1;
  rules.feedback = 1;
  CascadeState state{};
  state.fund = static_cast<std::int64_t>(kFund);
  CascadeAbsorbed absorbed{};
  Carry carry{0.5, 0.5};
  const double lead = (bankruptcy - trigger) / trigger * kTicksPerUnit;
  absorb(state, absorbed, rules, view, 0, std::llround(q * trigger / unit), lead, carry);
  const double change = (static_cast<double>(state.fund) - kFund) * unit;
  return {exact(entry.single_value(), change, 2 * unit + 1e-6 * std::abs(entry.single_value()))};
}

Findings rank_score(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const double side = p.number("side", {-1, 1});
  if (side != 1 && side != -1) throw BadEntry("parameter side is neither 1 nor -1");
  const double at = p.number("entry", kPositive);
  const double mark = p.number("mark", kPositive);
  AdlPosition position;
  position.side = side;
  position.wallet = at / p.number("init_lev", {1e-3, 1e4});
  position.pnl = side * (mark - at);
  position.maintenance = 0.005 * mark;
  position.value = mark;
  position.entry_value = at;
  position.price_ratio = mark / at;
  return {exact(entry.single_value(), adl_pnl_times_leverage(position), 1e-9 * std::abs(entry.single_value()))};
}

// --- identities ---------------------------------------------------------------------------------------------------

enum Booked : std::size_t { kAtNow, kSurvived, kClosed, kBook, kFundPaid, kAdl };

double booked(const CascadeResult& cascade, std::size_t side, Booked what) {
  return static_cast<double>(cascade.account[side * kAccountEntries + what]) / kLanes;
}

ForwardSetup identity_setup(double step) {
  ForwardSetup setup = forward_setup("gbm", kMiniPrice, kLanes);
  setup.market.open_interest_lots.back() = 0;
  set_horizon(setup.config.paths, 1, 1, 1);
  straight_steps(setup.config.paths, step);
  return setup;
}

// Cents. Positions close at a rate; the share s that is still open at half time, when the shock comes, and s^2 at the
// end solve (opened - (market + adl) / s) s^2 = opened - closed - market - adl. The book holds what the market takes.
Findings life_of_units(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double opened = p.number("opened", {1, 1e12});
  const double closed = p.number("closed", {0, opened});
  const double market = p.number("liq_market", {0, opened});
  const double adl = p.number("liq_adl", {0, opened});
  const double gone = market + adl;
  const double survived = opened - closed - gone;
  if (survived < 0) throw BadEntry("more is closed and liquidated than was opened");
  const double s = (gone + std::sqrt(gone * gone + 4 * opened * survived)) / (2 * opened);
  if (!(s > 0) || gone / s > opened) throw BadEntry("no closing rate gives these figures");
  const double rate = -2 * std::log(s);
  ForwardSetup setup = identity_setup(std::log(0.9));
  setup.config.prior.fast_close_rate_per_day = setup.config.prior.slow_close_rate_per_day = {rate, rate};
  setup.ladder = empty_ladder({20000, 40000, 90000, kMiniPrice, 110000}, 1);
  put(setup.ladder, 0, 95000, gone / s / 100);
  put(setup.ladder, 0, 30000, (opened - gone / s) / 100);
  even_book(setup.config.book, (market + 0.5) / 100 / 0.04, 0.04);
  const CascadeResult found = run_forward(setup, bench.executor, Keep::kAnswers).result.cascade;
  const double cents = found.money_unit_usd * 100;
  const double resolution = 3 * cents + 1e-6 * opened;
  const double balance = booked(found, 0, kAtNow) - booked(found, 0, kSurvived) - booked(found, 0, kClosed) -
                         booked(found, 0, kBook) - booked(found, 0, kFundPaid) - booked(found, 0, kAdl);
  return {exact(entry.single_value(), booked(found, 0, kSurvived) * cents, resolution), exact(0, balance, 0),
          exact(market, (booked(found, 0, kBook) + booked(found, 0, kFundPaid)) * cents, resolution),
          exact(adl, booked(found, 0, kAdl) * cents, resolution)};
}

// The same open interest on both sides, however it is spread.
Findings two_sides(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const std::vector<double> bins[kSides] = {p.numbers("long_bins", {0, 1e12}), p.numbers("short_bins", {0, 1e12})};
  const std::size_t most = std::max(bins[0].size(), bins[1].size());
  if (most > 10000) throw BadEntry("more than 10,000 bins");
  const double width = 0.5 * kMiniPrice / static_cast<double>(most);
  ForwardSetup setup = identity_setup(0);
  setup.ladder = empty_ladder(even_edges(kMiniPrice - width * static_cast<double>(most), width, 2 * most), 1);
  for (int side = 0; side < kSides; ++side)
    for (std::size_t i = 0; i < bins[side].size(); ++i)
      put(setup.ladder, side, kMiniPrice + (side == 0 ? -1 : 1) * (static_cast<double>(i) + 0.5) * width,
          bins[side][i]);
  const CascadeResult found = run_forward(setup, bench.executor, Keep::kAnswers).result.cascade;
  const double expected = entry.single_value();
  const double resolution = 1e-6 * std::abs(expected) + found.money_unit_usd;
  return {exact(expected, booked(found, 0, kAtNow) * found.money_unit_usd, resolution),
          exact(expected, booked(found, 1, kAtNow) * found.money_unit_usd, resolution)};
}

Findings conservation(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  if (p.has("opened")) return life_of_units(entry, bench);
  if (p.has("long_bins")) return two_sides(entry, bench);
  if (!p.has("pnl")) throw BadEntry("parameters opened, long_bins or pnl are missing");
  // What losers lose beyond their margin is what the fund pays: a position without margin left, of which the fees and
  // the other accounts' gains are the rest of the sum.
  const std::vector<double> pnl = p.numbers("pnl", {-1e9, 1e9});
  const double fees = p.number("fees", {-1e9, 1e9});
  const double insurance = p.number("insurance", {-1e9, 1e9});
  double sum = fees + insurance;
  for (const double x : pnl) sum += x;
  ForwardSetup setup = identity_setup(-0.15);
  setup.ladder = empty_ladder({20000, 40000, 90000, kMiniPrice, 110000}, 1);
  const double usd = 1e6;
  const double depth = usd * usd / (2 * std::max(std::abs(insurance), 1.0));  // a loss of |insurance| to the fund
  put(setup.ladder, 0, 95000, usd);
  even_book(setup.config.book, depth, 2 * usd / depth);
  const CascadeResult found = run_forward(setup, bench.executor, Keep::kAnswers).result.cascade;
  const double lost = std::max(std::abs(insurance), 1.0);
  return {exact(entry.single_value(), sum + lost - static_cast<double>(found.fund_loss[0]), 1e-4 * lost)};
}

constexpr Family kFamilies[] = {
    {"cascade_lumpy_synchronous", "forward engine without noise: positions that keep their own trigger", lumpy_cascade},
    {"mini_venue_end_to_end",
     "the engine's margin solver, forward engine without noise: positions that keep their own trigger", mini_venue},
    {"insurance_loss_linear_book", "the engine's sale (sim/cascade.hpp)", sale_result},
    {"adl_rank_score", "the engine's ranking by return times leverage (sim/adl_rank.hpp)", rank_score},
    {"adl_pro_rata_haircut", "the engine's haircut (sim/adl_rank.hpp)", haircut},
    {"conservation_identity", "forward engine: its accounts, to the money unit", conservation},
};

}  // namespace

std::span<const Family> waterfall_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
