// The group /rare of a run file: an event too rare for the plain paths. A run that was not asked for one has no such
// group.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/output/h5_read.hpp"
#include "host/output/netcdf_group.hpp"
#include "host/output/run_result.hpp"
#include "host/output/run_schema_forward.hpp"

namespace tinderbox {

[[nodiscard]] inline bool has_rare(const RunResult& run) {
  return run.rare.paths > 0;
}

// Calls visit(spec, values) for every dataset of /rare: single values all.
template <typename Rare, typename Visit>
void visit_rare(Rare& rare, Visit&& visit) {
  const auto number = [&](std::string_view name, std::string_view text, auto& value) {
    visit_single(visit, VariableSpec{name, "", "1", text, Missing::kNever}, value);
  };
  const auto known = [&](std::string_view name, std::string_view text, auto& value) {
    visit_single(visit, VariableSpec{name, "", "1", text, Missing::kNan}, value);
  };
  number("level", "how far the mark goes, a fraction of the price, or the part of the side that is liquidated",
         rare.level);
  number("paths", "simulated for it, over all stages of the method", rare.paths);
  number("stages", "stages of the method", rare.stages);
  number("tilt", "strength of the tilt: standard deviations of a step, or of the return expected of a block",
         rare.tilt);
  number("extrapolated", "1: rarer than the independent blocks of the history can tell", rare.extrapolated);
  visit_answer(visit, "probability", "1", "probability of the event within the horizon", rare.probability);
  visit_answer(visit, "probability_no_feedback", "1", "probability of the twins without feedback",
               rare.probability_no_feedback);
  known("effective_sample_size", "even weights that carry as much as those of the paths with the event",
        rare.effective_sample_size);
  known("effective_sample_size_no_feedback", "the same of the twins", rare.effective_sample_size_no_feedback);
  known("variance_gain", "variance of as many plain paths over the variance reached", rare.variance_gain);
  known("variance_gain_no_feedback", "the same of the twins", rare.variance_gain_no_feedback);
  visit_answer(visit, "liquidated", "USD", "expected liquidations of both sides on paths with the event",
               rare.liquidated);
  visit_answer(visit, "move", "1", "how far the mark gets on paths with the event, a fraction of the price", rare.move);
  visit_answer(visit, "move_no_feedback", "1", "the same of twins with the event", rare.move_no_feedback);
}

void write_rare(h5::WriteContext& context, const RareResult& rare);

// Throws InputError.
[[nodiscard]] RareResult read_rare(h5::ReadFile& file);

// The answer as data, null where nothing was asked, and in sentences.
[[nodiscard]] nlohmann::json rare_json(const RunResult& run);
[[nodiscard]] std::string rare_text(const nlohmann::json& rare);

}  // namespace tinderbox
