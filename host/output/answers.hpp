// The questions a run is asked, answered with error bars: as data, and in sentences made from that data alone.
//
//   levels    what is forced if price trades through a level now, and where that stops
//   stress    the configured stress
//   reach     the probability that price gets to a level within the horizon, with and without the cascade
//   tipping   what tips the market over, and who pays
//   course    when the low comes and most is liquidated, what is regained, how near the edge the market gets on the way
//   watched   single price levels: whether price gets there, what lies beyond, whether the ladder draws it
//   rare      the rare event that was asked for, if any
//   skill     whether the map of the past said anything about price
// All but `skill` are null where the run has no such results.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/output/ladder_stats.hpp"
#include "host/output/run_result.hpp"

namespace tinderbox {

// JSON has no NaN: what is not known is null.
[[nodiscard]] nlohmann::json known(double value);
// {value, standard_error, low, high}, and for an Answer replicate_share.
[[nodiscard]] nlohmann::json as_json(const Estimate& estimate);
[[nodiscard]] nlohmann::json as_json(const Answer& answer);

[[nodiscard]] nlohmann::json answers_of(const RunResult& run);
// Its parts `course` and `watched`, and their sentences.
[[nodiscard]] nlohmann::json course_of(const RunResult& run);
[[nodiscard]] nlohmann::json watched_levels_of(const RunResult& run);
[[nodiscard]] std::string course_text(const nlohmann::json& course);
[[nodiscard]] std::string watched_levels_text(const nlohmann::json& levels);

// `report` is inspect_json's: it holds the answers and the mark.
[[nodiscard]] std::string answers_text(const nlohmann::json& report);

}  // namespace tinderbox
