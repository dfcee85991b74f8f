// What the name and the folders of a market file say about it. The public archive repeats one file name in several
// folders (klines and mark-price klines, spot and futures), so that names alone do not decide.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "host/market/market_rows.hpp"

namespace tinderbox {

enum class MarketType { kUnknown, kSpot, kUsdMargined, kCoinMargined };

struct NameHints {
  std::string symbol;                 // "" if neither name nor folders hold one
  std::string coin;                   // first part of capitals and digits, such as "BTC"; "" if there is none
  std::string venue;                  // venue that name or folders inside say; "" if none
  std::string words;                  // letters and digits of name and folders inside, lower case, run together
  std::optional<FileKind> kind;       // kind that is read
  bool kind_guessed = false;          // klines because there is a symbol and an interval
  std::string other_kind;             // kind that is known and not read, such as "aggTrades"
  std::int64_t interval_seconds = 0;  // 0 if the name holds none; -1 for one that is no fixed time or over a day
  MarketType market = MarketType::kUnknown;
};

// `inside` is the path below the folder that is scanned; `full` the whole path, of which only the archive's own folder
// names count, so that a folder of the user's that happens to be called "spot" decides nothing. `contract` helps to
// recognise symbols that look like anything else ("BTC" of Hyperliquid).
[[nodiscard]] NameHints hints_of(const std::filesystem::path& inside, const std::filesystem::path& full,
                                 std::string_view contract = "");

// "1h" (or "1H", "1HOUR") -> 3600; 0 if it is no interval of the venue; -1 for "3d", "1w", "1mo".
[[nodiscard]] std::int64_t interval_of_name(std::string_view text);
// 3600 -> "1h", 86400 -> "1d", 90 -> "90s".
[[nodiscard]] std::string interval_name(std::int64_t seconds);
// Whether an interval is one that the venue publishes and that has a fixed grid (1s to 1d).
[[nodiscard]] bool is_kline_interval(std::int64_t seconds);

[[nodiscard]] std::string lower_case(std::string_view text);
// "BTCUSDT", "BTC-USDT-SWAP", "PF_XBTUSD", "BTC" -> "BTC".
[[nodiscard]] std::string coin_of_contract(std::string_view contract);

}  // namespace tinderbox
