#include "host/positions/position_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "host/margin/quoted_csv.hpp"
#include "host/market/decimal.hpp"
#include "host/market/problem_log.hpp"
#include "host/positions/position_columns.hpp"
#include "host/support/error.hpp"
#include "host/support/quantile.hpp"

namespace tinderbox {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kProblemsShown = 20;
constexpr std::size_t kCoinsShown = 20;
constexpr double kLargest = 1e15;  // products of two stay far from the end of the range
constexpr double kMostLeverage = 1e4;

// The first problems, and the number of all.
class Problems {
 public:
  explicit Problems(std::string file) : file_(std::move(file)) {}

  void add(std::string where, std::string problem, std::string found, std::string expected,
           std::string suggestion = "") {
    if (++count_ <= kProblemsShown)
      kept_.push_back(
          {std::move(where), std::move(problem), std::move(found), std::move(expected), std::move(suggestion)});
  }
  void throw_if_any() {
    if (kept_.empty()) return;
    if (count_ > kept_.size())
      kept_.push_back({file_, fmt::format("{} more problems, {} in all", count_ - kept_.size(), count_), "", "", ""});
    throw InputError(kept_);
  }

 private:
  std::string file_;
  std::vector<Problem> kept_;
  std::size_t count_ = 0;
};

struct Range {
  double low;  // excluded
  double high;
  const char* expected;
};
constexpr Range kPositive{0, kLargest, "a number above 0"};
constexpr Range kLeverageRange{0, kMostLeverage, "a number above 0, at most 10000"};
constexpr Range kAny{-kLargest, kLargest, "a number"};

// What exports write where there is no value.
bool says_nothing(std::string_view field) {
  constexpr std::array<std::string_view, 8> kNothing{"", "-", "--", "none", "null", "nan", "n/a", "na"};
  return std::find(kNothing.begin(), kNothing.end(), plain_word(field)) != kNothing.end();
}

// One row as typed values.
class RowReader {
 public:
  RowReader(const CsvRecord& record, const PositionColumns& columns, const std::string& file, Problems& problems)
      : record_(record), columns_(columns), file_(file), problems_(problems) {}

  [[nodiscard]] PositionRow read() {
    PositionRow row;
    row.line = record_.line;
    row.user = std::string(columns_.field(record_, PositionColumn::kUser));
    row.side = side();
    row.size = number(PositionColumn::kSize, kPositive);
    row.entry_usd = number(PositionColumn::kEntry, kPositive);
    row.leverage = number_if_given(PositionColumn::kLeverage, kLeverageRange);
    row.mode = mode();
    row.liquidation_price = liquidation_price();
    row.value_usd = number_if_given(PositionColumn::kValue, kPositive);
    row.margin_used = number_if_given(PositionColumn::kMarginUsed, kAny);
    row.unrealized_pnl = number_if_given(PositionColumn::kPnl, kAny);
    row.account_value = number_if_given(PositionColumn::kAccountValue, kAny);
    return row;
  }

 private:
  void refuse(PositionColumn column, const char* problem, const std::string& expected, std::string suggestion = "") {
    problems_.add(fmt::format("{}:{}:{}", file_, record_.line, columns_.name(column)), problem,
                  shown(columns_.field(record_, column)), expected, std::move(suggestion));
  }

  double number(PositionColumn column, const Range& range) {
    const std::string_view field = columns_.field(record_, column);
    const std::optional<double> value = parse_number(field);
    if (value && *value > range.low && *value <= range.high) return *value;
    refuse(column, field.empty() ? "is empty" : value ? "is out of range" : "is not a number", range.expected);
    return kUnknown;
  }

  double number_if_given(PositionColumn column, const Range& range) {
    return says_nothing(columns_.field(record_, column)) ? kUnknown : number(column, range);
  }

  // Venues also write 0 where there is none.
  double liquidation_price() {
    const std::string_view field = columns_.field(record_, PositionColumn::kLiquidation);
    if (parse_number(field) == std::optional<double>(0)) return kUnknown;
    return number_if_given(PositionColumn::kLiquidation, kPositive);
  }

  int side() {
    const std::string word = plain_word(columns_.field(record_, PositionColumn::kSide));
    if (word == "long" || word == "buy") return 0;
    if (word == "short" || word == "sell") return 1;
    const std::string nearest = nearest_word(word, {"long", "short"});
    refuse(PositionColumn::kSide, word.empty() ? "is empty" : "is not a side", "long, short, buy or sell",
           nearest.empty() ? "" : "did you mean " + nearest + "?");
    return 0;
  }

  MarginMode mode() {
    const std::string word = plain_word(columns_.field(record_, PositionColumn::kMode));
    if (word == "isolated") return MarginMode::kIsolated;
    if (word == "cross" || word == "crossed") return MarginMode::kCross;
    if (!says_nothing(word)) refuse(PositionColumn::kMode, "is not a margin mode", "isolated or cross");
    return MarginMode::kUnknown;
  }

  const CsvRecord& record_;
  const PositionColumns& columns_;
  const std::string& file_;
  Problems& problems_;
};

bool is_whole(const CsvRecord& record, const PositionColumns& columns) {
  return record.problem.empty() && record.fields.size() == columns.count();
}

void report_broken_rows(const std::vector<CsvRecord>& records, const PositionColumns& columns, const std::string& name,
                        Problems& problems) {
  for (std::size_t i = 1; i < records.size(); ++i)
    if (!is_whole(records[i], columns))
      problems.add(fmt::format("{}:{}", name, records[i].line), "cannot be read",
                   records[i].problem.empty() ? fmt::format("{} fields", records[i].fields.size()) : records[i].problem,
                   fmt::format("{} fields", columns.count()));
}

// The coins of a file by plain word: how the file writes it, and in how many rows.
struct CoinRows {
  std::string shown;
  std::int64_t rows = 0;
};
using Coins = std::map<std::string, CoinRows>;

Coins coins_of(const std::vector<CsvRecord>& records, const PositionColumns& columns) {
  Coins coins;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (!is_whole(records[i], columns)) continue;
    const std::string_view field = columns.field(records[i], PositionColumn::kCoin);
    CoinRows& coin = coins[plain_word(field)];
    if (coin.rows++ == 0) coin.shown = std::string(field);
  }
  return coins;
}

// "BTC (729), HYPE (700), ...": the most frequent first.
std::string list_of(const Coins& coins) {
  std::vector<CoinRows> ordered;
  for (const auto& [word, coin] : coins) ordered.push_back(coin);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.rows > b.rows; });
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(ordered.size(), kCoinsShown); ++i)
    texts.push_back(fmt::format("{} ({})", ordered[i].shown, ordered[i].rows));
  if (ordered.size() > kCoinsShown) texts.push_back(fmt::format("{} more", ordered.size() - kCoinsShown));
  return fmt::format("{}", fmt::join(texts, ", "));
}

// The plain word of the coin that is meant. Throws InputError where none or several could be.
std::string chosen_coin(const Coins& coins, std::string_view asked, const std::string& name) {
  std::string word = plain_word(asked);
  if (word.empty()) {
    if (coins.size() == 1) return coins.begin()->first;
    throw InputError({name, "holds positions in several coins", list_of(coins), "one coin", "choose it with --coin"});
  }
  if (coins.contains(word)) return word;
  std::vector<std::string> known;
  for (const auto& [coin, rows] : coins) known.push_back(coin);
  const std::string nearest = nearest_word(word, known);
  throw InputError({name, "has no position in this coin", std::string(asked), "one of " + list_of(coins),
                    nearest.empty() ? "" : "did you mean " + coins.at(nearest).shown + "?"});
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return quantile_of_sorted(values, 0.5);
}

FileMark mark_from(const std::vector<double>& marks, const char* from) {
  const auto [low, high] = std::minmax_element(marks.begin(), marks.end());
  const double median = median_of(marks);
  return {median, static_cast<std::int64_t>(marks.size()), (*high - *low) / median, from};
}

}  // namespace

PositionFile parse_positions(std::string_view text, const std::string& name, std::string_view coin) {
  const std::vector<CsvRecord> records = parse_quoted_csv(text);
  if (records.empty()) throw InputError({name, "is empty", "", "a CSV file of positions", ""});
  const PositionColumns columns(records.front(), name);
  if (records.size() == 1) throw InputError({name, "holds no position", "a header alone", "a row a position", ""});
  Problems problems(name);
  report_broken_rows(records, columns, name, problems);
  PositionFile file{
      name, std::string(coin), columns.has(PositionColumn::kCoin), columns.has(PositionColumn::kLiquidation), {}, 0};
  std::string word;
  if (file.has_coin_column) {
    const Coins coins = coins_of(records, columns);
    if (coins.empty()) problems.throw_if_any();
    word = chosen_coin(coins, coin, name);
    file.coin = coins.at(word).shown;
  }
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (!is_whole(records[i], columns)) continue;
    if (file.has_coin_column && plain_word(columns.field(records[i], PositionColumn::kCoin)) != word) {
      ++file.other_coins;
      continue;
    }
    file.rows.push_back(RowReader(records[i], columns, name, problems).read());
  }
  problems.throw_if_any();
  return file;
}

PositionFile read_positions(const std::filesystem::path& path, std::string_view coin) {
  const std::string name = path.string();
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw InputError({name, "cannot be found", "", "a CSV file of positions", ""});
  if (std::filesystem::is_directory(status)) throw InputError({name, "is a folder", "", "a CSV file of positions", ""});
  if (!std::filesystem::is_regular_file(status))
    throw InputError({name, "is no ordinary file", "", "a CSV file of positions", ""});
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (!error && bytes > kMostPositionBytes)
    throw InputError({name, "is too large for a file of positions", fmt::format("{} bytes", bytes),
                      fmt::format("at most {}", kMostPositionBytes), ""});
  return parse_positions(read_csv_file(path), name, coin);
}

FileMark mark_of_file(const PositionFile& file) {
  std::vector<double> by_value;
  std::vector<double> by_pnl;
  for (const PositionRow& row : file.rows) {
    if (!std::isnan(row.value_usd)) by_value.push_back(row.value_usd / row.size);
    const double mark = row.entry_usd + row.sign() * row.unrealized_pnl / row.size;
    if (mark > 0) by_pnl.push_back(mark);
  }
  if (!by_value.empty()) return mark_from(by_value, "value");
  if (!by_pnl.empty()) return mark_from(by_pnl, "pnl");
  return {kUnknown, 0, kUnknown, "nothing"};
}

}  // namespace tinderbox
