#include "host/engine/rare_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tinderbox {
namespace {

bool falls(const RareConfig& config) {
  return config.event != "rise" && config.event != "shorts_liquidated";
}

int side_of(Direction direction) {
  return direction == Direction::kDown ? 0 : 1;
}

}  // namespace

RareEvent::RareEvent(const RareConfig& config, const LadderTables& ladders, const PriceCoordinate& coordinate,
                     double open_interest_usd)
    : kind_(config.event == "any"                              ? Kind::kAny
            : config.event == "drop" || config.event == "rise" ? Kind::kMove
                                                               : Kind::kLiquidated),
      direction_(falls(config) ? Direction::kDown : Direction::kUp),
      coordinate_(coordinate) {
  const int side = side_of(direction_);
  ladder_end_ = ladders.end_of(side);
  if (kind_ == Kind::kMove) {
    level_ = (direction_ == Direction::kDown ? -1 : 1) * config.level_percent / 100;
    distance_ = std::abs(coordinate.ticks(coordinate.price_now * (1 + level_)));
  }
  if (kind_ != Kind::kLiquidated) return;
  level_ = config.share_percent / 100;
  const double open_interest = open_interest_usd / ladders.money_unit_usd;
  wanted_ = std::max<std::int64_t>(1, std::llround(level_ * open_interest));
  for (std::int32_t r = 0; r < ladders.replicates; ++r)
    largest_share_ =
        std::max(largest_share_, static_cast<double>(ladders.within(r, side, ladder_end_)) / open_interest);
  distance_ = distance_on(ladders);
}

// The nearest distance within which the ladders hold what is wanted on average; their end where they do not.
std::int32_t RareEvent::distance_on(const LadderTables& ladders) const {
  const int side = side_of(direction_);
  const auto held = [&](std::int32_t distance) {
    double sum = 0;
    for (std::int32_t r = 0; r < ladders.replicates; ++r) sum += static_cast<double>(ladders.within(r, side, distance));
    return sum / ladders.replicates;
  };
  std::int32_t low = 0;
  std::int32_t high = ladder_end_;
  while (high - low > 1) {
    const std::int32_t middle = low + (high - low) / 2;
    (held(middle) >= static_cast<double>(wanted_) ? high : low) = middle;
  }
  return high;
}

bool RareEvent::happens(const PathRecord& r) const {
  if (kind_ == Kind::kAny) return true;
  if (kind_ == Kind::kLiquidated) return r.liquidated[side_of(direction_)] >= wanted_;
  return direction_ == Direction::kDown ? -r.low >= distance_ : r.high >= distance_;
}

bool RareEvent::happens_to_twin(const PathRecord& r) const {
  if (kind_ == Kind::kAny) return true;
  return direction_ == Direction::kDown ? -r.twin_low >= distance_ : r.twin_high >= distance_;
}

double RareEvent::move(const PathRecord& r) const {
  return std::abs(coordinate_.fraction(direction_ == Direction::kDown ? r.low : r.high));
}

double RareEvent::twin_move(const PathRecord& r) const {
  return std::abs(coordinate_.fraction(direction_ == Direction::kDown ? r.twin_low : r.twin_high));
}

std::vector<std::string> RareEvent::warnings() const {
  std::vector<std::string> found;
  const char* who = direction_ == Direction::kDown ? "longs" : "shorts";
  if (kind_ == Kind::kLiquidated && largest_share_ < level_)
    found.push_back(fmt::format(
        "the rare event cannot happen: the ladder holds {:.3g}% of the open interest of {}, rare.share_percent "
        "asks for {:.3g}%",
        100 * largest_share_, who, 100 * level_));
  if (kind_ == Kind::kMove && distance_ > ladder_end_)
    found.push_back(fmt::format(
        "the level of the rare event lies beyond the price axis: what the cascade adds beyond {:.6g} USD is not known",
        coordinate_.price(direction_ == Direction::kDown ? -ladder_end_ : ladder_end_)));
  return found;
}

}  // namespace tinderbox
