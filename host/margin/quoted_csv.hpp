// CSV as spreadsheets write it: fields may be quoted, and then hold commas, line ends and doubled quotes (RFC 4180).
// Commas alone separate; LF and CRLF end a row; a UTF-8 byte order mark is skipped; empty rows are left out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tinderbox {

struct CsvRecord {
  std::int64_t line = 0;  // of its first character, from 1
  std::vector<std::string> fields;
  std::string problem;  // why it could not be read whole; empty if it could
};

// A quote that is never closed, or closes amid a field, spoils its own line alone: reading goes on after it.
[[nodiscard]] std::vector<CsvRecord> parse_quoted_csv(std::string_view text);

// The whole of a file. Throws InputError if it cannot be read or is a folder.
[[nodiscard]] std::string read_csv_file(const std::filesystem::path& file);

// `field` as it stands in a CSV file: quoted where it has to be.
[[nodiscard]] std::string csv_field(std::string_view field);

}  // namespace tinderbox
