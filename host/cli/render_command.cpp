// tinderbox render run.h5 -o map.png [--what WHAT] [--max USD] [--future-max VALUE] [--size WxH]
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/output/run_file.hpp"
#include "host/render/render.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

struct RenderArguments {
  std::string path;
  std::string output = "map.png";
  std::string size;
  std::string what;
  double max_usd = 0;
  double future_max = 0;
};

// All of `text` as a positive whole number.
std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

double checked_maximum(const char* option, double value, const char* expected) {
  if (!std::isfinite(value) || value < 0)
    throw InputError({option, "is out of range", std::to_string(value), expected, ""});
  return value;
}

RenderOptions options_of(const RenderArguments& arguments) {
  RenderOptions options;
  if (!arguments.what.empty()) options.what = picture_kind(arguments.what);
  options.max_usd = checked_maximum("--max", arguments.max_usd, "dollars above 0");
  options.future_max = checked_maximum("--future-max", arguments.future_max, "dollars or a probability above 0");
  if (arguments.size.empty()) return options;
  const std::size_t x = arguments.size.find('x');
  const std::string_view size = arguments.size;
  const auto width = whole_number(size.substr(0, x));
  const auto height = x == std::string::npos ? std::nullopt : whole_number(size.substr(x + 1));
  if (!width || !height)
    throw InputError({"--size", "is not a size", arguments.size, "width and height in pixels, such as 1600x900", ""});
  options.width_px = *width;
  options.height_px = *height;
  return options;
}

void render(const RenderArguments& arguments) {
  const RenderOptions options = options_of(arguments);
  const RunResult run = read_run_file(arguments.path);
  render_png(run, arguments.output, options);
  print_out("Wrote " + arguments.output + (run.market.synthetic ? " (SYNTHETIC market).\n" : ".\n"));
}

}  // namespace

void add_render_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("render", "Draw a run as a picture (PNG): the past, and what lies ahead");
  const auto arguments = std::make_shared<RenderArguments>();
  command->add_option("RUN", arguments->path, "Run file")->type_name("FILE")->required();
  command->add_option("-o,--output", arguments->output, "Picture to write")->type_name("FILE")->capture_default_str();
  command
      ->add_option("--what", arguments->what,
                   "heatmap: the past alone; liquidated: with the dollars expected to be liquidated ahead (the default "
                   "where the run has paths); visit: with the probability of a visit ahead; ladder: what is left to "
                   "burn now, and the cascade it sets off")
      ->type_name("WHAT");
  command
      ->add_option("--max", arguments->max_usd,
                   "Dollars a cell at the bright end of the scale, so that two maps compare (default: from the data)")
      ->type_name("USD");
  command
      ->add_option("--future-max", arguments->future_max,
                   "The same for what lies ahead: dollars a cell, or a probability (default: from the data)")
      ->type_name("VALUE");
  command->add_option("--size", arguments->size, "Pixels (default 1600x900)")->type_name("WxH");
  command->callback([=, &action] { action = [=] { render(*arguments); }; });
}

}  // namespace tinderbox
