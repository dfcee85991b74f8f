// The sentences of `tinderbox inspect`, made from inspect_json and nothing else, so that both say the same.

#include <fmt/format.h>

#include "host/output/answers.hpp"
#include "host/output/inspect.hpp"
#include "host/output/words.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using namespace words;

std::string contents_text(const json& in) {
  std::string text;
  if (in["synthetic"].get<bool>())
    text += "SYNTHETIC MARKET: a seeded generator made these prices; nothing here happened.\n";
  text += fmt::format("{} on {}, {} to {}: {} bars of {}.\n", in["contract"].get<std::string>(),
                      in["venue"].get<std::string>(), in["first_time"].get<std::string>(),
                      in["end_time"].get<std::string>(), thousands(in["bars"].get<std::uint64_t>()),
                      duration(in["bar_seconds"].get<std::int64_t>()));
  text +=
      fmt::format("{} price bins of ${} from {} to {}; {} replicates, {} sampled positions, seed {}.\n",
                  thousands(in["bins"].get<std::uint64_t>()), price(in["bin_usd"].get<double>()),
                  price(in["price_min_usd"].get<double>()), price(in["price_max_usd"].get<double>()),
                  in["replicates"].get<std::uint64_t>(),
                  in["positions"].is_null() ? "an unknown number of" : thousands(in["positions"].get<std::uint64_t>()),
                  in["seed"].get<std::uint64_t>());
  text += fmt::format("Triggers are compared with {}. Made {} on {} ({}); input files: {}.\n",
                      in["mark_source"] == "mark" ? "mark prices" : "last prices (no mark prices were given)",
                      in["created_utc"].get<std::string>(), in["backend"].get<std::string>(),
                      in["device"].get<std::string>(), in["inputs"].size());
  return text;
}

std::string cluster_text(const json& cluster, const char* who) {
  const double distance = cluster["distance_percent"].is_null() ? 0 : cluster["distance_percent"].get<double>();
  return fmt::format("  {} of {} between {} and {}, {:+.1f}% from the mark\n", money_with_error(cluster["usd"]), who,
                     price(cluster["price_low_usd"].get<double>()), price(cluster["price_high_usd"].get<double>()),
                     distance);
}

std::string clusters_text(const json& clusters) {
  std::string text;
  for (const auto& [where, who] : {std::pair{"above", "shorts"}, std::pair{"below", "longs"}}) {
    text += fmt::format("Largest clusters {} the mark (dollars at trigger prices):\n", where);
    for (const json& cluster : clusters[where]) text += cluster_text(cluster, who);
    if (clusters[where].empty()) text += fmt::format("  none: no {} would be liquidated on the price axis\n", who);
  }
  return text;
}

std::string shares_text(const json& shares) {
  std::string text = "Open interest whose liquidation price lies near the mark:\n";
  for (const json& share : shares)
    text += fmt::format("  within {:g}%: {} of longs, {} of shorts, {} of both{}\n",
                        share["distance_percent"].get<double>(), percent_with_error(share["long"]),
                        percent_with_error(share["short"]), percent_with_error(share["both"]),
                        share["inside_price_axis"].get<bool>() ? "" : "; at least, the price axis ends before that");
  return text;
}

std::string imbalance_text(const json& imbalances) {
  std::string text = "Imbalance (long - short) / (long + short):";
  for (const json& entry : imbalances) {
    text += fmt::format(" within {:g}%: ", entry["distance_percent"].get<double>());
    if (entry["empty"].get<bool>()) {
      text += "nothing would be liquidated there;";
      continue;
    }
    const json& error = entry["standard_error"];
    text += fmt::format("{} {} (5-95%: {} to {});", signed_number(entry["value"]),
                        error.is_null() ? "with no error bar" : fmt::format("+- {:.2f}", error.get<double>()),
                        signed_number(entry["low"]), signed_number(entry["high"]));
  }
  text.back() = '\n';
  return text;
}

std::string daily_text(const json& daily) {
  if (daily["long"]["days"] == 0)
    return "Daily liquidations: unknown, the window holds no whole day after the warm-up.\n";
  std::string text =
      fmt::format("Liquidated by the map's own account, of open interest a day (whole days after the warm-up: {}):",
                  daily["long"]["days"].get<int>());
  for (const char* side : {"long", "short"})
    text += fmt::format(" {} mean {}, median {};", side,
                        percent_plus_minus(daily[side]["mean"], daily[side]["standard_error"]),
                        percent(daily[side]["median"]));
  text.back() = '.';
  return text + "\n";
}

// One line a venue where there are several, and how much of all open interest the run holds.
std::string venues_text(const json& venues) {
  if (venues.is_null()) return "";
  std::string text;
  if (venues["list"].size() > 1)
    for (const json& venue : venues["list"]) {
      text += fmt::format("  {}: {} long, {} short, {} of the depth, fund {}", venue["name"].get<std::string>(),
                          money(venue["open_interest_usd"]["long"]), money(venue["open_interest_usd"]["short"]),
                          percent(venue["depth_share"]), money(venue["fund_usd"]));
      if (venue["real_positions"] != 0)
        text += fmt::format("; of it {} real positions: {} long, {} short", thousands(venue["real_positions"]),
                            money(venue["real_usd"]["long"]), money(venue["real_usd"]["short"]));
      text += '\n';
    }
  if (venues["coverage"].is_null())
    return text +
           "Coverage: not known; market.total_open_interest_usd would say how much of all open interest this is.\n";
  return text + fmt::format("Coverage: {} of the {} a side that all venues hold.\n", percent(venues["coverage"]),
                            money(venues["total_open_interest_usd"]));
}

// What the repair of double counting did to the history.
std::string repair_text(const json& repair) {
  if (repair.is_null()) return "";
  return fmt::format(
      "History without the modelled impact of its liquidations ({} of longs, {} of shorts): daily sigma {}, observed "
      "{}; "
      "{} of {} bars are not given back by a replay.\n",
      money(repair["liquidated_usd"]["long"]), money(repair["liquidated_usd"]["short"]),
      percent(repair["daily_sigma"]["repaired"]), percent(repair["daily_sigma"]["history"]),
      thousands(repair["missed_bars"]), thousands(repair["bars"]));
}

// What the book is.
std::string book_text(const json& book) {
  if (book.is_null()) return "";
  const auto source = book["source"].get<std::string>();
  const std::string what = source == "levels"          ? fmt::format("{} measured levels", book["levels"].get<int>())
                           : source == "fitted_levels" ? "fitted to measured levels"
                           : source == "curve"         ? "fitted to the measured response of a minute"
                                                       : "configured figures";
  const std::string error =
      source == "figures" ? "" : fmt::format(" (density and slope within {} of it)", percent(book["fit_error"]));
  return fmt::format("Book: {}{}; impact grows with volume to the power {}.\n", what, error,
                     number(book["impact_exponent"]));
}

// Ends with one full stop.
std::string sentence(const json& warning) {
  std::string text = warning.get<std::string>();
  if (!text.ends_with('.')) text += '.';
  return text;
}

std::string trust_text(const json& report) {
  std::string text = fmt::format(
      "Births and exits explain open interest within {} after the warm-up; {} of it was there "
      "before the first bar.\n",
      percent(report["closure_max"]), percent(report["prior_stock_share_now"]));
  for (const json& warning : report["warnings"]) text += fmt::format("Warning: {}\n", sentence(warning));
  if (report["warnings"].empty()) text += "No warnings.\n";
  return text;
}

}  // namespace

std::string inspect_text(const RunResult& run) {
  const json report = inspect_json(run);
  std::string text = contents_text(report["contents"]);
  text += fmt::format("Mark ${}; open interest {} long, {} short.\n", price(run.now_mark_usd),
                      money(report["open_interest_usd"]["long"]), money(report["open_interest_usd"]["short"]));
  text += venues_text(report["venues"]) + '\n';
  text += clusters_text(report["clusters"]) + '\n' + shares_text(report["open_interest_share_within"]);
  text += imbalance_text(report["imbalance_within"]) + daily_text(report["daily_liquidation_share"]);
  text += book_text(report["book"]) + repair_text(report["repair"]);
  return text + '\n' + answers_text(report) + '\n' + trust_text(report) +
         "Error bars: +- is the standard error over replicates (for daily figures, over days); 5-95% is the band over "
         "replicates, which holds what is not known about the traders.\n";
}

}  // namespace tinderbox
