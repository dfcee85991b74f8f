// The CUDA backend of a build without nvcc: asking for it is a named error.
#include "kernels/executor.hpp"

namespace tinderbox {

std::string why_not_cuda() {
  return "not built: nvcc 12.8 or newer was not found when this program was configured";
}

std::unique_ptr<Executor> make_cuda_executor(int) {
  throw BackendError("the CUDA backend is " + why_not_cuda());
}

}  // namespace tinderbox
