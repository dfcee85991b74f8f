// The rare event as data and in sentences (rare_group.hpp).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/output/answers.hpp"
#include "host/output/forward_groups.hpp"
#include "host/output/rare_group.hpp"
#include "host/output/stored_config.hpp"
#include "host/output/words.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using namespace words;

// "the mark drops by 20%", as long as the file's configuration says what was asked.
std::string event_text(const json& rare) {
  const auto event = rare["event"].get<std::string>();
  const double size = rare["level"].is_null() ? 0 : 100 * std::abs(rare["level"].get<double>());
  if (event == "drop") return fmt::format("the mark drops by {:.4g}%", size);
  if (event == "rise") return fmt::format("the mark rises by {:.4g}%", size);
  if (event == "longs_liquidated") return fmt::format("{:.4g}% of longs are liquidated", size);
  if (event == "shorts_liquidated") return fmt::format("{:.4g}% of shorts are liquidated", size);
  return "an event that the configuration does not name";
}

// "9.9e-06 +- 1.5e-07".
std::string small_number(const json& estimate) {
  if (estimate["value"].is_null()) return "unknown";
  const auto value = estimate["value"].get<double>();
  if (estimate["standard_error"].is_null()) return fmt::format("{:.3g} with no error bar", value);
  return fmt::format("{:.3g} +- {:.2g}", value, estimate["standard_error"].get<double>());
}

std::string one_in(const json& probability) {
  const double value = probability.is_null() ? 0 : probability.get<double>();
  if (!(value > 1e-15 && value < 0.5)) return "";
  return fmt::format(" (one in {})", thousands(static_cast<std::uint64_t>(std::llround(1 / value))));
}

std::string effort_text(const json& rare) {
  std::string text = fmt::format("  By {} with {} paths", rare["method"].get<std::string>(), thousands(rare["paths"]));
  if (!rare["variance_gain"].is_null())
    text += fmt::format(", as sure as {:.3g} times as many plain ones", rare["variance_gain"].get<double>());
  return text;
}

std::string mean_drop_text(const json& rare, const std::string& horizon) {
  return fmt::format("Mean deepest drop within {}: {}, without feedback {}.\n{}.\n\n", horizon,
                     percent_plus_minus(rare["move"]), percent_plus_minus(rare["move_no_feedback"]), effort_text(rare));
}

}  // namespace

json rare_json(const RunResult& run) {
  if (!has_rare(run)) return nullptr;
  const RareResult& rare = run.rare;
  const auto word = [&](const char* key) {
    return stored_value<std::string>(run.provenance.config_toml, "rare", key).value_or("unknown");
  };
  return {{"event", word("event")},
          {"method", word("method")},
          {"level", known(rare.level)},
          {"horizon_seconds", has_paths(run) ? json(run.paths.horizon.back()) : json(nullptr)},
          {"paths", rare.paths},
          {"stages", rare.stages},
          {"tilt", known(rare.tilt)},
          {"extrapolated", rare.extrapolated != 0},
          {"probability", as_json(rare.probability)},
          {"probability_no_feedback", as_json(rare.probability_no_feedback)},
          {"effective_sample_size", known(rare.effective_sample_size)},
          {"effective_sample_size_no_feedback", known(rare.effective_sample_size_no_feedback)},
          {"variance_gain", known(rare.variance_gain)},
          {"variance_gain_no_feedback", known(rare.variance_gain_no_feedback)},
          {"liquidated_usd", as_json(rare.liquidated)},
          {"move", as_json(rare.move)},
          {"move_no_feedback", as_json(rare.move_no_feedback)}};
}

std::string rare_text(const json& rare) {
  if (rare.is_null()) return "";
  const std::string horizon =
      rare["horizon_seconds"].is_null() ? "the horizon" : duration(rare["horizon_seconds"].get<std::int64_t>());
  if (rare["event"] == "any") return mean_drop_text(rare, horizon);
  const std::string event = event_text(rare);
  if (rare["probability"]["value"] == 0)
    return fmt::format("Rare event: {} within {}: on none of {} paths, so how rare it is cannot be said.\n\n", event,
                       horizon, thousands(rare["paths"]));
  std::string text = fmt::format("Rare event: {} within {}: probability {}{}, without feedback {}.\n", event, horizon,
                                 small_number(rare["probability"]), one_in(rare["probability"]["value"]),
                                 small_number(rare["probability_no_feedback"]));
  if (rare["extrapolated"].get<bool>())
    text += "  An extrapolation: the history has too few independent blocks to tell so rare an event.\n";
  return text + effort_text(rare) +
         fmt::format("; where it happens {} are liquidated and the mark gets {} far.\n\n",
                     money_plus_minus(rare["liquidated_usd"]), percent_plus_minus(rare["move"]));
}

}  // namespace tinderbox
