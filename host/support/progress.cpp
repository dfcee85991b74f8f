#include "host/support/progress.hpp"

#include "host/support/error.hpp"

namespace tinderbox {

std::atomic<bool> interrupt_requested{false};

void throw_if_interrupted() {
  if (interrupt_requested.load(std::memory_order_relaxed)) throw Interrupted();
}

}  // namespace tinderbox
