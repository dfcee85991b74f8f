// Entries as tests write them, run on the processor.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/support/error.hpp"
#include "host/validate/validate.hpp"

namespace tinderbox::testing {

// A list of one entry, in the syntax of the file.
inline validation::EntryReport run_entry(const std::string& entry) {
  static const std::unique_ptr<Executor> executor = make_cpu_executor(best_cpu_path(), 0);
  EngineOptions options;
  options.backend = Backend::kCpu;
  return validation::validate_entry(validation::parse_oracles('[' + entry + ']', "test.json").at(0),
                                    {*executor, options});
}

inline std::string entry_text(const std::string& name, const std::string& params, const std::string& value) {
  return R"({"name": ")" + name + R"(", "params": )" + params + R"(, "value": )" + value + '}';
}

}  // namespace tinderbox::testing
