#include "host/validate/family.hpp"

#include <algorithm>

namespace tinderbox::validation {

std::vector<Family> all_families() {
  std::vector<Family> all;
  for (const std::span<const Family> group :
       {passage_families(), occupation_families(), jump_families(), cascade_families(), random_ladder_families(),
        feedback_families(), position_families(), waterfall_families(), noise_families(), statistics_families(),
        foreign_families()})
    all.insert(all.end(), group.begin(), group.end());
  return all;
}

const Family* find_family(std::string_view name) {
  static const std::vector<Family> all = all_families();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Family& f) { return f.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace tinderbox::validation
