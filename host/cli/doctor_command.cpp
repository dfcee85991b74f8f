// tinderbox doctor [--json]
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/cli/installation.hpp"

namespace tinderbox {

void add_doctor_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("doctor", "Say what works on this machine, and why the rest does not");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "The same as JSON");
  command->callback([=, &action] {
    action = [=] {
      const Installation installation = examine_installation();
      if (*json) return print_json(installation_json(installation));
      print_out(installation_text(installation));
    };
  });
}

}  // namespace tinderbox
