#include "host/positions/explicit_ladder.hpp"

#include <algorithm>
#include <cmath>

namespace tinderbox {
namespace {

std::size_t rows_of(std::span<const double> bounds) {
  return bounds.size() / 2;
}

// The last row whose lower bound is not above `value`; the first one if there is none.
std::size_t row_of(std::span<const double> bounds, double value) {
  std::size_t low = 0;
  std::size_t high = rows_of(bounds);
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (value >= bounds[2 * middle] ? low : high) = middle;
  }
  return low;
}

class LadderBuilder {
 public:
  LadderBuilder(const PositionFile& file, const PositionRules& rules, const ExplicitAxis& axis)
      : file_(file), rules_(rules), axis_(axis), bins_(rows_of(axis.price_bounds)) {
    ladder_.notional.resize(kSides * bins_);
    ladder_.count.resize(kSides * bins_);
    ladder_.bankruptcy_buffer.resize(kSides * bins_);
    ladder_.by_leverage.resize(rows_of(axis.leverage_bounds) * kSides * bins_);
  }

  ExplicitLadder build() {
    for (const PositionRow& row : file_.rows) place(row);
    for (std::size_t i = 0; i < ladder_.notional.size(); ++i)
      if (ladder_.notional[i] > 0) ladder_.bankruptcy_buffer[i] /= ladder_.notional[i];
    return std::move(ladder_);
  }

 private:
  void place(const PositionRow& row) {
    const RowLiquidation liquidation = liquidation_of(row, file_, rules_);
    const double at_mark = usd_at(row, rules_, axis_.mark_usd);
    ladder_.all[row.side].add(at_mark);
    ExplicitOutside& outside = ladder_.outside[row.side];
    if (liquidation.outcome == RowOutcome::kNever) return outside.never.add(at_mark);
    if (liquidation.outcome == RowOutcome::kUnknown) return outside.unknown.add(at_mark);
    const double price = liquidation.price;
    if (row.sign() * (axis_.mark_usd - price) <= 0) return outside.crossed.add(at_mark);
    const double usd = usd_at(row, rules_, price);
    if (price < axis_.price_bounds.front()) return outside.below.add(usd);
    if (price >= axis_.price_bounds.back()) return outside.above.add(usd);
    put_in_bin(row, liquidation, usd);
  }

  void put_in_bin(const PositionRow& row, const RowLiquidation& liquidation, double usd) {
    const std::size_t bin = row_of(axis_.price_bounds, liquidation.price);
    const std::size_t cell = static_cast<std::size_t>(row.side) * bins_ + bin;
    ladder_.notional[cell] += usd;
    ++ladder_.count[cell];
    const double buffer = bankruptcy_buffer(row, liquidation, rules_);
    ladder_.positions.push_back({row.side, liquidation.price, usd, buffer});
    ladder_.bankruptcy_buffer[cell] += usd * buffer;
    if (ladder_.by_leverage.empty()) return;
    const std::size_t band = row_of(axis_.leverage_bounds, effective_leverage(row, liquidation, rules_));
    ladder_.by_leverage[band * kSides * bins_ + cell] += usd;
  }

  const PositionFile& file_;
  const PositionRules& rules_;
  const ExplicitAxis& axis_;
  std::size_t bins_;
  ExplicitLadder ladder_;
};

}  // namespace

std::int64_t ExplicitLadder::rows(int side) const {
  const auto bins = static_cast<std::ptrdiff_t>(count.size()) / kSides;
  const ExplicitOutside& out = outside[side];
  std::int64_t rows = out.below.count + out.above.count + out.never.count + out.unknown.count + out.crossed.count;
  for (auto cell = count.begin() + side * bins; cell != count.begin() + (side + 1) * bins; ++cell) rows += *cell;
  return rows;
}

ExplicitLadder build_explicit_ladder(const PositionFile& file, const PositionRules& rules, const ExplicitAxis& axis) {
  return LadderBuilder(file, rules, axis).build();
}

}  // namespace tinderbox
