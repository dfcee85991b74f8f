#include "host/output/levels_group.hpp"

#include <fmt/format.h>

#include "host/output/group_reader.hpp"
#include "host/output/group_writer.hpp"

namespace tinderbox {
namespace {

using h5::NetcdfGroup;
using h5::ReadFile;

void write_course(h5::WriteContext& context, const CourseResult& course) {
  NetcdfGroup group(context, "/course");
  group.dimension("bnds", 2);
  write_horizon(group, course.horizon);
  write_side(group);
  group.coordinate({"quantile", "quantile", "1", "probability of the quantile"}, course.quantile);
  visit_course(course, writer_into(group));
}

void write_levels(h5::WriteContext& context, const LevelsResult& levels) {
  NetcdfGroup group(context, "/levels");
  group.dimension("bnds", 2);
  group.coordinate({"level", "level", "USD", "price of the level"}, levels.level);
  write_horizon(group, levels.horizon);
  group.coordinate({"source", "source", "", "why a price is a level"}, label_texts(kSourceLabels));
  group.coordinate({"distance", "distance", "percent", "distance beyond the level"}, levels.distance);
  visit_levels(levels, writer_into(group));
}

CourseResult read_course(ReadFile& file) {
  CourseResult course;
  GroupReader group(file, "/course");
  course.horizon = group.coordinate<std::int64_t>("horizon");
  course.quantile = group.coordinate<double>("quantile");
  check_rising(file, group.full("quantile"), course.quantile, 0);
  group.labels("side", kSideLabels);
  visit_course(course, group);
  check_horizon(file, group.full("horizon"), course.horizon, course.horizon_bounds);
  if (course.paths < 1 || !(course.step_seconds > 0))
    file.refuse(group.full("paths"), "is out of range",
                fmt::format("{} paths in steps of {} s", course.paths, course.step_seconds), "followed paths");
  return course;
}

LevelsResult read_levels(ReadFile& file) {
  LevelsResult levels;
  GroupReader group(file, "/levels");
  levels.level = group.coordinate<double>("level");
  check_rising(file, group.full("level"), levels.level, 0);
  levels.horizon = group.coordinate<std::int64_t>("horizon");
  levels.distance = group.coordinate<double>("distance");
  check_rising(file, group.full("distance"), levels.distance, 0);
  group.labels("source", kSourceLabels);
  visit_levels(levels, group);
  check_horizon(file, group.full("horizon"), levels.horizon, levels.horizon_bounds);
  for (const std::int64_t source : levels.source)
    if (source < 0 || source >= kLevelSources)
      file.refuse(group.full("source_index"), "is no index", fmt::format("{}", source),
                  fmt::format("0 to {}", kLevelSources - 1));
  return levels;
}

}  // namespace

void write_level_groups(h5::WriteContext& context, const RunResult& run) {
  if (has_course(run)) write_course(context, run.course);
  if (has_levels(run)) write_levels(context, run.levels);
}

void read_level_groups(ReadFile& file, RunResult& run) {
  if (file.has("/course")) run.course = read_course(file);
  if (file.has("/levels")) run.levels = read_levels(file);
}

}  // namespace tinderbox
