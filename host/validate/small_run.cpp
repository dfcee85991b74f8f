#include "host/validate/small_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <sstream>

#include "embedded.hpp"
#include "host/config/config.hpp"
#include "host/market/synth.hpp"
#include "host/output/run_file.hpp"
#include "host/positions/adl_estimate.hpp"
#include "host/support/error.hpp"

namespace tinderbox::validation {
namespace {

namespace fs = std::filesystem;

// A day of the built-in market, its rules and its defaults, with few samples.
const std::vector<std::string> kSettings{"market.end_utc=2025-01-07T00:00:00Z",
                                         "sampling.positions=100000",
                                         "sampling.replicates=4",
                                         "paths.count=4096",
                                         "paths.steps=288",
                                         "paths.output_steps=8",
                                         "paths.block_hours=6",
                                         "book.depth_multiplier=0.2",
                                         "grid.bin_usd=300",
                                         "grid.bins=220"};

class TemporaryFile {
 public:
  explicit TemporaryFile(const char* name)
      : path_(fs::temp_directory_path() / fmt::format("tinderbox-{}-{}", getpid(), name)) {}
  ~TemporaryFile() {
    std::error_code error;
    fs::remove(path_, error);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Dataset to digest.
std::map<std::string, std::string> digests_of(std::string_view text) {
  std::map<std::string, std::string> digests;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t gap = line.find("  ");
    if (line.empty() || line[0] == '#' || gap == std::string::npos) continue;
    digests[line.substr(gap + 2)] = line.substr(0, gap);
  }
  return digests;
}

std::string first_of(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) text += (i > 0 ? ", " : "") + names[i];
  return names.size() > kMost ? text + fmt::format(" and {} more", names.size() - kMost) : text;
}

}  // namespace

std::string small_run_digests(const EngineOptions& options) {
  const RunConfig config = parse_config(embedded::find("demo.toml"), "demo.toml (built in)", kSettings);
  const Venue venue = find_venue(config.market.venue, config.market.contract);
  NoProgress progress;
  RunResult run = run_engine(config, {primary_venue(synthesize_market(config, venue), venue)}, options, progress);
  fill_adl_by_leverage({venue}, run);
  run.provenance.config_toml = config_toml(config);
  const TemporaryFile file("validate.h5");
  write_run_file(run, file.path(), 1, progress);
  return dataset_digests(file.path());
}

std::string digests_file(const EngineOptions& options) {
  return "# SHA-256 of every dataset of the small run of `tinderbox validate`. Written by\n"
         "#   build/tinderbox validate --digests > host/validate/digests.txt\n" +
         small_run_digests(options);
}

EntryReport validate_digests(std::string_view shipped, const EngineOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  EntryReport report;
  report.name = "digests of a small run";
  const std::map<std::string, std::string> expected = digests_of(shipped);
  const std::map<std::string, std::string> got = digests_of(small_run_digests(options));
  std::vector<std::string> others;
  double equal = 0;
  for (const auto& [dataset, digest] : got) {
    const auto found = expected.find(dataset);
    if (found != expected.end() && found->second == digest)
      ++equal;
    else
      others.push_back(dataset);
  }
  for (const auto& [dataset, digest] : expected)
    if (!got.contains(dataset)) others.push_back(dataset + " (missing)");
  report.findings = {exact(static_cast<double>(expected.size()), equal, 0)};
  report.outcome = others.empty() && !expected.empty() ? Outcome::kPassed : Outcome::kFailed;
  if (report.outcome == Outcome::kFailed)
    report.reason = expected.empty() ? "no digests were shipped" : "other bytes than shipped: " + first_of(others);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

std::vector<ReadEntry> short_form() {
  return parse_oracles(std::string(embedded::find("short_form.json")), "short_form.json (built in)");
}

std::string_view shipped_digests() {
  return embedded::find("digests.txt");
}

}  // namespace tinderbox::validation
