#include "host/venue/venue_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace tinderbox {
namespace {

const std::vector<std::string> kSourceKeys = {"source", "as_of"};

std::vector<std::string> with_source(std::vector<std::string> keys) {
  keys.insert(keys.end(), kSourceKeys.begin(), kSourceKeys.end());
  return keys;
}

std::string text_or_none(VenueReader& reader, const toml::table& table, const std::string& key) {
  return table.contains(key) ? reader.text(table, key).value_or("") : "";
}

// Source and date of a figure; where it names none, those of the contract.
Provenance read_provenance(VenueReader& reader, const toml::table& table, const Provenance& otherwise) {
  Provenance from = {true, otherwise.source, otherwise.as_of, ""};
  if (table.contains("source")) from.source = reader.text(table, "source").value_or("");
  if (table.contains("as_of")) from.as_of = reader.date(table, "as_of").value_or("");
  return from;
}

// { missing = "why" } in place of a figure.
bool is_missing(VenueReader& reader, const toml::table& table, Provenance& from) {
  if (!table.contains("missing")) return false;
  reader.check_keys(table, {"missing"});
  from = {false, "", "", reader.text(table, "missing").value_or("")};
  return true;
}

Provenance left_out() {
  return {false, "", "", "the venue file does not say"};
}

// A figure as a number, as { value = number, source = "", as_of = date } or as { missing = "why" }. NaN where missing.
double read_number(VenueReader& reader, const toml::table& root, const std::string& key, const NumberRange& range,
                   const Provenance& otherwise, Provenance& from) {
  const toml::node* node = root.get(key);
  if (node == nullptr || !node->is_table()) {
    from = otherwise;
    from.sourced = true;
    return reader.ranged(root, key, range);
  }
  const toml::table& table = *node->as_table();
  if (is_missing(reader, table, from)) return std::numeric_limits<double>::quiet_NaN();
  reader.check_keys(table, with_source({"value"}));
  from = read_provenance(reader, table, otherwise);
  return reader.ranged(table, "value", range);
}

// A rule as a table with its own keys, source and date, or as { missing = "why" }.
template <typename T, typename Read>
void read_rule(VenueReader& reader, const toml::table& root, const std::string& key, const Provenance& otherwise,
               Sourced<T>& rule, std::vector<std::string> keys, Read read) {
  rule.from = left_out();
  if (!root.contains(key)) return;
  const toml::table* table = reader.section(root, key);
  if (table == nullptr || is_missing(reader, *table, rule.from)) return;
  reader.check_keys(*table, with_source(std::move(keys)));
  rule.from = read_provenance(reader, *table, otherwise);
  read(*table, rule.value);
}

void read_fund(VenueReader& reader, const toml::table& root, Venue& venue) {
  Sourced<double>& fund = venue.insurance_fund_usd;
  if (root.contains("insurance_fund_usd")) {
    fund.value = read_number(reader, root, "insurance_fund_usd", kNotNegative, venue.contract_from, fund.from);
  } else {
    fund = {std::numeric_limits<double>::quiet_NaN(), left_out()};
  }
}

void read_display(VenueReader& reader, const toml::table& root, Venue& venue) {
  read_rule(reader, root, "display", venue.contract_from, venue.display,
            {"tick_usd", "liquidation", "bankruptcy", "extra_ticks"}, [&](const toml::table& table, auto& value) {
              value.tick = reader.ranged(table, "tick_usd", kPositive);
              value.liquidation = reader.word<RoundingDirection>(table, "liquidation");
              value.bankruptcy = reader.word_or(table, "bankruptcy", RoundingDirection::kNone);
              value.extra_ticks = reader.count_or(table, "extra_ticks", 0);
            });
}

void read_mark(VenueReader& reader, const toml::table& root, Venue& venue) {
  read_rule(reader, root, "mark_price", venue.contract_from, venue.mark, {"rule", "basis_window_seconds"},
            [&](const toml::table& table, auto& value) {
              value.rule = reader.word<MarkRule>(table, "rule");
              value.basis_window_seconds = reader.ranged_or(table, "basis_window_seconds", kNotNegative, 0);
            });
}

constexpr NumberRange kInterval = {[](double v) { return v >= 1 && v <= 604800 && v == static_cast<int>(v); },
                                   "whole seconds from 1 to 604800"};

void read_funding(VenueReader& reader, const toml::table& root, Venue& venue) {
  read_rule(reader, root, "funding", venue.contract_from, venue.funding,
            {"rule", "interval_seconds", "interest_per_8h", "band_per_8h", "cap_per_interval"},
            [&](const toml::table& table, auto& value) {
              value.formula = reader.word<FundingFormula>(table, "rule");
              value.interval_seconds = static_cast<std::int64_t>(reader.ranged(table, "interval_seconds", kInterval));
              value.interest = reader.ranged_or(table, "interest_per_8h", kShare, 0);
              value.band = reader.ranged_or(table, "band_per_8h", kShare, 0);
              value.cap = reader.ranged_or(table, "cap_per_interval", kShare, 0);
            });
}

// The keys of a process beside `kind`, which of them it needs, and no other.
struct ProcessKeys {
  std::vector<std::string> needed;
  std::vector<std::string> allowed;
};

ProcessKeys process_keys(ProcessKind kind) {
  switch (kind) {
    case ProcessKind::kStepDown:
      return {{"whole_up_to_tier", "tiers_per_step"}, {}};
    case ProcessKind::kPartialShare:
      return {{"share", "share_above_usd", "cooldown_seconds", "backstop_share"}, {}};
    case ProcessKind::kIncremental:
      return {{}, {"share", "share_above_usd"}};
    case ProcessKind::kImmediateTakeover:
    case ProcessKind::kReduceThenTakeover:
      break;
  }
  return {};
}

constexpr NumberRange kPart = {[](double v) { return v > 0 && v <= 1; }, "a fraction above 0, at most 1"};
constexpr NumberRange kTiersPerStep = {[](double v) { return v == 1 || v == 2 || v == 3; }, "1, 2 or 3"};

void read_process_value(VenueReader& reader, const toml::table& table, LiquidationProcess& value) {
  const std::size_t before = reader.problems().size();
  value.kind = reader.word<ProcessKind>(table, "kind");
  if (reader.problems().size() != before) return;
  const ProcessKeys keys = process_keys(value.kind);
  std::vector<std::string> known = with_source(keys.needed);
  known.insert(known.end(), keys.allowed.begin(), keys.allowed.end());
  known.emplace_back("kind");
  reader.check_keys(table, known);
  for (const std::string& key : keys.needed)
    if (!table.contains(key)) reader.problems().add({reader.where(table), key + " is missing", "", "a number", ""});
  value.whole_up_to_tier = reader.count_or(table, "whole_up_to_tier", 0);
  value.tiers_per_step = static_cast<int>(reader.ranged_or(table, "tiers_per_step", kTiersPerStep, 0));
  value.share = reader.ranged_or(table, "share", kPart, 0);
  value.share_above_usd = reader.ranged_or(table, "share_above_usd", kNotNegative, 0);
  value.cooldown_seconds = reader.ranged_or(table, "cooldown_seconds", kNotNegative, 0);
  value.backstop_share = reader.ranged_or(table, "backstop_share", kShare, 0);
}

void read_process(VenueReader& reader, const toml::table& root, Venue& venue) {
  venue.process.from = left_out();
  if (!root.contains("process")) return;
  const toml::table* table = reader.section(root, "process");
  if (table == nullptr || is_missing(reader, *table, venue.process.from)) return;
  venue.process.from = read_provenance(reader, *table, venue.contract_from);
  read_process_value(reader, *table, venue.process.value);
}

void read_adl(VenueReader& reader, const toml::table& root, Venue& venue) {
  read_rule(reader, root, "adl", venue.contract_from, venue.adl, {"ranking", "price"},
            [&](const toml::table& table, auto& value) {
              value.ranking = reader.word<AdlRanking>(table, "ranking");
              value.price = reader.word_or(table, "price", AdlPrice::kBankruptcy);
            });
}

bool is_size_rate(MarginFamily family) {
  return family == MarginFamily::kDeribitLinear || family == MarginFamily::kDeribitInverse;
}

bool is_entry(MarginFamily family) {
  return family == MarginFamily::kLinearEntry || family == MarginFamily::kInverseEntry ||
         family == MarginFamily::kBitmexSatoshi;
}

ContractKind kind_of(MarginFamily family) {
  switch (family) {
    case MarginFamily::kLinearMark:
    case MarginFamily::kLinearEntry:
    case MarginFamily::kLinearCurrentMark:
    case MarginFamily::kDeribitLinear:
      return ContractKind::kLinear;
    case MarginFamily::kInverseMark:
    case MarginFamily::kInverseEntry:
    case MarginFamily::kDeribitInverse:
    case MarginFamily::kBitmexSatoshi:
      break;
  }
  return ContractKind::kInverse;
}

SizeRate read_size_rate(VenueReader& reader, const toml::table& rule) {
  const toml::table* table = reader.section(rule, "size_rate");
  if (table == nullptr) return {};
  reader.check_keys(*table, {"maintenance", "maintenance_per_coin", "initial", "initial_per_coin"});
  SizeRate rate;
  rate.maintenance = reader.ranged(*table, "maintenance", kRate);
  rate.maintenance_per_coin = reader.ranged(*table, "maintenance_per_coin", kNotNegative);
  rate.initial = reader.ranged(*table, "initial", kRate);
  rate.initial_per_coin = reader.ranged(*table, "initial_per_coin", kNotNegative);
  if (rate.initial > 0 && rate.maintenance >= rate.initial)
    reader.problems().add({reader.where(*table), "maintenance is not below initial", shown(rate.maintenance),
                           "less than " + shown(rate.initial), ""});
  return rate;
}

MarginRule read_margin_rule(VenueReader& reader, const toml::table& table, ContractKind kind) {
  MarginRule rule;
  rule.as_of = reader.date(table, "as_of").value_or("");
  rule.source = reader.text(table, "source").value_or("");
  const std::size_t before = reader.problems().size();
  rule.family = reader.word<MarginFamily>(table, "family");
  if (reader.problems().size() != before) return rule;
  std::vector<std::string> known = {"as_of",          "source",         "family",
                                    "tier_valued_at", "fee_in_trigger", "added_margin_fee"};
  if (is_size_rate(rule.family)) known.emplace_back("size_rate");
  reader.check_keys(table, known);
  if (kind_of(rule.family) != kind)
    reader.problems().add({reader.where(table), "family is not one of this kind of contract",
                           std::string(word_of(rule.family)), fmt::format("a family of {} contracts", word_of(kind)),
                           ""});
  rule.tier_valued_at =
      reader.word_or(table, "tier_valued_at", is_entry(rule.family) ? TierValuation::kEntry : TierValuation::kMark);
  rule.fee_in_trigger = reader.ranged_or(table, "fee_in_trigger", kFee, 0);
  rule.added_margin_fee = reader.ranged_or(table, "added_margin_fee", kFee, 0);
  if (is_size_rate(rule.family)) rule.size_rate = read_size_rate(reader, table);
  return rule;
}

}  // namespace

const std::vector<std::string>& contract_keys() {
  static const std::vector<std::string> keys = {"name",   "contract", "kind",  "contract_value", "quote",
                                                "settle", "source",   "as_of", "tick_size_usd",  "lot_size"};
  return keys;
}

const std::vector<std::string>& figure_keys() {
  static const std::vector<std::string> keys = {
      "taker_fee", "liquidation_fee", "trigger",      "mark_price",  "funding",           "process",
      "adl",       "display",         "margin_rules", "tier_tables", "insurance_fund_usd"};
  return keys;
}

void read_contract(VenueReader& reader, const toml::table& root, Venue& venue) {
  venue.name = reader.text(root, "name").value_or("");
  venue.contract = reader.text(root, "contract").value_or("");
  const std::size_t before = reader.problems().size();
  venue.contract_kind = reader.word<ContractKind>(root, "kind");
  if (reader.problems().size() == before) venue.kind = word_of(venue.contract_kind);
  if (root.contains("contract_value")) {
    venue.contract_value = reader.ranged(root, "contract_value", kPositive);
  } else if (venue.contract_kind == ContractKind::kInverse) {
    reader.problems().add(
        {reader.where(root), "contract_value is missing", "", "the value of one inverse contract in USD", ""});
  }
  const std::string quote = text_or_none(reader, root, "quote");
  const std::string settle = text_or_none(reader, root, "settle");
  const bool linear = venue.contract_kind == ContractKind::kLinear;
  venue.quote = quote.empty() ? "USD" : quote;
  venue.settle = !settle.empty() ? settle : (linear ? venue.quote : "BTC");
  venue.contract_from = {true, text_or_none(reader, root, "source"), "", ""};
  if (root.contains("as_of")) venue.contract_from.as_of = reader.date(root, "as_of").value_or("");
  venue.tick_size_usd = reader.ranged(root, "tick_size_usd", kPositive);
  venue.lot_size = reader.ranged(root, "lot_size", kPositive);
}

void read_figures(VenueReader& reader, const toml::table& root, Venue& venue) {
  venue.taker_fee = read_number(reader, root, "taker_fee", kFee, venue.contract_from, venue.taker_fee_from);
  venue.liquidation_fee =
      read_number(reader, root, "liquidation_fee", kFee, venue.contract_from, venue.liquidation_fee_from);
  venue.trigger = reader.word_or(root, "trigger", TriggerPrice::kMark);
  read_mark(reader, root, venue);
  read_funding(reader, root, venue);
  read_process(reader, root, venue);
  read_adl(reader, root, venue);
  read_display(reader, root, venue);
  read_fund(reader, root, venue);
}

void read_margin_rules(VenueReader& reader, const toml::table& root, Venue& venue) {
  if (!root.contains("margin_rules")) {
    const bool linear = venue.contract_kind == ContractKind::kLinear;
    MarginRule rule;
    rule.as_of = "1970-01-01";
    rule.source = "assumption where a venue file names no margin rule: valued at the mark, no fee";
    rule.family = linear ? MarginFamily::kLinearMark : MarginFamily::kInverseMark;
    venue.margin_rules.push_back(rule);
    return;
  }
  const toml::array* array = reader.tables(root, "margin_rules");
  if (array == nullptr) return;
  for (const toml::node& node : *array) {
    const MarginRule rule = read_margin_rule(reader, *node.as_table(), venue.contract_kind);
    const std::string before = venue.margin_rules.empty() ? "" : venue.margin_rules.back().as_of;
    if (!before.empty() && !rule.as_of.empty() && rule.as_of <= before)
      reader.problems().add({reader.where(node), "as_of does not ascend", rule.as_of, "a date after " + before, ""});
    venue.margin_rules.push_back(rule);
  }
}

}  // namespace tinderbox
