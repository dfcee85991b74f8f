// The words a venue file speaks: margin families, tier bases, processes and rankings, and what each figure comes from.
// Notation of the formulas: s = +1 long, -1 short; q size in base; N size of an inverse contract in USD; E entry;
// P the price asked for; W collateral; m maintenance rate; c maintenance amount; f fee rate in the trigger; L leverage.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tinderbox {

enum class ContractKind {
  kLinear,   // quoted and margined in USD (or a dollar coin); size counts base units
  kInverse,  // quoted in USD, margined in coin; size counts USD
};

// Where the maintenance margin is valued, and with it the closed form of the liquidation price.
enum class MarginFamily {
  kLinearMark,         // A:  P = (W + c - s q E) / (q (m + f - s))
  kInverseMark,        // A': P = N (1 + s (m + f)) / (N/E + s (W + c))
  kLinearEntry,        // B:  P = E - s (W - (m q E - c)) / q
  kInverseEntry,       // B': P = N / (N/E + s (W - (m N/E - c)))
  kLinearCurrentMark,  // C:  P = E - s (W - (m + f) q P_now) / q
  kDeribitLinear,      // A with a rate that grows with the size: m = base + per_coin * q
  kDeribitInverse,     // A' with m = base + per_coin * N / P: a quadratic in N / P
  kBitmexSatoshi,      // B' in whole satoshi a contract, rounded against the trader
};

// What the floors and caps of a tier table count.
enum class TierBasis {
  kNotionalUsd,  // USD: q * price (linear) or N (inverse)
  kBaseSize,     // base units: q, independent of price (linear contracts only)
  kContracts,    // contracts, independent of price
  kCoinValue,    // coin: N / price (inverse contracts only)
};

enum class TierShape {
  kProgressive,    // margin = m * value - c, continuous: the largest over all tiers
  kWholePosition,  // margin = m * value with the rate of the position's one tier; jumps at the caps
};

// At which price the tier of a position is looked up, where its basis depends on price.
enum class TierValuation { kMark, kEntry };

enum class TriggerPrice { kMark, kOracle };

enum class MarkRule {
  kMedianOfThree,   // median of index with funding due, index with averaged basis, last price
  kIndexPlusBasis,  // index plus a moving average of the basis
  kFundingBasis,    // index * (1 + funding * time to funding / interval)
  kMedianOfVenues,  // median of the venue's own premium over the oracle, its book and other venues' perpetuals
  kOracle,          // the oracle price itself
};

enum class FundingFormula {
  kClampedInterest,  // premium + clamp(interest - premium, +-band)
  kDeadband,         // max(band, premium) + min(-band, premium)
  kAverageBasis,     // average basis less interest, between floor and cap
  kPremiumAverage,   // average premium plus interest, capped
};

enum class ProcessKind {
  kImmediateTakeover,   // the whole position at once
  kReduceThenTakeover,  // one reducing order, only as much as restores the margin; the rest is taken over
  kStepDown,            // cut down by tiers_per_step tiers and looked at again; up to whole_up_to_tier all at once
  kPartialShare,        // a share first where large, the rest after a cooldown; below a share of maintenance: backstop
  kIncremental,         // small steps until the margin is restored
};

// Who is deleveraged first. ROI is PnL over collateral, leverage is notional over equity.
enum class AdlRanking {
  kPnlTimesMarginRatio,      // max(0, PnL) / max(1, wallet) * maintenance / equity
  kPnlTimesLeverage,         // PnL share of entry value * leverage; losers: divided by leverage
  kRoiOverMarginRatio,       // ROI / margin ratio; losers: ROI * margin ratio
  kPriceRatioTimesLeverage,  // mark / entry * notional / account value
  kRandom,                   // offsetting positions in random order
  kProRata,                  // all in proportion to size
};

enum class AdlPrice { kBankruptcy, kMark, kPreviousMark };

enum class RoundingDirection { kNone, kNearest, kUp, kDown };

// Where a figure comes from. A figure that could not be sourced has sourced = false and says why in `missing`.
struct Provenance {
  bool sourced = false;
  std::string source;   // where it was published
  std::string as_of;    // ISO date from which, or at which, it is known
  std::string missing;  // why there is none; empty where sourced
};

template <typename T>
struct Sourced {
  T value{};  // means nothing where from.sourced is false
  Provenance from;

  [[nodiscard]] bool known() const noexcept { return from.sourced; }
};

// How the venue shows a liquidation or bankruptcy price.
struct DisplayRounding {
  double tick = 0;  // USD
  RoundingDirection liquidation = RoundingDirection::kNone;
  RoundingDirection bankruptcy = RoundingDirection::kNone;
  int extra_ticks = 0;  // added to the rounded liquidation price
};

struct MarkPriceRule {
  MarkRule rule = MarkRule::kMedianOfThree;
  double basis_window_seconds = 0;  // of the averaged basis; 0 where the rule has none or it is not published
};

struct FundingRule {
  FundingFormula formula = FundingFormula::kClampedInterest;
  std::int64_t interval_seconds = 0;
  double interest = 0;  // fraction an 8 hour period
  double band = 0;      // clamp or dead band, fraction an 8 hour period
  double cap = 0;       // largest rate of one interval; 0: no cap is known
};

struct LiquidationProcess {
  ProcessKind kind = ProcessKind::kImmediateTakeover;
  int whole_up_to_tier = 0;     // step-down: tiers 1..this are closed whole
  int tiers_per_step = 0;       // step-down: tiers cut by one step
  double share = 0;             // partial share: closed first; incremental: largest step as a share of the position
  double share_above_usd = 0;   // partial share: only notional above this is split; incremental: smallest step
  double cooldown_seconds = 0;  // partial share: before the rest
  double backstop_share = 0;    // equity below this share of maintenance goes to the backstop; 0: no backstop
};

struct AdlRule {
  AdlRanking ranking = AdlRanking::kProRata;
  AdlPrice price = AdlPrice::kBankruptcy;
};

// The words of venue files for each value, such as "linear_mark" for MarginFamily::kLinearMark.
template <typename Enum>
struct Word {
  std::string_view text;
  Enum value;
};

[[nodiscard]] std::span<const Word<ContractKind>> vocabulary(ContractKind);
[[nodiscard]] std::span<const Word<MarginFamily>> vocabulary(MarginFamily);
[[nodiscard]] std::span<const Word<TierBasis>> vocabulary(TierBasis);
[[nodiscard]] std::span<const Word<TierShape>> vocabulary(TierShape);
[[nodiscard]] std::span<const Word<TierValuation>> vocabulary(TierValuation);
[[nodiscard]] std::span<const Word<TriggerPrice>> vocabulary(TriggerPrice);
[[nodiscard]] std::span<const Word<MarkRule>> vocabulary(MarkRule);
[[nodiscard]] std::span<const Word<FundingFormula>> vocabulary(FundingFormula);
[[nodiscard]] std::span<const Word<ProcessKind>> vocabulary(ProcessKind);
[[nodiscard]] std::span<const Word<AdlRanking>> vocabulary(AdlRanking);
[[nodiscard]] std::span<const Word<AdlPrice>> vocabulary(AdlPrice);
[[nodiscard]] std::span<const Word<RoundingDirection>> vocabulary(RoundingDirection);

template <typename Enum>
[[nodiscard]] std::string_view word_of(Enum value) {
  for (const Word<Enum>& word : vocabulary(Enum{}))
    if (word.value == value) return word.text;
  return "";
}

}  // namespace tinderbox
