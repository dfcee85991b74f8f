// tinderbox view run.h5 [--port N] [--no-open] | --html FILE
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/console.hpp"
#include "host/output/atomic_file.hpp"
#include "host/output/run_file.hpp"
#include "host/serve/run_server.hpp"
#include "host/serve/viewer_page.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr int kMaxPort = 65535;

struct ViewArguments {
  std::string path;
  std::string html;
  int port = 0;
  bool no_open = false;
};

// Asks the desktop to open the address; without one, the printed address has to do.
void open_browser(const std::string& address) {
  if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr) return;
  std::string program = "xdg-open";
  std::string argument = address;
  std::array<char*, 3> arguments = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  // Nobody waits for it: some desktops' openers last as long as the browser.
  static_cast<void>(posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ));
}

void write_page(const std::string& page, const std::filesystem::path& path) {
  check_output_path(path);
  AtomicFile file(path);
  file.write_at(page.data(), page.size(), 0);
  file.commit();
  print_out(fmt::format("Wrote {}: open it in a browser and drop a run file on it.\n", path.string()));
}

void serve(const ViewArguments& arguments, std::string page) {
  check_run_file(arguments.path);
  RunServer server(arguments.path, std::move(page), arguments.port);
  print_out(fmt::format("{} at {}\nCtrl-C ends it.\n", arguments.path, server.address()));
  if (!arguments.no_open) open_browser(server.address());
  server.serve_until_interrupted();
}

void view(const ViewArguments& arguments) {
  if (arguments.path.empty() == arguments.html.empty())
    throw InputError(Problem{"view", "needs one of a run file and --html FILE",
                             arguments.path.empty() ? "neither" : "both", "", ""});
  std::string page = viewer_page_html();
  if (!arguments.html.empty()) return write_page(page, arguments.html);
  serve(arguments, std::move(page));
}

}  // namespace

void add_view_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("view", "Show a run in the browser: zoom, hover, ask what a price would force");
  const auto arguments = std::make_shared<ViewArguments>();
  command->add_option("RUN", arguments->path, "Run file, served on 127.0.0.1 alone until Ctrl-C")->type_name("FILE");
  command->add_option("--port", arguments->port, "Port to serve on (default: a free one)")
      ->type_name("N")
      ->check(CLI::Range(1, kMaxPort));
  command->add_flag("--no-open", arguments->no_open, "Print the address, and open no browser");
  command
      ->add_option("--html", arguments->html,
                   "Instead, write the page as one HTML file that opens run files by drag and drop, without any server")
      ->type_name("FILE");
  command->callback([=, &action] { action = [=] { view(*arguments); }; });
}

}  // namespace tinderbox
