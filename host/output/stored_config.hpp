// Single values of the configuration that a run file holds, nullopt where they cannot be read there.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>

namespace tinderbox {

template <typename T>
[[nodiscard]] std::optional<T> stored_value(const std::string& config_toml, const char* section, const char* key) {
  try {
    const toml::table config = toml::parse(config_toml);
    return config[section][key].value<T>();
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

}  // namespace tinderbox
