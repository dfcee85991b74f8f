#include "host/venue/tier_table_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "host/venue/tier_table.hpp"

namespace tinderbox {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestQuote = 60;

std::string quoted(const Json& value) {
  if (value.is_structured()) return value.type_name();  // may be nested without end
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= kLongestQuote ? text : text.substr(0, kLongestQuote) + "...";
}

std::optional<double> number_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Reads the numbers of one tier and reports what is wrong with them under the tier's name.
class TierReader {
 public:
  TierReader(ProblemList& problems, std::string where, const Json& tier)
      : problems_(problems), where_(std::move(where)), tier_(tier) {}

  double number(const std::string& key, const NumberRange& range) {
    const auto found = tier_.find(key);
    if (found == tier_.end()) return refuse(key + " is missing", "", range.expected);
    const std::optional<double> value = number_of(*found);
    if (!value || !std::isfinite(*value)) return refuse(key + " is not a number", quoted(*found), range.expected);
    if (!range.accepts(*value)) return refuse(key + " is out of range", shown(*value), range.expected);
    return *value;
  }

  [[nodiscard]] ReadBracket finish(const TierBracket& bracket) const { return {bracket, where_, whole_}; }

 private:
  double refuse(const std::string& problem, const std::string& found, const std::string& expected) {
    problems_.add({where_, problem, found, expected, ""});
    whole_ = false;
    return 0;
  }

  ProblemList& problems_;
  std::string where_;
  const Json& tier_;
  bool whole_ = true;
};

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool is_binance_entry(const Json& value) {
  return value.is_object() && value.contains("brackets");
}

bool is_okx_tier(const Json& value) {
  return value.is_object() && value.contains("maxSz") && value.contains("mmr");
}

[[noreturn]] void refuse_shape(const std::string& name) {
  throw InputError({name, "is not a table of tiers that is known", "",
                    "the answer of Binance leverageBracket or OKX position-tiers", ""});
}

[[noreturn]] void refuse_contract(const std::string& name, const std::string& contract,
                                  std::vector<std::string> there) {
  std::sort(there.begin(), there.end());
  there.erase(std::unique(there.begin(), there.end()), there.end());
  const std::string nearest = nearest_word(contract, there);
  constexpr std::size_t kMost = 10;
  const bool more = there.size() > kMost;
  if (more) there.resize(kMost);
  throw InputError({name, "has no tiers of this contract", contract,
                    fmt::format("one of: {}{}", fmt::join(there, ", "), more ? ", ..." : ""),
                    nearest.empty() ? "" : "did you mean " + nearest + "?"});
}

ReadBracket binance_bracket(ProblemList& problems, const Json& tier, std::size_t index, const TierJsonTarget& target,
                            const std::string& name) {
  const std::string where = fmt::format("{}: {} bracket {}", name, target.contract, index + 1);
  if (!tier.is_object()) {
    problems.add({where, "is not an object", quoted(tier), "a bracket", ""});
    return {{}, where, false};
  }
  const bool linear = target.kind == ContractKind::kLinear;
  const char* quantity_floor = tier.contains("qtylFloor") ? "qtylFloor" : "qtyFloor";  // the exchange spells it so
  TierReader reader(problems, where, tier);
  TierBracket bracket;
  bracket.floor = reader.number(linear ? "notionalFloor" : quantity_floor, kNotNegative);
  bracket.cap = reader.number(linear ? "notionalCap" : "qtyCap", kPositive);
  bracket.max_leverage = reader.number("initialLeverage", kPositive);
  bracket.mmr = reader.number("maintMarginRatio", kRate);
  bracket.maint_amount = reader.number("cum", kNotNegative);
  return reader.finish(bracket);
}

std::vector<ReadBracket> binance_brackets(ProblemList& problems, const Json& document, const TierJsonTarget& target,
                                          const std::string& name) {
  std::vector<std::string> there;
  for (const Json& entry : document) {
    if (!is_binance_entry(entry)) refuse_shape(name);
    const std::string symbol = text_at(entry, entry.contains("symbol") ? "symbol" : "pair");
    there.push_back(symbol);
    if (symbol != target.contract) continue;
    const Json& list = entry.at("brackets");
    if (!list.is_array() || list.empty()) refuse_shape(name);
    std::vector<ReadBracket> brackets;
    for (std::size_t i = 0; i < list.size(); ++i)
      brackets.push_back(binance_bracket(problems, list[i], i, target, name));
    return brackets;
  }
  refuse_contract(name, target.contract, there);
}

// Swaps are named by family ("BTC-USDT") or in full ("BTC-USDT-SWAP").
bool names_contract(const Json& tier, const std::string& contract) {
  if (text_at(tier, "instId") == contract) return true;
  for (const char* key : {"instFamily", "uly"})
    if (!text_at(tier, key).empty() && text_at(tier, key) + "-SWAP" == contract) return true;
  return false;
}

std::string okx_name(const Json& tier) {
  for (const char* key : {"instFamily", "uly"})
    if (!text_at(tier, key).empty()) return text_at(tier, key) + "-SWAP";
  return text_at(tier, "instId");
}

ReadBracket okx_bracket(ProblemList& problems, const Json& tier, const TierJsonTarget& target,
                        const std::string& name) {
  TierReader reader(problems, fmt::format("{}: {} tier {}", name, target.contract, text_at(tier, "tier")), tier);
  TierBracket bracket;
  bracket.floor = reader.number("minSz", kNotNegative);
  bracket.cap = reader.number("maxSz", kPositive);
  bracket.max_leverage = reader.number("maxLever", kPositive);
  bracket.mmr = reader.number("mmr", kRate);
  return reader.finish(bracket);
}

std::vector<ReadBracket> okx_brackets(ProblemList& problems, const Json& list, const TierJsonTarget& target,
                                      const std::string& name) {
  std::vector<std::string> there;
  std::vector<ReadBracket> brackets;
  for (const Json& tier : list) {
    if (!is_okx_tier(tier)) refuse_shape(name);
    there.push_back(okx_name(tier));
    if (names_contract(tier, target.contract)) brackets.push_back(okx_bracket(problems, tier, target, name));
  }
  if (brackets.empty()) refuse_contract(name, target.contract, there);
  return brackets;
}

void sort_by_floor(std::vector<ReadBracket>& brackets) {
  std::stable_sort(brackets.begin(), brackets.end(),
                   [](const ReadBracket& a, const ReadBracket& b) { return a.bracket.floor < b.bracket.floor; });
}

// "1 to 1000, 1001 to 5000": sizes are whole steps, so nothing lies between a cap and the next floor.
void close_steps(std::vector<ReadBracket>& brackets) {
  constexpr double kLargestStep = 1;
  double cap = 0;
  for (ReadBracket& read : brackets) {
    double& floor = read.bracket.floor;
    if (floor > cap && floor - cap <= kLargestStep) floor = cap;
    cap = read.bracket.cap;
  }
}

TierTable finished(ProblemList& problems, TierTable table, const TierJsonTarget& target, const std::string& name,
                   const std::vector<ReadBracket>& brackets) {
  const std::string problem = tier_kind_problem(target.kind, table.basis, table.shape);
  if (!problem.empty()) problems.add({name, problem, std::string(word_of(table.basis)), "", ""});
  check_brackets(problems, table, brackets);
  problems.throw_if_any();
  fill_tiers(table, target.kind, brackets);
  return table;
}

Json parsed(std::string_view json, const std::string& name) {
  try {
    return Json::parse(json);
  } catch (const Json::exception&) {
    throw InputError({name, "is not JSON", "", "the answer of Binance leverageBracket or OKX position-tiers", ""});
  }
}

}  // namespace

TierTable tier_table_from_json(std::string_view json, const TierJsonTarget& target, const std::string& name) {
  Json document = parsed(json, name);
  if (is_binance_entry(document)) document = Json::array({document});
  ProblemList problems;
  TierTable table;
  if (document.is_array() && !document.empty()) {
    std::vector<ReadBracket> brackets = binance_brackets(problems, document, target, name);
    sort_by_floor(brackets);
    table.basis = target.kind == ContractKind::kLinear ? TierBasis::kNotionalUsd : TierBasis::kCoinValue;
    return finished(problems, table, target, name, brackets);
  }
  if (!document.is_object()) refuse_shape(name);
  const auto data = document.find("data");
  if (data == document.end() || !data->is_array() || data->empty()) refuse_shape(name);
  std::vector<ReadBracket> brackets = okx_brackets(problems, *data, target, name);
  sort_by_floor(brackets);
  close_steps(brackets);
  table.basis = TierBasis::kContracts;
  table.shape = TierShape::kWholePosition;
  return finished(problems, table, target, name, brackets);
}

}  // namespace tinderbox
