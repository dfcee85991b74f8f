#include "host/cli/cli.hpp"

#include <fmt/format.h>

#include <exception>
#include <iostream>
#include <new>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/support/build_info.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongInput = 2;

// What CLI11 says, on one line, with the nearest command for an unknown one.
void report_usage_error(const CLI::App& app, const CLI::ParseError& error, int argc, const char* const* argv) {
  std::vector<std::string> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(command->get_name());
  const std::string first = argc > 1 ? argv[1] : "";
  const bool known = std::find(commands.begin(), commands.end(), first) != commands.end();
  if (first.empty() || first.front() == '-' || known) {
    print_notice("error", fmt::format("{}; see tinderbox {}--help", error.what(), known ? first + " " : ""));
    return;
  }
  const std::string nearest = first.size() < 64 ? nearest_word(first, commands) : "";
  print_notice("error", Problem{first, "is not a command", "", fmt::format("{}", fmt::join(commands, ", ")),
                                nearest.empty() ? "" : fmt::format("did you mean {}?", nearest)}
                            .text());
}

int run_action(const Action& action) {
  try {
    action();
    return kDone;
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) print_notice("error", problem.text());
    return kWrongInput;
  } catch (const std::bad_alloc&) {
    print_notice("error", "memory ran out; a smaller sampling.positions, grid.bins or window needs less");
  } catch (const std::exception& error) {
    print_notice("error", error.what());
  }
  return kFailed;
}

}  // namespace

int run_cli(int argc, const char* const* argv) {
  CLI::App app{"Tinderbox maps where a leveraged crypto market can burn.", "tinderbox"};
  app.set_version_flag("--version", fmt::format("tinderbox {} (commit {})", version(), git_commit()));
  app.require_subcommand(1);
  Action action;
  add_run_command(app, action);
  add_explain_command(app, action);
  add_synth_command(app, action);
  add_inspect_command(app, action);
  add_compare_positions_command(app, action);
  add_render_command(app, action);
  add_export_command(app, action);
  add_validate_command(app, action);
  add_view_command(app, action);
  add_doctor_command(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    report_usage_error(app, error, argc, argv);
    return kWrongInput;
  }
  install_interrupt_handlers();
  return run_action(action);
}

}  // namespace tinderbox
