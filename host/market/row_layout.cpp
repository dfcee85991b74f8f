#include "host/market/row_layout.hpp"

#include <algorithm>

#include "host/market/csv_header.hpp"

namespace tinderbox {
namespace {

std::array<std::span<const RowLayout>, 7> all_layouts() {
  return {binance_layouts(), bybit_layouts(), okx_layouts(),           hyperliquid_layouts(),
          kraken_layouts(),  dydx_layouts(),  several_venues_layouts()};
}

bool fits(const RowLayout& layout, const JsonElement& element) {
  if (!layout.has_path(element.path)) return false;
  switch (layout.shape) {
    case RowShape::kCsv:
      return false;
    case RowShape::kArray:
      return element.shape == JsonShape::kArray && element.values.size() == layout.columns.size();
    case RowShape::kObject:
      return element.shape == JsonShape::kObject &&
             std::all_of(layout.columns.begin(), layout.columns.begin() + static_cast<std::ptrdiff_t>(layout.required),
                         [&](std::string_view column) { return element.find(column) != nullptr; });
    case RowShape::kParallelRows:
      return element.shape != JsonShape::kObject;
  }
  return false;
}

template <typename Accept>
const RowLayout* first_layout(const Accept& accept) {
  for (const auto& layouts : all_layouts()) {
    for (const RowLayout& layout : layouts) {
      if (accept(layout)) return &layout;
    }
  }
  return nullptr;
}

}  // namespace

std::string_view name_of(FileKind kind) {
  switch (kind) {
    case FileKind::kKlines:
      return "klines";
    case FileKind::kMarkKlines:
      return "mark_klines";
    case FileKind::kMetrics:
      return "metrics";
    case FileKind::kFunding:
      return "funding";
    case FileKind::kOpenInterest:
      return "open_interest";
    case FileKind::kAccountRatio:
      return "long_short_ratio";
  }
  return "";
}

const RowLayout* layout_of(const JsonElement& element) {
  return first_layout([&](const RowLayout& layout) { return fits(layout, element); });
}

const RowLayout* layout_of_csv(std::span<const std::string_view> first_row) {
  const bool header = is_header(first_row);
  return first_layout([&](const RowLayout& layout) {
    if (layout.shape != RowShape::kCsv) return false;
    return header ? !wrong_header_field(first_row, layout.columns) : is_common_row(first_row, layout);
  });
}

const RowLayout* common_layout(FileKind kind, bool csv) {
  if (kind == FileKind::kMarkKlines) kind = FileKind::kKlines;
  for (const RowLayout& layout : binance_layouts()) {
    if (layout.kind == kind && (layout.shape == RowShape::kCsv) == csv) return &layout;
  }
  return nullptr;
}

void gather(const JsonElement& element, const RowLayout& layout, std::span<std::string_view> texts) {
  for (std::size_t i = 0; i < layout.columns.size(); ++i) {
    const std::string_view* value = element.find(layout.columns[i]);
    const bool absent = value == nullptr || (i >= layout.required && *value == "null");
    texts[i] = absent ? std::string_view() : *value;
  }
}

}  // namespace tinderbox
