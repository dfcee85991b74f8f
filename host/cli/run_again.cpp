#include "host/cli/run_again.hpp"

#include <algorithm>
#include <set>

#include "host/config/config.hpp"
#include "host/output/run_file.hpp"
#include "host/support/error.hpp"
#include "host/support/sha256.hpp"

namespace tinderbox {
namespace {

namespace fs = std::filesystem;

// Where a recorded file lies now: under the folder of the files, by its path within the folder it was read from.
fs::path place_now(const fs::path& recorded, const fs::path& old_folder, const fs::path& folder) {
  const fs::path within =
      recorded.is_absolute() ? recorded.lexically_relative(old_folder) : recorded.lexically_normal();
  const bool inside = !within.empty() && *within.begin() != "..";
  return folder / (inside ? within : recorded.filename());
}

void check_digests(const std::vector<InputRecord>& inputs, const fs::path& old_folder, const fs::path& folder) {
  ProblemList problems;
  for (const InputRecord& input : inputs) {
    const fs::path place = place_now(input.path, old_folder, folder);
    std::error_code error;
    if (!fs::is_regular_file(place, error))
      problems.add({place.string(), "cannot be found", "", "the market file the run was made with",
                    "name its folder with --data"});
    else if (const std::string digest = sha256_of_file(place); digest != input.sha256)
      problems.add({place.string(), "is not the file the run was made with", "SHA-256 " + digest, input.sha256, ""});
  }
  problems.throw_if_any();
}

}  // namespace

EarlierRun read_earlier_run(const fs::path& path, const std::vector<std::string>& sets, const std::string& data_dir) {
  const RunResult run = read_run_file(path);
  EarlierRun earlier;
  earlier.config = parse_config(run.provenance.config_toml, path.string() + " (config_toml)", sets);
  if (earlier.config.market.source == "synth") return earlier;
  earlier.inputs = run.market.inputs;
  earlier.data_dir = data_dir.empty() ? run.provenance.data_dir : data_dir;
  check_digests(earlier.inputs, run.provenance.data_dir, earlier.data_dir);
  return earlier;
}

void check_same_inputs(const EarlierRun& earlier, const MarketState& market) {
  std::multiset<std::string> known;
  for (const InputRecord& input : earlier.inputs) known.insert(input.sha256);
  ProblemList problems;
  for (const InputRecord& input : market.inputs) {
    const auto found = known.find(input.sha256);
    if (found != known.end())
      known.erase(found);
    else
      problems.add({input.path, "was not there when the run was made", "", "only the market files of the run",
                    "name a folder with just those with --data"});
  }
  problems.throw_if_any();
}

}  // namespace tinderbox
