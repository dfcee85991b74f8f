#include "host/cli/config_arguments.hpp"

#include "embedded.hpp"
#include "host/config/config.hpp"

namespace tinderbox {

CLI::Option* add_config_arguments(CLI::App& command, ConfigArguments& arguments) {
  command.add_option("--set", arguments.sets, "Lay a value over the configuration: section.key=value (repeatable)")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  return command.add_option("CONFIG", arguments.path, "Configuration file (TOML); without it, the built-in demo")
      ->type_name("FILE");
}

RunConfig read_config(const ConfigArguments& arguments) {
  if (!arguments.path.empty()) return load_config(arguments.path, arguments.sets);
  return parse_config(embedded::find("demo.toml"), "demo.toml (built in)", arguments.sets);
}

}  // namespace tinderbox
