#include "host/venue/venue_terms.hpp"

namespace tinderbox {
namespace {

constexpr Word<ContractKind> kContractKinds[] = {
    {"linear", ContractKind::kLinear},
    {"inverse", ContractKind::kInverse},
};

constexpr Word<MarginFamily> kMarginFamilies[] = {
    {"linear_mark", MarginFamily::kLinearMark},
    {"inverse_mark", MarginFamily::kInverseMark},
    {"linear_entry", MarginFamily::kLinearEntry},
    {"inverse_entry", MarginFamily::kInverseEntry},
    {"linear_current_mark", MarginFamily::kLinearCurrentMark},
    {"deribit_linear", MarginFamily::kDeribitLinear},
    {"deribit_inverse", MarginFamily::kDeribitInverse},
    {"bitmex_satoshi", MarginFamily::kBitmexSatoshi},
};

constexpr Word<TierBasis> kTierBases[] = {
    {"notional_usd", TierBasis::kNotionalUsd},
    {"base_size", TierBasis::kBaseSize},
    {"contracts", TierBasis::kContracts},
    {"coin_value", TierBasis::kCoinValue},
};

constexpr Word<TierShape> kTierShapes[] = {
    {"progressive", TierShape::kProgressive},
    {"whole_position", TierShape::kWholePosition},
};

constexpr Word<TierValuation> kTierValuations[] = {
    {"mark", TierValuation::kMark},
    {"entry", TierValuation::kEntry},
};

constexpr Word<TriggerPrice> kTriggerPrices[] = {
    {"mark", TriggerPrice::kMark},
    {"oracle", TriggerPrice::kOracle},
};

constexpr Word<MarkRule> kMarkRules[] = {
    {"median_of_three", MarkRule::kMedianOfThree},
    {"index_plus_basis", MarkRule::kIndexPlusBasis},
    {"funding_basis", MarkRule::kFundingBasis},
    {"median_of_venues", MarkRule::kMedianOfVenues},
    {"oracle", MarkRule::kOracle},
};

constexpr Word<FundingFormula> kFundingFormulas[] = {
    {"clamped_interest", FundingFormula::kClampedInterest},
    {"deadband", FundingFormula::kDeadband},
    {"average_basis", FundingFormula::kAverageBasis},
    {"premium_average", FundingFormula::kPremiumAverage},
};

constexpr Word<ProcessKind> kProcessKinds[] = {
    {"immediate_takeover", ProcessKind::kImmediateTakeover},
    {"reduce_then_takeover", ProcessKind::kReduceThenTakeover},
    {"step_down", ProcessKind::kStepDown},
    {"partial_share", ProcessKind::kPartialShare},
    {"incremental", ProcessKind::kIncremental},
};

constexpr Word<AdlRanking> kAdlRankings[] = {
    {"pnl_times_margin_ratio", AdlRanking::kPnlTimesMarginRatio},
    {"pnl_times_leverage", AdlRanking::kPnlTimesLeverage},
    {"roi_over_margin_ratio", AdlRanking::kRoiOverMarginRatio},
    {"price_ratio_times_leverage", AdlRanking::kPriceRatioTimesLeverage},
    {"random", AdlRanking::kRandom},
    {"pro_rata", AdlRanking::kProRata},
};

constexpr Word<AdlPrice> kAdlPrices[] = {
    {"bankruptcy", AdlPrice::kBankruptcy},
    {"mark", AdlPrice::kMark},
    {"previous_mark", AdlPrice::kPreviousMark},
};

constexpr Word<RoundingDirection> kRoundingDirections[] = {
    {"none", RoundingDirection::kNone},
    {"nearest", RoundingDirection::kNearest},
    {"up", RoundingDirection::kUp},
    {"down", RoundingDirection::kDown},
};

}  // namespace

std::span<const Word<ContractKind>> vocabulary(ContractKind) {
  return kContractKinds;
}
std::span<const Word<MarginFamily>> vocabulary(MarginFamily) {
  return kMarginFamilies;
}
std::span<const Word<TierBasis>> vocabulary(TierBasis) {
  return kTierBases;
}
std::span<const Word<TierShape>> vocabulary(TierShape) {
  return kTierShapes;
}
std::span<const Word<TierValuation>> vocabulary(TierValuation) {
  return kTierValuations;
}
std::span<const Word<TriggerPrice>> vocabulary(TriggerPrice) {
  return kTriggerPrices;
}
std::span<const Word<MarkRule>> vocabulary(MarkRule) {
  return kMarkRules;
}
std::span<const Word<FundingFormula>> vocabulary(FundingFormula) {
  return kFundingFormulas;
}
std::span<const Word<ProcessKind>> vocabulary(ProcessKind) {
  return kProcessKinds;
}
std::span<const Word<AdlRanking>> vocabulary(AdlRanking) {
  return kAdlRankings;
}
std::span<const Word<AdlPrice>> vocabulary(AdlPrice) {
  return kAdlPrices;
}
std::span<const Word<RoundingDirection>> vocabulary(RoundingDirection) {
  return kRoundingDirections;
}

}  // namespace tinderbox
