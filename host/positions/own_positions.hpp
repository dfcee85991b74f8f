// What a run says about positions that the desk holds itself: `tinderbox inspect run.h5 --own FILE.csv`.
//
// P(liquidated): the running extreme of the mark reaches the liquidation price within the horizon. The run holds that
// probability at every edge of its price bins; between two it is interpolated in price, and the two bracket it. The
// position is taken to be held unchanged, its liquidation price to stay where it is, its venue's mark to be the run's.
//
// P(auto-deleveraged): by the venue's queue, adl_estimate.hpp. It is bounded from above as well, by what needs no queue
// at another mark: a position can be deleveraged only on a path on which some position is, and, where the venue ranks,
// only if more than the dollars H that stand ahead of it are taken from its side: P <= min(P(any), E[taken from its
// side] / H) (Markov). H is the share ahead at the mark of now times the side's open interest; ranks move with price,
// which is neglected.
//
// Exit cost: exit_cost.hpp, with its dollars at the mark of now.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/output/run_result.hpp"
#include "host/positions/adl_estimate.hpp"
#include "host/positions/exit_cost.hpp"
#include "host/positions/position_file.hpp"
#include "host/positions/position_margin.hpp"
#include "host/support/share_interval.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {

enum class ReachKind {
  kEstimate,  // between two bins
  kAtMost,    // beyond the price axis, or in its outermost bin: less than the probability of reaching that
  kCrossed,   // the mark of now is already past the price: 1
  kNever,     // no price liquidates it: 0
  kUnknown,   // no liquidation price is known, or the run has no paths
};

struct Reach {
  ReachKind kind = ReachKind::kUnknown;
  double value = 0;           // NaN of kAtMost and kUnknown
  double standard_error = 0;  // of the paths; NaN where not known
  double low = 0;             // the bracket by the neighbouring bins, without sampling error
  double high = 1;
  ShareInterval interval;  // 95%, of `value` for the paths behind it
};

// Whether the running extreme reaches `price` from the mark, by the touch probabilities of bins.
enum class Twin { kWithFeedback, kNoFeedback };
[[nodiscard]] Reach reach_of_price(const RunResult& run, double price, Twin twin);

struct AdlBound {
  bool known = false;                 // the run has cascades
  bool ranked = false;                // the venue ranks by a score
  std::optional<double> ahead_share;  // of the side's contracts, by rank at the mark of now
  double ahead_share_error = 0;
  double ahead_usd = 0;                   // NaN where the side's open interest is not known
  double side_usd = 0;                    // that open interest
  double any = 0, any_error = 0;          // probability that some position, of either side, is deleveraged
  ShareInterval any_interval;             // 95%
  double taken_usd = 0, taken_error = 0;  // expected dollars taken from the side, a path
  double at_most = 1, at_most_error = 0;  // the bound
  double at_most_high = 1;                // 95% upper limit of it, which also says what no path showed
  std::optional<AdlEstimate> estimate;    // nothing where the run or the file does not say enough
};

struct OwnPosition {
  PositionRow row;
  RowLiquidation liquidation;
  double notional_usd = 0;  // at the mark of now
  Reach with_feedback, no_feedback;
  AdlBound adl;
  std::optional<ExitCost> exit;  // nothing where the run's book cannot be read
};

struct OwnContext {
  const RunResult* run = nullptr;
  const Venue* venue = nullptr;  // where the positions are held
  std::int32_t venue_index = 0;  // of it, in LadderResult::venues
  PositionRules rules;
};

// The rules in force at the mark of now. Throws InputError where they are not sourced.
[[nodiscard]] OwnContext own_context(const RunResult& run, const Venue& venue, std::int32_t venue_index);

[[nodiscard]] std::vector<OwnPosition> own_positions(const OwnContext& context, const PositionFile& file);

[[nodiscard]] nlohmann::json own_positions_json(const OwnContext& context, const PositionFile& file);

}  // namespace tinderbox
