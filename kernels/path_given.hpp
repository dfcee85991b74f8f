// The exogenous price of a team's paths where it was made beforehand: whole steps read from a table. For paths whose
// noise is no pure function of seed, path and step, such as the children of a path that got far.
#pragma once

#include "kernels/path_process.hpp"
#include "kernels/paths_launch.hpp"
#include "kernels/team.hpp"

namespace tinderbox::inline TINDERBOX_CODE_PATH {

template <class Team>
class GivenLanes : public UnorderedExtremes {
 public:
  struct Step {
    const std::int32_t* end;  // rows of the table, one number a slot
    const std::int32_t* low;
    const std::int32_t* high;
    std::int64_t first_path;
  };

  TINDERBOX_HD GivenLanes(Team&, const PathsLaunch& launch, const StepArrays&) : launch_(launch) {}

  TINDERBOX_HD void start(int) {}

  [[nodiscard]] TINDERBOX_HD Step begin_step(std::int32_t step) const {
    const std::int64_t slots = launch_.given.slots;
    const std::int32_t* row = launch_.given.move + static_cast<std::int64_t>(step) * kGivenFields * slots;
    return {row, row + slots, row + 2 * slots, launch_.first_path};
  }

  TINDERBOX_HD void prepare(Team&, std::int64_t, const Step&) {}

  TINDERBOX_HD TINDERBOX_ALWAYS_INLINE StepMove move(int, std::int64_t path, const Step& step) const {
    const std::int64_t slot = path - step.first_path;
    return {step.end[slot], step.low[slot], step.high[slot]};
  }

 private:
  const PathsLaunch& launch_;
};

}  // namespace tinderbox::inline TINDERBOX_CODE_PATH
