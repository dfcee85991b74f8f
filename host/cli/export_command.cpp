// tinderbox export run.h5 --format coinglass|csv [--what heatmap|map] [-o FILE]
#include <cstdint>
#include <memory>
#include <string>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/export/export.hpp"
#include "host/output/atomic_file.hpp"
#include "host/output/run_file.hpp"

namespace tinderbox {
namespace {

struct ExportArguments {
  std::string path;
  std::string format;
  std::string what = "heatmap";
  std::string output;
};

void export_to_file(const RunResult& run, ExportFormat format, ExportWhat what, const std::string& path) {
  AtomicFile file(path);
  std::uint64_t offset = 0;
  export_run(run, format, what, [&](std::string_view text) {
    file.write_at(text.data(), text.size(), offset);
    offset += text.size();
  });
  file.commit();
}

void export_file(const ExportArguments& arguments) {
  const ExportFormat format = export_format(arguments.format);
  const ExportWhat what = export_what(arguments.what);
  if (!arguments.output.empty()) check_output_target(arguments.output);
  const RunResult run = read_run_file(arguments.path);
  if (arguments.output.empty())
    export_run(run, format, what, print_out);
  else
    export_to_file(run, format, what, arguments.output);
  if (run.market.synthetic) print_notice("Note", "the market of this run is SYNTHETIC.");
}

}  // namespace

void add_export_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("export", "Write a run as other programs take it: JSON or CSV");
  const auto arguments = std::make_shared<ExportArguments>();
  command->add_option("RUN", arguments->path, "Run file")->type_name("FILE")->required();
  command
      ->add_option("--format", arguments->format,
                   "coinglass: JSON in the shape of that API's answers; csv: one row a cell, with errors")
      ->type_name("FORMAT")
      ->required();
  command
      ->add_option("--what", arguments->what,
                   "heatmap: dollars by time and price; map: what is left to burn now, by price")
      ->type_name("WHAT")
      ->capture_default_str();
  command->add_option("-o,--output", arguments->output, "File to write (default: standard output)")->type_name("FILE");
  command->callback([=, &action] { action = [=] { export_file(*arguments); }; });
}

}  // namespace tinderbox
