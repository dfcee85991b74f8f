#include "host/engine/heatmap.hpp"

#include <cmath>
#include <cstddef>

#include "host/engine/statistics.hpp"
#include "kernels/parallel.hpp"

namespace tinderbox {
namespace {

void fill_axes(const PositionTensors& tensors, const MarketState& market, std::vector<double>& price,
               std::vector<double>& bounds) {
  const auto edge = [&](std::int32_t k) {
    return (static_cast<double>(tensors.grid.min_ticks) + static_cast<double>(k) * tensors.grid.bin_ticks) *
           market.tick_size_usd;
  };
  for (std::int32_t k = 0; k < tensors.grid.bins; ++k) {
    price.push_back((edge(k) + edge(k + 1)) / 2);
    bounds.push_back(edge(k));
    bounds.push_back(edge(k + 1));
  }
}

struct Shape {
  std::size_t replicates, bars, bins, cells;

  explicit Shape(const PositionTensors& t)
      : replicates(static_cast<std::size_t>(t.replicates)),
        bars(static_cast<std::size_t>(t.bars)),
        bins(static_cast<std::size_t>(t.grid.bins)),
        cells(static_cast<std::size_t>(cells_of(t.grid))) {}

  [[nodiscard]] std::size_t row(std::size_t replicate, std::size_t side, std::size_t bar) const {
    return ((replicate * kSides + side) * bars + bar) * cells;
  }
};

// One row of the published tensor: (bar, side), all bins.
void fill_density_row(const std::int64_t* density, const Shape& shape, std::size_t bar, std::size_t side, double usd,
                      const std::int64_t* pooled, HeatmapResult& out) {
  const std::size_t to = (bar * kSides + side) * shape.bins;
  std::vector<double> values(shape.replicates);
  for (std::size_t k = 0; k < shape.bins; ++k) {
    bool any = false;
    for (std::size_t r = 0; r < shape.replicates; ++r) {
      const std::int64_t lots = density[shape.row(r, side, bar) + k];
      values[r] = static_cast<double>(lots);
      any = any || lots != 0;
    }
    out.contracts[to + k] = pooled[k];
    out.density[to + k] = static_cast<float>(static_cast<double>(pooled[k]) * usd);
    if (!any && shape.replicates > 1) continue;
    const ReplicateSummary s = summarize_replicates(values);
    out.density_stderr[to + k] = static_cast<float>(s.standard_error * usd);
    out.density_low[to + k] = static_cast<float>(s.low * usd);
    out.density_high[to + k] = static_cast<float>(s.high * usd);
  }
}

std::int64_t sum_over_replicates(const std::vector<std::int64_t>& values, const Shape& shape, std::size_t side,
                                 std::size_t at, std::size_t stride) {
  std::int64_t sum = 0;
  for (std::size_t r = 0; r < shape.replicates; ++r) sum += values[(r * kSides + side) * stride + at];
  return sum;
}

// Flows of one bar and side in lots, scaled like the stock they come from, such that
// opened - closed - liquidated is exactly the change of open interest.
void fill_flow(const PositionTensors& tensors, const MarketState& market, const Shape& shape, std::size_t bar,
               std::size_t side, HeatmapResult& out) {
  const auto open_interest = static_cast<double>(market.open_interest_lots[bar]);
  const auto replicates = static_cast<double>(shape.replicates);
  double raw_stock = open_interest * replicates;
  if (bar > 0)
    raw_stock = static_cast<double>(sum_over_replicates(tensors.raw_total, shape, side, bar - 1, shape.bars));
  const double scale = raw_stock > 0 ? open_interest / raw_stock : 1 / replicates;
  const auto scaled = [&](std::size_t kind) {
    return std::llround(
        static_cast<double>(sum_over_replicates(tensors.flow, shape, side, bar * 2 + kind, shape.bars * 2)) * scale);
  };
  std::int64_t closed = scaled(0);
  const std::int64_t liquidated = scaled(1);
  std::int64_t opened = market.open_interest_lots[bar + 1] - market.open_interest_lots[bar] + closed + liquidated;
  if (opened < 0) {
    closed -= opened;
    opened = 0;
  }
  std::int64_t* flow = out.flow.data() + (bar * kSides + side) * kFlowKinds;
  flow[0] = opened;
  flow[1] = closed;
  flow[2] = liquidated;
}

float prior_stock_share(const PositionTensors& tensors, const Shape& shape, std::size_t bar) {
  std::int64_t prior = 0;
  std::int64_t all = 0;
  for (std::size_t side = 0; side < kSides; ++side) {
    prior += sum_over_replicates(tensors.prior_stock, shape, side, bar, shape.bars);
    all += sum_over_replicates(tensors.raw_total, shape, side, bar, shape.bars);
  }
  return all > 0 ? static_cast<float>(static_cast<double>(prior) / static_cast<double>(all)) : 0.0F;
}

// The executor's tensor as the host sees it, downloaded where it has to be.
class HostTensor {
 public:
  HostTensor(const DeviceArray<std::int64_t>& array, Executor& executor)
      : view_(static_cast<const std::int64_t*>(executor.host_view(array.data()))) {
    if (view_ != nullptr || array.size() == 0) return;
    copy_.resize(array.size());
    array.download(copy_.data(), copy_.size());
    view_ = copy_.data();
  }
  [[nodiscard]] const std::int64_t* data() const { return view_; }

 private:
  std::vector<std::int64_t> copy_;
  const std::int64_t* view_;
};

}  // namespace

HeatmapResult build_heatmap(const PositionTensors& tensors, const MarketState& market, Executor& executor) {
  const Shape shape(tensors);
  HeatmapResult out;
  fill_axes(tensors, market, out.price, out.price_bounds);
  for (std::size_t t = 0; t < shape.bars; ++t)
    out.time.push_back(market.start_time + static_cast<std::int64_t>(t) * market.bar_seconds);
  const std::size_t rows = shape.bars * kSides;
  for (std::vector<float>* cells : {&out.density, &out.density_stderr, &out.density_low, &out.density_high})
    cells->assign(rows * shape.bins, 0.0F);
  out.contracts.assign(rows * shape.bins, 0);
  out.contracts_outside.assign(rows * kOutsideKinds, 0);
  out.flow.assign(rows * kFlowKinds, 0);
  out.open_interest_usd.assign(rows, 0.0F);
  out.closure.assign(rows, 0.0F);
  out.prior_stock_share.assign(shape.bars, 0.0F);

  const HostTensor density(tensors.density, executor);
  parallel_indices(shape.bars, [&](std::size_t bar) {
    const double usd = usd_of_lots(market.contract_terms(), 1, market.mark_close[bar]);
    const auto open_interest = static_cast<double>(market.open_interest_lots[bar + 1]);
    for (std::size_t side = 0; side < kSides; ++side) {
      const std::size_t row = bar * kSides + side;
      const std::int64_t* pooled = tensors.pooled.data() + row * shape.cells;
      fill_density_row(density.data(), shape, bar, side, usd, pooled, out);
      for (std::size_t w = 0; w < kOutsideKinds; ++w)
        out.contracts_outside[row * kOutsideKinds + w] = pooled[shape.bins + w];
      fill_flow(tensors, market, shape, bar, side, out);
      out.open_interest_usd[row] = static_cast<float>(open_interest * usd);
      const auto raw = static_cast<double>(sum_over_replicates(tensors.raw_total, shape, side, bar, shape.bars));
      out.closure[row] = open_interest > 0
                             ? static_cast<float>(raw / (open_interest * static_cast<double>(shape.replicates)) - 1)
                             : 0.0F;
    }
    out.prior_stock_share[bar] = prior_stock_share(tensors, shape, bar);
  });
  return out;
}

namespace {

// Trigger-priced dollars of one replicate, side and cell at now.
double ladder_notional(const PositionTensors& tensors, const MarketState& market, const Shape& shape,
                       std::size_t replicate, std::size_t side, std::size_t k) {
  const std::size_t at = (replicate * kSides + side) * shape.cells + k;
  const std::int64_t raw = tensors.ladder_raw[at];
  if (raw == 0) return 0;
  const double mean_ticks = static_cast<double>(tensors.ladder_ticks[at]) / static_cast<double>(raw);
  return usd_of_lots(market.contract_terms(), static_cast<double>(tensors.ladder_lots[at]), mean_ticks,
                     market.tick_size_usd);
}

// Mean distance from trigger to bankruptcy price of what is open in a cell, a fraction of the trigger price.
double mean_buffer(const PositionTensors& tensors, const Shape& shape, std::size_t replicate, std::size_t side,
                   std::size_t k) {
  const std::size_t at = (replicate * kSides + side) * shape.cells + k;
  const std::int64_t raw = tensors.ladder_raw[at];
  return raw > 0 ? static_cast<double>(tensors.ladder_buffer[at]) * kBufferUnit / static_cast<double>(raw) : 0;
}

void fill_cumulative(const Shape& shape, LadderResult& out) {
  for (std::size_t side = 0; side < kSides; ++side) {
    std::vector<double> running(shape.replicates, 0.0);
    for (std::size_t step = 0; step < shape.bins; ++step) {
      // Longs are forced on the way down, shorts on the way up.
      const std::size_t k = side == 0 ? shape.bins - 1 - step : step;
      for (std::size_t r = 0; r < shape.replicates; ++r)
        running[r] += static_cast<double>(out.notional[(r * kSides + side) * shape.bins + k]);
      std::vector<double> values = running;
      const ReplicateSummary s = summarize_replicates(values);
      const std::size_t to = side * shape.bins + k;
      out.cumulative[to] = static_cast<float>(s.mean);
      out.cumulative_stderr[to] = static_cast<float>(s.standard_error);
      out.cumulative_low[to] = static_cast<float>(s.low);
      out.cumulative_high[to] = static_cast<float>(s.high);
    }
  }
}

// Counts and leverage bands of one side and cell, given its mean dollars.
void fill_breakdown(const PositionTensors& tensors, const Shape& shape, std::size_t side, std::size_t k,
                    double mean_usd, LadderResult& out) {
  double count = 0;
  std::int64_t raw_sum = 0;
  for (std::size_t r = 0; r < shape.replicates; ++r) {
    const std::size_t at = (r * kSides + side) * shape.cells + k;
    const std::int64_t raw = tensors.ladder_raw[at];
    raw_sum += raw;
    if (raw > 0)
      count += static_cast<double>(tensors.ladder_count[at]) * kCountUnit *
               static_cast<double>(tensors.ladder_lots[at]) / static_cast<double>(raw);
  }
  const std::size_t to = side * shape.bins + k;
  out.count[to] = std::llround(count / static_cast<double>(shape.replicates));
  out.by_venue[to] = static_cast<float>(mean_usd);
  if (raw_sum == 0) return;
  const std::size_t bands = tensors.leverage_edges.size() - 1;
  for (std::size_t b = 0; b < bands; ++b) {
    const std::int64_t lots = tensors.ladder_band[(b * kSides + side) * shape.cells + k];
    out.by_leverage[(b * kSides + side) * shape.bins + k] =
        static_cast<float>(mean_usd * static_cast<double>(lots) / static_cast<double>(raw_sum));
  }
}

}  // namespace

LadderResult build_ladder(const PositionTensors& tensors, const MarketState& market) {
  const Shape shape(tensors);
  const std::size_t bands = tensors.leverage_edges.size() - 1;
  LadderResult out;
  fill_axes(tensors, market, out.price, out.price_bounds);
  out.notional.assign(shape.replicates * kSides * shape.bins, 0.0F);
  out.bankruptcy_buffer.assign(shape.replicates * kSides * shape.bins, 0.0F);
  for (std::vector<float>* cells : {&out.cumulative, &out.cumulative_stderr, &out.cumulative_low, &out.cumulative_high})
    cells->assign(kSides * shape.bins, 0.0F);
  out.count.assign(kSides * shape.bins, 0);
  out.by_leverage.assign(bands * kSides * shape.bins, 0.0F);
  out.by_venue.assign(kSides * shape.bins, 0.0F);
  out.venues = {market.venue};
  for (std::size_t b = 0; b < bands; ++b) {
    out.leverage_bounds.push_back(tensors.leverage_edges[b]);
    out.leverage_bounds.push_back(tensors.leverage_edges[b + 1]);
  }
  for (std::size_t side = 0; side < kSides; ++side)
    for (std::size_t k = 0; k < shape.bins; ++k) {
      double sum = 0;
      for (std::size_t r = 0; r < shape.replicates; ++r) {
        const double usd = ladder_notional(tensors, market, shape, r, side, k);
        out.notional[(r * kSides + side) * shape.bins + k] = static_cast<float>(usd);
        out.bankruptcy_buffer[(r * kSides + side) * shape.bins + k] =
            static_cast<float>(mean_buffer(tensors, shape, r, side, k));
        sum += usd;
      }
      fill_breakdown(tensors, shape, side, k, sum / static_cast<double>(shape.replicates), out);
    }
  fill_cumulative(shape, out);
  return out;
}

}  // namespace tinderbox
