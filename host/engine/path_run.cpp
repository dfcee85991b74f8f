#include "host/engine/path_run.hpp"

#include <algorithm>
#include <cstddef>

#include "host/engine/device_ladders.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kDefaultBatch = 16384;

std::int64_t batch_of(std::int64_t batch_paths) {
  const std::int64_t wanted = batch_paths > 0 ? batch_paths : kDefaultBatch;
  return (wanted + kLanes - 1) / kLanes * kLanes;
}

std::size_t size(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

// Rows of n + 1 differences to rows of n counts.
std::vector<std::int32_t> counts_of(const std::vector<std::int32_t>& differences, std::size_t n) {
  std::vector<std::int32_t> counts;
  counts.reserve(differences.size());
  for (std::size_t row = 0; row + n < differences.size(); row += n + 1) {
    std::int32_t running = 0;
    for (std::size_t k = 0; k < n; ++k) {
      running += differences[row + k];
      counts.push_back(running);
    }
  }
  return counts;
}

void accumulate_rows(std::vector<std::int32_t>& values, std::size_t n) {
  for (std::size_t row = 0; row + n <= values.size(); row += n)
    for (std::size_t k = 1; k < n; ++k) values[row + k] += values[row + k - 1];
}

// The shares of every venue: positions close alike at all of them.
std::vector<double> shares_of_venues(const PathPlan& plan) {
  std::vector<double> shares;
  for (std::size_t v = 0; v < plan.market.venues.size(); ++v)
    shares.insert(shares.end(), plan.open_share.begin(), plan.open_share.end());
  return shares;
}

// The executor's copies of everything that does not change between batches, and the tensors.
class PathsOnDevice {
 public:
  PathsOnDevice(const PathPlan& plan, const ExogenousPrice& price, const LadderTables& ladders,
                const std::vector<std::int32_t>& axis_ticks, std::int64_t batch, Executor& executor)
      : executor_(executor),
        bins_(axis_ticks.size() - 1),
        bar_end_(DeviceArray<std::int32_t>::of(executor, price.bars.end)),
        bar_low_(DeviceArray<std::int32_t>::of(executor, price.bars.low)),
        bar_high_(DeviceArray<std::int32_t>::of(executor, price.bars.high)),
        axis_(DeviceArray<std::int32_t>::of(executor, axis_ticks)),
        bar_sd_(DeviceArray<float>::of(executor, price.bars.sd_ticks)),
        ladders_(ladders, executor),
        market_(plan.market, executor),
        open_share_(DeviceArray<double>::of(executor, shares_of_venues(plan))),
        slot_mark_(executor, size(plan.squeeze.slots * 3 * batch)),
        slot_money_(executor, size(plan.squeeze.slots * 2 * batch)),
        records_(executor, size(batch)),
        exhausted_at_(executor, size(ladders.venues * batch)),
        adl_distance_(executor, size(ladders.venues * kSides * batch)),
        adl_taken_(executor, size(ladders.venues * kSides * batch)) {
    fill_launch(plan, price, ladders);
    allocate_scratch(batch);
    if (plan.with_tensors) allocate_tensors(plan, ladders);
    if (plan.traced_order > 0) allocate_trace(plan, batch);
  }

  [[nodiscard]] PathBatch run(std::int64_t first, std::int64_t end) {
    launch_.first_path = first;
    launch_.end_path = end;
    executor_.simulate_paths(launch_);
    PathBatch batch;
    batch.first = first;
    batch.records.resize(size(end - first));
    const std::size_t of_venues = size(launch_.venues * (end - first));
    batch.exhausted_at.resize(of_venues);
    batch.adl_taken.resize(of_venues * kSides);
    batch.adl_distance.resize(of_venues * kSides);
    records_.download(batch.records.data(), batch.records.size());
    exhausted_at_.download(batch.exhausted_at.data(), batch.exhausted_at.size());
    adl_taken_.download(batch.adl_taken.data(), batch.adl_taken.size());
    adl_distance_.download(batch.adl_distance.data(), batch.adl_distance.size());
    if (launch_.trace.marks != nullptr) download_trace(batch);
    return batch;
  }

  void give(const std::vector<std::int32_t>& moves, std::int64_t slots) {
    if (given_.size() < moves.size()) given_ = DeviceArray<std::int32_t>(executor_, moves.size());
    given_.upload(moves.data(), moves.size());
    launch_.process = PathProcess::kGiven;
    launch_.given = {given_.data(), slots};
  }

  [[nodiscard]] PathSums sums() const {
    PathSums out;
    if (launch_.with_tensors == 0) return out;
    out.visits = counts_of(visits_.to_host(), bins_);
    out.touches = counts_of(touches_.to_host(), bins_);
    out.crossed = crossed_.to_host();
    accumulate_rows(out.crossed, size(launch_.ladders.stride));
    out.partial = partial_.to_host();
    out.histogram = histogram_.to_host();
    out.adl = adl_.to_host();
    out.account = account_.to_host();
    out.paid = paid_.to_host();
    // The kernel counts all that was liquidated as booked in the book.
    for (std::size_t row = 0; row + 6 <= out.account.size(); row += 6)
      out.account[row + 3] -= out.account[row + 4] + out.account[row + 5];
    return out;
  }

 private:
  void allocate_scratch(std::int64_t batch) {
    const std::int64_t lanes = scratch_lanes(batch, launch_.venues, body_of(launch_));
    venue_wholes_ = DeviceArray<std::int32_t>(executor_, size(lanes * kVenueWholes));
    venue_eaten_ = DeviceArray<float>(executor_, size(lanes * kSides));
    venue_moneys_ = DeviceArray<std::int64_t>(executor_, size(lanes * kVenueMoneys));
    launch_.venue_state = {venue_wholes_.data(), venue_eaten_.data(), venue_moneys_.data()};
  }

  // The last batch may hold fewer paths than there is room for.
  void download_trace(PathBatch& batch) const {
    const std::size_t rows = size(launch_.output_steps) * batch.records.size();
    batch.trace_marks.resize(rows * kTraceMarks);
    batch.trace_money.resize(rows * kSides);
    batch.trace_branching.resize(batch.records.size() * kSides);
    trace_marks_.download(batch.trace_marks.data(), batch.trace_marks.size());
    trace_money_.download(batch.trace_money.data(), batch.trace_money.size());
    trace_branching_.download(batch.trace_branching.data(), batch.trace_branching.size());
  }

  void allocate_trace(const PathPlan& plan, std::int64_t batch) {
    const std::size_t rows = size(plan.output_steps) * size(batch);
    trace_marks_ = DeviceArray<std::int32_t>(executor_, rows * kTraceMarks);
    trace_money_ = DeviceArray<std::int64_t>(executor_, rows * kSides);
    trace_branching_ = DeviceArray<float>(executor_, size(batch) * kSides);
    launch_.trace = {trace_marks_.data(), trace_money_.data(), trace_branching_.data(), plan.traced_order};
  }

  void allocate_tensors(const PathPlan& plan, const LadderTables& ladders) {
    const std::size_t replicates = size(ladders.replicates);
    const std::size_t venues = size(ladders.venues);
    const std::size_t rows = replicates * size(plan.output_steps);
    const std::size_t stride = size(ladders.stride);
    visits_ = DeviceArray<std::int32_t>(executor_, rows * 2 * (bins_ + 1));
    touches_ = DeviceArray<std::int32_t>(executor_, replicates * 2 * (bins_ + 1));
    crossed_ = DeviceArray<std::int32_t>(executor_, venues * rows * 2 * stride);
    partial_ = DeviceArray<std::int64_t>(executor_, venues * rows * 2 * stride);
    histogram_ = DeviceArray<std::int32_t>(executor_, rows * kHistograms * (bins_ + 2));
    adl_ = DeviceArray<std::int64_t>(executor_, venues * rows);
    account_ = DeviceArray<std::int64_t>(executor_, venues * replicates * 2 * 6);
    paid_ = DeviceArray<std::int64_t>(executor_, venues * replicates * 2);
    PathsLaunch& l = launch_;
    l.visits = visits_.data();
    l.touches = touches_.data();
    l.crossed = crossed_.data();
    l.partial = partial_.data();
    l.histogram = histogram_.data();
    l.adl = adl_.data();
    l.account = account_.data();
    l.paid = paid_.data();
  }

  void fill_launch(const PathPlan& plan, const ExogenousPrice& price, const LadderTables& ladders) {
    PathsLaunch& l = launch_;
    l.seed = plan.seed;
    l.replicates = ladders.replicates;
    l.steps = plan.steps;
    l.output_steps = plan.output_steps;
    l.step_milliseconds = plan.step_milliseconds;
    l.round_milliseconds = plan.round_milliseconds;
    l.start_ticks = plan.start_ticks;
    l.process = price.process;
    l.diffusion = price.diffusion;
    l.jumps = price.jumps;
    l.variance = price.variance;
    l.bars = {bar_end_.data(),
              bar_low_.data(),
              bar_high_.data(),
              bar_sd_.data(),
              static_cast<std::int32_t>(bar_end_.size()),
              price.steps_per_bar,
              price.bars_per_step,
              price.restart_threshold,
              price.first_bar,
              price.inside};
    l.venues = ladders.venues;
    l.pass_through = plan.market.pass_through;
    market_.fill(l.venue, 1e-3 * static_cast<double>(plan.step_milliseconds));
    ladders_.fill(l);
    l.open_share = open_share_.data();
    l.axis = {axis_.data(), static_cast<std::int32_t>(bins_)};
    l.squeeze = plan.squeeze;
    l.depth = plan.depth;
    l.slot_mark = slot_mark_.data();
    l.slot_money = slot_money_.data();
    l.records = records_.data();
    l.exhausted_at = exhausted_at_.data();
    l.adl_taken = adl_taken_.data();
    l.adl_distance = adl_distance_.data();
    l.with_tensors = plan.with_tensors ? 1 : 0;
  }

  Executor& executor_;
  std::size_t bins_;
  DeviceArray<std::int32_t> bar_end_, bar_low_, bar_high_, axis_, given_;
  DeviceArray<float> bar_sd_;
  LaddersOnDevice ladders_;
  MarketOnDevice market_;
  DeviceArray<double> open_share_;
  DeviceArray<std::int32_t> slot_mark_;
  DeviceArray<std::int64_t> slot_money_;
  DeviceArray<PathRecord> records_;
  DeviceArray<std::int32_t> exhausted_at_, adl_distance_;
  DeviceArray<std::int64_t> adl_taken_;
  DeviceArray<std::int32_t> venue_wholes_;
  DeviceArray<float> venue_eaten_;
  DeviceArray<std::int64_t> venue_moneys_;
  DeviceArray<std::int32_t> visits_, touches_, crossed_, histogram_;
  DeviceArray<std::int64_t> partial_, adl_, account_, paid_;
  DeviceArray<std::int32_t> trace_marks_;
  DeviceArray<std::int64_t> trace_money_;
  DeviceArray<float> trace_branching_;
  PathsLaunch launch_{};
};

}  // namespace

PathSums run_paths(const PathPlan& plan, const ExogenousPrice& price, const LadderTables& ladders,
                   const std::vector<std::int32_t>& axis_ticks, std::int64_t batch_paths, Executor& executor,
                   Progress* progress, const RecordSink& sink) {
  const std::int64_t batch =
      plan.one_path_a_block ? kLanes : std::min(batch_of(batch_paths), (plan.paths + kLanes - 1) / kLanes * kLanes);
  PathsOnDevice device(plan, price, ladders, axis_ticks, batch, executor);
  for (std::int64_t first = 0; first < plan.paths; first += batch) {
    throw_if_interrupted();
    const std::int64_t end = plan.one_path_a_block ? first + 1 : std::min(first + batch, plan.paths);
    sink(device.run(first, end));
    if (progress != nullptr) progress->advance(end - first);
  }
  return device.sums();
}

struct GivenPathRunner::Device {
  Device(const PathPlan& of, const ExogenousPrice& price, const LadderTables& ladders,
         const std::vector<std::int32_t>& axis_ticks, std::int64_t most_paths, Executor& executor)
      : plan(without_tensors(of)), paths(plan, price, ladders, axis_ticks, most_paths, executor) {}

  static PathPlan without_tensors(PathPlan plan) {
    plan.with_tensors = false;
    return plan;
  }

  PathPlan plan;
  PathsOnDevice paths;
};

GivenPathRunner::GivenPathRunner(const PathPlan& plan, const ExogenousPrice& price, const LadderTables& ladders,
                                 const std::vector<std::int32_t>& axis_ticks, std::int64_t most_paths,
                                 Executor& executor)
    : device_(std::make_unique<Device>(plan, price, ladders, axis_ticks, most_paths, executor)) {}

GivenPathRunner::~GivenPathRunner() = default;

std::vector<PathRecord> GivenPathRunner::run(std::int64_t first, std::int64_t paths,
                                             const std::vector<std::int32_t>& moves) {
  device_->paths.give(moves, paths);
  return device_->paths.run(first, first + paths).records;
}

std::int64_t path_run_bytes(std::int64_t venues, std::int64_t replicates, std::int64_t output_steps, std::int64_t bins,
                            std::int64_t batch_paths) {
  const std::int64_t rows = replicates * output_steps * 2;
  const std::int64_t tensors = rows * (bins + 3) * (4 + venues * (4 + 8)) + rows / 2 * kHistograms * (bins + 2) * 4;
  const std::int64_t batch =
      batch_of(batch_paths) *
      (kWindowSlots * (3 * 4 + 2 * 8) + 2 * (std::int64_t{sizeof(PathRecord)} + venues * (4 + kSides * (8 + 4))) +
       (venues > 1 ? venues * (kVenueWholes * 4 + kSides * 4 + kVenueMoneys * 8) : 0));
  return 2 * tensors + batch;  // on the executor and on the host
}

}  // namespace tinderbox
