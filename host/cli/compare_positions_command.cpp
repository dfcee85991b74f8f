// tinderbox compare-positions run.h5 POSITIONS.csv [--coin BTC] [--json]
#include <cmath>
#include <memory>
#include <optional>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/cli/run_venues.hpp"
#include "host/output/run_file.hpp"
#include "host/positions/compare_positions.hpp"
#include "host/positions/position_texts.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "host/venue/named_venue.hpp"

namespace tinderbox {
namespace {

struct CompareArguments {
  std::string run;
  std::string positions;
  std::string coin;
  std::string venue = "hyperliquid";
  std::string contract;
  std::string at = "9999-12-31";  // the latest rules that are known
  std::string run_venue;
  std::optional<double> mark_usd;
  bool json = false;
};

std::int64_t time_of(const std::string& at) {
  const auto time = parse_utc(at);
  if (!time) throw InputError({"--at", "is not a date", at, "a date such as 2025-06-30", ""});
  return *time;
}

FileMark mark_of(const CompareArguments& arguments, const PositionFile& file, const PositionRules& rules) {
  if (arguments.mark_usd) {
    if (!(*arguments.mark_usd > 0) || !std::isfinite(*arguments.mark_usd))
      throw InputError({"--mark", "is out of range", std::to_string(*arguments.mark_usd), "a price above 0", ""});
    return {*arguments.mark_usd, 0, 0, "given"};
  }
  if (rules.schedule.inverse())
    throw InputError({"--mark", "is missing", "",
                      "the mark at which the file was taken: values of inverse contracts do "
                      "not tell it",
                      ""});
  return mark_of_file(file);
}

// The kind of contract that a venue of the run maps; linear where its rules are not at hand.
ContractKind kind_of(const RunResult& run, std::int32_t index) {
  try {
    return venue_at(run, index).contract_kind;
  } catch (const InputError&) {
    return ContractKind::kLinear;
  }
}

void compare(const CompareArguments& arguments) {
  const PositionFile file = read_positions(arguments.positions, arguments.coin);
  const Venue venue = named_venue(arguments.venue, arguments.contract);
  const PositionRules rules = position_rules(venue, time_of(arguments.at));
  const FileMark mark = mark_of(arguments, file, rules);
  const RunResult run = read_run_file(arguments.run);
  check_has_population(run, arguments.run);
  const std::int32_t index = venue_of_run(run, arguments.run_venue, "--run-venue");
  const auto comparison =
      compare_positions_json({&run, arguments.run, index, kind_of(run, index)}, {&file, &rules, mark});
  if (arguments.json) return print_json(comparison);
  print_out(compare_positions_text(comparison));
}

}  // namespace

void add_compare_positions_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("compare-positions", "Say how the sampled positions of a run differ from real ones");
  const auto arguments = std::make_shared<CompareArguments>();
  command->add_option("RUN", arguments->run, "Run file")->type_name("FILE")->required();
  command->add_option("POSITIONS", arguments->positions, "Real positions")->type_name("FILE.csv")->required();
  command->add_option("--coin", arguments->coin, "Which coin of the file; needed where it holds several");
  command->add_option("--mark", arguments->mark_usd, "Mark at which the file was taken, where it does not tell")
      ->type_name("USD");
  command->add_option("--venue", arguments->venue, "Exchange of the file, or a venue file")->capture_default_str();
  command->add_option("--contract", arguments->contract, "Its contract (default: the venue's linear one)");
  command->add_option("--at", arguments->at, "Date whose rules and tiers apply (default: the latest known)")
      ->type_name("DATE");
  command->add_option("--run-venue", arguments->run_venue, "Which venue of the run (default: its first)");
  command->add_flag("--json", arguments->json, "The same as JSON");
  command->callback([=, &action] { action = [=] { compare(*arguments); }; });
}

}  // namespace tinderbox
