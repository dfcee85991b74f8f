#include "host/support/console_progress.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

namespace tinderbox {
namespace {

constexpr double kLiveInterval = 0.1;  // s between drawings
constexpr double kLogInterval = 10;    // s between lines
constexpr std::size_t kLiveColumns = 79;

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

std::string short_count(double count) {
  constexpr const char* kUnits[] = {"", " k", " M", " G", " T"};
  int unit = 0;
  // 999.95 would print as 1000.0.
  while (count >= 999.95 && unit < 4) {
    count /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f}{}", count, unit == 0 || count >= 99.95 ? 0 : 1, kUnits[unit]);
}

std::string short_duration(double seconds) {
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string progress_text(std::string_view stage, std::int64_t done, std::int64_t total, std::string_view unit,
                          double elapsed_seconds) {
  const auto items = static_cast<double>(done);
  const double rate = elapsed_seconds > 0 ? items / elapsed_seconds : 0;
  const std::string speed = rate > 0 ? fmt::format(", {} {}/s", short_count(rate), unit) : "";
  if (total <= 0) return fmt::format("{}: {} {}{}", stage, short_count(items), unit, speed);
  const double share = std::min(1.0, items / static_cast<double>(total));
  const double left = rate > 0 ? (static_cast<double>(total) - items) / rate : 0;
  return fmt::format("{}: {:.0f}%{}{}", stage, 100 * share, speed,
                     rate > 0 && left > 0 ? fmt::format(", {} left", short_duration(left)) : "");
}

ConsoleProgress::ConsoleProgress(std::FILE* stream, ProgressStyle style)
    : ConsoleProgress(stream, style, steady_seconds) {}

ConsoleProgress::ConsoleProgress(std::FILE* stream, ProgressStyle style, Clock clock)
    : stream_(stream), style_(style), clock_(std::move(clock)) {}

ConsoleProgress::~ConsoleProgress() {
  if (open_ && style_ == ProgressStyle::kLive) clear_line();
}

void ConsoleProgress::begin(std::string_view stage, std::int64_t total, std::string_view unit) {
  const std::lock_guard lock(mutex_);
  stage_ = stage;
  unit_ = unit;
  total_ = total;
  done_ = 0;
  begun_ = clock_();
  open_ = true;
  next_show_ = begun_ + (style_ == ProgressStyle::kLive ? kLiveInterval : kLogInterval);
  if (style_ == ProgressStyle::kLive) return;
  fmt::print(stream_, "{}{}\n", stage_,
             total_ > 0 ? fmt::format(": {} {}", short_count(static_cast<double>(total_)), unit_) : "");
  std::fflush(stream_);
}

void ConsoleProgress::advance(std::int64_t items) {
  done_.fetch_add(items, std::memory_order_relaxed);
  const double now = clock_();
  if (now < next_show_.load(std::memory_order_relaxed)) return;
  // Whoever comes first draws; the others go on with their work.
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (lock.owns_lock() && open_ && now >= next_show_.load(std::memory_order_relaxed)) show(now);
}

void ConsoleProgress::show(double now) {
  const std::string text = progress_text(stage_, done_, total_, unit_, now - begun_);
  if (style_ == ProgressStyle::kLive)
    fmt::print(stream_, "\r\x1b[K{}", text.substr(0, kLiveColumns));
  else
    fmt::print(stream_, "{}\n", text);
  std::fflush(stream_);
  next_show_ = now + (style_ == ProgressStyle::kLive ? kLiveInterval : kLogInterval);
}

void ConsoleProgress::clear_line() {
  fmt::print(stream_, "\r\x1b[K");
  std::fflush(stream_);
}

void ConsoleProgress::end() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  if (style_ == ProgressStyle::kLive) return clear_line();
  const std::int64_t done = done_;
  const std::string items = done > 0 ? fmt::format("{} {}", short_count(static_cast<double>(done)), unit_) : "done";
  fmt::print(stream_, "{}: {} in {}\n", stage_, items, short_duration(clock_() - begun_));
  std::fflush(stream_);
}

}  // namespace tinderbox
