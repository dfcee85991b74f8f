// Books and ladders built by hand for tests of the cascade.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/cascade.hpp"
#include "sim/liquidation_ladder.hpp"
#include "sim/order_book.hpp"
#include "tests/sim/statistics.hpp"

namespace tinderbox::testing {

// `view()` stays valid while this object lives and does not grow.
class SampleBook {
 public:
  explicit SampleBook(double bin_ticks) : bin_ticks_(bin_ticks) {}

  // Another bin, farther out, that holds `money`.
  SampleBook& add(double money) {
    const double centre = bin_ticks_ * (bins_ + 0.5);
    volume_.push_back(volume_.back() + money);
    moment_.push_back(moment_.back() + money * centre);
    ++bins_;
    return *this;
  }
  [[nodiscard]] BookView view() const { return {volume_.data(), moment_.data(), bin_ticks_, bins_}; }

  // A density of a + k x money units a tick at distance x.
  static SampleBook rising(double a, double k, double bin_ticks, int bins) {
    SampleBook book(bin_ticks);
    for (int i = 0; i < bins; ++i) book.add(bin_ticks * (a + k * bin_ticks * (i + 0.5)));
    return book;
  }
  static SampleBook even(double a, double bin_ticks, int bins) { return rising(a, 0, bin_ticks, bins); }

  // Some bins hold nothing.
  static SampleBook random(CaseSource& cases, int most_bins, double most_money) {
    SampleBook book(cases.log_between(10, 1e5));
    const std::int64_t bins = cases.below(most_bins + 1);
    for (std::int64_t i = 0; i < bins; ++i) book.add(cases.below(5) == 0 ? 0 : cases.between(0, most_money));
    return book;
  }

 private:
  double bin_ticks_;
  std::int32_t bins_ = 0;
  std::vector<double> volume_{0};
  std::vector<double> moment_{0};
};

// Likewise for a ladder.
class SampleLadder {
 public:
  // Another level, from the last edge to `edge`.
  SampleLadder& add(std::int32_t edge, std::int64_t money, float buffer = 0) {
    edge_.push_back(edge);
    cumulative_.push_back(cumulative_.back() + money);
    buffer_.push_back(buffer);
    return *this;
  }
  // All of `money` triggers when the mark has come `distance` ticks, and not a tick before.
  SampleLadder& add_at(std::int32_t distance, std::int64_t money, float buffer = 0) {
    if (edge_.back() < distance - 1) add(distance - 1, 0, buffer);
    return add(distance, money, buffer);
  }
  [[nodiscard]] LadderView view() const { return {edge_.data(), cumulative_.data(), buffer_.data(), levels()}; }
  [[nodiscard]] std::int32_t levels() const { return static_cast<std::int32_t>(buffer_.size()); }
  [[nodiscard]] std::int64_t total() const { return cumulative_.back(); }
  [[nodiscard]] const std::vector<std::int32_t>& edges() const { return edge_; }
  [[nodiscard]] const std::vector<std::int64_t>& cumulative() const { return cumulative_; }

  static SampleLadder even(std::int32_t width, std::int64_t money, float buffer = 0) {
    return SampleLadder().add(width, money, buffer);
  }
  // Some levels hold nothing.
  static SampleLadder random(CaseSource& cases, int most_levels, std::int32_t widest, std::int64_t most_money) {
    SampleLadder ladder;
    const std::int64_t levels = cases.below(most_levels + 1);
    for (std::int64_t j = 0; j < levels; ++j)
      ladder.add(ladder.edge_.back() + 1 + cases.below32(widest), cases.below(4) == 0 ? 0 : cases.below(most_money),
                 static_cast<float>(cases.between(0, widest)));
    return ladder;
  }

 private:
  std::vector<std::int32_t> edge_{0};
  std::vector<std::int64_t> cumulative_{0};
  std::vector<float> buffer_;
};

// Permanent impact, rounds at once.
inline CascadeRules rules_of(double permanent_share, double surplus_share = 0) {
  CascadeRules rules{};
  rules.permanent_share = permanent_share;
  rules.surplus_share = surplus_share;
  rules.refill_of_round = 1;
  rules.reversion_of_round = 1;
  rules.feedback = 1;
  return rules;
}

}  // namespace tinderbox::testing
