// Dollars and probabilities as short text, and round values for the ends of scales.
#pragma once

#include <string>

namespace tinderbox {

// "$0", "$850", "$1.2k", "$35M", "$2.5B": three significant digits at most.
[[nodiscard]] std::string format_dollars(double usd);

// "0%", "0.05%", "12%", "100%": three significant digits at most.
[[nodiscard]] std::string format_probability(double probability);

// The smallest of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is at least `value` (1 for anything that
// is not positive and finite).
[[nodiscard]] double round_up_nicely(double value);

}  // namespace tinderbox
