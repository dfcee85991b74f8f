// What a picture can show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox {

enum class PictureKind {
  kAutomatic,   // the past and the liquidations ahead, where the run has paths; else the heatmap
  kHeatmap,     // the past alone
  kLiquidated,  // the past, and the dollars expected to be liquidated on the paths
  kVisit,       // the past, and the probability that the paths visit a price
  kLadder,      // what is left to burn now, with and without the cascade it sets off
};

// The names of all but kAutomatic.
[[nodiscard]] const std::vector<std::string>& picture_names();
// Throws InputError naming the choices.
[[nodiscard]] PictureKind picture_kind(std::string_view name);

[[nodiscard]] inline bool has_paths(const RunResult& run) {
  return !run.paths.horizon.empty();
}

// What to draw of this run: never kAutomatic. Throws InputError where the run does not hold it.
[[nodiscard]] PictureKind resolved(PictureKind kind, const RunResult& run);

}  // namespace tinderbox
