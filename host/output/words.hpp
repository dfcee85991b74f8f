// Numbers as a person reads them: dollars, shares, prices and times with their errors. Values come as JSON, where null
// is what is not known.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace tinderbox::words {

// "$812 M", "5.00%"; three digits, "unknown" for null.
[[nodiscard]] std::string money(const nlohmann::json& usd);
[[nodiscard]] std::string percent(const nlohmann::json& share);
// "$812 M"; "nothing" for 0.
[[nodiscard]] std::string amount(const nlohmann::json& usd);
// "$812 M +- $31 M" ("nothing" for 0 dollars): as many decimals as the error's second digit needs.
[[nodiscard]] std::string money_plus_minus(const nlohmann::json& estimate);
[[nodiscard]] std::string percent_plus_minus(const nlohmann::json& estimate);
[[nodiscard]] std::string percent_plus_minus(const nlohmann::json& share, const nlohmann::json& error);
[[nodiscard]] std::string number_plus_minus(const nlohmann::json& estimate);
// "$812 M +- $31 M (5-95%: $760 M to $860 M)".
[[nodiscard]] std::string money_with_error(const nlohmann::json& estimate);
[[nodiscard]] std::string percent_with_error(const nlohmann::json& estimate);
[[nodiscard]] std::string number_with_error(const nlohmann::json& estimate);

// "2.65": three digits.
[[nodiscard]] std::string number(const nlohmann::json& number);
// "+0.51"; "unknown" for null.
[[nodiscard]] std::string signed_number(const nlohmann::json& number);
// "-5.0%", from the mark.
[[nodiscard]] std::string from_mark(const nlohmann::json& percent);
// 91,250 or 0.1234: prices without trailing zeros.
[[nodiscard]] std::string price(double usd);
[[nodiscard]] std::string price(const nlohmann::json& usd);
// 120 beside a price of 91,250.
[[nodiscard]] std::string price_error(double usd, double error);
[[nodiscard]] std::string thousands(std::uint64_t number);
[[nodiscard]] std::string thousands(const nlohmann::json& number);
// "10 min", "1 d".
[[nodiscard]] std::string duration(std::int64_t seconds);

// A probability {value, standard_error, interval, paths}: "31.2% +- 0.5%"; with its 95% interval instead where few
// paths decide it; "fewer than 0.09% (none of 4,096 paths)" where none does.
[[nodiscard]] std::string probability(const nlohmann::json& probability);

}  // namespace tinderbox::words
