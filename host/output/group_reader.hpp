// What the groups of a run file have in common when they are read.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/output/h5_read.hpp"
#include "host/output/run_schema.hpp"

namespace tinderbox {

// Reads the lists of the schema into a result, with the sizes of the dimensions that were found.
class GroupReader {
 public:
  GroupReader(h5::ReadFile& file, std::string group) : file_(file), group_(std::move(group)) {}

  template <typename T>
  std::vector<T> coordinate(std::string_view name) {
    const auto shape = file_.info(full(name)).shape;
    if (shape.size() != 1 || shape[0] == 0) file_.refuse(full(name), "is no coordinate", "", "one dimension");
    set(name, shape[0]);
    return file_.values<T>(full(name), shape);
  }

  std::vector<std::string> labels(std::string_view name) {
    std::vector<std::string> result = file_.labels(full(name));
    if (result.empty()) file_.refuse(full(name), "holds no labels");
    set(name, result.size());
    return result;
  }

  template <std::size_t N>
  void labels(std::string_view name, const std::string_view (&expected)[N]) {
    const std::vector<std::string> found = labels(name);
    if (!std::equal(found.begin(), found.end(), std::begin(expected), std::end(expected)))
      file_.refuse(full(name), "has other labels", "", fmt::format("the {} of host/docs/format.md", N));
  }

  void set(std::string_view dimension, std::uint64_t size) { sizes_[std::string(dimension)] = size; }

  // The visitor.
  template <typename T>
  void operator()(const VariableSpec& spec, std::vector<T>& values) {
    values.clear();
    if (spec.presence == Presence::kWhereKnown && !file_.has(full(spec.name))) return;
    std::vector<std::uint64_t> shape;
    for (const std::string_view dim : split_dims(spec.dims)) shape.push_back(sizes_.at(std::string(dim)));
    values = file_.values<T>(full(spec.name), shape);
  }

  [[nodiscard]] std::string full(std::string_view name) const { return group_ + "/" + std::string(name); }

 private:
  h5::ReadFile& file_;
  std::string group_;
  std::map<std::string, std::uint64_t> sizes_{{"bnds", 2}};
};

// Throw InputError, naming the dataset: times that are off the bar grid; output
// steps that do not follow each other from 0 on; bins that do not ascend around their centres;
// numbers that do not rise strictly from above `floor` on.
void check_times(const h5::ReadFile& file, const std::string& name, const std::vector<std::int64_t>& times,
                 std::int64_t first, std::int64_t step);
void check_horizon(const h5::ReadFile& file, const std::string& name, const std::vector<std::int64_t>& horizon,
                   const std::vector<std::int64_t>& bounds);
void check_price_axis(const h5::ReadFile& file, const std::string& name, const std::vector<double>& price,
                      const std::vector<double>& bounds);
void check_rising(const h5::ReadFile& file, const std::string& name, const std::vector<double>& values, double floor);

}  // namespace tinderbox
