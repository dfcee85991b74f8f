// Real positions from a CSV file: one row a position, columns found by name in any order, unknown ones ignored.
//
// Needed: side, size, entry price. Taken where they are there: coin, user, leverage, margin mode, liquidation price,
// value, margin used, unrealised PnL, account value (host/docs/positions.md has the names and synonyms).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tinderbox {

// A position file is read whole; anything larger is another kind of file.
inline constexpr std::uintmax_t kMostPositionBytes = std::uintmax_t{1} << 28U;

enum class MarginMode { kUnknown, kIsolated, kCross };

// Amounts are in the settle currency (USD of a linear contract, coin of an inverse one), NaN where the file is silent.
struct PositionRow {
  std::int64_t line = 0;  // of the file, from 1
  std::string user;       // as the file has it; "" without such a column
  int side = 0;           // 0 long, 1 short
  double size = 0;        // coin of a linear contract, contracts of an inverse one; above 0
  double entry_usd = 0;
  double leverage = 0;           // as selected
  double liquidation_price = 0;  // as reported; NaN: the file names none
  double value_usd = 0;          // at the mark of the file
  double margin_used = 0;        // of an isolated position: its margin, unrealised PnL included
  double unrealized_pnl = 0;
  double account_value = 0;  // of the whole account, unrealised PnL included
  MarginMode mode = MarginMode::kUnknown;

  [[nodiscard]] double sign() const noexcept { return side == 0 ? 1.0 : -1.0; }
};

struct PositionFile {
  std::string name;  // of the file, for messages
  std::string coin;  // the one that was selected, as the file or, without a coin column, the caller writes it
  bool has_coin_column = false;
  bool has_liquidation_column = false;  // an empty field then says that there is no liquidation price
  std::vector<PositionRow> rows;        // in the order of the file, never empty
  std::int64_t other_coins = 0;         // rows of other coins, which were not looked at
};

// Reads the positions in `coin` (any case). "": the file must hold a single coin. A file without a coin column is taken
// to be about one coin. Throws InputError: the file (missing, no ordinary file, empty, too large), a needed column that
// is missing, one meaning in two columns, a coin that the file lacks or a choice that is missing, and everything that
// is wrong with the chosen rows, each naming file, line and column; the first 20, and how many there are in all.
[[nodiscard]] PositionFile read_positions(const std::filesystem::path& path, std::string_view coin);

// The same from text. `name` stands for the file in messages.
[[nodiscard]] PositionFile parse_positions(std::string_view text, const std::string& name, std::string_view coin);

// Mark at which the file was taken: the median of value / size, else of entry +- PnL / size, over the rows that have
// them; NaN where none has. Of linear contracts.
struct FileMark {
  double usd = 0;
  std::int64_t rows = 0;       // that say it
  double spread = 0;           // (largest - smallest) / median
  const char* from = "value";  // "value", "pnl" or "nothing"
};
[[nodiscard]] FileMark mark_of_file(const PositionFile& file);

}  // namespace tinderbox
