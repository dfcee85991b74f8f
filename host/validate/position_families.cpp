// What single positions and whole stocks of them are: liquidation prices, ladder masses, sizes, lives.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/margin/margin_solver.hpp"
#include "host/validate/expression.hpp"
#include "host/validate/family.hpp"
#include "host/validate/plain_market.hpp"
#include "sim/size_law.hpp"

namespace tinderbox::validation {
namespace {

constexpr Range kLeverage{1, 150};
constexpr Range kRate{0, 0.5};

// Of a venue whose prices are like this one: eight digits or seven.
double tick_at(double price) {
  return std::pow(10, std::floor(std::log10(price)) - 7);
}

// --- prices -------------------------------------------------------------------------------------------------------

double side_of(const Parameters& p) {
  const double side = p.number("side", {-1, 1});
  if (side != 1 && side != -1) throw BadEntry("parameter side is neither 1 nor -1");
  return side;
}

double solved_price(const PositionTerms& terms, const MarginSchedule& schedule) {
  const MarginAnswer answer = solve_margin(terms, schedule);
  if (!answer.has_price()) throw BadEntry("the parameters describe a position that has no liquidation price");
  return answer.liquidation.price;
}

Findings linear_price(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  PositionTerms terms;
  terms.side = side_of(p);
  terms.entry = p.number("entry", kPositive);
  terms.size = p.number("qty", kPositive);
  terms.collateral = terms.size * terms.entry / p.number("lev", kLeverage);
  const MarginSchedule schedule =
      single_rate_schedule(MarginFamily::kLinearMark, p.number("mmr", kRate), p.number("cum", kNotNegative), 0);
  return {exact(entry.single_value(), solved_price(terms, schedule), 1e-9 * std::abs(entry.single_value()))};
}

Findings inverse_price(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  PositionTerms terms;
  terms.side = side_of(p);
  terms.entry = p.number("entry", kPositive);
  terms.size = terms.entry;  // USD worth one coin
  terms.collateral = 1 / p.number("lev", {1, 1e4});
  const MarginSchedule schedule = single_rate_schedule(MarginFamily::kInverseMark, p.number("mmr", kRate), 0, 0);
  return {exact(entry.single_value(), solved_price(terms, schedule), 1e-9 * std::abs(entry.single_value()))};
}

// One price, one margin mode, fixed leverages, no tilts: what is left is the law under test.
PriorConfig plain_prior(std::vector<LeverageShare> leverage, double close_rate) {
  PriorConfig prior;
  prior.size_alpha = {0.8, 0.8};
  prior.isolated_share = {1, 1};
  prior.isolated_size_exponent = 0;
  prior.leverage_size_exponent = 0;
  prior.isolated_leverage = std::move(leverage);
  prior.funding_leverage_tilt = 0;
  prior.short_leverage_exponent = 0;
  prior.account_ratio_size_tilt = 0;
  prior.close_clock = "calendar";
  prior.fast_close_rate_per_day = prior.slow_close_rate_per_day = {close_rate, close_rate};
  return prior;
}

Venue fine_venue(double mmr, double tick) {
  Venue venue = flat_venue(mmr);
  venue.tick_size_usd = tick;
  return venue;
}

RunResult run_positions(const RunConfig& config, const MarketState& market, const Venue& venue, const Bench& bench) {
  NoProgress progress;
  return run_engine(config, {primary_venue(market, venue)}, bench.options, progress);
}

// The bin that holds every lot of the longs at a bar; throws BadEntry where none does.
std::size_t only_bin(const HeatmapResult& map, std::size_t bar) {
  const std::size_t bins = map.price.size();
  const std::int64_t* lots = map.contracts.data() + bar * 2 * bins;
  for (std::size_t k = 0; k < bins; ++k)
    if (lots[k] > 0) return k;
  throw BadEntry("the parameters put the liquidation price beyond the price axis");
}

// All positions alike, entered at one price, funding paid bar after bar. The price axis is narrowed to the bin that
// holds them, once.
Findings price_after_funding(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double at = p.number("entry", {1, 1e9});
  const double leverage = p.number("lev", kLeverage);
  const auto payments = static_cast<std::size_t>(p.whole("k", 0, 5000));
  const double rate = p.number("f", {-0.05, 0.05});
  MarketState market = flat_market(payments + 2, at);
  for (std::size_t i = 0; i < payments; ++i) market.funding_paid[i + 1] = rate;
  market.open_interest_lots.assign(market.bars() + 1, 1'000'000);
  market.open_interest_lots[0] = 0;
  const double tick = tick_at(at);
  market.tick_size_usd = tick;
  RunConfig config = small_config(market, 10'000, 2);
  config.sampling.initial_share = 0;
  config.prior = plain_prior({{leverage, leverage, 1}}, 1e-9);
  config.prior.size_min_usd = at * (1 - 1e-9);
  config.prior.size_cap_usd = at * (1 + 1e-9);
  const Venue venue = fine_venue(p.number("mmr", kRate), tick);
  const auto bin_of = [&](double from, double width, std::int32_t bins) {
    config.grid = {from, width, bins};
    const HeatmapResult map = run_positions(config, market, venue, bench).heatmap;
    return map.price_bounds[2 * only_bin(map, payments)];
  };
  const double coarse = std::max(std::ceil(at / 1000 / tick) * tick, tick);
  const double low = bin_of(coarse, coarse, 1100);
  // The axis must hold the price now, so what it can tell depends on how far off that is.
  constexpr std::int32_t kFineBins = 20000;
  const double fine = std::ceil(std::max(1.01 * at, low + coarse) / kFineBins / tick - low / kFineBins / tick) * tick;
  const double found = bin_of(low, fine, kFineBins);
  return {exact(entry.single_value(), found + 0.5 * fine, 0.5 * fine + tick)};
}

// --- masses -------------------------------------------------------------------------------------------------------

std::vector<LeverageShare> mix_of(const Parameters& p) {
  const nlohmann::json& mix = p.at("mix");
  if (!mix.is_object() || mix.empty()) throw BadEntry("parameter mix is no list of leverages with their shares");
  std::vector<LeverageShare> shares;
  double all = 0;
  for (const auto& [key, value] : mix.items()) {
    const double leverage = number_of(key, "parameter mix");
    const double share = number_of(value, "parameter mix");
    if (leverage < 1 || leverage > 150 || share < 0)
      throw BadEntry(fmt::format("parameter mix: {}x with share {} is out of range", leverage, share));
    shares.push_back({leverage, leverage, share});
    all += share;
  }
  if (std::abs(all - 1) > 1e-6) throw BadEntry(fmt::format("parameter mix: the shares add up to {}", all));
  return shares;
}

struct PriceWindow {
  double low;
  double high;
};

PriceWindow window_of(const Parameters& p) {
  const PriceWindow window{p.number("lo", kPositive), p.number("hi", kPositive)};
  if (!(window.low < window.high)) throw BadEntry("parameter hi is not above lo");
  return window;
}

// Bins of which one is the window, and which hold the prices from `least` to `most`.
GridConfig grid_around(const PriceWindow& window, double least, double most) {
  const double tick = tick_at(most);
  const double width = std::round((window.high - window.low) / tick) * tick;
  const double low = std::round(window.low / tick) * tick;
  const double below = std::max(0.0, std::ceil((low - 0.99 * least) / width));
  const double from = low - std::min(below, std::floor(low / width - 1e-9)) * width;
  const double bins = std::ceil((std::max(1.01 * most, window.high) - from) / width);
  if (!(width > 0) || bins > 20000) throw OutOfReach("the window is too narrow for a price axis that holds the price");
  return {from, width, static_cast<std::int32_t>(bins)};
}

// Long lots of bar 0 with a level in the window, as a share of open interest.
double long_share(const RunResult& run, const PriceWindow& window) {
  const std::size_t bins = run.heatmap.price.size();
  std::int64_t lots = 0;
  for (std::size_t k = 0; k < bins; ++k)
    if (run.heatmap.price[k] > window.low && run.heatmap.price[k] < window.high) lots += run.heatmap.contracts[k];
  return static_cast<double>(lots) / static_cast<double>(run.market.open_interest_lots[1]);
}

Findings mass_finding(const OracleEntry& entry, double q, double share, double samples) {
  Finding found = share_finding(0, share * samples, samples);
  return {sampled(entry.single_value(), q * found.got, q * found.error)};
}

// Everything is opened in bar 0, spread evenly over its range. Hazards so high that every expected life is the closing
// time make births equal to the stock mix.
Findings uniform_mass(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double a = p.number("a", {1, 1e9});
  const double b = p.number("b", {1, 1e9});
  const double q = p.number("Q", kPositive);
  if (!(a < b)) throw BadEntry("parameter b is not above a");
  const PriceWindow window = window_of(p);
  const std::int64_t samples = trials_for_share(entry.single_value() / q, 4'000'000, entry.single_value());
  MarketState market = flat_market(2, 0.5 * (a + b));
  market.low[0] = a;
  market.high[0] = b;
  market.open_interest_lots = {0, 1'000'000'000, 1'000'000'000};
  RunConfig config = small_config(market, 4 * samples, 4);
  config.seed = entry.seed();
  config.grid = grid_around(window, a, b);
  config.sampling.initial_share = 0;
  config.prior = plain_prior(mix_of(p), 1e6);
  config.prior.entry = "uniform";
  const RunResult run = run_positions(config, market, fine_venue(p.number("mmr", kRate), tick_at(b)), bench);
  return mass_finding(entry, q, long_share(run, window), static_cast<double>(samples));
}

// The initial stock has lognormal entries; the mark stays far above every long's level.
Findings lognormal_mass(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double now = std::exp(p.number("mu", {0, 20}));
  const double q = p.number("Q", kPositive);
  const double sd = p.number("sd", {1e-6, 2});
  const PriceWindow window = window_of(p);
  const std::int64_t samples = trials_for_share(entry.single_value() / q, 4'000'000, entry.single_value());
  MarketState market = flat_market(2, now);
  market.mark_low = market.mark_high = {10 * now * std::exp(6 * sd), 10 * now * std::exp(6 * sd)};
  RunConfig config = small_config(market, static_cast<std::int64_t>(2.0 / 0.9 * static_cast<double>(samples)) + 16, 4);
  config.seed = entry.seed();
  config.grid = grid_around(window, now, now);
  config.sampling.initial_share = 0.9;
  config.prior = plain_prior(mix_of(p), 1e-9);
  config.prior.prehistory = "lognormal";
  config.prior.prehistory_sd_log = sd;
  const RunResult run = run_positions(config, market, fine_venue(p.number("mmr", kRate), tick_at(now)), bench);
  return mass_finding(entry, q, long_share(run, window), static_cast<double>(samples));
}

// --- sizes and lives ----------------------------------------------------------------------------------------------

// Sizes as the engine draws them, by notional, at the middle of a million equal shares of it. One of size x stands for
// 1 / x positions.
Findings pareto_sizes(const OracleEntry& entry, const Bench&) {
  const Parameters p = entry.parameters();
  const double alpha = p.number("alpha", {1e-3, 50});
  const double least = p.number("xm", kPositive);
  const double most = p.number("xM", kPositive);
  if (!(least < most)) throw BadEntry("parameter xM is not above xm");
  const std::vector<double> expected = entry.values(3);
  constexpr int kSizes = 1'000'000;
  std::vector<double> sizes;
  double positions = 0;
  for (int i = 0; i < kSizes; ++i) {
    sizes.push_back(size_by_notional((i + 0.5) / kSizes, least, std::log(most / least), 1 - alpha));
    positions += 1 / sizes.back();
  }
  double above = 0;
  int i = kSizes;
  while (i > 1 && above + 1 / sizes[static_cast<std::size_t>(i - 1)] <= 0.01 * positions)
    above += 1 / sizes[static_cast<std::size_t>(--i)];
  const double quantile = sizes[static_cast<std::size_t>(i - 1)];
  const double share = static_cast<double>(kSizes - i) / kSizes;
  constexpr double kResolution = 1e-4;
  return {exact(expected[0], kSizes / positions, kResolution * expected[0]),
          exact(expected[1], quantile, 3 * kResolution * expected[1]),
          exact(expected[2], share, 3 * kResolution * expected[2])};
}

// The share of an initial stock that is left after every bar is the share of a constant flow that is as old as that or
// older: its integral times the flow is the open interest, its mean the mean age.
Findings constant_flow(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double rate = p.number("close_rate_day", {1e-4, 100});
  const double flow = p.number("flow_day", kPositive);
  const double days = p.number("t_days", {0.1, 3000});
  const std::vector<double> expected = entry.values(2);
  constexpr double kBars = 1000;
  const auto bar_seconds = static_cast<std::int32_t>(std::lround(days * 86400 / kBars));
  const auto bars = static_cast<std::size_t>(std::lround(days * 86400 / bar_seconds));
  const double step = days / static_cast<double>(bars);
  const MarketState market = flat_market(bars, 100000, bar_seconds);
  RunConfig config = small_config(market, 600'000, 2);
  config.seed = entry.seed();
  config.grid = {90000, 1000, 20};
  config.sampling.initial_share = 0.9;
  config.prior = plain_prior({{1, 1, 1}}, rate);
  config.prior.fast_stock_share = {0, 0};
  const RunResult run = run_positions(config, market, flat_venue(0.004), bench);
  double life = 0, square = 0, cube = 0, fourth = 0;  // moments of the life, cut at t; square is half of E min^2
  double before = 1;
  for (std::size_t i = 0; i < bars; ++i) {
    const double after = static_cast<double>(run.heatmap.prior_stock_share[i]);
    const double t0 = step * static_cast<double>(i), t1 = t0 + step;
    life += step * 0.5 * (before + after);
    square += step * 0.5 * (t0 * before + t1 * after);
    cube += step * 1.5 * (t0 * t0 * before + t1 * t1 * after);
    fourth += step * 2 * (t0 * t0 * t0 * before + t1 * t1 * t1 * after);
    before = after;
  }
  const double age = square / life;
  // Of the ratio, by the first-order expansion in both moments.
  const double samples = 0.9 * 600'000 / 2;
  const double life_variance = 2 * square - life * life;
  const double square_variance = 0.25 * fourth - square * square;
  const double covariance = 0.5 * cube - life * square;
  const double age_variance = (square_variance - 2 * age * covariance + age * age * life_variance) / (life * life);
  return {sampled(expected[0], flow * life, flow * std::sqrt(std::max(life_variance, 0.0) / samples)),
          sampled(expected[1], age, std::sqrt(std::max(age_variance, 0.0) / samples))};
}

constexpr Family kFamilies[] = {
    {"liq_price_linear_isolated", "the engine's margin solver", linear_price},
    {"liq_price_inverse_isolated", "the engine's margin solver", inverse_price},
    {"liq_price_long_after_funding", "position engine: the bin of all lots after the payments", price_after_funding},
    {"ladder_mass_uniform_entry", "position engine: lots by liquidation price", uniform_mass},
    {"ladder_mass_lognormal_entry", "position engine: lots by liquidation price of the initial stock", lognormal_mass},
    {"truncated_pareto_size", "the engine's size law (sim/size_law.hpp), a million sizes", pareto_sizes},
    {"oi_constant_flow_exponential_churn", "position engine: what is left of the initial stock, bar by bar",
     constant_flow},
};

}  // namespace

std::span<const Family> position_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
