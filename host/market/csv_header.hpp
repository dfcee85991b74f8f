// The header of a CSV file and the names that its columns have had.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace tinderbox {

// True if the row names columns instead of holding values.
[[nodiscard]] bool is_header(std::span<const std::string_view> fields);

// Index of the first header field that is no name of the column at its place (aliases of other years and markets are
// accepted); nothing if the header names these columns.
[[nodiscard]] std::optional<std::size_t> wrong_header_field(std::span<const std::string_view> header,
                                                            std::span<const std::string_view> columns);

}  // namespace tinderbox
