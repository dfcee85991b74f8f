#include "tests/output/sample_forward.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>

#include "host/output/adl_group.hpp"
#include "host/output/levels_group.hpp"
#include "host/output/rare_group.hpp"
#include "host/output/run_schema_forward.hpp"

namespace tinderbox::test {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr std::size_t kQuantiles = 5;

PathsResult sample_paths(Filler& filler, const LadderResult& ladder) {
  PathsResult paths;
  const std::size_t bins = ladder.price.size();
  add_horizon(paths.horizon, paths.horizon_bounds);
  paths.price = ladder.price;
  paths.price_bounds = ladder.price_bounds;
  for (auto* visits : {&paths.visit_probability, &paths.visit_probability_no_feedback})
    *visits = filler.vector<float>(kOutputSteps * bins, 0, 1);
  for (auto* errors : {&paths.visit_probability_stderr, &paths.visit_probability_no_feedback_stderr})
    *errors = filler.vector<float>(kOutputSteps * bins, 0, 0.01);
  for (auto* touches : {&paths.touch_probability, &paths.touch_probability_low, &paths.touch_probability_high,
                        &paths.touch_probability_no_feedback, &paths.touch_probability_replicate_share})
    *touches = filler.vector<float>(bins, 0.1, 1);
  for (auto* errors : {&paths.touch_probability_stderr, &paths.touch_probability_no_feedback_stderr})
    *errors = filler.vector<float>(bins, 0.001, 0.01);
  paths.touch_probability_interval = filler.vector<float>(2 * bins, 0, 1);
  paths.touch_probability_replicate_share.back() = kNan;
  paths.liquidated = filler.vector<float>(kOutputSteps * kSides * bins, 0, 1e6);
  paths.liquidated_stderr = filler.vector<float>(kOutputSteps * kSides * bins, 0, 1e5);
  paths.quantile = {0.05, 0.25, 0.5, 0.75, 0.95};
  for (auto* fans :
       {&paths.price_quantile, &paths.price_quantile_no_feedback, &paths.low_quantile, &paths.low_quantile_no_feedback})
    *fans = filler.vector<float>(kOutputSteps * kQuantiles, 90000, 110000);
  for (auto* errors : {&paths.price_quantile_stderr, &paths.price_quantile_no_feedback_stderr,
                       &paths.low_quantile_stderr, &paths.low_quantile_no_feedback_stderr})
    *errors = filler.vector<float>(kOutputSteps * kQuantiles, 10, 100);
  return paths;
}

void add_risks(CascadeResult& cascade, Filler& filler) {
  cascade.level = {0.95, 0.99};
  cascade.value_at_risk = {sample_answer(filler, 0.05), sample_answer(filler, 0.08)};
  cascade.expected_shortfall = {sample_answer(filler, 0.07), sample_answer(filler, 0.10)};
  cascade.value_at_risk_no_feedback = {sample_answer(filler, 0.045), sample_answer(filler, 0.07)};
  cascade.expected_shortfall_no_feedback = {sample_answer(filler, 0.06), sample_answer(filler, 0.09)};
  cascade.venues = {"binance"};
  cascade.absorbed = {9e6F, 5e6F, 8e5F, 1e5F, 2e5F, 0};  // payer, one venue, side
  cascade.absorbed_stderr = {2e5F, 1e5F, 3e4F, 1e4F, 1e4F, 0};
  cascade.fund_loss = {1e4F, 2e3F};
  cascade.fund_loss_stderr = {9e2F, 4e2F};
  cascade.insurance_exhausted_probability = {0, 0.001F, 0.004F};
  cascade.insurance_exhausted_probability_stderr = {0, 0.0004F, 0.0008F};
  cascade.insurance_exhausted_probability_interval = {0, 0.0009F, 0.0004F, 0.0025F, 0.0025F, 0.0064F};
  cascade.adl_notional = {0, 1e5F, 2e5F};
  cascade.adl_notional_stderr = {0, 2e4F, 3e4F};
  cascade.squeeze_probability = {0.02F, 0.01F};
  cascade.squeeze_probability_stderr = {0.001F, kNan};
  cascade.squeeze_probability_interval = {0.018F, 0.022F, 0.007F, 0.014F};
  cascade.ladder_end_probability = {0.002F, 0};
  cascade.ladder_end_probability_stderr = {0.0005F, 0};
  cascade.ladder_end_probability_interval = {0.0009F, 0.0042F, 0, 0.0009F};
  cascade.adl_probability_interval = {0.0025F, 0.0064F};
  cascade.liquidated[0] = sample_answer(filler, 1e7);
  cascade.liquidated[1] = sample_answer(filler, 5.1e6);
  cascade.adl_probability = sample_answer(filler, 0.004);
}

CascadeResult sample_cascade(Filler& filler, const RunResult& run, std::size_t replicates) {
  CascadeResult cascade;
  const std::size_t bins = run.ladder.price.size();
  cascade.size_edges = {0, 1, 1e6, 1e9};
  cascade.size_count = {1000, 2096, 1000};
  cascade.amplification_edges = {0, 1, 2, 1000};
  cascade.amplification_count = {1, 500, 99};
  cascade.amplification = sample_answer(filler, 1.25);
  cascade.amplification.replicate_share = std::nan("");
  cascade.amplification_paths = 600;
  cascade.price = run.ladder.price;
  cascade.price_bounds = run.ladder.price_bounds;
  cascade.branching_ratio = filler.vector<float>(bins * kSides, 0, 0.3);
  cascade.branching_ratio_stderr = filler.vector<float>(bins * kSides, 0.001, 0.01);
  cascade.branching_ratio.back() = kNan;
  cascade.critical_branching_ratio = 2.6480120303;
  cascade.critical_shock = {0.12F, kNan};
  cascade.critical_shock_stderr = {0.01F, kNan};
  cascade.critical_shock_no_feedback = {0.2F, kNan};
  cascade.critical_shock_no_feedback_stderr = {0.02F, kNan};
  add_risks(cascade, filler);
  add_horizon(cascade.horizon, cascade.horizon_bounds);
  cascade.daily_sigma = 0.025;
  cascade.money_unit_usd = 0.01;
  cascade.account = {1'000'000, 900'000, 90'000, 9'000, 800, 200, 1'000'000, 950'000, 45'000, 5'000, 0, 0};
  cascade.replicate_paths.assign(replicates, kSamplePaths / static_cast<std::int64_t>(replicates));
  cascade.time = run.heatmap.time;
  cascade.distance = {1, 5, 10};
  cascade.imbalance = filler.vector<float>(cascade.time.size() * cascade.distance.size(), -1, 1);
  cascade.imbalance.front() = kNan;
  return cascade;
}

WhatIfResult sample_whatif(Filler& filler, const LadderResult& ladder) {
  WhatIfResult whatif;
  const std::size_t bins = ladder.price.size();
  whatif.price = ladder.price;
  whatif.price_bounds = ladder.price_bounds;
  for (auto* usd :
       {&whatif.forced, &whatif.forced_low, &whatif.forced_high, &whatif.book, &whatif.book_low, &whatif.book_high,
        &whatif.fund, &whatif.fund_low, &whatif.fund_high, &whatif.adl, &whatif.adl_low, &whatif.adl_high})
    *usd = filler.vector<float>(bins, 1e6, 1e8);
  for (auto* usd : {&whatif.forced_stderr, &whatif.book_stderr, &whatif.fund_stderr, &whatif.adl_stderr})
    *usd = filler.vector<float>(bins, 1e5, 1e6);
  for (auto* price : {&whatif.stop_price, &whatif.stop_price_low, &whatif.stop_price_high})
    *price = filler.vector<float>(bins, 80000, 120000);
  whatif.stop_price_stderr = filler.vector<float>(bins, 10, 100);
  whatif.ladder_end = filler.vector<float>(bins, 0, 0);
  return whatif;
}

StressResult sample_stress(Filler& filler) {
  StressResult stress;
  stress.price_change = -0.05;
  stress.duration_seconds = 600;
  stress.depth_multiplier = 0.5;
  stress.stop_price = sample_answer(filler, 93900);
  stress.forced = sample_answer(filler, 2e8);
  stress.feedback_share = sample_answer(filler, 0.18);
  stress.book = sample_answer(filler, 1.9e8);
  stress.fund = sample_answer(filler, 9e6);
  stress.adl = sample_answer(filler, 1e6);
  return stress;
}

AdlResult sample_adl(const CascadeResult& cascade) {
  AdlResult adl;
  adl.policy = "ranked";
  adl.venues = cascade.venues;
  adl.move_edges = {-1, -0.1, 0, 0.1, 10};
  adl.share_edges = {0, 0.001, 1};
  adl.replicate_paths = cascade.replicate_paths;
  for (std::size_t i = 0; i < cascade.replicate_paths.size() * cascade.venues.size() * kSides * 4 * 2; ++i)
    adl.count.push_back(static_cast<std::int64_t>(i % 3));
  adl.leverage_bounds = {0, 3, 3, 7};
  for (std::size_t i = 0; i < 2 * cascade.venues.size() * kSides; ++i)
    adl.by_leverage.push_back(1e5F * static_cast<float>(i));
  return adl;
}

RareResult sample_rare(Filler& filler) {
  RareResult rare;
  rare.level = -0.2;
  rare.paths = 65'536;
  rare.stages = 1;
  rare.tilt = -0.12;
  rare.probability = sample_answer(filler, 9.9e-6);
  rare.probability_no_feedback = sample_answer(filler, 1.1e-7);
  rare.effective_sample_size = 4100;
  rare.effective_sample_size_no_feedback = 900;
  rare.variance_gain = 380;
  rare.variance_gain_no_feedback = std::nan("");
  rare.liquidated = sample_answer(filler, 8.1e8);
  rare.move = sample_answer(filler, 0.213);
  rare.move_no_feedback = sample_answer(filler, 0.206);
  return rare;
}

// What a visit of the schema shows, as text of exact bytes.
class Listing {
 public:
  template <typename T>
  void operator()(const VariableSpec& spec, const std::vector<T>& values) {
    text_ += std::string(spec.name) + ' ' + std::to_string(values.size());
    text_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    text_ += '\n';
  }
  template <typename T>
  void operator()(const std::vector<T>& values) {
    (*this)(VariableSpec{"coordinate", "", "", ""}, values);
  }
  void operator()(const std::vector<std::string>& labels) {
    for (const std::string& label : labels) text_ += label + ' ';
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string listing_of(const RunResult& run) {
  Listing list;
  list(run.paths.price);
  list(run.paths.horizon);
  list(run.paths.quantile);
  visit_paths(run.paths, list);
  const CascadeResult& cascade = run.cascade;
  for (const auto* values :
       {&cascade.price, &cascade.size_edges, &cascade.amplification_edges, &cascade.level, &cascade.distance})
    list(*values);
  list(cascade.horizon);
  list(cascade.time);
  list(cascade.venues);
  visit_cascade(cascade, list);
  list(run.adl.venues);
  list(run.adl.move_edges);
  list(run.adl.share_edges);
  visit_adl(run.adl, list);
  list(run.whatif.price);
  visit_whatif(run.whatif, list);
  visit_stress(run.stress, list);
  list(run.course.horizon);
  list(run.course.quantile);
  visit_course(run.course, list);
  list(run.levels.level);
  list(run.levels.horizon);
  list(run.levels.distance);
  visit_levels(run.levels, list);
  visit_rare(run.rare, list);
  return list.text();
}

}  // namespace

void add_horizon(std::vector<std::int64_t>& horizon, std::vector<std::int64_t>& bounds) {
  for (std::int64_t h = 0; h < static_cast<std::int64_t>(kOutputSteps); ++h) {
    horizon.push_back(28800 * (h + 1));
    bounds.insert(bounds.end(), {28800 * h, 28800 * (h + 1)});
  }
}

Answer sample_answer(Filler& filler, double value) {
  const auto noise = filler.vector<double>(2, 0.01, 0.05);
  return {value, value * noise[0], value * 0.9, value * 1.1, noise[1]};
}

void add_forward(RunResult& run, Filler& filler) {
  const std::size_t replicates = run.ladder.notional.size() / (kSides * run.ladder.price.size());
  run.paths = sample_paths(filler, run.ladder);
  run.cascade = sample_cascade(filler, run, replicates);
  run.adl = sample_adl(run.cascade);
  run.whatif = sample_whatif(filler, run.ladder);
  run.stress = sample_stress(filler);
  add_levels(run, filler);
  run.rare = sample_rare(filler);
}

void expect_same_forward(const RunResult& a, const RunResult& b) {
  EXPECT_TRUE(listing_of(a) == listing_of(b));
}

}  // namespace tinderbox::test
