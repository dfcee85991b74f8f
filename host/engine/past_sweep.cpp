#include "host/engine/past_sweep.hpp"

#include <algorithm>
#include <cmath>

#include "sim/coordinate.hpp"
#include "sim/math.hpp"

namespace tinderbox {
namespace {

constexpr float kNeverBankrupt = 1.0e9F;  // ticks: the book takes everything

// The row of a map [time, side, price].
std::size_t row_of(const HeatmapResult& heatmap, std::size_t t, std::size_t side) {
  return (t * kSides + side) * heatmap.price.size();
}

double lots_of_side(const HeatmapResult& heatmap, std::size_t t, std::size_t side) {
  double lots = 0;
  const std::size_t row = row_of(heatmap, t, side);
  for (std::size_t k = 0; k < heatmap.price.size(); ++k) lots += static_cast<double>(heatmap.contracts[row + k]);
  for (std::size_t where = 0; where < kOutsideKinds; ++where)
    lots += static_cast<double>(heatmap.contracts_outside[(t * kSides + side) * kOutsideKinds + where]);
  return lots;
}

// Dollars of so many lots at the mark of a bar.
double usd_at_mark(const HeatmapResult& heatmap, std::size_t t, std::size_t side, double lots) {
  const double all = lots_of_side(heatmap, t, side);
  return all > 0 ? lots / all * static_cast<double>(heatmap.open_interest_usd[t * kSides + side]) : 0.0;
}

// Bins from a close outward, until one of them reaches beyond `reach`, and the lots in them.
class Levels {
 public:
  Levels(const HeatmapResult& heatmap, const MarketState& market, std::size_t t, std::size_t side, std::int32_t reach)
      : heatmap_(heatmap), from_(market.mark_close[t - 1]), inverse_(market.is_inverse()), side_(side), reach_(reach) {
    row_ = row_of(heatmap, t - 1, side);
  }

  // Returns the lots that lie within the reach, even inside their bin.
  double collect(PastSweep& sweep, double money_unit_usd) const {
    const std::size_t bins = heatmap_.price.size();
    double lots = 0;
    for (std::size_t i = first_bin(); i < bins; ++i) {
      const std::size_t k = side_ == 0 ? bins - 1 - i : i;
      const std::int32_t far = distance(heatmap_.price_bounds[2 * k + (side_ == 0 ? 0 : 1)]);
      if (far <= sweep.edge.back()) continue;
      const std::int32_t near = std::max(distance(heatmap_.price_bounds[2 * k + (side_ == 0 ? 1 : 0)]), 0);
      if (near >= reach_) break;
      if (near > sweep.edge.back()) add(sweep, near, 0);
      const double part = far > reach_ ? static_cast<double>(reach_ - near) / static_cast<double>(far - near) : 1.0;
      lots += part * static_cast<double>(heatmap_.contracts[row_ + k]);
      add(sweep, far, std::llround(usd_at_trigger(k) / money_unit_usd));
    }
    return lots;
  }

 private:
  [[nodiscard]] std::int32_t distance(double price) const {
    return side_ == 0 ? log_ticks(price, from_) : log_ticks(from_, price);
  }

  // Number of bins, in the order of the walk, that lie behind the close altogether.
  [[nodiscard]] std::size_t first_bin() const {
    const std::size_t bins = heatmap_.price.size();
    std::size_t behind = 0;
    std::size_t end = bins;
    while (behind < end) {
      const std::size_t i = (behind + end) / 2;
      const std::size_t k = side_ == 0 ? bins - 1 - i : i;
      if (distance(heatmap_.price_bounds[2 * k + (side_ == 0 ? 0 : 1)]) <= 0)
        behind = i + 1;
      else
        end = i;
    }
    return behind;
  }

  [[nodiscard]] double usd_at_trigger(std::size_t k) const {
    const auto at_mark = static_cast<double>(heatmap_.density[row_ + k]);
    return inverse_ ? at_mark : at_mark * heatmap_.price[k] / from_;
  }

  static void add(PastSweep& sweep, std::int32_t edge, std::int64_t money) {
    sweep.edge.push_back(edge);
    sweep.cumulative.push_back(sweep.cumulative.back() + money);
    sweep.buffer.push_back(kNeverBankrupt);
  }

  const HeatmapResult& heatmap_;
  double from_;
  bool inverse_;
  std::size_t side_;
  std::int32_t reach_;
  std::size_t row_ = 0;
};

// Everything even between the close and the extreme.
PastSweep even_sweep(std::int32_t reach, double usd, double money_unit_usd) {
  PastSweep sweep;
  sweep.edge.push_back(reach);
  sweep.cumulative.push_back(std::llround(usd / money_unit_usd));
  sweep.buffer.push_back(kNeverBankrupt);
  sweep.share = 1;
  sweep.usd = usd;
  return sweep;
}

}  // namespace

std::int32_t log_ticks(double from, double to) {
  return ticks_of_price(Scale::kLog, to, from);
}

PastSweep past_sweep(const HeatmapResult& heatmap, const MarketState& market, std::size_t t, std::size_t side,
                     std::int32_t reach, double money_unit_usd) {
  constexpr std::size_t kLiquidated = 2;
  const auto flow = static_cast<double>(heatmap.flow[(t * kSides + side) * kFlowKinds + kLiquidated]);
  PastSweep sweep;
  if (flow <= 0 || reach <= 0) return sweep;
  const double held = t > 0 ? Levels(heatmap, market, t, side, reach).collect(sweep, money_unit_usd) : 0;
  if (held <= 0) return even_sweep(reach, usd_at_mark(heatmap, t, side, flow), money_unit_usd);
  sweep.share = flow / held;
  const LadderView view = sweep.view();
  sweep.usd =
      static_cast<double>(triggered_within(view, level_from(view, 0, reach), reach)) * sweep.share * money_unit_usd;
  return sweep;
}

}  // namespace tinderbox
