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

std::int64_t sum_over_replicates(const std::vector<std::int64_t>& values, const Shape& shape, std::size_t side,
                                 std::size_t at, std::size_t stride) {
  std::int64_t sum = 0;
  for (std::size_t r = 0; r < shape.replicates; ++r) sum += values[(r * kSides + side) * stride + at];
  return sum;
}

// Flows of one bar and side in lots, scaled like the stock they come from, such that
// opened - closed - liquidated is exactly the change of open interest.
void add_flow(const VenueTensors& venue, const Shape& shape, std::size_t bar, std::size_t side, HeatmapResult& out) {
  const PositionTensors& tensors = venue.tensors;
  const std::vector<std::int64_t>& lots = venue.market.open_interest_lots;
  const auto open_interest = static_cast<double>(lots[bar]);
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
  std::int64_t opened = lots[bar + 1] - lots[bar] + closed + liquidated;
  if (opened < 0) {
    closed -= opened;
    opened = 0;
  }
  std::int64_t* flow = out.flow.data() + (bar * kSides + side) * kFlowKinds;
  flow[0] += opened * venue.run_lots;
  flow[1] += closed * venue.run_lots;
  flow[2] += liquidated * venue.run_lots;
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

// Fills the published heatmap, bar by bar.
class HeatmapBuilder {
 public:
  HeatmapBuilder(const std::vector<VenueTensors>& venues, Executor& executor, HeatmapResult& out)
      : venues_(venues), shape_(venues.front().tensors), out_(out) {
    for (const VenueTensors& venue : venues) densities_.emplace_back(venue.tensors.density, executor);
  }

  void fill(std::size_t bar) const {
    std::vector<double> lot_usd;  // of each venue
    for (const VenueTensors& venue : venues_)
      lot_usd.push_back(usd_of_lots(venue.market.contract_terms(), 1, venue.market.mark_close[bar]));
    for (std::size_t side = 0; side < kSides; ++side) {
      fill_cells(bar, side, lot_usd);
      fill_sums(bar, side, lot_usd);
    }
    fill_prior_share(bar, lot_usd);
  }

 private:
  // Bins of one bar and side. Replicates are compared in lots of the first venue.
  void fill_cells(std::size_t bar, std::size_t side, const std::vector<double>& lot_usd) const {
    const std::size_t row = bar * kSides + side;
    std::vector<double> values(shape_.replicates);
    for (std::size_t k = 0; k < shape_.bins; ++k) {
      const std::size_t to = row * shape_.bins + k;
      bool any = false;
      double usd = 0;
      values.assign(shape_.replicates, 0.0);
      for (std::size_t v = 0; v < venues_.size(); ++v) {
        const std::int64_t pooled = venues_[v].tensors.pooled[row * shape_.cells + k];
        out_.contracts[to] += pooled * venues_[v].run_lots;
        usd += static_cast<double>(pooled) * lot_usd[v];
        for (std::size_t r = 0; r < shape_.replicates; ++r) {
          const std::int64_t lots = densities_[v].data()[shape_.row(r, side, bar) + k];
          values[r] += static_cast<double>(lots) * (lot_usd[v] / lot_usd[0]);
          any = any || lots != 0;
        }
      }
      out_.density[to] = static_cast<float>(usd);
      if (!any && shape_.replicates > 1) continue;
      const ReplicateSummary s = summarize_replicates(values);
      out_.density_stderr[to] = static_cast<float>(s.standard_error * lot_usd[0]);
      out_.density_low[to] = static_cast<float>(s.low * lot_usd[0]);
      out_.density_high[to] = static_cast<float>(s.high * lot_usd[0]);
    }
  }

  void fill_sums(std::size_t bar, std::size_t side, const std::vector<double>& lot_usd) const {
    const std::size_t row = bar * kSides + side;
    double open_interest = 0;  // in lots of the first venue, as `raw`
    double raw = 0;
    for (std::size_t v = 0; v < venues_.size(); ++v) {
      const VenueTensors& venue = venues_[v];
      const double weight = lot_usd[v] / lot_usd[0];
      for (std::size_t w = 0; w < kOutsideKinds; ++w)
        out_.contracts_outside[row * kOutsideKinds + w] +=
            venue.tensors.pooled[row * shape_.cells + shape_.bins + w] * venue.run_lots;
      add_flow(venue, shape_, bar, side, out_);
      open_interest += static_cast<double>(venue.market.open_interest_lots[bar + 1]) * weight;
      raw += static_cast<double>(sum_over_replicates(venue.tensors.raw_total, shape_, side, bar, shape_.bars)) * weight;
    }
    out_.open_interest_usd[row] = static_cast<float>(open_interest * lot_usd[0]);
    out_.closure[row] = open_interest > 0
                            ? static_cast<float>(raw / (open_interest * static_cast<double>(shape_.replicates)) - 1)
                            : 0.0F;
  }

  void fill_prior_share(std::size_t bar, const std::vector<double>& lot_usd) const {
    double prior = 0;
    double all = 0;
    for (std::size_t v = 0; v < venues_.size(); ++v)
      for (std::size_t side = 0; side < kSides; ++side) {
        const auto sum = [&](const std::vector<std::int64_t>& lots) {
          return static_cast<double>(sum_over_replicates(lots, shape_, side, bar, shape_.bars)) *
                 (lot_usd[v] / lot_usd[0]);
        };
        prior += sum(venues_[v].tensors.prior_stock);
        all += sum(venues_[v].tensors.raw_total);
      }
    out_.prior_stock_share[bar] = all > 0 ? static_cast<float>(prior / all) : 0.0F;
  }

  const std::vector<VenueTensors>& venues_;
  Shape shape_;
  std::vector<HostTensor> densities_;
  HeatmapResult& out_;
};

}  // namespace

HeatmapResult build_heatmap(const std::vector<VenueTensors>& venues, Executor& executor) {
  const PositionTensors& tensors = venues.front().tensors;
  const MarketState& market = venues.front().market;
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
  const HeatmapBuilder builder(venues, executor, out);
  parallel_indices(shape.bars, [&](std::size_t bar) { builder.fill(bar); });
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

void fill_cumulative(std::size_t replicates, std::size_t bins, LadderResult& out) {
  for (std::size_t side = 0; side < kSides; ++side) {
    std::vector<double> running(replicates, 0.0);
    for (std::size_t step = 0; step < bins; ++step) {
      // Longs are forced on the way down, shorts on the way up.
      const std::size_t k = side == 0 ? bins - 1 - step : step;
      for (std::size_t r = 0; r < replicates; ++r)
        running[r] += static_cast<double>(out.notional[(r * kSides + side) * bins + k]);
      std::vector<double> values = running;
      const ReplicateSummary s = summarize_replicates(values);
      const std::size_t to = side * bins + k;
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
  fill_cumulative(shape.replicates, shape.bins, out);
  return out;
}

void summarize_ladder(LadderResult& ladder) {
  const std::size_t bins = ladder.price.size();
  fill_cumulative(ladder.notional.size() / (kSides * bins), bins, ladder);
}

LadderResult merge_ladders(const std::vector<LadderResult>& ladders) {
  LadderResult out = ladders.front();
  if (ladders.size() == 1) return out;
  const std::size_t cells = kSides * out.price.size();
  std::vector<double> notional(out.notional.size(), 0.0);
  std::vector<double> buffer(out.notional.size(), 0.0);
  out.count.assign(out.count.size(), 0);
  out.by_leverage.assign(out.by_leverage.size(), 0.0F);
  out.by_venue.clear();
  out.venues.clear();
  for (const LadderResult& ladder : ladders) {
    for (std::size_t i = 0; i < notional.size(); ++i) {
      const auto usd = static_cast<double>(ladder.notional[i]);
      notional[i] += usd;
      buffer[i] += usd * static_cast<double>(ladder.bankruptcy_buffer[i]);
    }
    for (std::size_t i = 0; i < cells; ++i) out.count[i] += ladder.count[i];
    for (std::size_t i = 0; i < out.by_leverage.size(); ++i) out.by_leverage[i] += ladder.by_leverage[i];
    out.by_venue.insert(out.by_venue.end(), ladder.by_venue.begin(), ladder.by_venue.end());
    out.venues.insert(out.venues.end(), ladder.venues.begin(), ladder.venues.end());
  }
  for (std::size_t i = 0; i < notional.size(); ++i) {
    out.notional[i] = static_cast<float>(notional[i]);
    out.bankruptcy_buffer[i] = notional[i] > 0 ? static_cast<float>(buffer[i] / notional[i]) : 0.0F;
  }
  summarize_ladder(out);
  return out;
}

}  // namespace tinderbox
