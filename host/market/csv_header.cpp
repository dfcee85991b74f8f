#include "host/market/csv_header.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace tinderbox {
namespace {

struct Alias {
  std::string_view column;
  std::string_view written;
};

// COIN-M turns volume over in coin, so the columns that hold quote volume elsewhere hold base volume there.
constexpr std::array kAliases{
    Alias{"quote_volume", "quote_asset_volume"},
    Alias{"quote_volume", "base_volume"},
    Alias{"quote_volume", "base_asset_volume"},
    Alias{"count", "number_of_trades"},
    Alias{"count", "trades"},
    Alias{"taker_buy_volume", "taker_buy_base_asset_volume"},
    Alias{"taker_buy_quote_volume", "taker_buy_base_volume"},
    Alias{"taker_buy_quote_volume", "taker_buy_quote_asset_volume"},
    Alias{"taker_buy_quote_volume", "taker_buy_base_asset_volume"},
};

bool names_column(std::string_view written, std::string_view column) {
  if (written == column) return true;
  return std::any_of(kAliases.begin(), kAliases.end(),
                     [&](const Alias& alias) { return alias.column == column && alias.written == written; });
}

}  // namespace

bool is_header(std::span<const std::string_view> fields) {
  return !fields.empty() && !fields[0].empty() && std::isalpha(static_cast<unsigned char>(fields[0][0])) != 0;
}

std::optional<std::size_t> wrong_header_field(std::span<const std::string_view> header,
                                              std::span<const std::string_view> columns) {
  for (std::size_t i = 0; i < std::min(header.size(), columns.size()); ++i) {
    if (!names_column(header[i], columns[i])) return i;
  }
  if (header.size() != columns.size()) return std::min(header.size(), columns.size());
  return std::nullopt;
}

}  // namespace tinderbox
