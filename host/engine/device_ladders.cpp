#include "host/engine/device_ladders.hpp"

namespace tinderbox {

LaddersOnDevice::LaddersOnDevice(const LadderTables& tables, Executor& executor)
    : levels_{tables.levels[0], tables.levels[1]},
      stride_(tables.stride),
      edge_(DeviceArray<std::int32_t>::of(executor, tables.edge)),
      cumulative_(DeviceArray<std::int64_t>::of(executor, tables.cumulative)),
      buffer_(DeviceArray<float>::of(executor, tables.buffer)),
      trigger_(DeviceArray<std::int32_t>::of(executor, tables.held.trigger)),
      held_cumulative_(DeviceArray<std::int64_t>::of(executor, tables.held.cumulative)),
      trigger_sum_(DeviceArray<WideSum>::of(executor, tables.held.trigger_sum)),
      buffer_sum_(DeviceArray<WideSum>::of(executor, tables.held.buffer_sum)),
      offset_(DeviceArray<std::int64_t>::of(executor, tables.held.offset)),
      first_(DeviceArray<std::int32_t>::of(executor, tables.held.first)) {}

LaddersView LaddersOnDevice::ladders() const {
  return {edge_.data(), cumulative_.data(), buffer_.data(), {levels_[0], levels_[1]}, stride_};
}

PositionsView LaddersOnDevice::positions() const {
  return {trigger_.data(),    held_cumulative_.data(), trigger_sum_.data(),
          buffer_sum_.data(), offset_.data(),          first_.data()};
}

}  // namespace tinderbox
