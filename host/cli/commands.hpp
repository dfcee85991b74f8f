// One file a command. Each adds its subcommand to the program; parsing only fills `action`, which does the work once
// the whole command line is known to be right.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace tinderbox {

using Action = std::function<void()>;

void add_run_command(CLI::App& app, Action& action);
void add_explain_command(CLI::App& app, Action& action);
void add_synth_command(CLI::App& app, Action& action);
void add_inspect_command(CLI::App& app, Action& action);
void add_compare_positions_command(CLI::App& app, Action& action);
void add_render_command(CLI::App& app, Action& action);
void add_export_command(CLI::App& app, Action& action);
void add_validate_command(CLI::App& app, Action& action);
void add_view_command(CLI::App& app, Action& action);
void add_doctor_command(CLI::App& app, Action& action);

}  // namespace tinderbox
