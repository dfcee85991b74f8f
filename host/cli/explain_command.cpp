// tinderbox explain --venue binance --contract BTCUSDT --side long --entry 100000 --leverage 25 --notional 50000 ...
// tinderbox explain --batch FILE.csv

#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/cli/explanation.hpp"
#include "host/margin/batch.hpp"
#include "host/margin/quoted_csv.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "host/venue/named_venue.hpp"

namespace tinderbox {
namespace {

struct ExplainArguments {
  std::string venue = "binance";
  std::string contract;
  std::string at;
  std::string batch;
  PositionRequest position;
  bool json = false;
};

std::int64_t time_of(const std::string& at) {
  // The latest rules that are known.
  constexpr const char* kLastDay = "9999-12-31";
  const auto time = parse_utc(at.empty() ? kLastDay : at);
  if (!time) throw InputError({"--at", "is not a date", at, "a date such as 2025-06-30", ""});
  return *time;
}

void explain(const ExplainArguments& arguments) {
  const std::int64_t time = time_of(arguments.at);
  if (!arguments.batch.empty()) {
    print_out(explain_batch(read_csv_file(arguments.batch), arguments.batch, time));
    return;
  }
  const Explanation explanation =
      explain_position(arguments.position, named_venue(arguments.venue, arguments.contract), time);
  if (arguments.json) return print_json(explanation_json(explanation));
  print_out(explanation_text(explanation));
}

// The options that a batch takes from its file instead.
std::vector<CLI::Option*> add_position_options(CLI::App* command, PositionRequest& p) {
  const auto money = [](CLI::Option* option) { return option->type_name("AMOUNT"); };
  return {
      command->add_option("--side", p.side, "long or short"),
      command->add_option("--entry", p.entry_usd, "Entry price")->type_name("USD"),
      command->add_option("--leverage", p.leverage, "Leverage chosen at entry")->type_name("X"),
      command->add_option("--notional", p.notional_usd, "Size at the entry price")->type_name("USD"),
      command->add_option("--contracts", p.contracts, "Size in contracts, in place of --notional")->type_name("N"),
      command->add_option("--mode", p.mode, "Margin mode: isolated (default), cross or hedge")->type_name("MODE"),
      money(command->add_option("--added-margin", p.added_margin, "Isolated: margin put in on top")),
      money(command->add_option("--margin", p.margin, "Isolated: margin, in place of notional / leverage")),
      money(command->add_option("--wallet", p.wallet, "Cross, hedge: wallet balance of the account")),
      money(command->add_option("--other-maintenance", p.other_maintenance,
                                "Cross, hedge: maintenance of positions in other contracts")),
      money(command->add_option("--other-pnl", p.other_pnl, "Cross, hedge: their unrealised PnL")),
      money(command->add_option("--coin-collateral", p.coin_collateral,
                                "Cross, hedge: coins held as collateral, which move with the mark")),
      money(command->add_option("--funding-paid", p.funding_paid, "Funding paid since entry, negative if received")),
      command->add_option("--mark", p.mark_usd, "Mark price of now")->type_name("USD"),
      command->add_option("--hedge-entry", p.hedge_entry_usd, "Hedge: entry price of the opposite leg")
          ->type_name("USD"),
      command->add_option("--hedge-notional", p.hedge_notional_usd, "Hedge: its size at its entry price")
          ->type_name("USD"),
      command->add_option("--mmr", p.mmr, "Maintenance rate, in place of the venue's tiers")->type_name("RATE"),
      money(command->add_option("--maint-amount", p.maint_amount, "Amount deducted with --mmr")),
  };
}

}  // namespace

void add_explain_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("explain", "Work out the liquidation price of one position, or of a file");
  const auto arguments = std::make_shared<ExplainArguments>();
  std::vector<CLI::Option*> of_one = add_position_options(command, arguments->position);
  of_one.push_back(
      command->add_option("--venue", arguments->venue, "Exchange, or a venue file")->capture_default_str());
  of_one.push_back(
      command->add_option("--contract", arguments->contract, "Perpetual contract (default: the venue's linear one)"));
  of_one.push_back(command->add_flag("--json", arguments->json, "The same as JSON"));
  command->add_option("--at", arguments->at, "Date whose rules and tiers apply (default: the latest known)")
      ->type_name("DATE");
  CLI::Option* batch =
      command->add_option("--batch", arguments->batch, "Answer every row of a CSV file, as CSV")->type_name("FILE.csv");
  for (CLI::Option* option : of_one) batch->excludes(option);
  // What one position needs and a batch does not.
  const CLI::Option* side = command->get_option("--side");
  const CLI::Option* entry = command->get_option("--entry");
  command->callback([=, &action] {
    for (const CLI::Option* needed : {side, entry})
      if (batch->count() == 0 && needed->count() == 0) throw CLI::RequiredError(needed->get_name());
    action = [=] { explain(*arguments); };
  });
}

}  // namespace tinderbox
