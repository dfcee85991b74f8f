#include "tests/kernels/small_paths.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <utility>

namespace tinderbox::testing {
namespace {

constexpr std::int32_t kBars = 90;
constexpr float kSdTicks = 25'000;
constexpr std::int32_t kWhatIfLevels = 300;

PathProcess process_of(SmallProcess process) {
  switch (process) {
    case SmallProcess::kDiffusion:
      return PathProcess::kDiffusion;
    case SmallProcess::kNormalJumps:
    case SmallProcess::kDoubleExponentialJumps:
      return PathProcess::kJumps;
    case SmallProcess::kVariance:
      return PathProcess::kVariance;
    case SmallProcess::kGiven:
      return PathProcess::kGiven;
    default:
      return PathProcess::kBars;
  }
}

JumpsView small_jumps(const PathsShape& shape) {
  const JumpLaw law = shape.process == SmallProcess::kNormalJumps ? JumpLaw::kNormal : JumpLaw::kDoubleExponential;
  const double some = -std::expm1(-shape.jumps_a_step);
  const auto may_jump = static_cast<std::uint32_t>(std::min(some * 0x1p32 + 1, 0x1p32 - 1));
  return {law, shape.jumps_a_step, may_jump, -9'000, 30'000, 0x70000000U, 25'000, 35'000, shape.inside};
}

// Zero is reached now and then: both branches of the scheme are taken. A part moves by some 20,000 ticks.
VarianceView small_variance(const PathsShape& shape) {
  constexpr float kYears = 3e-6F;
  return {0.3F, 0.3F, 0.05F, 0.2F, 0.01F, kYears, -1e-3F, 0.25F, 0.75F, -40.7, shape.parts, shape.inside};
}

SampleBook book_with_gaps(CaseSource& cases) {
  SampleBook book(9'000);
  for (int bin = 0; bin < 40; ++bin) book.add(bin % 7 == 5 ? 0 : cases.between(1e6, 6e6));
  return book;
}

CascadeRules small_rules(const PathsShape& shape) {
  CascadeRules rules{};
  rules.permanent_share = 0.3;
  rules.surplus_share = 0.5;
  rules.refill_rate = 1 / 40.0;
  rules.reversion_rate = 1 / 90.0;
  rules.round_seconds = 1e-3 * static_cast<double>(shape.round_milliseconds);
  rules.refill_of_round = left_after(rules.refill_rate, rules.round_seconds);
  rules.reversion_of_round = left_after(rules.reversion_rate, rules.round_seconds);
  rules.feedback = shape.feedback;
  rules.clearance_fee = shape.clearance_fee;
  rules.backstop_buffer_share = shape.backstop_buffer_share;
  return rules;
}

// Weights that sum to a whole and are as uneven as 1 : 2 : 3 ...
std::int32_t uneven_weight(int number, int venues) {
  const std::int32_t part = kWhole / (venues * (venues + 1) / 2);
  return number > 0 ? (number + 1) * part : kWhole - (venues * (venues + 1) / 2 - 1) * part;
}

}  // namespace

std::vector<std::int64_t> row_of(const PathRecord& r) {
  return {r.end, r.low, r.high, r.twin_end, r.twin_low, r.twin_high, r.liquidated[0], r.liquidated[1], r.flags};
}

std::int64_t bits_of(float value) {
  std::int32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

SmallTrace::SmallTrace(const PathsLaunch& launch)
    : paths(static_cast<std::size_t>(launch.end_path - launch.first_path)),
      marks(static_cast<std::size_t>(launch.output_steps) * kTraceMarks * paths, -77),
      money(static_cast<std::size_t>(launch.output_steps) * 2 * paths, -77),
      branching(2 * paths, -77) {}

std::vector<std::int64_t> SmallTrace::row(std::size_t path) const {
  std::vector<std::int64_t> row;
  for (std::size_t i = path; i < marks.size(); i += paths) row.push_back(marks[i]);
  for (std::size_t i = path; i < money.size(); i += paths) row.push_back(money[i]);
  for (std::size_t i = path; i < branching.size(); i += paths) row.push_back(bits_of(branching[i]));
  return row;
}

SmallPaths::SmallPaths(const PathsShape& shape) : shape_(shape) {
  CaseSource cases(4321);  // the same inputs for every seed of the noise
  SmallVenue first{
      small_rules(shape), book_with_gaps(cases), shape.fund, uneven_weight(0, shape.venues), {}, {}, {}, {}};
  add_bars(cases);
  add_edges(cases);
  add_ladders(cases, first);
  for (std::int32_t r = 0; r < shape.replicates; ++r)
    for (std::int32_t h = 0; h <= shape.output_steps; ++h)
      first.open_share.push_back(1 - 0.03 * (r + 1) * h / shape.output_steps);
  for (std::int32_t edge = -150'000; edge < 130'000; edge += 3'000 + cases.below32(20'000)) axis_.push_back(edge);
  for (std::int32_t k = 0; k < kWhatIfLevels; ++k) at_.push_back((k - kWhatIfLevels / 2) * 3'000);
  CaseSource more(99);  // so that what is drawn above stays what it is
  add_positions(more, first);
  venues_.push_back(first);
  for (int number = 1; number < shape.venues; ++number) venues_.push_back(another_venue(cases, number));
  for (std::size_t v = 1; v < venues_.size(); ++v) add_positions(more, venues_[v]);
  join_venues();
}

SmallPaths::SmallPaths(const PathsShape& shape, std::vector<SmallVenue> venues) : SmallPaths(shape) {
  venues_ = std::move(venues);
  shape_.venues = static_cast<std::int32_t>(venues_.size());
  join_venues();
}

SmallVenue SmallPaths::another_venue(CaseSource& cases, int number) const {
  SmallVenue venue{small_rules(shape_),
                   book_with_gaps(cases),
                   shape_.fund / (number + 1),
                   uneven_weight(number, shape_.venues),
                   {},
                   {},
                   {},
                   {}};
  venue.rules.permanent_share = number % 2 == 0 ? 0 : 0.7;
  venue.rules.surplus_share = 0.1;
  venue.rules.refill_rate *= 1.5;
  venue.rules.reversion_rate *= 0.4;
  venue.rules.refill_of_round = left_after(venue.rules.refill_rate, venue.rules.round_seconds);
  venue.rules.reversion_of_round = left_after(venue.rules.reversion_rate, venue.rules.round_seconds);
  venue.rules.clearance_fee = number % 2 == 0 ? 0 : 0.0125;
  venue.rules.backstop_buffer_share = number % 2 == 0 ? 0.4 : 1;
  add_ladders(cases, venue);
  for (std::int32_t i = 0; i < shape_.replicates * (shape_.output_steps + 1); ++i)
    venue.open_share.push_back(1 - 0.01 * (i % (shape_.output_steps + 1)));
  return venue;
}

void SmallPaths::join_venues() {
  cumulative_.clear();
  buffer_.clear();
  open_share_.clear();
  for (const SmallVenue& v : venues_) {
    cumulative_.insert(cumulative_.end(), v.cumulative.begin(), v.cumulative.end());
    buffer_.insert(buffer_.end(), v.buffer.begin(), v.buffer.end());
    open_share_.insert(open_share_.end(), v.open_share.begin(), v.open_share.end());
  }
  hold_positions();
}

// The last replicate of a venue has none.
void SmallPaths::add_positions(CaseSource& cases, SmallVenue& venue) const {
  for (std::int64_t row = 0; row < std::int64_t{shape_.replicates} * 2; ++row) {
    const bool none = shape_.most_positions == 0 || row / 2 == 2;
    const auto first = ladder_edge_.begin() + (row % 2) * stride();
    const std::vector<std::int32_t> edges(first, first + levels_[row % 2] + 1);
    venue.positions.push_back(none ? std::vector<ScanPosition>()
                                   : hostile_positions(cases, edges, shape_.most_positions));
  }
}

const std::vector<ScanPosition>& SmallPaths::positions(std::int64_t row) const {
  const std::int64_t rows = std::int64_t{shape_.replicates} * 2;
  return venues_[static_cast<std::size_t>(row / rows)].positions[static_cast<std::size_t>(row % rows)];
}

void SmallPaths::hold_positions() {
  for (auto* values : {&held_trigger_, &held_first_}) values->clear();
  for (auto* values : {&held_cumulative_, &held_offset_}) values->clear();
  for (auto* values : {&held_triggers_, &held_buffers_}) values->clear();
  if (shape_.most_positions == 0) return;
  const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  for (std::int64_t row = 0; row < std::int64_t{shape_.venues} * shape_.replicates * 2; ++row) {
    SampleHeld held(spread(row), positions(row));
    held_offset_.push_back(held_entries());
    held.trigger.push_back(0);
    held.first.resize(static_cast<std::size_t>(stride()), -7);
    append(held_trigger_, held.trigger);
    append(held_cumulative_, held.cumulative);
    append(held_triggers_, held.trigger_sum);
    append(held_buffers_, held.buffer_sum);
    append(held_first_, held.first);
  }
}

LadderView SmallPaths::spread(std::int64_t row) const {
  const std::int64_t side = row % 2;
  const std::int64_t at = row * stride();
  return {ladder_edge_.data() + side * stride(), cumulative_.data() + at, buffer_.data() + at, levels_[side]};
}

void SmallPaths::add_bars(CaseSource& cases) {
  for (std::int32_t i = 0; i < kBars; ++i) {
    const std::int32_t scale = 10'000 + cases.below32(60'000);
    bar_end_.push_back(cases.below32(2 * scale) - scale);
    bar_low_.push_back(std::min(bar_end_.back(), 0) - (i % 4 == 0 ? 0 : cases.below32(scale)));
    bar_high_.push_back(std::max(bar_end_.back(), 0) + (i % 6 == 0 ? 0 : cases.below32(scale)));
    bar_sd_.push_back(static_cast<float>(cases.between(0, scale)));
  }
}

void SmallPaths::add_edges(CaseSource& cases) {
  const auto row = static_cast<std::size_t>(stride());
  ladder_edge_.assign(2 * row, 0);
  for (std::size_t side = 0; side < 2; ++side)
    for (std::size_t j = 1; j < row; ++j)
      ladder_edge_[side * row + j] = ladder_edge_[side * row + j - 1] + 2'000 + cases.below32(12'000);
}

void SmallPaths::add_ladders(CaseSource& cases, SmallVenue& venue) const {
  const auto row = static_cast<std::size_t>(stride());
  const auto rows = static_cast<std::size_t>(shape_.replicates) * 2;
  venue.cumulative.assign(rows * row, 0);
  venue.buffer.assign(rows * row, 0);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 1; j < row; ++j) {
      const bool empty = i == 3 || j % 5 == 0;
      venue.cumulative[i * row + j] = venue.cumulative[i * row + j - 1] + (empty ? 0 : cases.below(6'000'000));
      venue.buffer[i * row + j - 1] = static_cast<float>(cases.between(0, 40'000));
    }
}

std::int32_t SmallPaths::stride() const {
  return std::max(levels_[0], levels_[1]) + 1;
}

PathsLaunch SmallPaths::launch(std::int64_t first, std::int64_t end) const {
  PathsLaunch l{};
  l.seed = shape_.seed;
  l.first_path = first;
  l.end_path = end;
  l.replicates = shape_.replicates;
  l.steps = shape_.steps;
  l.output_steps = shape_.output_steps;
  l.step_milliseconds = shape_.step_milliseconds;
  l.round_milliseconds = shape_.round_milliseconds;
  l.start_ticks = shape_.start_ticks;
  l.process = process_of(shape_.process);
  l.diffusion = {kSdTicks, shape_.inside != 0 ? kSdTicks * kSdTicks : 0, -123.4};
  l.bars = {bar_end_.data(),      bar_low_.data(), bar_high_.data(),
            bar_sd_.data(),       kBars,           shape_.steps_per_bar,
            shape_.bars_per_step, 1U << 29U,       -1,
            shape_.inside};
  l.jumps = small_jumps(shape_);
  l.variance = small_variance(shape_);
  l.venues = shape_.venues;
  l.pass_through = shape_.pass_through;
  const double step_seconds = 1e-3 * static_cast<double>(shape_.step_milliseconds);
  for (std::size_t v = 0; v < venues_.size(); ++v)
    l.venue[v] = {venues_[v].rules,
                  left_after(venues_[v].rules.reversion_rate, step_seconds),
                  left_after(venues_[v].rules.refill_rate, step_seconds),
                  venues_[v].book.view(),
                  venues_[v].fund,
                  venues_[v].index_weight};
  l.ladders = {ladder_edge_.data(), cumulative_.data(), buffer_.data(), {levels_[0], levels_[1]}, stride()};
  if (!held_trigger_.empty())
    l.positions = {held_trigger_.data(), held_cumulative_.data(), held_triggers_.data(),
                   held_buffers_.data(), held_offset_.data(),     held_first_.data()};
  l.open_share = open_share_.data();
  l.axis = {axis_.data(), bins()};
  l.squeeze = {8'000'000, {60'000, 50'000}, shape_.slot_steps, shape_.slots};
  l.with_tensors = shape_.with_tensors;
  l.depth = shape_.depth;
  return l;
}

std::vector<std::int32_t> SmallPaths::given_moves(const PathsLaunch& launch) const {
  if (shape_.process != SmallProcess::kGiven) return {};
  const std::int64_t slots = blocks_of(launch) * kLanes;
  std::vector<std::int32_t> moves;
  for (std::int32_t step = 0; step < shape_.steps; ++step) {
    std::vector<StepMove> row;
    for (std::int64_t slot = 0; slot < slots; ++slot) {
      const DrawId id{static_cast<std::uint64_t>(launch.first_path + slot), Purpose::kPathStep,
                      static_cast<std::uint32_t>(step), 0, 0};
      row.push_back(diffusion_step(launch.diffusion, draw_words(launch.seed, id, 0),
                                   drift_of_step(launch.diffusion.drift_ticks, step)));
    }
    for (const StepMove& move : row) moves.push_back(move.end);
    for (const StepMove& move : row) moves.push_back(move.low);
    for (const StepMove& move : row) moves.push_back(move.high);
  }
  return moves;
}

WhatIfLaunch SmallPaths::what_if_launch() const {
  const PathsLaunch l = launch(0, shape_.paths);
  WhatIfLaunch w{};
  w.venues = l.venues;
  w.pass_through = l.pass_through;
  std::copy(l.venue, l.venue + l.venues, w.venue);
  for (int v = 0; v < l.venues; ++v) w.venue[v].rules.round_seconds = 0;
  w.ladders = l.ladders;
  w.positions = l.positions;
  w.at = at_.data();
  w.levels = kWhatIfLevels;
  w.replicates = shape_.replicates;
  w.chunks = (kWhatIfLevels + kLanes - 1) / kLanes;
  return w;
}

PathOutputs SmallPaths::zeros() const {
  const auto n = [](std::int64_t a, std::int64_t b, std::int64_t c) { return static_cast<std::size_t>(a * b * c); };
  const std::int64_t rows = static_cast<std::int64_t>(shape_.replicates) * shape_.output_steps;
  const std::int64_t venue_rows = shape_.venues * rows;
  PathOutputs out;
  out.exhausted_at.resize(venues_.size());
  out.adl_taken.resize(venues_.size() * 2);
  out.adl_distance.resize(venues_.size() * 2);
  out.visits.assign(n(rows, 2, bins() + 1), 0);
  out.touches.assign(n(shape_.replicates, 2, bins() + 1), 0);
  out.crossed.assign(n(venue_rows, 2, stride()), 0);
  out.partial.assign(n(venue_rows, 2, stride()), 0);
  out.histogram.assign(n(shape_.replicates, shape_.output_steps, kHistograms * (bins() + 2)), 0);
  out.adl.assign(n(venue_rows, 1, 1), 0);
  out.account.assign(n(shape_.venues * shape_.replicates, 2, 6), 0);
  out.paid.assign(n(shape_.venues * shape_.replicates, 2, 1), 0);
  return out;
}

std::vector<NamedShape> all_paths_shapes() {
  PathsShape part{SmallProcess::kPartBars};
  part.steps_per_bar = 5;
  PathsShape whole{SmallProcess::kWholeBars};
  PathsShape wide{SmallProcess::kWholeBars};
  wide.bars_per_step = 3;
  wide.steps = 13;
  wide.output_steps = 13;
  PathsShape shocked{};
  shocked.start_ticks = -61'234;
  PathsShape squeezed = part;
  squeezed.start_ticks = 45'678;
  PathsShape slow{};  // a round every 2.5 steps
  slow.round_milliseconds = 150'000;
  PathsShape slow_bars = part;
  slow_bars.round_milliseconds = 150'000;
  PathsShape ends = part;
  ends.inside = 0;
  PathsShape end_diffusion{};
  end_diffusion.inside = 0;
  PathsShape twin{};
  twin.feedback = 0;
  PathsShape poor{};
  poor.fund = 0;
  poor.slots = 1;
  PathsShape single{};
  single.paths = 1;
  single.steps = single.output_steps = 1;
  single.slot_steps = 1;
  PathsShape vault{};
  vault.clearance_fee = 0.01;
  vault.backstop_buffer_share = 0.3;
  vault.fund = 10'000;
  PathsShape two = vault;
  two.venues = 2;
  two.pass_through = kWhole / 3;
  PathsShape two_bars = part;
  two_bars.venues = 2;
  PathsShape two_apart = squeezed;
  two_apart.venues = 2;
  two_apart.pass_through = 0;
  two_apart.fund = 0;
  PathsShape three = whole;
  three.venues = 3;
  three.pass_through = kWhole / 2;
  PathsShape three_rare = slow_bars;
  three_rare.venues = 3;
  three_rare.pass_through = 900'000'000;
  PathsShape three_twins = twin;
  three_twins.venues = 3;
  PathsShape most = shocked;
  most.venues = kMaxVenues;
  most.pass_through = kWhole / 5;
  most.paths = kLanes + 3;
  PathsShape jumps{SmallProcess::kNormalJumps};
  PathsShape many_jumps{SmallProcess::kDoubleExponentialJumps};
  many_jumps.jumps_a_step = 4;
  PathsShape jump_ends = many_jumps;
  jump_ends.inside = 0;
  jump_ends.round_milliseconds = 150'000;
  PathsShape two_jumping = jumps;
  two_jumping.venues = 2;
  PathsShape varying{SmallProcess::kVariance};
  PathsShape varying_ends = varying;
  varying_ends.inside = 0;
  PathsShape three_varying = varying;
  three_varying.venues = 3;
  three_varying.parts = 1;
  PathsShape held{};  // one venue
  held.most_positions = 200;
  held.fund = 10'000;
  PathsShape held_bars = two_apart;
  held_bars.most_positions = 60;
  PathsShape held_three = three;
  held_three.most_positions = 200;
  PathsShape thin{};
  thin.depth = {1, 0.9F, 0.7F, 1.3F, 0.05F, 1 / (kSdTicks * kSdTicks), 0.19F / (kSdTicks * kSdTicks), 0.8F};
  PathsShape thin_bars = part;
  thin_bars.depth = thin.depth;
  PathsShape thin_venues = three;
  thin_venues.depth = thin.depth;
  PathsShape given{SmallProcess::kGiven};
  PathsShape given_shock = given;
  given_shock.start_ticks = -61'234;
  given_shock.venues = 3;
  given_shock.pass_through = kWhole / 2;
  return {{"diffusion", {}},
          {"jumps", jumps},
          {"many_jumps", many_jumps},
          {"jumps_ends_only", jump_ends},
          {"two_venues_jumps", two_jumping},
          {"variance", varying},
          {"variance_ends_only", varying_ends},
          {"three_venues_variance", three_varying},
          {"state_dependent_depth", thin},
          {"state_dependent_depth_bars", thin_bars},
          {"state_dependent_depth_venues", thin_venues},
          {"given", given},
          {"given_three_venues", given_shock},
          {"part_bars", part},
          {"vault", vault},
          {"two_venues", two},
          {"two_venues_bars", two_bars},
          {"two_venues_apart", two_apart},
          {"three_venues", three},
          {"three_venues_rare_rounds", three_rare},
          {"three_venues_no_feedback", three_twins},
          {"most_venues", most},
          {"positions", held},
          {"positions_two_venues_bars", held_bars},
          {"positions_three_venues", held_three},
          {"whole_bars", whole},
          {"wide_steps", wide},
          {"shock", shocked},
          {"upward_shock", squeezed},
          {"rare_rounds", slow},
          {"rare_rounds_bars", slow_bars},
          {"ends_only", ends},
          {"diffusion_ends_only", end_diffusion},
          {"no_feedback", twin},
          {"no_fund", poor},
          {"one_path", single}};
}

}  // namespace tinderbox::testing
