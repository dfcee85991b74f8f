// The layouts in which realised liquidations are published, and the parsers of their rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "host/market/liquidation_readers.hpp"
#include "host/market/row_columns.hpp"

namespace tinderbox {

struct LiquidationLayout {
  std::string_view name;
  std::span<const std::string_view> columns;
  bool json = false;          // events of a stream, told by the member "e"
  bool header = false;        // CSV with a header; of the others the shape of a row tells
  bool repeats_rows = false;  // whole rows stand in the file more than once
  // Whether a row without a header has this layout's shape; nullptr where the header tells.
  bool (*is_row)(std::span<const std::string_view> row) = nullptr;
  // Appends what the row says, if it is good and of the wanted contract.
  void (*parse)(RowColumns& columns, const LiquidationRequest& request, std::vector<LiquidationRow>& rows) = nullptr;
};

// The layout of a CSV file by its first row; nullptr if it is none.
[[nodiscard]] const LiquidationLayout* liquidation_layout_of_csv(std::span<const std::string_view> first_row);
[[nodiscard]] const LiquidationLayout& liquidation_stream_layout();

}  // namespace tinderbox
