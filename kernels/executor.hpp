// Where kernels run: one interface, a CPU and a CUDA implementation. Buffers live in the executor's memory; launches
// return when their work is done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/launch.hpp"
#include "kernels/paths_launch.hpp"

namespace tinderbox {

// A backend was asked for that this build or machine does not have, or its memory does not suffice.
class BackendError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class CpuPath { kScalar, kV3, kV4 };

class Executor {
 public:
  virtual ~Executor() = default;

  // "cpu" or "cuda", and the processor or GPU with its code path.
  [[nodiscard]] virtual std::string backend() const = 0;
  [[nodiscard]] virtual std::string device() const = 0;

  // Raw memory of the executor; `allocate` returns it zeroed. Throws BackendError when there is not enough.
  [[nodiscard]] virtual void* allocate(std::size_t bytes) = 0;
  virtual void release(void* memory) noexcept = 0;
  virtual void upload(void* to, const void* from_host, std::size_t bytes) = 0;
  virtual void download(void* to_host, const void* from, std::size_t bytes) = 0;
  // The memory as the host sees it, or null where it has to be downloaded.
  [[nodiscard]] virtual const void* host_view(const void* memory) const noexcept = 0;

  virtual void find_ends(const EndsLaunch& launch) = 0;
  virtual void fill_density(const DensityLaunch& launch) = 0;
  virtual void accumulate(const AccumulateLaunch& launch) = 0;
  virtual void apportion(const ApportionLaunch& launch) = 0;  // every row
  virtual void pool(const PoolLaunch& launch) = 0;
  virtual void simulate_paths(const PathsLaunch& launch) = 0;
  virtual void what_if(const WhatIfLaunch& launch) = 0;
};

// threads 0: all processors; otherwise the whole process is limited to that many while the executor lives. Throws
// BackendError if the processor cannot run the path.
[[nodiscard]] std::unique_ptr<Executor> make_cpu_executor(CpuPath path, int threads);
// Throws BackendError where CUDA was not built, no device or driver is there, or `device` does not exist.
[[nodiscard]] std::unique_ptr<Executor> make_cuda_executor(int device);

// Which CPU paths this processor runs; the best one. An empty reason means yes.
[[nodiscard]] std::string why_not(CpuPath path);
[[nodiscard]] CpuPath best_cpu_path();
[[nodiscard]] const char* name_of(CpuPath path);

// "not built (...)", or what is wrong, or an empty text where device 0 is ready.
[[nodiscard]] std::string why_not_cuda();

// Move-only memory of an executor, `count` values of T, zeroed.
template <class T>
class DeviceArray {
 public:
  DeviceArray() = default;
  DeviceArray(Executor& executor, std::size_t count) : executor_(&executor), count_(count) {
    if (count > 0) data_ = static_cast<T*>(executor.allocate(count * sizeof(T)));
  }
  DeviceArray(Executor& executor, const T* host, std::size_t count) : DeviceArray(executor, count) {
    if (count > 0) executor.upload(data_, host, count * sizeof(T));
  }
  template <class Container>
  static DeviceArray of(Executor& executor, const Container& host) {
    return DeviceArray(executor, host.data(), host.size());
  }
  ~DeviceArray() {
    if (data_ != nullptr) executor_->release(data_);
  }
  DeviceArray(DeviceArray&& other) noexcept : executor_(other.executor_), data_(other.data_), count_(other.count_) {
    other.data_ = nullptr;
    other.count_ = 0;
  }
  DeviceArray& operator=(DeviceArray&& other) noexcept {
    if (this != &other) {
      if (data_ != nullptr) executor_->release(data_);
      executor_ = other.executor_;
      data_ = other.data_;
      count_ = other.count_;
      other.data_ = nullptr;
      other.count_ = 0;
    }
    return *this;
  }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  [[nodiscard]] T* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  void upload(const T* host, std::size_t count) { executor_->upload(data_, host, count * sizeof(T)); }
  void download(T* host, std::size_t count) const { executor_->download(host, data_, count * sizeof(T)); }
  // All values, copied to the host.
  [[nodiscard]] std::vector<T> to_host() const {
    std::vector<T> host(count_);
    if (count_ > 0) download(host.data(), count_);
    return host;
  }

 private:
  Executor* executor_ = nullptr;
  T* data_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace tinderbox
