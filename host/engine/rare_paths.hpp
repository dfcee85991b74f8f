// Exogenous paths made on the host, each with a weight, so that weighted means over them are those of plain paths: the
// methods of sampling rare events. The cascade never enters: weights and branchings are functions of the exogenous path
// alone, and the whole engine runs on what is made here.
//
// Block b (kLanes paths) belongs to replicate b mod R, as in a plain run. A method has one or more stages; the weights
// of a path in all stages of its block add up to one on average.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "host/config/run_config.hpp"
#include "host/engine/rare_walk.hpp"
#include "sim/sobol.hpp"

namespace tinderbox {

// A run of blocks of paths.
struct MadePaths {
  std::int64_t first_block = 0;
  std::int64_t slots = 0;              // paths
  std::vector<std::int32_t> move;      // [steps, kGivenFields, slots] ticks, as in GivenView
  std::vector<double> weight;          // [slots]
  std::vector<TiltScore> score;        // [slots]; tilted paths only
  std::vector<std::int32_t> farthest;  // [slots] ticks in the walk's direction

  void resize(std::int64_t first, std::int64_t blocks, std::int32_t steps);
  void set_move(std::int32_t step, std::int64_t slot, const StepMove& move);
  [[nodiscard]] StepMove move_at(std::int32_t step, std::int64_t slot) const;
};

class PathMaker {
 public:
  virtual ~PathMaker() = default;
  [[nodiscard]] virtual int stages() const { return 1; }
  // Makes stage `stage` of blocks [first, first + blocks); what it returns holds until the next call. The stages of a
  // run of blocks are made in order.
  virtual const MadePaths& make(int stage, std::int64_t first, std::int64_t blocks) = 0;
};

// Blocks from here on are drawn for pilot runs alone.
inline constexpr std::int64_t kPilotBlock = std::int64_t{1} << 32U;

// Paths of the walk's tilt; from the step after they have got `until` ticks far they go on without it.
class TiltedPaths : public PathMaker {
 public:
  TiltedPaths(ExogenousWalk walk, std::int32_t until) : walk_(std::move(walk)), until_(until) {}

  const MadePaths& make(int stage, std::int64_t first, std::int64_t blocks) override;

  [[nodiscard]] const ExogenousWalk& walk() const noexcept { return walk_; }

 protected:
  // Normal variates that stand in for those of the block's steps: [steps, kLanes], or empty.
  [[nodiscard]] virtual std::vector<float> normals(std::int64_t block) const;

 private:
  void make_block(std::int64_t block, std::int64_t slot);

  ExogenousWalk walk_;
  std::int32_t until_;
  MadePaths made_;
};

// Where a Brownian bridge puts its next point: between two that it has.
struct BridgePoint {
  std::int32_t at;  // end of step `at` - 1
  std::int32_t left, right;
  double from_left, from_right;  // weights of the neighbours
  double sd;
};
// From the end inwards, halving gaps; variances in steps.
[[nodiscard]] std::vector<BridgePoint> bridge_order(std::int32_t steps);

// Tilted diffusions whose ends are Sobol' points in the order of a Brownian bridge: the first kSobolDimensions points
// of the bridge are quasi-random, the rest and the extremes inside the steps are not. One randomisation a replicate.
class SobolPaths : public TiltedPaths {
 public:
  SobolPaths(ExogenousWalk walk, std::int32_t until, std::int32_t replicates);

 protected:
  [[nodiscard]] std::vector<float> normals(std::int64_t block) const override;

 private:
  std::vector<BridgePoint> order_;
  std::vector<SobolScramble> scrambles_;  // [R]
};

// Multilevel splitting with a fixed effort (Garvels and Kroese 1998; Glasserman, Heidelberger, Shahabuddin and Zajic,
// "A look at multilevel splitting", 1998) on how near the exogenous price has come to a target: the way left over the
// square root of the steps left, as that alone decides whether a Brownian path gets there. The blocks of a replicate
// that are made together are a repetition by itself: the paths of a stage start from the crossings of its level, go on
// with noise of their own from the step after, and stand for what does not reach the next level. The weight of a stage
// is the product of the shares that got there.
class SplittingPaths : public PathMaker {
 public:
  // Finds its levels on the way to `target` ticks in a pilot: each is reached by about a fifth of the stage before. The
  // last one is the target itself, unless the process does not get that far.
  SplittingPaths(ExogenousWalk walk, std::int32_t target, std::int32_t replicates);

  [[nodiscard]] int stages() const override { return static_cast<int>(levels_.size()) + 1; }
  const MadePaths& make(int stage, std::int64_t first, std::int64_t blocks) override;

  // Falling; 0 is the target.
  [[nodiscard]] const std::vector<double>& levels() const noexcept { return levels_; }
  // Of a path after `step`: 0 where it has been at the target, infinite where the time is over.
  [[nodiscard]] double way_left(const WalkState& state, std::int32_t step) const;

 private:
  // How a path got to the next level: -1, or the step in which it did and where it stood after that.
  struct Crossing {
    std::int32_t step = -1;
    WalkState state;
    double way_left = 0;  // the least so far
  };
  struct Stage {
    int number = 0;
    MadePaths paths;
    std::vector<Crossing> crossing;    // [slots]
    std::vector<double> nearest;       // [slots] least way left
    std::vector<std::int64_t> parent;  // [slots] slot in the stage before, -1: none
    std::vector<double> reached;       // [blocks] share of all paths that the stage stands for
  };

  void find_levels();
  void choose_parents(std::int64_t index);
  void make_block(std::int64_t index);
  void start_lane(std::size_t slot, double level, WalkState& state);
  [[nodiscard]] double next_level(int stage) const;

  ExogenousWalk walk_;
  std::int32_t target_;
  std::int32_t replicates_;
  std::vector<double> levels_;
  Stage before_, now_;  // the last two stages that were made
};

// Bytes of host memory that making and running paths of so many steps takes.
[[nodiscard]] std::int64_t rare_path_bytes(const RunConfig& config);
// Blocks that are made and run at a time.
[[nodiscard]] std::int64_t rare_blocks_at_once(std::int32_t steps);

}  // namespace tinderbox
