// The forward half of the sample run, and equality of it.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "host/output/run_result.hpp"

namespace tinderbox::test {

class Filler {
 public:
  template <typename T>
  std::vector<T> vector(std::size_t size, double low, double high) {
    std::vector<T> values(size);
    std::uniform_real_distribution<double> uniform(low, high);
    for (T& value : values) value = static_cast<T>(uniform(random_));
    return values;
  }

 private:
  std::mt19937_64 random_{20250308};
};

inline constexpr std::size_t kOutputSteps = 3;      // of 8 h
inline constexpr std::int64_t kSamplePaths = 4096;  // over all replicates

// An answer of this value with errors, and the three output steps.
[[nodiscard]] Answer sample_answer(Filler& filler, double value);
void add_horizon(std::vector<std::int64_t>& horizon, std::vector<std::int64_t>& bounds);

// Adds /course and /levels.
void add_levels(RunResult& run, Filler& filler);

// Adds /paths, /cascade, /whatif, /stress, /course, /levels and /rare to a run that has everything else.
void add_forward(RunResult& run, Filler& filler);

// Fails the current test where the two differ anywhere (NaN equals NaN).
void expect_same_forward(const RunResult& a, const RunResult& b);

}  // namespace tinderbox::test
