// What this program is and what it finds on this machine, for `doctor`.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace tinderbox {

struct Installation {
  std::string version;
  std::string git_commit;
  std::vector<std::string> backends;  // one line each
  std::string chosen;                 // the backend and code path of a run that names none, or why there is none
  std::vector<std::pair<std::string, bool>> processor_features;  // name, present
  std::vector<std::pair<std::string, std::string>> libraries;    // name, version in use
  unsigned threads = 0;
  std::int64_t memory_bytes = 0;                             // of the machine
  std::int64_t memory_available_bytes = 0;                   // now
  std::vector<std::pair<std::string, std::string>> folders;  // what for and path, "" or why it cannot be written
  std::string fonts;                                         // "" or why text cannot be drawn
};

[[nodiscard]] Installation examine_installation();

[[nodiscard]] std::string installation_text(const Installation& installation);
[[nodiscard]] nlohmann::json installation_json(const Installation& installation);

}  // namespace tinderbox
