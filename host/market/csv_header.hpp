// The archive's CSV layouts: told by the header, or by the shape of the first row where there is none.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "host/market/market_rows.hpp"

namespace tinderbox {

// True if the row names columns instead of holding values.
[[nodiscard]] bool is_header(std::span<const std::string_view> fields);

// Index of the first header field that is no name of the column at its place in `kind` (aliases of other years and
// markets are accepted); nothing if the header is that of `kind`.
[[nodiscard]] std::optional<std::size_t> wrong_header_field(std::span<const std::string_view> header, FileKind kind);

// Number of columns of a CSV file of this kind, and the names of the columns.
[[nodiscard]] std::span<const std::string_view> csv_columns(FileKind kind);

// The kind whose header or row shape this is: klines (mark-price klines look the same), metrics or funding.
[[nodiscard]] std::optional<FileKind> kind_of_csv(std::span<const std::string_view> first_row);

}  // namespace tinderbox
