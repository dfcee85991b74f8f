#include <algorithm>
#include <limits>

#include "host/config/config_key.hpp"

namespace tinderbox {
namespace {

std::vector<ConfigKey> top_level_keys() {
  return {
      {"seed",
       WholeKind{[](RunConfig& c) -> std::uint64_t& { return c.seed; }, 0, std::numeric_limits<std::int64_t>::max()},
       "", "Seed of every random draw of the engine; it never changes a generated market.",
       "convention; same configuration, data and seed give the same bytes"},
  };
}

std::vector<ConfigKey> output_keys() {
  return {
      {"output.deflate_level", WholeKind{[](RunConfig& c) -> std::int32_t& { return c.output.deflate_level; }, 1, 4},
       "", "Compression of the run file: 1 is fastest, 4 is smallest.",
       "choice: higher levels of zlib cost far more time than they save in space"},
      {"output.memory_gib", RealKind{[](RunConfig& c) -> double& { return c.output.memory_gib; }, {0.001, 65536}},
       "GiB", "A run that would need more memory is refused before it starts.", "choice: fits a small workstation"},
  };
}

std::vector<ConfigKey> all_keys() {
  std::vector<ConfigKey> keys = top_level_keys();
  for (std::vector<ConfigKey>& part :
       std::vector{market_config_keys(), sampling_config_keys(), prior_config_keys(), forward_config_keys(),
                   rare_config_keys(), output_keys(), venue_config_keys()})
    std::move(part.begin(), part.end(), std::back_inserter(keys));
  return keys;
}

}  // namespace

std::string_view ConfigKey::section() const noexcept {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
}

std::string_view ConfigKey::last_name() const noexcept {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

const std::vector<ConfigKey>& config_keys() {
  static const std::vector<ConfigKey> keys = all_keys();
  return keys;
}

const ConfigKey* find_mix_key(std::string_view last_name) {
  static const std::vector<ConfigKey> keys = mix_config_keys();
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const ConfigKey& key) { return key.last_name() == last_name; });
  return found == keys.end() ? nullptr : &*found;
}

const ConfigKey* find_config_key(std::string_view name) {
  const auto& keys = config_keys();
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const ConfigKey& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

}  // namespace tinderbox
