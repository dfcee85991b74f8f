#include "host/engine/mix_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/holding_time.hpp"
#include "sim/size_law.hpp"

namespace tinderbox {
namespace {

constexpr double kNeutralFunding = 1e-4;
constexpr double kSizeBandRatio = 3.1622776601683795;  // half a decade

struct SizeBand {
  double low = 0;
  double high = 0;
  double max_leverage = 0;

  [[nodiscard]] double middle() const { return std::sqrt(low * high); }
};

// Half-decades of size, cut where the leverage limit changes.
std::vector<SizeBand> size_bands(const PriorConfig& prior, const SamplerRule& rule, double price_usd) {
  std::vector<double> edges{prior.size_min_usd, prior.size_cap_usd};
  for (double edge = prior.size_min_usd * kSizeBandRatio; edge < prior.size_cap_usd; edge *= kSizeBandRatio)
    edges.push_back(edge);
  for (const double cap : rule.caps_usd(price_usd))
    if (cap > prior.size_min_usd && cap < prior.size_cap_usd) edges.push_back(cap);
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  std::vector<SizeBand> bands;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i)
    bands.push_back({edges[i], edges[i + 1], rule.max_leverage(std::sqrt(edges[i] * edges[i + 1]), price_usd)});
  return bands;
}

struct MixStratum {
  Stratum stratum;
  std::size_t size_band = 0;
  double leverage = 0;  // geometric middle
  double share = 0;     // configured, within the margin mode
};

// The leverage shares that a band's limit leaves, cut at the limit; where none is left, everything at the limit.
std::vector<LeverageShare> truncated(const std::vector<LeverageShare>& shares, double max_leverage) {
  std::vector<LeverageShare> kept;
  for (const LeverageShare& share : shares) {
    if (share.low > max_leverage || (share.low == max_leverage && share.high > share.low)) continue;
    const double high = std::min(share.high, max_leverage);
    const double whole = share.high > share.low ? std::log(share.high / share.low) : 1;
    const double part = share.high > share.low ? std::log(high / share.low) : 1;
    kept.push_back({share.low, high, share.share * part / whole});
  }
  if (kept.empty()) kept.push_back({max_leverage, max_leverage, 1});
  return kept;
}

std::vector<MixStratum> all_strata(const PriorConfig& prior, const std::vector<SizeBand>& bands) {
  std::vector<MixStratum> strata;
  for (std::size_t b = 0; b < bands.size(); ++b)
    for (int is_cross = 0; is_cross < 2; ++is_cross)
      for (const LeverageShare& share :
           truncated(is_cross != 0 ? prior.cross_leverage : prior.isolated_leverage, bands[b].max_leverage))
        for (int speed = 0; speed < kSpeeds; ++speed) {
          MixStratum s;
          s.stratum = {
              bands[b].low, log(bands[b].high / bands[b].low), share.low, log(share.high / share.low), is_cross, speed};
          s.size_band = b;
          s.leverage = std::sqrt(share.low * share.high);
          s.share = share.share;
          strata.push_back(s);
        }
  return strata;
}

// Shares of notional by size band, tilted by size^exponent, and the isolated share of each band.
struct SizeMix {
  std::vector<double> share;
  std::vector<double> isolated;
};

SizeMix size_mix(const PriorConfig& prior, const ReplicatePrior& replicate, const std::vector<SizeBand>& bands,
                 double reference_size, double size_exponent) {
  SizeMix mix;
  double total = 0;
  for (const SizeBand& band : bands) {
    const double share =
        notional_share(band.low, band.high, prior.size_min_usd, prior.size_cap_usd, replicate.size_alpha) *
        power(band.middle() / reference_size, size_exponent);
    mix.share.push_back(share);
    total += share;
  }
  for (double& share : mix.share) share /= total;
  // Isolated share c * size^-e, at most 1 in any band, with c such that the whole is the drawn share. Capping a band
  // moves its excess to the others, so the search for c repeats until nothing changes.
  mix.isolated.assign(bands.size(), 0);
  double scale = 0;
  for (std::size_t pass = 0; pass <= bands.size(); ++pass) {
    double capped = 0;
    double free = 0;
    for (std::size_t b = 0; b < bands.size(); ++b) {
      const double shape = power(bands[b].middle() / reference_size, -prior.isolated_size_exponent);
      if (scale * shape >= 1)
        capped += mix.share[b];
      else
        free += mix.share[b] * shape;
    }
    if (free <= 0) break;
    scale = std::max(0.0, replicate.isolated_share - capped) / free;
  }
  for (std::size_t b = 0; b < bands.size(); ++b)
    mix.isolated[b] = std::min(1.0, scale * power(bands[b].middle() / reference_size, -prior.isolated_size_exponent));
  return mix;
}

// ln of the weight that leverage gets beyond its configured share: smaller positions and the crowded side use more.
double leverage_tilt(const PriorConfig& prior, double leverage, double relative_size, double side_tilt) {
  return log(leverage) * (side_tilt - prior.leverage_size_exponent * log(relative_size));
}

double life_days(const PriorConfig& prior, const ReplicatePrior& replicate, const MixStratum& s, double size, Side side,
                 const MarginRuleView& rule, double price_usd) {
  const double hazard = s.stratum.speed == 0 ? replicate.fast_close_rate_per_day : replicate.slow_close_rate_per_day;
  const double coin_share = s.stratum.is_cross != 0 ? replicate.coin_collateral_share : 0;
  const double ratio = position_level(rule, sign_of(side), s.leverage, coin_share, size, price_usd).ratio;
  if (ratio <= 0) return 1 / hazard;
  const double distance = std::max(-sign_of(side) * log(ratio), 1e-4);
  return expected_life_days(hazard, distance, prior.reference_volatility_annual / std::sqrt(365.0));
}

// Relative stock weights of the strata for one group and mix.
std::vector<double> stock_weights(const PriorConfig& prior, const ReplicatePrior& replicate, Side side, int mix,
                                  const std::vector<SizeBand>& bands, const std::vector<MixStratum>& strata,
                                  double reference_size) {
  const double side_sign = sign_of(side);
  const int funding_step = mix / kAccountTilts - kFundingTilts / 2;
  const int account_step = mix % kAccountTilts - kAccountTilts / 2;
  const SizeMix sizes =
      size_mix(prior, replicate, bands, reference_size, -prior.account_ratio_size_tilt * side_sign * account_step);
  const double side_tilt = prior.funding_leverage_tilt * side_sign * funding_step +
                           (side == Side::kShort ? prior.short_leverage_exponent : 0);
  std::vector<double> weights(strata.size());
  std::vector<double> norm(bands.size() * 2, 0.0);
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const MixStratum& s = strata[i];
    weights[i] =
        s.share * exp(leverage_tilt(prior, s.leverage, bands[s.size_band].middle() / reference_size, side_tilt));
    norm[s.size_band * 2 + static_cast<std::size_t>(s.stratum.is_cross)] += weights[i] / kSpeeds;
  }
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const MixStratum& s = strata[i];
    const double isolated = sizes.isolated[s.size_band];
    weights[i] *= sizes.share[s.size_band] * (s.stratum.is_cross != 0 ? 1 - isolated : isolated) /
                  norm[s.size_band * 2 + static_cast<std::size_t>(s.stratum.is_cross)] *
                  (s.stratum.speed == 0 ? replicate.fast_stock_share : 1 - replicate.fast_stock_share);
  }
  return weights;
}

}  // namespace

int mix_index(double funding_rate, double long_short_ratio) {
  const double funding = std::clamp(std::round((funding_rate - kNeutralFunding) / kNeutralFunding), -2.0, 2.0);
  const double account = std::isnan(long_short_ratio) || long_short_ratio <= 0
                             ? 0.0
                             : std::clamp(std::round(log(long_short_ratio) / log(1.5)), -1.0, 1.0);
  return (static_cast<int>(funding) + kFundingTilts / 2) * kAccountTilts + static_cast<int>(account) +
         kAccountTilts / 2;
}

std::vector<AliasEntry> build_alias_table(const std::vector<double>& weights) {
  const std::size_t n = weights.size();
  double total = 0;
  for (const double w : weights) total += w;
  std::vector<double> scaled(n);
  std::vector<std::size_t> small;
  std::vector<std::size_t> large;
  for (std::size_t i = 0; i < n; ++i) {
    scaled[i] = weights[i] / total * static_cast<double>(n);
    (scaled[i] < 1 ? small : large).push_back(i);
  }
  std::vector<AliasEntry> table(n);
  for (std::size_t i = 0; i < n; ++i) table[i] = {0xFFFFFFFFU, static_cast<std::uint32_t>(i)};
  while (!small.empty() && !large.empty()) {
    const std::size_t less = small.back();
    small.pop_back();
    const std::size_t more = large.back();
    table[less] = {static_cast<std::uint32_t>(std::min(scaled[less] * 0x1p32, 4294967295.0)),
                   static_cast<std::uint32_t>(more)};
    scaled[more] = scaled[more] + scaled[less] - 1;
    if (scaled[more] < 1) {
      large.pop_back();
      small.push_back(more);
    }
  }
  return table;
}

MixTables build_mix_tables(const PriorConfig& prior, const std::vector<ReplicatePrior>& replicates,
                           const SamplerRule& rule, double reference_price_usd) {
  const std::vector<SizeBand> bands = size_bands(prior, rule, reference_price_usd);
  const std::vector<MixStratum> strata = all_strata(prior, bands);
  MixTables tables;
  for (const MixStratum& s : strata) tables.strata.push_back(s.stratum);
  for (int mix = 0; mix < kMixes; ++mix)
    for (const ReplicatePrior& replicate : replicates) {
      const double reference_size = size_by_notional(
          0.5, prior.size_min_usd, log(prior.size_cap_usd / prior.size_min_usd), 1 - replicate.size_alpha);
      for (const Side side : {Side::kLong, Side::kShort}) {
        std::vector<double> weights = stock_weights(prior, replicate, side, mix, bands, strata, reference_size);
        const std::vector<AliasEntry> stock = build_alias_table(weights);
        tables.stock.insert(tables.stock.end(), stock.begin(), stock.end());
        for (std::size_t i = 0; i < strata.size(); ++i)
          weights[i] /= life_days(prior, replicate, strata[i], bands[strata[i].size_band].middle(), side, rule.view(),
                                  reference_price_usd);
        const std::vector<AliasEntry> birth = build_alias_table(weights);
        tables.birth.insert(tables.birth.end(), birth.begin(), birth.end());
      }
    }
  return tables;
}

}  // namespace tinderbox
