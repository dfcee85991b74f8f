#include "host/output/answers.hpp"
#include "host/positions/reported_check.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;

struct WayWords {
  const char* word;
  const char* sentence;
};

WayWords words_of(CheckBy by) {
  switch (by) {
    case CheckBy::kMargin:
      return {"margin", "isolated, from margin used"};
    case CheckBy::kLeverage:
      return {"leverage", "isolated, from leverage and entry alone (margin added and funding paid since show here)"};
    case CheckBy::kAccount:
      return {"account", "cross or mode unknown, from account value as if alone in the account"};
    case CheckBy::kMarginOfUnknownMode:
      break;
  }
  return {"margin_as_isolated", "mode unknown, from margin used as if isolated"};
}

json row_json(const CheckedRow& row) {
  return {{"line", row.line},
          {"user", row.user},
          {"side", row.side == 0 ? "long" : "short"},
          {"reported_usd", row.reported},
          {"ours_usd", known(row.ours)},
          {"difference", known(row.difference)}};
}

json summary_json(const CheckSummary& s) {
  json worst = json::array();
  for (const CheckedRow& row : s.worst) worst.push_back(row_json(row));
  return {{"by", words_of(s.by).word},
          {"meaning", words_of(s.by).sentence},
          {"rows", s.rows},
          {"within_tick", known(s.within_tick)},
          {"within_0.1_percent", known(s.within_a_thousandth)},
          {"within_1_percent", known(s.within_a_hundredth)},
          {"difference_median", known(s.median)},
          {"difference_90_percent", known(s.ninety_percent)},
          {"both_never", s.both_never},
          {"reported_but_ours_none", s.only_reported},
          {"ours_but_none_reported", s.only_ours},
          {"worst", std::move(worst)}};
}

}  // namespace

json check_json(const ReportedCheck& check) {
  json summaries = json::array();
  for (const CheckSummary& summary : check.summaries) summaries.push_back(summary_json(summary));
  json unchecked = json::array();
  for (const UncheckedRows& rows : check.unchecked) unchecked.push_back({{"reason", rows.reason}, {"rows", rows.rows}});
  return {{"venue", check.venue},
          {"contract", check.contract},
          {"rows", check.rows},
          {"reported", check.reported},
          {"checked", check.checked},
          {"ways", std::move(summaries)},
          {"unchecked", std::move(unchecked)}};
}

}  // namespace tinderbox
