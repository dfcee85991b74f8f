// The sentences and tables of `tinderbox compare-positions`, made from its JSON and nothing else.
#include <fmt/format.h>

#include <cmath>

#include "host/output/words.hpp"
#include "host/positions/position_texts.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using namespace words;

struct LawWords {
  const char* title;
  std::string (*number)(const json&);
  const char* up_to;  // "within" 5%
};

std::string distance_text(const json& share) {
  return share.is_null() ? "-" : share.is_string() ? share.get<std::string>() : percent(share);
}
std::string size_text(const json& usd) {
  return usd.is_null() ? "-" : money(usd);
}
std::string leverage_text(const json& x) {
  if (x.is_null()) return "-";
  return x.is_string() ? x.get<std::string>() : number(x) + "x";
}

LawWords words_of(const std::string& law) {
  if (law == "distance") return {"distance to liquidation", distance_text, "within"};
  if (law == "size_usd") return {"size at entry", size_text, "up to"};
  return {"leverage behind the liquidation price", leverage_text, "up to"};
}

std::string table_line(const char* who, const json& law, std::string (*shown)(const json&)) {
  std::string text = fmt::format("    {:<6}", who);
  for (const json& quantile : law["quantiles"]) text += fmt::format("{:>12}", shown(quantile));
  return text + fmt::format("{:>12}{:>12.0f}\n", thousands(law["positions"]), law["effective_size"].get<double>());
}

std::string verdict(const json& comparison, const LawWords& law) {
  const json& ks = comparison["ks"];
  if (ks["distance"].is_null()) return "    nothing to compare\n";
  const auto distance = ks["distance"].get<double>();
  std::string text =
      fmt::format("    KS distance {:.3f}{}", distance,
                  ks["standard_error"].is_null() ? " with no error bar"
                                                 : fmt::format(" +- {:.3f}", ks["standard_error"].get<double>()));
  if (distance <= ks["by_chance"].get<double>())
    return text + fmt::format(", no more than chance would give ({:.3f})\n", ks["by_chance"].get<double>());
  const auto difference = ks["run_less_file"].get<double>();
  return text + fmt::format(" (by chance up to {:.3f}): the run holds {:.0f} points {} of its {} {} {}\n",
                            ks["by_chance"].get<double>(), 100 * std::abs(difference), difference > 0 ? "more" : "less",
                            comparison["weighted_by"] == "notional" ? "dollars" : "positions", law.up_to,
                            law.number(ks["at"]));
}

std::string law_text(const json& comparison, const json& probabilities) {
  const LawWords law = words_of(comparison["law"].get<std::string>());
  std::string text = fmt::format("  {}, by {}\n    {:<6}", law.title, comparison["weighted_by"].get<std::string>(), "");
  for (const json& probability : probabilities)
    text += fmt::format("{:>12}", fmt::format("{:g}%", 100 * probability.get<double>()));
  text += fmt::format("{:>12}{:>12}\n", "positions", "effective");
  return text + table_line("run", comparison["run"], law.number) + table_line("file", comparison["file"], law.number) +
         verdict(comparison, law);
}

std::string half_text(const json& side, const char* who) {
  const json& law = side["laws"][0];  // distance by notional
  const json& run = law["run"]["quantiles"][2];
  const json& file = law["file"]["quantiles"][2];
  if (run.is_null() || file.is_null()) return "";
  const auto within = [](const json& share) {
    return share.is_string() ? std::string("never") : "within " + percent(share) + " of the mark";
  };
  return fmt::format("  Half of the dollars of {} would be liquidated {} in the run, {} in the file.\n", who,
                     within(run), within(file));
}

// Where a handful of positions holds the dollars, they are the law.
std::string few_text(const json& side) {
  constexpr double kFew = 10;
  const auto effective = side["laws"][0]["file"]["effective_size"].get<double>();
  if (!(effective < kFew)) return "";
  return fmt::format(
      "  By notional the file is worth {:.1f} equal positions: its largest decide, and neither its quantiles nor the "
      "errors can\n  be trusted there.\n",
      effective);
}

std::string left_out_text(const json& side) {
  std::string text;
  if (side["file_liquidation_unknown"] != 0)
    text += fmt::format("  {} rows have no liquidation price that can be known and are in no law of distance.\n",
                        thousands(side["file_liquidation_unknown"]));
  const json& small = side["below_smallest"];
  if (!small.is_null() && !small["file_count"].is_null() && small["file_count"] != 0)
    text += fmt::format(
        "  Below the smallest position of the run ({}) lie {} of the file's positions and {} of its "
        "dollars.\n",
        money(small["smallest_of_run_usd"]), percent(small["file_count"]), percent(small["file_notional"]));
  const json& selected = side["file_leverage_selected"];
  if (!selected.is_null())
    text += fmt::format(
        "  Leverage as selected in the file (an upper bound that a cross account hardly uses): {} in "
        "the middle, {} to {} for 90%.\n",
        leverage_text(selected["quantiles"][2]), leverage_text(selected["quantiles"][0]),
        leverage_text(selected["quantiles"][4]));
  return text;
}

std::string side_text(const json& comparison, const char* word, const char* who) {
  const json& side = comparison["sides"][word];
  std::string text =
      fmt::format("{}s: {} sampled, {} in the file ({} at its mark).\n", word == std::string("long") ? "Long" : "Short",
                  thousands(side["run_positions"]), thousands(side["file_positions"]), money(side["file_usd"]));
  if (side["run_positions"] == 0 || side["file_positions"] == 0) return text + "  Nothing to compare.\n\n";
  text += half_text(side, who);
  for (const json& law : side["laws"]) text += law_text(law, comparison["probabilities"]);
  return text + few_text(side) + left_out_text(side) + "\n";
}

std::string mark_text(const json& file) {
  const auto from = file["mark_from"].get<std::string>();
  if (from == "given") return "as given";
  return fmt::format("median of {} over {} rows, which are {} apart",
                     from == "value" ? "value / size" : "entry and PnL", thousands(file["mark_rows"]),
                     percent(file["mark_spread"]));
}

std::string head_text(const json& comparison) {
  const json& run = comparison["run"];
  const json& file = comparison["file"];
  const auto coin = file["coin"].get<std::string>();
  std::string text =
      fmt::format("Sampled positions of {} {} ({}) against {} real ones{} ({}).\n", run["venue"].get<std::string>(),
                  run["contract"].get<std::string>(), run["path"].get<std::string>(), thousands(file["rows"]),
                  coin.empty() ? "" : " in " + coin, file["path"].get<std::string>());
  if (!file["coin_column"].get<bool>()) text += "The file has no coin column: it is taken to be about one coin.\n";
  text += fmt::format("Marks: {} in the run, {} in the file ({}). Distances are from each one's own mark.\n",
                      price(run["mark_usd"]), price(file["mark_usd"]), mark_text(file));
  return text + fmt::format(
                    "Sampled positions count by the contracts they stand for. Errors: over {} replicates, and over the "
                    "file's rows\nas if they were independent. A file shows the users of its source, not the whole "
                    "market.\n\n",
                    run["replicates"].get<std::size_t>());
}

}  // namespace

std::string compare_positions_text(const json& comparison) {
  return head_text(comparison) + side_text(comparison, "long", "longs") + side_text(comparison, "short", "shorts") +
         check_text(comparison["reported_check"]);
}

}  // namespace tinderbox
