// tinderbox render run.h5 -o map.png [--max USD] [--size WxH]
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
  double max_usd = 0;
};

// All of `text` as a positive whole number.
std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

RenderOptions options_of(const RenderArguments& arguments) {
  RenderOptions options;
  options.max_usd = arguments.max_usd;
  if (!std::isfinite(options.max_usd) || options.max_usd < 0)
    throw InputError({"--max", "is out of range", std::to_string(options.max_usd), "dollars above 0", ""});
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
  CLI::App* command = app.add_subcommand("render", "Draw the heatmap of a run as a picture (PNG)");
  const auto arguments = std::make_shared<RenderArguments>();
  command->add_option("RUN", arguments->path, "Run file")->type_name("FILE")->required();
  command->add_option("-o,--output", arguments->output, "Picture to write")->type_name("FILE")->capture_default_str();
  command
      ->add_option("--max", arguments->max_usd,
                   "Dollars a cell at the bright end of the scale, so that two maps compare (default: from the data)")
      ->type_name("USD");
  command->add_option("--size", arguments->size, "Pixels (default 1600x900)")->type_name("WxH");
  command->callback([=, &action] { action = [=] { render(*arguments); }; });
}

}  // namespace tinderbox
