// Draws one synthetic position: what it is (stratum, size, leverage, collateral), where it was entered, at which level
// it is liquidated and how long it would be held. A position is a pure function of (seed, replicate, side, bar, index).
//
// Samples are drawn by notional: each stands for equal dollars. The stratum (size band, margin mode, leverage band,
// holding speed) comes from an alias table of births or of stock; inside it size follows the truncated Pareto law and
// leverage is log-uniform.
#pragma once

#include <cstdint>

#include "sim/alias_table.hpp"
#include "sim/apportion.hpp"
#include "sim/holding_time.hpp"
#include "sim/margin_rule.hpp"
#include "sim/price_path.hpp"
#include "sim/random.hpp"
#include "sim/size_law.hpp"

namespace tinderbox {

inline constexpr int kSpeeds = 2;  // 0 fast, 1 slow

// One stratum of the mix, the same for every replicate.
struct Stratum {
  double size_low_usd;
  double size_log_ratio;  // ln(high / low)
  double leverage_low;
  double leverage_log_ratio;  // ln(high / low), 0 for a fixed leverage
  std::int32_t is_cross;      // 0 isolated, 1 cross
  std::int32_t speed;
};

// What a replicate drew from the prior, as the kernels need it.
struct ReplicateView {
  double size_exponent;          // 1 - alpha
  double coin_collateral_share;  // of cross collateral
  double close_rate_per_day[kSpeeds];
};

// Where and when the positions of one bar are entered.
struct EntryBar {
  double low_ticks;
  double width_ticks;
  double mode;       // of the triangular law on [0, 1]; negative: uniform
  std::int32_t mix;  // which alias tables: the tilt by funding and account ratio
};

// Everything the sampler reads. Group g = replicate * 2 + side. Arrays are sized by bars that have data; the split of
// samples over bars uses the configured window alone.
struct SamplingView {
  std::uint64_t seed;
  std::uint32_t venue;
  std::int64_t first_absolute_bar;  // start time / bar width
  std::int32_t configured_bars;
  std::int32_t configured_offset;  // configured bar in which the data begin
  std::int32_t bars;
  std::int32_t strata;
  std::int32_t groups;
  double tick_size_usd;
  const std::int64_t* birth_samples;    // [groups] over the configured window
  const std::int64_t* initial_samples;  // [groups]
  const Stratum* stratum;               // [strata]
  const AliasEntry* birth_mix;          // [mixes, groups, strata]
  const AliasEntry* stock_mix;          // [mixes, groups, strata]
  const ReplicateView* replicate;       // [replicates]
  const EntryBar* entry;                // [bars]
  const double* clock_days;             // [bars + 1] holding clock at the open of each bar
  MarginRuleView rule;
  // pre-history of the initial stock
  double initial_mark_ticks;
  double prehistory_sd_log;  // lognormal spread; <= 0: aged
  double sigma_day;
};

}  // namespace tinderbox

namespace tinderbox::inline TINDERBOX_CODE_PATH {

inline constexpr std::int32_t kSamplesPerBarBits = 20;
inline constexpr int kPrehistoryTries = 8;
inline constexpr double kOldestDays = 730;  // pre-history ages are cut here

struct Position {
  DriftingLevel level;  // trigger in ticks
  double entry_ticks;
  double notional_usd;  // size at entry
  double leverage;
  double buffer;           // |liquidation - bankruptcy price| / liquidation price
  double close_at;         // unit exponential against rate * clock
  double withdraw_at;      // unit exponential against the excess closings
  double close_rate;       // per day of the holding clock
  std::int32_t birth_bar;  // -1: initial stock
  std::int32_t never;      // 1: no price liquidates it
  std::int32_t is_cross;   // of its stratum
};

// Configured bar in which sample j of a group is born, and how samples are counted within it: bar i holds samples
// [floor(i n / bars), floor((i + 1) n / bars)).
TINDERBOX_HD std::int32_t birth_bar_of(std::int64_t sample, std::int64_t samples, std::int64_t configured_bars) {
  const std::int64_t scaled = (sample + 1) * configured_bars;
  return static_cast<std::int32_t>((scaled + samples - 1) / samples - 1);
}
TINDERBOX_HD std::int64_t first_sample_of(std::int64_t bar, std::int64_t samples, std::int64_t configured_bars) {
  return bar * samples / configured_bars;
}

// Inverse of the triangular law on [0, 1] with the given mode; the identity for a negative mode.
TINDERBOX_HD double entry_fraction(double u, double mode) {
  const double rising = square_root(greatest(u * mode, 0.0));
  const double falling = 1.0 - square_root((1.0 - u) * (1.0 - mode));
  const double triangular = u < mode ? rising : falling;
  return mode < 0 ? u : triangular;
}

// Size, leverage and level of a position of a given stratum.
struct PositionShape {
  double notional_usd;
  double leverage;
  RuleLevel level;
};

TINDERBOX_HD double coin_share_of(const ReplicateView& replicate, std::int32_t is_cross) {
  return is_cross != 0 ? replicate.coin_collateral_share : 0.0;
}

// Whether what a position is depends on its entry price.
template <RuleScope kScope>
TINDERBOX_HD bool depends_on_entry(const SamplingView& v) {
  return kScope == RuleScope::kAny && v.rule.by_entry != 0;
}

// The mix keeps leverage within the tier's limit where that is the same at every price; elsewhere it is cut here.
template <RuleScope kScope>
TINDERBOX_HD PositionShape draw_shape(const SamplingView& v, const Stratum& stratum, const ReplicateView& replicate,
                                      Side side, double size_u, double leverage_u, double entry_ticks) {
  PositionShape shape;
  const double entry_usd = entry_ticks * v.tick_size_usd;
  shape.notional_usd = size_by_notional(size_u, stratum.size_low_usd, stratum.size_log_ratio, replicate.size_exponent);
  shape.leverage = stratum.leverage_low * exp(leverage_u * stratum.leverage_log_ratio);
  if (depends_on_entry<kScope>(v))
    shape.leverage = least(shape.leverage, leverage_limit(v.rule, shape.notional_usd, entry_usd));
  shape.level = position_level<kScope>(v.rule, sign_of(side), shape.leverage,
                                       coin_share_of(replicate, stratum.is_cross), shape.notional_usd, entry_usd);
  return shape;
}

template <RuleScope kScope>
TINDERBOX_HD Position assemble(const SamplingView& v, const PositionShape& shape, const Stratum& stratum,
                               const ReplicateView& replicate, Side side, double entry_ticks, const Words4& life,
                               std::int32_t birth_bar, double paid_at_birth) {
  Position p;
  p.entry_ticks = entry_ticks;
  p.notional_usd = shape.notional_usd;
  p.leverage = shape.leverage;
  p.buffer = shape.level.buffer;
  p.level = {shape.level.ratio * entry_ticks,
             funding_slope<kScope>(v.rule, sign_of(side), shape.level.sensitivity, entry_ticks), paid_at_birth, side};
  p.never = shape.level.ratio <= 0 ? 1 : 0;
  p.close_at = -log(unit_double(life.w0));
  p.withdraw_at = -log(unit_double(life.w1));
  p.close_rate = replicate.close_rate_per_day[stratum.speed];
  p.birth_bar = birth_bar;
  p.is_cross = stratum.is_cross;
  return p;
}

// Sample `index` of those born in bar `bar` in group `group`. `paid`: cumulative funding at that bar, in ticks.
template <RuleScope kScope = RuleScope::kAny>
TINDERBOX_HD Position draw_birth(const SamplingView& v, std::int32_t group, std::int32_t bar, std::int64_t index,
                                 double paid) {
  const Side side = (group & 1) == 0 ? Side::kLong : Side::kShort;
  const auto replicate_index = static_cast<std::uint32_t>(group >> 1);
  const DrawId id{(static_cast<std::uint64_t>(v.first_absolute_bar + bar) << kSamplesPerBarBits) |
                      static_cast<std::uint64_t>(index),
                  side == Side::kLong ? Purpose::kBirthLong : Purpose::kBirthShort, 0, replicate_index, v.venue};
  const Words4 first = draw_words(v.seed, id, 0);
  const Words4 second = draw_words(v.seed, id, 1);
  const EntryBar entry = v.entry[bar];
  const auto strata = static_cast<std::uint32_t>(v.strata);
  const AliasEntry* mix = v.birth_mix + (static_cast<std::int64_t>(entry.mix) * v.groups + group) * v.strata;
  const Stratum stratum = v.stratum[pick_alias(mix, strata, first.w0)];
  const ReplicateView replicate = v.replicate[replicate_index];
  const double entry_ticks =
      fused(entry.width_ticks, entry_fraction(unit_double(first.w3), entry.mode), entry.low_ticks);
  const PositionShape shape =
      draw_shape<kScope>(v, stratum, replicate, side, unit_double(first.w1), unit_double(first.w2), entry_ticks);
  return assemble<kScope>(v, shape, stratum, replicate, side, entry_ticks, second, bar, paid);
}

// Where a position that is alive at the open of bar 0 was entered. "Aged": the age of stock closed at a constant
// hazard is exponential; the log price has wandered for that long, without having reached the liquidation price
// (rejection, at most kPrehistoryTries times; a position that finds no past is entered at the current mark).
// `ratio_at(entry_ticks)`: liquidation price over entry of a position entered there; <= 0: never.
template <class RatioAt>
TINDERBOX_HD double draw_past_entry(const SamplingView& v, const DrawId& id, Side side, double close_rate,
                                    const RatioAt& ratio_at) {
  if (v.prehistory_sd_log > 0) {
    const Words4 words = draw_words(v.seed, id, 2);
    return v.initial_mark_ticks * exp(v.prehistory_sd_log * normal_quantile(unit_double(words.w0)));
  }
  for (std::uint32_t attempt = 0; attempt < kPrehistoryTries; ++attempt) {
    const Words4 words = draw_words(v.seed, id, 2 + attempt);
    const double age_days = least(-log(unit_double(words.w0)) / close_rate, kOldestDays);
    const double variance = v.sigma_day * v.sigma_day * age_days;
    const double move = square_root(variance) * normal_quantile(unit_double(words.w1));
    const double entry_ticks = v.initial_mark_ticks * exp(-move);
    const double ratio = ratio_at(entry_ticks);
    if (ratio <= 0) return entry_ticks;
    const double distance_then = -sign_of(side) * log(ratio);
    const double distance_now = distance_then + sign_of(side) * move;
    if (distance_now <= 0 || distance_then <= 0) continue;
    if (unit_double(words.w2) < bridge_survival(distance_then, distance_now, variance)) return entry_ticks;
  }
  return v.initial_mark_ticks;
}

// Sample `index` of the initial stock of group `group`.
template <RuleScope kScope = RuleScope::kAny>
TINDERBOX_HD Position draw_initial(const SamplingView& v, std::int32_t group, std::int64_t index) {
  const Side side = (group & 1) == 0 ? Side::kLong : Side::kShort;
  const auto replicate_index = static_cast<std::uint32_t>(group >> 1);
  const DrawId id{static_cast<std::uint64_t>(index),
                  side == Side::kLong ? Purpose::kInitialLong : Purpose::kInitialShort, 0, replicate_index, v.venue};
  const Words4 first = draw_words(v.seed, id, 0);
  const Words4 second = draw_words(v.seed, id, 1);
  const auto strata = static_cast<std::uint32_t>(v.strata);
  const AliasEntry* mix = v.stock_mix + (static_cast<std::int64_t>(v.entry[0].mix) * v.groups + group) * v.strata;
  const Stratum stratum = v.stratum[pick_alias(mix, strata, first.w0)];
  const ReplicateView replicate = v.replicate[replicate_index];
  const auto shape_at = [&](double entry_ticks) {
    return draw_shape<kScope>(v, stratum, replicate, side, unit_double(first.w1), unit_double(first.w2), entry_ticks);
  };
  // Where the level is the same share of any entry, one answer serves all tries.
  PositionShape shape = shape_at(v.initial_mark_ticks);
  const double entry_ticks = draw_past_entry(
      v, id, side, replicate.close_rate_per_day[stratum.speed],
      [&](double entry) { return depends_on_entry<kScope>(v) ? shape_at(entry).level.ratio : shape.level.ratio; });
  if (depends_on_entry<kScope>(v)) shape = shape_at(entry_ticks);
  return assemble<kScope>(v, shape, stratum, replicate, side, entry_ticks, second, -1, 0.0);
}

// When a position leaves, before any excess closings: liquidated in the first bar after its birth whose mark reaches
// the level, unless the holding clock closes it in an earlier bar.
struct LifeEnd {
  std::int32_t bar;         // v.bars: still open
  std::int32_t liquidated;  // 1: liquidated, 0: closed
};

TINDERBOX_HD LifeEnd find_end(const SamplingView& v, const PricePathView& path, const Position& p) {
  const std::int32_t from = p.birth_bar + 1;
  const double due = v.clock_days[from] + p.close_at / p.close_rate;
  // clock_days[t + 1] is the clock at the close of bar t
  const std::int32_t close = first_at_least(v.clock_days + 1, due, from, v.bars);
  const std::int32_t stop = least(close + 1, v.bars);
  const std::int32_t cross = p.never != 0 ? stop : first_crossing(path, p.level, from, stop);
  return cross < stop ? LifeEnd{cross, 1} : LifeEnd{close, 0};
}

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
