// tinderbox inspect run.h5 [--json] [--digests] [--own FILE.csv [--coin BTC] [--own-venue NAME]]
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/cli/run_venues.hpp"
#include "host/output/inspect.hpp"
#include "host/output/run_file.hpp"
#include "host/positions/compare_positions.hpp"
#include "host/positions/own_positions.hpp"
#include "host/positions/position_texts.hpp"

namespace tinderbox {
namespace {

struct InspectArguments {
  std::string path;
  std::string own;
  std::string coin;
  std::string own_venue;
  bool json = false;
  bool digests = false;
};

nlohmann::json own_json(const InspectArguments& arguments, const PositionFile& file, const RunResult& run) {
  const std::int32_t index = venue_of_run(run, arguments.own_venue, "--own-venue");
  const Venue venue = venue_at(run, index);
  return own_positions_json(own_context(run, venue, index), file);
}

void inspect(const InspectArguments& arguments) {
  if (arguments.digests) return print_out(dataset_digests(arguments.path));
  if (arguments.own.empty()) {
    const RunResult run = read_run_file(arguments.path);
    if (arguments.json) return print_json(inspect_json(run));
    return print_out(inspect_text(run));
  }
  const PositionFile file = read_positions(arguments.own, arguments.coin);
  const RunResult run = read_run_file(arguments.path);
  const nlohmann::json own = own_json(arguments, file, run);
  if (!arguments.json) return print_out(inspect_text(run) + own_positions_text(own));
  nlohmann::json report = inspect_json(run);
  report["own_positions"] = own;
  print_json(report);
}

}  // namespace

void add_inspect_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("inspect", "Say what is in a run file, with error bars");
  const auto arguments = std::make_shared<InspectArguments>();
  command->add_option("RUN", arguments->path, "Run file")->type_name("FILE")->required();
  CLI::Option* json = command->add_flag("--json", arguments->json, "The same as JSON");
  CLI::Option* digests =
      command->add_flag("--digests", arguments->digests, "SHA-256 of every dataset instead")->excludes(json);
  CLI::Option* own = command->add_option("--own", arguments->own, "Also answer for these positions of one's own")
                         ->type_name("FILE.csv");
  own->excludes(digests);
  command->add_option("--coin", arguments->coin, "Which coin of that file; needed where it holds several")->needs(own);
  command->add_option("--own-venue", arguments->own_venue, "Venue of the run that holds them (default: its first)")
      ->needs(own);
  command->callback([=, &action] { action = [=] { inspect(*arguments); }; });
}

}  // namespace tinderbox
