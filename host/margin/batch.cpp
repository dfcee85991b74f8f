#include "host/margin/batch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <vector>

#include "host/margin/batch_row.hpp"
#include "host/venue/venue.hpp"
#include "sim/margin_inverse.hpp"

namespace tinderbox {
namespace {

struct BatchAnswer {
  std::optional<LiquidationPrice> liquidation;
  LiquidationPrice bankruptcy;
  bool never = false;
};

// The venues, read when the first row asks for one.
class VenueShelf {
 public:
  explicit VenueShelf(std::int64_t time) : time_(time) {}

  // The rules of the row's venue. Throws InputError where there are none, or more than one contract could be meant.
  [[nodiscard]] MarginSchedule schedule_for(const BatchRow& row) {
    if (venues_.empty()) venues_ = known_venues();
    return schedule_of(pick(row), time_, std::nullopt);
  }

 private:
  [[nodiscard]] const Venue& pick(const BatchRow& row) const {
    std::vector<const Venue*> found = matching(row, row.exchange);
    // "dydx_v4" and "bybit (testnet)" are dydx and bybit.
    if (found.empty()) found = matching(row, row.exchange.substr(0, row.exchange.find_first_of("_ (")));
    if (found.size() == 1) return *found.front();
    if (!found.empty()) {
      std::vector<std::string> contracts;
      for (const Venue* venue : found) contracts.push_back(venue->contract);
      throw InputError({"column exchange", "has several contracts of this kind", row.exchange,
                        fmt::format("a column contract with one of {}", fmt::join(contracts, ", ")), ""});
    }
    std::vector<std::string> names;
    for (const Venue& venue : venues_) names.push_back(venue.name);
    const std::string nearest = nearest_word(row.exchange, names);
    throw InputError({"column exchange", "mmr is empty and this venue has no tiers of this contract kind", row.exchange,
                      "a known venue, or a maintenance rate in mmr",
                      nearest.empty() || nearest == row.exchange ? "" : "did you mean " + nearest + "?"});
  }

  [[nodiscard]] std::vector<const Venue*> matching(const BatchRow& row, std::string_view name) const {
    const ContractKind kind = row.inverse ? ContractKind::kInverse : ContractKind::kLinear;
    std::vector<const Venue*> found;
    for (const Venue& venue : venues_)
      if (venue.name == name && venue.contract_kind == kind && (row.contract.empty() || row.contract == venue.contract))
        found.push_back(&venue);
    return found;
  }

  std::int64_t time_;
  std::vector<Venue> venues_;
};

void check_limits(const BatchRow& row, const MarginSchedule& schedule) {
  const auto limit = limit_problem(schedule, row.terms.size, row.terms.entry, row.leverage);
  if (!limit) return;
  throw InputError({limit->size ? "column quantity_or_contracts" : "column leverage",
                    limit->size ? "is more than the venue allows" : "is more than the venue allows for this size",
                    fmt::format("{:.10g}", limit->found), fmt::format("at most {:.10g}", limit->most), ""});
}

// The model's formula with the tiers of the venue.
MarginSchedule with_model(MarginSchedule schedule, const BatchRow& row) {
  const MarginFamily family = row.model->family;
  schedule.fee = row.fee.value_or(schedule.fee);
  schedule.tick = row.model->tick;
  if (!schedule.by_size()) {
    schedule.family = family;
    return schedule;
  }
  if (family == MarginFamily::kLinearMark || family == MarginFamily::kInverseMark) return schedule;
  const double size = row.inverse ? row.terms.size / row.terms.entry : row.terms.size;
  const double rate = size_dependent_rate(schedule.maintenance_by_size, size);
  MarginSchedule single = single_rate_schedule(family, rate, 0, schedule.fee);
  single.tick = schedule.tick;
  return single;
}

MarginSchedule schedule_for(const BatchRow& row, VenueShelf& venues) {
  if (row.rate) {
    MarginSchedule schedule = single_rate_schedule(row.model->family, *row.rate, row.amount, row.fee.value_or(0));
    schedule.tick = row.model->tick;
    return schedule;
  }
  const MarginSchedule schedule = venues.schedule_for(row);
  check_limits(row, schedule);
  return with_model(schedule, row);
}

BatchAnswer bankruptcy_only(const BatchRow& row) {
  MarginSchedule schedule =
      single_rate_schedule(row.inverse ? MarginFamily::kInverseMark : MarginFamily::kLinearMark, 0, 0, 0);
  const MarginAnswer answer = solve_margin(row.terms, schedule);
  return {std::nullopt, answer.bankruptcy, answer.bankruptcy.outcome == LiquidationOutcome::kNever};
}

BatchAnswer answer_row(const BatchRow& row, VenueShelf& venues) {
  if (row.model->prices == ModelPrices::kBankruptcy) return bankruptcy_only(row);
  const MarginSchedule schedule = schedule_for(row, venues);
  const MarginAnswer answer = solve_margin(row.terms, schedule);
  if (row.model->prices == ModelPrices::kBoth) return {answer.liquidation, answer.bankruptcy, answer.never()};
  const PositionTerms& t = row.terms;
  const BankruptcyFeePrices prices =
      inverse_bankruptcy_fee_prices({t.side, t.size, t.entry, t.collateral}, answer.rate, answer.amount, schedule.fee);
  return {prices.liquidation, prices.bankruptcy, prices.liquidation.outcome == LiquidationOutcome::kNever};
}

// A linear short whose root lies at or below zero is liquidated at every price: the root says so.
std::string price_field(const LiquidationPrice& price) {
  const bool root = price.outcome == LiquidationOutcome::kEveryPrice && price.price != 0;
  return price.outcome == LiquidationOutcome::kAtPrice || root ? fmt::format("{}", price.price) : "";
}

std::string joined(const InputError& error) {
  std::vector<std::string> texts;
  for (const Problem& problem : error.problems()) texts.push_back(problem.text());
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string answer_line(const BatchRow& row, const BatchAnswer& answer) {
  const bool everywhere = answer.liquidation && answer.liquidation->outcome == LiquidationOutcome::kEveryPrice &&
                          answer.liquidation->price == 0;
  return fmt::format("{},{},{},{},{}\n", csv_field(row.id), answer.liquidation ? price_field(*answer.liquidation) : "",
                     price_field(answer.bankruptcy), answer.never,
                     everywhere ? "equity is below maintenance at every price" : "");
}

std::string line_of(const CsvRecord& record, const BatchColumns& columns, VenueShelf& venues) {
  BatchRow row;
  try {
    ProblemList problems;
    row = read_batch_row(record, columns, problems);
    problems.throw_if_any();
    return answer_line(row, answer_row(row, venues));
  } catch (const InputError& error) {
    return fmt::format("{},,,,{}\n", csv_field(row.id), csv_field(joined(error)));
  }
}

}  // namespace

std::string explain_batch(std::string_view text, const std::string& file, std::int64_t time) {
  const std::vector<CsvRecord> records = parse_quoted_csv(text);
  if (records.empty()) throw InputError({file, "is empty", "", "a CSV file with a header", ""});
  const BatchColumns columns(records.front(), file);
  VenueShelf venues(time);
  std::string answers = "id,liquidation_price,bankruptcy_price,never_liquidates,error\n";
  for (std::size_t i = 1; i < records.size(); ++i) answers += line_of(records[i], columns, venues);
  return answers;
}

}  // namespace tinderbox
