// tinderbox validate [--oracles FILE.json] [--backend auto|cpu|cuda] [--json] [--threads N]
#include <fmt/format.h>

#include <map>
#include <memory>
#include <vector>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/support/error.hpp"
#include "host/validate/validate.hpp"

namespace tinderbox {
namespace {

struct ValidateArguments {
  std::string oracles;
  EngineOptions options;
  bool json = false;
};

void validate(const ValidateArguments& arguments) {
  const std::vector<validation::ReadEntry> entries = validation::read_oracles(arguments.oracles);
  const std::unique_ptr<Executor> executor = make_executor(arguments.options);
  const std::unique_ptr<Progress> progress = make_progress(Verbosity::kNormal);
  progress->begin("validating", static_cast<std::int64_t>(entries.size()), "entries");
  const validation::ValidationReport report = validation::validate_entries(
      entries, {*executor, arguments.options}, [&](const validation::EntryReport&) { progress->advance(1); });
  progress->end();
  if (arguments.json)
    print_json(validation::report_json(report));
  else
    print_out(validation::report_text(report));
  if (!report.ok()) throw Failure(fmt::format("{} entries failed", report.count(validation::Outcome::kFailed)));
}

}  // namespace

void add_validate_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("validate", "Prove this installation against closed forms and shipped digests");
  const auto arguments = std::make_shared<ValidateArguments>();
  command
      ->add_option("--oracles", arguments->oracles, "Reference values, a JSON list of {name, formula, params, value}")
      ->type_name("FILE.json")
      ->required();
  const std::map<std::string, Backend> backends{
      {"auto", Backend::kAuto}, {"cpu", Backend::kCpu}, {"cuda", Backend::kCuda}};
  command->add_option("--backend", arguments->options.backend, "auto, cpu or cuda")
      ->transform(CLI::CheckedTransformer(backends));
  command->add_option("--threads", arguments->options.threads, "Threads; 0: all processors")
      ->check(CLI::Range(0, 1024));
  command->add_flag("--json", arguments->json, "The same as JSON");
  command->callback([=, &action] { action = [=] { validate(*arguments); }; });
}

}  // namespace tinderbox
