#include "host/cli/position_request.hpp"

#include <fmt/format.h>

#include "host/margin/formula_text.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

constexpr double kMost = 1e12;

void check_number(ProblemList& problems, const char* option, double value, double low, const char* expected) {
  if (!(value >= low && value <= kMost)) problems.add({option, "is out of range", plain(value), expected, ""});
}

void check_if_given(ProblemList& problems, const char* option, const std::optional<double>& value, double low,
                    const char* expected) {
  if (value) check_number(problems, option, *value, low, expected);
}

void check_words(ProblemList& problems, const PositionRequest& request) {
  if (request.side != "long" && request.side != "short")
    problems.add({"--side", "is not a side", request.side, "long or short", ""});
  if (request.mode != "isolated" && request.mode != "cross" && request.mode != "hedge")
    problems.add({"--mode", "is not a margin mode", request.mode, "isolated, cross or hedge", ""});
}

void check_numbers(ProblemList& problems, const PositionRequest& request) {
  constexpr double kSmallest = 1e-9;
  check_number(problems, "--entry", request.entry_usd, kSmallest, "a price above 0");
  check_if_given(problems, "--leverage", request.leverage, 1, "1 or more; add margin for less than 1x");
  check_if_given(problems, "--notional", request.notional_usd, kSmallest, "dollars above 0");
  check_if_given(problems, "--contracts", request.contracts, kSmallest, "contracts above 0");
  check_number(problems, "--added-margin", request.added_margin, 0, "0 or more");
  check_if_given(problems, "--margin", request.margin, 0, "0 or more");
  check_if_given(problems, "--wallet", request.wallet, -kMost, "a balance");
  check_number(problems, "--other-maintenance", request.other_maintenance, 0, "0 or more");
  check_number(problems, "--other-pnl", request.other_pnl, -kMost, "an amount");
  check_number(problems, "--coin-collateral", request.coin_collateral, 0, "0 or more");
  check_number(problems, "--funding-paid", request.funding_paid, -kMost, "an amount");
  check_if_given(problems, "--mark", request.mark_usd, kSmallest, "a price above 0");
  check_if_given(problems, "--hedge-entry", request.hedge_entry_usd, kSmallest, "a price above 0");
  check_if_given(problems, "--hedge-notional", request.hedge_notional_usd, kSmallest, "dollars above 0");
  check_if_given(problems, "--maint-amount", request.maint_amount, 0, "0 or more");
  if (request.mmr && !(*request.mmr >= 0 && *request.mmr < 1))
    problems.add({"--mmr", "is out of range", plain(*request.mmr), "a fraction from 0 to 1", ""});
}

void refuse(ProblemList& problems, const char* option, const char* problem, const char* expected) {
  problems.add({option, problem, "", expected, ""});
}

void check_isolated(ProblemList& problems, const PositionRequest& request) {
  if (request.wallet) refuse(problems, "--wallet", "belongs to a cross account", "--margin, or --mode cross");
  if (!request.leverage && !request.margin)
    refuse(problems, "--leverage", "is missing", "--leverage or --margin of an isolated position");
  if (request.other_maintenance != 0 || request.other_pnl != 0)
    refuse(problems, "--other-maintenance, --other-pnl", "belong to a cross account", "--mode cross");
  if (request.coin_collateral != 0) refuse(problems, "--coin-collateral", "belongs to a cross account", "--mode cross");
}

void check_cross(ProblemList& problems, const PositionRequest& request) {
  if (!request.wallet) refuse(problems, "--wallet", "is missing", "the balance of the account");
  if (request.margin || request.added_margin != 0)
    refuse(problems, "--margin, --added-margin", "belong to an isolated position", "--wallet");
}

void check_together(ProblemList& problems, const PositionRequest& request, const Venue& venue) {
  if (request.notional_usd.has_value() == request.contracts.has_value())
    refuse(problems, "--notional", request.contracts ? "stands beside --contracts" : "is missing",
           "either --notional or --contracts");
  if (request.mode == "isolated") check_isolated(problems, request);
  if (request.mode == "cross" || request.mode == "hedge") check_cross(problems, request);
  const bool hedge_given = request.hedge_entry_usd.has_value() || request.hedge_notional_usd.has_value();
  if (request.mode == "hedge" && !(request.hedge_entry_usd && request.hedge_notional_usd))
    refuse(problems, "--hedge-entry, --hedge-notional", "are missing", "the opposite leg of the pair");
  if (request.mode != "hedge" && hedge_given)
    refuse(problems, "--hedge-entry, --hedge-notional", "belong to a hedged pair", "--mode hedge");
  if (request.maint_amount && !request.mmr)
    refuse(problems, "--maint-amount", "stands without --mmr", "both, or neither");
  if (request.coin_collateral != 0 && venue.contract_kind == ContractKind::kInverse)
    refuse(problems, "--coin-collateral", "is of a linear contract; this one is margined in coin", "--wallet");
}

// Base units of a linear contract, USD of an inverse one.
double size_of(const PositionRequest& request, const Venue& venue) {
  if (request.contracts) return *request.contracts * venue.contract_value;
  return venue.contract_kind == ContractKind::kInverse ? *request.notional_usd
                                                       : *request.notional_usd / request.entry_usd;
}

double isolated_collateral(const PositionRequest& request, const PositionTerms& terms, const Venue& venue,
                           const MarginRule& rule) {
  const bool inverse = venue.contract_kind == ContractKind::kInverse;
  const double value = inverse ? terms.size / terms.entry : terms.size * terms.entry;
  const double base = request.margin ? *request.margin : value / *request.leverage;
  // The fee of closing what was added moves with the bankruptcy price, which added margin moves.
  const double own_fee = (inverse ? terms.side : -terms.side) * rule.added_margin_fee;
  const double collateral = base + request.added_margin / (1 + own_fee) - request.funding_paid;
  if (!(collateral > 0))
    throw InputError({"--margin, --funding-paid", "leave no isolated margin", plain(collateral), "more than 0", ""});
  return collateral;
}

}  // namespace

std::string plain(double value) {
  return formula_number(value);
}

void check_request(const PositionRequest& request, const Venue& venue) {
  ProblemList problems;
  check_words(problems, request);
  check_numbers(problems, request);
  check_together(problems, request, venue);
  problems.throw_if_any();
}

PositionTerms terms_of(const PositionRequest& request, const Venue& venue, const MarginRule& rule) {
  PositionTerms terms;
  terms.side = request.side == "long" ? 1 : -1;
  terms.entry = request.entry_usd;
  terms.size = size_of(request, venue);
  terms.mark = request.mark_usd;
  if (request.mode == "isolated") {
    terms.collateral = isolated_collateral(request, terms, venue, rule);
    return terms;
  }
  terms.collateral = *request.wallet - request.other_maintenance + request.other_pnl - request.funding_paid;
  terms.coin_collateral = request.coin_collateral;
  if (request.mode == "hedge") {
    const double notional = *request.hedge_notional_usd;
    const double entry = *request.hedge_entry_usd;
    terms.hedge = OppositeLeg{entry, venue.contract_kind == ContractKind::kInverse ? notional : notional / entry};
  }
  return terms;
}

}  // namespace tinderbox
