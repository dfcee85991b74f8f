// Runs entries of an oracle file on the engine and says what it found.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/validate/family.hpp"

namespace tinderbox::validation {

enum class Outcome { kPassed, kFailed, kNotRun };

struct EntryReport {
  std::string name;
  std::string parameters;  // short
  Findings findings;
  Outcome outcome = Outcome::kNotRun;
  std::string reason;  // of a failure or of not being run
  double seconds = 0;
};

struct ValidationReport {
  std::vector<EntryReport> entries;

  [[nodiscard]] std::size_t count(Outcome outcome) const;
  [[nodiscard]] bool ok() const { return count(Outcome::kFailed) == 0; }
};

// Whatever is wrong with an entry ends in its report. Throws Interrupted, and what is wrong with the machine: Failure,
// BackendError, bad_alloc.
[[nodiscard]] EntryReport validate_entry(const ReadEntry& entry, const Bench& bench);

// Every entry in order; `report` hears of each as it is done.
[[nodiscard]] ValidationReport validate_entries(const std::vector<ReadEntry>& entries, const Bench& bench,
                                                const std::function<void(const EntryReport&)>& report);

// "passed", "FAILED", "not run".
[[nodiscard]] const char* word_of(Outcome outcome);

// An aligned table, reasons below, "N passed, N failed, N not run" as the last line.
[[nodiscard]] std::string report_text(const ValidationReport& report);
[[nodiscard]] nlohmann::json report_json(const ValidationReport& report);

}  // namespace tinderbox::validation
