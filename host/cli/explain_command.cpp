// tinderbox explain --venue binance --contract BTCUSDT --side long --entry 100000 --leverage 25 --notional 50000 ...
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/cli/explanation.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {
namespace {

struct ExplainArguments {
  std::string venue = "binance";
  std::string contract = "BTCUSDT";
  std::string at;
  IsolatedPosition position;
  bool json = false;
};

void explain(const ExplainArguments& arguments) {
  const Venue venue = find_venue(arguments.venue, arguments.contract);
  const TierTable* table = &venue.tier_tables.back();
  if (!arguments.at.empty()) {
    const auto time = parse_utc(arguments.at);
    if (!time) throw InputError({"--at", "is not a date", arguments.at, "a date such as 2025-06-30", ""});
    table = &venue.tiers_at(*time);
  }
  const Explanation explanation = explain_position(arguments.position, venue, *table);
  if (arguments.json) return print_json(explanation_json(explanation));
  print_out(explanation_text(explanation));
}

}  // namespace

void add_explain_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("explain", "Work out the liquidation price of one isolated position");
  const auto arguments = std::make_shared<ExplainArguments>();
  IsolatedPosition& position = arguments->position;
  command->add_option("--venue", arguments->venue, "Exchange")->capture_default_str();
  command->add_option("--contract", arguments->contract, "Perpetual contract")->capture_default_str();
  command->add_option("--side", position.side, "long or short")->required();
  command->add_option("--entry", position.entry_usd, "Entry price")->type_name("USD")->required();
  command->add_option("--leverage", position.leverage, "Leverage chosen at entry")->type_name("X")->required();
  command->add_option("--notional", position.notional_usd, "Size at the entry price")->type_name("USD")->required();
  command->add_option("--added-margin", position.added_margin_usd, "Margin put in on top of notional / leverage")
      ->type_name("USD");
  command->add_option("--at", arguments->at, "Date whose maintenance tiers apply (default: the latest known)")
      ->type_name("DATE");
  command->add_flag("--json", arguments->json, "The same as JSON");
  command->callback([=, &action] { action = [=] { explain(*arguments); }; });
}

}  // namespace tinderbox
