// `tinderbox inspect`: what is in a run, in sentences with error bars, or as JSON with the same content.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/output/run_result.hpp"

namespace tinderbox {

// As data: provenance, shapes, clusters, shares, imbalance, the answers of host/output/answers.hpp, closure, warnings.
[[nodiscard]] nlohmann::json inspect_json(const RunResult& run);

// The same in sentences for a person.
[[nodiscard]] std::string inspect_text(const RunResult& run);

// Warnings where the run is far from what a practitioner expects to see (ranges and their source in sanity.cpp).
[[nodiscard]] std::vector<std::string> sanity_warnings(const RunResult& run);

}  // namespace tinderbox
