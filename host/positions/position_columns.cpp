#include "host/positions/position_columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

#include "host/market/problem_log.hpp"

namespace tinderbox {
namespace {

enum class Need { kNeeded, kOptional };
enum class Synonyms { kOneOnly, kFirstWins };  // what two columns of one meaning are

struct ColumnNames {
  PositionColumn column;
  Need need;
  Synonyms synonyms;
  std::vector<std::string> names;  // the best known first
};

const std::vector<ColumnNames>& known_columns() {
  using enum PositionColumn;
  static const std::vector<ColumnNames> columns = {
      {kSide, Need::kNeeded, Synonyms::kOneOnly, {"side", "direction", "position_side"}},
      {kSize, Need::kNeeded, Synonyms::kOneOnly, {"size", "quantity", "qty", "position_size", "contracts"}},
      {kEntry,
       Need::kNeeded,
       Synonyms::kOneOnly,
       {"entry_price", "entry", "entry_usd", "entry_px", "avg_entry_price", "average_entry_price"}},
      {kLeverage, Need::kOptional, Synonyms::kOneOnly, {"leverage", "leverage_value"}},
      {kMode, Need::kOptional, Synonyms::kOneOnly, {"margin_mode", "leverage_type", "margin_type"}},
      {kLiquidation,
       Need::kOptional,
       Synonyms::kOneOnly,
       {"liquidation_price", "liq_price", "liquidation_px", "liquidation_usd"}},
      {kValue,
       Need::kOptional,
       Synonyms::kOneOnly,
       {"position_value", "value_usd", "value", "position_value_usd", "notional_usd", "notional"}},
      {kMarginUsed, Need::kOptional, Synonyms::kOneOnly, {"margin_used", "margin_used_usd"}},
      {kPnl, Need::kOptional, Synonyms::kOneOnly, {"unrealized_pnl", "unrealised_pnl", "upnl"}},
      {kAccountValue, Need::kOptional, Synonyms::kOneOnly, {"account_value", "account_value_usd"}},
      {kUser, Need::kOptional, Synonyms::kFirstWins, {"user", "user_id", "trader", "address", "id"}},
      {kCoin, Need::kOptional, Synonyms::kFirstWins, {"coin", "symbol", "contract", "asset", "instrument"}},
  };
  return columns;
}

const ColumnNames& names_of(PositionColumn column) {
  return known_columns()[static_cast<std::size_t>(column)];
}

std::string_view trimmed(std::string_view text) {
  const char* blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// "Entry Price" and "entry-price" are entry_price.
std::string column_word(std::string_view text) {
  std::string word = plain_word(text);
  for (char& c : word)
    if (c == ' ' || c == '-') c = '_';
  return word;
}

}  // namespace

std::string plain_word(std::string_view text) {
  std::string word(trimmed(text));
  for (char& c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return word;
}

PositionColumns::PositionColumns(const CsvRecord& header, const std::string& file) {
  const std::string where = fmt::format("{}:{}", file, header.line);
  if (!header.problem.empty())
    throw InputError({where, "the header cannot be read", header.problem, "the names of the columns", ""});
  for (const std::string& field : header.fields) header_.push_back(column_word(field));
  ProblemList problems;
  for (const ColumnNames& known : known_columns()) find(known.column, where, problems);
  problems.throw_if_any();
}

void PositionColumns::find(PositionColumn column, const std::string& where, ProblemList& problems) {
  const ColumnNames& known = names_of(column);
  std::vector<std::size_t> found;
  for (const std::string& name : known.names)
    for (std::size_t i = 0; i < header_.size(); ++i)
      if (header_[i] == name) found.push_back(i);
  if (!found.empty()) places_[static_cast<std::size_t>(column)] = found.front();
  if (found.empty() && known.need == Need::kNeeded) {
    const std::string nearest = nearest_word(known.names.front(), header_);
    problems.add({where, fmt::format("the column {} is missing", known.names.front()), "",
                  fmt::format("a column named {}", fmt::join(known.names, " or ")),
                  nearest.empty() ? "" : fmt::format("is it the column {}?", shown(nearest))});
  }
  if (found.size() < 2) return;
  const std::string& first = header_[found[0]];
  const std::string& second = header_[found[1]];
  if (first == second || known.synonyms == Synonyms::kOneOnly)
    problems.add({where, "two columns mean the same", fmt::format("{} and {}", first, second), "one of them", ""});
}

std::string PositionColumns::name(PositionColumn column) const {
  return has(column) ? header_[*place(column)] : names_of(column).names.front();
}

std::string_view PositionColumns::field(const CsvRecord& row, PositionColumn column) const {
  return has(column) ? trimmed(row.fields[*place(column)]) : std::string_view{};
}

}  // namespace tinderbox
