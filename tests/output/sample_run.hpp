// A small, fully filled run whose numbers are known, and equality of runs.
#pragma once

#include <cstdint>
#include <filesystem>

#include "host/output/run_result.hpp"

namespace tinderbox::test {

enum class Forward { kWith, kNone };

struct SampleShape {
  std::size_t bars = 40;
  std::size_t bins = 24;
  std::size_t replicates = 4;
  std::int32_t bar_seconds = 3600;
  Forward forward = Forward::kWith;
};

// Values are drawn from a fixed seed; NaN stands where a run may hold it; prices run from 88,500 in bins of 1,000 and
// the mark is 100,000.
[[nodiscard]] RunResult sample_run(const SampleShape& shape = {});

// Fails the current test where the two differ anywhere (NaN equals NaN).
void expect_same_run(const RunResult& a, const RunResult& b);

// A folder of its own that vanishes with the test.
class ScratchFolder {
 public:
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path file(const std::string& name = "run.h5") const { return path_ / name; }
  [[nodiscard]] std::size_t entries() const;

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string file_bytes(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

}  // namespace tinderbox::test
