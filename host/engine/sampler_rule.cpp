#include "host/engine/sampler_rule.hpp"

#include <limits>

namespace tinderbox {
namespace {

// Of a process whose step is not published.
constexpr double kUnpublishedShare = 0.1;

bool tier_follows_price(const MarginSchedule& schedule) {
  return schedule.valued_at == TierValuation::kMark && !schedule.tier_independent_of_price();
}

RuleForm at_mark(const MarginSchedule& schedule, RuleForm progressive, RuleForm whole, RuleForm at_tier) {
  if (!tier_follows_price(schedule)) return at_tier;
  return schedule.shape == TierShape::kWholePosition ? whole : progressive;
}

RuleForm form_of(const MarginSchedule& schedule) {
  switch (schedule.family) {
    case MarginFamily::kLinearMark:
      return at_mark(schedule, RuleForm::kLinearTiersAtMark, RuleForm::kLinearWhole, RuleForm::kLinearAtTier);
    case MarginFamily::kInverseMark:
      return at_mark(schedule, RuleForm::kInverseTiersAtMark, RuleForm::kInverseWhole, RuleForm::kInverseAtTier);
    case MarginFamily::kLinearEntry:
    case MarginFamily::kLinearCurrentMark:
      return RuleForm::kLinearFixed;
    case MarginFamily::kInverseEntry:
    case MarginFamily::kBitmexSatoshi:
      return RuleForm::kInverseFixed;
    case MarginFamily::kDeribitLinear:
      return RuleForm::kLinearSizeRate;
    case MarginFamily::kDeribitInverse:
      return RuleForm::kInverseSizeRate;
  }
  return RuleForm::kLinearTiersAtMark;
}

// Whether what tiers count, for a notional in USD, depends on the price.
bool counts_by_price(const MarginSchedule& schedule) {
  if (schedule.by_size()) return true;
  switch (schedule.basis) {
    case TierBasis::kBaseSize:
    case TierBasis::kCoinValue:
      return true;
    case TierBasis::kContracts:
      return !schedule.inverse();
    case TierBasis::kNotionalUsd:
      break;
  }
  return false;
}

// The fee counts in the trigger of families whose maintenance does not reserve it at entry.
double fee_of(const MarginSchedule& schedule) {
  return schedule.at_entry() ? 0 : schedule.fee;
}

}  // namespace

SamplerRule::SamplerRule(const MarginSchedule& schedule)
    : tiers_(schedule.tiers), max_leverage_(schedule.max_leverage) {
  scalars_.form = form_of(schedule);
  scalars_.tier_count = static_cast<std::int32_t>(tiers_.size());
  scalars_.by_entry = counts_by_price(schedule) ? 1 : 0;
  scalars_.tier_scale =
      schedule.basis == TierBasis::kContracts && !schedule.by_size() ? 1 / schedule.contract_value : 1;
  scalars_.fee = fee_of(schedule);
  scalars_.maintenance = schedule.maintenance_by_size;
  scalars_.initial = schedule.initial_by_size;
  for (const MarginTier& tier : tiers_) loads_.push_back({tier.rate + scalars_.fee, tier.amount});
}

MarginRuleView SamplerRule::view() const noexcept {
  MarginRuleView view = scalars_;
  view.loads = loads_.data();
  view.tiers = tiers_.data();
  view.max_leverage = max_leverage_.data();
  return view;
}

std::vector<double> SamplerRule::caps_usd(double price_usd) const {
  std::vector<double> caps;
  for (const MarginTier& tier : tiers_)
    caps.push_back(tier.cap / scalars_.tier_scale * (scalars_.by_entry != 0 ? price_usd : 1));
  return caps;
}

double SamplerRule::largest_position_usd(double price_usd) const {
  return tiers_.empty() ? std::numeric_limits<double>::infinity() : caps_usd(price_usd).back();
}

double SamplerRule::max_leverage(double notional_usd, double price_usd) const {
  return leverage_limit(view(), notional_usd, price_usd);
}

SamplerRule sampler_rule(const Venue& venue, std::int64_t time) {
  return SamplerRule(schedule_of(venue, time, std::nullopt));
}

ProcessView process_view(const Venue& venue) {
  ProcessView view{};
  view.kind = StepKind::kWhole;
  if (!venue.process.known()) return view;
  const LiquidationProcess& process = venue.process.value;
  switch (process.kind) {
    case ProcessKind::kImmediateTakeover:
      return view;
    case ProcessKind::kReduceThenTakeover:
      view = {StepKind::kTierSteps, 1, 1, 1, 0, 0, 0};
      return view;
    case ProcessKind::kStepDown:
      view = {StepKind::kTierSteps, kMaxSteps - 1, process.whole_up_to_tier, process.tiers_per_step, 0, 0, 0};
      return view;
    case ProcessKind::kPartialShare:
      view = {StepKind::kShareSteps, 1, 0, 0, process.share, process.share_above_usd, 0};
      return view;
    case ProcessKind::kIncremental:
      view = {StepKind::kShareSteps,  kMaxSteps - 1, 0, 0, process.share > 0 ? process.share : kUnpublishedShare, 0,
              process.share_above_usd};
      return view;
  }
  return view;
}

}  // namespace tinderbox
