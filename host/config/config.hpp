// The configuration of a run as text: TOML in, TOML out, and the reference manual.
// A key of a section is written `[sampling]` / `positions = 1000`, or `sampling.positions = 1000`.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/run_config.hpp"

namespace tinderbox {

// A configuration file is small; anything larger is another kind of file.
inline constexpr std::size_t kMostConfigBytes = 1U << 20U;

// Parses a configuration and lays `sets` over it, each "key=value" with a TOML value (bare words are text). `name`
// stands for the file in error messages. Throws InputError with every problem found: unknown keys (the nearest known
// one is suggested), types, ranges, missing keys, and values that do not fit each other; each names file:line:column
// or `--set key`, and the key. A syntax error ends parsing and is reported alone.
[[nodiscard]] RunConfig parse_config(std::string_view text, const std::string& name,
                                     const std::vector<std::string>& sets);

// The same for a file. Throws InputError also where it is missing, a folder, empty, too large or not text.
[[nodiscard]] RunConfig load_config(const std::filesystem::path& path, const std::vector<std::string>& sets);

// Every key with its value; a configuration that parse_config accepts parses back to an equal one, bit by bit.
[[nodiscard]] std::string config_toml(const RunConfig& config);

// host/docs/config.md: unit, range, default, meaning and source of every key.
[[nodiscard]] std::string config_reference_markdown();

}  // namespace tinderbox
