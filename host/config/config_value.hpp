// One value of a configuration: from a TOML node into a RunConfig, and back to TOML text.
#pragma once

#include <toml++/toml.h>

#include <functional>
#include <string>

#include "host/config/config_key.hpp"
#include "host/support/error.hpp"

namespace tinderbox {

// Receives a problem (without `where`) and the node it is about.
using NodeReport = std::function<void(const toml::node&, Problem)>;

// Stores the value of `node` under `key`, or reports what is wrong with it and leaves the configuration unchanged.
void set_value(const ConfigKey& key, const toml::node& node, RunConfig& config, const NodeReport& report);

// The value as TOML. Doubles are written with as many digits as it takes to read them back exactly.
[[nodiscard]] std::string value_toml(const ConfigKey& key, const RunConfig& config);

// What the key takes, without the article: "whole number from 1 to 20000".
[[nodiscard]] std::string allowed_text(const ConfigKey& key);

// A double as TOML: shortest text that reads back exactly, and never mistaken for an integer when it is minus zero.
[[nodiscard]] std::string real_toml(double value);

// What stands in a node, for error messages: short, on one line.
[[nodiscard]] std::string node_text(const toml::node& node);

}  // namespace tinderbox
