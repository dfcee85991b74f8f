// The sentences and tables of what this folder answers, each made from its JSON and nothing else, so that both say the
// same.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace tinderbox {

[[nodiscard]] std::string check_text(const nlohmann::json& check);                   // of check_json
[[nodiscard]] std::string compare_positions_text(const nlohmann::json& comparison);  // of compare_positions_json
[[nodiscard]] std::string own_positions_text(const nlohmann::json& own);             // of own_positions_json

}  // namespace tinderbox
