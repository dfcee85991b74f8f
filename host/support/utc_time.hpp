// UTC times as seconds since 1970 and as ISO 8601 text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tinderbox {

// "2025-03-08T00:00:00Z".
[[nodiscard]] std::string format_utc(std::int64_t seconds);

// Parses "2025-03-08", "2025-03-08 12:00:00", "2025-03-08T12:00:00Z" (seconds optional). Nothing else; the date must
// exist in the calendar.
[[nodiscard]] std::optional<std::int64_t> parse_utc(std::string_view text);

}  // namespace tinderbox
