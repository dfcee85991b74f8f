// Rows of several files merged into one series in time order, within a window of time.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "host/market/market_rows.hpp"

namespace tinderbox {

// What was repaired in the rows of one file.
struct FileRepairs {
  std::int64_t repeated = 0;  // rows that another row of the file says as well
  std::int64_t repeated_first = 0;
  std::int64_t overlapping = 0;  // rows that another file says as well
  std::int64_t overlapping_first = 0;
  std::int64_t disordered = 0;  // rows earlier than the row before
  std::int64_t disordered_first = 0;
};

// Keeps the rows with time in [from, until), and the latest one before `from` (the anchor), whatever their order.
// `Merge` is a functor (Row& kept, const Row& other) -> bool: fills what `kept` does not know and says whether the two
// agree. Memory grows with the distinct times inside the window alone: repeated rows are merged as they come in.
// Rows outside the window are compared with their neighbours in the file only.
template <typename Row, typename Merge>
class TimeSeries {
 public:
  using Conflict = std::function<void(const Row& kept, const Row& other)>;

  TimeSeries(std::int64_t from, std::int64_t until, Conflict conflict)
      : from_(from), until_(until), conflict_(std::move(conflict)) {}

  void add(const Row& row) {
    const bool same_file = previous_ && previous_->source.file == row.source.file;
    if (same_file && row.time < previous_->time) note_disorder(row);
    first_time_ = std::min(first_time_, row.time);
    last_time_ = std::max(last_time_, row.time);
    place(row, same_file);
    previous_ = row;
  }

  // Call once after the last row.
  void finish() { merge_pending(); }

  [[nodiscard]] bool empty() const noexcept { return !previous_; }
  [[nodiscard]] const std::vector<Row>& rows() const noexcept { return rows_; }
  [[nodiscard]] const std::optional<Row>& anchor() const noexcept { return anchor_; }
  // Over every row, inside the window or not.
  [[nodiscard]] std::int64_t first_time() const noexcept { return first_time_; }
  [[nodiscard]] std::int64_t last_time() const noexcept { return last_time_; }
  // Repairs by file index; files without repairs may be missing at the end.
  [[nodiscard]] const std::vector<FileRepairs>& repairs() const noexcept { return repairs_; }

 private:
  static constexpr std::size_t kPendingRows = 1 << 14;

  FileRepairs& repairs_of(const Row& row) {
    if (row.source.file >= repairs_.size()) repairs_.resize(row.source.file + 1);
    return repairs_[row.source.file];
  }

  void note_disorder(const Row& row) {
    FileRepairs& repairs = repairs_of(row);
    if (repairs.disordered++ == 0) repairs.disordered_first = row.time;
  }

  void place(const Row& row, bool same_file) {
    if (row.time < from_) {
      place_before(row, same_file);
    } else if (row.time >= until_) {
      if (same_file && row.time == previous_->time) combine(*previous_, row);
    } else if (pending_.empty() && !rows_.empty() && row.time == rows_.back().time) {
      combine(rows_.back(), row);
    } else if (pending_.empty() && (rows_.empty() || row.time > rows_.back().time)) {
      rows_.push_back(row);
    } else {
      pending_.push_back(row);
      if (pending_.size() >= std::max(kPendingRows, rows_.size() / 2)) merge_pending();
    }
  }

  void place_before(const Row& row, bool same_file) {
    if (anchor_ && row.time == anchor_->time) {
      combine(*anchor_, row);
    } else if (!anchor_ || row.time > anchor_->time) {
      anchor_ = row;
    } else if (same_file && row.time == previous_->time) {
      combine(*previous_, row);
    }
  }

  void combine(Row& kept, const Row& other) {
    if (!Merge()(kept, other)) return conflict_(kept, other);
    FileRepairs& repairs = repairs_of(other);
    if (kept.source.file == other.source.file) {
      if (repairs.repeated++ == 0) repairs.repeated_first = other.time;
    } else if (repairs.overlapping++ == 0) {
      repairs.overlapping_first = other.time;
    }
  }

  // Stable, so that of two rows at one time the one that was read first is kept.
  void merge_pending() {
    const auto earlier = [](const Row& a, const Row& b) { return a.time < b.time; };
    std::stable_sort(pending_.begin(), pending_.end(), earlier);
    const auto middle = static_cast<std::ptrdiff_t>(rows_.size());
    rows_.insert(rows_.end(), pending_.begin(), pending_.end());
    pending_.clear();
    std::inplace_merge(rows_.begin(), rows_.begin() + middle, rows_.end(), earlier);
    std::size_t kept = 0;
    for (std::size_t i = 1; i < rows_.size(); ++i) {
      if (rows_[i].time == rows_[kept].time) {
        combine(rows_[kept], rows_[i]);
      } else {
        rows_[++kept] = rows_[i];
      }
    }
    if (!rows_.empty()) rows_.resize(kept + 1);
  }

  std::int64_t from_;
  std::int64_t until_;
  Conflict conflict_;
  std::vector<Row> rows_;     // in order, one a time
  std::vector<Row> pending_;  // out of order, not yet merged
  std::optional<Row> previous_;
  std::optional<Row> anchor_;
  std::int64_t first_time_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t last_time_ = std::numeric_limits<std::int64_t>::min();
  std::vector<FileRepairs> repairs_;
};

// The most common distance between neighbouring rows of one file; 0 if there are fewer than two. Of equally common
// ones the shortest. Only the first kMaxSpacings different distances are counted.
class CommonSpacing {
 public:
  void add(std::int64_t time) {
    if (previous_ && time > *previous_) count(time - *previous_);
    previous_ = time;
  }

  [[nodiscard]] std::int64_t seconds() const {
    Count best{};
    for (const Count& count : counts_) {
      const bool shorter_tie = count.rows == best.rows && count.seconds < best.seconds;
      if (count.rows > best.rows || shorter_tie) best = count;
    }
    return best.seconds;
  }

 private:
  static constexpr std::size_t kMaxSpacings = 64;
  struct Count {
    std::int64_t seconds = 0;
    std::int64_t rows = 0;
  };

  void count(std::int64_t seconds) {
    const auto at = std::find_if(counts_.begin(), counts_.end(), [&](const Count& c) { return c.seconds == seconds; });
    if (at != counts_.end()) {
      ++at->rows;
    } else if (counts_.size() < kMaxSpacings) {
      counts_.push_back({seconds, 1});
    }
  }

  std::optional<std::int64_t> previous_;
  std::vector<Count> counts_;
};

}  // namespace tinderbox
