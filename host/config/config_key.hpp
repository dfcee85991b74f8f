// One table describes every key of a RunConfig. Parsing, the effective configuration in a run file and the reference
// manual (host/docs/config.md) are all read off it, so that they cannot disagree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/config/run_config.hpp"

namespace tinderbox {

// Where a key's value lives in a RunConfig.
template <class T>
using Field = T& (*)(RunConfig&);

enum class LowEdge { kIncluded, kExcluded };
enum class Zero { kAllowed, kExcluded };

struct RealRange {
  double low = 0;
  double high = 0;
  LowEdge low_edge = LowEdge::kIncluded;
  Zero zero = Zero::kAllowed;

  [[nodiscard]] bool contains(double value) const noexcept {
    return (low_edge == LowEdge::kIncluded ? value >= low : value > low) && value <= high &&
           (zero == Zero::kAllowed || value != 0);
  }
};

// The kinds of value a key can hold, each with what it allows.
struct WholeKind {
  std::variant<Field<std::int32_t>, Field<std::int64_t>, Field<std::uint64_t>> field;
  std::int64_t low = 0;
  std::int64_t high = 0;
};
struct RealKind {
  Field<double> field;
  RealRange range;
};
struct WordKind {
  Field<std::string> field;
  std::vector<std::string> words;
};
struct NameKind {  // 1 to 64 letters, digits, '.', '_', '-'
  Field<std::string> field;
};
struct TextKind {  // up to 255 bytes without control characters, or nothing
  Field<std::string> field;
};
enum class NoTime { kRefused, kAllowed };  // kAllowed: 0 means that no time is given, "none" in a file
struct TimeKind {                          // s since 1970, ISO 8601 in a file
  Field<std::int64_t> field;
  NoTime no_time = NoTime::kRefused;
};
struct PriorKind {  // [low, high], or a number for both
  Field<UniformPrior> field;
  RealRange range;
};
struct RealListKind {  // [a, b, ...], rising
  Field<std::vector<double>> field;
  RealRange range;
  std::size_t most_entries = 0;
};
struct LeverageMixKind {  // [[low, high, share], ...]
  Field<std::vector<LeverageShare>> field;
  RealRange leverage;
  std::size_t most_entries = 0;
};
using KeyKind =
    std::variant<WholeKind, RealKind, WordKind, NameKind, TextKind, TimeKind, PriorKind, RealListKind, LeverageMixKind>;

enum class Presence { kOptional, kRequired };

struct ConfigKey {
  std::string_view name;  // dotted: "sampling.positions"
  KeyKind kind;
  std::string_view unit;     // "" where there is none
  std::string_view meaning;  // one sentence
  std::string_view source;   // of the default
  Presence presence = Presence::kOptional;

  [[nodiscard]] std::string_view section() const noexcept;    // "sampling", "" at the top level
  [[nodiscard]] std::string_view last_name() const noexcept;  // "positions"
};

// Every key, in the order of the reference manual: top level first, then section by section.
[[nodiscard]] const std::vector<ConfigKey>& config_keys();

// The section that stands for every [venues.NAME]; its keys reach RunConfig::venue.
inline constexpr std::string_view kVenueSection = "venues.NAME";

// The key of [prior] that [venues.NAME.prior] may hold under this last name, or nullptr. It reaches RunConfig::prior.
[[nodiscard]] const ConfigKey* find_mix_key(std::string_view last_name);

// The key of this dotted name, or nullptr.
[[nodiscard]] const ConfigKey* find_config_key(std::string_view name);

// Parts of the table (config_keys_*.cpp).
[[nodiscard]] std::vector<ConfigKey> market_config_keys();
[[nodiscard]] std::vector<ConfigKey> sampling_config_keys();
[[nodiscard]] std::vector<ConfigKey> prior_config_keys();
[[nodiscard]] std::vector<ConfigKey> mix_config_keys();  // those of [prior] that a venue may have of its own
[[nodiscard]] std::vector<ConfigKey> forward_config_keys();
[[nodiscard]] std::vector<ConfigKey> rare_config_keys();
[[nodiscard]] std::vector<ConfigKey> venue_config_keys();

}  // namespace tinderbox
