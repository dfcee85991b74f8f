#include "host/engine/level_choice.hpp"

#include <algorithm>
#include <cmath>

namespace tinderbox {
namespace {

constexpr double kClusterApart = 0.01;  // of the price: clusters are at least that far from each other
constexpr double kClusterReach = 0.10;  // and at most that far from the price

// Adds levels as long as they have a bin of their own.
class LevelList {
 public:
  LevelList(const PriceCoordinate& coordinate, const std::vector<double>& bounds)
      : coordinate_(coordinate), bounds_(bounds), taken_(bounds.size() / 2, false) {
    if (const auto bin = bin_of(coordinate.price_now); bin < taken_.size()) taken_[bin] = true;
  }

  void add(double price, LevelSource source) {
    const std::size_t bin = bin_of(price);
    if (bin >= taken_.size() || taken_[bin]) return;
    taken_[bin] = true;
    levels_.push_back({price, source, coordinate_.ticks(price), bin});
  }

  [[nodiscard]] std::vector<ChosenLevel> sorted() const {
    std::vector<ChosenLevel> levels = levels_;
    std::sort(levels.begin(), levels.end(), [](const auto& a, const auto& b) { return a.price < b.price; });
    return levels;
  }

 private:
  // The number of bins where the price lies outside the axis.
  [[nodiscard]] std::size_t bin_of(double price) const {
    std::size_t bin = 0;
    if (!(price >= bounds_.front())) return taken_.size();
    while (bin < taken_.size() && price >= bounds_[2 * bin + 1]) ++bin;
    return bin;
  }

  const PriceCoordinate& coordinate_;
  const std::vector<double>& bounds_;
  std::vector<bool> taken_;
  std::vector<ChosenLevel> levels_;
};

// Money of each level of a side, over all venues and replicates.
std::vector<double> money_by_level(const LadderTables& ladders, int side) {
  std::vector<double> money(static_cast<std::size_t>(ladders.levels[side]), 0.0);
  for (std::int32_t v = 0; v < ladders.venues; ++v)
    for (std::int32_t r = 0; r < ladders.replicates; ++r)
      for (std::size_t j = 0; j < money.size(); ++j)
        money[j] += static_cast<double>(ladders.in_level(ladders.row_of(v, r, side), j));
  return money;
}

// The edges, nearer to the price, of the bins that stand out most.
void add_clusters(const LadderTables& ladders, const LadderTables& smooth, int side, std::int32_t count, double now,
                  const std::vector<double>& bounds, LevelList& levels) {
  std::vector<double> money = money_by_level(ladders, side);
  const std::vector<double> usual = money_by_level(smooth, side);
  const std::int32_t* bin = ladders.bin.data() + static_cast<std::ptrdiff_t>(side) * ladders.stride;
  const auto edge = [&](std::size_t j) { return bounds[2 * static_cast<std::size_t>(bin[j]) + (side == 0 ? 1 : 0)]; };
  for (std::size_t j = 0; j < money.size(); ++j)
    money[j] = bin[j] >= 0 && std::abs(edge(j) - now) <= kClusterReach * now ? money[j] - usual[j] : 0;
  for (std::int32_t i = 0; i < count; ++i) {
    const auto most = std::max_element(money.begin(), money.end());
    if (most == money.end() || *most <= 0) return;
    const auto at = static_cast<std::size_t>(most - money.begin());
    const double price = edge(at);
    levels.add(price, LevelSource::kCluster);
    for (std::size_t j = 0; j < money.size(); ++j)
      if (bin[j] >= 0 && std::abs(edge(j) - price) <= kClusterApart * price) money[j] = 0;
  }
}

void add_round_numbers(double now, std::int32_t count, LevelList& levels) {
  const double step = round_step(now);
  const double below = std::floor(now / step) * step;
  for (std::int32_t i = 0; i < count; ++i) {
    if (const double price = (below < now ? below : below - step) - i * step; price > 0)
      levels.add(price, LevelSource::kRoundNumber);
    levels.add(below + (i + 1) * step, LevelSource::kRoundNumber);
  }
}

void add_recent_extremes(const MarketState& market, double hours, LevelList& levels) {
  const auto bars = static_cast<std::ptrdiff_t>(std::min<double>(
      static_cast<double>(market.bars()), std::ceil(hours * 3600 / static_cast<double>(market.bar_seconds))));
  if (bars < 1) return;
  levels.add(*std::min_element(market.mark_low.end() - bars, market.mark_low.end()), LevelSource::kRecentExtreme);
  levels.add(*std::max_element(market.mark_high.end() - bars, market.mark_high.end()), LevelSource::kRecentExtreme);
}

}  // namespace

double round_step(double price) {
  const double wanted = 0.05 * price;
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  double best = power;
  for (const double factor : {2.0, 5.0, 10.0})
    if (std::abs(std::log(factor * power / wanted)) < std::abs(std::log(best / wanted))) best = factor * power;
  return best;
}

std::vector<ChosenLevel> choose_levels(const LevelsConfig& config, const MarketState& market,
                                       const LadderTables& ladders, const LadderTables& smooth,
                                       const PriceCoordinate& coordinate, const std::vector<double>& bounds) {
  LevelList levels(coordinate, bounds);
  for (const double price : config.prices_usd) levels.add(price, LevelSource::kNamed);
  for (int side = 0; side < kSides; ++side)
    add_clusters(ladders, smooth, side, config.clusters, coordinate.price_now, bounds, levels);
  add_round_numbers(coordinate.price_now, config.round_numbers, levels);
  add_recent_extremes(market, config.recent_hours, levels);
  return levels.sorted();
}

}  // namespace tinderbox
