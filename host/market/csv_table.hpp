// Reads a CSV file row by row against the columns it must have.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "host/market/byte_source.hpp"
#include "host/market/problem_log.hpp"

namespace tinderbox {

enum class CsvHeader { kOptional, kNone };

// A last line without a newline may have been cut inside its last field, which leaves a valid but wrong number.
enum class LastLine {
  kFixedDecimals,  // a cut shows as fewer decimals than in the row before
  kNeedsNewline    // decimals vary: a line without a newline is refused
};

struct CsvTable {
  std::string_view name;  // for messages: "klines"
  std::span<const std::string_view> columns;
  CsvHeader header = CsvHeader::kOptional;
  LastLine last_line = LastLine::kNeedsNewline;
};

// Calls `use` for every row of the right shape; adds the others to `problems`. Throws InputError for a wrong header and
// as CsvRows does.
void read_csv_table(ByteSource& source, const std::string& file, const CsvTable& table, ProblemLog& problems,
                    const std::function<void(std::span<const std::string_view>, RowReport&)>& use);

}  // namespace tinderbox
