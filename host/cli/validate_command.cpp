// tinderbox validate [--oracles FILE.json] [--backend auto|cpu|cuda] [--json] [--threads N] | --digests
#include <fmt/format.h>

#include <map>
#include <memory>
#include <vector>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/support/error.hpp"
#include "host/validate/small_run.hpp"

namespace tinderbox {
namespace {

struct ValidateArguments {
  std::string oracles;
  EngineOptions options;
  bool json = false;
  bool digests = false;
};

// Without a file: the built-in entries, then the digests.
validation::ValidationReport run_entries(const ValidateArguments& arguments) {
  const bool built_in = arguments.oracles.empty();
  const std::vector<validation::ReadEntry> entries =
      built_in ? validation::short_form() : validation::read_oracles(arguments.oracles);
  const std::unique_ptr<Progress> progress = make_progress(Verbosity::kNormal);
  progress->begin("validating", static_cast<std::int64_t>(entries.size()) + (built_in ? 1 : 0), "entries");
  validation::ValidationReport report;
  {
    const std::unique_ptr<Executor> executor = make_executor(arguments.options);
    report = validation::validate_entries(entries, {*executor, arguments.options},
                                          [&](const validation::EntryReport&) { progress->advance(1); });
  }
  if (built_in) {
    report.entries.push_back(validation::validate_digests(validation::shipped_digests(), arguments.options));
    progress->advance(1);
  }
  progress->end();
  return report;
}

void validate(const ValidateArguments& arguments) {
  if (arguments.digests) return print_out(validation::digests_file(arguments.options));
  const validation::ValidationReport report = run_entries(arguments);
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
  CLI::Option* oracles = command
                             ->add_option("--oracles", arguments->oracles,
                                          "Reference values, a JSON list of {name, formula, params, value}; without it "
                                          "a short form that is built in")
                             ->type_name("FILE.json");
  const std::map<std::string, Backend> backends{
      {"auto", Backend::kAuto}, {"cpu", Backend::kCpu}, {"cuda", Backend::kCuda}};
  command->add_option("--backend", arguments->options.backend, "auto, cpu or cuda")
      ->transform(CLI::CheckedTransformer(backends));
  command->add_option("--threads", arguments->options.threads, "Threads (default: all processors)")
      ->check(CLI::Range(1, 4096));
  CLI::Option* json = command->add_flag("--json", arguments->json, "The same as JSON");
  command->add_flag("--digests", arguments->digests, "Write the digests that would be shipped, and nothing else")
      ->excludes(json)
      ->excludes(oracles);
  command->callback([=, &action] { action = [=] { validate(*arguments); }; });
}

}  // namespace tinderbox
