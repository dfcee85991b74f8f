// `tinderbox compare-positions`: how the positions that a run sampled differ from those of a real file.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "host/output/run_result.hpp"
#include "host/positions/position_file.hpp"
#include "host/positions/position_margin.hpp"

namespace tinderbox {

struct ComparedRun {
  const RunResult* run = nullptr;
  std::string name;        // of the file, for messages
  std::int32_t venue = 0;  // index into LadderResult::venues: whose sampled positions
  ContractKind kind = ContractKind::kLinear;
};

struct ComparedFile {
  const PositionFile* file = nullptr;
  const PositionRules* rules =
      nullptr;  // for the liquidation prices that it does not report, and to check those it does
  FileMark mark;
};

// Index of a venue of the run by name, "": the first. Throws InputError naming the known ones (`where`: the option).
[[nodiscard]] std::int32_t venue_of_run(const RunResult& run, const std::string& venue, const std::string& where);

// Throws InputError where the run file holds no sample of its positions, naming it.
void check_has_population(const RunResult& run, const std::string& name);

// Laws of both (position_laws.hpp): quantiles side by side, KS distance with its error, what is left out, and the check
// of the reported prices. Throws InputError where the run holds no positions or the mark of the file is not known.
[[nodiscard]] nlohmann::json compare_positions_json(const ComparedRun& run, const ComparedFile& file);

}  // namespace tinderbox
