// What must hold between the keys of the forward half, and between them and the window of the history.
#include <fmt/format.h>

#include "host/config/config_checks.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr double kSecondsPerHour = 3600;
constexpr std::string_view kWayOut = "or paths.count = 0 leaves out the forward half";

using Rules = std::vector<BrokenRule>;

void check_step(const RunConfig& config, Rules& broken) {
  const std::int64_t bar = config.market.bar_seconds;
  const std::int64_t step = config.paths.step_seconds;
  const std::int64_t window = config.market.end_utc - config.market.start_utc;
  if (bar % step != 0 && step % bar != 0)
    broken.push_back({{"paths.step_seconds", "market.bar_seconds", "paths.process"},
                      {"", "does not fit the bars", fmt::format("{}", step),
                       fmt::format("a divisor or a multiple of market.bar_seconds = {}", bar),
                       fmt::format("paths.process = \"{}\" takes whole bars", config.paths.process)}});
  if (step > window)
    broken.push_back({{"paths.step_seconds", "market.end_utc", "market.start_utc", "paths.process"},
                      {"", "is longer than the history", fmt::format("{}", step),
                       fmt::format("at most the {} s of the market's window", window), ""}});
}

void check_block(const RunConfig& config, Rules& broken) {
  const double hours = config.paths.block_hours;
  const double bar = config.market.bar_seconds / kSecondsPerHour;
  const double window = static_cast<double>(config.market.end_utc - config.market.start_utc) / kSecondsPerHour;
  if (hours < bar)
    broken.push_back(
        {{"paths.block_hours", "market.bar_seconds", "paths.process"},
         {"", "is shorter than a bar", fmt::format("{}", hours), fmt::format("at least {:.6g}", bar), ""}});
  if (hours > window)
    broken.push_back({{"paths.block_hours", "market.end_utc", "market.start_utc", "paths.process"},
                      {"", "is longer than the history", fmt::format("{}", hours),
                       fmt::format("at most the {:.6g} h of the market's window", window),
                       fmt::format("lower paths.block_hours, {}", kWayOut)}});
}

// The replayed part of the history: from replay_start_utc for the whole horizon.
void check_replay(const RunConfig& config, Rules& broken) {
  const MarketConfig& market = config.market;
  const PathsConfig& paths = config.paths;
  const std::int64_t start = paths.replay_start_utc;
  const std::int64_t horizon = std::int64_t{paths.steps} * paths.step_seconds;
  const std::string inside = fmt::format("a time from {} on, {} s or more before {}", format_utc(market.start_utc),
                                         horizon, format_utc(market.end_utc));
  const auto refuse = [&](std::vector<std::string_view> more_keys, Problem problem) {
    std::vector<std::string_view> keys{"paths.replay_start_utc", "paths.process"};
    keys.insert(keys.end(), more_keys.begin(), more_keys.end());
    broken.push_back({std::move(keys), std::move(problem)});
  };
  if (start == 0) return refuse({}, {"", "is missing for paths.process = \"replay\"", "", inside, ""});
  if (start % market.bar_seconds != 0)
    return refuse({"market.bar_seconds"},
                  {"", "is not on the bar grid", format_utc(start),
                   fmt::format("a multiple of market.bar_seconds = {}", market.bar_seconds),
                   "the nearest before it is " + format_utc(start - start % market.bar_seconds)});
  if (start < market.start_utc || start >= market.end_utc)
    return refuse({"market.start_utc", "market.end_utc"},
                  {"", "lies outside the history", format_utc(start), inside, ""});
  if (start + horizon > market.end_utc)
    refuse({"paths.steps", "paths.step_seconds", "market.end_utc"},
           {"", "leaves too little history to replay", fmt::format("{} s", market.end_utc - start),
            fmt::format("paths.steps x paths.step_seconds = {} s", horizon), "start earlier or shorten the horizon"});
}

// A depth file is named where the book takes one, and only there.
void check_book(const RunConfig& config, Rules& broken) {
  const BookConfig& book = config.book;
  const bool takes_file = book.source == "levels" || book.source == "fitted_levels";
  if (takes_file && book.depth_file.empty())
    broken.push_back({{"book.depth_file", "book.source"},
                      {"", fmt::format("is missing for book.source = \"{}\"", book.source), "", "a depth file", ""}});
  if (!takes_file && !book.depth_file.empty())
    broken.push_back({{"book.depth_file", "book.source"},
                      {"", fmt::format("means nothing with book.source = \"{}\"", book.source), book.depth_file,
                       "book.source = \"levels\" or \"fitted_levels\"", ""}});
}

void check_levels(const RunConfig& config, Rules& broken) {
  const double low = config.grid.price_min_usd;
  const double high = low + config.grid.bin_usd * config.grid.bins;
  for (const double price : config.levels.prices_usd)
    if (!(price >= low && price < high))
      broken.push_back({{"levels.prices_usd", "grid.price_min_usd", "grid.bin_usd", "grid.bins"},
                        {"", "names a level outside the price axis", fmt::format("{}", price),
                         fmt::format("inside [{}, {})", low, high), "widen the axis or leave the level out"}});
}

// A method of sampling needs a process that it knows how to push or to branch.
void check_rare(const RunConfig& config, Rules& broken) {
  const std::string& method = config.rare.method;
  const std::string& process = config.paths.process;
  if (method == "none") return;
  if (config.paths.count == 0)
    broken.push_back(
        {{"rare.method", "paths.count"},
         {"", "asks for paths where paths.count = 0 leaves out the forward half", method, "\"none\"", ""}});
  const bool diffuses = process == "gbm" || process == "bachelier";
  if (method == "sobol" && !diffuses)
    broken.push_back(
        {{"rare.method", "paths.process"},
         {"", fmt::format("has no Brownian bridge to order in paths.process = \"{}\"", process), method,
          "paths.process = \"gbm\" or \"bachelier\"", process == "bootstrap" ? "use \"tilt\" or \"splitting\"" : ""}});
  else if (!diffuses && process != "bootstrap")
    broken.push_back({{"rare.method", "paths.process"},
                      {"", fmt::format("does not know paths.process = \"{}\"", process), method,
                       "paths.process = \"gbm\", \"bachelier\" or \"bootstrap\"",
                       process == "replay" ? "a replay has one path, which is not random" : ""}});
  if (config.rare.event == "any" && method != "sobol")
    broken.push_back(
        {{"rare.event", "rare.method"},
         {"", "leaves nothing to aim at", "any", "rare.method = \"sobol\" for the mean over all paths", ""}});
}

}  // namespace

std::vector<BrokenRule> broken_forward_rules(const RunConfig& config, WindowState window) {
  Rules broken;
  const auto& paths = config.paths;
  check_book(config, broken);
  check_rare(config, broken);
  if (paths.count == 0) return broken;
  if (paths.output_steps > paths.steps)
    broken.push_back({{"paths.output_steps", "paths.steps"},
                      {"", "is more than paths.steps", fmt::format("{}", paths.output_steps),
                       fmt::format("at most {}", paths.steps), ""}});
  check_levels(config, broken);
  if (window == WindowState::kUnusable) return broken;
  const bool takes_bars = paths.process == "bootstrap" || paths.process == "replay";
  if (takes_bars) check_step(config, broken);
  if (paths.process == "bootstrap" && paths.block_hours > 0) check_block(config, broken);
  if (paths.process == "replay") check_replay(config, broken);
  return broken;
}

}  // namespace tinderbox
