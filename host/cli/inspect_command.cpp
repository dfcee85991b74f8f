// tinderbox inspect run.h5 [--json] [--digests]
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/output/inspect.hpp"
#include "host/output/run_file.hpp"

namespace tinderbox {
namespace {

struct InspectArguments {
  std::string path;
  bool json = false;
  bool digests = false;
};

void inspect(const InspectArguments& arguments) {
  if (arguments.digests) return print_out(dataset_digests(arguments.path));
  const RunResult run = read_run_file(arguments.path);
  if (arguments.json) return print_json(inspect_json(run));
  print_out(inspect_text(run));
}

}  // namespace

void add_inspect_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("inspect", "Say what is in a run file, with error bars");
  const auto arguments = std::make_shared<InspectArguments>();
  command->add_option("RUN", arguments->path, "Run file")->type_name("FILE")->required();
  CLI::Option* json = command->add_flag("--json", arguments->json, "The same as JSON");
  command->add_flag("--digests", arguments->digests, "SHA-256 of every dataset instead")->excludes(json);
  command->callback([=, &action] { action = [=] { inspect(*arguments); }; });
}

}  // namespace tinderbox
