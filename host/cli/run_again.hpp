// `run --from run.h5`: the configuration and the market files a run was made with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/market/market_state.hpp"

namespace tinderbox {

struct EarlierRun {
  RunConfig config;
  std::string data_dir;             // where its market files lay, "" for a generated market
  std::vector<InputRecord> inputs;  // those files
};

// Reads the provenance of the run file at `path`, lays `sets` over its configuration, and takes `data_dir` for the
// folder of its market files unless that is "". Checks that every market file is there with the digest it had; throws
// InputError naming each that is not.
[[nodiscard]] EarlierRun read_earlier_run(const std::filesystem::path& path, const std::vector<std::string>& sets,
                                          const std::string& data_dir);

// Checks that `market` was read from the files of the earlier run and no others. Throws InputError.
void check_same_inputs(const EarlierRun& earlier, const MarketState& market);

}  // namespace tinderbox
