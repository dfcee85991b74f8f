#include "host/export/csv.hpp"

#include <array>
#include <string_view>
#include <vector>

#include "host/output/ladder_stats.hpp"
#include "host/support/utc_time.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, kSides> kSideWords{"long", "short"};

}  // namespace

void csv_heatmap(const RunResult& run, TextBuffer& text) {
  const HeatmapResult& map = run.heatmap;
  const std::size_t bins = map.price.size();
  text.add(
      "time_utc,side,price_low_usd,price_high_usd,density_usd,density_stderr_usd,density_low_usd,density_high_usd\n");
  for (std::size_t row = 0; row < map.time.size() * kSides; ++row) {
    const std::string time = format_utc(map.time[row / kSides]);
    for (std::size_t k = 0; k < bins; ++k) {
      const std::size_t i = row * bins + k;
      if (!(map.density[i] > 0) && !(map.density_high[i] > 0)) continue;
      text.add("{},{},{},{},{},{},{},{}\n", time, kSideWords[row % kSides], price_text(map.price_bounds[2 * k]),
               price_text(map.price_bounds[2 * k + 1]), csv_usd(map.density[i]), csv_usd(map.density_stderr[i]),
               csv_usd(map.density_low[i]), csv_usd(map.density_high[i]));
    }
  }
  text.finish();
}

void csv_map(const RunResult& run, TextBuffer& text) {
  const LadderResult& ladder = run.ladder;
  const std::size_t bins = ladder.price.size();
  const std::size_t replicates = replicates_of(run);
  text.add(
      "side,price_low_usd,price_high_usd,notional_usd,notional_stderr_usd,notional_low_usd,notional_high_usd,"
      "cumulative_usd,cumulative_stderr_usd,cumulative_low_usd,cumulative_high_usd,positions\n");
  for (std::size_t cell = 0; cell < kSides * bins; ++cell) {
    if (!(ladder.cumulative[cell] > 0) && !(ladder.cumulative_high[cell] > 0)) continue;
    std::vector<double> usd;
    for (std::size_t r = 0; r < replicates; ++r)
      usd.push_back(static_cast<double>(ladder.notional[r * kSides * bins + cell]));
    const Estimate bin = estimate_mean(usd);
    const std::size_t k = cell % bins;
    text.add("{},{},{},{},{},{},{},{},{},{},{},{}\n", kSideWords[cell / bins], price_text(ladder.price_bounds[2 * k]),
             price_text(ladder.price_bounds[2 * k + 1]), csv_usd(bin.value), csv_usd(bin.standard_error),
             csv_usd(bin.low), csv_usd(bin.high), csv_usd(ladder.cumulative[cell]),
             csv_usd(ladder.cumulative_stderr[cell]), csv_usd(ladder.cumulative_low[cell]),
             csv_usd(ladder.cumulative_high[cell]), ladder.count[cell]);
  }
  text.finish();
}

}  // namespace tinderbox
