#include "host/engine/depth_rule.hpp"

#include "sim/coordinate.hpp"
#include "sim/math.hpp"

namespace tinderbox {

DepthRule depth_rule(const BookConfig& book, double daily_sigma, double step_seconds) {
  constexpr double kDaySeconds = 86400;
  const double variance = daily_sigma * daily_sigma * step_seconds / kDaySeconds * kTicksPerUnit * kTicksPerUnit;
  const bool follows = book.depth_state == "on" && variance > 0;
  const double keep = exp(-step_seconds / book.depth_memory_seconds);
  DepthRule rule{};
  rule.active = follows || book.survival_sd > 0 ? 1 : 0;
  rule.keep = static_cast<float>(keep);
  rule.floor = static_cast<float>(book.depth_floor);
  rule.survival_sd = static_cast<float>(book.survival_sd);
  if (!follows) return rule;
  rule.volatility_response = static_cast<float>(book.volatility_response);
  rule.trend_response = static_cast<float>(book.trend_response);
  rule.moves_unit = static_cast<float>(1 / variance);
  rule.trend_unit = static_cast<float>((1 - keep * keep) / variance);
  return rule;
}

}  // namespace tinderbox
