// Progress for a person: one live line on a terminal, plain lines in a log.
#pragma once

#include <atomic>
#include <cstdio>
#include <functional>
#include <mutex>
#include <string>

#include "host/support/progress.hpp"

namespace tinderbox {

enum class ProgressStyle {
  kLive,  // one line that is drawn over itself, and is gone at the end of a stage
  kLog,   // a line when a stage begins and ends, and at most every 10 s between
};

// Thread-safe as Progress asks; `begin` and `end` from one thread. Ends an open stage when it goes.
class ConsoleProgress final : public Progress {
 public:
  using Clock = std::function<double()>;  // s, never running backwards

  ConsoleProgress(std::FILE* stream, ProgressStyle style);
  ConsoleProgress(std::FILE* stream, ProgressStyle style, Clock clock);
  ~ConsoleProgress() override;

  void begin(std::string_view stage, std::int64_t total, std::string_view unit) override;
  void advance(std::int64_t items) override;
  void end() override;

 private:
  void show(double now);
  void clear_line();

  std::FILE* stream_;
  ProgressStyle style_;
  Clock clock_;
  std::mutex mutex_;  // guards the stream
  std::string stage_;
  std::string unit_;
  std::int64_t total_ = 0;
  double begun_ = 0;
  bool open_ = false;
  std::atomic<std::int64_t> done_{0};
  std::atomic<double> next_show_{0};
};

// "sampling: 45%, 1.2 M positions/s, 12 s left"; with total 0 "reading: 3.4 M rows, 1.2 M rows/s".
[[nodiscard]] std::string progress_text(std::string_view stage, std::int64_t done, std::int64_t total,
                                        std::string_view unit, double elapsed_seconds);

// "950", "12.3 k", "1.2 M", "4 G".
[[nodiscard]] std::string short_count(double count);

// "0.3 s", "12 s", "3 min 20 s", "2 h 5 min".
[[nodiscard]] std::string short_duration(double seconds);

}  // namespace tinderbox
