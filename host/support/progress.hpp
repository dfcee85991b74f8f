// How long work tells where it stands, and how Ctrl-C reaches it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace tinderbox {

// Receives the progress of one run. Stages follow one another; `advance` may be called from several threads.
class Progress {
 public:
  virtual ~Progress() = default;
  // Begins a stage of `total` items of `unit` ("positions", "rows", "cells"); total 0 means unknown.
  virtual void begin(std::string_view stage, std::int64_t total, std::string_view unit) = 0;
  virtual void advance(std::int64_t items) = 0;
  virtual void end() = 0;
};

// Says nothing.
class NoProgress final : public Progress {
 public:
  void begin(std::string_view, std::int64_t, std::string_view) override {}
  void advance(std::int64_t) override {}
  void end() override {}
};

// Set by the signal handler of the program; work polls it between batches.
extern std::atomic<bool> interrupt_requested;

// Throws Interrupted if Ctrl-C was pressed.
void throw_if_interrupted();

}  // namespace tinderbox
