#include <fmt/format.h>

#include <cmath>

#include "host/output/words.hpp"
#include "host/positions/position_texts.hpp"

namespace tinderbox {
namespace {

using nlohmann::json;
using namespace words;

std::string share_text(const json& share) {
  return share.is_null() ? "unknown" : fmt::format("{:.1f}%", 100 * share.get<double>());
}

// Two digits, or whole percents.
std::string difference_text(const json& difference, const char* sign = "") {
  if (difference.is_null()) return "unknown";
  const double percent = 100 * difference.get<double>();
  return fmt::format(fmt::runtime(fmt::format("{{:{}{}}}%", sign, std::abs(percent) < 10 ? ".2g" : ".0f")), percent);
}

// "line 5 (user d), long 80.8 for 160 (-49%)".
std::string row_text(const json& row) {
  const auto user = row["user"].get<std::string>();
  return fmt::format("line {}{}, {} {} for {} ({})", row["line"].get<std::int64_t>(),
                     user.empty() ? "" : fmt::format(" (user {})", user), row["side"].get<std::string>(),
                     price(row["ours_usd"]), price(row["reported_usd"]), difference_text(row["difference"], "+"));
}

// Rows that differ by more than rounding.
std::string worst_text(const json& worst) {
  constexpr double kRounding = 1e-9;
  std::string text;
  for (const json& row : worst)
    if (!row["difference"].is_null() && std::abs(row["difference"].get<double>()) > kRounding)
      text += (text.empty() ? "    worst: " : "; ") + row_text(row);
  return text.empty() ? text : text + "\n";
}

std::string counted(const json& rows, const char* what) {
  const auto count = rows.get<std::int64_t>();
  return count == 0 ? "" : fmt::format("; {} {}", count, what);
}

std::string summary_text(const json& s) {
  return fmt::format("  {}: {} rows; within a tick {}, 0.1% {}, 1% {}; |difference| median {}, 90% {}{}{}{}\n",
                     s["meaning"].get<std::string>(), thousands(s["rows"]), share_text(s["within_tick"]),
                     share_text(s["within_0.1_percent"]), share_text(s["within_1_percent"]),
                     difference_text(s["difference_median"]), difference_text(s["difference_90_percent"]),
                     counted(s["both_never"], "never, by both"),
                     counted(s["reported_but_ours_none"], "where ours has no price"),
                     counted(s["ours_but_none_reported"], "where only ours has a price")) +
         worst_text(s["worst"]);
}

}  // namespace

std::string check_text(const json& check) {
  std::string text = fmt::format(
      "Reported liquidation prices against ours by the rules of {} {}: {} of {} rows report one, {} could be "
      "checked.\n",
      check["venue"].get<std::string>(), check["contract"].get<std::string>(), thousands(check["reported"]),
      thousands(check["rows"]), thousands(check["checked"]));
  for (const json& summary : check["ways"]) text += summary_text(summary);
  for (const json& rows : check["unchecked"])
    text += fmt::format("  not checked: {} rows: {}\n", thousands(rows["rows"]), rows["reason"].get<std::string>());
  return text;
}

}  // namespace tinderbox
