// Did the map of the past say where price would go? A test on the run's own history, without any other data.
//
// For every whole UTC day after the warm-up, the map at the close of the bar before the day says which side holds more
// dollars within 5% of the mark: longs below it or shorts above it. It scores where price went further, in logs from
// that mark, to the heavier side than to the other within the day. Days on which either is a tie say nothing.
#pragma once

#include <cstdint>

#include "host/output/run_result.hpp"

namespace tinderbox {

inline constexpr double kSkillDistancePercent = 5;

// How often a rule was right. NaN and [0, 1] without a day.
struct HitShare {
  std::int64_t hits = 0;
  std::int64_t days = 0;
  double share = 0;
  double low = 0;  // 95% Wilson interval, as if days were independent
  double high = 1;
};

enum class Skill { kUnknown, kNone, kNoBetterThanDayBefore, kSome, kWorse };

struct MapSkill {
  HitShare map;
  HitShare day_before;         // "further to the side of the day before", on those of the map's days that have one
  std::int64_t down_days = 0;  // of map.days, those on which the map pointed down
  Skill verdict = Skill::kUnknown;
};

// kNone: the interval holds one half. kNoBetterThanDayBefore: it lies above one half and holds the share of the
// day-before rule, or that is larger. kWorse: it lies below one half.
[[nodiscard]] MapSkill map_skill(const RunResult& run);

}  // namespace tinderbox
