// Jumps and stochastic variance, by the whole forward engine.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "host/engine/exogenous_price.hpp"
#include "host/validate/family.hpp"
#include "host/validate/forward_setup.hpp"
#include "sim/variance_process.hpp"

namespace tinderbox::validation {
namespace {

constexpr std::int64_t kMostPaths = std::int64_t{1} << 25;
constexpr std::int64_t kMostHestonPaths = std::int64_t{1} << 23;
constexpr double kNow = 100000;

// Steps are whole seconds and years have 365 days in the engine. What that leaves of the entry's time is put into the
// rates: a process that runs `speed` times as fast.
struct Clock {
  double days;
  double speed;
};

Clock set_clock(PathsConfig& paths, const Parameters& p, std::int32_t steps) {
  const double days = p.number("T_days", {1e-4, 20000});
  set_horizon(paths, days, steps, 1);
  const double years = days / p.number_or("year_days", kYearDays, {1, 1000});
  return {days, years / (static_cast<double>(paths.step_seconds) * steps / (kYearDays * kDaySeconds))};
}

ForwardSetup setup_of(const PathsConfig& paths, const OracleEntry& entry) {
  ForwardSetup setup = forward_setup(paths.process, kNow, 1);
  setup.market.open_interest_lots.back() = 0;  // no critical shock to look for
  setup.config.paths = paths;
  setup.config.seed = entry.seed();
  setup.ladder = empty_ladder({kNow / 2, kNow * 1.5}, 1);
  return setup;
}

PathsConfig merton(const Parameters& p) {
  PathsConfig paths;
  paths.process = "merton";
  const double speed = set_clock(paths, p, 1).speed;
  paths.volatility_annual = p.number("sigma", {1e-6, 100}) * std::sqrt(speed);
  paths.jumps_per_year = p.number("lam", {0, 1e5}) * speed;
  paths.jump_mean_log = p.number("muJ", {-2, 2});
  paths.jump_sd_log = p.number("sigJ", {0, 2});
  paths.drift_annual = p.number_or("mu", 0, {-100, 100}) * speed;
  return paths;
}

PathsConfig kou(const Parameters& p, std::int32_t steps) {
  PathsConfig paths;
  paths.process = "kou";
  const double speed = set_clock(paths, p, steps).speed;
  const double sigma = p.number("sigma", {1e-6, 100});
  const double rate = p.number("lam", {0, 1e5});
  const double up = p.number("p", kShare);
  const double a = 1 / p.number("eta1", {1.0001, 1e6});
  const double b = 1 / p.number("eta2", {1e-3, 1e6});
  const double log_drift = p.number_or("mu_log", 0, {-100, 100});
  paths.volatility_annual = sigma * std::sqrt(speed);
  paths.jumps_per_year = rate * speed;
  paths.up_jump_share = up;
  paths.up_jump_mean_log = a;
  paths.down_jump_mean_log = b;
  paths.drift_annual = speed * (log_drift + sigma * sigma / 2 + rate * (up / (1 - a) + (1 - up) / (1 + b) - 1));
  return paths;
}

PathsConfig heston(const Parameters& p) {
  PathsConfig paths;
  paths.process = "heston";
  const double days = p.number("T_days", {1e-4, 20000});
  const double speed = set_clock(paths, p, static_cast<std::int32_t>(std::ceil(days / 7))).speed;
  paths.volatility_annual = std::sqrt(p.number("v0", {1e-6, 100}) * speed);
  paths.long_run_volatility_annual = std::sqrt(p.number("theta", {1e-6, 100}) * speed);
  paths.variance_reversion_per_year = p.number("kappa", {1e-6, 1e4}) * speed;
  paths.volatility_of_variance_annual = p.number("xi", {1e-6, 1e3}) * speed;
  paths.price_variance_correlation = p.number_or("rho", 0, {-1, 1});
  paths.drift_annual = p.number_or("mu", 0, {-100, 100}) * speed;
  return paths;
}

PathsConfig process_of(const OracleEntry& entry) {
  const Parameters p = entry.parameters();
  if (entry.name.starts_with("merton")) return merton(p);
  return entry.name.starts_with("kou") ? kou(p, 1) : heston(p);
}

Findings share_of_paths(const PathsConfig& paths, const OracleEntry& entry, double expected, const Bench& bench,
                        const std::function<bool(const PathRecord&)>& condition, double per_share = 1) {
  const std::int64_t count =
      trials_for_share(expected, paths.process == "heston" ? kMostHestonPaths : kMostPaths, entry.single_value());
  double hits = 0;
  for_each_record(setup_of(paths, entry), bench.executor, count,
                  [&](const PathRecord& r) { hits += condition(r) ? 1 : 0; });
  const Finding share = share_finding(expected, hits, static_cast<double>(count));
  return {sampled(entry.single_value(), share.got * per_share, share.error * per_share)};
}

Findings end_below(const OracleEntry& entry, const Bench& bench) {
  const std::int32_t x = nearest_ticks(entry.parameters().number("x", {-16, 16}));
  return share_of_paths(process_of(entry), entry, entry.single_value(), bench,
                        [x](const PathRecord& r) { return r.twin_end <= x; });
}

// A cell of a tenth of the diffusion's standard deviation on either side: its curvature is below 0.2% of the density.
Findings end_density(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const double x = p.number("x", {-16, 16}) * kTicksPerUnit;
  const PathsConfig paths = merton(p);
  const double half =
      0.1 * paths.volatility_annual * std::sqrt(paths.step_seconds * paths.steps / (kYearDays * kDaySeconds));
  const double width = 2 * half;
  // The cell is open at its ends: a density of ticks needs no care there.
  return share_of_paths(
      paths, entry, entry.single_value() * width, bench,
      [&](const PathRecord& r) { return std::abs(r.twin_end - x) < half * kTicksPerUnit; }, 1 / width);
}

Findings passage_below(const OracleEntry& entry, const Bench& bench) {
  const Parameters p = entry.parameters();
  const std::int32_t barrier = -nearest_ticks(p.number("b", {1e-6, 16}));
  return share_of_paths(kou(p, 4), entry, entry.single_value(), bench,
                        [barrier](const PathRecord& r) { return r.twin_low <= barrier; });
}

// --- cumulants ----------------------------------------------------------------------------------------------------

using Cumulants = std::array<double, 4>;  // mean, variance, skewness, excess kurtosis

Cumulants cumulants_of(const Moments& m) {
  const double variance = m.central(2);
  return {m.mean(), variance, m.central(3) / std::pow(variance, 1.5), m.central(4) / (variance * variance) - 3};
}

// Whole sample, and batches that tell the error of what is no mean.
class CumulantSample {
 public:
  void add(double x) {
    whole_.add(x);
    batch_[next_++ % kBatches].add(x);
  }
  [[nodiscard]] Finding finding(std::size_t which, double expected) const {
    Moments scatter(cumulants_of(whole_)[which]);
    for (const Moments& batch : batch_) scatter.add(cumulants_of(batch)[which]);
    return sampled(expected, cumulants_of(whole_)[which], scatter.mean_error());
  }

 private:
  static constexpr std::size_t kBatches = 128;
  Moments whole_;
  std::vector<Moments> batch_ = std::vector<Moments>(kBatches);
  std::size_t next_ = 0;
};

CumulantSample sample_ends(const ForwardSetup& setup, std::int64_t paths, const Bench& bench) {
  CumulantSample sample;
  for_each_record(setup, bench.executor, paths, [&](const PathRecord& r) { sample.add(r.twin_end * kUnitsPerTick); });
  return sample;
}

// `first`: the cumulant that the value begins with. A small run tells how many paths the errors need.
Findings cumulants(const OracleEntry& entry, const Bench& bench, std::size_t first) {
  const PathsConfig paths = process_of(entry);
  const std::vector<double> expected = entry.values(4 - first);
  const ForwardSetup setup = setup_of(paths, entry);
  const auto findings_of = [&](const CumulantSample& sample) {
    Findings findings;
    for (std::size_t i = 0; i < expected.size(); ++i) findings.push_back(sample.finding(first + i, expected[i]));
    return findings;
  };
  constexpr std::int64_t kFew = 1 << 17;
  double factor = 1;
  for (const Finding& f : findings_of(sample_ends(setup, kFew, bench)))
    factor = std::max(factor, std::pow(f.error / (0.75 * largest_error(f.expected)), 2));
  const double needed = factor * static_cast<double>(kFew);
  const std::int64_t most = paths.process == "heston" ? kMostHestonPaths : kMostPaths;
  if (!(needed <= static_cast<double>(most)))
    throw OutOfReach(fmt::format("errors of 2% need {:.2g} paths, more than {}", needed, most));
  return findings_of(sample_ends(setup, static_cast<std::int64_t>(needed), bench));
}

Findings merton_cumulants(const OracleEntry& entry, const Bench& bench) {
  return cumulants(entry, bench, 1);
}

Findings heston_cumulants(const OracleEntry& entry, const Bench& bench) {
  return cumulants(entry, bench, 0);
}

// The variance that the path engine is told, followed part by part by the step that its kernels take.
Findings variance_moments(const OracleEntry& entry, const Bench&) {
  const PathsConfig paths = heston(entry.parameters());
  const std::vector<double> expected = entry.values(3);
  RunConfig config;
  config.paths = paths;
  const VarianceView view = make_exogenous_price(config, flat_market(4, kNow)).variance;
  // Of the entry's own clock.
  PathsConfig unused;
  const double speed = set_clock(unused, entry.parameters(), paths.steps).speed;
  const std::int64_t parts = std::int64_t{view.parts} * paths.steps;
  if (parts > 20000) throw OutOfReach("more than 20,000 parts of steps");
  constexpr std::int64_t kMany = 1 << 16;
  Moments end(expected[0]);
  Moments integrated(expected[2]);
  for (std::int64_t path = 0; path < kMany; ++path) {
    float now = view.now;
    double integral = 0;
    for (std::int64_t part = 0; part < parts; ++part) {
      const DrawId id{static_cast<std::uint64_t>(path), Purpose::kPathStep, static_cast<std::uint32_t>(part), 0, 0};
      const float next = next_variance(view, now, draw_words(entry.seed(), id, 0).w3).next;
      integral += 0.5 * static_cast<double>(view.years) * static_cast<double>(now + next);
      now = next;
    }
    end.add(static_cast<double>(now) / speed);
    integrated.add(integral);
  }
  return {sampled(expected[0], end.mean(), end.mean_error()),
          sampled(expected[1], end.variance(), end.variance_error()),
          sampled(expected[2], integrated.mean(), integrated.mean_error())};
}

constexpr Family kFamilies[] = {
    {"merton_cdf", "forward engine, process merton: ends of the paths", end_below},
    {"merton_pdf", "forward engine, process merton: ends in a narrow cell", end_density},
    {"merton_cumulants", "forward engine, process merton: ends of the paths", merton_cumulants},
    {"kou_cdf", "forward engine, process kou: ends of the paths", end_below},
    {"kou_first_passage_down", "forward engine, process kou: lows of the paths", passage_below},
    {"heston_cdf", "forward engine, process heston: ends of the paths", end_below},
    {"heston_logreturn_cumulants", "forward engine, process heston: ends of the paths", heston_cumulants},
    {"heston_variance_moments", "the engine's variance step (sim/variance_process.hpp)", variance_moments},
};

}  // namespace

std::span<const Family> jump_families() {
  return kFamilies;
}

}  // namespace tinderbox::validation
