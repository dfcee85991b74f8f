#include "host/venue/tier_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/venue/text_file.hpp"
#include "host/venue/tier_table_json.hpp"

namespace tinderbox {
namespace {

const std::vector<std::string> kTableKeys = {"as_of",  "source", "basis",      "shape",
                                             "caveat", "tiers",  "tiers_file", "missing"};

// Published amounts are rounded to cents or to whole dollars: continuity holds within this share of the amount.
constexpr double kContinuityTolerance = 1e-6;

void check_alone(ProblemList& problems, const TierKeys& keys, const ReadBracket& read) {
  const TierBracket& tier = read.bracket;
  if (tier.cap <= tier.floor)
    problems.add({read.where, fmt::format("{} is not above {}", keys.cap, keys.floor), shown(tier.cap),
                  "more than " + shown(tier.floor), ""});
  // At the highest leverage the margin must exceed the maintenance, or the position starts out liquidated.
  if (tier.max_leverage * tier.mmr >= 1)
    problems.add({read.where, "mmr leaves no room at max_leverage", shown(tier.mmr),
                  "less than " + shown(1 / tier.max_leverage), ""});
}

void check_first(ProblemList& problems, const TierKeys& keys, const ReadBracket& read) {
  if (read.bracket.floor != 0)
    problems.add(
        {read.where, "the first tier does not start at 0", shown(read.bracket.floor), keys.floor + " = 0", ""});
  if (read.bracket.maint_amount != 0)
    problems.add(
        {read.where, "the first tier deducts an amount", shown(read.bracket.maint_amount), keys.amount + " = 0", ""});
}

void check_continuity(ProblemList& problems, const TierKeys& keys, const TierBracket& below, const ReadBracket& upper) {
  const TierBracket& tier = upper.bracket;
  const double continuous = below.maint_amount + tier.floor * (tier.mmr - below.mmr);
  if (std::abs(tier.maint_amount - continuous) <= kContinuityTolerance * std::max(1.0, std::abs(continuous))) return;
  problems.add({upper.where, fmt::format("{} makes the margin jump at {}", keys.amount, keys.floor),
                shown(tier.maint_amount), fmt::format("{:.10g}", continuous), ""});
}

void check_pair(ProblemList& problems, const TierTable& table, const ReadBracket& lower, const ReadBracket& upper) {
  const TierKeys keys = tier_keys(table);
  const TierBracket& below = lower.bracket;
  const TierBracket& tier = upper.bracket;
  if (tier.floor != below.cap)
    problems.add({upper.where, keys.floor + " is not the cap of the tier before", shown(tier.floor), shown(below.cap),
                  tier.floor > below.cap ? "there is a gap" : "they overlap"});
  if (tier.mmr < below.mmr)
    problems.add({upper.where, "mmr falls", shown(tier.mmr), shown(below.mmr) + " or more", ""});
  if (tier.max_leverage > below.max_leverage)
    problems.add(
        {upper.where, "max_leverage rises", shown(tier.max_leverage), shown(below.max_leverage) + " or less", ""});
  // Where the rate falls no amount could make the margin continuous and stay an amount.
  if (table.shape == TierShape::kProgressive && tier.mmr >= below.mmr) check_continuity(problems, keys, below, upper);
}

ReadBracket read_bracket(VenueReader& reader, const toml::table& toml, const TierTable& table) {
  const std::size_t before = reader.problems().size();
  const TierKeys keys = tier_keys(table);
  std::vector<std::string> known = {keys.floor, keys.cap, "max_leverage", "mmr"};
  if (!keys.amount.empty()) known.push_back(keys.amount);
  reader.check_keys(toml, known);
  ReadBracket read;
  read.where = reader.where(toml);
  read.bracket.floor = reader.ranged(toml, keys.floor, kNotNegative);
  read.bracket.cap = reader.ranged(toml, keys.cap, kPositive, Unlimited::kAccepted);
  read.bracket.max_leverage = reader.ranged(toml, "max_leverage", kPositive);
  read.bracket.mmr = reader.ranged(toml, "mmr", kRate);
  if (!keys.amount.empty()) read.bracket.maint_amount = reader.ranged(toml, keys.amount, kNotNegative);
  read.whole = reader.problems().size() == before;
  return read;
}

void read_tiers(VenueReader& reader, const toml::array& array, ContractKind kind, TierTable& table) {
  std::vector<ReadBracket> brackets;
  for (const toml::node& node : array) brackets.push_back(read_bracket(reader, *node.as_table(), table));
  check_brackets(reader.problems(), table, brackets);
  fill_tiers(table, kind, brackets);
}

// Takes basis, shape and figures of `table` from a JSON file beside the venue file.
void read_tiers_file(VenueReader& reader, const toml::table& toml, const TierContext& context, TierTable& table) {
  const std::string file = reader.text(toml, "tiers_file").value_or("");
  if (file.empty()) return;
  if (context.folder.empty()) {
    reader.problems().add({reader.where(toml), "tiers_file needs a venue file on disk", file, "tiers", ""});
    return;
  }
  const std::filesystem::path path = context.folder / file;
  try {
    const TierTable read = tier_table_from_json(read_text_file(path), {context.contract, context.kind}, path.string());
    table.basis = read.basis;
    table.shape = read.shape;
    table.tiers = read.tiers;
    table.brackets = read.brackets;
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems()) reader.problems().add(problem);
  }
}

void read_figures(VenueReader& reader, const toml::table& toml, const TierContext& context, TierTable& table) {
  int given = 0;
  for (const char* key : {"tiers", "tiers_file", "missing"}) given += toml.contains(key) ? 1 : 0;
  if (given != 1) {
    reader.problems().add({reader.where(toml), "a tier table has tiers, or tiers_file, or missing",
                           fmt::format("{} of them", given), "exactly one", ""});
    return;
  }
  if (toml.contains("missing")) {
    table.sourced = false;
    table.missing = reader.text(toml, "missing").value_or("");
  } else if (toml.contains("tiers_file")) {
    read_tiers_file(reader, toml, context, table);
  } else if (const toml::array* tiers = reader.tables(toml, "tiers")) {
    read_tiers(reader, *tiers, context.kind, table);
  }
}

TierTable read_table(VenueReader& reader, const toml::table& toml, const TierContext& context) {
  reader.check_keys(toml, kTableKeys);
  TierTable table;
  table.as_of = reader.date(toml, "as_of").value_or("");
  table.source = toml.contains("missing") ? "" : reader.text(toml, "source").value_or("");
  if (toml.contains("caveat")) table.caveat = reader.text(toml, "caveat").value_or("");
  const bool linear = context.kind == ContractKind::kLinear;
  const std::size_t before = reader.problems().size();
  table.basis = reader.word_or(toml, "basis", linear ? TierBasis::kNotionalUsd : TierBasis::kCoinValue);
  table.shape = reader.word_or(toml, "shape", TierShape::kProgressive);
  if (reader.problems().size() != before) return table;  // the keys of the tiers depend on them
  const std::string problem = tier_kind_problem(context.kind, table.basis, table.shape);
  if (!problem.empty()) {
    reader.problems().add(
        {reader.where(toml), problem, fmt::format("{}, {}", word_of(table.basis), word_of(table.shape)), "", ""});
    return table;
  }
  read_figures(reader, toml, context, table);
  return table;
}

}  // namespace

TierKeys tier_keys(const TierTable& table) {
  const char* unit = "";
  const char* amount = "maint_amount_usd";
  switch (table.basis) {
    case TierBasis::kNotionalUsd:
      unit = "usd";
      break;
    case TierBasis::kBaseSize:
      unit = "base";
      break;
    case TierBasis::kContracts:
      unit = "contracts";
      break;
    case TierBasis::kCoinValue:
      unit = "coin";
      amount = "maint_amount_coin";
      break;
  }
  return {fmt::format("floor_{}", unit), fmt::format("cap_{}", unit),
          table.shape == TierShape::kProgressive ? amount : ""};
}

std::string tier_kind_problem(ContractKind kind, TierBasis basis, TierShape shape) {
  const bool linear = kind == ContractKind::kLinear;
  if (linear && basis == TierBasis::kCoinValue) return "tiers of a linear contract cannot count coin_value";
  if (!linear && basis == TierBasis::kBaseSize) return "tiers of an inverse contract count coin_value, not base_size";
  const TierBasis money = linear ? TierBasis::kNotionalUsd : TierBasis::kCoinValue;
  if (shape == TierShape::kProgressive && basis != money)
    return fmt::format("progressive tiers of {} contract count {}", linear ? "a linear" : "an inverse", word_of(money));
  return "";
}

void check_brackets(ProblemList& problems, const TierTable& table, const std::vector<ReadBracket>& brackets) {
  const TierKeys keys = tier_keys(table);
  for (std::size_t i = 0; i < brackets.size(); ++i) {
    if (!brackets[i].whole) continue;
    check_alone(problems, keys, brackets[i]);
    if (i == 0) check_first(problems, keys, brackets[i]);
    if (i > 0 && brackets[i - 1].whole) check_pair(problems, table, brackets[i - 1], brackets[i]);
  }
}

void fill_tiers(TierTable& table, ContractKind kind, const std::vector<ReadBracket>& brackets) {
  const bool in_usd =
      kind == ContractKind::kLinear && table.basis == TierBasis::kNotionalUsd && table.shape == TierShape::kProgressive;
  for (const ReadBracket& read : brackets) {
    const TierBracket& b = read.bracket;
    table.brackets.push_back(b);
    if (in_usd) table.tiers.push_back({b.floor, b.cap, b.max_leverage, b.mmr, b.maint_amount});
  }
}

std::vector<TierTable> read_tier_tables(VenueReader& reader, const toml::array& array, const TierContext& context) {
  std::vector<TierTable> tables;
  for (const toml::node& node : array) {
    tables.push_back(read_table(reader, *node.as_table(), context));
    if (tables.size() < 2) continue;
    const std::string& before = tables[tables.size() - 2].as_of;
    const std::string& date = tables.back().as_of;
    if (!before.empty() && !date.empty() && date <= before)
      reader.problems().add({reader.where(node), "as_of does not ascend", date, "a date after " + before, ""});
  }
  return tables;
}

}  // namespace tinderbox
