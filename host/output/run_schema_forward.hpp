// The datasets of the forward half of a run file, once, as in run_schema.hpp. A single value is a vector of one with
// dims ""; an Answer is five datasets: NAME, NAME_stderr, NAME_low, NAME_high, NAME_replicate_share.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "host/output/run_result.hpp"
#include "host/output/run_schema.hpp"

namespace tinderbox {

inline constexpr std::string_view kPayerLabels[kPayers] = {"book", "fund", "adl"};
inline constexpr std::string_view kEntryLabels[kAccountEntries] = {"at_now", "survived", "closed",
                                                                   "book",   "fund",     "adl"};

// Visits a number as a vector of one and, if it may be changed, takes back what the visitor left there.
template <typename Number, typename Visit>
void visit_single(Visit& visit, const VariableSpec& spec, Number& value) {
  std::vector<std::remove_const_t<Number>> values{value};
  visit(spec, values);
  if constexpr (!std::is_const_v<Number>) value = values.at(0);
}

// Visits one part of `count` answers.
template <typename Number, typename Visit, typename Part>
void visit_part(Visit& visit, const VariableSpec& spec, Number* answers, std::size_t count, Part part) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(answers[i].*part);
  visit(spec, values);
  if constexpr (!std::is_const_v<Number>)
    for (std::size_t i = 0; i < count; ++i) answers[i].*part = values.at(i);
}

// Visits `count` answers along spec.dims. `Some` is Answer or const Answer.
template <typename Some, typename Visit>
void visit_answers(Visit& visit, std::string_view name, std::string_view dims, std::string_view units,
                   std::string_view long_name, Some* answers, std::size_t count) {
  const std::string base(name);
  const std::string ancillary = base + "_stderr " + base + "_low " + base + "_high " + base + "_replicate_share";
  const auto part = [&](std::string_view suffix, std::string_view unit, const std::string& text, auto member,
                        std::string_view sure = {}) {
    const std::string full = base + std::string(suffix);
    visit_part(visit, VariableSpec{full, dims, unit, text, Missing::kNan, {}, sure}, answers, count, member);
  };
  part("", units, std::string(long_name), &Answer::value, ancillary);
  part("_stderr", units, "standard error of " + base + ", clustered by replicate", &Answer::standard_error);
  part("_low", units, "5% quantile of " + base + " over replicates", &Answer::low);
  part("_high", units, "95% quantile of " + base + " over replicates", &Answer::high);
  part("_replicate_share", "1", "share of the variance of " + base + " that is due to the replicate",
       &Answer::replicate_share);
}

template <typename Some, typename Visit>
void visit_answer(Visit& visit, std::string_view name, std::string_view units, std::string_view long_name,
                  Some& answer) {
  visit_answers(visit, name, "", units, long_name, &answer, 1);
}

// Calls visit(spec, tensor) for every dataset of /paths that is no coordinate.
template <typename Paths, typename Visit>
void visit_paths(Paths& paths, Visit&& visit) {
  constexpr auto kNan = Missing::kNan;
  constexpr std::string_view kStep = "horizon price";
  visit(VariableSpec{"horizon_bounds", "horizon bnds", kHorizonUnits, "edges of the output step"},
        paths.horizon_bounds);
  visit(VariableSpec{"price_bounds", "price bnds", "USD", "edges of the price bins"}, paths.price_bounds);
  visit(VariableSpec{"visit_probability", kStep, "1", "probability that the mark meets the bin in the output step",
                     Missing::kNever, "", "visit_probability_stderr"},
        paths.visit_probability);
  visit(VariableSpec{"visit_probability_stderr", kStep, "1",
                     "standard error of visit_probability, clustered by replicate", kNan},
        paths.visit_probability_stderr);
  visit(VariableSpec{"visit_probability_no_feedback", kStep, "1", "visit_probability of the twins without feedback",
                     Missing::kNever, "", "visit_probability_no_feedback_stderr"},
        paths.visit_probability_no_feedback);
  visit(VariableSpec{"visit_probability_no_feedback_stderr", kStep, "1",
                     "standard error of visit_probability_no_feedback, clustered by replicate", kNan},
        paths.visit_probability_no_feedback_stderr);
  visit(VariableSpec{"touch_probability", "price", "1", "probability that the mark meets the bin within the horizon",
                     Missing::kNever, "",
                     "touch_probability_stderr touch_probability_low touch_probability_high "
                     "touch_probability_interval touch_probability_replicate_share"},
        paths.touch_probability);
  visit(VariableSpec{"touch_probability_stderr", "price", "1",
                     "standard error of touch_probability, clustered by replicate", kNan},
        paths.touch_probability_stderr);
  visit(VariableSpec{"touch_probability_low", "price", "1", "5% quantile of touch_probability over replicates", kNan},
        paths.touch_probability_low);
  visit(VariableSpec{"touch_probability_high", "price", "1", "95% quantile of touch_probability over replicates", kNan},
        paths.touch_probability_high);
  visit(VariableSpec{"touch_probability_interval", "price bnds", "1",
                     "95% Wilson interval of touch_probability for the effective number of independent paths", kNan},
        paths.touch_probability_interval);
  visit(VariableSpec{"touch_probability_replicate_share", "price", "1",
                     "share of the variance of touch_probability that is due to the replicate", kNan},
        paths.touch_probability_replicate_share);
  visit(VariableSpec{"touch_probability_no_feedback", "price", "1", "touch_probability of the twins without feedback",
                     Missing::kNever, "", "touch_probability_no_feedback_stderr"},
        paths.touch_probability_no_feedback);
  visit(VariableSpec{"touch_probability_no_feedback_stderr", "price", "1",
                     "standard error of touch_probability_no_feedback, clustered by replicate", kNan},
        paths.touch_probability_no_feedback_stderr);
  visit(VariableSpec{"liquidated", "horizon side price", "USD",
                     "expected liquidations in the output step, at trigger prices", Missing::kNever,
                     "horizon: sum price: sum", "liquidated_stderr"},
        paths.liquidated);
  visit(VariableSpec{"liquidated_stderr", "horizon side price", "USD",
                     "standard error of liquidated, clustered by replicate", kNan},
        paths.liquidated_stderr);
  constexpr std::string_view kFan = "horizon quantile";
  const auto quantile = [&](std::string_view name, std::string_view long_name, auto& values, auto& errors) {
    const std::string error_name = std::string(name) + "_stderr";
    const std::string error_text = "standard error of " + std::string(name) + ", clustered by replicate";
    const std::string text = std::string(long_name) + "; NaN outside the price axis";
    visit(VariableSpec{name, kFan, "USD", text, kNan, "", error_name}, values);
    visit(VariableSpec{error_name, kFan, "USD", error_text, kNan}, errors);
  };
  quantile("price_quantile", "quantile of the mark at the end of the output step", paths.price_quantile,
           paths.price_quantile_stderr);
  quantile("price_quantile_no_feedback", "price_quantile of the twins without feedback",
           paths.price_quantile_no_feedback, paths.price_quantile_no_feedback_stderr);
  quantile("low_quantile", "quantile of the lowest mark so far", paths.low_quantile, paths.low_quantile_stderr);
  quantile("low_quantile_no_feedback", "low_quantile of the twins without feedback", paths.low_quantile_no_feedback,
           paths.low_quantile_no_feedback_stderr);
}

// /cascade: how large, how deep, how near the edge.
template <typename Cascade, typename Visit>
void visit_cascade_size(Cascade& cascade, Visit& visit) {
  constexpr auto kNan = Missing::kNan;
  visit(VariableSpec{"horizon_bounds", "horizon bnds", kHorizonUnits, "edges of the output step"},
        cascade.horizon_bounds);
  visit(VariableSpec{"price_bounds", "price bnds", "USD", "edges of the price bins"}, cascade.price_bounds);
  visit(VariableSpec{"size_count", "size_bin", "1", "paths that liquidate between size_edges[i] and size_edges[i + 1]"},
        cascade.size_count);
  visit(VariableSpec{"amplification_count", "amplification_bin", "1",
                     "paths whose drop over their twin's lies between amplification_edges[i] and [i + 1]"},
        cascade.amplification_count);
  visit_answer(visit, "amplification", "1",
               "running log drop over that of the twin, ratio of means over paths whose twin dropped a daily sigma",
               cascade.amplification);
  visit_single(visit, VariableSpec{"amplification_paths", "", "1", "paths whose twin dropped a daily sigma"},
               cascade.amplification_paths);
  visit_single(visit, VariableSpec{"daily_sigma", "", "1", "daily standard deviation of the exogenous log price"},
               cascade.daily_sigma);
  visit(VariableSpec{"branching_ratio", "price side", "1",
                     "notional forced by the impact of a 10 M USD order at this price, over 10 M USD", kNan, "",
                     "branching_ratio_stderr"},
        cascade.branching_ratio);
  visit(VariableSpec{"branching_ratio_stderr", "price side", "1", "standard error of branching_ratio over replicates",
                     kNan},
        cascade.branching_ratio_stderr);
  visit_single(visit,
               VariableSpec{"critical_branching_ratio", "", "1", "branching ratio from which cascades run away", kNan},
               cascade.critical_branching_ratio);
  visit(VariableSpec{"critical_shock", "side", "1",
                     "smallest shock, as a fraction of price, that liquidates 10% of the side within 1 h in half of "
                     "the paths; NaN if none up to the end of the price axis",
                     kNan, "", "critical_shock_stderr"},
        cascade.critical_shock);
  visit(VariableSpec{"critical_shock_stderr", "side", "1", "standard error of critical_shock, clustered by replicate",
                     kNan},
        cascade.critical_shock_stderr);
  visit(VariableSpec{"critical_shock_no_feedback", "side", "1", "critical_shock of the twins without feedback", kNan,
                     "", "critical_shock_no_feedback_stderr"},
        cascade.critical_shock_no_feedback);
  visit(VariableSpec{"critical_shock_no_feedback_stderr", "side", "1",
                     "standard error of critical_shock_no_feedback, clustered by replicate", kNan},
        cascade.critical_shock_no_feedback_stderr);
}

// Visits answers along an axis of `count`, which a reader has to make room for.
template <typename Answers, typename Visit>
void visit_answer_row(Visit& visit, std::string_view name, std::string_view dims, std::string_view units,
                      std::string_view long_name, Answers& answers, std::size_t count) {
  if constexpr (!std::is_const_v<Answers>) answers.resize(count);
  visit_answers(visit, name, dims, units, long_name, answers.data(), answers.size());
}

// Visits a probability with its standard error and Wilson interval.
template <typename Values, typename Visit>
void visit_probability(Visit& visit, std::string_view name, std::string_view dims, std::string_view long_name,
                       Values& values, Values& errors, Values& interval) {
  const std::string base(name);
  const std::string error_name = base + "_stderr";
  const std::string error_text = "standard error of " + base + ", clustered by replicate";
  const std::string interval_name = base + "_interval";
  const std::string interval_dims = std::string(dims) + " bnds";
  const std::string interval_text = "95% Wilson interval of " + base + " for the effective number of independent paths";
  const std::string sure = error_name + " " + interval_name;
  visit(VariableSpec{name, dims, "1", long_name, Missing::kNever, "", sure}, values);
  visit(VariableSpec{error_name, dims, "1", error_text, Missing::kNan}, errors);
  visit(VariableSpec{interval_name, interval_dims, "1", interval_text, Missing::kNan}, interval);
}

// Visits expected dollars with their standard error.
template <typename Values, typename Visit>
void visit_expected(Visit& visit, std::string_view name, std::string_view dims, std::string_view long_name,
                    Values& values, Values& errors) {
  const std::string error_name = std::string(name) + "_stderr";
  const std::string error_text = "standard error of " + std::string(name) + ", clustered by replicate";
  visit(VariableSpec{name, dims, "USD", long_name, Missing::kNever, "", error_name}, values);
  visit(VariableSpec{error_name, dims, "USD", error_text, Missing::kNan}, errors);
}

// /cascade: how deep price falls.
template <typename Cascade, typename Visit>
void visit_cascade_drop(Cascade& cascade, Visit& visit) {
  const std::size_t levels = cascade.level.size();
  const std::string tail = "; NaN where fewer than ten paths lie beyond";
  visit_answer_row(visit, "value_at_risk", "level", "1",
                   "value at risk of the running maximum drop, a fraction of the price" + tail, cascade.value_at_risk,
                   levels);
  visit_answer_row(visit, "expected_shortfall", "level", "1",
                   "expected shortfall of the running maximum drop, a fraction of the price" + tail,
                   cascade.expected_shortfall, levels);
  visit_answer_row(visit, "value_at_risk_no_feedback", "level", "1", "value_at_risk of the twins without feedback",
                   cascade.value_at_risk_no_feedback, levels);
  visit_answer_row(visit, "expected_shortfall_no_feedback", "level", "1",
                   "expected_shortfall of the twins without feedback", cascade.expected_shortfall_no_feedback, levels);
}

// /cascade: what it costs, and whom.
template <typename Cascade, typename Visit>
void visit_cascade_losses(Cascade& cascade, Visit& visit) {
  visit_expected(visit, "absorbed", "payer venue side", "expected liquidations a path, by who absorbs them",
                 cascade.absorbed, cascade.absorbed_stderr);
  visit_expected(visit, "fund_loss", "venue side", "expected payments of the insurance fund a path", cascade.fund_loss,
                 cascade.fund_loss_stderr);
  visit_probability(visit, "insurance_exhausted_probability", "horizon venue",
                    "probability that the insurance fund could not pay at any time so far",
                    cascade.insurance_exhausted_probability, cascade.insurance_exhausted_probability_stderr,
                    cascade.insurance_exhausted_probability_interval);
  visit_expected(visit, "adl_notional", "horizon", "expected notional auto-deleveraged so far", cascade.adl_notional,
                 cascade.adl_notional_stderr);
  visit_probability(visit, "squeeze_probability", "side",
                    "probability of 60 minutes with 1% of the side liquidated and a 3% adverse move",
                    cascade.squeeze_probability, cascade.squeeze_probability_stderr,
                    cascade.squeeze_probability_interval);
  visit_probability(visit, "ladder_end_probability", "side", "probability that the mark passes the end of the ladder",
                    cascade.ladder_end_probability, cascade.ladder_end_probability_stderr,
                    cascade.ladder_end_probability_interval);
  visit_answers(visit, "liquidated", "side", "USD", "expected liquidations a path", &cascade.liquidated[0], kSides);
  visit_answer(visit, "adl_probability", "1", "probability that some position is auto-deleveraged",
               cascade.adl_probability);
  visit(VariableSpec{"adl_probability_interval", "bnds", "1",
                     "95% Wilson interval of adl_probability for the effective number of independent paths",
                     Missing::kNan},
        cascade.adl_probability_interval);
}

// Calls visit(spec, tensor) for every dataset of /cascade that is no coordinate.
template <typename Cascade, typename Visit>
void visit_cascade(Cascade& cascade, Visit&& visit) {
  visit_cascade_size(cascade, visit);
  visit_cascade_drop(cascade, visit);
  visit_cascade_losses(cascade, visit);
  visit_single(visit, VariableSpec{"money_unit_usd", "", "USD", "dollars of one unit of account"},
               cascade.money_unit_usd);
  visit(VariableSpec{"account", "side entry", "1",
                     "exact sums over paths, in money_unit_usd: at_now = survived + closed + book + fund + adl"},
        cascade.account);
  visit(VariableSpec{"replicate_paths", "replicate", "1", "paths that used the replicate"}, cascade.replicate_paths);
  visit(VariableSpec{"imbalance", "time distance", "1",
                     "(long - short) / (long + short) of the density within the distance of the mark; NaN if empty",
                     Missing::kNan},
        cascade.imbalance);
}

// Calls visit(spec, tensor) for every dataset of /whatif that is no coordinate.
template <typename WhatIf, typename Visit>
void visit_whatif(WhatIf& whatif, Visit&& visit) {
  visit(VariableSpec{"price_bounds", "price bnds", "USD", "edges of the price bins"}, whatif.price_bounds);
  const auto banded = [&](std::string_view name, std::string_view long_name, auto& mean, auto& error, auto& low,
                          auto& high) {
    const std::string base(name);
    const std::string sure = base + "_stderr " + base + "_low " + base + "_high";
    visit(VariableSpec{name, "price", "USD", long_name, Missing::kNever, "replicate: mean", sure}, mean);
    const auto part = [&](const std::string& suffix, const std::string& text, auto& values) {
      const std::string full = base + suffix;
      const std::string meaning = text + base + " over replicates";
      visit(VariableSpec{full, "price", "USD", meaning, Missing::kNan}, values);
    };
    part("_stderr", "standard error of ", error);
    part("_low", "5% quantile of ", low);
    part("_high", "95% quantile of ", high);
  };
  banded("forced", "liquidated until the cascade stops, if price trades at this level now", whatif.forced,
         whatif.forced_stderr, whatif.forced_low, whatif.forced_high);
  banded("stop_price", "where the mark stops, if price trades at this level now", whatif.stop_price,
         whatif.stop_price_stderr, whatif.stop_price_low, whatif.stop_price_high);
  banded("book", "part of forced that the book takes at the bankruptcy price or better", whatif.book,
         whatif.book_stderr, whatif.book_low, whatif.book_high);
  banded("fund", "part of forced that is sold below the bankruptcy price on the fund's account", whatif.fund,
         whatif.fund_stderr, whatif.fund_low, whatif.fund_high);
  banded("adl", "part of forced that is auto-deleveraged", whatif.adl, whatif.adl_stderr, whatif.adl_low,
         whatif.adl_high);
  visit(VariableSpec{"ladder_end", "price", "1",
                     "share of the replicates whose cascade reached the end of the ladder: there it stops at the edge "
                     "of what is known"},
        whatif.ladder_end);
}

// Calls visit(spec, value) for every dataset of /stress: single values all.
template <typename Stress, typename Visit>
void visit_stress(Stress& stress, Visit&& visit) {
  visit_single(visit, VariableSpec{"price_change", "", "1", "exogenous move of the stress, a fraction of the price"},
               stress.price_change);
  visit_single(visit, VariableSpec{"duration_seconds", "", kHorizonUnits, "time that the move takes"},
               stress.duration_seconds);
  visit_single(visit, VariableSpec{"depth_multiplier", "", "1", "of the book during the stress"},
               stress.depth_multiplier);
  visit_answer(visit, "stop_price", "USD", "extreme of the mark in the direction of the move", stress.stop_price);
  visit_answer(visit, "forced", "USD", "liquidated", stress.forced);
  visit_answer(visit, "feedback_share", "1", "part of the whole move that forced orders added", stress.feedback_share);
  visit_answer(visit, "book", "USD", "part of forced that the book takes at the bankruptcy price or better",
               stress.book);
  visit_answer(visit, "fund", "USD", "part of forced that is sold below the bankruptcy price on the fund's account",
               stress.fund);
  visit_answer(visit, "adl", "USD", "part of forced that is auto-deleveraged", stress.adl);
  visit_single(
      visit,
      VariableSpec{"ladder_end", "", "1",
                   "share of the replicates whose cascade reached the end of the ladder: there it stops at the "
                   "edge of what is known"},
      stress.ladder_end);
}

// Calls visit(spec, values) for every dataset of /repair that is no coordinate.
template <typename Repair, typename Visit>
void visit_repair(Repair& repair, Visit&& visit) {
  visit(VariableSpec{"liquidated", "time side", "USD", "liquidated in the bar by the model, at trigger prices",
                     Missing::kNever, "time: sum"},
        repair.liquidated);
  visit(VariableSpec{"displacement", "time", "1", "log of the exogenous price over the mark at the close of the bar"},
        repair.displacement);
  visit(VariableSpec{"return_removed", "time", "1", "log return of the bar, less that of the exogenous price"},
        repair.return_removed);
  visit(VariableSpec{"low_removed", "time", "1", "log of the low over the close before, less that of the exogenous"},
        repair.low_removed);
  visit(VariableSpec{"high_removed", "time", "1", "log of the high over the close before, less that of the exogenous"},
        repair.high_removed);
  const auto single = [&](std::string_view name, std::string_view text, auto& value) {
    visit_single(visit, VariableSpec{name, "", "1", text}, value);
  };
  single("daily_sigma_history", "daily standard deviation of the log price, as observed", repair.daily_sigma_history);
  single("daily_sigma_repaired", "daily standard deviation of the log price that paths are drawn from",
         repair.daily_sigma_repaired);
  single("daily_mean_history", "mean log return of a day, as observed", repair.daily_mean_history);
  single("daily_mean_subtracted", "mean log return of a day after the subtraction", repair.daily_mean_subtracted);
  single("daily_mean_repaired", "mean log return of a day that paths are drawn from", repair.daily_mean_repaired);
  single("missed_bars", "bars whose low, high or close no exogenous bar gives back", repair.missed_bars);
  single("largest_miss", "largest miss of a low, high or close, of log price", repair.largest_miss);
}

// Calls visit(spec, values) for every dataset of /book that is no coordinate.
template <typename Book, typename Visit>
void visit_book(Book& book, Visit&& visit) {
  visit_single(visit,
               VariableSpec{"depth_usd_per_percent", "", "USD percent-1", "density next to the price, of a side"},
               book.depth_usd_per_percent);
  visit_single(visit, VariableSpec{"depth_slope", "", "USD percent-2", "growth of the density with distance"},
               book.depth_slope_usd_per_percent2);
  visit_single(visit, VariableSpec{"range_percent", "", "percent", "no orders rest farther away"}, book.range_percent);
  visit_single(visit, VariableSpec{"fit_error", "", "1", "largest relative error of the fitted cumulative depth"},
               book.fit_error);
  visit_single(visit,
               VariableSpec{"impact_exponent", "", "1", "exponent of impact over volume, orders of 1 to 100 coins",
                            Missing::kNan},
               book.impact_exponent);
  if (!book.percent.empty())
    visit(VariableSpec{"level_usd", "percent", "USD", "measured depth of a side within the distance"}, book.level_usd);
}

}  // namespace tinderbox
