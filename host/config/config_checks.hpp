// What must hold between the values of a configuration, beyond the range of each.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/support/error.hpp"

namespace tinderbox {

// A broken rule: the keys it joins, the one to point at first.
struct BrokenRule {
  std::vector<std::string_view> keys;
  Problem problem;  // without `where`
};

// Every rule that the configuration breaks. A rule whose keys are themselves wrong means little: leave it out.
[[nodiscard]] std::vector<BrokenRule> broken_rules(const RunConfig& config);

// The part of them that concerns the forward half. Against an unusable window nothing is compared.
enum class WindowState { kUsable, kUnusable };
[[nodiscard]] std::vector<BrokenRule> broken_forward_rules(const RunConfig& config, WindowState window);

// What is wrong with the venues beside the primary one; `where` is the key, such as venues.bybit.source.
[[nodiscard]] std::vector<Problem> broken_venues(const RunConfig& config);

}  // namespace tinderbox
