#include "host/output/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tinderbox::words {
namespace {

using nlohmann::json;

constexpr double kFewPaths = 30;
constexpr char kNothing[] = "nothing";

// How an amount is written: number / scale between prefix and suffix.
struct Unit {
  double scale;
  const char* prefix;
  const char* suffix;
};

constexpr Unit kPercent{0.01, "", "%"};
constexpr Unit kPlain{1, "", ""};
constexpr int kMostDecimals = 6;

// The unit in which an amount has one to three digits before the point.
Unit dollars(const json& usd) {
  const double size = usd.is_null() ? 0 : std::abs(usd.get<double>());
  for (const Unit unit : {Unit{1e9, "$", " bn"}, Unit{1e6, "$", " M"}, Unit{1e3, "$", " k"}})
    if (size >= 0.9995 * unit.scale) return unit;
  return {1, "$", ""};
}

// Decimals that leave `significant` digits of a number.
int decimals_for(double number, int significant) {
  if (!(std::abs(number) > 0)) return 2;
  return std::clamp(significant - 1 - static_cast<int>(std::floor(std::log10(std::abs(number)))), 0, kMostDecimals);
}

std::string written(const json& number, const Unit& unit, int decimals) {
  if (number.is_null()) return "unknown";
  return fmt::format("{}{:.{}f}{}", unit.prefix, number.get<double>() / unit.scale, decimals, unit.suffix);
}

std::string written(const json& number, const Unit& unit) {
  return written(number, unit, number.is_null() ? 0 : decimals_for(number.get<double>() / unit.scale, 3));
}

// As many decimals as the error's second digit needs; three digits of the value where there is no error.
int shared_decimals(const json& value, const json& error, const Unit& unit) {
  const bool has_error = !error.is_null() && error.get<double>() > 0;
  return has_error ? decimals_for(error.get<double>() / unit.scale, 2)
                   : decimals_for(value.get<double>() / unit.scale, 3);
}

// "$812 M +- $31 M", in one unit.
std::string plus_minus(const json& value, const json& error, const Unit& unit) {
  if (value.is_null()) return "unknown";
  const int decimals = shared_decimals(value, error, unit);
  return fmt::format("{} {}", written(value, unit, decimals),
                     error.is_null() ? "with no error bar" : "+- " + written(error, unit, decimals));
}

// "$812 M +- $31 M (5-95%: $760 M to $860 M)".
std::string with_error(const json& estimate, const Unit& unit) {
  const json& value = estimate["value"];
  const json& error = estimate["standard_error"];
  if (value.is_null()) return "unknown";
  const int decimals = shared_decimals(value, error, unit);
  return fmt::format("{} (5-95%: {} to {})", plus_minus(value, error, unit), written(estimate["low"], unit, decimals),
                     written(estimate["high"], unit, decimals));
}

std::string plus_minus(const json& estimate, const Unit& unit) {
  return plus_minus(estimate["value"], estimate["standard_error"], unit);
}

// A share with the decimals that two digits of `scale` need.
std::string percent_to(const json& share, double scale) {
  return written(share, kPercent, decimals_for(scale / kPercent.scale, 2));
}

}  // namespace

std::string money_with_error(const json& estimate) {
  return with_error(estimate, dollars(estimate["value"]));
}
std::string percent_with_error(const json& estimate) {
  return with_error(estimate, kPercent);
}

std::string number_with_error(const json& estimate) {
  return with_error(estimate, kPlain);
}
std::string amount(const json& usd) {
  return usd == 0 ? kNothing : money(usd);
}
std::string money_plus_minus(const json& estimate) {
  if (estimate["value"] == 0) return kNothing;
  return plus_minus(estimate, dollars(estimate["value"]));
}
std::string percent_plus_minus(const json& estimate) {
  return plus_minus(estimate, kPercent);
}
std::string percent_plus_minus(const json& share, const json& error) {
  return plus_minus(share, error, kPercent);
}
std::string number_plus_minus(const json& estimate) {
  return plus_minus(estimate, kPlain);
}

std::string money(const json& usd) {
  return written(usd, dollars(usd));
}
std::string percent(const json& share) {
  return written(share, kPercent);
}

std::string number(const json& number) {
  return written(number, kPlain);
}

std::string signed_number(const json& number) {
  return number.is_null() ? "unknown" : fmt::format("{:+.2f}", number.get<double>());
}

namespace {

std::string whole_number(double number) {
  std::string text = fmt::format("{:.0f}", number);
  for (std::size_t at = text.size(); at > 3 + (number < 0 ? 1U : 0U); at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

}  // namespace

std::string from_mark(const json& percent) {
  return percent.is_null() ? "unknown" : fmt::format("{:+.1f}%", percent.get<double>());
}

std::string price(double usd) {
  return std::abs(usd) < 1000 ? fmt::format("{:.6g}", usd) : whole_number(usd);
}

std::string price(const json& usd) {
  return usd.is_null() ? "unknown" : price(usd.get<double>());
}

std::string price_error(double usd, double error) {
  return std::abs(usd) < 1000 ? fmt::format("{:.2g}", error) : whole_number(error);
}

std::string thousands(std::uint64_t number) {
  return number < 1000 ? fmt::format("{}", number) : price(static_cast<double>(number));
}

std::string thousands(const json& number) {
  return number.is_null() ? "unknown" : price(number.get<double>());
}

std::string duration(std::int64_t seconds) {
  if (seconds % 86400 == 0) return fmt::format("{} d", seconds / 86400);
  if (seconds % 3600 == 0) return fmt::format("{} h", seconds / 3600);
  return seconds % 60 == 0 ? fmt::format("{} min", seconds / 60) : fmt::format("{} s", seconds);
}

std::string probability(const json& p) {
  if (p["value"].is_null()) return "unknown";
  const auto value = p["value"].get<double>();
  const auto paths = p["paths"].get<double>();
  const json& low = p["interval"][0];
  const json& high = p["interval"][1];
  const double hits = std::round(value * paths);
  if (hits < 1) return fmt::format("fewer than {} (none of {} paths)", percent(high), whole_number(paths));
  if (hits > paths - 1) return fmt::format("more than {} (all of {} paths)", percent(low), whole_number(paths));
  const bool few = std::min(hits, paths - hits) < kFewPaths;
  if (!few && !p["standard_error"].is_null()) return percent_plus_minus(p);
  const double width = low.is_null() || high.is_null() ? value : high.get<double>() - low.get<double>();
  return fmt::format("{} (95%: {} to {}; {} of {} paths)", percent_to(p["value"], width), percent_to(low, width),
                     percent_to(high, width), whole_number(hits), whole_number(paths));
}

}  // namespace tinderbox::words
