#include "host/output/map_skill.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "host/output/ladder_stats.hpp"
#include "host/support/share_interval.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

enum class Direction { kNone, kDown, kUp };

Direction larger(double down, double up) {
  if (down > up) return Direction::kDown;
  return up > down ? Direction::kUp : Direction::kNone;
}

// Part of [low, high] that lies in [from, to].
double overlap(double low, double high, double from, double to) {
  return std::max(0.0, std::min(high, to) - std::max(low, from)) / (high - low);
}

// The side with more dollars within the distance of the mark, at the close of bar t.
Direction heavier_side(const RunResult& run, std::size_t t) {
  const HeatmapResult& map = run.heatmap;
  const std::size_t bins = map.price.size();
  const double mark = run.market.mark_close[t];
  const double step = mark * kSkillDistancePercent / 100;
  const float* longs = map.density.data() + t * kSides * bins;
  const float* shorts = longs + bins;
  double below = 0;
  double above = 0;
  for (std::size_t k = 0; k < bins; ++k) {
    const double low = map.price_bounds[2 * k];
    const double high = map.price_bounds[2 * k + 1];
    below += overlap(low, high, mark - step, mark) * static_cast<double>(longs[k]);
    above += overlap(low, high, mark, mark + step) * static_cast<double>(shorts[k]);
  }
  return larger(below, above);
}

// Where price went further in the bars [first, first + bars), from the mark before them.
Direction further_move(const MarketState& market, std::size_t first, std::size_t bars) {
  const auto from = static_cast<std::ptrdiff_t>(first);
  const auto to = static_cast<std::ptrdiff_t>(first + bars);
  const double low = *std::min_element(market.mark_low.begin() + from, market.mark_low.begin() + to);
  const double high = *std::max_element(market.mark_high.begin() + from, market.mark_high.begin() + to);
  const double mark = market.mark_close[first - 1];
  return larger(std::log(mark / low), std::log(high / mark));
}

// First bars of the whole UTC days before which there is a bar.
std::vector<std::size_t> day_starts(const MarketState& market, std::size_t bars_a_day) {
  std::vector<std::size_t> starts;
  for (std::size_t t = 1; t + bars_a_day <= market.bars(); ++t) {
    const std::int64_t open = market.start_time + static_cast<std::int64_t>(t) * market.bar_seconds;
    if (open % kDaySeconds == 0) starts.push_back(t);
  }
  return starts;
}

void count(HitShare& share, Direction said, Direction happened) {
  ++share.days;
  share.hits += said == happened ? 1 : 0;
}

void summarize(HitShare& share) {
  const auto days = static_cast<double>(share.days);
  share.share = share.days > 0 ? static_cast<double>(share.hits) / days : std::numeric_limits<double>::quiet_NaN();
  const ShareInterval interval = share_interval(share.share, days);
  share.low = interval.low;
  share.high = interval.high;
}

Skill verdict_on(const HitShare& map, const HitShare& day_before) {
  if (map.days == 0) return Skill::kUnknown;
  if (map.high < 0.5) return Skill::kWorse;
  if (map.low <= 0.5) return Skill::kNone;
  return day_before.share >= map.low ? Skill::kNoBetterThanDayBefore : Skill::kSome;
}

}  // namespace

MapSkill map_skill(const RunResult& run) {
  MapSkill skill;
  const MarketState& market = run.market;
  if (market.bar_seconds <= kDaySeconds && kDaySeconds % market.bar_seconds == 0) {
    const auto bars_a_day = static_cast<std::size_t>(kDaySeconds / market.bar_seconds);
    Direction before = Direction::kNone;
    for (const std::size_t first : day_starts(market, bars_a_day)) {
      const Direction happened = further_move(market, first, bars_a_day);
      const Direction said = heavier_side(run, first - 1);
      if (first - 1 >= first_settled_bar(run) && said != Direction::kNone && happened != Direction::kNone) {
        count(skill.map, said, happened);
        skill.down_days += said == Direction::kDown ? 1 : 0;
        if (before != Direction::kNone) count(skill.day_before, before, happened);
      }
      before = happened;
    }
  }
  summarize(skill.map);
  summarize(skill.day_before);
  skill.verdict = verdict_on(skill.map, skill.day_before);
  return skill;
}

}  // namespace tinderbox
