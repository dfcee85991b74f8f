#include "host/render/picture_kind.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/support/error.hpp"

namespace tinderbox {

const std::vector<std::string>& picture_names() {
  static const std::vector<std::string> names = {"heatmap", "liquidated", "visit", "ladder"};
  return names;
}

PictureKind picture_kind(std::string_view name) {
  const std::vector<std::string>& names = picture_names();
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) {
    const std::string near = nearest_word(name, names);
    throw InputError({"--what", "is no picture", std::string(name), fmt::format("{}", fmt::join(names, ", ")),
                      near.empty() ? "" : fmt::format("did you mean {}?", near)});
  }
  constexpr PictureKind kKinds[] = {PictureKind::kHeatmap, PictureKind::kLiquidated, PictureKind::kVisit,
                                    PictureKind::kLadder};
  return kKinds[at - names.begin()];
}

PictureKind resolved(PictureKind kind, const RunResult& run) {
  if (kind == PictureKind::kAutomatic) return has_paths(run) ? PictureKind::kLiquidated : PictureKind::kHeatmap;
  const bool needs_paths = kind == PictureKind::kLiquidated || kind == PictureKind::kVisit;
  if (needs_paths && !has_paths(run))
    throw InputError({"--what", "cannot be drawn: the run has no forward paths (paths.count = 0)",
                      kind == PictureKind::kVisit ? "visit" : "liquidated", "heatmap or ladder",
                      "repeat the run with paths.count above 0"});
  return kind;
}

}  // namespace tinderbox
