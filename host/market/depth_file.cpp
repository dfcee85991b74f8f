#include "host/market/depth_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <string_view>

#include "host/market/byte_source.hpp"
#include "host/market/csv_table.hpp"
#include "host/market/problem_log.hpp"
#include "host/market/row_columns.hpp"

namespace tinderbox {
namespace {

constexpr std::array<std::string_view, 4> kColumns = {"timestamp", "percentage", "depth", "notional"};
constexpr double kMostPercent = 100;

struct Level {
  double usd = 0;
  std::int64_t line = 0;
};

using Side = std::map<double, Level>;  // by distance in percent

// Collects snapshots and closes each when the next one begins.
class DepthSnapshots {
 public:
  DepthSnapshots(std::string file, ProblemLog& problems) : file_(std::move(file)), problems_(&problems) {}

  void take(std::span<const std::string_view> texts, RowReport& report) {
    RowColumns columns(texts, kColumns, report);
    const auto time = columns.iso_time(0);
    const double percent = columns.number(1);
    const double usd = columns.amount(3);
    if (!columns.good()) return;
    if (!(std::abs(percent) > 0 && std::abs(percent) <= kMostPercent))
      return columns.refuse(1, "is no distance from the mid price", "between -100 and 100, and not 0");
    if (depth_.rows == 0) depth_.first_time = time->seconds();
    if (depth_.rows > 0 && time->units != time_) close();
    time_ = time->units;
    depth_.last_time = time->seconds();
    ++depth_.rows;
    Side& side = percent < 0 ? bids_ : asks_;
    if (!side.emplace(std::abs(percent), Level{usd, report.place().number}).second)
      columns.refuse(1, "repeats a level of its snapshot", "each level once");
  }

  [[nodiscard]] DepthFile finish() {
    if (depth_.rows > 0) close();
    if (depth_.rows == 0 && problems_->count() == 0) refuse(1, "holds no depth", "", "rows of at least one snapshot");
    problems_->throw_if_any();
    for (const auto& [percent, usd] : sums_)
      depth_.levels.push_back({percent, usd / (2.0 * static_cast<double>(depth_.snapshots))});
    if (!(depth_.levels.back().usd > 0)) refuse(1, "holds an empty book", "0 at every level", "some depth");
    problems_->throw_if_any();
    return depth_;
  }

 private:
  void refuse(std::int64_t line, std::string_view problem, std::string_view found, std::string_view expected) {
    problems_->add({RowPlace{file_, line, RowUnit::kLine}.text("notional"), std::string(problem), std::string(found),
                    std::string(expected), ""});
  }

  void close() {
    check_rising(bids_);
    check_rising(asks_);
    check_levels();
    for (const Side* side : {&bids_, &asks_})
      for (const auto& [percent, level] : *side) sums_[percent] += level.usd;
    ++depth_.snapshots;
    bids_.clear();
    asks_.clear();
  }

  void check_rising(const Side& side) {
    double nearer = 0;
    for (const auto& [percent, level] : side) {
      if (level.usd < nearer)
        refuse(level.line, fmt::format("decreases outward, though it is cumulative, at {}%", percent),
               fmt::format("{}", level.usd), fmt::format("at least {}, as nearer to the mid price", nearer));
      nearer = level.usd;
    }
  }

  void check_levels() {
    const Side& any = bids_.empty() ? asks_ : bids_;
    const std::int64_t line = any.begin()->second.line;
    if (bids_.empty() || asks_.empty())
      return refuse(line, bids_.empty() ? "has no bids beside it" : "has no asks beside it", "", "both sides");
    bool same = bids_.size() == asks_.size() && (sums_.empty() || sums_.size() == bids_.size());
    for (const auto& [percent, level] : bids_)
      same = same && asks_.count(percent) > 0 && (sums_.empty() || sums_.count(percent) > 0);
    if (!same)
      refuse(line, "begins a snapshot with other levels", fmt::format("{} below, {} above", bids_.size(), asks_.size()),
             "the same levels on both sides and in all snapshots");
  }

  std::string file_;
  ProblemLog* problems_;
  DepthFile depth_;
  Side bids_, asks_;
  std::map<double, double> sums_;
  std::int64_t time_ = 0;
};

}  // namespace

DepthFile read_depth_file(const std::filesystem::path& path, Progress& progress) {
  MarketFile source(path, progress);
  ProblemLog problems;
  DepthSnapshots snapshots(path.string(), problems);
  const CsvTable table{.name = "bookDepth", .columns = kColumns};
  read_csv_table(source, path.string(), table, problems,
                 [&](std::span<const std::string_view> texts, RowReport& report) { snapshots.take(texts, report); });
  DepthFile depth = snapshots.finish();
  depth.sha256 = source.finish_sha256();
  return depth;
}

}  // namespace tinderbox
