// Liquidation prices a second under the tiers of a large contract, by lanes over arrays (sim/margin_lanes.hpp). Items
// are positions. Arrays are of the size that a cache holds: this is arithmetic, not memory.
#include <benchmark/benchmark.h>

#include <vector>

#include "host/margin/margin_schedule.hpp"
#include "host/support/utc_time.hpp"
#include "sim/margin_lanes.hpp"
#include "tests/sim/statistics.hpp"

namespace {

using namespace tinderbox;

constexpr int kPositions = 4096;

struct Book {
  std::vector<double> side, size, entry, collateral, price;
  std::vector<MarginTier> tiers;

  [[nodiscard]] PositionLanes lanes() const { return {side.data(), size.data(), entry.data(), collateral.data()}; }
};

enum class Kind { kLinear, kInverse };

Book book_of(Kind kind, int thread) {
  Book book;
  const char* contract = kind == Kind::kLinear ? "BTCUSDT" : "BTCUSD_PERP";
  book.tiers = schedule_of(find_venue("binance", contract), *parse_utc("2026-10-01"), std::nullopt).tiers;
  testing::CaseSource cases(static_cast<std::uint64_t>(thread));
  for (int i = 0; i < kPositions; ++i) {
    const double entry = cases.log_between(5e4, 1.5e5);
    const double notional = cases.log_between(10, 1e8);
    const double value = kind == Kind::kLinear ? notional : notional / entry;
    book.side.push_back(cases.below(2) == 0 ? 1 : -1);
    book.entry.push_back(entry);
    book.size.push_back(kind == Kind::kLinear ? notional / entry : notional);
    book.collateral.push_back(value / cases.log_between(1.1, 100));
  }
  book.price.resize(kPositions);
  return book;
}

void linear_prices(benchmark::State& state) {
  Book book = book_of(Kind::kLinear, state.thread_index());
  const int tiers = static_cast<int>(book.tiers.size());
  for (auto _ : state) {
    linear_mark_prices(book.lanes(), kPositions, book.tiers.data(), tiers, 0, book.price.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kPositions);
}
BENCHMARK(linear_prices)->Threads(1)->Threads(2)->UseRealTime();

void inverse_prices(benchmark::State& state) {
  Book book = book_of(Kind::kInverse, state.thread_index());
  const int tiers = static_cast<int>(book.tiers.size());
  for (auto _ : state) {
    inverse_mark_prices(book.lanes(), kPositions, book.tiers.data(), tiers, 0, book.price.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kPositions);
}
BENCHMARK(inverse_prices)->Threads(1)->Threads(2)->UseRealTime();

}  // namespace
