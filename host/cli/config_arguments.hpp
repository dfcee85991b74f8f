// The arguments that name a configuration: [CONFIG.toml] [--set key=value]...
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/run_config.hpp"

namespace tinderbox {

struct ConfigArguments {
  std::string path;  // "": the embedded demo
  std::vector<std::string> sets;
};

CLI::Option* add_config_arguments(CLI::App& command, ConfigArguments& arguments);

[[nodiscard]] RunConfig read_config(const ConfigArguments& arguments);

}  // namespace tinderbox
