// tinderbox synth -o DIR [CONFIG.toml] [--set key=value]...
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "host/cli/commands.hpp"
#include "host/cli/config_arguments.hpp"
#include "host/cli/console.hpp"
#include "host/cli/paths.hpp"
#include "host/market/synth.hpp"
#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;

struct SynthArguments {
  ConfigArguments config;
  std::string folder;
};

// The folder to write must not exist, or be empty: files of another window beside the new ones would disagree.
void check_folder(const fs::path& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (fs::exists(status)) {
    if (!fs::is_directory(status)) throw InputError({folder.string(), "is not a folder", "", "a new folder", ""});
    if (!fs::is_empty(folder, error) || error)
      throw InputError({folder.string(), "is not empty", "", "a new or empty folder", "remove it or name another"});
    return;
  }
  const fs::path parent = absolute_path(folder).parent_path();
  if (!fs::is_directory(parent, error))
    throw InputError({folder.string(), "lies in a folder that does not exist", "", "an existing folder", ""});
}

// A folder beside the target that takes its place when it is complete, and is removed if it never is.
class FolderInWork {
 public:
  explicit FolderInWork(const fs::path& target)
      : target_(absolute_path(target)),
        path_(target_.parent_path() / fmt::format("{}.tmp{}", target_.filename().string(), getpid())) {
    std::error_code error;
    if (!fs::create_directory(path_, error))
      throw InputError({target.string(), "cannot be written", error.message(), "a writable folder", ""});
  }
  ~FolderInWork() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  FolderInWork(const FolderInWork&) = delete;
  FolderInWork& operator=(const FolderInWork&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }
  void put_in_place() {
    std::error_code error;
    fs::rename(path_, target_, error);
    if (error) throw Failure(fmt::format("{}: cannot be put in place ({})", target_.string(), error.message()));
  }

 private:
  fs::path target_;
  fs::path path_;
};

void synth(const SynthArguments& arguments) {
  const RunConfig config = read_config(arguments.config);
  const Venue venue = find_venue(config.market.venue, config.market.contract);
  check_folder(arguments.folder);
  FolderInWork folder(arguments.folder);
  const MarketState market = synthesize_market(config, venue);
  write_market_archive(market, folder.path());
  folder.put_in_place();
  print_out(fmt::format("Wrote a SYNTHETIC market to {}: {} {}, {} bars of {} s from {} to {}, synth.seed {}.\n",
                        arguments.folder, market.venue, market.contract, market.bars(), market.bar_seconds,
                        format_utc(market.start_time), format_utc(market.end_time()), config.synth.seed));
}

}  // namespace

void add_synth_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("synth", "Write market files from the seeded generator (never real data)");
  const auto arguments = std::make_shared<SynthArguments>();
  add_config_arguments(*command, arguments->config);
  command->add_option("-o,--output", arguments->folder, "New folder for the files")->type_name("DIR")->required();
  command->callback([=, &action] { action = [=] { synth(*arguments); }; });
}

}  // namespace tinderbox
