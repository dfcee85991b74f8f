#include "host/margin/batch_row.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tinderbox {
namespace {

const std::vector<std::string> kNeeded = {
    "id", "contract_kind", "side", "entry_price", "quantity_or_contracts", "wallet_or_extra_margin", "mmr", "model"};
const std::vector<std::string> kKnown = {"id",          "exchange",
                                         "contract",    "contract_kind",
                                         "margin_mode", "side",
                                         "entry_price", "quantity_or_contracts",
                                         "leverage",    "wallet_or_extra_margin",
                                         "mmr",         "maint_amount",
                                         "fee_rate",    "mark_price",
                                         "model"};

std::string trimmed(std::string_view text) {
  const char* blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

std::string in_lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

struct Range {
  double low;       // values at or below are refused
  bool low_itself;  // but for this one
  double high;      // values at or above are refused
  const char* expected;
};
constexpr double kHuge = 1e100;  // products of three stay finite
constexpr Range kPositive{0, false, kHuge, "a number above 0"};
constexpr Range kNotNegative{0, true, kHuge, "0 or more"};
constexpr Range kFraction{0, true, 1, "a fraction from 0 to 1"};
constexpr Range kAny{-kHuge, false, kHuge, "a number"};

bool in_range(double value, const Range& range) {
  const bool above = value > range.low || (range.low_itself && value == range.low);
  return above && value < range.high;
}

// Takes the fields of one row.
class RowReader {
 public:
  RowReader(const CsvRecord& record, const BatchColumns& columns, ProblemList& problems)
      : record_(record), columns_(columns), problems_(problems) {}

  [[nodiscard]] std::string text(const std::string& column) const { return columns_.field(record_, column); }

  void refuse(const std::string& column, std::string problem, std::string expected, std::string suggestion = "") {
    problems_.add({fmt::format("line {}, column {}", record_.line, column), std::move(problem), text(column),
                   std::move(expected), std::move(suggestion)});
  }

  // Nothing where the field is empty or no such number; the latter is reported.
  std::optional<double> number_if_given(const std::string& column, const Range& range) {
    const std::string field = text(column);
    if (field.empty()) return std::nullopt;
    double value = 0;
    const char* end = field.data() + field.size();
    const auto [stop, error] = std::from_chars(field.data(), end, value);
    if (error == std::errc() && stop == end && std::isfinite(value) && in_range(value, range)) return value;
    refuse(column, error == std::errc() && stop == end ? "is out of range" : "is not a number", range.expected);
    return std::nullopt;
  }

  double number(const std::string& column, const Range& range) {
    if (text(column).empty()) refuse(column, "is empty", range.expected);
    return number_if_given(column, range).value_or(0);
  }

  // The index of the field among `words`; words.size() if it is none of them, which is reported.
  std::size_t word(const std::string& column, const std::vector<std::string>& words) {
    return word_of_text(column, text(column), words);
  }

  // The same for a word that a parenthesis may follow.
  std::size_t first_word(const std::string& column, const std::vector<std::string>& words) {
    const std::string field = text(column);
    return word_of_text(column, trimmed(field.substr(0, field.find('('))), words);
  }

 private:
  std::size_t word_of_text(const std::string& column, const std::string& field, const std::vector<std::string>& words) {
    const std::string found = in_lower_case(field);
    const auto place = std::find(words.begin(), words.end(), found);
    if (place == words.end()) {
      const std::string nearest = nearest_word(found, words);
      refuse(column, field.empty() ? "is empty" : "is not a known word", fmt::format("{}", fmt::join(words, " or ")),
             nearest.empty() ? "" : "did you mean " + nearest + "?");
    }
    return static_cast<std::size_t>(place - words.begin());
  }

  const CsvRecord& record_;
  const BatchColumns& columns_;
  ProblemList& problems_;
};

void read_model(RowReader& reader, BatchRow& row) {
  row.inverse = reader.word("contract_kind", {"linear", "inverse"}) == 1;
  const std::vector<std::string> names = batch_model_names();
  const std::size_t place = reader.word("model", names);
  if (place == names.size()) return;
  row.model = find_batch_model(names[place]);
  const ModelKind kind = row.model->kind;
  if (kind == ModelKind::kEither || (kind == ModelKind::kInverse) == row.inverse) return;
  reader.refuse("model", "is not a formula of this contract kind",
                row.inverse ? "a formula of inverse contracts" : "a formula of linear contracts");
}

// W as it stands, or by the leverage where it is left out.
void read_collateral(RowReader& reader, BatchRow& row) {
  row.leverage = reader.number_if_given("leverage", kPositive).value_or(0);
  const std::optional<double> collateral = reader.number_if_given("wallet_or_extra_margin", kAny);
  const double value = row.inverse ? row.terms.size / row.terms.entry : row.terms.size * row.terms.entry;
  if (collateral) {
    row.terms.collateral = *collateral;
  } else if (!reader.text("wallet_or_extra_margin").empty()) {
    return;  // reported
  } else if (row.leverage > 0) {
    row.terms.collateral = value / row.leverage;
  } else {
    reader.refuse("wallet_or_extra_margin", "is empty, and so is leverage", "the collateral behind the position");
  }
}

void read_rates(RowReader& reader, BatchRow& row) {
  row.rate = reader.number_if_given("mmr", kFraction);
  row.amount = reader.number_if_given("maint_amount", kNotNegative).value_or(0);
  row.fee = reader.number_if_given("fee_rate", kFraction);
  if (row.rate && *row.rate + row.fee.value_or(0) >= 1)
    reader.refuse("mmr", "leaves nothing of the position together with fee_rate", "less than 1 together");
  row.terms.mark = reader.number_if_given("mark_price", kPositive);
  if (row.model && row.model->family == MarginFamily::kLinearCurrentMark && reader.text("mark_price").empty())
    reader.refuse("mark_price", "is empty", "the mark at which maintenance is valued");
}

}  // namespace

BatchColumns::BatchColumns(const CsvRecord& header, const std::string& file) : count_(header.fields.size()) {
  ProblemList problems;
  const std::string where = fmt::format("{}:{}", file, header.line);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    found.push_back(trimmed(header.fields[i]));
    const bool known = std::find(kKnown.begin(), kKnown.end(), found.back()) != kKnown.end();
    if (!places_.emplace(found.back(), i).second && known)
      problems.add({where, fmt::format("the column {} stands there twice", found.back()), "", "one such column", ""});
  }
  for (const std::string& column : kNeeded) {
    if (places_.contains(column)) continue;
    const std::string nearest = nearest_word(column, found);
    problems.add({where, fmt::format("the column {} is missing", column), "",
                  fmt::format("a header with {}", fmt::join(kNeeded, ", ")),
                  nearest.empty() ? "" : fmt::format("is it the column {}?", nearest)});
  }
  problems.throw_if_any();
}

std::string BatchColumns::field(const CsvRecord& row, const std::string& column) const {
  const auto place = places_.find(column);
  return place == places_.end() || place->second >= row.fields.size() ? "" : trimmed(row.fields[place->second]);
}

BatchRow read_batch_row(const CsvRecord& record, const BatchColumns& columns, ProblemList& problems) {
  BatchRow row;
  RowReader reader(record, columns, problems);
  row.id = reader.text("id");
  if (!record.problem.empty() || record.fields.size() != columns.count()) {
    problems.add({fmt::format("line {}", record.line), "cannot be read",
                  record.problem.empty() ? fmt::format("{} fields", record.fields.size()) : record.problem,
                  fmt::format("{} fields", columns.count()), ""});
    return row;
  }
  row.exchange = reader.text("exchange");
  row.contract = reader.text("contract");
  read_model(reader, row);
  if (!reader.text("margin_mode").empty()) (void)reader.first_word("margin_mode", {"isolated", "cross", "hedge"});
  row.terms.side = reader.word("side", {"long", "short"}) == 0 ? 1 : -1;
  row.terms.entry = reader.number("entry_price", kPositive);
  row.terms.size = reader.number("quantity_or_contracts", kPositive);
  read_collateral(reader, row);
  read_rates(reader, row);
  return row;
}

}  // namespace tinderbox
