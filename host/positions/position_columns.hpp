// Which column of a position file means what.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/margin/quoted_csv.hpp"
#include "host/support/error.hpp"

namespace tinderbox {

enum class PositionColumn {
  kSide,
  kSize,
  kEntry,
  kLeverage,
  kMode,
  kLiquidation,
  kValue,
  kMarginUsed,
  kPnl,
  kAccountValue,
  kUser,
  kCoin,
};
inline constexpr std::size_t kPositionColumns = 12;

// `text` without blanks at its ends, in lower case.
[[nodiscard]] std::string plain_word(std::string_view text);

class PositionColumns {
 public:
  // Throws InputError naming file and line of the header: a needed column is missing, or a meaning stands there twice.
  PositionColumns(const CsvRecord& header, const std::string& file);

  [[nodiscard]] bool has(PositionColumn column) const noexcept { return place(column).has_value(); }
  // As the header writes it; the first known name where it is not there.
  [[nodiscard]] std::string name(PositionColumn column) const;
  // The field without blanks at its ends; "" where there is no such column. The row must have count() fields.
  [[nodiscard]] std::string_view field(const CsvRecord& row, PositionColumn column) const;
  [[nodiscard]] std::size_t count() const noexcept { return header_.size(); }

 private:
  [[nodiscard]] const std::optional<std::size_t>& place(PositionColumn column) const noexcept {
    return places_[static_cast<std::size_t>(column)];
  }
  void find(PositionColumn column, const std::string& where, ProblemList& problems);

  std::vector<std::string> header_;
  std::array<std::optional<std::size_t>, kPositionColumns> places_;
};

}  // namespace tinderbox
