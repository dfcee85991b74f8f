// Byte-for-byte comparison of two results, over every dataset that a run file lists.
#pragma once

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "host/output/run_result.hpp"
#include "host/output/run_schema.hpp"
#include "host/output/run_schema_forward.hpp"

namespace tinderbox::testing {

// Keeps the bytes of the datasets of one group, by names such as "paths/touch_probability".
struct KeepBytes {
  std::map<std::string, std::string>& bytes;
  std::string group;

  template <class Values>
  void operator()(const VariableSpec& spec, const Values& values) const {
    std::string& here = bytes[group + std::string(spec.name)];
    here.resize(values.size() * sizeof(typename Values::value_type));
    if (!values.empty()) std::memcpy(here.data(), values.data(), here.size());
  }
};

inline std::map<std::string, std::string> dataset_bytes(const RunResult& run) {
  std::map<std::string, std::string> bytes;
  visit_heatmap(run.heatmap, KeepBytes{bytes, "heatmap/"});
  visit_ladder(run.ladder, KeepBytes{bytes, "ladder/"});
  visit_paths(run.paths, KeepBytes{bytes, "paths/"});
  visit_cascade(run.cascade, KeepBytes{bytes, "cascade/"});
  visit_whatif(run.whatif, KeepBytes{bytes, "whatif/"});
  visit_stress(run.stress, KeepBytes{bytes, "stress/"});
  visit_book(run.book, KeepBytes{bytes, "book/"});
  visit_repair(run.repair, KeepBytes{bytes, "repair/"});
  return bytes;
}

// The names of the datasets that differ, each followed by a blank.
inline std::string differing_datasets(const RunResult& a, const RunResult& b) {
  const std::map<std::string, std::string> second = dataset_bytes(b);
  std::string different;
  for (const auto& [name, bytes] : dataset_bytes(a))
    if (second.at(name) != bytes) different += name + " ";
  return different;
}

}  // namespace tinderbox::testing
