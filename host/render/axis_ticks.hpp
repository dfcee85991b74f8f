// Where axes are labelled, and with what.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tinderbox {

struct AxisTick {
  double value = 0;  // price in USD, dollars, or s since 1970
  std::string label;
  std::string below;  // second line, such as the day where it changes under hourly labels
};

// Round values (1, 2, 5 times a power of ten) in [low, high], about `wanted` of them: "104,000".
[[nodiscard]] std::vector<AxisTick> price_ticks(double low, double high, double wanted);

// Round UTC times in [low, high], at most `wanted` of them.
[[nodiscard]] std::vector<AxisTick> time_ticks(std::int64_t low, std::int64_t high, double wanted);

// Even times after `now`, at most `wanted` of them where that is possible, else the end alone: "+6 h", and below the
// time of day or, in steps of days, the day.
[[nodiscard]] std::vector<AxisTick> horizon_ticks(std::int64_t now, std::int64_t end, double wanted);

// "13:05".
[[nodiscard]] std::string format_clock(std::int64_t time);

// "104,451" or, below 1,000, with as many decimals as `step` needs.
[[nodiscard]] std::string format_price(double price, double step);

// "1 h", "5 min", "2 d".
[[nodiscard]] std::string format_duration(std::int64_t seconds);

}  // namespace tinderbox
