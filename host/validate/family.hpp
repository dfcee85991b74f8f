// The families of oracle entries and what drives each. One table a group; the groups are one file each.
#pragma once

#include <span>
#include <string_view>

#include "host/engine/engine.hpp"
#include "host/validate/finding.hpp"
#include "host/validate/oracle_entry.hpp"
#include "kernels/executor.hpp"

namespace tinderbox::validation {

// Where the engine runs.
struct Bench {
  Executor& executor;     // of the path engine
  EngineOptions options;  // of whole runs
};

// Runs the engine, or the component of it, on an entry. Throws BadEntry, OutOfReach, and what the engine throws.
using Drive = Findings (*)(const OracleEntry& entry, const Bench& bench);

struct Family {
  std::string_view name;
  std::string_view driven_by;  // what answers, or why nothing in the engine does
  Drive drive = nullptr;       // none: not run
};

[[nodiscard]] std::span<const Family> passage_families();     // Brownian paths without feedback
[[nodiscard]] std::span<const Family> occupation_families();  // where and when such paths are
[[nodiscard]] std::span<const Family> jump_families();        // jumps, stochastic variance
[[nodiscard]] std::span<const Family> cascade_families();     // deterministic cascades
[[nodiscard]] std::span<const Family> random_ladder_families();
[[nodiscard]] std::span<const Family> feedback_families();  // Brownian paths with feedback
[[nodiscard]] std::span<const Family> position_families();  // prices, masses, sizes, lives of positions
[[nodiscard]] std::span<const Family> waterfall_families();
[[nodiscard]] std::span<const Family> noise_families();
[[nodiscard]] std::span<const Family> statistics_families();
[[nodiscard]] std::span<const Family> foreign_families();  // of models that are no part of the engine

// The family of that name in any group, or none.
[[nodiscard]] const Family* find_family(std::string_view name);
[[nodiscard]] std::vector<Family> all_families();

}  // namespace tinderbox::validation
