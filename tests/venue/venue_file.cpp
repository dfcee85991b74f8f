#include "tests/venue/venue_file.hpp"

#include <stdexcept>

#include "host/support/error.hpp"
#include "host/support/utc_time.hpp"
#include "host/venue/venue.hpp"

namespace tinderbox {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  if (from.empty()) return text;
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("the text to replace is not there: " + from);
  return text.replace(at, from.size(), to);
}

}  // namespace

std::string venue_file(const std::string& from, const std::string& to) {
  return replaced(R"(name = "binance"
contract = "TEST"
kind = "linear"
tick_size_usd = 0.1
lot_size = 0.001
taker_fee = 0.0005
liquidation_fee = 0.0125
[[tier_tables]]
as_of = 2024-01-01
source = "an announcement"
tiers = [
  { floor_usd = 0, cap_usd = 50_000, max_leverage = 125, mmr = 0.004, maint_amount_usd = 0 },
  { floor_usd = 50_000, cap_usd = 250_000, max_leverage = 100, mmr = 0.005, maint_amount_usd = 50 },
]
[[tier_tables]]
as_of = "2025-01-01"
source = "another"
tiers = [ { floor_usd = 0, cap_usd = 1e6, max_leverage = 50, mmr = 0.01, maint_amount_usd = 0 } ]
)",
                  from, to);
}

std::string inverse_file(const std::string& from, const std::string& to) {
  return replaced(R"(name = "mine"
contract = "BTCUSD"
kind = "inverse"
contract_value = 100
quote = "USD"
settle = "BTC"
tick_size_usd = 0.5
lot_size = 1
source = "a page"
as_of = 2025-01-01
trigger = "oracle"
taker_fee = { value = 0.0006, source = "a schedule", as_of = 2024-05-01 }
liquidation_fee = { missing = "not published" }
insurance_fund_usd = 1e6
mark_price = { rule = "index_plus_basis", basis_window_seconds = 30 }
funding = { rule = "deadband", interval_seconds = 3600, interest_per_8h = 0.0001, band_per_8h = 0.00025, cap_per_interval = 0.04 }
process = { kind = "partial_share", share = 0.2, share_above_usd = 1e5, cooldown_seconds = 30, backstop_share = 0.5 }
adl = { ranking = "pnl_times_leverage", price = "mark", source = "another page" }
display = { tick_usd = 0.5, liquidation = "up", bankruptcy = "down", extra_ticks = 1 }
[[margin_rules]]
as_of = 2024-01-01
family = "inverse_entry"
source = "an old page"
[[margin_rules]]
as_of = 2025-09-02
family = "inverse_mark"
source = "a new page"
fee_in_trigger = 0.0005
added_margin_fee = 0.00055
tier_valued_at = "entry"
[[tier_tables]]
as_of = 2024-01-01
source = "a table"
caveat = "half of it"
tiers = [
  { floor_coin = 0, cap_coin = 100, max_leverage = 100, mmr = 0.005, maint_amount_coin = 0 },
  { floor_coin = 100, cap_coin = inf, max_leverage = 50, mmr = 0.01, maint_amount_coin = 0.5 },
]
[[tier_tables]]
as_of = 2025-01-01
missing = "the page is gone"
[[tier_tables]]
as_of = 2026-01-01
source = "a third table"
basis = "contracts"
shape = "whole_position"
tiers = [
  { floor_contracts = 0, cap_contracts = 1000, max_leverage = 100, mmr = 0.004 },
  { floor_contracts = 1000, cap_contracts = 2000, max_leverage = 50, mmr = 0.01 },
]
)",
                  from, to);
}

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(parse_venue(text, "bad.toml"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::int64_t at(const char* date) {
  return parse_utc(date).value();
}

}  // namespace tinderbox
