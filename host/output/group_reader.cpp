#include "host/output/group_reader.hpp"

#include <cmath>

namespace tinderbox {

void check_times(const h5::ReadFile& file, const std::string& name, const std::vector<std::int64_t>& times,
                 std::int64_t first, std::int64_t step) {
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i] != first + static_cast<std::int64_t>(i) * step)
      file.refuse(name, fmt::format("entry {} is off the bar grid", i), fmt::format("{}", times[i]),
                  fmt::format("{}", first + static_cast<std::int64_t>(i) * step));
}

void check_horizon(const h5::ReadFile& file, const std::string& name, const std::vector<std::int64_t>& horizon,
                   const std::vector<std::int64_t>& bounds) {
  constexpr std::int64_t kLongestSeconds = std::int64_t{1} << 40U;
  for (std::size_t h = 0; h < horizon.size(); ++h) {
    const std::int64_t from = h == 0 ? 0 : horizon[h - 1];
    if (horizon[h] <= from || horizon[h] > kLongestSeconds || bounds[2 * h] != from || bounds[2 * h + 1] != horizon[h])
      file.refuse(name, fmt::format("output step {} is out of order", h),
                  fmt::format("{} in [{}, {}]", horizon[h], bounds[2 * h], bounds[2 * h + 1]),
                  fmt::format("a right edge above {}", from));
  }
}

void check_price_axis(const h5::ReadFile& file, const std::string& name, const std::vector<double>& price,
                      const std::vector<double>& bounds) {
  for (std::size_t k = 0; k < price.size(); ++k) {
    const double low = bounds[2 * k];
    const double high = bounds[2 * k + 1];
    const bool ordered = std::isfinite(low) && std::isfinite(high) && low < price[k] && price[k] < high;
    if (!ordered || (k > 0 && low < bounds[2 * k - 1]))
      file.refuse(name, fmt::format("bin {} is out of order", k), fmt::format("{} in [{}, {}]", price[k], low, high),
                  "ascending bins around their centres");
  }
}

void check_rising(const h5::ReadFile& file, const std::string& name, const std::vector<double>& values, double floor) {
  for (const double value : values) {
    if (!(value > floor)) file.refuse(name, "does not rise", fmt::format("{}", value), fmt::format("above {}", floor));
    floor = value;
  }
}

}  // namespace tinderbox
