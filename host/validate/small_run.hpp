// A small run from market to answers, and the digests of all its datasets: the same bytes on every machine and backend.
#pragma once

#include <string>
#include <string_view>

#include "host/validate/validate.hpp"

namespace tinderbox::validation {

// "<digest>  /group/name" a dataset. Writes a run file to the folder for temporary files, and removes it.
[[nodiscard]] std::string small_run_digests(const EngineOptions& options);

// The digests file that this program would ship, with the command that writes it at its head.
[[nodiscard]] std::string digests_file(const EngineOptions& options);

// Runs it and compares with the shipped digests, dataset by dataset. Lines that begin with # are no digests.
[[nodiscard]] EntryReport validate_digests(std::string_view shipped, const EngineOptions& options);

// The entries that are built in.
[[nodiscard]] std::vector<ReadEntry> short_form();
[[nodiscard]] std::string_view shipped_digests();

}  // namespace tinderbox::validation
