// Brownian prices as the entries of oracle files describe them, and the forward engine set up for each.
#pragma once

#include "host/validate/forward_setup.hpp"
#include "host/validate/oracle_entry.hpp"

namespace tinderbox::validation {

// Log price at the horizon: mean and standard deviation.
struct LogLaw {
  double days = 1;
  double sd = 0;
  double drift = 0;
};
struct GbmLaw : LogLaw {
  double now = 0;
};

// S0, mu, sigma, year_days (365 if missing) and the horizon `days_key`.
[[nodiscard]] GbmLaw gbm_law(const Parameters& p, const char* days_key = "T_days");
// sigma_day, nu_day (0 if missing) over `days`, or over T_days.
[[nodiscard]] LogLaw log_law(const Parameters& p, double days);
[[nodiscard]] LogLaw log_law(const Parameters& p);
// Standard deviation at T_days of an arithmetic price.
[[nodiscard]] double bachelier_sd(const Parameters& p);

struct BridgeLaw {
  double variance;  // ticks^2
};
[[nodiscard]] BridgeLaw bridge_law(const Parameters& p);

// One empty bin around the price; callers put their own ladder in. Throws OutOfReach where paths would leave the range
// of the price coordinate.
[[nodiscard]] ForwardSetup gbm_setup(const GbmLaw& law, std::uint64_t seed, std::int64_t paths, std::int32_t steps,
                                     std::int32_t output_steps);
[[nodiscard]] ForwardSetup log_setup(const LogLaw& law, std::uint64_t seed, std::int64_t paths, std::int32_t steps,
                                     std::int32_t output_steps, double now = 100000);
[[nodiscard]] ForwardSetup bachelier_setup(double now, double sd, double days, std::uint64_t seed, std::int64_t paths,
                                           std::int32_t steps);

// The smallest number of equal windows of [0, to] of which one ends at `from`, and that one's number; throws OutOfReach
// beyond `most`.
struct Windows {
  std::int32_t count;
  std::int32_t first;  // window that begins at `from`
};
[[nodiscard]] Windows windows_between(double from, double to, std::int32_t most);

}  // namespace tinderbox::validation
