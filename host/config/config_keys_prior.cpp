// Keys of [prior]: what is assumed about the positions nobody publishes.
#include "host/config/config_key.hpp"

namespace tinderbox {
namespace {

constexpr RealRange kFraction{0, 1};
constexpr RealRange kExponent{-5, 5};
constexpr RealRange kRatePerDay{1e-6, 1e4};
constexpr RealRange kUsd{0.01, 1e12};
constexpr RealRange kTurnover{1e-3, 1e3};
constexpr RealRange kLeverage{0.01, 1000};
constexpr std::size_t kMostMixEntries = 32;

std::vector<ConfigKey> size_keys() {
  return {
      {"prior.size_alpha", PriorKind{[](RunConfig& c) -> UniformPrior& { return c.prior.size_alpha; }, {0.05, 5}}, "",
       "Tail index of position size (truncated Pareto by count).",
       "Hill estimates 0.74 to 0.88 from Hyperliquid positions (ConejoCapital, HyperMultiAssetedADL); sweep 0.7 to "
       "1.0"},
      {"prior.size_min_usd", RealKind{[](RunConfig& c) -> double& { return c.prior.size_min_usd; }, kUsd}, "USD",
       "Smallest position.", "choice: with a tail index below 1, smaller positions hold almost no notional"},
      {"prior.size_cap_usd", RealKind{[](RunConfig& c) -> double& { return c.prior.size_cap_usd; }, kUsd}, "USD",
       "Largest position. With a tail index below 1 the cap decides the mean and the lumpiness of the map.",
       "assumption: the largest plausible account; sweep 1e7 to 1e9"},
  };
}

std::vector<ConfigKey> margin_keys() {
  return {
      {"prior.isolated_share",
       PriorKind{[](RunConfig& c) -> UniformPrior& { return c.prior.isolated_share; }, kFraction}, "fraction",
       "Share of the notional in isolated margin; the rest is cross margin.",
       "against reported Binance BTC liquidations, 2024-11 to 2025-06, 100% overshoots 37-fold and 20% 6-fold; reports "
       "may be up to 5 times too low"},
      {"prior.isolated_size_exponent",
       RealKind{[](RunConfig& c) -> double& { return c.prior.isolated_size_exponent; }, kExponent}, "",
       "The isolated share falls as size to the power of minus this.",
       "assumption: small accounts use isolated margin and high leverage (Soska et al., BitMEX study)"},
      {"prior.short_leverage_exponent",
       RealKind{[](RunConfig& c) -> double& { return c.prior.short_leverage_exponent; }, kExponent}, "",
       "Shorts hold more hedges: their leverage weights are multiplied by leverage to the power of this.",
       "assumption: shorts are more often hedges (Soska et al., BitMEX study); the value was tuned on Binance BTCUSDT, "
       "2025-03-08 to 2025-06-30, towards the reported level of short liquidations (validation notes)"},
      {"prior.leverage_size_exponent",
       RealKind{[](RunConfig& c) -> double& { return c.prior.leverage_size_exponent; }, kExponent}, "",
       "Tilt of leverage with size: weights are multiplied by (size / m)^(-exponent * ln leverage), m the size "
       "below which half of the notional is held.",
       "assumption; larger positions use less leverage (BitMEX leverage statistics, 2018 and 2019)"},
      {"prior.isolated_leverage",
       LeverageMixKind{[](RunConfig& c) -> std::vector<LeverageShare>& { return c.prior.isolated_leverage; }, kLeverage,
                       kMostMixEntries},
       "", "Leverage of isolated positions, as shares of the stock of isolated notional.",
       "assumption: high leverage is common by count, rare by notional (Binance 2019: most trades at 20x or more, "
       "institutions, with most of the volume, at 20x or less); the shares were tuned on Binance BTCUSDT, 2025-03-08 "
       "to "
       "2025-06-30, towards reported liquidations and 1 to 4% of open interest within 5% (validation notes)"},
      {"prior.cross_leverage",
       LeverageMixKind{[](RunConfig& c) -> std::vector<LeverageShare>& { return c.prior.cross_leverage; }, kLeverage,
                       kMostMixEntries},
       "", "Effective leverage of cross positions, as shares of the stock of cross notional.",
       "near Hyperliquid, December 2025, by open interest: 36% below 3x, 48% at 3 to 7x, 15% above (PANews); less "
       "above 7x: the shares were tuned on Binance BTCUSDT, 2025-03-08 to 2025-06-30, towards reported liquidations "
       "(validation notes)"},
      {"prior.cross_coin_collateral_share",
       PriorKind{[](RunConfig& c) -> UniformPrior& { return c.prior.cross_coin_collateral_share; }, kFraction},
       "fraction", "Part of cross collateral held in the coin, whose value moves with the mark.",
       "assumption: no public figure was found"},
      {"prior.funding_leverage_tilt",
       RealKind{[](RunConfig& c) -> double& { return c.prior.funding_leverage_tilt; }, kExponent},
       "per 1e-4 of funding", "Leverage exponent of the crowded side for each 1e-4 of funding rate above neutral.",
       "assumption: contracts are two-sided, so funding can tilt leverage and count, never notional"},
      {"prior.account_ratio_size_tilt",
       RealKind{[](RunConfig& c) -> double& { return c.prior.account_ratio_size_tilt; }, kExponent}, "",
       "Size exponent of the side with more accounts, for each step of the account ratio: more accounts hold the same "
       "notional, so they are smaller.",
       "assumption, as above"},
  };
}

std::vector<ConfigKey> life_keys() {
  return {
      {"prior.close_clock",
       WordKind{[](RunConfig& c) -> std::string& { return c.prior.close_clock; }, {"volume", "calendar"}}, "",
       "`volume`: positions close faster when more is traded; `calendar`: at constant rates.",
       "assumption: closing trades are part of the volume"},
      {"prior.reference_turnover_per_day",
       RealKind{[](RunConfig& c) -> double& { return c.prior.reference_turnover_per_day; }, kTurnover}, "per day",
       "Volume over open interest at which the closing rates below hold (volume clock).",
       "Binance BTCUSDT public archive, 2024-11 to 2025-06: median 2.1, mean 2.4"},
      {"prior.fast_close_rate_per_day",
       PriorKind{[](RunConfig& c) -> UniformPrior& { return c.prior.fast_close_rate_per_day; }, kRatePerDay}, "per day",
       "Rate at which fast money closes.",
       "assumption: several round trips a day; lowered on Binance BTCUSDT, 2025-03-08 to 2025-06-30, until births and "
       "exits followed open interest within 2% (validation notes)"},
      {"prior.slow_close_rate_per_day",
       PriorKind{[](RunConfig& c) -> UniformPrior& { return c.prior.slow_close_rate_per_day; }, kRatePerDay}, "per day",
       "Rate at which slow money closes.",
       "assumption: most holders stay for days (88% of the positions touched on 2025-10-10 were older than the event: "
       "ConejoCapital, Hyperliquid), and closing takes at most half of the turnover on average; lowered together with "
       "the "
       "fast rate"},
      {"prior.fast_stock_share",
       PriorKind{[](RunConfig& c) -> UniformPrior& { return c.prior.fast_stock_share; }, kFraction}, "fraction",
       "Share of the stock of notional that is fast money.",
       "assumption: with the rates above, closing takes 0.2 to 1.2, on average 0.6, of the open interest a day"},
  };
}

std::vector<ConfigKey> entry_keys() {
  return {
      {"prior.prehistory",
       WordKind{[](RunConfig& c) -> std::string& { return c.prior.prehistory; }, {"aged", "lognormal"}}, "",
       "Where the stock of the first bar was entered. `aged`: by age, volatility and survival; `lognormal`: spread "
       "around the first price, with no survival.",
       "assumption: entries before the data are not observed"},
      {"prior.prehistory_sd_log",
       RealKind{[](RunConfig& c) -> double& { return c.prior.prehistory_sd_log; }, {1e-4, 2}}, "log price",
       "Standard deviation of the log entry (`lognormal` only).", "assumption"},
      {"prior.reference_volatility_annual",
       RealKind{[](RunConfig& c) -> double& { return c.prior.reference_volatility_annual; }, {1e-3, 10}},
       "per square root year", "Volatility used for expected lives and for the `aged` pre-history.",
       "as synth.volatility_annual"},
      {"prior.entry", WordKind{[](RunConfig& c) -> std::string& { return c.prior.entry; }, {"volume", "uniform"}}, "",
       "Entry price inside a bar. `volume`: triangular between low and high with the mean at the volume-weighted "
       "price; `uniform`: between low and high.",
       "choice: volume at price is not in the bars"},
  };
}

std::vector<ConfigKey> joined(const std::vector<std::vector<ConfigKey>>& parts) {
  std::vector<ConfigKey> keys;
  for (const std::vector<ConfigKey>& part : parts) keys.insert(keys.end(), part.begin(), part.end());
  return keys;
}

}  // namespace

std::vector<ConfigKey> mix_config_keys() {
  return joined({size_keys(), margin_keys()});
}

std::vector<ConfigKey> prior_config_keys() {
  return joined({mix_config_keys(), life_keys(), entry_keys()});
}

}  // namespace tinderbox
