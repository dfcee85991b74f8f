#include "host/engine/rare_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <memory>

#include "host/engine/rare_event.hpp"
#include "host/engine/rare_fold.hpp"
#include "host/engine/rare_paths.hpp"

namespace tinderbox {
namespace {

constexpr std::int64_t kPilotBlocks = 8;
constexpr int kPilotRounds = 4;
constexpr double kSteadyTilt = 0.02;       // a pilot that moves the tilt by less, relatively, is the last
constexpr double kFewEffectivePaths = 50;  // an answer that rests on fewer is told apart

PathPlan without_feedback(PathPlan plan) {
  for (VenuePlan& venue : plan.market.venues) venue.rules.feedback = 0;
  return plan;
}

class RareRun {
 public:
  RareRun(const RareContext& context, Progress& progress)
      : context_(context),
        config_(context.shocks.config.rare),
        progress_(progress),
        replicates_(context.shocks.ladders.replicates),
        event_(config_, context.shocks.ladders, context.shocks.coordinate, context.open_interest_usd),
        walk_(context.price, context.plan.seed, context.plan.steps, event_.direction()),
        at_once_(rare_blocks_at_once(context.plan.steps)),
        on_(make_runner(context.plan)) {
    if (!event_.twin_is_in_record()) off_ = make_runner(without_feedback(context.plan));
  }

  RareResult run(std::vector<std::string>& warnings) {
    RareResult out;
    out.level = event_.level();
    const std::unique_ptr<PathMaker> maker = make_maker(out.tilt);
    out.stages = maker->stages();
    RareFold fold(event_, replicates_, context_.shocks.ladders.money_unit_usd);
    const std::int64_t blocks = blocks_of_a_stage(out.stages);
    progress_.begin("sampling the rare event", blocks * kLanes * out.stages, "paths");
    for (std::int64_t first = 0; first < blocks; first += at_once_)
      simulate(*maker, first, std::min(at_once_, blocks - first), fold);
    progress_.end();
    fold.fill(out, blocks * kLanes * out.stages);
    judge(out, warnings);
    return out;
  }

 private:
  [[nodiscard]] std::unique_ptr<GivenPathRunner> make_runner(const PathPlan& plan) const {
    return std::make_unique<GivenPathRunner>(plan, context_.price, context_.shocks.ladders, context_.shocks.axis_ticks,
                                             std::max(at_once_, kPilotBlocks) * kLanes, context_.shocks.executor);
  }

  [[nodiscard]] std::unique_ptr<PathMaker> make_maker(double& tilt) {
    std::int32_t needed = event_.distance();
    tilt = event_.is_rare() ? chosen_tilt(needed) : 0;
    if (config_.method == "splitting") {
      tilt = 0;
      return std::make_unique<SplittingPaths>(walk_, needed, replicates_);
    }
    walk_.set_tilt(tilt);
    if (config_.method == "tilt") return std::make_unique<TiltedPaths>(walk_, event_.distance());
    return std::make_unique<SobolPaths>(walk_, event_.distance(), replicates_);
  }

  // Starts where the mean path ends at the event without feedback; pilots then move to where the scores of the paths
  // with the event have their mean (cross-entropy; Rubinstein 1997). `needed`: how far the exogenous price has to go
  // for the event with feedback; left alone where no pilot shows one.
  [[nodiscard]] double chosen_tilt(std::int32_t& needed) {
    double tilt = walk_.strength_towards(event_.distance());
    for (int round = 0; round < kPilotRounds; ++round) {
      walk_.set_tilt(tilt);
      TiltedPaths pilot(walk_, event_.distance());
      const std::int64_t first = kPilotBlock + round * kPilotBlocks;
      const MadePaths& made = pilot.make(0, first, kPilotBlocks);
      const std::vector<PathRecord> records = on_->run(first * kLanes, made.slots, made.move);
      TiltScore hit;
      for (std::size_t i = 0; i < records.size(); ++i) {
        if (!event_.happens(records[i])) continue;
        hit.sum += made.weight[i] * made.score[i].sum;
        hit.draws += made.weight[i] * made.score[i].draws;
        needed = std::min(needed, made.farthest[i]);
      }
      if (!(hit.draws > 0)) return tilt;
      const double before = tilt;
      tilt = walk_.law().strength_for(hit.sum / hit.draws);
      if (std::abs(tilt - before) <= kSteadyTilt * std::abs(before)) return tilt;
    }
    return tilt;
  }

  // Whole rounds over the replicates; for Sobol' points a power of two of them.
  [[nodiscard]] std::int64_t blocks_of_a_stage(std::int64_t stages) const {
    const std::int64_t round = std::int64_t{kLanes} * replicates_ * stages;
    const std::int64_t rounds = (config_.paths + round - 1) / round;
    if (config_.method != "sobol") return rounds * replicates_;
    const auto whole = static_cast<std::uint64_t>(std::max<std::int64_t>(1, config_.paths / round));
    return static_cast<std::int64_t>(std::bit_floor(whole)) * replicates_;
  }

  void simulate(PathMaker& maker, std::int64_t first, std::int64_t blocks, RareFold& fold) {
    for (int stage = 0; stage < maker.stages(); ++stage) {
      throw_if_interrupted();
      const MadePaths& made = maker.make(stage, first, blocks);
      const std::vector<PathRecord> records = on_->run(first * kLanes, made.slots, made.move);
      const std::vector<PathRecord> off = off_ ? off_->run(first * kLanes, made.slots, made.move) : records;
      for (std::size_t i = 0; i < records.size(); ++i) {
        const auto path = first * kLanes + static_cast<std::int64_t>(i);
        fold.add(static_cast<std::size_t>(replicate_of(path, replicates_)), made.weight[i], records[i], off[i]);
      }
      progress_.advance(made.slots);
    }
    for (std::int64_t block = first; block < first + blocks; ++block)
      fold.count(static_cast<std::size_t>(block % replicates_), kLanes);
  }

  void judge(RareResult& out, std::vector<std::string>& warnings) const {
    for (std::string& warning : event_.warnings()) warnings.push_back(std::move(warning));
    const double blocks =
        static_cast<double>(context_.price.bars.end.size()) * context_.price.restart_threshold * 0x1p-32;
    if (context_.price.process == PathProcess::kBars && out.probability_no_feedback.value * blocks < 1) {
      out.extrapolated = 1;
      warnings.push_back(fmt::format(
          "extrapolation: without feedback the rare event has a probability of {:.2g}, less than one in the {:.0f} "
          "independent blocks of the history",
          out.probability_no_feedback.value, blocks));
    }
    if (out.probability.value == 0)
      warnings.push_back(fmt::format("no path of {} showed the rare event: how rare it is cannot be said", out.paths));
    else if (event_.is_rare() && out.effective_sample_size < kFewEffectivePaths)
      warnings.push_back(fmt::format("the rare event's probability rests on the weight of {:.0f} paths",
                                     std::ceil(out.effective_sample_size)));
  }

  const RareContext& context_;
  const RareConfig& config_;
  Progress& progress_;
  std::int32_t replicates_;
  RareEvent event_;
  ExogenousWalk walk_;
  std::int64_t at_once_;
  std::unique_ptr<GivenPathRunner> on_, off_;  // with feedback; without, where the records do not hold that
};

}  // namespace

RareResult rare_event(const RareContext& context, Progress& progress, std::vector<std::string>& warnings) {
  return RareRun(context, progress).run(warnings);
}

}  // namespace tinderbox
