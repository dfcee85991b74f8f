// Ladders in an executor's memory, as launches of paths and of what-if read them.
#pragma once

#include <cstdint>

#include "host/engine/ladder_tables.hpp"
#include "kernels/executor.hpp"

namespace tinderbox {

// Views stay valid as long as this object lives.
class LaddersOnDevice {
 public:
  LaddersOnDevice(const LadderTables& tables, Executor& executor);

  // Launch: of paths or of what-if.
  template <class Launch>
  void fill(Launch& launch) const {
    launch.ladders = ladders();
    launch.positions = positions();
  }

 private:
  [[nodiscard]] LaddersView ladders() const;
  [[nodiscard]] PositionsView positions() const;

  std::int32_t levels_[kSides];
  std::int32_t stride_;
  DeviceArray<std::int32_t> edge_;
  DeviceArray<std::int64_t> cumulative_;
  DeviceArray<float> buffer_;
  DeviceArray<std::int32_t> trigger_;
  DeviceArray<std::int64_t> held_cumulative_;
  DeviceArray<WideSum> trigger_sum_, buffer_sum_;
  DeviceArray<std::int64_t> offset_;
  DeviceArray<std::int32_t> first_;
};

}  // namespace tinderbox
