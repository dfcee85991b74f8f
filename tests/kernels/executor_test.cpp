// Executors: their memory, their names, and what they say when they cannot run.
#include "kernels/executor.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace tinderbox {
namespace {

std::unique_ptr<Executor> executor() {
  return make_cpu_executor(best_cpu_path(), 1);
}

TEST(CpuExecutor, SaysWhatItIs) {
  EXPECT_EQ(executor()->backend(), "cpu");
  EXPECT_NE(make_cpu_executor(CpuPath::kScalar, 1)->device().find("scalar"), std::string::npos);
  EXPECT_NE(make_cpu_executor(CpuPath::kV3, 1)->device().find("x86-64-v3"), std::string::npos);
}

TEST(CpuExecutor, APathThatTheProcessorLacksIsANamedError) {
  if (why_not(CpuPath::kV4).empty()) {
    EXPECT_EQ(best_cpu_path(), CpuPath::kV4);
    EXPECT_NE(make_cpu_executor(CpuPath::kV4, 1), nullptr);
    return;
  }
  EXPECT_EQ(best_cpu_path(), CpuPath::kV3);
  EXPECT_THROW((void)make_cpu_executor(CpuPath::kV4, 1), BackendError);
}

TEST(CudaExecutor, IsThereOrSaysWhyNot) {
  const std::string reason = why_not_cuda();
  if (reason.empty()) {
    EXPECT_EQ(make_cuda_executor(0)->backend(), "cuda");
    EXPECT_THROW((void)make_cuda_executor(1'000'000), BackendError);
    return;
  }
  try {
    (void)make_cuda_executor(0);
    FAIL() << "no error";
  } catch (const BackendError& error) {
    EXPECT_NE(std::string(error.what()).find(reason), std::string::npos);
  }
}

TEST(DeviceArray, IsZeroedUploadedAndDownloaded) {
  const auto cpu = executor();
  const DeviceArray<std::int64_t> zeroed(*cpu, 1000);
  std::vector<std::int64_t> host(1000, 5);
  zeroed.download(host.data(), host.size());
  EXPECT_EQ(host, std::vector<std::int64_t>(1000, 0));
  std::iota(host.begin(), host.end(), 0);
  const auto copy = DeviceArray<std::int64_t>::of(*cpu, host);
  std::vector<std::int64_t> back(copy.size());
  copy.download(back.data(), back.size());
  EXPECT_EQ(back, host);
  EXPECT_EQ(cpu->host_view(copy.data()), copy.data());
}

TEST(DeviceArray, MovesLeaveNothingBehind) {
  const auto cpu = executor();
  DeviceArray<int> first(*cpu, 10);
  int* memory = first.data();
  DeviceArray<int> second(std::move(first));
  EXPECT_EQ(second.data(), memory);
  EXPECT_EQ(second.size(), 10U);
  DeviceArray<int> third(*cpu, 3);
  third = std::move(second);
  EXPECT_EQ(third.data(), memory);
  EXPECT_EQ(third.size(), 10U);
}

TEST(DeviceArray, NothingIsNoMemory) {
  const auto cpu = executor();
  const DeviceArray<int> empty(*cpu, 0);
  EXPECT_EQ(empty.data(), nullptr);
  EXPECT_EQ(empty.size(), 0U);
}

TEST(DeviceArray, TooMuchIsANamedError) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizer's allocator ends the process instead";
#endif
  const auto cpu = executor();
  const std::size_t too_many = std::size_t{1} << 57U;  // bytes
  EXPECT_THROW(DeviceArray<char>(*cpu, too_many), BackendError);
}

}  // namespace
}  // namespace tinderbox
