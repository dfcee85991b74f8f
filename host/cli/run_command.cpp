// tinderbox run [CONFIG.toml] [--data DIR] [-o run.h5] ... | --from run.h5
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>

#include "host/cli/commands.hpp"
#include "host/cli/config_arguments.hpp"
#include "host/cli/console.hpp"
#include "host/cli/paths.hpp"
#include "host/cli/run_again.hpp"
#include "host/cli/run_venues.hpp"
#include "host/config/config.hpp"
#include "host/engine/engine.hpp"
#include "host/output/inspect.hpp"
#include "host/output/run_file.hpp"
#include "host/positions/adl_estimate.hpp"
#include "host/support/console_progress.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

struct RunArguments {
  ConfigArguments config;
  std::string data_dir;
  std::string output = "run.h5";
  std::string from;
  EngineOptions engine;
  std::optional<std::uint64_t> seed;
  bool dry_run = false;
  bool quiet = false;
};

// What is to be run: the configuration and where its market comes from.
struct RunOrder {
  RunConfig config;
  std::string data_dir;               // absolute; "" for a generated market
  std::filesystem::path beside;       // folder of the configuration, "" for the embedded one
  std::optional<EarlierRun> earlier;  // with --from
};

void check_data_dir(const RunConfig& config, const std::string& data_dir) {
  if (config.market.source == "synth" && !data_dir.empty())
    throw InputError({"--data", "does not fit market.source = \"synth\"", data_dir, "a generated market has no files",
                      "use --set market.source=files to read them"});
  if (config.market.source != "files") return;
  if (data_dir.empty())
    throw InputError({"--data", "is missing", "", "the folder of the market files, as market.source = \"files\"",
                      "use --set market.source=synth for a generated market"});
  if (!std::filesystem::is_directory(data_dir))
    throw InputError({data_dir, "is not a folder", "", "the folder of the market files", ""});
}

RunOrder read_order(const RunArguments& arguments) {
  RunOrder order;
  ConfigArguments config = arguments.config;
  if (arguments.seed) config.sets.push_back(fmt::format("seed={}", *arguments.seed));
  if (arguments.from.empty()) {
    order.config = read_config(config);
    order.beside = std::filesystem::path(config.path).parent_path();
    order.data_dir = arguments.data_dir;
  } else {
    order.earlier = read_earlier_run(arguments.from, config.sets, arguments.data_dir);
    order.config = order.earlier->config;
    order.data_dir = order.earlier->data_dir.empty() ? arguments.data_dir : order.earlier->data_dir;
  }
  check_data_dir(order.config, order.data_dir);
  if (!order.data_dir.empty()) order.data_dir = absolute_path(order.data_dir).string();
  return order;
}

std::vector<RunVenue> make_venues(const RunOrder& order, const std::vector<Venue>& venues, Progress& progress) {
  std::vector<RunVenue> loaded = load_venues(order.config, venues, order.data_dir, progress);
  if (order.earlier && order.config.market.source == "files") check_same_inputs(*order.earlier, loaded.front().market);
  return loaded;
}

std::string market_text(const MarketState& market) {
  std::string text =
      fmt::format("{}{} {}: {} bars of {} s, {} to {}, triggers on {} prices\n",
                  market.synthetic ? "SYNTHETIC market " : "Market ", market.venue, market.contract, market.bars(),
                  market.bar_seconds, format_utc(market.start_time), format_utc(market.end_time()), market.mark_source);
  for (const InputRecord& input : market.inputs)
    text += fmt::format("  {} ({}, {} rows, {} to {})\n", input.path, input.kind, input.rows,
                        format_utc(input.first_time), format_utc(input.last_time));
  for (const std::string& file : market.ignored) text += fmt::format("  {} (not needed)\n", file);
  return text;
}

std::string venue_text(const RunVenue& venue) {
  return fmt::format("Venue {}: {} {}, {}{}\n", venue.name, venue.venue.name, venue.venue.contract,
                     venue.sampled ? "sampled positions" : "real positions only",
                     venue.real ? fmt::format(", {} real ones", venue.real->rows) : "");
}

std::string forward_text(const RunConfig& config) {
  const PathsConfig& paths = config.paths;
  if (paths.count == 0) return "No forward paths (paths.count = 0)";
  return fmt::format("Forward paths: {} x {} steps of {} s in {} output steps, over {} replicates",
                     fmt::group_digits(paths.count), fmt::group_digits(paths.steps), paths.step_seconds,
                     paths.output_steps, config.sampling.replicates);
}

std::string plan_text(const RunPlan& plan, const RunConfig& config, const std::string& output) {
  constexpr double kGiB = 1073741824.0;
  return fmt::format(
      "Density tensor: {} cells; {} positions in {} replicates\n"
      "{}\n"
      "Memory: {:.2f} GiB of the {} GiB allowed\n"
      "Backend: {}\n"
      "Estimated time: {}\n"
      "Nothing was run; without --dry-run the result goes to {}\n",
      plan.cells, plan.positions, config.sampling.replicates, forward_text(config),
      static_cast<double>(plan.memory_bytes) / kGiB, config.output.memory_gib, plan.backend,
      short_duration(plan.estimated_seconds), output);
}

// What the readers repaired and what the user should know about the data.
void notice_market(const MarketState& market) {
  for (const std::string& repair : market.repairs) print_notice("repaired", repair);
  for (const std::string& file : market.ignored) print_notice("not needed", file);
  for (const std::string& warning : market.warnings) print_notice("warning", warning);
}

std::string now_utc() {
  return format_utc(
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count());
}

RunResult compute(const RunOrder& order, const std::vector<Venue>& rules, const RunArguments& arguments,
                  Progress& progress) {
  std::vector<RunVenue> venues = make_venues(order, rules, progress);
  if (!arguments.quiet) notice_market(venues.front().market);
  throw_if_interrupted();
  RunResult result = run_engine(order.config, std::move(venues), arguments.engine, progress);
  result.provenance.config_toml = config_toml(order.config);
  result.provenance.data_dir = order.data_dir;
  result.provenance.created_utc = now_utc();
  fill_adl_by_leverage(rules, result);
  for (std::string& warning : sanity_warnings(result)) result.warnings.push_back(std::move(warning));
  throw_if_interrupted();
  return result;
}

void run(const RunArguments& arguments) {
  const RunOrder order = read_order(arguments);
  if (!arguments.dry_run) check_output_path(arguments.output);
  const std::vector<Venue> venues = find_venues(order.config, order.beside);
  const RunPlan plan = plan_run(order.config, venues, arguments.engine);
  const auto progress = make_progress(arguments.quiet ? Verbosity::kQuiet : Verbosity::kNormal);
  if (arguments.dry_run) {
    const std::vector<RunVenue> loaded = make_venues(order, venues, *progress);
    if (!arguments.quiet) notice_market(loaded.front().market);
    std::string text = market_text(loaded.front().market);
    for (std::size_t v = 1; v < loaded.size(); ++v) text += venue_text(loaded[v]);
    return print_out(text + plan_text(plan, order.config, arguments.output));
  }
  const RunResult result = compute(order, venues, arguments, *progress);
  write_run_file(result, arguments.output, order.config.output.deflate_level, *progress);
  if (arguments.quiet) return;
  print_out(fmt::format("{}\nWrote {}{}.\n", inspect_text(result), arguments.output,
                        result.market.synthetic ? " (SYNTHETIC market)" : ""));
}

void add_engine_arguments(CLI::App& command, EngineOptions& options) {
  static const std::map<std::string, Backend> kBackends{
      {"auto", Backend::kAuto}, {"cpu", Backend::kCpu}, {"cuda", Backend::kCuda}};
  static const std::map<std::string, CodePath> kCodePaths{
      {"auto", CodePath::kAuto}, {"scalar", CodePath::kScalar}, {"v3", CodePath::kV3}, {"v4", CodePath::kV4}};
  command.add_option("--backend", options.backend, "auto, cpu or cuda (default auto)")
      ->transform(CLI::CheckedTransformer(kBackends))
      ->option_text("NAME");
  command
      .add_option("--code-path", options.code_path, "CPU instructions: auto, scalar, v3 or v4; same bytes from each")
      ->transform(CLI::CheckedTransformer(kCodePaths))
      ->option_text("NAME");
  command.add_option("--device", options.device, "Number of the GPU (default 0)")
      ->check(CLI::Range(0, 1023))
      ->option_text("N");
  command.add_option("--threads", options.threads, "Threads (default: all processors); same bytes from any number")
      ->check(CLI::Range(1, 4096))
      ->option_text("N");
  command
      .add_option("--batch", options.batch_positions, "Positions a batch (default: chosen); same bytes from any number")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40))
      ->option_text("N");
}

}  // namespace

void add_run_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("run", "Sample positions, build the liquidation map, write a run file");
  const auto arguments = std::make_shared<RunArguments>();
  CLI::Option* config = add_config_arguments(*command, arguments->config);
  command->add_option("--data", arguments->data_dir, "Folder of the market files")->type_name("DIR");
  command->add_option("-o,--output", arguments->output, "Run file to write")->type_name("FILE")->capture_default_str();
  command->add_option("--from", arguments->from, "Repeat the run of this file, from its own provenance")
      ->type_name("RUN")
      ->excludes(config);
  command->add_option("--seed", arguments->seed, "Seed of the engine, over the configuration's")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{std::numeric_limits<std::int64_t>::max()}))
      ->option_text("N");
  add_engine_arguments(*command, arguments->engine);
  command->add_flag("--dry-run", arguments->dry_run, "Check everything, say what it would take, run nothing");
  command->add_flag("--quiet", arguments->quiet, "Print nothing but errors");
  command->callback([=, &action] { action = [=] { run(*arguments); }; });
}

}  // namespace tinderbox
