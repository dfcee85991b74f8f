// The run file (HDF5, valid netCDF-4; host/docs/format.md): written whole or not at all.
#pragma once

#include <filesystem>
#include <string>

#include "host/output/run_result.hpp"
#include "host/support/progress.hpp"

namespace tinderbox {

inline constexpr int kFormatVersion = 1;

// Checks before work starts that a run file can be written at `path`: the folder exists and is writable, and `path`
// is not a folder. Throws InputError.
void check_output_path(const std::filesystem::path& path);

// Writes the run under a temporary name in the same folder, fsyncs and renames it over `path`. deflate_level 1 to 4.
// Throws Failure (disk full, naming the path); nothing is left behind then.
void write_run_file(const RunResult& run, const std::filesystem::path& path, int deflate_level, Progress& progress);

// Reads a run file back. A run file is untrusted input: absurd sizes, missing groups, another format version, or a
// file that is no run file give an InputError that says so.
[[nodiscard]] RunResult read_run_file(const std::filesystem::path& path);

// Whether `path` is a whole run file of this format version, without reading what it holds. Throws InputError as
// read_run_file does.
void check_run_file(const std::filesystem::path& path);

// SHA-256 over the values of every dataset (name, type, shape and bytes, in name order), hexadecimal: equal digests
// mean equal results whatever the compression. One line a dataset: "<digest>  /group/name".
[[nodiscard]] std::string dataset_digests(const std::filesystem::path& path);

}  // namespace tinderbox
