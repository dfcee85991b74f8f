// 95% Wilson interval of a share. Source: Wilson, "Probable inference, the law of succession, and statistical
// inference", JASA 22 (1927).
#pragma once

#include <algorithm>
#include <cmath>

namespace tinderbox {

struct ShareInterval {
  double low = 0;
  double high = 1;
};

// Of a share of `trials` independent trials, all of which may be none.
[[nodiscard]] inline ShareInterval share_interval(double share, double trials) {
  constexpr double kZ2 = 1.959963984540054 * 1.959963984540054;
  if (!(trials > 0) || std::isnan(share)) return {};
  const double centre = (share + kZ2 / (2 * trials)) / (1 + kZ2 / trials);
  const double half =
      std::sqrt(kZ2 * (share * (1 - share) / trials + kZ2 / (4 * trials * trials))) / (1 + kZ2 / trials);
  return {std::max(centre - half, 0.0), std::min(centre + half, 1.0)};
}

// The same where trials are clustered: as many independent ones as give this standard error, at most `trials`.
[[nodiscard]] inline ShareInterval share_interval(double share, double standard_error, double trials) {
  if (!(standard_error > 0)) return share_interval(share, trials);
  return share_interval(share, std::min(trials, share * (1 - share) / (standard_error * standard_error)));
}

}  // namespace tinderbox
