// How far positions are from liquidation, how large they are and how leveraged: the laws of a real file and of the
// positions a run sampled, per side, in the same units.
//
//   distance   |liquidation price / mark - 1|, each against its own mark; infinite where a position is never liquidated
//   size       USD at entry
//   leverage   value at entry over the collateral that stands behind the liquidation price; of positions that have one
// Each law by count (a position weighs one) and by notional (a position weighs its dollars at the mark).
#pragma once

#include <array>
#include <cstdint>

#include "host/output/run_result.hpp"
#include "host/positions/position_file.hpp"
#include "host/positions/position_margin.hpp"
#include "host/positions/weighted_law.hpp"

namespace tinderbox {

enum class LawKind { kDistance, kSize, kLeverage };
enum class LawWeight { kNotional, kCount };
inline constexpr std::array kLawKinds{LawKind::kDistance, LawKind::kSize, LawKind::kLeverage};
inline constexpr std::array kLawWeights{LawWeight::kNotional, LawWeight::kCount};

// One position as the laws need it.
struct LawPosition {
  double distance = 0;         // infinite: never liquidated; NaN: not known
  double size_usd = 0;         // at entry
  double leverage = 0;         // NaN: not known, or never liquidated
  double notional_weight = 0;  // in any unit
  double count_weight = 0;     // in any unit
  std::int64_t cluster = 0;
};

[[nodiscard]] WeightedLaw law_of(const std::vector<LawPosition>& positions, LawKind kind, LawWeight weight);

// Rows of one side of a file. `mark_usd` is the file's.
[[nodiscard]] std::vector<LawPosition> file_positions(const PositionFile& file, const PositionRules& rules,
                                                      double mark_usd, int side);

// Open positions of one side and venue that a run holds a sample of. Each stands for a share of its side's contracts,
// which is a share of its notional at one mark; per position that is weight / contracts. `kind`: of the contract.
[[nodiscard]] std::vector<LawPosition> sampled_positions(const RunResult& run, std::int32_t venue, ContractKind kind,
                                                         int side);

}  // namespace tinderbox
