#include "host/positions/compare_positions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "host/output/answers.hpp"
#include "host/positions/position_laws.hpp"
#include "host/positions/reported_check.hpp"
#include "host/support/error.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;

constexpr std::array kProbabilities{0.05, 0.25, 0.5, 0.75, 0.95};
constexpr const char* kSideWords[kSides] = {"long", "short"};

const char* word_of_law(LawKind kind) {
  switch (kind) {
    case LawKind::kDistance:
      return "distance";
    case LawKind::kSize:
      return "size_usd";
    case LawKind::kLeverage:
      break;
  }
  return "leverage";
}

// Infinite distances and leverages are words: JSON has no infinity.
json number_or_word(double value, LawKind kind) {
  if (std::isinf(value)) return kind == LawKind::kDistance ? "never" : "infinite";
  return known(value);
}

json law_json(const WeightedLaw& law, LawKind kind) {
  json quantiles = json::array();
  for (const double probability : kProbabilities) quantiles.push_back(number_or_word(law.quantile(probability), kind));
  return {{"positions", law.size()},
          {"effective_size", law.effective_size()},
          {"quantiles", std::move(quantiles)},
          {"never_share", kind == LawKind::kDistance && !law.empty()
                              ? json(1 - law.share_at_most(std::numeric_limits<double>::max()))
                              : json(nullptr)}};
}

json ks_json(const KsDistance& ks, LawKind kind) {
  return {{"distance", known(ks.distance)},      {"standard_error", known(ks.standard_error)},
          {"at", number_or_word(ks.at, kind)},   {"run_less_file", known(ks.difference)},
          {"effective_size", ks.effective_size}, {"by_chance", known(ks.by_chance)}};
}

json comparison_of(const std::vector<LawPosition>& sampled, const std::vector<LawPosition>& real, LawKind kind,
                   LawWeight weight) {
  const WeightedLaw of_run = law_of(sampled, kind, weight);
  const WeightedLaw of_file = law_of(real, kind, weight);
  return {{"law", word_of_law(kind)},
          {"weighted_by", weight == LawWeight::kNotional ? "notional" : "count"},
          {"run", law_json(of_run, kind)},
          {"file", law_json(of_file, kind)},
          {"ks", ks_json(ks_distance(of_run, of_file), kind)}};
}

// What the file holds below the smallest position that the run draws.
json below_smallest(const std::vector<LawPosition>& sampled, const std::vector<LawPosition>& real) {
  const WeightedLaw of_run = law_of(sampled, LawKind::kSize, LawWeight::kCount);
  if (of_run.empty() || real.empty()) return nullptr;
  const double smallest = of_run.quantile(0);
  const double just_below = std::nextafter(smallest, 0.0);
  return {{"smallest_of_run_usd", smallest},
          {"file_count", known(law_of(real, LawKind::kSize, LawWeight::kCount).share_at_most(just_below))},
          {"file_notional", known(law_of(real, LawKind::kSize, LawWeight::kNotional).share_at_most(just_below))}};
}

json selected_leverage(const PositionFile& file, int side) {
  std::vector<WeightedValue> values;
  for (const PositionRow& row : file.rows)
    if (row.side == side) values.push_back({row.leverage, 1, row.line});
  const WeightedLaw law(std::move(values));
  return law.empty() ? json(nullptr) : law_json(law, LawKind::kLeverage);
}

json side_json(const ComparedRun& run, const ComparedFile& file, int side) {
  const auto sampled = sampled_positions(*run.run, run.venue, run.kind, side);
  const auto real = file_positions(*file.file, *file.rules, file.mark.usd, side);
  json laws = json::array();
  for (const LawKind kind : kLawKinds)
    for (const LawWeight weight : kLawWeights) laws.push_back(comparison_of(sampled, real, kind, weight));
  double usd = 0;
  std::int64_t unknown = 0;
  for (const LawPosition& position : real) {
    usd += position.notional_weight;
    unknown += std::isnan(position.distance) ? 1 : 0;
  }
  return {{"run_positions", sampled.size()},
          {"file_positions", real.size()},
          {"file_usd", usd},
          {"file_liquidation_unknown", unknown},
          {"laws", std::move(laws)},
          {"below_smallest", below_smallest(sampled, real)},
          {"file_leverage_selected", selected_leverage(*file.file, side)}};
}

json run_json(const ComparedRun& run) {
  const PopulationResult& population = run.run->population;
  const std::set<std::int32_t> replicates(population.replicate.begin(), population.replicate.end());
  const auto& venues = run.run->ladder.venues;
  const auto venue = static_cast<std::size_t>(run.venue);
  return {{"path", run.name},
          {"venue", venue < venues.size() ? venues[venue] : run.run->market.venue},
          {"contract", run.run->market.contract},
          {"mark_usd", known(run.run->now_mark_usd)},
          {"positions", population.side.size()},
          {"replicates", replicates.size()}};
}

json file_json(const ComparedFile& file) {
  return {{"path", file.file->name},
          {"coin", file.file->coin},
          {"coin_column", file.file->has_coin_column},
          {"rows", file.file->rows.size()},
          {"rows_of_other_coins", file.file->other_coins},
          {"mark_usd", known(file.mark.usd)},
          {"mark_from", file.mark.from},
          {"mark_rows", file.mark.rows},
          {"mark_spread", known(file.mark.spread)},
          {"rules", {{"venue", file.rules->venue}, {"contract", file.rules->contract}}}};
}

}  // namespace

std::int32_t venue_of_run(const RunResult& run, const std::string& venue, const std::string& where) {
  std::vector<std::string> known = run.ladder.venues;
  if (known.empty()) known.push_back(run.market.venue);
  if (venue.empty()) return 0;
  const auto place = std::find(known.begin(), known.end(), venue);
  if (place != known.end()) return static_cast<std::int32_t>(place - known.begin());
  const std::string nearest = nearest_word(venue, known);
  throw InputError({where, "is no venue of this run", venue, fmt::format("{}", fmt::join(known, " or ")),
                    nearest.empty() ? "" : "did you mean " + nearest + "?"});
}

void check_has_population(const RunResult& run, const std::string& name) {
  if (!run.population.side.empty()) return;
  throw InputError({name, "holds no sample of its open positions", "", "a run file with the group /population",
                    "it was made by an older version: run it again with this one (tinderbox run --from)"});
}

json compare_positions_json(const ComparedRun& run, const ComparedFile& file) {
  check_has_population(*run.run, run.name);
  if (!(file.mark.usd > 0))
    throw InputError({file.file->name, "does not say at which mark it was taken", "",
                      "a column with the value or the unrealised PnL of positions", "give the mark with --mark"});
  json sides;
  for (int side = 0; side < kSides; ++side) sides[kSideWords[side]] = side_json(run, file, side);
  return {{"run", run_json(run)},
          {"file", file_json(file)},
          {"probabilities", kProbabilities},
          {"sides", std::move(sides)},
          {"reported_check", check_json(check_reported(*file.file, *file.rules))}};
}

}  // namespace tinderbox
